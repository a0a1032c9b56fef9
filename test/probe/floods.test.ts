import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { readClientHello } from './clientHello.ts';
import { answering, loopbackCertificate, probeOne, rawServer, tlsServer } from './servers.ts';
import { alert, alpnExtension, HELLO_RETRY_RANDOM, message, record, serverHello, TLS13_EXTENSION } from './wire.ts';

/** Sends bytes again and again, as fast as the other side takes them. */
function pour(socket: Socket, bytes: Buffer): void {
  while (!socket.destroyed && socket.write(bytes));
  if (!socket.destroyed) socket.once('drain', () => pour(socket, bytes));
}

/** Bytes that one probe may leave behind, whatever was poured into it. */
const LITTLE = 64 * 1024 * 1024;
/** Milliseconds that a probe may take beyond its time limit. */
const SLACK = 2000;

/** Probes while memory and time are looked at. */
async function bounded(port: number, timeout: number): ReturnType<typeof probeOne> {
  const before = process.memoryUsage.rss();
  const started = performance.now();
  const address = await probeOne(port, { timeout });
  expect(performance.now() - started).toBeLessThan(timeout + SLACK);
  expect(process.memoryUsage.rss() - before).toBeLessThan(LITTLE);
  return address;
}

const repeated = (bytes: Buffer): Buffer =>
  Buffer.concat(Array.from({ length: Math.ceil(65536 / bytes.length) }, () => bytes));
const HELLO = record(22, serverHello({ extensions: alpnExtension('h2') }));
const CERTIFICATE = record(22, [11, 0xff, 0xff, 0xff]);

describe('a server that sends without end', () => {
  it.each<readonly [string, Buffer, string, object]>([
    ['requests for another ClientHello', record(22, message(0, [])), 'unknown', { kind: 'unknown' }],
    ['empty records', record(22, []), 'unknown', { kind: 'unknown' }],
    ['ChangeCipherSpec', record(20, [1]), 'unknown', { kind: 'unknown' }],
    ['warnings', alert(112, 1), 'refused-name', { kind: 'refused', alert: 112 }],
    ['text', Buffer.from('220 hello\r\n'), 'plaintext', { kind: 'plaintext' }],
    ['zeros', Buffer.alloc(16384), 'not-tls', { kind: 'plaintext' }],
    ['application data', record(23, Buffer.alloc(16384)), 'not-tls', { kind: 'unknown' }],
  ])('%s', async (_name, bytes, found, outcome) => {
    const server = await answering((_hello, socket) => pour(socket, repeated(bytes)));
    expect(await bounded(server.port, 2000)).toMatchObject({ class: found, outcome });
    await server.emptied();
  });

  it('a certificate that never ends, behind an answer: the answer counts', async () => {
    const server = await answering((_hello, socket) => {
      socket.write(Buffer.concat([HELLO, CERTIFICATE]));
      pour(socket, record(22, Buffer.alloc(16384, 1)));
    });
    expect(await bounded(server.port, 1000)).toMatchObject({ class: 'A', outcome: { kind: 'selected' } });
    await server.emptied();
  });

  it('a ServerHello of TLS 1.3, and encrypted records of nothing', async () => {
    const server = await answering((hello, socket) => {
      const { sessionId } = readClientHello(hello);
      socket.write(record(22, serverHello({ extensions: TLS13_EXTENSION, sessionId: [...sessionId] })));
      pour(socket, repeated(record(20, [1])));
    });
    expect((await bounded(server.port, 1000)).outcome.kind).toBe('unknown');
    await server.emptied();
  });

  it('one HelloRetryRequest after the other', async () => {
    const server = await answering((hello, socket) => {
      const { sessionId } = readClientHello(hello);
      const retry = serverHello({
        extensions: TLS13_EXTENSION,
        random: HELLO_RETRY_RANDOM,
        sessionId: [...sessionId],
        cipherSuite: 0x1301,
      });
      pour(socket, repeated(record(22, retry)));
    });
    expect((await bounded(server.port, 1000)).outcome.kind).toBe('unknown');
    await server.emptied();
  });

  it('frames of HTTP/2 behind the handshake', async () => {
    const frame = Buffer.concat([Buffer.from([0, 0x3f, 0xff, 0, 0, 0, 0, 0, 1]), Buffer.alloc(0x3fff)]);
    const server = await tlsServer({ ALPNProtocols: ['h2'] }, (socket) => pour(socket, frame));
    expect(await bounded(server.port, 2000)).toMatchObject({ class: 'A', http2: { asked: false, answer: 'other' } });
    await server.emptied();
  });

  it('a few bytes now and then behind the handshake, when asked in HTTP/2', async () => {
    const server = await tlsServer({ ALPNProtocols: ['h2'] }, (socket) => pour(socket, Buffer.alloc(65536)));
    expect(await probeOne(server.port, { http2: true, timeout: 1000 })).toMatchObject({
      class: 'A',
      http2: { asked: true },
    });
    await server.emptied();
  });
});

describe('records in odd pieces', () => {
  const pieces = async (cut: (bytes: Buffer) => readonly Buffer[], answer: Buffer): Promise<number> => {
    const server = await answering((_hello, socket) => {
      socket.setNoDelay(true);
      const chunks = [...cut(answer)];
      const next = (): void => {
        const chunk = chunks.shift();
        if (chunk === undefined) socket.end();
        else socket.write(chunk, () => setImmediate(next));
      };
      next();
    });
    return server.port;
  };
  const bytewise = (bytes: Buffer): readonly Buffer[] => [...bytes].map((byte) => Buffer.from([byte]));

  it('D, one byte in each segment, and one byte of the message in each record', async () => {
    const hello = serverHello({ extensions: alpnExtension('http/1.1') });
    const split = Buffer.concat([...hello].map((byte) => record(22, [byte])));
    expect(await probeOne(await pieces(bytewise, split))).toMatchObject({ class: 'D' });
  });

  it('C, an alert of one byte in each record, in one segment', async () => {
    const split = Buffer.concat([record(21, [2]), record(21, [120])]);
    expect(await probeOne(await pieces((bytes) => [bytes], split))).toMatchObject({ class: 'C' });
  });

  it('a real handshake, one byte at a time', async () => {
    const { port } = await tlsServer({ ALPNProtocols: ['h2'], ...(await loopbackCertificate()) });
    const slow = await rawServer((socket) => {
      const upstream = connect(port, '127.0.0.1');
      upstream.setNoDelay(true);
      socket.setNoDelay(true);
      upstream.on('error', () => socket.destroy());
      socket.once('close', () => upstream.destroy());
      upstream.once('close', () => socket.destroy());
      socket.pipe(upstream);
      upstream.on('data', (bytes: Buffer) => {
        for (const byte of bytes) socket.write(Buffer.from([byte]));
      });
    });
    expect(await probeOne(slow.port)).toMatchObject({ class: 'A', outcome: { kind: 'selected', protocol: 'h2' } });
  });
});

describe('large and unusual handshakes', () => {
  /** A chain of more bytes than OpenSSL takes (100 kB), and than Go does (256 kB). */
  const chainOf = async (bytes: number): Promise<{ key: string; cert: string }> => {
    const { key, cert } = await loopbackCertificate();
    return { key, cert: `${cert}\n`.repeat(Math.ceil(bytes / (cert.length * 0.7))) };
  };

  it.each([60_000, 120_000, 400_000])('a chain of %i bytes', async (bytes) => {
    const chain = await chainOf(bytes);
    const both = await tlsServer({ ...chain, ALPNProtocols: ['h2'] });
    expect(await probeOne(both.port)).toMatchObject({ class: 'A', outcome: { kind: 'selected', protocol: 'h2' } });
    const none = await tlsServer({ ...chain, maxVersion: 'TLSv1.2' });
    expect(await probeOne(none.port)).toMatchObject({ class: 'B', outcome: { kind: 'none' } });
    const newer = await tlsServer({ ...chain, minVersion: 'TLSv1.3', ALPNProtocols: ['h2'] });
    const { class: found, outcome } = await probeOne(newer.port);
    // What the engine does not take cannot be known here: no false promise.
    expect([found, outcome.kind]).toEqual(bytes < 100_000 ? ['A', 'selected'] : ['unknown', 'unknown']);
  });

  it.each(['P-256', 'P-384', 'P-521'])('a HelloRetryRequest for %s', async (ecdhCurve) => {
    for (const ALPNProtocols of [['h2'], ['http/1.1'], undefined]) {
      const server = await tlsServer({ ...(ALPNProtocols && { ALPNProtocols }), minVersion: 'TLSv1.3', ecdhCurve });
      expect((await probeOne(server.port)).class).toBe(
        ALPNProtocols === undefined ? 'B' : ALPNProtocols[0] === 'h2' ? 'A' : 'C',
      );
    }
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('session tickets, %s', async (version) => {
    const server = await tlsServer({
      ALPNProtocols: ['h2'],
      minVersion: version,
      maxVersion: version,
      sessionTimeout: 300,
      ticketKeys: Buffer.alloc(48, 1),
    });
    expect(await probeOne(server.port)).toMatchObject({ class: 'A', http2: null, notes: [] });
  });
});
