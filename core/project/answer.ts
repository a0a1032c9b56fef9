import { negotiate, type Offer, type Outcome } from '../alpn/index.ts';
import { canonicalHost, isLoopback, readSocketAddress, type SocketAddress } from '../domains/nginx/address.ts';
import { addressesBehind, streamPass, targetFor } from '../domains/nginx/dialer.ts';
import { isOn, values } from '../domains/nginx/scope.ts';
import { selectByName } from '../domains/nginx/serverName.ts';
import type { FilePath } from '../text/filePath.ts';
import type { Dial, Project, ProjectListener } from './project.ts';

/** Where a client of one configuration connects to. */
export interface Destination {
  /** The root file of the configuration. */
  readonly configuration: FilePath;
  /** The address that is connected to: `127.0.0.1`, `[::1]`, `unix:/path`. */
  readonly address: string;
  /** `undefined` for unix sockets. */
  readonly port: number | undefined;
  /** The name that the client sends (SNI); `undefined`: none, as for an IP address. */
  readonly serverName: string | undefined;
}

/**
 * The listener that answers there: that of the most specific socket, of these the one that the name selects.
 * `undefined`: none does, or a regular expression decides that is not understood.
 */
export function answeringAt(project: Project, destination: Destination): ProjectListener | undefined {
  const socket = socketAt(project, destination);
  return selectByName(socket, readsNames(socket) ? destination.serverName : undefined);
}

/** Whether the name that a client sends is known when its server is chosen: in stream without TLS of its own only where the default server reads ahead (ngx_stream_ssl_preread_servername). */
function readsNames(socket: readonly ProjectListener[]): boolean {
  return socket.every(({ module, tls }) => module === 'http' || tls === 'terminated') || readsAhead(socket);
}

function readsAhead(socket: readonly ProjectListener[]): boolean {
  const first = socket.find(({ isDefault }) => isDefault) ?? socket[0];
  return first !== undefined && isOn(first.server.scope.effective('ssl_preread'));
}

/** The servers of the most specific socket for a destination, in their order. */
export function socketAt(
  project: Project,
  { configuration, address, port }: Omit<Destination, 'serverName'>,
): readonly ProjectListener[] {
  const host = boundHost(address);
  const exact = boundTo(project, { configuration, address: host, port });
  if (exact.length > 0 || host.startsWith('unix:')) return exact;
  const isVersion6 = host.startsWith('[');
  const any = boundTo(project, { configuration, address: isVersion6 ? '[::]' : '*', port });
  if (any.length > 0 || isVersion6) return any;
  const both = boundTo(project, { configuration, address: '[::]', port });
  return both.some(({ listen }) => values(listen).includes('ipv6only=off')) ? both : [];
}

/** An address as sockets are bound to it. */
function boundHost(address: string): string {
  if (address.startsWith('unix:')) return address;
  return address === 'localhost' ? '127.0.0.1' : canonicalHost(address);
}

const indexes = new WeakMap<Project, ReadonlyMap<string, readonly ProjectListener[]>>();

/** The listeners of a configuration that are bound to just this address and port. */
function boundTo(
  project: Project,
  { configuration, address, port }: Omit<Destination, 'serverName'>,
): readonly ProjectListener[] {
  let index = indexes.get(project);
  if (index === undefined) {
    const made = new Map<string, ProjectListener[]>();
    for (const listener of project.listeners) {
      const host = listener.address === 'localhost' ? '127.0.0.1' : listener.address;
      const key = `${host} ${listener.port ?? ''} ${listener.configuration}`;
      const same = made.get(key);
      if (same === undefined) made.set(key, [listener]);
      else same.push(listener);
    }
    index = made;
    indexes.set(project, index);
  }
  return index.get(`${address} ${port ?? ''} ${configuration}`) ?? [];
}

/** A chain of servers that pass on to each other is followed so far. */
const DEEPEST = 8;

/** What a handshake with this offer comes to there, through all servers of the same configuration that TLS is passed on to. */
export function handshakeAt(project: Project, destination: Destination, offer: Offer): Outcome {
  return follow(project, destination, offer, 0);
}

function follow(project: Project, destination: Destination, offer: Offer, depth: number): Outcome {
  const listener = answeringAt(project, destination);
  if (listener === undefined) return unknown('which server answers is not known');
  if (listener.tls === 'terminated') return negotiate(offer, listener.alpn);
  if (listener.module === 'http') return { kind: 'plaintext' };
  if (listener.tls === 'plain') return unknown('nginx opens TLS of its own to the upstream');
  const { configuration, serverName = '' } = destination;
  const { scope } = listener.server;
  const prereads = readsAhead(socketAt(project, destination));
  const target = targetFor(listener.server, {
    ssl_preread_server_name: prereads ? serverName : '',
    ssl_preread_alpn_protocols: prereads ? offer.join(',') : '',
  });
  if (target === undefined) return unknown('where this connection is sent depends on more than its name');
  if (target === '' || depth > DEEPEST) return unknown('the connection is sent nowhere');
  const sendsHeader =
    isOn(scope.effective('proxy_protocol')) && streamPass(listener.server)?.directive.name.value !== 'pass';
  const addresses = addressesBehind(listener.server, target);
  const outcomes = addresses.map((address): Outcome => {
    const next = readSocketAddress(address);
    if (!isOwn(project, configuration, next)) return { kind: 'relayed' };
    if (expectsHeader(project, configuration, next) !== sendsHeader)
      return unknown('one side sends a PROXY protocol header that the other does not expect');
    return follow(
      project,
      {
        configuration,
        address: next.host,
        port: next.port,
        serverName: destination.serverName,
      },
      offer,
      depth + 1,
    );
  });
  const [first] = outcomes;
  const same = outcomes.every((it) => JSON.stringify(it) === JSON.stringify(first));
  return first !== undefined && same ? first : unknown('the servers behind it differ');
}

/** Whether the socket at an address wants each connection to begin with a PROXY protocol header. */
function expectsHeader(project: Project, configuration: FilePath, { host, port }: SocketAddress): boolean {
  return socketAt(project, { configuration, address: host, port }).some(({ proxyProtocol }) => proxyProtocol);
}

function unknown(because: string): Outcome {
  return { kind: 'unknown', because };
}

/** Whether an address leads back to the same nginx: one of this machine's that the configuration listens on. */
function isOwn(project: Project, configuration: FilePath, { host, port }: SocketAddress): boolean {
  const isHere = host.startsWith('unix:') || isLoopback(host);
  const isAddressed = boundTo(project, { configuration, address: host, port }).length > 0;
  return (isHere || isAddressed) && socketAt(project, { configuration, address: host, port }).length > 0;
}

/** So many servers behind one listener are told; what needs more is not known. */
const MOST_HOPS = 50;

/**
 * The listeners of this workspace that a stream server's connections may come to. `undefined`: some of them leave what is known, or they
 * are very many. Names are not told apart: each server of a socket counts.
 */
export function nextHops(project: Project, listener: ProjectListener): readonly ProjectListener[] | undefined {
  const hops = new Set<ProjectListener>();
  for (const dial of listener.dials()) {
    const found = hopsBehind(project, listener, dial);
    if (found === undefined || hops.size + found.length > MOST_HOPS) return undefined;
    for (const it of found) hops.add(it);
  }
  return hops.size === 0 ? undefined : [...hops];
}

/** `false`: not known. */
const behind = new WeakMap<Project, Map<Dial, readonly ProjectListener[] | false>>();

/** The same for one way out; found once, since it is asked for each version of grpc-go. */
export function hopsBehind(
  project: Project,
  listener: ProjectListener,
  dial: Dial,
): readonly ProjectListener[] | undefined {
  let ofProject = behind.get(project);
  if (ofProject === undefined) {
    ofProject = new Map<Dial, readonly ProjectListener[] | false>();
    behind.set(project, ofProject);
  }
  let hops = ofProject.get(dial);
  if (hops === undefined) ofProject.set(dial, (hops = findHops(project, listener, dial) ?? false));
  return hops === false ? undefined : hops;
}

function findHops(
  project: Project,
  { configuration }: ProjectListener,
  { dialer: { addresses } }: Dial,
): readonly ProjectListener[] | undefined {
  const hops: ProjectListener[] = [];
  for (const address of addresses) {
    const next = readSocketAddress(address);
    const found = isOwn(project, configuration, next)
      ? socketAt(project, { configuration, address: next.host, port: next.port })
      : namedAt(project, next);
    if (found.length === 0 || hops.length + found.length > MOST_HOPS) return undefined;
    hops.push(...found);
  }
  return hops.length === 0 ? undefined : hops;
}

const named = new WeakMap<Project, ReadonlyMap<string, readonly ProjectListener[]>>();

/** The listeners of any configuration that end TLS for a name on a port. */
function namedAt(project: Project, { host, port }: SocketAddress): readonly ProjectListener[] {
  let index = named.get(project);
  if (index === undefined) {
    const made = new Map<string, ProjectListener[]>();
    for (const listener of project.listeners) {
      if (listener.tls !== 'terminated') continue;
      for (const name of listener.serverNames) {
        const key = `${name.toLowerCase()}:${listener.port ?? ''}`;
        const same = made.get(key);
        if (same === undefined) made.set(key, [listener]);
        else same.push(listener);
      }
    }
    index = made;
    named.set(project, index);
  }
  return index.get(`${host}:${port ?? ''}`) ?? [];
}
