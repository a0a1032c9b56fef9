import type { Address } from './nginxAddress.ts';
import { freePort, hasIpv6 } from './ports.ts';

/** One socket of a configuration: where it was to be, and where it is. */
export interface Socket {
  readonly written: Address;
  /** The argument of `listen` instead. */
  readonly listen: string;
  /** Where a client of this machine connects; for a unix socket its path. */
  readonly host: string;
  /** 0 for unix sockets. */
  readonly port: number;
}

/**
 * Chooses loopback addresses and free ports. What shared a port goes on sharing one, and what was told apart by address stays so:
 * `*` stays `*` where some other server listens on the same port of a single address (nginx prefers the latter), else it becomes 127.0.0.1.
 * Addresses of a kind that this machine has not are left out.
 * @param scratch the folder for unix sockets
 */
export async function chooseSockets(addresses: readonly Address[], scratch: string): Promise<readonly Socket[]> {
  const different = [...new Map(addresses.map((it) => [it.text, it])).values()];
  const ipv6 = await hasIpv6();
  const ports = new Map<number, number>();
  const others = [...new Set(different.filter(isForeign).map((it) => it.host))];
  const sockets: Socket[] = [];
  for (const written of different) {
    if (written.unix) {
      const path = `${scratch}/${sockets.length}.sock`;
      sockets.push({ written, listen: `unix:${path}`, host: path, port: 0 });
      continue;
    }
    if (written.host.startsWith('[') && !ipv6) continue;
    const port = ports.get(written.port) ?? (await freePort(written.count));
    for (let i = 0; i < written.count; i++) ports.set(written.port + i, port + i);
    const host = hostFor(written, different, others);
    const range = written.count > 1 ? `${port}-${port + written.count - 1}` : String(port);
    sockets.push({ written, listen: `${host.listen}:${range}`, host: host.connect, port });
  }
  return sockets;
}

function isForeign({ host, unix }: Address): boolean {
  return !unix && host !== '*' && !host.startsWith('[') && !host.startsWith('127.') && host !== 'localhost';
}

function hostFor(
  written: Address,
  all: readonly Address[],
  others: readonly string[],
): { readonly listen: string; readonly connect: string } {
  const { host } = written;
  if (host.startsWith('[')) return { listen: '[::1]', connect: '::1' };
  if (host === '*') {
    const single = all.some(
      (it) => it.port === written.port && it.host !== '*' && !it.host.startsWith('[') && !it.unix,
    );
    return { listen: single ? '*' : '127.0.0.1', connect: '127.0.0.1' };
  }
  const index = others.indexOf(host);
  // All of 127.0.0.0/8 is the loopback interface on Linux.
  const own = index < 0 ? host : `127.0.0.${index + 2}`;
  return { listen: own, connect: own };
}
