import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EdgeListener, EdgeProduct } from '../../core/domains/edges.ts';
import { alpnLensesOf } from '../../core/features/alpnLenses.ts';
import { contextOf } from '../../core/features/context.ts';
import { edgeHover } from '../../core/features/edgeHover.ts';
import { endpointsOf } from '../../core/features/endpoints.ts';
import { mapOf } from '../../core/features/map.ts';
import { preUpgrade } from '../../core/features/preUpgrade/preUpgrade.ts';
import { preUpgradeReport } from '../../core/features/preUpgrade/report.ts';
import { reportMarkdown } from '../../core/features/report.ts';
import { mermaidOf } from '../../core/map/mermaid.ts';
import {
  edgeHost,
  edgeListener,
  edgeTarget,
  http2Of,
  LB_TF,
  placeIn,
  policyOf,
  projectWith,
  withEdges,
} from '../support/edges.ts';
import { goClient, goMain, goMod } from '../support/goTexts.ts';

const PRODUCTS: readonly EdgeProduct[] = [
  'aws-nlb',
  'aws-alb',
  'aws-classic-elb',
  'aws-nat-gateway',
  'ingress-nginx',
  'f5-nginx-ingress',
];

const name = fc.oneof(
  fc.constantFrom('grpc.example.com', '*.example.com', 'ingress-nginx-controller', 'nginx-ingress', 'orders', ''),
  fc.string({ maxLength: 20 }),
);
const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });
const port = optional(fc.constantFrom(443, 50051, 80, 0, 65536));

const target = fc
  .record({
    name,
    protocol: optional(fc.constantFrom('TCP', 'TLS', 'HTTP', 'HTTPS', 'GRPC', 'GRPCS', '')),
    version: optional(fc.constantFrom('GRPC', 'HTTP1', 'nonsense').map((it) => policyOf(it))),
    port,
    addresses: fc.array(
      name.map((it) => `${it}:443`),
      { maxLength: 3 },
    ),
    programs: fc.array(name, { maxLength: 3 }),
  })
  .map((it) => edgeTarget(it));

const listener: fc.Arbitrary<EdgeListener> = fc
  .record({
    product: fc.constantFrom(...PRODUCTS),
    name,
    protocol: optional(fc.string({ maxLength: 5 })),
    port,
    tls: optional(fc.constantFrom('plain' as const, 'terminated' as const, 'passthrough' as const)),
    hosts: fc.array(
      name.map((it) => edgeHost(it)),
      { maxLength: 3 },
    ),
    alpnPolicy: optional(fc.constantFrom(undefined, 'None', 'HTTP2Only', 'nonsense').map((it) => policyOf(it))),
    http2: optional(fc.constantFrom(undefined, true, false).map((it) => http2Of(it))),
    targets: fc.array(target, { maxLength: 3 }),
    remarks: fc.array(fc.string({ maxLength: 20 }), { maxLength: 2 }),
  })
  .map((it) => edgeListener(it));

const TEXTS = {
  'shop/go.mod': goMod('v1.66.3', 'shop.example/shop'),
  'shop/main.go': goMain(
    goClient('grpc.example.com:443'),
    'l, _ := tls.Listen("tcp", ":50051", &tls.Config{})',
    'grpc.NewServer().Serve(l)',
  ),
};

describe('whatever is declared', () => {
  it('is told of everywhere, and nothing is thrown', async () => {
    const base = await projectWith([], TEXTS);
    const { file, span } = placeIn(LB_TF, '"TLS"');
    fc.assert(
      fc.property(fc.array(listener, { maxLength: 12 }), (edges) => {
        const project = withEdges(base, edges);
        const map = mapOf(project);
        expect(map.filter((it) => it.name !== null)).toHaveLength(edges.length);
        expect(mermaidOf({ listeners: map, dialers: [] }, (it) => it)).toMatch(/^flowchart LR\n/);
        expect(edgeHover(project, file, span.start) === undefined).toBe(edges.length === 0);
        expect(alpnLensesOf(project, file).length).toBeLessThanOrEqual(edges.length);
        for (const { target } of endpointsOf(project)) expect(target).toMatch(/^[^*\s]+:\d+$/);
        for (const { outcomes } of contextOf(project, { target: 'grpc.example.com:443' }).predictions)
          expect(outcomes).toHaveLength(3);
        const report = preUpgradeReport(preUpgrade(project));
        expect(reportMarkdown(report, () => ({ words: 'here' }))).not.toContain('undefined');
      }),
      { numRuns: 100 },
    );
  });

  it('five hundred controllers that lead to each other are told in time', async () => {
    const controllers = Array.from({ length: 500 }, (_, i) =>
      edgeListener({
        product: 'ingress-nginx',
        name: `Ingress ${i}`,
        port: 1 + (i % 25),
        tls: 'passthrough',
        alpnPolicy: undefined,
        targets: Array.from({ length: 5 }, (_, port) =>
          edgeTarget({ port: 1 + port, programs: ['ingress-nginx-controller'] }),
        ),
      }),
    );
    const project = await projectWith(controllers);
    const before = performance.now();
    expect(mapOf(project)).toHaveLength(500);
    expect(performance.now() - before).toBeLessThan(20_000);
  });
});
