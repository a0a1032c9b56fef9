import { describe, expect, it } from 'vitest';
import {
  checkRequest,
  consentText,
  needsConsent,
  probeResult,
  readProbeRequest,
  refusalText,
  requestText,
} from '../../client/probeRequest.ts';
import type { AddressReport, ProbeClass, ProbeReport } from '../../probe/index.ts';

describe('readProbeRequest', () => {
  it.each([
    [{ target: 'a:1' }, { target: 'a:1' }],
    [
      { target: 'a:1', sni: 'b' },
      { target: 'a:1', sni: 'b' },
    ],
    [{ target: 'a:1', sni: undefined, more: 1 }, { target: 'a:1' }],
    [
      { target: 'a:1', sni: null },
      { target: 'a:1', sni: null },
    ],
  ])('reads %j', (value, expected) => {
    expect(readProbeRequest(value)).toEqual(expected);
  });

  it.each([undefined, null, 'a:1', 1, {}, [], { target: 1 }, { target: 'a:1', sni: 7 }])(
    'takes %j for no request',
    (value) => {
      expect(readProbeRequest(value)).toBeUndefined();
    },
  );
});

describe('checkRequest', () => {
  it.each([
    ['grpc.example.com:8443', 'grpc.example.com:8443'],
    [' GRPC.example.com:443 ', 'grpc.example.com:443'],
    ['grpc.example.com', 'grpc.example.com:443'],
    ['[::1]:443', '[::1]:443'],
    ['https://grpc.example.com/path', 'grpc.example.com:443'],
    // Cyrillic а: the ASCII form shows that it is not the name that it looks like.
    ['ex\u0430mple.com:443', 'xn--exmple-4nf.com:443'],
  ])('writes %s as %s', (text, expected) => {
    expect(checkRequest({ target: text })).toMatchObject({ kind: 'ready', request: { target: expected } });
  });

  it.each(['', 'host:99999', 'unix:/run/a.sock', 'http://a', 'a b:1'])('refuses the target "%s" in words', (text) => {
    const checked = checkRequest({ target: text });
    expect(checked.kind).toBe('refused');
    if (checked.kind === 'refused') expect(refusalText(checked)).toMatch(/^["A-Z].*: .+\.$/);
  });

  it('checks the server name', () => {
    expect(checkRequest({ target: 'a:1', sni: 'Grpc.Example.com' })).toMatchObject({
      kind: 'ready',
      request: { target: 'a:1', sni: 'grpc.example.com' },
      target: { sni: 'grpc.example.com' },
    });
    expect(checkRequest({ target: 'a:1', sni: null })).toMatchObject({
      request: { target: 'a:1', sni: null },
      target: { sni: null },
    });
    expect(checkRequest({ target: 'a:1', sni: '10.0.0.1' })).toMatchObject({ kind: 'refused' });
  });
});

describe('needsConsent', () => {
  it.each([
    [{ isTrusted: true }, false],
    [{ isTrusted: true, isShown: true }, false],
    [{ isTrusted: true, isShown: false }, true],
    [{ isTrusted: false, isShown: true }, true],
  ])('%j: %s', (surroundings, expected) => {
    expect(needsConsent(surroundings)).toBe(expected);
  });
});

describe('consentText', () => {
  it('names host, port and server name', () => {
    const text = consentText([{ target: 'a.example:1', sni: 'b.example' }], { isTrusted: false });
    expect(text).toMatchObject({ message: 'Probe from a workspace that is not trusted?', button: 'Probe' });
    expect(text.detail).toContain('\n\na.example:1 (SNI b.example)\n\n');
    expect(requestText({ target: 'a.example:1' })).toBe('a.example:1');
  });

  it('asks for one everywhere', () => {
    expect(consentText([{ target: 'a.example:1' }], { isTrusted: true }).message).toBe('Probe this endpoint?');
  });

  it('names each of several, and what is sent to them', () => {
    const requests = [{ target: 'a.example:1' }, { target: 'b.example:2', sni: null }];
    expect(consentText(requests, { isTrusted: true })).toEqual({
      message: 'Probe 2 endpoints?',
      detail:
        'This opens TLS connections to:\n\na.example:1\nb.example:2 (no SNI)\n\nNothing is sent but the handshake.',
      button: 'Probe',
    });
    expect(consentText(requests, { isTrusted: true, http2: true, certificate: true }).detail).toContain(
      "Sent are the handshake, and the client certificate that the settings name, where it is asked for, and HTTP/2's preface and SETTINGS.",
    );
  });
});

function reportOf(...classes: readonly ProbeClass[]): ProbeReport {
  const addresses = classes.map((found, i): AddressReport => ({
    address: `192.0.2.${i}`,
    class: found,
    outcome: { kind: 'none' },
    handshakes: [],
    http2: null,
    certificate: null,
    inspection: null,
    product: null,
    banner: null,
    tls: { accepts: { '1.2': null, '1.3': null }, cipherSuite: null, instead: null },
    clientCertificate: 'unknown' as const,
    decidedBy: 'alpn' as const,
    stopgaps: [],
    verdicts: [],
    notes: [],
  }));
  return {
    schema: 1,
    engine: 'test',
    machine: { host: 'here', kind: null },
    started: '2026-11-23T10:00:00.000Z',
    targets: [{ target: 'a:1', sni: null, addresses, proxy: null, notes: [] }],
    notes: [],
  };
}

describe('probeResult', () => {
  it('has the class of the first address that has answered', () => {
    expect(probeResult(reportOf('unreachable', 'C', 'A')).class).toBe('C');
    expect(probeResult(reportOf('timeout', 'skipped')).class).toBe('timeout');
    expect(probeResult(reportOf()).class).toBeUndefined();
  });

  it('holds the whole report', () => {
    const report = reportOf('B');
    expect(probeResult(report)).toEqual({ ...report, class: 'B' });
  });
});
