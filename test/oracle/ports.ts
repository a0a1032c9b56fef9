import { createServer } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections: otherwise one of those could take a port between its choice and its use.
 */
const FIRST = 20_000;
const LAST = 32_000;

const given = new Set<number>();

/** `count` ports in a row (default 1) that nobody listens on, on any address; the first of them. No port is given twice by one process. */
export async function freePort(count = 1): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const first = FIRST + Math.floor(Math.random() * (LAST - FIRST - count));
    const ports = Array.from({ length: count }, (_, i) => first + i);
    if (ports.some((port) => given.has(port))) continue;
    const free = await Promise.all(ports.map(isFree));
    if (!free.every(Boolean)) continue;
    for (const port of ports) given.add(port);
    return first;
  }
  throw new Error(`no ${count} free ports between ${FIRST} and ${LAST}`);
}

/** Whether this machine has the IPv6 loopback address. */
export async function hasIpv6(): Promise<boolean> {
  return (await bind(0, '::1')) !== 'no-address';
}

async function isFree(port: number): Promise<boolean> {
  const everywhere = await bind(port, undefined);
  return everywhere === 'free';
}

function bind(port: number, host: string | undefined): Promise<'free' | 'taken' | 'no-address'> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE' ? 'taken' : 'no-address'));
    server.listen({ port, ...(host === undefined ? {} : { host }), exclusive: true }, () =>
      server.close(() => resolve('free')),
    );
  });
}
