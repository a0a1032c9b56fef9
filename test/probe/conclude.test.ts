import { describe, expect, it } from 'vitest';
import { MATRIX } from '../../probe/address/address.ts';
import { clientCertificateOf, type ProbeClass } from '../../probe/address/classify.ts';
import { conclude } from '../../probe/address/conclude.ts';
import { differencesOf } from '../../probe/address/differences.ts';
import { contradicts } from '../../probe/address/doubts.ts';
import { alertOfError } from '../../probe/wire/alertOfError.ts';
import type { Failure, Observation } from '../../probe/wire/handshake.ts';
import { observed } from './observed.ts';
import { alert, alpnExtension, message, record, serverHello, TLS13_EXTENSION } from './wire.ts';

/** What each handshake of the matrix saw, by offer and versions; what is not given finished, and nothing was selected. */
type Seen = Readonly<Partial<Record<'h2' | 'h2, 1.2' | 'both' | 'both, 1.2' | 'none' | 'none, 1.2', Cell>>>;
type Cell = readonly [bytes: Uint8Array, rest?: Partial<Observation>];

const KEYS = ['h2', 'h2, 1.2', 'both', 'both, 1.2', 'none', 'none, 1.2'] as const;

function matrixOf(seen: Seen, failure: Failure | null): readonly [Observation, ...Observation[]] {
  const [first, ...rest] = KEYS.map((key, at) => {
    const [bytes, more = {}] = seen[key] ?? [HIDDEN, { end: 'secure' }];
    const { offer = [], tls = '1.3' } = MATRIX[at] ?? {};
    return observed(bytes, { offer, tls, failure, ...more });
  });
  if (first === undefined) throw new Error('no handshake');
  return [first, ...rest];
}

/** An error as every engine words it: OpenSSL 3.0 and 3.5, BoringSSL by Node, BoringSSL as old Electron reports it, and the name in the message alone. */
function worded(openssl: string, openssl35: string, boring: string, number = 0): readonly (Failure | null)[] {
  return [
    { code: `ERR_SSL_${openssl}`, message: openssl.toLowerCase().replaceAll('_', ' ') },
    { code: `ERR_SSL_${openssl35}`, message: openssl35.toLowerCase().replaceAll('_', ' ') },
    { code: `ERR_SSL_${boring}`, message: boring },
    {
      code: 'EPROTO',
      message: `write EPROTO 140:error:${(0x10000000 + 1000 + number).toString(16)}:SSL routines:OPENSSL_internal:${boring}:../../third_party/boringssl/src/ssl/tls_record.cc:594:SSL alert number ${number}`,
    },
    { code: null, message: boring },
    null,
  ];
}

const NOTHING = Buffer.alloc(0);
const [WITH_H2, WITHOUT, WITH_OTHER] = [alpnExtension('h2'), [], alpnExtension('http/1.1')].map((extensions) =>
  record(22, serverHello({ extensions })),
);
const hidden = (length: number): Buffer =>
  Buffer.concat([
    record(22, serverHello({ extensions: TLS13_EXTENSION, cipherSuite: 0x1301 })),
    record(20, [1]),
    record(23, Buffer.alloc(length, 7)),
  ]);
/** ServerHello of TLS 1.3, and an encrypted flight. */
const HIDDEN = hidden(900);
/** The same, and an encrypted alert instead of the flight. */
const HIDDEN_ALERT = hidden(19);
const REQUEST = record(22, message(13, [1, 1, 0, 0]));
const [h2Hello, plainHello, otherHello] = [WITH_H2 ?? NOTHING, WITHOUT ?? NOTHING, WITH_OTHER ?? NOTHING];
const SECURE = (alpn: string | null): Partial<Observation> => ({ end: 'secure', alpn, version: '1.3' });
const SECURE12 = (alpn: string | null): Partial<Observation> => ({ end: 'secure', alpn, version: '1.2' });

describe('the table of situations: the class is the same in the words of every engine', () => {
  const refusing = (bytes: Buffer): Seen => Object.fromEntries(KEYS.map((key) => [key, [bytes]]));
  const upper = (name: string, number: number): readonly (Failure | null)[] =>
    worded(`TLSV1_ALERT_${name}`, `TLSV1_ALERT_${name}`, `TLSV1_ALERT_${name}`, number);
  const sslv3 = (name: string, number: number): readonly (Failure | null)[] =>
    worded(`SSLV3_ALERT_${name}`, `SSL/TLS_ALERT_${name}`, `SSLV3_ALERT_${name}`, number);
  const badExtension = worded('BAD_EXTENSION', 'BAD_EXTENSION', 'INVALID_ALPN_PROTOCOL');

  const rows: readonly (readonly [string, Seen, readonly (Failure | null)[], ProbeClass, object])[] = [
    [
      'C: alert 120, in either version',
      { h2: [alert(120)], 'h2, 1.2': [alert(120)], both: [HIDDEN, SECURE('http/1.1')] },
      upper('NO_APPLICATION_PROTOCOL', 120),
      'C',
      { kind: 'refused', alert: 120 },
    ],
    [
      'C: the alert comes behind a ServerHello of TLS 1.2',
      { h2: [Buffer.concat([plainHello, alert(120)])] },
      upper('NO_APPLICATION_PROTOCOL', 120),
      'C',
      { kind: 'refused', alert: 120 },
    ],
    [
      'C: TLS 1.3 hides the alert, TLS 1.2 does not',
      { h2: [HIDDEN_ALERT], 'h2, 1.2': [alert(120)], both: [HIDDEN, SECURE('http/1.1')] },
      upper('NO_APPLICATION_PROTOCOL', 120),
      'C',
      { kind: 'refused', alert: 120 },
    ],
    [
      'TLS 1.3 alone, which hides the alert: it breaks off because of h2, and is no D',
      { h2: [HIDDEN_ALERT], 'h2, 1.2': [alert(70)], both: [HIDDEN, SECURE('http/1.1')] },
      upper('NO_APPLICATION_PROTOCOL', 120),
      'closes-on-h2',
      { kind: 'unknown' },
    ],
    [
      'D in TLS 1.2',
      { h2: [otherHello], 'h2, 1.2': [otherHello], both: [otherHello, SECURE12('http/1.1')] },
      badExtension,
      'D',
      { kind: 'unoffered', protocol: 'http/1.1' },
    ],
    [
      'D in both versions: read with TLS 1.2',
      { h2: [HIDDEN], 'h2, 1.2': [otherHello], both: [HIDDEN, SECURE('http/1.1')] },
      badExtension,
      'D',
      { kind: 'unoffered', protocol: 'http/1.1' },
    ],
    [
      'D in TLS 1.3 alone: read in the offer of both',
      { h2: [HIDDEN], 'h2, 1.2': [alert(70)], both: [HIDDEN, SECURE('http/1.1')] },
      badExtension,
      'D',
      { kind: 'unoffered', protocol: 'http/1.1' },
    ],
    [
      'D only with TLS 1.3, where TLS 1.2 selects h2',
      { h2: [HIDDEN], 'h2, 1.2': [h2Hello, SECURE12('h2')], both: [HIDDEN, SECURE('http/1.1')] },
      badExtension,
      'D',
      { kind: 'unoffered', protocol: 'http/1.1' },
    ],
    [
      'D with a protocol that nobody guesses: not known',
      { h2: [HIDDEN], 'h2, 1.2': [alert(70)], both: [HIDDEN], none: [HIDDEN, SECURE(null)] },
      badExtension,
      'unknown',
      { kind: 'unknown' },
    ],
    [
      'ALPN that nobody asked for (UNSOLICITED_EXTENSION): D by the offers of h2',
      { h2: [HIDDEN], 'h2, 1.2': [otherHello], none: [HIDDEN], 'none, 1.2': [otherHello] },
      worded('UNSOLICITED_EXTENSION', 'UNSOLICITED_EXTENSION', 'UNEXPECTED_EXTENSION'),
      'D',
      { kind: 'unoffered' },
    ],
    [
      'the engine finishes nothing with TLS 1.3, whatever is offered (a chain too large for it): the answer in TLS 1.2 counts',
      { h2: [HIDDEN], 'h2, 1.2': [h2Hello], both: [HIDDEN], none: [HIDDEN], 'none, 1.2': [plainHello] },
      worded('EXCESSIVE_MESSAGE_SIZE', 'EXCESSIVE_MESSAGE_SIZE', 'EXCESSIVE_MESSAGE_SIZE'),
      'A',
      { kind: 'selected', protocol: 'h2' },
    ],
    [
      'no TLS',
      { h2: [Buffer.from('HTTP/1.1 400 Bad Request\r\n')] },
      worded('WRONG_VERSION_NUMBER', 'WRONG_VERSION_NUMBER', 'WRONG_VERSION_NUMBER'),
      'plaintext',
      { kind: 'plaintext' },
    ],
    [
      'TLS 1.0 alone: the server refuses',
      refusing(alert(70)),
      upper('PROTOCOL_VERSION', 70),
      'tls-version',
      { kind: 'refused', alert: 70 },
    ],
    [
      'TLS 1.0 alone: the client refuses',
      refusing(record(22, serverHello({ version: 0x0301 }))),
      worded('UNSUPPORTED_PROTOCOL', 'UNSUPPORTED_PROTOCOL', 'UNSUPPORTED_PROTOCOL'),
      'tls-version',
      { kind: 'unknown' },
    ],
    [
      'a client certificate in TLS 1.2: alert 40 behind the request',
      { h2: [Buffer.concat([h2Hello, REQUEST, alert(40)])] },
      sslv3('HANDSHAKE_FAILURE', 40),
      'A',
      { kind: 'selected', protocol: 'h2' },
    ],
    [
      'a client certificate in TLS 1.2: alert 42 behind the request, nothing selected',
      { h2: [Buffer.concat([plainHello, REQUEST, alert(42)])] },
      sslv3('BAD_CERTIFICATE', 42),
      'B',
      { kind: 'none' },
    ],
    [
      'a name that is not known',
      refusing(alert(112)),
      worded('TLSV1_UNRECOGNIZED_NAME', 'TLSV1_UNRECOGNIZED_NAME', 'TLSV1_ALERT_UNRECOGNIZED_NAME', 112),
      'refused-name',
      { kind: 'refused', alert: 112 },
    ],
    ...(
      [
        ['INTERNAL_ERROR', 80],
        ['INSUFFICIENT_SECURITY', 71],
        ['INAPPROPRIATE_FALLBACK', 86],
      ] as const
    ).map(
      ([name, number]) =>
        [`alert ${number}`, refusing(alert(number)), upper(name, number), 'unknown', { alert: number }] as const,
    ),
    ...(
      [
        ['HANDSHAKE_FAILURE', 40],
        ['ILLEGAL_PARAMETER', 47],
      ] as const
    ).map(
      ([name, number]) =>
        [`alert ${number}`, refusing(alert(number)), sslv3(name, number), 'unknown', { alert: number }] as const,
    ),
    [
      'another alert than 120, and only over h2',
      { h2: [alert(40)], 'h2, 1.2': [alert(40)], both: [alert(40)], 'both, 1.2': [alert(40)] },
      sslv3('HANDSHAKE_FAILURE', 40),
      'closes-on-h2',
      { kind: 'refused', alert: 40 },
    ],
    [
      'whatever is offered, TLS 1.3 ends in an encrypted alert: not known',
      { h2: [HIDDEN_ALERT], 'h2, 1.2': [alert(70)], both: [HIDDEN_ALERT], none: [HIDDEN_ALERT] },
      upper('INTERNAL_ERROR', 80),
      'unknown',
      { kind: 'unknown' },
    ],
  ];

  it.each(rows)('%s', (_name, seen, failures, found, outcome) => {
    const findings = failures.map((failure) => conclude(matrixOf(seen, failure)));
    for (const finding of findings) {
      expect(finding.class).toBe(found);
      expect(finding.outcome).toMatchObject(outcome);
      expect(finding.notes).toEqual(findings[0]?.notes);
    }
  });

  it('a client certificate in TLS 1.3, wanted behind the handshake: only the engine can tell the alert, and it decides no class', () => {
    const wanted = [
      ...worded(
        'TLSV13_ALERT_CERTIFICATE_REQUIRED',
        'TLSV13_ALERT_CERTIFICATE_REQUIRED',
        'TLSV1_ALERT_CERTIFICATE_REQUIRED',
        116,
      ),
      ...sslv3('BAD_CERTIFICATE', 42),
      ...sslv3('CERTIFICATE_UNKNOWN', 46),
      ...upper('UNKNOWN_CA', 48),
      ...upper('ACCESS_DENIED', 49),
    ].flatMap((late) => (late === null || late.code === null ? [] : [late]));
    for (const late of wanted) {
      const lateAlert = alertOfError(late);
      const matrix = matrixOf({ h2: [HIDDEN, { ...SECURE('h2'), late, lateAlert }] }, null);
      expect(conclude(matrix)).toMatchObject({ class: 'A', notes: [] });
      expect(clientCertificateOf(matrix, false)).toBe('required');
      expect(clientCertificateOf(matrix, true)).toBe('refused');
    }
    for (const late of [...upper('INTERNAL_ERROR', 80), ...upper('DECRYPT_ERROR', 51)].filter((it) => it !== null)) {
      const h2: Cell = [HIDDEN, { ...SECURE('h2'), late, lateAlert: alertOfError(late) }];
      expect(clientCertificateOf(matrixOf({ h2 }, null), false)).toBe('unknown');
    }
  });

  it('what cannot be known is unknown, with the raw text', () => {
    const failure = { code: 'ERR_SSL_SOMETHING', message: 'something' };
    expect(conclude(matrixOf({ h2: [NOTHING], none: [NOTHING] }, failure))).toMatchObject({
      class: 'unknown',
      outcome: { kind: 'unknown', because: 'the handshake failed: ERR_SSL_SOMETHING' },
    });
  });
});

describe('what the offer of h2 has to do with it', () => {
  const lost = (end: 'closed' | 'reset' | 'silent'): Cell => [NOTHING, { end }];

  it.each(['closed', 'reset', 'silent'] as const)('%s over h2, and not without an offer', (end) => {
    const matrix = matrixOf({ h2: lost(end), 'h2, 1.2': lost(end), both: lost(end), 'both, 1.2': lost(end) }, null);
    expect(contradicts(matrix)).toBe(false);
    const what = end === 'silent' ? 'falls silent' : 'breaks off';
    const notes = [`Without an offer the server answers: it ${what} because h2 is offered.`];
    expect(conclude(matrix)).toMatchObject({ class: 'closes-on-h2', outcome: { kind: 'unknown' }, notes });
  });

  it('a hidden end, over h2 alone', () => {
    for (const end of ['closed', 'reset', 'silent'] as const) {
      const matrix = matrixOf({ h2: [HIDDEN, { end }], 'h2, 1.2': [alert(70)], none: [HIDDEN, SECURE(null)] }, null);
      expect(conclude(matrix)).toMatchObject({ class: 'closes-on-h2', outcome: { kind: 'unknown' } });
    }
  });

  it('whatever is offered', () => {
    const all = Object.fromEntries(KEYS.map((key) => [key, lost('closed')]));
    expect(conclude(matrixOf(all, null))).toMatchObject({ class: 'closes', notes: [] });
    expect(contradicts(matrixOf(all, null))).toBe(false);
    const behind = Object.fromEntries(KEYS.map((key) => [key, [HIDDEN, { end: 'closed' }] satisfies Cell]));
    expect(conclude(matrixOf(behind, null))).toMatchObject({ class: 'closes', notes: [] });
  });

  it('over h2 with TLS 1.3 only: grpc-go offers that, so it breaks off for grpc-go', () => {
    const matrix = matrixOf({ h2: lost('closed'), 'h2, 1.2': [h2Hello, SECURE12('h2')], both: lost('closed') }, null);
    const { notes, ...finding } = conclude(matrix);
    expect(finding.class).toBe('closes-on-h2');
    expect(notes.join()).toContain('With TLS 1.2 alone, h2 is answered: h2 is selected.');
    // It may as well have been an accident: asked once more.
    expect(contradicts(matrix)).toBe(true);
  });

  it('a later handshake that is lost changes nothing about the first', () => {
    for (const end of ['closed', 'reset', 'silent'] as const) {
      const matrix = matrixOf(
        { h2: [HIDDEN, SECURE('h2')], 'h2, 1.2': lost(end), both: lost(end), 'both, 1.2': lost(end), none: lost(end) },
        null,
      );
      expect(conclude(matrix)).toMatchObject({ class: 'A', notes: [] });
      expect(contradicts(matrix)).toBe(false);
    }
  });

  it('C with one version, A with the other: what a client that offers both gets', () => {
    const newer = matrixOf({ h2: [alert(120)], 'h2, 1.2': [h2Hello, SECURE12('h2')] }, null);
    expect(conclude(newer)).toMatchObject({ class: 'C' });
    expect(differencesOf(newer)).toEqual([
      'TLS versions differ: offered TLS 1.2 and 1.3 the handshake is refused (alert 120), with TLS 1.2 h2 is selected.',
      'Offers differ: h2 alone: the handshake is refused (alert 120); h2 and http/1.1: no protocol is selected.',
    ]);
    const older = matrixOf({ h2: [HIDDEN, SECURE('h2')], 'h2, 1.2': [alert(120)], both: [HIDDEN, SECURE('h2')] }, null);
    expect(conclude(older)).toMatchObject({ class: 'A' });
    expect(differencesOf(older)).toEqual([
      'TLS versions differ: with TLS 1.3 h2 is selected, with TLS 1.2 the handshake is refused (alert 120).',
    ]);
  });

  it('D with TLS 1.2 only', () => {
    const matrix = matrixOf(
      { h2: [HIDDEN, SECURE('h2')], 'h2, 1.2': [otherHello], both: [HIDDEN, SECURE('h2')] },
      null,
    );
    expect(conclude(matrix)).toMatchObject({ class: 'A' });
    expect(differencesOf(matrix).join()).toContain('http/1.1 is selected, which was not offered');
  });

  it('a server of TLS 1.3 alone has no differences between versions', () => {
    const matrix = matrixOf(
      {
        h2: [HIDDEN, SECURE('h2')],
        'h2, 1.2': [alert(70)],
        both: [HIDDEN, SECURE('h2')],
        'both, 1.2': [alert(70)],
        'none, 1.2': [alert(70)],
      },
      null,
    );
    expect([differencesOf(matrix), contradicts(matrix)]).toEqual([[], false]);
  });
});

describe('answers that contradict one another', () => {
  const a: Cell = [HIDDEN, SECURE('h2')];
  const b: Cell = [HIDDEN, SECURE(null)];
  const http: Cell = [HIDDEN, SECURE('http/1.1')];

  it.each<readonly [string, Seen, boolean]>([
    ['h2 alone, and nothing of h2 and http/1.1', { h2: a, both: b }, true],
    ['nothing of h2 alone, and h2 of both', { h2: b, both: a }, true],
    ['alert 120 to h2 alone, and h2 of both', { h2: [alert(120)], 'h2, 1.2': [alert(120)], both: a }, true],
    ['TLS 1.3 once, and TLS 1.2 once', { h2: a, 'h2, 1.2': a, both: [h2Hello, SECURE12('h2')] }, true],
    ['no TLS once', { h2: a, 'h2, 1.2': a, both: a, 'both, 1.2': a, none: [Buffer.from('HTTP/1.1 503 x')] }, true],
    ['an end without an answer, and then h2', { h2: [NOTHING, { end: 'reset' }], 'h2, 1.2': a }, true],
    ['http/1.1 preferred, which is rare', { h2: a, 'h2, 1.2': a, both: http, 'both, 1.2': http }, true],
    [
      'a server of http/1.1 that refuses',
      { h2: [alert(120)], 'h2, 1.2': [alert(120)], both: http, 'both, 1.2': http },
      false,
    ],
    ['a server of http/1.1 that does not', { h2: b, 'h2, 1.2': b, both: http, 'both, 1.2': http }, false],
    ['TLS 1.2 refused', { h2: a, 'h2, 1.2': [alert(40)], both: a, 'both, 1.2': [alert(40)] }, false],
  ])('%s', (_name, seen, expected) => {
    expect(contradicts(matrixOf(seen, null))).toBe(expected);
  });

  it('the worst answer to the same handshake counts, and the report says how often which came', () => {
    const matrix = matrixOf({ h2: a, 'h2, 1.2': b }, null);
    const again = [b, a, [NOTHING, { end: 'reset' }] satisfies Cell].map(([bytes, rest]) => observed(bytes, rest));
    const finding = conclude(matrix, again);
    expect(finding).toMatchObject({ class: 'B', outcome: { kind: 'none' } });
    expect(finding.notes).toEqual([
      'The answer is not stable: asked 4 times in the same way, h2 is selected (2), no protocol is selected (1), the connection was reset without an answer (1). Several servers may stand behind this address; the class is that of the worst answer.',
    ]);
  });

  it('a first handshake that was lost by accident does not make a class', () => {
    const matrix = matrixOf({ h2: [NOTHING, { end: 'reset' }], 'h2, 1.2': a, both: a }, null);
    const finding = conclude(
      matrix,
      [a, a, a].map(([bytes, rest]) => observed(bytes, rest)),
    );
    expect(finding).toMatchObject({ class: 'A', outcome: { kind: 'selected' } });
    expect(finding.notes.join()).toContain('h2 is selected (3)');
  });

  it('the same answer each time: nothing is said', () => {
    const matrix = matrixOf({ h2: a, both: b }, null);
    expect(conclude(matrix, [observed(HIDDEN, SECURE('h2'))]).notes).toEqual([]);
  });
});
