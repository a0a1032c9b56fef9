import { describe, expect, it } from 'vitest';
import { edgeHover } from '../../core/features/edgeHover.ts';
import type { EdgeListener } from '../../core/domains/edges.ts';
import { filePath } from '../../core/text/filePath.ts';
import {
  http2Of,
  edgeListener,
  edgeTarget,
  LB_TF,
  natGateway,
  placeIn,
  policyOf,
  projectWith,
} from '../support/edges.ts';
import { BARE_SERVER, goMain, goMod } from '../support/goTexts.ts';
import { FOLDER } from '../support/openWorkspace.ts';

/** What is told at the first place of a word. */
async function hover(
  word: string,
  edges: readonly EdgeListener[],
  texts: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
  const project = await projectWith(edges, texts);
  const { markdown } = edgeHover(project, filePath(`${FOLDER}/lb.tf`), LB_TF.indexOf(word) + 1) ?? {};
  return markdown?.replaceAll(/\\([.()])/g, '$1');
}

describe('hover on what a platform runs', () => {
  it('tells what each grpc-go gets, why, and where that is from', async () => {
    const text = await hover('"TLS"', [edgeListener()]);
    expect(text).toBe(
      [
        '**`aws_lb_listener.grpc, port 443`** (AWS NLB, TLS ends here)',
        'Offered `h2`, as grpc-go does, it selects nothing (class B).',
        '`alpn_policy` is not set, and AWS documents that the default is `None`: no protocol is selected.',
        'As a client, with a gRPC server behind it:\n\n- grpc-go up to 1.66: works\n- grpc-go 1.67 and newer: **fails**: `credentials: cannot check peer: missing selected ALPN property`',
        '- To `aws_lb_target_group.orders` (TCP, port 50051)',
        'Taken for probably gRPC. Why: it leads to port 50051.',
      ].join('\n\n'),
    );
  });

  it.each(['resource "aws_lb_listener"', 'alpn_policy', '"aws_lb_target_group"', 'grpc.example.com'])(
    'is there at %s',
    async (word) => {
      expect(await hover(word, [edgeListener()])).toContain('**`aws_lb_listener.grpc, port 443`**');
    },
  );

  it.each(['certificate_arn', 'port     = 50051'])('is not at %s', async (word) => {
    expect(await hover(word, [edgeListener()])).toBeUndefined();
  });

  it('says where a value stands that the declaration takes from elsewhere', async () => {
    const { at, ...policy } = policyOf('HTTP1Only');
    const elsewhere = placeIn(LB_TF, 'protocol = "TCP"');
    const declared = { kind: 'stated', value: 'HTTP1Only', at: elsewhere } as const;
    const edge = edgeListener({ alpnPolicy: { ...policy, at, declared } });
    const text = await hover('alpn_policy', [edge]);
    expect(text).toContain('`alpn_policy` is `HTTP1Only`, from line 10 of lb.tf. AWS documents what it selects');
    expect(await hover('protocol = "TCP"', [edge])).toBe(text);
  });

  it('says what is not known, and what has no effect', async () => {
    const unknown = {
      ...policyOf(),
      declared: { kind: 'unknown', because: '`var.policy` has no default' } as const,
    };
    expect(await hover('"TLS"', [edgeListener({ alpnPolicy: unknown })])).toContain('What it selects is not known: ');
    const policyIgnored = 'the cloud provider of Kubernetes does not know it';
    expect(await hover('"TLS"', [edgeListener({ policyIgnored })])).toContain(`It has no effect: ${policyIgnored}.`);
  });

  it('says of what passes TLS through that there is nothing to configure', async () => {
    const tcp = await hover('"TLS"', [edgeListener({ tls: 'passthrough', protocol: 'TCP' })]);
    expect(tcp).toContain('It passes TLS through: ALPN is negotiated with what is behind it');
    expect(tcp).not.toContain('AWS documents');
    const gateway = await hover('"TLS"', [natGateway()]);
    expect(gateway).toContain('What leaves through it passes as it is, TLS and ALPN included: nothing to configure.');
    expect(gateway).not.toContain('gRPC');
  });

  it('names the module behind it, and other products by what is known of them', async () => {
    const texts = { 'orders/go.mod': goMod('v1.67.1'), 'orders/main.go': goMain(...BARE_SERVER) };
    const targets = [edgeTarget({ programs: ['orders'], port: 9443 })];
    const text = await hover('"TLS"', [edgeListener({ targets })], texts);
    expect(text).toContain('- To `aws_lb_target_group.orders` (TCP, port 9443): `*:9443` in main.go');
    expect(text).toContain('grpc-go in this folder: `v1.67.1` (go.mod: go.mod line 5 requires it).');
    const classic = await hover('"TLS"', [edgeListener({ product: 'aws-classic-elb', alpnPolicy: undefined })]);
    expect(classic).toContain('AWS documents no setting for ALPN of a Classic Load Balancer');
    const http2 = http2Of();
    const f5 = await hover('"TLS"', [edgeListener({ product: 'f5-nginx-ingress', alpnPolicy: undefined, http2 })]);
    expect(f5).toContain('`enable_http2` is not set: HTTP/2 is off by default.');
  });

  it('tells of three that one value decides for, and counts the rest', async () => {
    const edges = ['a', 'b', 'c', 'd'].map((name) => edgeListener({ name }));
    const text = await hover('"TLS"', edges);
    expect(text?.split('\n\n---\n\n')).toHaveLength(4);
    expect(text).toContain('… and 1 more.');
  });
});
