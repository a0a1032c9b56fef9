import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectUnder } from '../support/projectUnder.ts';
import { testCertificate } from './certificates.ts';
import { nginxesUnderTest, startNginx, type NginxBinary } from './nginx.ts';

const UPSTREAM = '10.0.0.7:50051';

let server: Server;
let port = 0;

beforeAll(async () => {
  const { certificate, key } = await testCertificate();
  server = createServer({ cert: certificate, key, ALPNProtocols: ['h2'] });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = listening(server.address()).port;
});
afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

function listening(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address;
}

/** The name in the ClientHello that nginx sends; `null`: none. */
async function sentBy(nginx: NginxBinary, text: string): Promise<string | null> {
  const running = await startNginx({ nginx, files: text, upstreams: new Map([[UPSTREAM, `127.0.0.1:${port}`]]) });
  try {
    const upstream = new Promise<TLSSocket>((resolve) => server.once('secureConnection', resolve));
    const client = connect(running.at(8443));
    client.on('error', () => undefined);
    client.write('GET / HTTP/1.1\r\nHost: asked.example\r\n\r\n');
    const socket = await upstream;
    const name = socket.servername;
    client.destroy();
    socket.destroy();
    // Node has `false` where none came.
    return typeof name === 'string' && name !== '' ? name : null;
  } finally {
    await running.stop();
  }
}

/** What the text says of it. */
async function predicted(nginx: NginxBinary, text: string): Promise<string | null | undefined> {
  const { listeners } = await projectUnder({ 'nginx.conf': text }, nginx.version);
  return listeners[0]?.dials()[0]?.dialer.serverName();
}

const stream = (more: string): string => `events {}\nstream { upstream orders { server ${UPSTREAM}; } ${more} }\n`;
const http = (more: string): string => `events {}\nhttp { upstream orders { server ${UPSTREAM}; } ${more} }\n`;
const onStream = (more: string, to = 'orders'): string =>
  stream(`server { listen 8443; proxy_ssl on; ${more} proxy_pass ${to}; }`);
const onGrpc = (more: string, to = 'grpcs://orders'): string =>
  http(`server { listen 8443; ${more} location / { grpc_pass ${to}; } }`);
const onProxy = (more: string, to = 'https://orders/a'): string =>
  http(`server { listen 8443; ${more} location / { proxy_pass ${to}; } }`);

describe.each(await nginxesUnderTest())('nginx $version', (nginx) => {
  it.each([
    ['stream: none by default', onStream(''), null],
    ['stream: the group that is named', onStream('proxy_ssl_server_name on;'), 'orders'],
    [
      'stream: the name that is stated',
      onStream('proxy_ssl_server_name on; proxy_ssl_name orders.internal;'),
      'orders.internal',
    ],
    ['stream: a stated name alone is not sent', onStream('proxy_ssl_name orders.internal;'), null],
    ['stream: no address', onStream('proxy_ssl_server_name on;', UPSTREAM), null],
    ['stream: no port', onStream('proxy_ssl_server_name on; proxy_ssl_name orders.internal:443;'), 'orders.internal'],
    ['grpc_pass: none by default', onGrpc(''), null],
    ['grpc_pass: the group that is named', onGrpc('grpc_ssl_server_name on;'), 'orders'],
    [
      'grpc_pass: the name that is stated',
      onGrpc('grpc_ssl_server_name on; grpc_ssl_name orders.internal;'),
      'orders.internal',
    ],
    ['grpc_pass: not what is stated for proxy_pass', onGrpc('proxy_ssl_server_name on;'), null],
    ['proxy_pass: none by default', onProxy(''), null],
    ['proxy_pass: the group that is named', onProxy('proxy_ssl_server_name on;'), 'orders'],
    ['proxy_pass: the name that is stated', onProxy('proxy_ssl_server_name on; proxy_ssl_name $proxy_host;'), 'orders'],
    ['proxy_pass: no address', onProxy('proxy_ssl_server_name on;', `https://${UPSTREAM}`), null],
  ])('%s', async (_, text, expected) => {
    expect(await sentBy(nginx, text)).toBe(expected);
    expect(await predicted(nginx, text)).toBe(expected);
  });

  it('a variable of the request decides: nothing is said', async () => {
    const text = onProxy('proxy_ssl_server_name on; proxy_ssl_name $http_host;');
    expect(await sentBy(nginx, text)).toBe('asked.example');
    expect(await predicted(nginx, text)).toBeUndefined();
  });
});
