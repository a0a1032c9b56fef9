import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { proxyFor } from '../../probe/environmentProxy.ts';
import { buildGrpcGo, BUILD_TIMEOUT } from './grpcGoBuild.ts';
import { startGrpcGo } from './grpcGo.ts';

const HOST = 'grpc.example.com';
/** What the name of the test resolves to: TEST-NET-1 (RFC 5737), where nobody answers. */
const ADDRESS = '192.0.2.1';
const PORT = 443;

let names: Socket;
let proxy: Server;
/** What the proxy was asked for. */
let connects: string[] = [];

beforeAll(async () => {
  await Promise.all([buildGrpcGo('v1.68.2'), buildGrpcGo('v1.85.0')]);
  names = createSocket('udp4');
  names.on('message', (query, from) => names.send(answerTo(query), from.port, from.address));
  names.bind(0, '127.0.0.1');
  proxy = createServer().listen(0, '127.0.0.1');
  proxy.on('connect', ({ url = '' }: { readonly url?: string }, socket) => {
    connects.push(url);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await Promise.all([once(names, 'listening'), once(proxy, 'listening')]);
}, BUILD_TIMEOUT);

afterAll(() => {
  names.close();
  proxy.close();
});

/** One A record for every question about one, nothing for any other (RFC 1035). */
function answerTo(query: Buffer): Buffer {
  let end = 12;
  while ((query[end] ?? 0) !== 0) end += (query[end] ?? 0) + 1;
  const question = query.subarray(12, end + 5);
  const isAboutA = question.readUInt16BE(question.length - 4) === 1;
  const header = Buffer.from([...query.subarray(0, 2), 0x81, 0x80, 0, 1, 0, isAboutA ? 1 : 0, 0, 0, 0, 0]);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...ADDRESS.split('.').map(Number)]);
  return Buffer.concat([header, question, ...(isAboutA ? [record] : [])]);
}

it.each([
  ['v1.68.2', ADDRESS, ''],
  ['v1.68.2', ADDRESS, '192.0.2.0/24'],
  ['v1.68.2', ADDRESS, HOST],
  ['v1.85.0', HOST, ''],
  ['v1.85.0', HOST, '192.0.2.0/24'],
  ['v1.85.0', HOST, '.example.com'],
] as const)('grpc-go %s compares NO_PROXY with %s: %j', async (version, compared, excluded) => {
  connects = [];
  const environment = { HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`, NO_PROXY: excluded };
  const program = await startGrpcGo(version, { environment });
  try {
    const target = `dns://127.0.0.1:${names.address().port}/${HOST}:${PORT}`;
    const result = await program.dial({ target, timeout: 2000 });
    expect(result.ok).toBe(false);
  } finally {
    await program.stop();
  }
  const expected = proxyFor(compared, PORT, environment) === undefined ? [] : [`${compared}:${PORT}`];
  expect([...new Set(connects)]).toEqual(expected);
});

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return address.port;
}
