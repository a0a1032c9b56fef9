import { describe, expect, it } from 'vitest';
import { analyze, type GradedFinding } from '../../core/analyze.ts';
import { endpointsOf } from '../../core/features/endpoints.ts';
import { mapOf } from '../../core/features/map.ts';
import { mermaidOf } from '../../core/map/mermaid.ts';
import { answersFor } from '../../core/project/edgePlaces.ts';
import { breaksAt } from '../../core/project/edgeVerdict.ts';
import { carriedBy, metHops } from '../../core/project/metHops.ts';
import type { Project } from '../../core/project/project.ts';
import { behaviour, parseGoVersion } from '../../core/alpn/index.ts';
import { filePath } from '../../core/text/filePath.ts';
import { FOLDER } from '../support/openWorkspace.ts';
import { edgeHost, edgeListener, edgeTarget, natGateway, projectWith } from '../support/edges.ts';
import { goClient, goMain, goMod } from '../support/goTexts.ts';

describe('who meets a load balancer', () => {
  it('a module is its client where its source dials it, though it is the server behind it by name', async () => {
    const edge = edgeListener({ targets: [edgeTarget({ programs: ['orders'] })] });
    const project = await projectWith([edge], {
      'orders/go.mod': goMod('v1.67.1', 'shop.example/orders'),
      'orders/main.go': goMain(goClient('grpc.example.com:443')),
    });
    expect(project.edges[0]?.modules.map(({ role }) => role)).toEqual(['server']);
    const [met] = [...metHops(project).values()].flat();
    expect(met).toMatchObject({ role: 'either', isDialled: true });
    const version = parseGoVersion('v1.67.1');
    if (met === undefined || version === undefined) throw new Error('nothing is met');
    expect(breaksAt(project, met.hop, behaviour({ version, credentials: 'tls' }), met.role)).toBe(true);
  });

  it('what a client of grpc-go dials carries gRPC, though nothing else says so, and it is named as the one that refuses', async () => {
    const [edge] = await unknownNlb({});
    const [dialled, project] = await unknownNlb({
      'cart/go.mod': goMod('v1.84.0', 'shop.example/cart'),
      'cart/main.go': goMain(goClient('grpc.example.com:443')),
    });
    expect(edge?.severity).toBeUndefined();
    expect(dialled?.severity).toBe('warning');
    expect(dialled?.evidence).toEqual({ grpc: 'likely', because: ['a client of grpc-go dials it'] });
    expect(dialled?.related[0]).toMatchObject({
      at: { file: filePath(`${FOLDER}/cart/main.go`) },
      message: 'dialled here: this module builds with grpc-go v1.84.0',
    });
    expect(mapOf(project).flatMap(({ source, grpc }) => (source === 'terraform' ? grpc.evidence : []))).toEqual([
      'likely',
    ]);
  });

  it.each([
    ['yes', 'likely'],
    ['likely', 'unknown'],
  ] as const)('what leads to nothing but what carries gRPC (%s) is %s', async (grpc, expected) => {
    const behind = edgeListener({
      product: 'ingress-nginx',
      source: 'kubernetes',
      name: 'Ingress shop/orders',
      hosts: [edgeHost('orders.shop.svc')],
      alpnPolicy: undefined,
      grpc: { grpc, because: ['it is said'] },
    });
    const front = edgeListener({
      targets: [edgeTarget({ addresses: ['orders.shop.svc:443'] })],
      grpc: { grpc: 'unknown', because: ['nothing says'] },
    });
    const project = await projectWith([front, behind]);
    const [edge] = project.edges;
    if (edge === undefined) throw new Error('there is no edge');
    expect(carriedBy(project, edge).grpc).toBe(expected);
  });

  it.each([
    ['grpc.example.com', 1],
    ['payments.example.com', 0],
  ])('the only module of the folder, as far as no name says something else: %s', async (name, count) => {
    const project = await projectWith([edgeListener({ hosts: [edgeHost(name)] })], {
      'shop/go.mod': goMod('v1.66.3', 'shop.example/shop'),
    });
    expect(project.edges[0]?.modules.length).toBe(count);
  });

  it('a name without a dot fits no wildcard', async () => {
    const edge = edgeListener({ product: 'ingress-nginx', hosts: [edgeHost('*t')] });
    const { edges } = await projectWith([edge], {});
    expect(edges.map((it) => answersFor(it, 'localhost'))).toEqual([false]);
  });
});

/** What is found at a load balancer of which nothing says whether it is gRPC, in a folder with these texts. */
async function unknownNlb(
  texts: Readonly<Record<string, string>>,
): Promise<readonly [GradedFinding | undefined, Project]> {
  const edge = edgeListener({ grpc: { grpc: 'unknown', because: ['nothing says'] } });
  const project = await projectWith([edge], texts);
  return [analyze(project).findings.find(({ rule }) => rule === 'aws-nlb-tls-without-alpn'), project];
}

it('a name that is put together is not offered to be probed', async () => {
  const project = await projectWith([edgeListener({ hosts: [{ ...edgeHost(), isComputed: true }] })], {});
  expect(endpointsOf(project)).toEqual([]);
});

it('no client of the map enters a NAT gateway', async () => {
  const listeners = mapOf(await projectWith([natGateway()], {}));
  expect(mermaidOf({ listeners, dialers: [] }, String)).not.toContain('client --');
});

it('a way out of nginx leads to the load balancer that it names, and is not judged as if a grpc-go server were there', async () => {
  const project = await projectWith([edgeListener()], {
    'nginx.conf': 'events {}\nhttp { server { listen 80; location / { grpc_pass grpcs://grpc.example.com:443; } } }\n',
  });
  const [dial] = mapOf(project).flatMap(({ source, dials }) => (source === 'nginx' ? dials : []));
  expect(dial?.leadsTo.map(({ name }) => name)).toEqual(['aws_lb_listener.grpc']);
  expect([...new Set(dial?.verdicts.map(({ result }) => result))]).toEqual(['unknown']);
});
