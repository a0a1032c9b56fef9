import { describe, expect, it } from 'vitest';
import { folder, said } from './folder.ts';
import { annotations, configMap, controller, controllerFolder, documents, IMAGES, ingress } from './controllerTexts.ts';

const PREFIX = 'nginx.ingress.kubernetes.io/';
const GRPC = { [`${PREFIX}backend-protocol`]: 'GRPC' };
const grpcIngress = ingress(annotations(GRPC));
const ARGS = ['/nginx-ingress-controller', '--configmap=$(POD_NAMESPACE)/controller-config'];
const running = controller(IMAGES.ingressNginx, ARGS);

/** With the ConfigMap that a running controller is told to read. */
function configured(data: string): string {
  return documents(grpcIngress, running, configMap('controller-config', data));
}

describe('an Ingress of ingress-nginx', () => {
  it('ends TLS on 443 with HTTP/2, with or without a certificate of its own', () => {
    const { edge, at } = controllerFolder(grpcIngress);
    expect(edge).toMatchObject({
      source: 'kubernetes',
      product: 'ingress-nginx',
      name: 'Ingress shop/orders',
      protocol: 'HTTPS',
      port: 443,
      tls: 'terminated',
      grpc: { grpc: 'yes' },
      remarks: [
        'HTTP/2 is on, unless `use-http2` of the controller\'s ConfigMap, which is not in this folder, is "false".',
      ],
    });
    expect(edge.http2?.declared).toEqual({ kind: 'absent' });
    expect(edge.http2?.set(false)).toBeUndefined();
    expect(at(edge.at)).toBe('orders');
    expect(edge.hosts.map(({ name, at: place }) => [name, at(place)])).toEqual([
      ['orders.example.com', 'orders.example.com'],
    ]);
    expect(edge.targets).toMatchObject([
      { name: 'Service shop/orders', protocol: 'GRPC', port: 8443, addresses: ['orders.shop.svc:8443'] },
    ]);
  });

  it.each([
    ['GRPC', 'GRPC', 'yes'],
    ['grpcs', 'GRPCS', 'yes'],
    [' Grpc ', 'GRPC', 'yes'],
    ['HTTPS', 'HTTPS', 'unknown'],
    ['gRPC-Web', 'HTTP', 'unknown'],
  ])('with backend-protocol %j speaks %s', (written, protocol, level) => {
    const { edge } = controllerFolder(ingress(annotations({ [`${PREFIX}backend-protocol`]: written })));
    expect(edge.targets[0]?.protocol).toBe(protocol);
    expect(edge.grpc.grpc).toBe(level);
  });

  it('with the annotation of old releases leads to gRPC', () => {
    const { edge } = controllerFolder(ingress(annotations({ [`${PREFIX}grpc-backend`]: 'true' })));
    expect(edge.grpc).toEqual({ grpc: 'yes', because: [`${PREFIX}grpc-backend is "true"`] });
  });

  it('is what a comment in it says', () => {
    const { edge } = controllerFolder(`# grpc-alpn: grpc=no\n${grpcIngress}`);
    expect(edge.grpc).toEqual({ grpc: 'no', because: ['a comment in all.yaml that says so'] });
  });

  it('that is spoken to in HTTP/1.1 is no gRPC for its name alone', () => {
    const { edge } = controllerFolder(
      ingress(annotations({ [`${PREFIX}proxy-body-size`]: '8m' })).replaceAll('orders', 'orders-grpc'),
    );
    expect(edge.grpc.grpc).toBe('unknown');
    expect(edge.grpc.because).toContain('nginx is told to speak HTTP/1.1 to it');
  });

  it('of the form before networking.k8s.io/v1 is read, too', () => {
    const { edge } = controllerFolder(`apiVersion: extensions/v1beta1
kind: Ingress
metadata:
  name: orders
  annotations:
    kubernetes.io/ingress.class: nginx
    ${PREFIX}backend-protocol: "GRPC"
    ${PREFIX}server-alias: "a.example.com, ~^b.*"
spec:
  rules:
    - host: orders.example.com
      http:
        paths:
          - backend: { serviceName: orders, servicePort: grpc }
`);
    expect(edge.targets).toMatchObject([{ name: 'Service orders', port: undefined, grpc: { grpc: 'yes' } }]);
    expect(edge.hosts.map(({ name }) => name)).toEqual(['orders.example.com', 'a.example.com']);
  });
});

describe('use-http2', () => {
  it.each([
    ['data:\n  use-http2: "false"\n', 'false', '"false"'],
    ["data:\n  use-http2: 'F'\n", 'false', "'F'"],
    ['data:\n  use-http2: ""\n', 'false', 'use-http2'],
    ['data:\n  use-http2: "true"\n', 'true', '"true"'],
    ['data:\n  use-http2: "no"\n', 'absent', '"no"'],
    ['data:\n  use-http2: no\n', 'unknown', 'no'],
    ['data:\n  use-http2: false\n', 'unknown', 'false'],
    ['data:\n  use-http2: "${HTTP2}"\n', 'unknown', '"${HTTP2}"'],
    ['data:\n  use-gzip: "true"\n', 'absent', 'controller-config'],
    ['data:\n', 'absent', 'controller-config'],
    ['', 'absent', 'controller-config'],
    ['data: {use-http2: "false"}\n', 'false', '"false"'],
    ['data:\n  use-http2: "false"\n  server-snippet: |\n    http2 on;\n', 'unknown', '"false"'],
    ['data:\n  use-http2: "false"\n  server-snippet: |\n    gzip on;\n', 'false', '"false"'],
  ])('in %j is %s', (data, expected, place) => {
    const { edge, at } = controllerFolder(configured(data));
    expect(said(edge.http2)).toBe(expected);
    expect(edge.http2 && at(edge.http2.at)).toBe(place);
    expect(edge.remarks).toEqual([]);
  });

  it('is set in the ConfigMap, and nothing else changes', () => {
    const text = configured('data:\n  use-gzip: "true"\n  use-http2: "false"   # why?\n');
    const { edge, after } = controllerFolder(text);
    expect(after(edge.http2, true)).toBe(text.replace('use-http2: "false"', 'use-http2: "true"'));
  });

  it.each([
    ['data:\n  use-gzip: "true"\n', 'data:\n  use-gzip: "true"\n  use-http2: "true"\n'],
    ['data:\n', 'data:\n  use-http2: "true"\n'],
    ['', 'data:\n  use-http2: "true"\n'],
  ])('is added to %j', (data, expected) => {
    const { edge, after } = controllerFolder(configured(data));
    expect(after(edge.http2, true)).toBe(configured(expected));
  });

  it('of a ConfigMap that kustomize generates is a literal', () => {
    const text = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
configMapGenerator:
  - name: controller-config
    literals:
      - use-http2=false
`;
    const folder = controllerFolder({ 'kustomization.yaml': text, 'all.yaml': documents(grpcIngress, running) });
    expect(said(folder.edge.http2)).toBe('false');
    expect(folder.after(folder.edge.http2, true)).toBe(text.replace('use-http2=false', 'use-http2=true'));
  });

  it('is not known where the ConfigMaps of a base and an overlay differ, or a patch sets it', () => {
    const base = configured('data:\n  use-http2: "false"\n');
    const overlay = configMap('controller-config', 'data:\n  use-http2: "true"\n');
    expect(said(controllerFolder({ 'base/a.yaml': base, 'prod/a.yaml': overlay }).edge.http2)).toBe('unknown');
    const same = configMap('controller-config', 'data:\n  use-gzip: "true"\n');
    const agreeing = controllerFolder({ 'base/a.yaml': base, 'prod/a.yaml': same });
    expect(said(agreeing.edge.http2)).toBe('false');
    const patch = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
patches:
  - patch: |-
      - op: replace
        path: /data/use-http2
        value: "true"
`;
    expect(said(controllerFolder({ 'base/a.yaml': base, 'kustomization.yaml': patch }).edge.http2)).toBe('unknown');
  });

  it('is found without the controller by its usual name only', () => {
    const named = (name: string) =>
      controllerFolder(documents(grpcIngress, configMap(name, 'data:\n  use-http2: "false"\n', 'anywhere'))).edge;
    expect(said(named('ingress-nginx-controller').http2)).toBe('false');
    expect(said(named('my-nginx').http2)).toBe('absent');
  });

  it('of another namespace than the controller reads is not meant', () => {
    const other = configMap('controller-config', 'data:\n  use-http2: "false"\n', 'elsewhere');
    expect(said(controllerFolder(documents(grpcIngress, running, other)).edge.http2)).toBe('absent');
  });

  it('of the controller of the class counts where there are several', () => {
    const two = documents(
      grpcIngress.replace('ingressClassName: nginx', 'ingressClassName: nginx-internal'),
      running,
      controller(IMAGES.ingressNginx, [
        '/nginx-ingress-controller',
        '--controller-class=k8s.io/internal-ingress-nginx',
        '--configmap',
        'ingress/internal-config',
      ]),
      `apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx-internal
spec:
  controller: k8s.io/internal-ingress-nginx
`,
      configMap('controller-config', 'data:\n  use-http2: "true"\n'),
      configMap('internal-config', 'data:\n  use-http2: "false"\n'),
    );
    expect(said(controllerFolder(two).edge.http2)).toBe('false');
  });

  it('is not known where a snippet of the Ingress may change it', () => {
    const snippet = annotations({ ...GRPC, [`${PREFIX}server-snippet`]: 'http2 off;' });
    expect(said(controllerFolder(ingress(snippet)).edge.http2)).toBe('unknown');
  });
});

describe('ssl-passthrough', () => {
  const wanted = ingress(annotations({ [`${PREFIX}ssl-passthrough`]: 'true' }));
  const [command = '', configuration = ''] = ARGS;

  it('passes TLS on, where the controller has the flag', () => {
    const { edge, at } = controllerFolder(
      documents(wanted, controller(IMAGES.ingressNginx, [command, configuration, '--enable-ssl-passthrough'])),
    );
    expect(edge).toMatchObject({ tls: 'passthrough', http2: undefined, remarks: [], targets: [{ protocol: 'TCP' }] });
    expect(at(edge.at)).toBe('"true"');
  });

  it('needs the flag, says so where nothing tells, and where it is missing', () => {
    const { edge } = controllerFolder(wanted);
    expect(edge.tls).toBe('passthrough');
    expect(edge.remarks).toEqual([
      '`ssl-passthrough` has an effect only where the controller runs with `--enable-ssl-passthrough`.',
    ]);
    const without = controllerFolder(documents(wanted, running)).edge;
    expect(without.tls).toBe('terminated');
    expect(without.remarks[0]).toBe(
      '`ssl-passthrough` has no effect: Deployment ingress/controller runs without `--enable-ssl-passthrough`, and nginx ends TLS itself.',
    );
    const off = controller(IMAGES.ingressNginx, [command, '--enable-ssl-passthrough=false']);
    expect(controllerFolder(documents(wanted, running, off)).edge.tls).toBe('passthrough');
  });

  it('of one Ingress counts for all of its host', () => {
    const { edges } = controllerFolder(documents(wanted, grpcIngress));
    expect(edges.map(({ tls }) => tls)).toEqual(['passthrough', 'passthrough']);
  });

  it.each(['yes', 'on', '', 'false'])('with the value %j is none', (value) => {
    expect(controllerFolder(ingress(annotations({ [`${PREFIX}ssl-passthrough`]: value }))).edge.tls).toBe('terminated');
  });
});

describe('an Ingress whose controller is not known', () => {
  const ingressClass = (controllerName: string): string => `apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
spec:
  controller: ${controllerName}
`;

  it.each([
    ['with the class nginx alone', ingress()],
    ['with annotations of both', ingress(annotations({ ...GRPC, 'nginx.org/grpc-services': 'orders' }))],
    ['with the class of another', ingress(annotations(GRPC)).replace(': nginx\n', ': traefik\n')],
    ['whose class is that of another', documents(grpcIngress, ingressClass('haproxy.org/ingress-controller'))],
    ['whose class contradicts its annotations', documents(grpcIngress, ingressClass('nginx.org/ingress-controller'))],
    ['of another API', grpcIngress.replace('networking.k8s.io/v1', 'config.openshift.io/v1')],
    [
      'without backends',
      'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  annotations:\n    nginx.ingress.kubernetes.io/backend-protocol: GRPC\n',
    ],
  ])('%s is left alone', (_, text) => {
    expect(controllerFolder(text).edges).toEqual([]);
  });

  it.each([
    ['its class', documents(ingress(), ingressClass('k8s.io/ingress-nginx'))],
    ['the only controller', documents(ingress(), running)],
    [
      'the default class',
      documents(
        ingress().replace('  ingressClassName: nginx\n', ''),
        ingressClass('k8s.io/ingress-nginx').replace(
          'metadata:\n',
          'metadata:\n  annotations:\n    ingressclass.kubernetes.io/is-default-class: "true"\n',
        ),
      ),
    ],
  ])('is known by %s', (_, text) => {
    expect(controllerFolder(text).edge.product).toBe('ingress-nginx');
  });
});

describe('whose ConfigMap it is', () => {
  const texts = (name: string, className: string): string =>
    [
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: { use-http2: "false" }`,
      'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\n  annotations: { nginx.ingress.kubernetes.io/backend-protocol: GRPC }\n' +
        `spec:\n  ingressClassName: ${className}\n  rules: [{ host: a.example.com, http: { paths: [{ backend: { service: { name: api, port: { number: 9 } } } }] } }]`,
    ].join('\n---\n');

  it.each([
    ['ingress-nginx-controller', 'nginx', 'stated'],
    ['ingress-nginx-controller', 'nginx-internal', 'unknown'],
    ['nginx-public-config', 'nginx', 'absent'],
  ])('%s for class %s: %s', (name, className, kind) => {
    expect(folder(texts(name, className), /^ingress-nginx$/).edge.http2?.declared.kind).toBe(kind);
  });

  it('a patch in a Kustomization leaves it unknown', () => {
    const kustomization = 'patches:\n  - patch: |-\n      kind: ConfigMap\n      data: { use-http2: "true" }\n';
    const files = { 'a.yaml': texts('ingress-nginx-controller', 'nginx'), 'kustomization.yaml': kustomization };
    expect(folder(files, /^ingress-nginx$/).edge.http2?.declared.kind).toBe('unknown');
  });
});
