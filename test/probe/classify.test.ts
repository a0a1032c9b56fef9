import { describe, expect, it } from 'vitest';
import { classOf, clientCertificateOf, lacksClientCertificate, outcomeOf } from '../../probe/address/classify.ts';
import type { Observation } from '../../probe/wire/handshake.ts';
import { observed } from './observed.ts';
import { alert, alpnExtension, message, record, serverHello, TLS13_EXTENSION } from './wire.ts';

const NOTHING = Buffer.alloc(0);
const WITH_H2 = record(22, serverHello({ extensions: alpnExtension('h2') }));
const WITHOUT = record(22, serverHello({}));
const HIDDEN = record(22, serverHello({ extensions: TLS13_EXTENSION }));
const REQUEST = record(22, message(13, [1, 1, 0, 0]));

function failure(code: string | null, message = ''): Pick<Observation, 'failure'> {
  return { failure: { code, message } };
}

describe('the class comes from the wire; whatever an engine calls its error, nothing changes', () => {
  // OpenSSL 3.0, OpenSSL 3.5, BoringSSL (reason in capitals, and as old Electron reports it), and words of no engine.
  const engines = [
    failure('ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL'),
    failure('ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE'),
    failure('ERR_SSL_INVALID_ALPN_PROTOCOL'),
    failure('ERR_SSL_BAD_EXTENSION'),
    failure('EPROTO', 'error:10000438:SSL routines:OPENSSL_internal:TLSV1_ALERT_INTERNAL_ERROR:SSL alert number 80'),
    failure(null, 'something else'),
  ];

  it.each([
    ['alert 120', alert(120), 'C', { kind: 'refused', alert: 120 }],
    ['alert 112', alert(112), 'refused-name', { kind: 'refused', alert: 112 }],
    ['alert 70', alert(70), 'tls-version', { kind: 'refused', alert: 70 }],
    ['alert 116', alert(116), 'client-certificate', { kind: 'refused', alert: 116 }],
    ['alert 80', alert(80), 'unknown', { kind: 'refused', alert: 80 }],
    [
      'ServerHello 1.2 with another protocol',
      record(22, serverHello({ extensions: alpnExtension('http/1.1') })),
      'D',
      { kind: 'unoffered', protocol: 'http/1.1' },
    ],
    ['ServerHello 1.2 with h2, the engine gives up', WITH_H2, 'A', { kind: 'selected', protocol: 'h2' }],
    ['ServerHello 1.2 without ALPN, the engine gives up', WITHOUT, 'B', { kind: 'none' }],
    [
      'ServerHello 1.2, request for a certificate, alert 40',
      Buffer.concat([WITH_H2, REQUEST, alert(40)]),
      'A',
      { kind: 'selected', protocol: 'h2' },
    ],
    ['ServerHello 1.2, alert 42', Buffer.concat([WITHOUT, alert(42)]), 'B', { kind: 'none' }],
    ['ServerHello 1.2, alert 80', Buffer.concat([WITH_H2, alert(80)]), 'unknown', { kind: 'selected', protocol: 'h2' }],
    ['ServerHello 1.1', record(22, serverHello({ version: 0x0302 })), 'tls-version', { kind: 'unknown' }],
    ['ServerHello 1.3, and an error', HIDDEN, 'unknown', { kind: 'unknown' }],
    ['plaintext', Buffer.from('HTTP/1.1 400 Bad Request\r\n'), 'plaintext', { kind: 'plaintext' }],
    ['garbage', Buffer.from([1, 2, 3, 0xff]), 'not-tls', { kind: 'plaintext' }],
  ])('%s', (_name, bytes, found, outcome) => {
    for (const engine of engines) {
      const observation = observed(bytes, engine);
      expect(classOf(observation)).toBe(found);
      expect(outcomeOf(observation)).toMatchObject(outcome);
    }
  });
});

describe('a finished handshake', () => {
  it.each([
    ['h2', 'A', 'selected'],
    [null, 'B', 'none'],
    ['http/1.1', 'D', 'unoffered'],
  ] as const)('%s', (alpn, found, kind) => {
    for (const lateAlert of [undefined, 116]) {
      const late = lateAlert === undefined ? null : { code: 'ERR_SSL_SOMETHING', message: '' };
      const observation = observed(HIDDEN, { end: 'secure', alpn, late, lateAlert });
      expect([classOf(observation), outcomeOf(observation).kind]).toEqual([found, kind]);
    }
  });
});

describe('a connection that ends', () => {
  it.each([
    ['closed', NOTHING, 'closes'],
    ['reset', NOTHING, 'closes'],
    ['silent', NOTHING, 'timeout'],
    ['closed', WITH_H2, 'closes'],
    ['reset', WITHOUT, 'closes'],
    ['silent', WITH_H2, 'timeout'],
    ['closed', HIDDEN, 'closes'],
    ['silent', HIDDEN, 'timeout'],
    ['closed', Buffer.concat([WITH_H2, REQUEST]), 'A'],
    ['reset', Buffer.concat([WITHOUT, REQUEST]), 'B'],
    ['silent', Buffer.concat([WITH_H2, REQUEST]), 'timeout'],
    ['closed', Buffer.from([22, 3]), 'closes'],
    ['silent', Buffer.from('abc'), 'plaintext'],
  ] as const)('%s, case %#', (end, bytes, found) => {
    expect(classOf(observed(Buffer.from(bytes), { end }))).toBe(found);
  });

  it.each([
    ['ECONNREFUSED', 'unreachable'],
    ['EMFILE', 'unknown'],
    ['ENFILE', 'unknown'],
    ['ENOBUFS', 'unknown'],
    ['EACCES', 'unknown'],
    ['EPERM', 'unknown'],
    ['EHOSTUNREACH', 'skipped'],
    ['ENETUNREACH', 'skipped'],
    ['EADDRNOTAVAIL', 'skipped'],
    ['EAFNOSUPPORT', 'skipped'],
    ['ETIMEDOUT', 'timeout'],
  ])('no connection: %s', (code, found) => {
    expect(classOf(observed(NOTHING, { end: 'unreached', ...failure(code) }))).toBe(found);
  });

  it('before there was a connection', () => {
    const observation = observed(NOTHING, { end: 'unreached', ...failure('ETIMEDOUT', 'no connection within 6 s') });
    expect(classOf(observation)).toBe('timeout');
    expect(outcomeOf(observation)).toEqual({ kind: 'unknown', because: 'no connection within 6 s' });
  });
});

it('that this machine has no more sockets is said of this machine', () => {
  expect(outcomeOf(observed(NOTHING, { end: 'unreached', ...failure('EMFILE') }))).toEqual({
    kind: 'unknown',
    because: 'this process has no more files and sockets (EMFILE): probe fewer addresses at the same time',
  });
});

it.each([43, 44, 45, 46, 48, 49])('alert %i is about the client certificate only where one was asked for', (number) => {
  const seen = [[], [WITH_H2], [WITH_H2, REQUEST]].map((before) => observed(Buffer.concat([...before, alert(number)])));
  expect(seen.map(lacksClientCertificate)).toEqual([false, false, true]);
  expect(seen.slice(0, 2).map((it) => clientCertificateOf([it], false))).toEqual(['unknown', 'unknown']);
  expect(seen.map((it) => classOf(it))).toEqual(['unknown', 'unknown', 'A']);
});

it('a missing client certificate is told from other failures', () => {
  expect(lacksClientCertificate(observed(Buffer.concat([WITH_H2, REQUEST, alert(40)]), {}))).toBe(true);
  expect(lacksClientCertificate(observed(Buffer.concat([WITH_H2, alert(40)]), {}))).toBe(false);
  expect(lacksClientCertificate(observed(Buffer.concat([WITH_H2, REQUEST]), { end: 'secure', alpn: 'h2' }))).toBe(
    false,
  );
});
