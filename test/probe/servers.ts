import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import { parseTarget, probe, type AddressReport, type ProbeOptions, type Target } from '../../probe/index.ts';
import { listen, loopbackCertificate, startClassServers, type ClassServer } from '../../scripts/classServers.mjs';

export { loopbackCertificate, unofferedServerHello } from '../../scripts/classServers.mjs';

/** A server of a test. It ends with the test. */
export interface TestServer {
  readonly port: number;
  /** How many connections were accepted. */
  readonly accepted: () => number;
  /** How many connections are open. */
  readonly open: () => Promise<number>;
  /** Resolves when no connection is open. */
  readonly emptied: () => Promise<void>;
  /** Resolves when a client has connected (the first one, or has already). */
  readonly connected: Promise<void>;
  /** Resolves when the first connection is closed. */
  readonly closed: Promise<void>;
  readonly close: () => Promise<void>;
}

/** A server of plain TCP: what `serve` does with a connection is all it does. */
export async function rawServer(
  serve: (socket: Socket) => void,
  host: '127.0.0.1' | '::1' | '0.0.0.0' = '127.0.0.1',
): Promise<TestServer> {
  return start(createServer({ allowHalfOpen: false }, serve), host);
}

/** A raw server that answers the first bytes of a client. */
export async function answering(answer: (hello: Buffer, socket: Socket) => void): Promise<TestServer> {
  return rawServer((socket) => void socket.once('data', (hello: Buffer) => answer(hello, socket)));
}

/** A real TLS server with a certificate of its own. Behind the handshake it says nothing, unless `serve` does. */
export async function tlsServer(options: TlsOptions, serve?: (socket: TLSSocket) => void): Promise<TestServer> {
  const server = createTlsServer({ ...(await loopbackCertificate()), ...options }, (socket) => {
    socket.on('error', () => undefined);
    socket.resume();
    serve?.(socket);
  });
  return start(server, '127.0.0.1');
}

async function start(server: ReturnType<typeof createServer>, host: string): Promise<TestServer> {
  let accepted = 0;
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    accepted++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const first = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const connected = first.then(() => undefined);
  const closed = first.then((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())));
  const { port, close } = await listen(server, host);
  onTestFinished(close);
  const open = (): Promise<number> =>
    new Promise((resolve, reject) =>
      server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
    );
  const emptied = async (): Promise<void> => {
    const ends = [...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    await Promise.all(ends);
    if ((await open()) > 0) await emptied();
  };
  return { port, accepted: () => accepted, open, emptied, connected, closed, close };
}

/** The servers of the classes A to D, for one test. */
export async function classServers(): Promise<ReadonlyMap<ClassServer['class'], number>> {
  const servers = await startClassServers();
  onTestFinished(async () => {
    await Promise.all(servers.map(({ close }) => close()));
  });
  return new Map(servers.map((server) => [server.class, server.port]));
}

/** A port on which nothing listens: it was free a moment ago. */
export async function closedPort(): Promise<number> {
  const { port, close } = await listen(createServer(), '127.0.0.1');
  await close();
  return port;
}

/** The target that a text names; throws where it names none. */
export function target(text: string): Target {
  const parsed = parseTarget(text);
  if (parsed.kind === 'refused') throw new Error(parsed.message);
  return parsed.target;
}

/** Probes a port of 127.0.0.1. */
export async function probeOne(port: number | undefined, options: Partial<ProbeOptions> = {}): Promise<AddressReport> {
  const report = await probe({ targets: [target(`127.0.0.1:${port ?? 0}`)], ...options });
  const [address] = report.targets[0]?.addresses ?? [];
  if (address === undefined) throw new Error('no address');
  return address;
}
