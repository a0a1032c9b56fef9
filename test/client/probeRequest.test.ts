import { describe, expect, it } from 'vitest';
import {
  checkRequest,
  consentText,
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
  ])('reads %j', (value, expected) => {
    expect(readProbeRequest(value)).toEqual(expected);
  });

  it.each([undefined, null, 'a:1', 1, {}, [], { target: 1 }, { target: 'a:1', sni: 7 }, { target: 'a:1', sni: null }])(
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
    });
    expect(checkRequest({ target: 'a:1', sni: '10.0.0.1' })).toMatchObject({ kind: 'refused' });
  });
});

describe('consentText', () => {
  it('names host, port and server name', () => {
    expect(consentText({ target: 'a.example:1', sni: 'b.example' }).detail).toContain(
      '\n\na.example:1 (SNI b.example)\n\n',
    );
    expect(requestText({ target: 'a.example:1' })).toBe('a.example:1');
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
    banner: null,
    verdicts: [],
    notes: [],
  }));
  return { schema: 1, engine: 'test', targets: [{ target: 'a:1', sni: null, addresses, notes: [] }] };
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
