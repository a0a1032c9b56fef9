import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { kubernetesDomain } from '../../../core/domains/kubernetes/index.ts';
import { filePath } from '../../../core/text/filePath.ts';
import { folder, inputOf, lineOf } from './folder.ts';

const FILE = filePath('/ws/all.yaml');

const ALPN = 'service.beta.kubernetes.io/aws-load-balancer-alpn-policy';

const ALL = `# grpc-alpn: grpc=yes
apiVersion: v1
kind: Service
metadata:
  name: orders
  annotations: # of AWS
    service.beta.kubernetes.io/aws-load-balancer-type: &type "external"
    "service.beta.kubernetes.io/aws-load-balancer-ssl-cert": >-
      arn:a
    service.beta.kubernetes.io/aws-load-balancer-ssl-ports: '443,grpc'
spec: { type: LoadBalancer, selector: { app: orders }, ports: [{ name: grpc, port: 443 }] }
---
{"apiVersion": "v1", "kind": "List", "items": [
  {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "orders"}, "spec": {"template": {
    "metadata": {"labels": {"app": "orders"}}, "spec": {"containers": [{"image": "shop/orders:1", "ports": [{"containerPort": 443}]}]}}}}
]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    alb.ingress.kubernetes.io/listen-ports: '[{"HTTP": 80}, {"HTTPS": 443}]'
    alb.ingress.kubernetes.io/load-balancer-attributes: "a=b, routing.http2.enabled=false"
spec:
  ingressClassName: alb
  rules:
  - http:
      paths:
      - backend: { service: { name: orders, port: { name: grpc } } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge }
spec:
  gatewayClassName: aws
  infrastructure: { parametersRef: { group: gateway.k8s.aws, kind: LoadBalancerConfiguration, name: edge } }
  listeners: [{ name: tls, protocol: TLS, port: 443 }]
---
apiVersion: gateway.k8s.aws/v1
kind: LoadBalancerConfiguration
metadata: { name: edge }
spec: { listenerConfigurations: [{ protocolPort: "TLS:443" }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: { name: orders }
spec: { parentRefs: [{ name: edge }], rules: [{ backendRefs: [{ name: orders, port: 443 }] }] }
`;

describe('what is recognised', () => {
  const recognised = (text: string): boolean => kubernetesDomain.recognise(FILE, text);

  it.each([
    ['apiVersion: v1\nkind: Service\n', true],
    ['kind: "Service"\napiVersion: v1', true],
    ['# c\n---\napiVersion: v1\r\nkind: ServiceList\r\n', true],
    ['{\n  "kind": "Service", "apiVersion": "v1" }', true],
    ['apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n', false],
    ['a:\n  apiVersion: v1\n  kind: Service\n', false],
    ['apiVersion: v1\n---\nkind: Service\n', false],
    ['apiVersion: v1\nkind: {{ .Values.kind }}\n', false],
    ['apiVersion: v1\nkind: Service\nmetadata: {{ include "a" . }}\n', false],
    ['apiVersion: v1\nkind: Service\n# {{ a }}\n', true],
    ['AWSTemplateFormatVersion: "2010-09-09"\nResources: {}\n', false],
    ['', false],
    ['\0\u0001', false],
  ])('%j: %j', (text, expected) => {
    expect(recognised(text)).toBe(expected);
  });

  it.each([
    ['apiVersion: v1\nkind: Service\n', true],
    ['# c\n\n---\n{{- if .Values.a }}\n', true],
    ['image: orders\nreplicas: 2\n', false],
    ['{ "name": "orders" }', false],
    ['{\n  "metadata": { "annotations": { "a": "b', true],
    ['{ "metadata2": { "kind": "', false],
  ])('by its beginning %j: %j', (text, expected) => {
    expect(kubernetesDomain.begins?.(FILE, text)).toBe(expected);
  });
});

describe('comments', () => {
  it('of this product are kept, with the statements below them', () => {
    const text = `# grpc-alpn: ignore a -- b\napiVersion: v1\nkind: Service\nmetadata:\n  name: orders # grpc-alpn: ignore c -- d\n`;
    const { tree } = kubernetesDomain.parse(text, FILE);
    expect(tree.comments.map(({ value }) => value)).toEqual([' grpc-alpn: ignore a -- b', ' grpc-alpn: ignore c -- d']);
    expect(tree.statements.map(({ start, end }) => text.slice(start, end).trimEnd())).toEqual([
      text.slice(text.indexOf('apiVersion'), text.indexOf(' # grpc-alpn: ignore c')),
      'metadata:\n  name: orders',
    ]);
  });
});

describe('bad input', () => {
  const check = (text: string): void => {
    for (const edge of folder(text).edges) {
      for (const { span } of [edge.at, edge.declaration, ...edge.targets.map(({ at }) => at)]) {
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeLessThanOrEqual(text.length);
        expect(span.start).toBeLessThanOrEqual(span.end);
      }
    }
  };

  it('cut off anywhere gives a result', () => {
    for (let end = 0; end <= ALL.length; end += 61) check(ALL.slice(0, end));
  });

  it('with pieces moved or lost gives a result', () => {
    fc.assert(
      fc.property(
        fc.nat(ALL.length),
        fc.nat(60),
        fc.constantFrom(
          '',
          '&a ',
          '*a',
          '{',
          '}',
          '[',
          '"',
          '\n',
          '\t',
          '- ',
          '!!str ',
          '<<: *type\n',
          '---\n',
          '{{ x }}',
        ),
        (at, length, added) => {
          check(ALL.slice(0, at) + added + ALL.slice(at + length));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of any kind gives a result', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        check(`apiVersion: v1\nkind: Service\n${text}`);
        check(text);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['dashes', '- '.repeat(100_000)],
    ['question marks', `? `.repeat(100_000)],
    ['keys in one line', 'a: '.repeat(100_000)],
    ['stairs', Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['brackets', '['.repeat(500_000)],
    ['braces', '{a: '.repeat(100_000)],
    ['a line', 'x'.repeat(1_000_000)],
    ['lines', 'a: b\n'.repeat(100_000)],
    ['marks of documents', '---\n'.repeat(100_000)],
    ['tags', `a: ${'! '.repeat(100_000)}`],
  ])('a very long text of %s is read before the runner gives up', (_, text) => {
    check(`apiVersion: v1\nkind: Service\nmetadata: { name: aws }\nspec:\n  x:\n${text}`);
  });

  it('of very many documents is looked through once', () => {
    const text = '---\napiVersion: v1\nkind: Service\nmetadata: { name: orders }\n'.repeat(100_000);
    expect(kubernetesDomain.parse(text, filePath('/ws/all.yaml')).tree.manifests).toHaveLength(100_000);
  });

  it('aliases that would grow without bounds are not followed', () => {
    const levels = Array.from({ length: 60 }, (_, i) =>
      i === 0
        ? 'x0: &x0 { a: b }'
        : `x${i}: &x${i} { ${Array.from({ length: 9 }, (__, j) => `k${j}: *x${i - 1}`).join(', ')} }`,
    );
    const merged = levels.map((it) =>
      it
        .replace(/^x/, 'y')
        .replaceAll('&x', '&y')
        .replace(/k\d+: \*x(\d+)/g, '<<: *y$1'),
    );
    const text = `${levels.join('\n')}\n${merged.join('\n')}\napiVersion: v1\nkind: Service\nmetadata: { annotations: *x59, labels: *y59, name: aws }\n`;
    const begun = performance.now();
    check(text);
    expect(performance.now() - begun).toBeLessThan(4_000);
  });

  it('an alias that leads to itself is nothing', () => {
    check('apiVersion: v1\nkind: Service\nmetadata: &a { name: aws, annotations: *a, <<: *a }\nspec: *a\n');
    check('apiVersion: v1\nkind: List\nitems: &a\n  - *a\n  - { kind: List, apiVersion: v1, items: *a }\n');
  });
});

describe('fixes', () => {
  it('change the one value only, whatever the style', () => {
    const style = fc.record({
      indent: fc.constantFrom(2, 4),
      quote: fc.constantFrom('', '"', "'"),
      flow: fc.boolean(),
      lineBreak: fc.constantFrom('\n', '\r\n'),
      comment: fc.constantFrom('', ' # comment', ' #'),
      stated: fc.constantFrom(undefined, 'None', 'HTTP1Only', 'HTTP2Preferred'),
      end: fc.constantFrom('', '\n', '\n\n'),
      before: fc.constantFrom(
        '',
        '# c\n---\n',
        'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    b\n---\n',
        '\uFEFF',
      ),
      first: fc.boolean(),
    });
    fc.assert(
      fc.property(style, ({ indent, quote, flow, lineBreak, comment, stated, end, before, first }) => {
        const step = ' '.repeat(indent);
        const own = stated === undefined ? [] : [[ALPN, stated] as const];
        const others = [
          ['service.beta.kubernetes.io/aws-load-balancer-type', 'external'],
          ['service.beta.kubernetes.io/aws-load-balancer-ssl-cert', 'arn:a'],
        ] as const;
        const entries = (first ? [...own, ...others] : [...others, ...own]).map(
          ([key, value]) => `${key}: ${quote}${value}${quote}`,
        );
        const text = [
          'apiVersion: v1',
          'kind: Service',
          'metadata:',
          ...(flow
            ? [`${step}annotations: { ${entries.join(', ')} }${comment}`]
            : [`${step}annotations:${comment}`, ...entries.map((it) => `${step}${step}${it}${comment}`)]),
          `${step}name: orders`,
          'spec:',
          `${step}type: LoadBalancer`,
          `${step}ports: [{ port: 443 }]${end}`,
        ].join('\n');
        const whole = (before + text).replaceAll('\n', lineBreak);
        const it_ = folder(whole);
        expect(it_.edges.map(lineOf)).toEqual([`aws-nlb TLS 443 terminated ${stated ?? 'absent'}`]);
        const after = it_.after(it_.edge.alpnPolicy, 'HTTP2Only');
        expect(after).toBeDefined();
        expect(objectsIn(after ?? '')).toEqual(objectsIn(whole, 'HTTP2Only'));
        expect(after?.split('\n').length).toBeLessThanOrEqual(whole.split('\n').length + 1);
        expect(folder(after ?? '').edges.map(lineOf)).toEqual(['aws-nlb TLS 443 terminated HTTP2Only']);
      }),
      { numRuns: 150 },
    );
  });

  it('every fix of a folder keeps all texts readable', () => {
    const it_ = folder(ALL);
    const [service, http, https, gateway] = it_.edges;
    expect(it_.edges).toHaveLength(4);
    expect(http?.protocol).toBe('HTTP');
    const before = objectsIn(ALL).length;
    for (const after of [
      it_.after(service?.alpnPolicy, 'HTTP2Preferred'),
      it_.after(https?.http2, true),
      it_.after(https?.targets[0]?.version, 'GRPC'),
      it_.after(gateway?.alpnPolicy, 'HTTP2Preferred'),
    ]) {
      expect(after).toBeDefined();
      expect(objectsIn(after ?? '')).toHaveLength(before);
    }
  });
});

/** What YAML makes of a text, the last object with this policy. */
function objectsIn(text: string, policy?: string): readonly unknown[] {
  const documents = [...parseAllDocuments(text)];
  if (policy !== undefined) documents.at(-1)?.setIn(['metadata', 'annotations', ALPN], policy);
  return documents.map((document): unknown => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });
}

describe('an annotation that is not there', () => {
  const service = (annotation: string): string => `apiVersion: v1
kind: Service
metadata:
  name: orders
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-type: nlb-ip
    service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:a
    ${annotation}
spec: { type: LoadBalancer, ports: [{ port: 443 }] }
`;

  it.each([
    ['{% if alpn %}', 'there is a mistake in its manifest'],
    ['"<% key %>": x', 'another tool fills in what is beside it'],
    ['${KEY}: x', 'another tool fills in what is beside it'],
    ['<<: *nowhere', 'another tool fills in what is beside it'],
    ['<<: !include annotations.yaml', 'another tool fills in what is beside it'],
  ])('is not known beside %s', (annotation, because) => {
    expect(folder(service(annotation)).edge.alpnPolicy?.declared).toEqual({ kind: 'unknown', because });
  });

  it('is not there beside others', () => {
    expect(folder(service('a: b')).edge.alpnPolicy?.declared).toEqual({ kind: 'absent' });
    expect(folder(service('<<: { a: b }')).edge.alpnPolicy?.declared).toEqual({ kind: 'absent' });
  });
});

describe('an input without files', () => {
  it('has nothing in it', () => {
    expect(kubernetesDomain.read(inputOf({})).edges).toEqual([]);
  });
});
