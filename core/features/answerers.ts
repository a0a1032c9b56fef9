import type { GoServing } from '../domains/goSource/facts.ts';
import { targetFor } from '../domains/nginx/dialer.ts';
import { isOn } from '../domains/nginx/scope.ts';
import { selectByName, type Named } from '../domains/nginx/serverName.ts';
import { answeringAt, socketAt, type Destination } from '../project/answer.ts';
import { edgesFor } from '../project/edgePlaces.ts';
import type { ProjectEdge } from '../project/edges.ts';
import { goPlacesOf } from '../project/goPlaces.ts';
import { readGoTarget, type GoTarget } from '../project/goTarget.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import type { FilePath } from '../text/filePath.ts';

/** Something that is probed, as it is written. */
export interface ProbedEndpoint {
  /** `host:port`, an IPv6 host in brackets. */
  readonly target: string;
  /** The server name that is sent; `null`: none; left out: the host, where it is a name. */
  readonly sni?: string | null | undefined;
}

/** What answers at an endpoint, if what runs is what is written. */
export type Answerer =
  | {
      readonly kind: 'nginx';
      readonly listener: ProjectListener;
      readonly destination: Destination;
      /** Whether it answers as the default server, because no server of the socket has the name that is sent, or none is. */
      readonly byDefault: boolean;
    }
  | { readonly kind: 'go'; readonly serving: GoServing }
  | { readonly kind: 'edge'; readonly edge: ProjectEdge };

/** What so many texts claim for themselves, none of them tells. */
const MOST = 50;

/**
 * The listeners that answer at an endpoint: on this machine those on its port; elsewhere those that listen on just this address, or have the
 * host among their names, of each socket the one that the server name selects; and what a platform runs under that name. Where several configurations or programs may be meant, all
 * of them; where none certainly is, none.
 */
export function answerersAt(project: Project, { target, sni }: ProbedEndpoint): readonly Answerer[] {
  const read = readGoTarget(target);
  if (read === undefined) return [];
  const serverName = sni === undefined ? nameOf(read) : (sni ?? undefined);
  const found = [...nginxAt(project, read, serverName), ...goAt(project, read), ...edgesAt(project, read, serverName)];
  return found.length > MOST ? [] : found;
}

/** The name that a client of a host sends: none for an address. */
function nameOf({ host }: GoTarget): string | undefined {
  return isAddress(host) ? undefined : host;
}

function isAddress(host: string): boolean {
  return host.startsWith('[') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
}

function nginxAt(project: Project, target: GoTarget, serverName: string | undefined): readonly Answerer[] {
  const { port } = target;
  const answering = (configuration: FilePath, addresses: readonly string[]): readonly Answerer[] =>
    addresses.flatMap((address) => answererOn(project, { configuration, address, port, serverName }));
  const found = [...addressesOn(project, port)].flatMap(([configuration, addresses]) =>
    answering(configuration, addressesFor(project, target, { configuration, addresses: [...addresses] })),
  );
  // A container or service that is called nginx.
  if (found.length === 0 && !target.isLocal && !isAddress(target.host)) {
    for (const { configuration, address } of goPlacesOf(project).listenersFor(target)) {
      found.push(...answering(configuration, [address]));
    }
  }
  return eachOnce(found);
}

/** The addresses of sockets, by configuration. */
type Addresses = ReadonlyMap<FilePath, ReadonlySet<string>>;

const indexes = new WeakMap<Project, ReadonlyMap<number, Addresses>>();

/** The addresses that configurations listen on on a port. */
function addressesOn(project: Project, port: number): Addresses {
  let index = indexes.get(project);
  if (index === undefined) {
    const made = new Map<number, Map<FilePath, Set<string>>>();
    for (const { port: number, configuration, address } of project.listeners) {
      if (number === undefined) continue;
      const configurations = made.get(number) ?? new Map<FilePath, Set<string>>();
      made.set(number, configurations);
      const addresses = configurations.get(configuration);
      if (addresses === undefined) configurations.set(configuration, new Set([address]));
      else addresses.add(address);
    }
    index = made;
    indexes.set(project, index);
  }
  return index.get(port) ?? new Map<FilePath, ReadonlySet<string>>();
}

/** The addresses of a configuration's sockets that a connection to the target certainly comes to, or may come to by its name. */
function addressesFor(
  project: Project,
  { host, port, isLocal }: GoTarget,
  { configuration, addresses }: { readonly configuration: FilePath; readonly addresses: readonly string[] },
): readonly string[] {
  if (isLocal) return host === 'localhost' ? ['127.0.0.1', '[::1]'] : [host];
  if (isAddress(host)) return addresses.filter((it) => it === host);
  return addresses.filter((address) => {
    const socket = socketAt(project, { configuration, address, port });
    return isNamed(socket, host) || isRoutedByName(socket, host);
  });
}

/** A host that certainly nobody names. */
const NOBODY = 'grpc-alpn.invalid';

/** Whether a server of a socket has this name, by itself: an expression that takes every name tells nothing. */
function isNamed(socket: readonly ProjectListener[], host: string): boolean {
  return hasName(socket, host) && !hasName(socket, NOBODY);
}

/** The servers of a socket, and what answers where none of them has a name. */
const withNobody = new WeakMap<readonly ProjectListener[], readonly (Named & { readonly isThere: boolean })[]>();

function hasName(socket: readonly ProjectListener[], host: string): boolean {
  let servers = withNobody.get(socket);
  if (servers === undefined) {
    const own = socket.map(({ serverNames }) => ({ serverNames, isDefault: false, isThere: true }));
    servers = [{ serverNames: [], isDefault: true, isThere: false }, ...own];
    withNobody.set(socket, servers);
  }
  return selectByName(servers, host)?.isThere === true;
}

/** Whether a stream server sends connections with this name, by itself, somewhere: a `map` of what `ssl_preread` reads has it. */
function isRoutedByName(socket: readonly ProjectListener[], host: string): boolean {
  const first = socket.find(({ isDefault }) => isDefault) ?? socket[0];
  if (first?.module !== 'stream' || !isOn(first.server.scope.effective('ssl_preread'))) return false;
  const targetOf = (name: string): string | undefined =>
    targetFor(first.server, { ssl_preread_server_name: name, ssl_preread_alpn_protocols: 'h2' });
  const target = targetOf(host);
  return target !== undefined && target !== '' && target !== targetOf(NOBODY);
}

function answererOn(project: Project, destination: Destination): readonly Answerer[] {
  const listener = answeringAt(project, destination);
  if (listener === undefined) return [];
  const socket = socketAt(project, destination);
  const { serverName } = destination;
  const byDefault = socket.length > 1 && (serverName === undefined || !hasName(socket, serverName));
  return [{ kind: 'nginx', listener, destination, byDefault }];
}

function eachOnce(answerers: readonly Answerer[]): readonly Answerer[] {
  const seen = new Set<ProjectListener>();
  return answerers.filter((it) => {
    if (it.kind !== 'nginx') return true;
    const isNew = !seen.has(it.listener);
    seen.add(it.listener);
    return isNew;
  });
}

function goAt(project: Project, target: GoTarget): readonly Answerer[] {
  const servings = target.isLocal
    ? project.goSource.servings.filter(
        ({ host, port }) => port?.number === target.port && listensLocally(host, target.host),
      )
    : goPlacesOf(project).servingsFor(target);
  return servings.map((serving) => ({ kind: 'go', serving }) as const);
}

/** By the host; of an address, which may be one of theirs, by the name that is sent. */
function edgesAt(project: Project, target: GoTarget, serverName: string | undefined): readonly Answerer[] {
  const host = isAddress(target.host) ? serverName : target.host;
  if (target.isLocal || host === undefined) return [];
  const { port } = target;
  return edgesFor(project, { host: host.toLowerCase(), port }).map((edge) => ({ kind: 'edge', edge }));
}

/** Whether a Go server on this host answers a connection to this machine. What it is bound to may not be known. */
function listensLocally(bound: string | undefined, host: string): boolean {
  if (bound === undefined || ['', '0.0.0.0', '::', '[::]', 'localhost'].includes(bound) || host === 'localhost')
    return true;
  return bound === host || `[${bound}]` === host;
}
