import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { inspect } from 'node:util';
import { vi } from 'vitest';
import type { Said } from './errorTextsGo.ts';
import { startNginx, type NginxBinary } from './nginx.ts';
import { closingPeer, plainPeer, selectingPeer, tlsPeer, type Peer } from './peers.ts';

/** How to make another program say a text of the catalogue. */
export interface OtherRow {
  readonly id: string;
  readonly how: string;
  readonly provoke: () => Promise<Said>;
}

/** A text of nginx's error log. */
export interface NginxRow {
  readonly id: string;
  readonly how: string;
  readonly provoke: (nginx: NginxBinary) => Promise<Said>;
}

const refusing = (): Promise<Peer> => tlsPeer({ ALPNProtocols: ['foo'] });
const silent = (): Promise<Peer> => tlsPeer();
const unoffered = (): Promise<Peer> => selectingPeer('http/1.1');
const onlyHttp1 = (): Promise<Peer> => tlsPeer({ ALPNProtocols: ['http/1.1'] });

/** openssl s_client, curl and Node, as people look at a server with them. */
export const OTHER_ROWS: readonly OtherRow[] = [
  { id: 'tls-no-application-protocol', how: 'openssl, refused', provoke: openssl(refusing) },
  { id: 'tls-unadvertised', how: 'openssl, something else selected', provoke: openssl(unoffered) },
  { id: 'tls-not-tls', how: 'openssl, plain text', provoke: openssl(plainPeer) },
  { id: 'openssl-none-negotiated', how: 'openssl, nothing selected', provoke: openssl(silent) },
  {
    id: 'openssl-no-handshake',
    how: 'openssl, hung up in the handshake',
    provoke: openssl(() => closingPeer('closes')),
  },
  { id: 'curl-none-negotiated', how: 'curl, nothing selected', provoke: curl(silent) },
  { id: 'curl-none-of-offer', how: 'curl, nothing selected of http/1.1 alone', provoke: curl(silent, '--http1.1') },
  { id: 'curl-http1', how: 'curl, http/1.1 selected', provoke: curl(onlyHttp1) },
  { id: 'tls-not-tls', how: 'curl, plain text', provoke: curl(plainPeer) },
  { id: 'node-no-application-protocol', how: 'Node, refused', provoke: node(refusing) },
  { id: 'tls-unadvertised', how: 'Node, something else selected', provoke: node(unoffered) },
  { id: 'tls-not-tls', how: 'Node, plain text', provoke: node(plainPeer) },
];

function openssl(start: () => Promise<Peer>): OtherRow['provoke'] {
  return asking(start, (port) => run('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-alpn', 'h2']));
}

function curl(start: () => Promise<Peer>, offer: '--http2' | '--http1.1' = '--http2'): OtherRow['provoke'] {
  return async () => {
    const said = await asking(start, (port) =>
      run('curl', ['-svk', '--noproxy', '*', offer, `https://localhost:${port}/`]),
    )();
    const [, port] = /localhost:(\d+)/.exec(said.command ?? '') ?? [];
    return { ...said, target: `localhost:${port}` };
  };
}

function node(start: () => Promise<Peer>): OtherRow['provoke'] {
  return asking(start, async (port) => {
    const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
    const [error] = (await once(session, 'error').catch((it: unknown) => [it])) as readonly unknown[];
    return inspect(error);
  });
}

/** With the output, what was called, for the port. */
function asking(
  start: () => Promise<Peer>,
  ask: (port: number) => Promise<string>,
): () => Promise<Said & { readonly command?: string }> {
  return async () => {
    const peer = await start();
    const said = await ask(peer.port);
    await peer.stop();
    return { lines: [said], target: undefined, command: `localhost:${peer.port}` };
  };
}

/** All that a program prints; it may fail, and gets no input. */
function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, [...args], { timeout: 20_000 }, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT') reject(new Error(`${program} is not there`));
      else resolve(`${stderr}${stdout}`);
    });
    child.stdin?.end();
  });
}

const TLS = 'ssl_certificate tls/server.crt; ssl_certificate_key tls/server.key;';

function http(server: string): string {
  return `events {}\nhttp { server { ${TLS} ${server} } }\n`;
}

function withUpstream(start: () => Promise<Peer>, scheme: 'grpc' | 'grpcs', words: string): NginxRow['provoke'] {
  return async (nginx) => {
    const peer = await start();
    const upstreams = new Map([['10.0.0.5:50051', `127.0.0.1:${peer.port}`]]);
    const files = http(`listen 443 ssl http2; location / { grpc_pass ${scheme}://10.0.0.5:50051; }`);
    const said = await nginxSays({ nginx, files, upstreams, words, target: () => `127.0.0.1:${peer.port}` });
    await peer.stop();
    return said;
  };
}

/** Starts nginx, connects with an offer of h2 (and asks, where that succeeds), and waits for words in its log. */
async function nginxSays(options: {
  readonly nginx: NginxBinary;
  readonly files: string;
  readonly upstreams?: ReadonlyMap<string, string>;
  readonly words: string;
  readonly target: (port: number) => string | undefined;
}): Promise<Said> {
  const { nginx, files, upstreams, words, target } = options;
  const server = await startNginx({ nginx, files, ...(upstreams !== undefined && { upstreams }) });
  const { port } = server.at(443);
  const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  session.on('error', () => undefined);
  const request = session.request({
    ':path': '/orders.Orders/Get',
    ':method': 'POST',
    'content-type': 'application/grpc',
  });
  request.on('error', () => undefined);
  request.end();
  request.resume();
  await vi.waitUntil(() => server.log().includes(words), { timeout: 10_000 });
  const lines = server
    .log()
    .split('\n')
    .map((it) => `${it}\n`);
  session.destroy();
  await server.stop();
  return { lines, target: target(port) };
}

/** Texts of nginx, as an HTTP/2 client with an offer of h2 makes it print them. */
export const NGINX_ROWS: readonly NginxRow[] = [
  {
    id: 'nginx-listener-no-application-protocol',
    how: 'http without http2',
    provoke: (nginx) =>
      nginxSays({
        nginx,
        files: http('listen 443 ssl; location / { grpc_pass grpc://10.0.0.5:50051; }'),
        words: 'no application protocol',
        target: (port) => `127.0.0.1:${port}`,
      }),
  },
  {
    id: 'nginx-listener-no-application-protocol',
    how: 'stream with another ssl_alpn',
    provoke: (nginx) =>
      nginxSays({
        nginx,
        files: `events {}\nstream { server { ${TLS} listen 443 ssl; ssl_alpn http/1.1; proxy_pass 10.0.0.5:50051; } }\n`,
        words: 'no application protocol',
        target: (port) => `127.0.0.1:${port}`,
      }),
  },
  {
    id: 'nginx-name-rejected',
    how: 'ssl_reject_handshake',
    provoke: (nginx) =>
      nginxSays({
        nginx,
        files: 'events {}\nhttp { server { listen 443 ssl; ssl_reject_handshake on; } }\n',
        words: 'handshake rejected',
        target: (port) => `127.0.0.1:${port}`,
      }),
  },
  {
    id: 'nginx-upstream-no-application-protocol',
    how: 'an upstream without h2',
    provoke: withUpstream(refusing, 'grpcs', 'handshaking to upstream'),
  },
  {
    id: 'nginx-upstream-http1',
    how: 'an upstream with HTTP/1.1 and TLS',
    provoke: withUpstream(silent, 'grpcs', 'too large http2 frame'),
  },
  {
    id: 'nginx-upstream-http1',
    how: 'an upstream with HTTP/1.1',
    provoke: withUpstream(plainPeer, 'grpc', 'too large http2 frame'),
  },
  {
    id: 'nginx-upstream-not-tls',
    how: 'an upstream without TLS',
    provoke: withUpstream(plainPeer, 'grpcs', 'handshaking to upstream'),
  },
];
