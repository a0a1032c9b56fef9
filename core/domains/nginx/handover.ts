import type { GrpcEvidence, Route } from '../facts.ts';
import { lazy } from '../../text/lazy.ts';
import { isLoopback, readSocketAddress } from './address.ts';
import { routesOf } from './dialer.ts';
import { listensOf, type VirtualServer } from './server.ts';

/** What is known of gRPC behind a server that hands its connections to others of the same nginx. `undefined`: nothing. */
export type EvidenceBehind = (routes: readonly Route[]) => GrpcEvidence | undefined;

/** Follows the addresses of this machine to the http servers of the same configuration that pass gRPC on. */
export function evidenceBehind(servers: readonly VirtualServer[]): EvidenceBehind {
  const passes = lazy(() => grpcPasses(servers));
  return (routes) => {
    const targets = routes.flatMap(({ dialer }) => dialer.addresses).map((it) => ({ it, pass: passOf(it, passes) }));
    const first = targets.find(({ pass }) => pass !== undefined);
    if (first === undefined) return undefined;
    return {
      // A multiplexer hands some of its connections to gRPC and others elsewhere.
      grpc: targets.every(({ pass }) => pass !== undefined) ? 'yes' : 'likely',
      because: [`${first.it} is a server of the same nginx with ${first.pass ?? ''}`],
    };
  };
}

function passOf(address: string, passes: () => ReadonlyMap<string, string>): string | undefined {
  const { host, port } = readSocketAddress(address);
  if (host.startsWith('unix:')) return passes().get(host);
  return isLoopback(host) && port !== undefined ? passes().get(String(port)) : undefined;
}

/** The `grpc_pass` of http servers, by the port or unix socket that they listen on; where one of several servers there has none, none is told. */
function grpcPasses(servers: readonly VirtualServer[]): ReadonlyMap<string, string> {
  const found = new Map<string, string | undefined>();
  for (const server of servers) {
    if (server.module !== 'http') continue;
    const dialer = routesOf(server).find((it) => it.dialer.via === 'grpc_pass')?.dialer;
    const pass = dialer && `grpc_pass ${dialer.to}`;
    for (const { address, ports } of listensOf(server)) {
      const keys = address.startsWith('unix:') ? [address] : ports.map(String);
      for (const key of keys) found.set(key, found.has(key) && found.get(key) === undefined ? undefined : pass);
    }
  }
  return new Map([...found].flatMap(([key, pass]) => (pass === undefined ? [] : [[key, pass] as const])));
}
