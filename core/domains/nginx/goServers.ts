import type { GrpcServerSeen } from '../facts.ts';
import { isLoopback, readSocketAddress } from './address.ts';
import { EVERYBODYS_PORTS } from '../protocols.ts';

/** A gRPC server in Go source that one of some addresses leads to. */
export interface GoServerBehind {
  /** Whether it must be the one: the port is no common one, or the host has the name of the server's folder. */
  readonly certain: boolean;
  readonly because: string;
}

/** The gRPC server of this workspace's Go source that an upstream leads to: on this machine, or on a host that has a name. */
export function goServerAt(
  addresses: readonly string[],
  servers: readonly GrpcServerSeen[],
): GoServerBehind | undefined {
  if (servers.length === 0) return undefined;
  let found: GoServerBehind | undefined;
  for (const address of addresses) {
    const { host, port } = readSocketAddress(address);
    if (port === undefined || !isName(host)) continue;
    for (const server of servers) {
      if (server.port !== port) continue;
      const isOwn = isLoopback(host) || !host.includes('.');
      const certain = (isOwn && !EVERYBODYS_PORTS.has(port)) || isNamedAfter(server, host);
      // On a port that everybody takes, and far away, another server may listen.
      if (!certain && !isLoopback(host)) continue;
      const behind = {
        certain,
        because: `upstream port ${port}, on which a gRPC server in Go listens (${server.from})`,
      };
      if (certain) return behind;
      found ??= behind;
    }
  }
  return found;
}

/** Whether a host may be one of this workspace: this machine, or a name as containers have it. */
function isName(host: string): boolean {
  return isLoopback(host) || (/^[a-z]/.test(host) && !host.startsWith('unix:') && !host.includes('$'));
}

/** Whether a folder or file on the way to a server is called as the host is: `orders:8080`, `services/orders/main.go`. */
function isNamedAfter({ at }: GrpcServerSeen, host: string): boolean {
  const [label = ''] = host.split('.');
  return (
    label.length > 2 &&
    at.file
      .toLowerCase()
      .split('/')
      .some((part) => part === label || part === `${label}.go`)
  );
}
