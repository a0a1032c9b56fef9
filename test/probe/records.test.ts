import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseServerHello, RecordReader, type Heard } from '../../probe/wire/records.ts';
import { flights } from './flights.ts';
import {
  alert,
  alpnExtension,
  extension,
  HELLO_RETRY_RANDOM,
  message,
  record,
  serverHello,
  TLS13_EXTENSION,
} from './wire.ts';

function read(...chunks: readonly Uint8Array[]): Heard {
  const reader = new RecordReader();
  for (const chunk of chunks) reader.push(chunk);
  return reader.heard();
}

const RENEGOTIATION = extension(0xff01, [0]);
const CERTIFICATE = message(11, Buffer.alloc(700, 1));
const CHANGE_CIPHER_SPEC = record(20, [1]);

describe('what servers send in the clear', () => {
  it('TLS 1.2 with h2: ServerHello, certificate and the rest in one record, as OpenSSL sends them', () => {
    const hello = serverHello({ extensions: [...RENEGOTIATION, ...alpnExtension('h2')] });
    const heard = read(record(22, Buffer.concat([hello, CERTIFICATE, message(12, [1, 2]), message(14, [])])));
    expect(heard).toMatchObject({
      kind: 'tls',
      serverHello: { version: 0x0303, cipherSuite: 0xc02f, alpn: 'h2' },
      alerts: [],
    });
    expect(heard.malformed).toBeUndefined();
  });

  it('TLS 1.2 without ALPN: a record per message, as Go and BoringSSL send them', () => {
    const hello = record(22, serverHello({ extensions: RENEGOTIATION }));
    const heard = read(
      hello,
      record(22, CERTIFICATE),
      record(22, message(14, [])),
      CHANGE_CIPHER_SPEC,
      record(22, Buffer.alloc(40, 9)),
    );
    expect(heard.serverHello).toEqual({ version: 0x0303, cipherSuite: 0xc02f, alpn: undefined });
    expect(heard.malformed).toBeUndefined();
  });

  it('a ServerHello without any extensions', () => {
    expect(read(record(22, serverHello({}))).serverHello).toMatchObject({ version: 0x0303, alpn: undefined });
  });

  it('TLS 1.3: supported_versions decides, a dummy ChangeCipherSpec and encrypted records follow', () => {
    const hello = serverHello({
      extensions: TLS13_EXTENSION,
      sessionId: Array.from({ length: 32 }, () => 5),
      cipherSuite: 0x1301,
    });
    const heard = read(
      record(22, hello),
      CHANGE_CIPHER_SPEC,
      record(23, Buffer.alloc(900, 3)),
      Buffer.from('whatever'),
    );
    expect(heard).toMatchObject({ serverHello: { version: 0x0304, cipherSuite: 0x1301 }, helloRetryRequest: false });
    expect(heard.malformed).toBeUndefined();
  });

  it('TLS 1.3 with a HelloRetryRequest before the ServerHello', () => {
    const retry = serverHello({ extensions: TLS13_EXTENSION, random: HELLO_RETRY_RANDOM });
    const heard = read(record(22, retry), CHANGE_CIPHER_SPEC, record(22, serverHello({ extensions: TLS13_EXTENSION })));
    expect(heard).toMatchObject({ helloRetryRequest: true, serverHello: { version: 0x0304 } });
    expect(read(record(22, retry)).serverHello).toBeUndefined();
  });

  it('TLS 1.0', () => {
    expect(read(record(22, serverHello({ version: 0x0301 }))).serverHello?.version).toBe(0x0301);
  });

  it('an alert as the first bytes', () => {
    expect(read(alert(120)).alerts).toEqual([{ level: 2, number: 120, afterServerHello: false }]);
    expect(read(Buffer.from([21, 3, 1, 0, 2, 2, 70])).alerts).toEqual([
      { level: 2, number: 70, afterServerHello: false },
    ]);
  });

  it('a request for a client certificate, and the alert behind it', () => {
    const flight = Buffer.concat([
      serverHello({ extensions: alpnExtension('h2') }),
      CERTIFICATE,
      message(13, [1, 1, 0, 0]),
      message(14, []),
    ]);
    const heard = read(Buffer.concat([record(22, flight), alert(40)]));
    expect(heard).toMatchObject({
      certificateRequest: true,
      serverHello: { alpn: 'h2' },
      alerts: [{ level: 2, number: 40, afterServerHello: true }],
    });
  });

  it('a warning alert does not hide the ServerHello behind it', () => {
    const heard = read(alert(112, 1), record(22, serverHello({ extensions: alpnExtension('h2') })));
    expect(heard).toMatchObject({ alerts: [{ level: 1, number: 112 }], serverHello: { alpn: 'h2' } });
  });

  it.each([
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\n'],
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['a single other byte', '\u0000'],
    ['a handshake record of another major version', '\u0016\u0002\u0000'],
  ])('no TLS: %s', (_name, text) => {
    const heard = read(Buffer.from(text, 'latin1'));
    expect(heard).toMatchObject({ kind: 'other', bytes: text.length });
    expect(Buffer.from(heard.head).toString('latin1')).toBe(text);
  });

  it('keeps the first bytes only', () => {
    const heard = read(Buffer.alloc(100, 65), Buffer.alloc(1_000_000, 66));
    expect(heard.bytes).toBe(1_000_100);
    expect(Buffer.from(heard.head).toString()).toBe('A'.repeat(100) + 'B'.repeat(156));
  });
});

describe('bytes that break the rules', () => {
  const hello = serverHello({ extensions: alpnExtension('h2') });
  it.each([
    ['a record longer than allowed', Buffer.from([22, 3, 3, 0xff, 0xff]), /record of 65535 bytes/],
    ['application data first', record(23, [1]), /application data/],
    ['another message first', record(22, message(11, [1])), /ServerHello is due/],
    ['a ServerHello of 16 MB', record(22, [2, 0xff, 0xff, 0xff]), /ServerHello of 16777215/],
    ['a ServerHello that is cut', record(22, message(2, hello.subarray(4, 40))), /cannot be read/],
    ['a ServerHello with bytes left', record(22, message(2, [...hello.subarray(4), 0])), /cannot be read/],
    [
      'ALPN with two names',
      record(22, serverHello({ extensions: extension(16, [0, 4, 1, 65, 1, 66]) })),
      /cannot be read/,
    ],
    ['ALPN with no name', record(22, serverHello({ extensions: extension(16, [0, 0]) })), /cannot be read/],
    ['an alert of level 7', alert(120, 7), /level 7/],
    ['no record behind one', Buffer.concat([record(22, []), Buffer.from('HTTP/1.1 400')]), /no TLS record/],
    [
      'one warning after the other',
      Buffer.concat(Array.from({ length: 20 }, () => alert(112, 1))),
      /one alert after the other/,
    ],
  ])('%s', (_name, bytes, words) => {
    const heard = read(bytes);
    expect(heard.malformed).toMatch(words);
    expect(heard.kind).toBe('tls');
  });

  it('every prefix of a ServerHello is no ServerHello', () => {
    for (let length = 0; length < hello.length - 4; length++) {
      const parsed = parseServerHello(hello.subarray(4, 4 + length));
      // Exactly one prefix is whole: it ends before the extensions, which may be left out.
      expect(parsed === undefined).toBe(length !== 38);
    }
  });
});

describe('pieces', () => {
  const stream = Buffer.concat([
    alert(112, 1),
    record(22, serverHello({ extensions: TLS13_EXTENSION, random: HELLO_RETRY_RANDOM })),
    CHANGE_CIPHER_SPEC,
    ...[...serverHello({ extensions: [...RENEGOTIATION, ...alpnExtension('grpc-exp')] })].map((byte) =>
      record(22, [byte]),
    ),
    record(22, Buffer.concat([CERTIFICATE, message(13, [1, 1, 0, 0])])),
    alert(42),
  ]);

  it('say the same however they arrive', () => {
    const whole = read(stream);
    expect(whole).toMatchObject({
      serverHello: { alpn: 'grpc-exp' },
      helloRetryRequest: true,
      certificateRequest: true,
    });
    expect(whole.alerts.map(({ number }) => number)).toEqual([112, 42]);
    expect(read(...[...stream].map((byte) => Buffer.from([byte])))).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 20 }), (cuts) => {
        const borders = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const chunks = borders.slice(1).map((end, index) => stream.subarray(borders[index], end));
        expect(read(...chunks)).toEqual(whole);
      }),
    );
  });
});

/** Numbers from 0 to 1, the same ones for a seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A flight with some bytes changed, cut out, doubled or cut off, or joined to another one. */
function mutated(sources: readonly Buffer[], below: (limit: number) => number): Buffer {
  let bytes = Buffer.from(sources[below(sources.length)] ?? []).subarray(0, 1200);
  for (let count = below(4); count > 0; count--) {
    const at = below(Math.min(bytes.length, 200) + 1);
    const length = below(20);
    const kind = below(5);
    if (kind === 0) bytes[at] = below(256);
    else if (kind === 1) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    else bytes = Buffer.concat([bytes.subarray(0, at), sources[below(sources.length)] ?? bytes]);
  }
  return bytes;
}

/** Whether two readings say the same. */
function alike(one: Heard, other: Heard): boolean {
  const rest = (heard: Heard): string => JSON.stringify({ ...heard, head: heard.head.length });
  return Buffer.compare(one.head, other.head) === 0 && rest(one) === rest(other);
}

describe('random bytes', () => {
  const header = fc.tuple(
    fc.integer({ min: 19, max: 24 }),
    fc.constant(3),
    fc.integer({ min: 0, max: 5 }),
    fc.nat(2),
    fc.nat(255),
  );
  const likeTls = fc
    .tuple(header, fc.array(fc.nat(255), { maxLength: 300 }))
    .map(([head, body]) => Uint8Array.from([...head, ...body]));
  const broken = fc.tuple(fc.nat(200), fc.nat(255)).map(([at, byte]) => {
    const bytes = record(
      22,
      Buffer.concat([serverHello({ extensions: [...TLS13_EXTENSION, ...alpnExtension('h2')] }), CERTIFICATE]),
    );
    bytes[at] = byte;
    return bytes;
  });

  it('20,000 streams: nothing is thrown, little is kept', () => {
    let read = 0;
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 200 }), likeTls, broken), { maxLength: 6 }),
        (chunks) => {
          const reader = new RecordReader();
          for (const chunk of chunks) reader.push(chunk);
          const heard = reader.heard();
          // One comparison instead of five expectations: this runs 20,000 times.
          const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
          const isSound =
            heard.head.length <= 256 &&
            heard.alerts.length <= 8 &&
            heard.bytes === bytes &&
            (heard.kind === 'nothing') === (bytes === 0);
          if (!isSound) throw new Error(JSON.stringify(heard));
          read++;
        },
      ),
      { numRuns: 20_000 },
    );
    expect(read).toBe(20_000);
  });

  it('100,000 mutations of what real servers send: nothing is thrown, little is kept, and pieces change nothing', async () => {
    const sources = await flights();
    expect(sources.filter((flight) => flight.length > 0)).toHaveLength(sources.length);
    const random = seeded(6);
    const below = (limit: number): number => Math.floor(random() * limit);
    let answers = 0;
    for (let run = 0; run < 100_000; run++) {
      const bytes = mutated(sources, below);
      const whole = read(bytes);
      const cut = [below(bytes.length + 1), below(bytes.length + 1), below(12)].toSorted((a, b) => a - b);
      const pieces = [0, ...cut].map((from, at) => bytes.subarray(from, cut[at] ?? bytes.length));
      const same = read(...pieces);
      if (whole.head.length > 256 || whole.alerts.length > 8 || !alike(whole, same))
        throw new Error(`run ${run}: ${bytes.toString('hex')} in pieces of ${cut.join()}`);
      if (whole.serverHello !== undefined || whole.alerts.length > 0) answers++;
    }
    // Most mutations leave something to read: not only the first check is tried.
    expect(answers).toBeGreaterThan(30_000);
  });

  it('a handshake message that never ends, in 64 MB of records, takes no memory', () => {
    const reader = new RecordReader();
    reader.push(record(22, serverHello({ extensions: alpnExtension('h2') })));
    reader.push(record(22, [11, 0xff, 0xff, 0xff]));
    const filler = record(22, Buffer.alloc(16384, 1));
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 1000; i++) reader.push(filler);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024);
    expect(reader.heard()).toMatchObject({ serverHello: { alpn: 'h2' }, malformed: undefined });
  });
});
