import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { testCertificate } from './certificates.ts';

/** A server for a client to meet. */
export interface Peer {
  /** Of 127.0.0.1. */
  readonly port: number;
  stop(): Promise<void>;
}

/** What a Node TLS server was asked for. */
export interface SeenHello {
  readonly serverName: string | undefined;
  /** `undefined`: no ALPN extension. */
  readonly protocols: readonly string[] | undefined;
}

/** A TLS server that answers whatever comes in HTTP/1.1. Its ALPN is what the options say: `ALPNProtocols`, or nothing (class B). */
export async function tlsPeer(options: TlsOptions = {}): Promise<Peer> {
  const { certificate, key } = await testCertificate();
  return await listening(createTlsServer({ cert: certificate, key, ...options }, answerInHttp1));
}

/** A TLS server that says nothing behind the handshake. */
export async function silentPeer(options: TlsOptions = {}): Promise<Peer> {
  const { certificate, key } = await testCertificate();
  return await listening(createTlsServer({ cert: certificate, key, ...options }));
}

/** A TLS server of class A that tells what each client offered. */
export async function listeningPeer(seen: (hello: SeenHello) => void): Promise<Peer> {
  const { certificate, key } = await testCertificate();
  const server = createTlsServer({
    cert: certificate,
    key,
    ALPNCallback: ({ servername, protocols }) => {
      seen({ serverName: servername || undefined, protocols });
      return protocols.find((it) => it === 'h2');
    },
  });
  server.on('secureConnection', (socket) => {
    // Node asks the callback only where there is an offer.
    if (socket.alpnProtocol === false) seen({ serverName: socket.servername || undefined, protocols: undefined });
    answerInHttp1(socket);
  });
  return await listening(server);
}

/** A server without TLS that answers in HTTP/1.1. */
export function plainPeer(): Promise<Peer> {
  return listening(createServer(answerInHttp1));
}

/** Answers every ClientHello with this fatal alert (RFC 8446 section 6). */
export function alertPeer(alert: number): Promise<Peer> {
  return rawPeer(Buffer.from([21, 3, 3, 0, 2, 2, alert]));
}

/** Answers every ClientHello with a TLS 1.2 ServerHello that selects this protocol, whatever was offered (class D). */
export function selectingPeer(protocol: string): Promise<Peer> {
  const name = Buffer.from(protocol, 'latin1');
  const alpn = Buffer.from([0, 16, 0, name.length + 3, 0, name.length + 1, name.length, ...name]);
  const extensions = Buffer.concat([alpn, Buffer.from([0xff, 1, 0, 1, 0])]);
  const cipher = [0xc0, 0x2f, 0];
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 7),
    Buffer.from([0, ...cipher, 0, extensions.length]),
    extensions,
  ]);
  return rawPeer(Buffer.concat([Buffer.from([22, 3, 3, 0, body.length + 4, 2, 0, 0, body.length]), body]));
}

/** Takes the ClientHello, and closes the connection without an answer, or resets it. */
export function closingPeer(how: 'closes' | 'resets'): Promise<Peer> {
  return listening(
    createServer((socket) => socket.once('data', () => (how === 'closes' ? socket.end() : socket.resetAndDestroy()))),
  );
}

/** Reads, and never answers. */
export function mutePeer(): Promise<Peer> {
  return listening(createServer((socket) => socket.resume()));
}

/** Answers every ClientHello with a ServerHello of TLS 1.0, whatever was offered. */
export function oldPeer(): Promise<Peer> {
  const body = Buffer.concat([Buffer.from([3, 1]), Buffer.alloc(32, 7), Buffer.from([0, 0xc0, 0x13, 0])]);
  return rawPeer(Buffer.concat([Buffer.from([22, 3, 1, 0, body.length + 4, 2, 0, 0, body.length]), body]));
}

function rawPeer(answer: Buffer): Promise<Peer> {
  return listening(createServer((socket) => socket.once('data', () => socket.end(answer))));
}

function answerInHttp1(socket: Socket): void {
  socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'));
}

async function listening(server: Server): Promise<Peer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('secureConnection', (socket: Socket) => socket.on('error', () => socket.destroy()));
  server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
