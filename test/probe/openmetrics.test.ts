import { describe, expect, it } from 'vitest';
import { BANDS, behaviour, parseGoVersion, type Outcome } from '../../core/alpn/index.ts';
import { renderOpenMetrics } from '../../probe/told/openmetrics.ts';
import type { CertificateFacts } from '../../probe/peer/certificate.ts';
import type { CertificateProblem } from '../../probe/peer/certificateProblems.ts';
import type { AddressReport, ProbeReport, TargetReport } from '../../probe/report.ts';

const NONE: Outcome = { kind: 'none' };

function address(text: string, facts: Partial<AddressReport> = {}): AddressReport {
  return {
    address: text,
    class: 'B',
    outcome: NONE,
    handshakes: [
      {
        offer: ['h2'],
        tlsOffered: ['1.2', '1.3'],
        tlsNegotiated: '1.3',
        cipherSuite: null,
        outcome: NONE,
        error: null,
        ms: 12,
      },
    ],
    tls: { accepts: { '1.2': null, '1.3': null }, cipherSuite: null, instead: null },
    clientCertificate: 'not-asked',
    http2: null,
    certificate: null,
    inspection: null,
    product: null,
    banner: null,
    decidedBy: 'alpn',
    verdicts: [],
    stopgaps: [],
    notes: [],
    ...facts,
  };
}

function report(targets: readonly TargetReport[]): ProbeReport {
  return {
    schema: 1,
    engine: 'Node',
    machine: { host: 'here', kind: null },
    started: '2026-11-23T12:00:00.500Z',
    targets,
    notes: [],
  };
}

function target(text: string, addresses: readonly AddressReport[], sni: string | null = null): TargetReport {
  return { target: text, sni, addresses, proxy: null, notes: [] };
}

function client(version: string): ReturnType<typeof behaviour> {
  const parsed = parseGoVersion(version);
  if (parsed === undefined) throw new Error(version);
  return behaviour({ version: parsed, credentials: 'tls' });
}

function samplesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

it('a report as OpenMetrics', () => {
  const text = renderOpenMetrics(report([target('a.example:443', [address('192.0.2.1')], 'a.example')]));
  expect(text).toBe(`# HELP grpc_alpn_resolved Whether the host of the target has an address.
# TYPE grpc_alpn_resolved gauge
grpc_alpn_resolved{target="a.example:443",sni="a.example"} 1
# HELP grpc_alpn_probe_timestamp_seconds When the probe began.
# TYPE grpc_alpn_probe_timestamp_seconds gauge
# UNIT grpc_alpn_probe_timestamp_seconds seconds
grpc_alpn_probe_timestamp_seconds{target="a.example:443",sni="a.example"} 1795435200.5
# HELP grpc_alpn_class What the address does with an offer of h2: its class is in the label. A is the one that every grpc-go wants.
# TYPE grpc_alpn_class gauge
grpc_alpn_class{target="a.example:443",sni="a.example",address="192.0.2.1",class="B"} 1
# HELP grpc_alpn_probe_duration_seconds From the start of the connection to the end of the handshake that grpc-go makes.
# TYPE grpc_alpn_probe_duration_seconds gauge
# UNIT grpc_alpn_probe_duration_seconds seconds
grpc_alpn_probe_duration_seconds{target="a.example:443",sni="a.example",address="192.0.2.1"} 0.012
# EOF
`);
});

describe('what is not known has no sample', () => {
  it('a name that does not resolve', () => {
    expect(samplesOf(renderOpenMetrics(report([target('none.example:443', [], 'none.example')])))).toEqual([
      'grpc_alpn_resolved{target="none.example:443",sni="none.example"} 0',
      'grpc_alpn_probe_timestamp_seconds{target="none.example:443",sni="none.example"} 1795435200.5',
    ]);
  });

  it('a certificate whose end cannot be read, an address without a handshake, a verdict that is open', () => {
    const unknown = address('192.0.2.1', {
      class: 'skipped',
      handshakes: [],
      decidedBy: 'wire',
      verdicts: BANDS.map((grpcGo) => ({
        side: 'client',
        grpcGo,
        result: 'unknown',
        brokeAt: null,
        error: null,
        printedBy: null,
        cures: [],
      })),
    });
    const text = renderOpenMetrics(report([target('192.0.2.1:443', [unknown])]), [client('v1.72.0')]);
    expect(samplesOf(text).filter((line) => line.includes('address='))).toEqual([
      'grpc_alpn_class{target="192.0.2.1:443",sni="",address="192.0.2.1",class="skipped"} 1',
    ]);
    expect(text).not.toContain('NaN');
  });

  it('no targets at all', () => {
    expect(renderOpenMetrics(report([]))).toBe('# EOF\n');
  });
});

it('clients of other versions stand beside those of the bands, each once', () => {
  const clients = [client('v1.66.2'), client('v1.72.0'), client('v1.72.0')];
  const text = renderOpenMetrics(report([target('a.example:443', [address('192.0.2.1')])]), clients);
  expect(samplesOf(text).filter((line) => line.startsWith('grpc_alpn_works'))).toEqual([
    'grpc_alpn_works{target="a.example:443",sni="",address="192.0.2.1",grpc_go="v1.72.0"} 0',
  ]);
  const speaking = address('192.0.2.1', { http2: { asked: true, answer: 'settings', server: null } });
  expect(renderOpenMetrics(report([target('a.example:443', [speaking])]), clients)).toContain('grpc_go="v1.66.2"} 1\n');
});

describe('what works has no sample where a certificate was seen to stop clients', () => {
  const worksAt = (facts: Partial<AddressReport>): readonly string[] => {
    const selected: Outcome = { kind: 'selected', protocol: 'h2' };
    const it = address('192.0.2.1', { class: 'A', outcome: selected, ...facts });
    const text = renderOpenMetrics(report([target('a.example:443', [it])]), [client('v1.72.0')]);
    return samplesOf(text).filter((line) => line.startsWith('grpc_alpn_works'));
  };
  const certificate = (kind: CertificateProblem['kind']): CertificateFacts => ({
    names: [],
    issuer: '',
    validFrom: null,
    validTo: null,
    daysLeft: null,
    trusted: false,
    whyNot: null,
    problems: [{ kind, text: 'It is so.' }],
    chain: [],
    chainLength: 1,
  });

  it.each(['expired', 'not-yet-valid', 'wrong-name'] as const)('%s', (kind) => {
    expect(worksAt({ certificate: certificate(kind) })).toEqual([]);
  });

  it.each(['required', 'refused'] as const)('a client certificate: %s', (clientCertificate) => {
    expect(worksAt({ clientCertificate })).toEqual([]);
  });

  it('but what a client may trust, or have', () => {
    const works = ['grpc_alpn_works{target="a.example:443",sni="",address="192.0.2.1",grpc_go="v1.72.0"} 1'];
    expect(worksAt({ certificate: certificate('unknown-issuer') })).toEqual(works);
    expect(worksAt({ clientCertificate: 'asked' })).toEqual(works);
  });

  it('and what fails does', () => {
    expect(worksAt({ class: 'B', outcome: NONE, clientCertificate: 'required' })).toEqual([
      'grpc_alpn_works{target="a.example:443",sni="",address="192.0.2.1",grpc_go="v1.72.0"} 0',
    ]);
  });
});

it('of targets that are told by the same labels the first one counts; the same host under two names is two', () => {
  const text = renderOpenMetrics(
    report([
      target('a.example:443', [address('192.0.2.1', { class: 'A' })], 'a.example'),
      target('a.example:443', [address('192.0.2.1', { class: 'C' })], 'a.example'),
      target('a.example:443', [address('192.0.2.1', { class: 'C' })], 'b.example'),
    ]),
  );
  expect(samplesOf(text).filter((line) => line.startsWith('grpc_alpn_class'))).toEqual([
    'grpc_alpn_class{target="a.example:443",sni="a.example",address="192.0.2.1",class="A"} 1',
    'grpc_alpn_class{target="a.example:443",sni="b.example",address="192.0.2.1",class="C"} 1',
  ]);
});

it('addresses come in their own order, not in that of the resolver', () => {
  const text = renderOpenMetrics(
    report([target('a.example:443', [address('192.0.2.2'), address('192.0.2.1'), address('2001:db8::1')])]),
  );
  const order = [...text.matchAll(/grpc_alpn_class\{.*address="([^"]*)"/g)].map(([, it]) => it);
  expect(order).toEqual(['192.0.2.1', '192.0.2.2', '2001:db8::1']);
});

it('values of labels are escaped', () => {
  const text = renderOpenMetrics(report([target('a\\b"c\nd', [])]));
  expect(text).toContain('grpc_alpn_resolved{target="a\\\\b\\"c\\nd",sni=""} 0\n');
});
