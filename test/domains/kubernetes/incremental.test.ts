import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DomainInput } from '../../../core/domains/domain.ts';
import type { DomainFacts } from '../../../core/domains/facts.ts';
import { kubernetesDomain } from '../../../core/domains/kubernetes/index.ts';
import type { KubernetesTree } from '../../../core/domains/kubernetes/tree.ts';
import { filePath } from '../../../core/text/filePath.ts';
import { inputOf } from './folder.ts';

const service = (name: string, labels: string): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-type: external
    service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:a
spec: { type: LoadBalancer, selector: { ${labels} }, ports: [{ name: tls, port: 443, targetPort: api }] }
`;

const deployment = (name: string, labels: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  template:
    metadata: { labels: { ${labels} } }
    spec: { containers: [{ image: shop/${name}:1, ports: [{ name: api, containerPort: 50051 }] }] }
`;

const ingress = (name: string, className: string, to: string): string => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  annotations: { nginx.ingress.kubernetes.io/backend-protocol: GRPC }
spec:
  ingressClassName: ${className}
  rules: [{ host: ${name}.example.com, http: { paths: [{ backend: { service: { name: ${to}, port: { number: 443 } } } }] } }]
`;

const annotated = (it: string, ...entries: readonly string[]): string =>
  it.replace('nginx.ingress.kubernetes.io/backend-protocol: GRPC', entries.join(', '));

const controller = (name: string, image: string, configMap: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: edge }
spec:
  template:
    spec: { containers: [{ image: ${image}, args: [--${configMap}=edge/${name}-config] }] }
`;

const config = (name: string, data: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}-config, namespace: edge }\ndata: { ${data} }\n`;

const MASTER = annotated(
  ingress('master', 'f5', 'orders').replace('rules:', 'tls: [{ hosts: [master.example.com] }]\n  rules:'),
  'nginx.org/mergeable-ingress-type: master',
);
const MINION = annotated(
  ingress('minion', 'f5', 'cart').replace('minion.example.com', 'master.example.com'),
  'nginx.org/mergeable-ingress-type: minion',
  'nginx.org/grpc-services: cart',
);
const PASSED = annotated(ingress('passed', 'nginx', 'orders'), 'nginx.ingress.kubernetes.io/ssl-passthrough: "true"');

const own = (kind: string, name: string, spec: string): string =>
  `apiVersion: k8s.nginx.org/v1\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: { ${spec} }\n`;

const UPSTREAM = 'upstreams: [{ name: u, service: cart, port: 443, type: grpc }]';
const ROUTE = own('VirtualServerRoute', 'route', `host: v.example.com, ${UPSTREAM}`);
const LISTENERS = own('GlobalConfiguration', 'all', 'listeners: [{ name: tls, port: 8443, protocol: TCP }]');

const TEXTS: Readonly<Record<string, string>> = {
  'c/f5.yaml': [
    MASTER,
    MINION,
    own('VirtualServer', 'v', `host: v.example.com, tls: { secret: s }, listener: { https: tls }, ${UPSTREAM}`),
    own('TransportServer', 't', `listener: { name: tls, protocol: TCP }, ${UPSTREAM}, action: { pass: u }`),
  ].join('---\n'),
  'c/routes.yaml': [ROUTE, LISTENERS].join('---\n'),
  'd/nginx.yaml': [
    controller('web', 'registry.k8s.io/ingress-nginx/controller:v1', 'configmap'),
    config('web', 'use-http2: "false"'),
    PASSED,
    ingress('passed', 'nginx', 'cart'),
  ].join('---\n'),
  'd/f5.yaml': [controller('f5', 'nginx/nginx-ingress:5', 'nginx-configmaps'), config('f5', 'http2: "True"')].join(
    '---\n',
  ),

  'a/shop.yaml': [
    service('orders', 'app: orders'),
    deployment('orders', 'app: orders'),
    service('cart', 'app: cart'),
  ].join('---\n'),
  'a/cart.yaml': deployment('cart', 'app: cart, tier: web'),
  'b/ingress.yaml': [ingress('shop', 'alb', 'orders'), ingress('api', 'nginx', 'cart')].join('---\n'),
  'b/config.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: nginx-configuration }\ndata: { use-http2: "false" }\n',
  'kustomization.yaml': 'resources: [a]\npatches:\n  - path: patch.yaml\n',
  'patch.yaml': service('orders', 'app: orders').replace('external', 'nlb'),
};

const PIECES: readonly string[] = [
  '',
  '# grpc-alpn: grpc=no\n',
  '---\n',
  'x',
  ' ',
  '\n',
  'app: cart',
  service('cart', 'app: orders'),
  `---\n${deployment('cart', 'app: orders')}---\n`,
  ingress('api', 'alb', 'cart'),
  '"True"',
  'enable-ssl-passthrough',
  'master.example.com',
  ...[MASTER, MINION, PASSED, ROUTE, LISTENERS].map((it) => `---\n${it}---\n`),
  `---\n${config('f5', 'http2: "False"')}---\n`,
];

/** What can be told apart of facts, closures left out. */
function told({ edges, notes }: DomainFacts): unknown {
  return JSON.parse(JSON.stringify({ edges, notes }));
}

function changed(input: DomainInput<KubernetesTree>, name: string, text: string): DomainInput<KubernetesTree> {
  const files = new Map(input.files);
  const path = filePath(`/ws/${name}`);
  if (kubernetesDomain.recognise(path, text)) files.set(path, { path, text, ...kubernetesDomain.parse(text, path) });
  else files.delete(path);
  return { ...input, files };
}

describe('what is read again', () => {
  it('is what a fresh look gives, whatever is edited', () => {
    const edit = fc.record({
      name: fc.constantFrom(...Object.keys(TEXTS)),
      at: fc.nat(3000),
      length: fc.constantFrom(0, 0, 1, 20, 300),
      piece: fc.constantFrom(...PIECES),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
        const texts: Record<string, string> = { ...TEXTS };
        let input = inputOf(texts);
        kubernetesDomain.read(input);
        for (const { name, at, length, piece } of edits) {
          const text = texts[name] ?? '';
          const from = at % (text.length + 1);
          texts[name] = text.slice(0, from) + piece + text.slice(from + length);
          input = changed(input, name, texts[name]);
          const fresh = inputOf({});
          const files = new Map(
            [...input.files.values()].map((it) => [it.path, { ...it, ...kubernetesDomain.parse(it.text, it.path) }]),
          );
          expect(told(kubernetesDomain.read(input))).toEqual(told(kubernetesDomain.read({ ...fresh, files })));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('keeps what did not change', () => {
    const before = inputOf(TEXTS);
    const first = kubernetesDomain.read(before);
    expect(kubernetesDomain.read({ ...before, files: new Map(before.files) })).toBe(first);
    const after = changed(before, 'a/shop.yaml', (TEXTS['a/shop.yaml'] ?? '').replace('name: cart', 'name: carts'));
    const second = kubernetesDomain.read(after);
    const named = (facts: DomainFacts, name: string) => facts.edges.find((it) => it.name === name);
    expect(named(first, 'Service orders')).toBeDefined();
    expect(named(second, 'Service orders')).toBe(named(first, 'Service orders'));
    expect(named(second, 'Ingress shop')).toBe(named(first, 'Ingress shop'));
    expect(named(second, 'Service carts')).toBeDefined();
    expect(named(second, 'Service cart')).toBeUndefined();
  });

  it.each([
    ['c/f5.yaml', 'TransportServer', 'name: t }', 'Ingress master'],
    ['c/f5.yaml', 'TransportServer', 'name: t }', 'VirtualServer v'],
    ['d/nginx.yaml', 'Ingress', 'name: passed\n', 'Ingress api'],
  ])('keeps what another object of %s leaves as it is: %s %s, %s', (file, _, written, kept) => {
    const before = inputOf(TEXTS);
    const first = kubernetesDomain.read(before);
    const after = changed(before, file, (TEXTS[file] ?? '').replace(written, written.replace('name: ', 'name: x')));
    const second = kubernetesDomain.read(after);
    const named = (facts: DomainFacts) => facts.edges.find((it) => it.name === kept);
    expect(told(second)).not.toEqual(told(first));
    expect(named(first)).toBeDefined();
    expect(named(second)).toBe(named(first));
  });

  it('is another one where a minion, a route, a listener or a setting elsewhere is', () => {
    const before = inputOf(TEXTS);
    const first = kubernetesDomain.read(before);
    const differing = (name: string, from: string, to: string): readonly string[] => {
      const second = kubernetesDomain.read(changed(before, name, (TEXTS[name] ?? '').replace(from, to)));
      kubernetesDomain.read(before);
      return second.edges.filter((it, i) => JSON.stringify(first.edges[i]) !== JSON.stringify(it)).map((it) => it.name);
    };
    expect(differing('c/routes.yaml', 'service: cart', 'service: orders')).toEqual(['VirtualServer v']);
    expect(differing('c/routes.yaml', '8443', '9443')).toEqual(['VirtualServer v', 'TransportServer t']);
    expect(differing('d/f5.yaml', '"True"', '"False"')).toEqual(['Ingress master', 'VirtualServer v']);
    expect(differing('d/nginx.yaml', '"false"', '"true"')).toEqual(['Ingress passed', 'Ingress passed', 'Ingress api']);
  });

  it('is prepared part by part', () => {
    const input = inputOf(TEXTS);
    const parts = [...(kubernetesDomain.prepare?.(input) ?? [])];
    expect(parts.length).toBeGreaterThan(3);
    expect(told(kubernetesDomain.read(input))).toEqual(told(kubernetesDomain.read(inputOf(TEXTS))));
  });
});

describe('what is not read', () => {
  const notes = (text: string): readonly string[] =>
    kubernetesDomain.read(inputOf(text)).notes.map(({ kind, message }) => `${kind}: ${message}`);

  it('is told: a document that is too large', () => {
    expect(notes(`apiVersion: v1\nkind: Service\n#${'x'.repeat(2 * 1024 * 1024)}\n`)).toEqual([
      expect.stringMatching(/^too-large: has a manifest of 2\d{6} characters, which is too large: it is not read$/),
    ]);
  });

  it('is told: a document that is nested too deeply', () => {
    expect(notes(`apiVersion: v1\nkind: Service\nspec: ${'['.repeat(300)}\n`)).toEqual([
      'not-understood: has a manifest that is nested too deeply: it is not read',
    ]);
  });

  it('is told: items of a list that is too long', () => {
    const items = '- { apiVersion: v1, kind: Secret }\n'.repeat(5_001);
    expect(notes(`apiVersion: v1\nkind: List\nitems:\n${items}`)).toEqual([
      'too-large: has a list of more than 5,000 objects: the rest of it is not read',
    ]);
  });

  it('is told: workloads of a selector that selects very many', () => {
    const pods = Array.from({ length: 51 }, (_, i) => deployment(`d${i}`, 'app: x'));
    expect(notes([service('a', 'app: x'), ...pods].join('---\n'))).toEqual([
      'too-large: has a Service that shares its selector with more than 50 workloads or other Services: only the first 50 of them are looked at',
    ]);
    expect(notes([service('a', 'app: x'), ...pods.slice(1)].join('---\n'))).toEqual([]);
  });

  it('is told of the first of several files', () => {
    const services = Array.from({ length: 60 }, (_, i) => [`s${i}.yaml`, service(`s${i}`, 'app: x')] as const);
    expect(kubernetesDomain.read(inputOf(Object.fromEntries<string>(services))).notes).toEqual([
      {
        kind: 'too-large',
        file: '/ws/s0.yaml',
        message:
          'has, as other files have, a Service that shares its selector with more than 50 workloads or other Services: only the first 50 of them are looked at',
      },
    ]);
  });
});
