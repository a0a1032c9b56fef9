import { describe, expect, it } from 'vitest';
import { contextOf } from '../../core/features/context.ts';
import { sightingsAt } from '../../core/features/observed.ts';
import { compare } from '../../core/observation/compare.ts';
import type { ObservedTarget } from '../../core/observation/types.ts';
import type { EdgeListener } from '../../core/domains/edges.ts';
import { edgeHost, edgeListener, edgeTarget, natGateway, policyOf, projectWith } from '../support/edges.ts';
import { goClient, goMain, goMod } from '../support/goTexts.ts';

const TARGET = 'grpc.example.com:443';

/** The predictions as `class label`. */
async function told(edges: readonly EdgeListener[], target: string, sni?: string | null): Promise<readonly string[]> {
  const { predictions } = contextOf(await projectWith(edges), { target, sni });
  return predictions.map((it) => `${it.class ?? '-'} ${it.label}`);
}

/** A probe that saw this come of the offer of h2. */
function observed(outcome: ObservedTarget['addresses'][number]['outcomes'][number]['outcome']): ObservedTarget {
  const outcomes = [{ offer: ['h2'], outcome }];
  const addresses = [{ address: '192.0.2.1', class: outcome.kind === 'none' ? 'B' : 'A', outcomes }];
  return { target: TARGET, sni: 'grpc.example.com', at: '2026-11-23T13:05:00Z', addresses };
}

describe('what answers at a name', () => {
  it.each<[string, string | null | undefined, readonly string[]]>([
    [TARGET, undefined, ['B AWS NLB, aws_lb_listener.grpc, port 443']],
    ['GRPC.example.com:443', null, ['B AWS NLB, aws_lb_listener.grpc, port 443']],
    // An address may be one of its own: then the name that is sent tells.
    ['192.0.2.1:443', 'grpc.example.com', ['B AWS NLB, aws_lb_listener.grpc, port 443']],
    ['127.0.0.1:443', 'grpc.example.com', []],
    ['192.0.2.1:443', null, []],
    ['grpc.example.com:8443', undefined, []],
    ['example.com:443', undefined, []],
  ])('%s with the name %s', async (target, sni, expected) => {
    expect(await told([edgeListener(), natGateway()], target, sni)).toEqual(expected);
  });

  it('is the one with the very name before one with a wildcard', async () => {
    const wildcard = edgeListener({ name: 'any', hosts: [edgeHost('*.example.com')] });
    const h2 = { alpnPolicy: policyOf('HTTP2Preferred') };
    expect(await told([wildcard, edgeListener(h2)], TARGET)).toEqual(['A AWS NLB, aws_lb_listener.grpc, port 443']);
    expect(await told([wildcard, edgeListener(h2)], 'www.example.com:443')).toEqual(['B AWS NLB, any, port 443']);
  });

  it('is what is behind it, where TLS passes through to a server in Go', async () => {
    const edge = edgeListener({ tls: 'passthrough', targets: [edgeTarget({ programs: ['orders'] })] });
    const texts = {
      'orders/go.mod': goMod('v1.67.1'),
      'orders/main.go': goMain(
        'l, _ := tls.Listen("tcp", ":50051", &tls.Config{NextProtos: []string{"h2"}})',
        'grpc.NewServer().Serve(l)',
      ),
    };
    const known = contextOf(await projectWith([edge], texts), { target: TARGET });
    expect(known.predictions).toMatchObject([{ class: 'A', isDeclared: true, version: null }]);
    const unknown = contextOf(await projectWith([edge]), { target: TARGET });
    expect(unknown.predictions).toMatchObject([{ class: null, outcomes: [{ outcome: { kind: 'relayed' } }, {}, {}] }]);
  });

  it('is met by the modules that dial it, and by those that it is linked with', async () => {
    const texts = {
      'shop/go.mod': goMod('v1.67.1', 'shop.example/shop'),
      'shop/main.go': goMain(goClient(TARGET)),
      'stock/go.mod': goMod('v1.66.0', 'shop.example/stock'),
    };
    const { modules } = contextOf(await projectWith([edgeListener()], texts), { target: TARGET });
    expect(modules.map(({ module, isLinked }) => [module, isLinked])).toEqual([['shop.example/shop', true]]);
  });
});

describe('what was seen there', () => {
  it('agrees with what is declared, or differs, with what may explain that', async () => {
    const project = await projectWith([edgeListener()]);
    const { predictions } = contextOf(project, { target: TARGET });
    expect(compare({ predictions }, observed({ kind: 'none' }))).toMatchObject([{ result: 'agrees' }]);
    const [differs] = compare({ predictions }, observed({ kind: 'selected', protocol: 'h2' }));
    expect(differs?.result).toBe('differs');
    expect(differs?.explanation).toContain(
      'What runs may not be what is declared: not applied since, changed by hand, or another stack or cluster.',
    );
    expect(differs?.explanation.join(' ')).not.toContain('version');
    const sightings = sightingsAt(project, { observed: observed({ kind: 'none' }), machine: undefined });
    expect(sightings).toMatchObject([{ at: project.edges[0]?.at, candidates: 1, comparison: { result: 'agrees' } }]);
  });
});
