import { locationOf, type GoDialing, type GoServing } from '../domains/goSource/facts.ts';
import { offerOfDialing } from '../project/goDialing.ts';
import { speaksTls } from '../project/goServing.ts';
import { readGoTarget } from '../project/goTarget.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import type { Location } from '../text/location.ts';

/** Something in the workspace that can be probed. */
export interface Endpoint {
  /** `host:port`, an IPv6 host in brackets. */
  readonly target: string;
  /** The server name to send; `undefined`: the host, where it is a name. */
  readonly sni: string | undefined;
  /** The listener that it leads to, if what runs is what is written; or the client that leads to it. */
  readonly at: Location;
}

/** The endpoints of all listeners that take TLS: by their names, and on this machine with those names as SNI; and where clients in Go lead. Each once. */
export function endpointsOf(project: Project): readonly Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const listener of project.listeners) {
    if (listener.tls === 'plain' || listener.port === undefined || listener.grpc.grpc === 'no') continue;
    for (const endpoint of endpointsAt(listener, listener.port)) {
      const key = `${endpoint.target} ${endpoint.sni ?? ''}`;
      if (!found.has(key)) found.set(key, endpoint);
    }
  }
  for (const endpoint of goEndpointsOf(project)) {
    if (!found.has(`${endpoint.target} `)) found.set(`${endpoint.target} `, endpoint);
  }
  return [...found.values()];
}

/** What TLS in Go listens on, and where its clients lead: only what stands in the text. */
function* goEndpointsOf({ goSource }: Project): Iterable<Endpoint> {
  for (const serving of goSource.servings) {
    const endpoint = goServingEndpoint(serving);
    if (endpoint !== undefined) yield endpoint;
  }
  for (const dialing of goSource.dialings) {
    const endpoint = goDialingEndpoint(dialing);
    if (endpoint !== undefined) yield endpoint;
  }
}

/** What can be probed of a listener in Go. `undefined`: no TLS, or its address does not stand in the text. */
export function goServingEndpoint(serving: GoServing): Endpoint | undefined {
  const { host, port, at } = serving;
  if (!speaksTls(serving) || host === undefined || port === undefined) return undefined;
  const read = readGoTarget(`${host === '::' || host === '[::]' ? '[::1]' : host}:${port.number}`);
  return (
    read && {
      target: `${read.host === 'localhost' ? '127.0.0.1' : read.host}:${read.port}`,
      sni: undefined,
      at: locationOf(at),
    }
  );
}

/** What a client in Go leads to. `undefined`: no TLS, or the target does not stand in the text. */
export function goDialingEndpoint(dialing: GoDialing): Endpoint | undefined {
  const read = dialing.target && readGoTarget(dialing.target.text);
  if (read === undefined || offerOfDialing(dialing) === undefined) return undefined;
  return { target: `${read.host}:${read.port}`, sni: undefined, at: locationOf(dialing.at) };
}

/** The endpoints of one listener on its port: by its names before this machine. */
export function endpointsAt({ serverNames, at, address }: ProjectListener, port: number): readonly Endpoint[] {
  const names = serverNames.filter(isHostName);
  const local = address === '[::]' ? '[::1]' : address === '*' ? '127.0.0.1' : address;
  return [
    ...names.map((name) => ({ target: `${name}:${port}`, sni: undefined, at })),
    ...(names.length === 0 ? [{ target: `${local}:${port}`, sni: undefined, at }] : []),
    ...names.map((name) => ({ target: `${local}:${port}`, sni: name, at })),
  ];
}

/** Names that one can connect to: no wildcards, regular expressions, variables or placeholders. */
function isHostName(name: string): boolean {
  return (
    /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$/.test(name) &&
    name.length <= 253
  );
}
