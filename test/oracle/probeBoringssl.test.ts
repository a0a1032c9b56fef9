import { execFile } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseTarget, probe, type TargetReport } from '../../probe/index.ts';
import { findBun } from '../../scripts/bun.mjs';
import { listen, loopbackCertificate, startClassServers, unofferedServerHello } from '../../scripts/classServers.mjs';
import { readClientHello } from '../probe/clientHello.ts';
import { unofferedTls13 } from '../probe/unofferedTls13.ts';
import { alert, alpnExtension, message, record, serverHello } from '../probe/wire.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What one engine says of the servers, by their names. */
type Told = ReadonlyMap<string, Pick<TargetReport['addresses'][number], 'class' | 'outcome' | 'tls' | 'handshakes'>>;

const ports = new Map<string, number>();
const closing: (() => Promise<void>)[] = [];
let node: Told = new Map();
let boring: Told = new Map();

async function start(name: string, server: ReturnType<typeof createServer>): Promise<void> {
  const { port, close } = await listen(server, '127.0.0.1');
  ports.set(name, port);
  closing.push(close);
}

/** A server that answers the first bytes of a client. */
const raw = (name: string, answer: (hello: Buffer, socket: Socket) => void): Promise<void> =>
  start(
    name,
    createServer((socket) => socket.once('data', (hello: Buffer) => answer(hello, socket))),
  );

const SELECTS: TlsOptions = { ALPNProtocols: ['h2'] };
const DEMANDS: TlsOptions = { ...SELECTS, requestCert: true, rejectUnauthorized: true };

beforeAll(async () => {
  const certificate = await loopbackCertificate();
  const tls = (name: string, options: TlsOptions): Promise<void> =>
    start(
      name,
      createTlsServer({ ...certificate, ...options }, (socket) => {
        socket.on('error', () => undefined);
        socket.resume();
      }),
    );
  for (const { class: name, port, close } of await startClassServers()) {
    ports.set(name, port);
    closing.push(close);
  }
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const only: TlsOptions = { minVersion: version, maxVersion: version };
    await tls(`A, ${version} only`, { ...SELECTS, ...only });
    await tls(`B, ${version} only`, only);
    await tls(`C, ${version} only`, { ...only, ALPNProtocols: ['http/1.1'] });
    await tls(`a client certificate, ${version}`, { ...DEMANDS, ...only });
  }
  await tls('a HelloRetryRequest', { ...SELECTS, minVersion: 'TLSv1.3', ecdhCurve: 'P-521' });
  await tls('suites that grpc-go does not have', {
    ...SELECTS,
    maxVersion: 'TLSv1.2',
    ciphers: 'ECDHE-ECDSA-AES128-SHA',
  });
  await tls('http/1.1 preferred', { ALPNProtocols: ['http/1.1', 'h2'] });
  await raw('D, TLS 1.3 only', (hello, socket) => void socket.write(unofferedTls13(hello, 'http/1.1', certificate)));
  await raw('D with a name of nobody, TLS 1.3 only', (hello, socket) => {
    socket.write(unofferedTls13(hello, 'spdy/9', certificate));
  });
  await raw('D, both versions', (hello, socket) => {
    const knows13 = readClientHello(hello).versions.includes(0x0304);
    socket.end(knows13 ? unofferedTls13(hello, 'http/1.1', certificate) : unofferedServerHello());
  });
  for (const number of [40, 42, 47, 70, 71, 80, 86, 112, 116, 120])
    await raw(`alert ${number}`, (_hello, socket) => void socket.end(alert(number)));
  await raw('a warning, and the end', (_hello, socket) => void socket.end(alert(112, 1)));
  await raw('TLS 1.0', (_hello, socket) => void socket.end(record(22, serverHello({ version: 0x0301 }))));
  await raw('HTTP', (_hello, socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await raw('garbage', (_hello, socket) => void socket.end(Buffer.from([1, 2, 3, 255, 254, 0, 9, 9, 9])));
  await raw('closes', (_hello, socket) => void socket.end());
  await raw('resets', (_hello, socket) => void socket.resetAndDestroy());
  await raw('closes over h2', (hello, socket) => {
    socket.end(readClientHello(hello).alpn === undefined ? record(22, serverHello({})) : '');
  });
  await raw('40 behind a request for a certificate', (_hello, socket) => {
    const flight = [
      serverHello({ extensions: alpnExtension('h2') }),
      message(11, [0, 0, 0]),
      message(13, [1, 1, 0, 0]),
    ];
    socket.end(Buffer.concat([record(22, Buffer.concat(flight)), alert(40)]));
  });
  await raw('80 behind an answer', (_hello, socket) => {
    socket.end(Buffer.concat([record(22, serverHello({ extensions: alpnExtension('h2') })), alert(80)]));
  });
  await raw('a byte in each record', (_hello, socket) => {
    const hello = serverHello({ extensions: alpnExtension('http/1.1') });
    socket.end(Buffer.concat([...hello].map((byte) => record(22, [byte]))));
  });
  [node, boring] = [await byNode(), await byBun()];
}, 120_000);

afterAll(async () => {
  await Promise.all(closing.map((close) => close()));
});

function toldOf(targets: readonly TargetReport[]): Told {
  const addresses = targets.map(({ addresses: [address] }) => address);
  return new Map(
    [...ports.keys()].flatMap((name, at) => {
      const address = addresses[at];
      return address === undefined ? [] : [[name, address]];
    }),
  );
}

async function byNode(): Promise<Told> {
  const targets = [...ports.values()].flatMap((port) => {
    const parsed = parseTarget(`127.0.0.1:${port}`);
    return parsed.kind === 'target' ? [parsed.target] : [];
  });
  return toldOf((await probe({ targets, timeout: 5000 })).targets);
}

/** The command line itself, run by Bun. */
async function byBun(): Promise<Told> {
  const targets = [...ports.values()].map((port) => `127.0.0.1:${port}`);
  const args = ['cli/main.ts', 'probe', '--format', 'json', '--timeout', '5', ...targets];
  const output = await new Promise<string>((resolve, reject) => {
    execFile(findBun(), args, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      // Not all of the servers are of class A.
      if (error?.code === 1) resolve(stdout);
      else reject(new Error(stderr));
    });
  });
  const report: unknown = JSON.parse(output);
  if (!isReport(report)) throw new Error(`no report: ${output}`);
  return toldOf(report.targets);
}

function isReport(value: unknown): value is { readonly targets: readonly TargetReport[] } {
  return typeof value === 'object' && value !== null && 'targets' in value && Array.isArray(value.targets);
}

it('both engines see the same, whatever they call it', () => {
  expect(ports.size).toBe(38);
  const seenBy = (told: Told): object =>
    Object.fromEntries([...told].map(([name, { class: found, outcome, tls }]) => [name, { found, outcome, tls }]));
  expect(seenBy(boring)).toEqual(seenBy(node));
});

it('each handshake came to the same', () => {
  const seenBy = (told: Told): object =>
    Object.fromEntries(
      [...told].map(([name, { handshakes }]) => [
        name,
        handshakes.map(({ offer, tlsNegotiated, outcome }) => [offer.join(), tlsNegotiated, outcome.kind].join(' ')),
      ]),
    );
  expect(seenBy(boring)).toEqual(seenBy(node));
});

it('the engines’ words differ, as BoringSSL’s source has them', () => {
  const errorAt = (told: Told, name: string): string | null | undefined => told.get(name)?.handshakes[0]?.error?.code;
  expect([errorAt(node, 'D'), errorAt(boring, 'D')]).toEqual([
    'ERR_SSL_BAD_EXTENSION',
    'ERR_SSL_INVALID_ALPN_PROTOCOL',
  ]);
  expect(errorAt(boring, 'C')).toBe('ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL');
});
