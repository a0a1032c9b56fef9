import { describe, expect, it } from 'vitest';
import { parseGoVersion } from '../../core/alpn/index.ts';
import type { EdgeListener } from '../../core/domains/edges.ts';
import { preUpgrade, type PreUpgrade } from '../../core/features/preUpgrade/preUpgrade.ts';
import { preUpgradeReport } from '../../core/features/preUpgrade/report.ts';
import { reportText } from '../../core/features/report.ts';
import { baseName } from '../../core/text/filePath.ts';
import { http2Of, edgeListener, edgeTarget, natGateway, policyOf, projectWith } from '../support/edges.ts';
import { goClient, goMain, goMod } from '../support/goTexts.ts';

const CLIENT = {
  'shop/go.mod': goMod('v1.66.3', 'shop.example/shop'),
  'shop/main.go': goMain(goClient('grpc.example.com:443')),
};

async function upgraded(
  edges: readonly EdgeListener[],
  texts: Readonly<Record<string, string>> = CLIENT,
): Promise<PreUpgrade> {
  return preUpgrade(await projectWith(edges, texts), { version: parseGoVersion('v1.85.0') });
}

function fates({ hops }: PreUpgrade): readonly string[] {
  return hops.map(({ fate, what }) => `${fate} ${what.kind === 'edge' ? what.edge.name : what.kind}`);
}

function textOf(found: PreUpgrade): string {
  return reportText(preUpgradeReport(found), ({ file }) => ({ words: baseName(file) }));
}

describe('load balancers before an upgrade', () => {
  it('break, with who dials them, what to change, and the order that starts with them', async () => {
    const found = await upgraded([edgeListener()]);
    expect(fates(found)).toEqual(['breaks aws_lb_listener.grpc']);
    expect(found.unseen).toEqual([]);
    const text = textOf(found);
    expect(text).toContain('1 connection would break');
    expect(text).toContain(
      `    - lb.tf: AWS NLB ends TLS: aws_lb_listener.grpc, port 443
        the grpc-go client refuses it and prints credentials: cannot check peer: missing selected ALPN property
        to change: alpn_policy = "HTTP2Preferred", or let TLS pass through
        gRPC: yes (a client in Go dials it)
        dialled by main.go
`,
    );
    expect(text).toContain('1. What accepts TLS selects h2: load balancers first, then proxies and servers.');
    expect(text).toContain('        here: lb.tf');
  });

  it.each<[string, Partial<EdgeListener>, readonly string[]]>([
    ['works', { alpnPolicy: policyOf('HTTP2Preferred') }, ['works aws_lb_listener.grpc']],
    ['a classic one breaks', { product: 'aws-classic-elb', alpnPolicy: undefined }, ['breaks aws_lb_listener.grpc']],
    ['passing through is not known', { tls: 'passthrough' }, ['unknown aws_lb_listener.grpc']],
    [
      'HTTP/2 off has never worked',
      { product: 'aws-alb', alpnPolicy: undefined, http2: http2Of(false) },
      ['never aws_lb_listener.grpc'],
    ],
    [
      'a TransportServer, whose nginx reads no HTTP, breaks',
      { product: 'f5-nginx-ingress', protocol: 'TLS', alpnPolicy: undefined },
      ['breaks aws_lb_listener.grpc'],
    ],
    [
      'a target group that speaks HTTP/1.1 is no hop',
      {
        product: 'aws-alb',
        alpnPolicy: undefined,
        targets: [edgeTarget({ version: { ...policyOf(), name: 'protocol_version' } })],
      },
      [],
    ],
    ['plain text is none', { tls: 'plain' }, []],
    [
      'a policy that the controller may act on after all',
      { alpnPolicy: policyOf('HTTP2Preferred'), policyIgnored: 'nobody reads it' },
      ['unknown aws_lb_listener.grpc'],
    ],
  ])('%s', async (_, facts, expected) => {
    const found = await upgraded([edgeListener(facts)]);
    expect(fates(found)).toEqual(expected);
    expect(textOf(found)).not.toContain('undefined');
  });

  it('of no module are told where they may be gRPC, and never where they are not', async () => {
    const of = (grpc: EdgeListener['grpc']['grpc']): EdgeListener =>
      edgeListener({ name: grpc, hosts: [], grpc: { grpc, because: ['it says so'] } });
    const found = await upgraded([of('yes'), of('likely'), of('no')], { 'go.mod': goMod('v1.66.3') });
    expect(found.hops).toHaveLength(1);
    expect(fates(found)).toEqual(['breaks yes']);
    const unknown = await upgraded([of('unknown')], { 'go.mod': goMod('v1.66.3') });
    expect(textOf(unknown)).toContain('What breaks too, if it is gRPC');
    expect((await upgraded([natGateway()])).hops).toEqual([]);
  });

  it.each<[string, Partial<EdgeListener>, string]>([
    ['classic', { product: 'aws-classic-elb', alpnPolicy: undefined }, 'to change: let TLS pass through'],
    [
      'an ignored policy',
      { policyIgnored: 'nobody reads it' },
      'to change: the ALPN policy has no effect here: nobody reads it',
    ],
    [
      'an annotation',
      { source: 'kubernetes', alpnPolicy: { ...policyOf(), name: 'aws-load-balancer-alpn-policy' } },
      'to change: aws-load-balancer-alpn-policy: HTTP2Preferred, or let TLS pass through',
    ],
    [
      'HTTP/2 of F5',
      { product: 'f5-nginx-ingress', alpnPolicy: undefined, http2: http2Of() },
      'to change: HTTP/2 switched on, by enable_http2',
    ],
    [
      'a stream server of F5',
      { product: 'f5-nginx-ingress', alpnPolicy: undefined },
      'to change: ssl_alpn h2; in serverSnippets (nginx 1.21.4 and newer), or let TLS pass through',
    ],
  ])('says what to change: %s', async (_, facts, expected) => {
    expect(textOf(await upgraded([edgeListener(facts)]))).toContain(expected);
  });
});
