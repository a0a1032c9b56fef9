import type { Project, ProjectListener } from '../project/project.ts';
import type { Location } from '../text/location.ts';

/** Something in the workspace that can be probed. */
export interface Endpoint {
  /** `host:port`, an IPv6 host in brackets. */
  readonly target: string;
  /** The server name to send; `undefined`: the host, where it is a name. */
  readonly sni: string | undefined;
  /** The listener that it leads to, if what runs is what is written. */
  readonly at: Location;
}

/** The endpoints of all listeners that take TLS: by their names, and on this machine with those names as SNI. Each once. */
export function endpointsOf(project: Project): readonly Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const listener of project.listeners) {
    if (listener.tls === 'plain' || listener.port === undefined || listener.grpc.grpc === 'no') continue;
    for (const endpoint of endpointsAt(listener, listener.port)) {
      const key = `${endpoint.target} ${endpoint.sni ?? ''}`;
      if (!found.has(key)) found.set(key, endpoint);
    }
  }
  return [...found.values()];
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
