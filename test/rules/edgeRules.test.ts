import { describe, expect, it } from 'vitest';
import { classify, negotiate } from '../../core/alpn/index.ts';
import { analyze, type GradedFinding } from '../../core/analyze.ts';
import { ALPN_POLICIES, BEST_ALPN_POLICY } from '../../core/domains/awsAlpn.ts';
import type { Attribute, Declared, EdgeListener, EdgeProduct } from '../../core/domains/edges.ts';
import type { GrpcEvidenceLevel } from '../../core/domains/facts.ts';
import type { Location } from '../../core/text/location.ts';
import { filePath } from '../../core/text/filePath.ts';
import { edgeListener, edgeTarget, projectWith } from '../support/edges.ts';

const FILE = filePath('/ws/main.tf');

function place(start: number): Location {
  return { file: FILE, span: { start, end: start + 5 } };
}

const AT = place(100);
const POLICY = place(200);
const SWITCH = place(300);

function stated<Value>(value: Value, at: Location): Declared<Value> {
  return { kind: 'stated', value, at };
}

const ABSENT = { kind: 'absent' } as const;
const UNKNOWN = { kind: 'unknown', because: 'a variable decides' } as const;

function attribute<Value extends string | boolean>(
  name: string,
  at: Location,
  declared: Declared<Value>,
): Attribute<Value> {
  return { name, at, declared, set: (value) => [{ file: at.file, span: at.span, newText: String(value) }] };
}

function edge(product: EdgeProduct, more: Partial<EdgeListener>): EdgeListener {
  return edgeListener({
    product,
    at: AT,
    declaration: { file: FILE, span: { start: 90, end: 400 } },
    hosts: [],
    alpnPolicy: undefined,
    targets: [],
    grpc: { grpc: 'yes', because: ['the test says so'] },
    ...more,
  });
}

function evidence(grpc: GrpcEvidenceLevel): Pick<EdgeListener, 'grpc'> {
  return { grpc: { grpc, because: [] } };
}

async function findingsFor(...edges: readonly EdgeListener[]): Promise<readonly GradedFinding[]> {
  const { findings, failures } = analyze(await projectWith(edges));
  expect(failures).toEqual([]);
  return findings;
}

async function rulesFor(...edges: readonly EdgeListener[]): Promise<readonly string[]> {
  return (await findingsFor(...edges)).map(({ rule }) => rule);
}

function nlb(declared: Declared<string>, more: Partial<EdgeListener> = {}): EdgeListener {
  return edge('aws-nlb', { alpnPolicy: attribute('alpn_policy', POLICY, declared), ...more });
}

describe('what is said of the TLS listener of an NLB', () => {
  const POLICIES: readonly (readonly [string, Declared<string>, string | undefined, string | undefined])[] = [
    ['no policy', ABSENT, 'aws-nlb-tls-without-alpn', 'kubernetes-nlb-without-alpn'],
    ['None', stated('None', POLICY), 'aws-nlb-tls-without-alpn', 'kubernetes-nlb-without-alpn'],
    ['HTTP1Only', stated('HTTP1Only', POLICY), 'aws-nlb-alpn-without-h2', 'aws-nlb-alpn-without-h2'],
    ['HTTP2Only', stated('HTTP2Only', POLICY), undefined, undefined],
    ['HTTP2Optional', stated('HTTP2Optional', POLICY), undefined, undefined],
    ['HTTP2Preferred', stated('HTTP2Preferred', POLICY), undefined, undefined],
    ['a policy that there is not', stated('Http2Preferred', POLICY), undefined, undefined],
    ['a policy that is not known', UNKNOWN, undefined, undefined],
  ];

  it.each(POLICIES)('with %s', async (_, declared, elsewhere, inKubernetes) => {
    expect(await rulesFor(nlb(declared))).toEqual(elsewhere === undefined ? [] : [elsewhere]);
    expect(await rulesFor(nlb(declared, { source: 'cloudformation' }))).toEqual(
      elsewhere === undefined ? [] : [elsewhere],
    );
    expect(await rulesFor(nlb(declared, { source: 'kubernetes' }))).toEqual(
      inKubernetes === undefined ? [] : [inKubernetes],
    );
  });

  it.each(POLICIES)('with %s, which the controller ignores', async (_, declared, elsewhere) => {
    const ignored: Partial<EdgeListener> = { source: 'kubernetes', policyIgnored: 'the other controller makes it' };
    const [finding, ...others] = await findingsFor(nlb(declared, ignored));
    expect(others).toEqual([]);
    expect(finding?.rule).toBe(
      elsewhere === 'aws-nlb-tls-without-alpn' ? 'kubernetes-nlb-without-alpn' : 'kubernetes-nlb-alpn-ignored',
    );
    expect(finding?.message).toContain('the other controller makes it');
    expect(finding?.severity).toBe(finding?.rule === 'kubernetes-nlb-alpn-ignored' ? 'warning' : 'error');
    expect(finding?.fixes).toEqual([]);
  });

  it.each([...ALPN_POLICIES])('%s is reported where a client of grpc-go is not selected for', async (policy, alpn) => {
    const isReported = (await rulesFor(nlb(stated(policy, POLICY)))).length > 0;
    expect(isReported).toBe(classify(negotiate(['h2'], alpn)) !== 'A');
  });

  it.each(['plain', 'passthrough', undefined] as const)('is nothing where its TLS is %s', async (tls) => {
    expect(await rulesFor(nlb(ABSENT, { tls }))).toEqual([]);
  });

  it('is told where the policy stands, else where TLS is ended', async () => {
    const [missing] = await findingsFor(nlb(ABSENT));
    expect(missing?.at).toEqual(AT);
    const [none] = await findingsFor(nlb(stated('None', POLICY)));
    expect(none?.at).toEqual(POLICY);
  });

  it('is told once of all ports of one Service, by what carries gRPC most surely', async () => {
    const findings = await findingsFor(
      nlb(ABSENT, { port: 443, ...evidence('unknown') }),
      nlb(ABSENT, { port: 444, ...evidence('likely') }),
      nlb(ABSENT, { port: 445, ...evidence('no') }),
    );
    expect(findings.map(({ severity }) => severity)).toEqual(['warning']);
  });
});

describe('the fix of an ALPN policy', () => {
  it('spoils no client: what was selected before for one protocol is selected then, and h2 for who offers it', () => {
    const best = ALPN_POLICIES.get(BEST_ALPN_POLICY);
    for (const before of ALPN_POLICIES.values()) {
      for (const offer of [['h2'], ['http/1.1'], ['http/1.0'], ['h2', 'http/1.1'], ['http/1.1', 'h2']]) {
        if (best === undefined) continue;
        const [was, is] = [negotiate(offer, before), negotiate(offer, best)];
        const wasH2 = was.kind === 'selected' && was.protocol === 'h2';
        if (wasH2 || (was.kind === 'selected' && offer.length === 1)) expect(is).toEqual(was);
      }
      expect(best && negotiate(['h2'], best)).toEqual({ kind: 'selected', protocol: 'h2' });
      expect(best && negotiate([], best)).toEqual(negotiate([], before));
    }
  });

  it.each([
    ['yes', 'safe'],
    ['likely', 'unsafe'],
  ] as const)('with gRPC %s is %s', async (level, safety) => {
    const [finding] = await findingsFor(nlb(ABSENT, evidence(level)));
    expect(finding?.fixes).toEqual([
      { title: 'Set `alpn_policy` to `HTTP2Preferred`', safety, edits: [{ ...POLICY, newText: 'HTTP2Preferred' }] },
    ]);
  });

  it('is not safe where the value stands elsewhere, which is told', async () => {
    const [finding] = await findingsFor(nlb(stated('None', place(900))));
    expect(finding?.fixes.map(({ safety }) => safety)).toEqual(['unsafe']);
    expect(finding?.related).toEqual([{ at: place(900), message: '`alpn_policy` gets its value here' }]);
  });

  it('is not there where no edit can be made', async () => {
    const alpnPolicy = { ...attribute<string>('alpn_policy', POLICY, ABSENT), set: () => undefined };
    const [finding] = await findingsFor(edge('aws-nlb', { alpnPolicy }));
    expect(finding?.rule).toBe('aws-nlb-tls-without-alpn');
    expect(finding?.fixes).toEqual([]);
  });
});

describe('what is said of a classic load balancer', () => {
  it.each([
    ['SSL', 'older ones still connect'],
    ['ssl', 'older ones still connect'],
    ['HTTPS', 'never worked'],
  ])('with a listener for %s', async (protocol, words) => {
    const [finding] = await findingsFor(edge('aws-classic-elb', { protocol }));
    expect(finding?.rule).toBe('aws-classic-elb-ends-tls');
    expect(finding?.message).toContain(words);
    expect(finding?.fixes).toEqual([]);
  });

  it('is nothing where its protocol is not known, or it passes TLS through', async () => {
    expect(await rulesFor(edge('aws-classic-elb', { protocol: undefined }))).toEqual([]);
    expect(await rulesFor(edge('aws-classic-elb', { protocol: 'TCP', tls: 'passthrough' }))).toEqual([]);
  });
});

describe('what is said of the target groups of an ALB', () => {
  function alb(version: Declared<string>, grpc: GrpcEvidenceLevel, more: Partial<EdgeListener> = {}): EdgeListener {
    const protocolVersion = attribute('protocol_version', place(500), version);
    const target = edgeTarget({ at: place(500), protocol: 'HTTP', version: protocolVersion, ...evidence(grpc) });
    return edge('aws-alb', { protocol: 'HTTPS', targets: [target], ...evidence('unknown'), ...more });
  }

  it.each([
    [ABSENT, 1],
    [stated('HTTP1', place(500)), 1],
    [stated('http1', place(500)), 1],
    [stated('HTTP2', place(500)), 0],
    [stated('GRPC', place(500)), 0],
    [UNKNOWN, 0],
  ] as const)('%o', async (version, count) => {
    expect(await rulesFor(alb(version, 'likely'))).toHaveLength(count);
  });

  it('is about the target, whatever runs through the listener besides', async () => {
    expect(await rulesFor(alb(ABSENT, 'unknown', evidence('yes')))).toEqual([]);
    const [finding] = await findingsFor(alb(ABSENT, 'yes', evidence('no')));
    expect(finding?.severity).toBe('error');
  });

  it('is told once, however many listeners lead there, and a fix needs one for HTTPS', async () => {
    const plain = alb(ABSENT, 'likely', { protocol: 'HTTP', tls: 'plain', at: place(700) });
    const [alone] = await findingsFor(plain);
    expect(alone?.fixes).toEqual([]);
    const [finding, ...others] = await findingsFor(plain, alb(ABSENT, 'likely'));
    expect(others).toEqual([]);
    expect(finding?.related[0]?.at).toEqual(AT);
    expect(finding?.fixes.map(({ safety }) => safety)).toEqual(['unsafe']);
  });
});

describe('what is said of a switch for HTTP/2', () => {
  const off = attribute('http2', SWITCH, stated(false, SWITCH));
  const on = attribute('http2', SWITCH, stated(true, SWITCH));
  const unsaid = attribute<boolean>('http2', SWITCH, ABSENT);
  const unknown = attribute<boolean>('http2', SWITCH, UNKNOWN);

  it.each([
    ['aws-alb', off, ['aws-alb-http2-disabled']],
    ['aws-alb', unsaid, []],
    ['aws-alb', on, []],
    ['aws-alb', unknown, []],
    ['ingress-nginx', off, ['kubernetes-ingress-without-http2']],
    ['ingress-nginx', unsaid, []],
    ['ingress-nginx', on, []],
    ['f5-nginx-ingress', off, ['kubernetes-ingress-without-http2']],
    ['f5-nginx-ingress', unsaid, ['kubernetes-ingress-without-http2']],
    ['f5-nginx-ingress', on, []],
    ['f5-nginx-ingress', unknown, []],
  ] as const)('of %s, %o', async (product, http2, expected) => {
    expect(await rulesFor(edge(product, { http2 }))).toEqual(expected);
    expect(await rulesFor(edge(product, { http2, tls: 'plain' }))).toEqual([]);
  });

  it('is told once, with every Ingress that carries gRPC', async () => {
    const ingress = (name: string, grpc: GrpcEvidenceLevel, start: number): EdgeListener =>
      edge('ingress-nginx', { name, http2: off, at: place(start), ...evidence(grpc) });
    const [finding, ...others] = await findingsFor(
      ingress('Ingress web', 'unknown', 500),
      ingress('Ingress orders', 'likely', 600),
      ingress('Ingress stock', 'yes', 700),
    );
    expect(others).toEqual([]);
    expect(finding?.severity).toBe('error');
    expect(finding?.at).toEqual(SWITCH);
    expect(finding?.related.map(({ message }) => message)).toEqual([
      'gRPC comes in at Ingress orders',
      'gRPC comes in at Ingress stock',
    ]);
  });
});

describe('a value that is only a default', () => {
  const byDefault = <Value>(value: Value): Declared<Value> => ({ kind: 'stated', value, at: POLICY, isDefault: true });
  const version = { version: attribute('protocol_version', POLICY, byDefault('HTTP1')), ...evidence('yes') };
  const off = { http2: attribute('enable_http2', SWITCH, byDefault(false)) };

  it.each([
    ['None', nlb(byDefault('None')), '`alpn_policy` is "None" by default: a deployment may give it another value'],
    ['HTTP1Only', nlb(byDefault('HTTP1Only')), 'It is so by default: a deployment may give it another value'],
    ['false', edge('aws-alb', off), '`enable_http2` is "false" by default: a deployment may give it another value'],
    [
      'HTTP1',
      edge('aws-alb', { targets: [edgeTarget(version)] }),
      '`protocol_version` is "HTTP1" by default: a deployment may give it another value',
    ],
    ['TLS', nlb(stated('None', POLICY), { tlsByDefault: SWITCH }), 'It ends TLS by default only'],
    ['HTTPS', edge('aws-classic-elb', { protocol: 'HTTPS', tlsByDefault: SWITCH }), 'It ends TLS by default only'],
  ])('%s: is said so, a warning, and no safe fix', async (_, it_, words) => {
    const [finding] = await findingsFor(it_);
    expect(finding?.message).toContain(words);
    expect(finding?.message).not.toContain('has never worked');
    expect(finding?.severity).toBe('warning');
    expect(finding?.fixes.every(({ safety }) => safety === 'unsafe')).toBe(true);
  });

  it('is nothing of what is stated', async () => {
    const [finding] = await findingsFor(edge('aws-classic-elb', { protocol: 'HTTPS' }));
    expect(finding).toMatchObject({ severity: 'error' });
    expect(finding?.message).toContain('has never worked');
  });
});

it('a target group behind a listener of HTTP is told of without a word of TLS, and without a fix', async () => {
  const target = edgeTarget({ version: attribute('protocol_version', POLICY, ABSENT), ...evidence('yes') });
  const [finding] = await findingsFor(edge('aws-alb', { tls: 'plain', protocol: 'HTTP', targets: [target] }));
  expect(finding?.message).toContain('The listener is HTTP, too, and AWS documents that gRPC needs an HTTPS listener');
  expect(finding?.message).not.toContain('TLS');
  expect(finding?.fixes).toEqual([]);
});
