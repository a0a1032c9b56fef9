import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { vi } from 'vitest';
import type { DialOptions, GrpcGo, RpcResult } from './grpcGo.ts';
import { startNginx } from './nginx.ts';
import { alertPeer, closingPeer, mutePeer, oldPeer, plainPeer, selectingPeer, tlsPeer, type Peer } from './peers.ts';
import { freePort } from './ports.ts';

/** What real programs have said of one failure. */
export interface Said {
  /** Whole lines of logs, and errors as programs get them. */
  readonly lines: readonly string[];
  /** What a probe should be offered for it; `undefined` = nothing: the address is the client's, or there is none. */
  readonly target: string | undefined;
}

/** How to make grpc-go say a text of the catalogue. */
export interface GoRow {
  /** Of core/alpn/errorTexts.ts. */
  readonly id: string;
  readonly how: string;
  /** With the check of ALPN as it is by default, switched on, or off (GRPC_ENFORCE_ALPN_ENABLED). */
  readonly check?: 'on' | 'off';
  readonly provoke: (program: GrpcGo) => Promise<Said>;
}

type Dial = Omit<DialOptions, 'target'>;

/** A client meets a peer: its error, and its log. */
function dialling(start: (program: GrpcGo) => Promise<Pick<Peer, 'port' | 'stop'>>, dial: Dial = {}): GoRow['provoke'] {
  return async (program) => {
    const peer = await start(program);
    const target = `localhost:${peer.port}`;
    await program.logs();
    const result = await program.dial({ ...dial, target });
    const lines = [...(await program.logs()), errorOf(result)];
    await peer.stop();
    return { lines: ofClients(lines), target };
  };
}

/** A server of grpc-go is met by something; its log has a line with these words. */
function serving(
  start: (program: GrpcGo) => Promise<Pick<Peer, 'port' | 'stop'>>,
  words: string,
  meet: (port: number, program: GrpcGo) => Promise<unknown>,
): GoRow['provoke'] {
  return async (program) => {
    const server = await start(program);
    await program.logs();
    await meet(server.port, program);
    const lines: string[] = [];
    // The server closes the connection first and then writes its log.
    await vi.waitUntil(
      async () => {
        lines.push(...(await program.logs()));
        return lines.some((line) => line.includes(words));
      },
      { timeout: 10_000 },
    );
    await server.stop();
    return {
      lines: lines.filter((it) =>
        ['[Server #', '[server-transport', '[credentials]', ' http: '].some((words) => it.includes(words)),
      ),
      target: undefined,
    };
  };
}

function errorOf(result: RpcResult): string {
  return result.ok ? 'the call was answered' : result.error;
}

/** The same program may be the server, too. */
function ofClients(lines: readonly string[]): readonly string[] {
  return lines.filter((it) => !it.includes('[Server #') && !it.includes('[server-transport'));
}

/** The alert of TLS 1.3 comes behind the handshake: now and then the client finds the connection closed before it has read it. */
function untilItSays(words: string, provoke: GoRow['provoke']): GoRow['provoke'] {
  return async (program) => {
    for (;;) {
      const said = await provoke(program);
      if (said.lines.some((line) => line.includes(words))) return said;
    }
  };
}

/** A connection that works is not told of with its address. */
function withoutTarget(provoke: GoRow['provoke']): GoRow['provoke'] {
  return async (program) => ({ ...(await provoke(program)), target: undefined });
}

/** What stands behind some words, as where a log was cut. */
function cut(provoke: GoRow['provoke'], behind: string): GoRow['provoke'] {
  return async (program) => {
    const { lines } = await provoke(program);
    return {
      lines: lines.flatMap((it) => (it.includes(behind) ? [it.slice(it.indexOf(behind) + behind.length)] : [])),
      target: undefined,
    };
  };
}

/** A TLS client of another kind that fails, or is hung up on. */
async function tlsClient(port: number, options: ConnectionOptions): Promise<void> {
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
  await closed(socket);
}

async function plainClient(port: number, said: string): Promise<void> {
  const socket = connectTcp({ port, host: '127.0.0.1' });
  socket.resume();
  socket.write(said);
  await closed(socket);
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
  });
}

async function nginxWithoutUpstream(): Promise<Peer> {
  const upstreams = new Map([['10.0.0.5:50051', `127.0.0.1:${await freePort()}`]]);
  const text = `events {}
http {
    server {
        listen 443 ssl http2;
        ssl_certificate     tls/server.crt;
        ssl_certificate_key tls/server.key;
        location / {
            grpc_pass grpc://10.0.0.5:50051;
        }
    }
}
`;
  const nginx = await startNginx({ files: text, upstreams });
  return { port: nginx.at(443).port, stop: () => nginx.stop() };
}

const listener = (nextProtos: readonly string[]) => (program: GrpcGo) =>
  program.serve({ credentials: 'listener', nextProtos });
const web = (program: GrpcGo): Promise<Peer> => program.serve({ credentials: 'http' });
const newtls = (program: GrpcGo): Promise<Peer> => program.serve({});
const own = (nextProtos: readonly string[]) => (port: number, program: GrpcGo) =>
  program.dial({ target: port, credentials: 'own', nextProtos });
const newtlsDial = (port: number, program: GrpcGo): Promise<unknown> => program.dial({ target: port });
const alert = (number: number): GoRow['provoke'] => dialling(() => alertPeer(number));
const HANDSHAKE = 'authentication handshake failed: ';

/** Every text of grpc-go and of crypto/tls that the catalogue has. */
export const GO_ROWS: readonly GoRow[] = [
  {
    id: 'grpc-go-client-missing-alpn',
    how: 'a server that selects nothing',
    check: 'on',
    provoke: dialling(listener([])),
  },
  {
    id: 'grpc-go-server-missing-alpn',
    how: 'a client that offers nothing',
    check: 'on',
    provoke: serving(newtls, 'cannot check peer', own([])),
  },
  { id: 'grpc-go-missing-alpn', how: 'the same, cut', check: 'on', provoke: cut(dialling(listener([])), HANDSHAKE) },
  {
    id: 'grpc-go-client-allows-without-alpn',
    how: 'a server that selects nothing',
    check: 'off',
    provoke: withoutTarget(dialling(listener([]))),
  },
  {
    id: 'grpc-go-server-allows-without-alpn',
    how: 'a client that offers nothing',
    check: 'off',
    provoke: serving(newtls, 'Allowing TLS', own([])),
  },
  {
    id: 'grpc-go-client-lost',
    how: 'a server that insists on ALPN',
    check: 'on',
    provoke: dialling(newtls, { credentials: 'own', nextProtos: [] }),
  },
  {
    id: 'grpc-go-client-lost',
    how: 'plain text to a server with TLS',
    provoke: dialling(newtls, { credentials: 'insecure' }),
  },
  {
    id: 'grpc-go-client-http1',
    how: 'an HTTP/1.1 server that selects h2',
    provoke: dialling(() => tlsPeer({ ALPNProtocols: ['h2'] })),
  },
  {
    id: 'grpc-go-client-http1',
    how: 'an HTTP/1.1 server without TLS',
    provoke: dialling(() => plainPeer(), { credentials: 'insecure' }),
  },
  {
    id: 'grpc-go-client-http-status',
    how: 'nginx without a working upstream',
    provoke: withoutTarget(dialling(nginxWithoutUpstream)),
  },
  {
    id: 'grpc-go-client-no-application-protocol',
    how: 'a server without h2',
    provoke: dialling(listener(['http/1.1'])),
  },
  { id: 'go-no-application-protocol', how: 'the same, cut', provoke: cut(dialling(listener(['http/1.1'])), HANDSHAKE) },
  {
    id: 'go-unadvertised',
    how: 'a server that selects what it likes',
    provoke: dialling(() => selectingPeer('http/1.1')),
  },
  {
    id: 'go-unrequested',
    how: 'a server that selects something where nothing was offered',
    provoke: dialling(() => selectingPeer('http/1.1'), { credentials: 'own', nextProtos: [] }),
  },
  {
    id: 'go-server-refuses-h2',
    how: 'a listener without h2',
    provoke: serving(listener(['http/1.1']), 'unsupported application protocols', newtlsDial),
  },
  {
    id: 'go-server-refuses-h2',
    how: 'the same, h2 second',
    provoke: serving(listener(['foo']), 'unsupported application protocols', own(['http/1.1', 'h2'])),
  },
  {
    id: 'go-server-unsupported-protocols',
    how: 'a client with something else',
    provoke: serving(newtls, 'unsupported application protocols', own(['foo'])),
  },
  {
    id: 'grpc-go-client-not-tls',
    how: 'a server without TLS',
    provoke: dialling((it) => it.serve({ credentials: 'insecure' })),
  },
  {
    id: 'go-not-tls',
    how: 'the same, cut',
    provoke: cut(
      dialling(() => plainPeer()),
      HANDSHAKE,
    ),
  },
  {
    id: 'grpc-go-server-not-tls',
    how: 'a client without TLS',
    provoke: serving(newtls, 'first record', (port, it) => it.dial({ target: port, credentials: 'insecure' })),
  },
  {
    id: 'grpc-go-server-tls-greeting',
    how: 'a client with TLS',
    provoke: serving((it) => it.serve({ credentials: 'insecure' }), 'bogus greeting', newtlsDial),
  },
  {
    id: 'grpc-go-server-bogus-greeting',
    how: 'an HTTP/1.1 client',
    provoke: serving(
      (it) => it.serve({ credentials: 'insecure' }),
      'bogus greeting',
      (port) => plainClient(port, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    ),
  },
  {
    id: 'grpc-go-client-not-connected',
    how: 'nobody listens',
    provoke: dialling(async () => ({ port: await freePort(), stop: () => Promise.resolve() })),
  },
  {
    id: 'grpc-go-client-not-connected',
    how: 'no such name',
    provoke: async (program) => {
      await program.logs();
      const result = await program.dial({ target: 'no-such-name.invalid:443' });
      return { lines: [...(await program.logs()), errorOf(result)], target: undefined };
    },
  },
  { id: 'go-unrecognized-name', how: 'alert 112', provoke: alert(112) },
  { id: 'go-protocol-version', how: 'alert 70', provoke: alert(70) },
  {
    id: 'go-protocol-version',
    how: 'a server with TLS 1.1',
    provoke: dialling(() => tlsPeer({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' })),
  },
  { id: 'go-handshake-failure', how: 'alert 40', provoke: alert(40) },
  { id: 'go-handshake-failure', how: 'alert 71', provoke: alert(71) },
  {
    id: 'go-handshake-failure',
    how: 'a server with CBC suites only',
    provoke: dialling(() => tlsPeer({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-SHA' })),
  },
  {
    id: 'go-certificate-wanted',
    how: 'a server that wants a certificate, TLS 1.3',
    provoke: untilItSays(
      'certificate required',
      dialling((it) => it.serve({ requireCertificate: true, tls: '1.3' })),
    ),
  },
  {
    id: 'go-handshake-failure',
    how: 'a server that wants a certificate, TLS 1.2',
    provoke: dialling((it) => it.serve({ requireCertificate: true, tls: '1.2' })),
  },
  { id: 'go-certificate-wanted', how: 'alert 42', provoke: alert(42) },
  { id: 'go-certificate-wanted', how: 'alert 48', provoke: alert(48) },
  {
    id: 'grpc-go-client-handshake-lost',
    how: 'a server that closes at the first bytes',
    provoke: dialling(() => closingPeer('closes')),
  },
  {
    id: 'grpc-go-client-handshake-lost',
    how: 'a server that resets at the first bytes',
    provoke: dialling(() => closingPeer('resets')),
  },
  {
    id: 'grpc-go-client-handshake-timeout',
    how: 'a server that never answers',
    provoke: dialling(mutePeer, { connectTimeout: 300 }),
  },
  {
    id: 'grpc-go-client-untrusted',
    how: 'a certificate of ours',
    provoke: dialling(newtls, { credentials: 'verifying' }),
  },
  { id: 'go-unsupported-version', how: 'a server that answers in TLS 1.0', provoke: dialling(oldPeer) },
  { id: 'go-internal-error', how: 'alert 80', provoke: alert(80) },
  { id: 'go-access-denied', how: 'alert 49', provoke: alert(49) },
  { id: 'grpc-go-client-alert', how: 'alert 50', provoke: alert(50) },
  ...[40, 46, 70, 80].map((number): GoRow => ({
    id: 'go-alert',
    how: `alert ${number}, cut`,
    provoke: cut(alert(number), HANDSHAKE),
  })),
  {
    id: 'go-server-alert',
    how: 'a client that does not trust the server',
    provoke: serving(newtls, 'remote error', (port, it) => it.dial({ target: port, credentials: 'verifying' })),
  },
  {
    id: 'go-server-alert',
    how: 'the same with net/http',
    provoke: serving(web, 'remote error', (port, it) => it.dial({ target: port, credentials: 'verifying' })),
  },
  {
    id: 'go-server-not-tls',
    how: 'a client without TLS with net/http',
    provoke: serving(web, 'first record', (port, it) => it.dial({ target: port, credentials: 'insecure' })),
  },
  {
    id: 'go-server-tls-version',
    how: 'a client with TLS 1.1',
    provoke: serving(newtls, 'unsupported versions', (port) =>
      tlsClient(port, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
    ),
  },
  {
    id: 'go-server-ciphers',
    how: 'a client with a suite that HTTP/2 forbids',
    provoke: serving(newtls, 'no cipher suite', (port) =>
      tlsClient(port, { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' }),
    ),
  },
];
