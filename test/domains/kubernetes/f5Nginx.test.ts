import { describe, expect, it } from 'vitest';
import { said } from './folder.ts';
import { annotations, configMap, controller, controllerFolder, documents, IMAGES, ingress } from './controllerTexts.ts';

const TLS = '  tls:\n    - hosts: [orders.example.com]\n      secretName: orders-tls\n';
const grpcIngress = ingress(annotations({ 'nginx.org/grpc-services': 'orders,payments' }), TLS);
const running = controller(IMAGES.f5, ['-nginx-configmaps=$(POD_NAMESPACE)/controller-config']);
const MISSING =
  'gRPC needs HTTP/2 here: `http2` of the controller\'s ConfigMap, which is not in this folder, has to be "True".';

/** With the ConfigMap that a running controller is told to read. */
function configured(data: string, by = grpcIngress): string {
  return documents(by, running, configMap('controller-config', data));
}

describe('an Ingress of the F5 NGINX Ingress Controller', () => {
  it('ends TLS for the hosts that have a certificate', () => {
    const { edge } = controllerFolder(grpcIngress);
    expect(edge).toMatchObject({
      product: 'f5-nginx-ingress',
      name: 'Ingress shop/orders',
      protocol: 'HTTPS',
      port: 443,
      tls: 'terminated',
      hosts: [{ name: 'orders.example.com' }],
      grpc: { grpc: 'yes', because: ['nginx.org/grpc-services names orders'] },
      targets: [{ name: 'Service shop/orders', protocol: 'GRPC' }],
      remarks: [MISSING],
    });
    expect(said(edge.http2)).toBe('unknown');
  });

  it.each([
    ['without TLS', ingress(annotations({ 'nginx.org/grpc-services': 'orders' }))],
    ['with TLS for another host', grpcIngress.replace('[orders.example.com]', '[other.example.com]')],
    ['with the class nginx alone', ingress('', TLS)],
  ])('%s is left alone', (_, text) => {
    expect(controllerFolder(text).edges).toEqual([]);
  });

  it.each([
    ['orders', 'GRPC', 'yes'],
    ['orders, payments', 'GRPC', 'yes'],
    ['payments', 'HTTP', 'unknown'],
  ])('with grpc-services %j speaks %s', (services, protocol, level) => {
    const { edge } = controllerFolder(ingress(annotations({ 'nginx.org/grpc-services': services }), TLS));
    expect(edge.targets[0]?.protocol).toBe(protocol);
    expect(edge.grpc.grpc).toBe(level);
  });

  it('with grpc-services and ssl-services speaks gRPC through TLS', () => {
    const both = annotations({ 'nginx.org/grpc-services': 'orders', 'nginx.org/ssl-services': 'orders' });
    expect(controllerFolder(ingress(both, TLS)).edge.targets[0]?.protocol).toBe('GRPCS');
  });

  it('that is a master leads where its minions do', () => {
    const master = ingress(annotations({ 'nginx.org/mergeable-ingress-type': 'master' }), TLS).replace(
      /      http:[^]*/,
      '',
    );
    const minion = ingress(
      annotations({ 'nginx.org/mergeable-ingress-type': 'minion', 'nginx.org/grpc-services': 'orders' }),
    );
    const { edge } = controllerFolder(documents(master, minion));
    expect(edge).toMatchObject({ grpc: { grpc: 'yes' }, targets: [{ protocol: 'GRPC' }] });
    expect(controllerFolder(minion).edges).toEqual([]);
  });
});

describe('http2', () => {
  it.each([
    ['data:\n  http2: "True"\n', 'true', '"True"'],
    ['data:\n  http2: "false"\n', 'false', '"false"'],
    ['data:\n  http2: "on"\n', 'absent', '"on"'],
    ['data:\n  http2: True\n', 'unknown', 'True'],
    ['data:\n  ssl-protocols: TLSv1.3\n', 'absent', 'controller-config'],
    ['data:\n', 'absent', 'controller-config'],
    ['data: {}\n', 'absent', 'controller-config'],
    ['data:\n  http-snippets: |\n    http2 on;\n', 'unknown', 'controller-config'],
    ['data:\n  ingress-template: |\n    server {}\n', 'unknown', 'controller-config'],
    ['data:\n  stream-snippets: |\n    server { listen 53 udp; }\n', 'absent', 'controller-config'],
    ['data:\n  http2: "{{ .http2 }}"\n', 'unknown', 'orders'],
  ])('in %j is %s', (data, expected, place) => {
    const { edge, at } = controllerFolder(configured(data));
    expect(said(edge.http2)).toBe(expected);
    expect(edge.http2 && at(edge.http2.at)).toBe(place);
    expect(edge.remarks).toEqual(place === 'orders' ? [MISSING] : []);
  });

  it.each([
    ['data:\n', 'data:\n  http2: "true"\n'],
    ['data: {}\n', 'data: {http2: "true"}\n'],
    ['', 'data:\n  http2: "true"\n'],
    ['data:\n  proxy-buffers: "8 4k"\n', 'data:\n  proxy-buffers: "8 4k"\n  http2: "true"\n'],
    ['data:\n  http2: "False"\n', 'data:\n  http2: "true"\n'],
  ])('is set in %j', (data, expected) => {
    const { edge, after } = controllerFolder(configured(data));
    expect(after(edge.http2, true)).toBe(configured(expected));
  });

  it("is that of the project's own manifests without the controller", () => {
    const own = configMap('nginx-config', 'data:\n', 'nginx-ingress');
    expect(said(controllerFolder(documents(grpcIngress, own)).edge.http2)).toBe('absent');
    const plain = configMap('nginx-config', 'data:\n  nginx.conf: |\n    http {}\n', 'shop');
    expect(said(controllerFolder(documents(grpcIngress, plain)).edge.http2)).toBe('unknown');
  });

  it('is not known where several could be that of the controller', () => {
    const first = configMap('nginx-config', 'data:\n', 'nginx-ingress');
    const texts = { 'a/all.yaml': documents(grpcIngress, first), 'b/all.yaml': first };
    expect(said(controllerFolder(texts).edge.http2)).toBe('unknown');
    const on = { ...texts, 'c/all.yaml': first.replace('\ndata:', '\ndata:\n  http2: "True"') };
    expect(said(controllerFolder(on).edge.http2)).toBe('true');
  });

  it('is not known where two controllers have ConfigMaps of different names, and one alone switches it on', () => {
    const second = running.replace('controller-config', 'other-config');
    const both = (first: string, other: string) =>
      said(
        controllerFolder(
          documents(
            grpcIngress,
            running,
            second,
            configMap('controller-config', first),
            configMap('other-config', other),
          ),
        ).edge.http2,
      );
    expect(both('data:\n  http2: "True"\n', 'data: {}\n')).toBe('unknown');
    expect(both('data:\n  http2: "False"\n', 'data: {}\n')).toBe('false');
    expect(both('data:\n', 'data: {}\n')).toBe('absent');
  });

  it('is that of the only ConfigMap that has it where no controller is here', () => {
    const only = configMap('nginx-settings', 'data:\n  http2: "false"\n', 'edge');
    expect(said(controllerFolder(documents(grpcIngress, only)).edge.http2)).toBe('false');
    const other = configMap('my-nginx-ingress', 'data:\n  http2: "true"\n', 'edge');
    expect(said(controllerFolder(documents(grpcIngress, only, other)).edge.http2)).toBe('unknown');
  });

  it('is not known where a snippet of the Ingress may change it', () => {
    const snippet = annotations({ 'nginx.org/grpc-services': 'orders', 'nginx.org/server-snippets': 'http2 on;' });
    expect(said(controllerFolder(configured('data:\n', ingress(snippet, TLS))).edge.http2)).toBe('unknown');
  });
});

describe('resources of its own', () => {
  const server = `apiVersion: k8s.nginx.org/v1
kind: VirtualServer
metadata:
  name: orders
  namespace: shop
spec:
  host: orders.example.com
  tls:
    secret: orders-tls
  upstreams:
    - name: orders
      service: orders
      port: 8001
      type: grpc
    - name: web
      service: web
      port: 8080
  routes:
    - path: /payments
      route: payments/payments
`;
  const route = `apiVersion: k8s.nginx.org/v1
kind: VirtualServerRoute
metadata:
  name: payments
  namespace: payments
spec:
  host: orders.example.com
  upstreams:
    - name: payments
      service: payments
      port: 8002
      type: grpc
      tls:
        enable: true
`;

  it('a VirtualServer ends TLS, and leads where its routes do', () => {
    const { edge, at } = controllerFolder(configured('data:\n', documents(server, route)));
    expect(edge).toMatchObject({
      product: 'f5-nginx-ingress',
      name: 'VirtualServer shop/orders',
      port: 443,
      tls: 'terminated',
      hosts: [{ name: 'orders.example.com' }],
      grpc: { grpc: 'yes', because: ['the type of the upstream orders is "grpc"'] },
      targets: [
        { name: 'Service shop/orders', protocol: 'GRPC', port: 8001 },
        { name: 'Service shop/web', protocol: 'HTTP' },
        { name: 'Service payments/payments', protocol: 'GRPCS' },
      ],
    });
    expect(said(edge.http2)).toBe('absent');
    expect(edge.http2 && at(edge.http2.at)).toBe('controller-config');
  });

  it('a VirtualServer has the ConfigMap of the controller of its class', () => {
    const internal = controller(IMAGES.f5, ['-ingress-class=internal', '-nginx-configmaps=ingress/internal-config']);
    const maps = [
      configMap('controller-config', 'data:\n  http2: "True"\n'),
      configMap('internal-config', 'data:\n  http2: "False"\n'),
    ];
    const of = (className: string) => {
      const classed = server.replace('spec:\n', `spec:\n  ingressClassName: ${className}\n`);
      return said(controllerFolder(documents(classed, running, internal, ...maps)).edge.http2);
    };
    expect([of('nginx'), of('internal'), of('""'), of('external')]).toEqual(['true', 'false', 'unknown', 'unknown']);
    const foreign = server.replace('spec:\n', 'spec:\n  ingressClassName: external\n');
    expect(
      said(controllerFolder(documents(foreign, running, configMap('controller-config', 'data:\n'))).edge.http2),
    ).toBe('unknown');
  });

  it('a VirtualServer without a certificate, or with HTTP alone, is left alone', () => {
    expect(controllerFolder(server.replace('    secret: orders-tls', '    redirect: {}')).edges).toEqual([]);
    expect(controllerFolder(server.replace('  tls:\n', '  listener:\n    http: http-8083\n  tls:\n')).edges).toEqual(
      [],
    );
  });

  it('a VirtualServer has the port of its listener', () => {
    const custom = server.replace('  tls:\n', '  listener:\n    https: https-8443\n  tls:\n');
    const configuration = `apiVersion: k8s.nginx.org/v1
kind: GlobalConfiguration
metadata:
  name: nginx-configuration
spec:
  listeners:
    - name: https-8443
      port: 8443
      protocol: HTTP
      ssl: true
`;
    expect(controllerFolder(documents(custom, configuration)).edge.port).toBe(8443);
    expect(controllerFolder(custom).edge.port).toBeUndefined();
  });

  it('a VirtualServer with snippets may have changed HTTP/2', () => {
    const changed = server.replace('  tls:\n', '  server-snippets: |\n    http2 on;\n  tls:\n');
    expect(said(controllerFolder(configured('data:\n', changed)).edge.http2)).toBe('unknown');
  });

  it.each([
    ['TLS_PASSTHROUGH', 'TLS', 443, true],
    ['TCP', 'TCP', undefined, false],
  ])('a TransportServer of %s passes TLS on', (protocol, said, port, needsFlag) => {
    const { edge } = controllerFolder(transport(protocol, ''));
    expect(edge).toMatchObject({ protocol: said, port, tls: 'passthrough', http2: undefined });
    expect(edge.remarks.length > 0).toBe(needsFlag);
    const enabled = controller(IMAGES.f5, ['-enable-tls-passthrough']);
    expect(controllerFolder(documents(transport(protocol, ''), enabled)).edge.remarks).toEqual([]);
  });

  it('a TransportServer of UDP is left alone', () => {
    expect(controllerFolder(transport('UDP', '')).edges).toEqual([]);
  });

  const ending = transport('TCP', '  tls:\n    secret: orders-tls\n');

  it('a TransportServer with a certificate ends TLS, and reads no HTTP', () => {
    const { edge, at } = controllerFolder(documents(ending, running, configMap('controller-config', 'data:\n')));
    expect(edge).toMatchObject({ protocol: 'TLS', tls: 'terminated', http2: undefined, remarks: [] });
    expect(at(edge.at)).toBe('orders-tls');
  });

  it('a TransportServer leads to the upstream that it passes to', () => {
    const second = ending.replace('  upstreams:', '  upstreams:\n    - { name: grpc, service: grpc, port: 50051 }');
    expect(controllerFolder(second).edge.targets.map(({ name }) => name)).toEqual(['Service shop/orders']);
  });

  it.each([
    ['a snippet of its own', ending.replace('  host:', '  serverSnippets: |\n    ssl_alpn h2;\n  host:')],
    ['a piece from elsewhere', ending.replace('  host:', '  streamSnippets: include /etc/nginx/alpn.conf;\n  host:')],
    [
      'a snippet for all',
      documents(ending, configMap('controller-config', 'data:\n  stream-snippets: ssl_alpn h2;\n')),
    ],
    ['a template for all', documents(ending, configMap('config', 'data:\n  transportserver-template: server {}\n'))],
    ['a template of the image', documents(ending, controller(IMAGES.f5, ['-transportserver-template-path=/t.tmpl']))],
    ['no secret', transport('TCP', '  tls: {}\n')],
    ['TLS passed on, too', transport('TLS_PASSTHROUGH', '  tls:\n    secret: orders-tls\n')],
  ])('nothing is claimed of one with %s', (_, text) => {
    expect(controllerFolder(text).edges).toEqual([]);
  });
});

function transport(protocol: string, tls: string): string {
  return `apiVersion: k8s.nginx.org/v1
kind: TransportServer
metadata:
  name: orders
  namespace: shop
spec:
  listener:
    name: tls
    protocol: ${protocol}
  host: orders.example.com
${tls}  upstreams:
    - name: orders
      service: orders
      port: 8443
  action:
    pass: orders
`;
}
