// @ts-check
/** Four TLS servers on the loopback address, one per class: what a server can do with a client that offers only h2. For the demo and for tests. */
import { createServer as createHttp2Server, createSecureServer } from 'node:http2';
import { createServer } from 'node:net';
import { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { generate } from 'selfsigned';

/**
 * @typedef {object} ClassServer
 * @property {'A' | 'B' | 'C' | 'D'} class
 * @property {number} port
 * @property {() => Promise<void>} close Ends the server and every connection to it.
 */

/**
 * A certificate for localhost, made anew, with its key; nothing is written to disk.
 *
 * @returns {Promise<{ key: string, cert: string }>} PEM
 */
export async function loopbackCertificate() {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}

/**
 * Starts a server on a free port of the host, and remembers its connections for the end.
 *
 * @param {import('node:net').Server} server
 * @param {string} host
 * @returns {Promise<{ port: number, close: () => Promise<void> }>}
 */
export async function listen(server, host) {
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  server.on('connection', (socket) => {
    sockets.add(socket);
    // A probe hangs up in the middle of things: that is no error here.
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  await /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port: 0 }, resolve);
    })
  );
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/**
 * A TLS 1.2 ServerHello that selects `http/1.1`, whatever was offered (RFC 5246 section 7.4.1.3, RFC 7301 section 3.1): no library's server does this.
 *
 * @returns {Buffer} one record
 */
export function unofferedServerHello() {
  const protocol = Buffer.from('http/1.1', 'latin1');
  const alpn = [0x00, 0x10, 0, protocol.length + 3, 0, protocol.length + 1, protocol.length, ...protocol];
  const extensions = [0xff, 0x01, 0, 1, 0, ...alpn];
  const random = Buffer.alloc(32, 7);
  const body = [
    0x03,
    0x03,
    ...random,
    0,
    0xc0,
    0x2f,
    0,
    extensions.length >> 8,
    extensions.length & 255,
    ...extensions,
  ];
  const message = [2, 0, body.length >> 8, body.length & 255, ...body];
  return Buffer.from([22, 3, 3, message.length >> 8, message.length & 255, ...message]);
}

/**
 * Starts the four, on free ports. A and B speak HTTP/2 behind the handshake, as a gRPC server does.
 *
 * @param {{ host?: '127.0.0.1' | '::1' }} [options]
 * @returns {Promise<readonly ClassServer[]>} in the order A, B, C, D
 */
export async function startClassServers({ host = '127.0.0.1' } = {}) {
  const certificate = await loopbackCertificate();
  const http2 = createHttp2Server();
  http2.on('sessionError', () => undefined);
  const selecting = createSecureServer(certificate);
  selecting.on('sessionError', () => undefined);
  const silent = createTlsServer(certificate, (socket) => {
    socket.on('error', () => undefined);
    // Given the socket itself, Node's server would refuse it for want of ALPN.
    http2.emit('connection', Duplex.from({ readable: socket, writable: socket }));
  });
  const refusing = createTlsServer({ ...certificate, ALPNProtocols: ['http/1.1'] }, (socket) => {
    socket.on('error', () => undefined);
    socket.resume();
  });
  const inventing = createServer((socket) => {
    socket.once('data', () => socket.end(unofferedServerHello()));
  });
  const servers = /** @type {const} */ ([
    ['A', selecting],
    ['B', silent],
    ['C', refusing],
    ['D', inventing],
  ]);
  return Promise.all(
    servers.map(async ([name, server]) => ({
      class: name,
      ...(await listen(/** @type {import('node:net').Server} */ (/** @type {unknown} */ (server)), host)),
    })),
  );
}
