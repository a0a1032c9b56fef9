import { describe, expect, it } from 'vitest';
import { folder, lineOf, said } from './folder.ts';

const NLB_CLASS = `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: aws-nlb }
spec:
  controllerName: gateway.k8s.aws/nlb
`;

const ALB_CLASS = NLB_CLASS.replaceAll('nlb', 'alb');

const NLB = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: shop }
spec:
  gatewayClassName: aws-nlb
  infrastructure:
    parametersRef: { group: gateway.k8s.aws, kind: LoadBalancerConfiguration, name: edge }
  listeners:
    - name: tls
      hostname: orders.example.com
      protocol: TLS
      port: 443
    - name: tcp
      protocol: TCP
      port: 80
`;

const CONFIGURATION = `apiVersion: gateway.k8s.aws/v1beta1
kind: LoadBalancerConfiguration
metadata: { name: edge, namespace: shop }
spec:
  listenerConfigurations:
    - protocolPort: TLS:443
      defaultCertificate: arn:a
`;

const ROUTE = `apiVersion: gateway.networking.k8s.io/v1alpha2
kind: TCPRoute
metadata: { name: orders, namespace: shop }
spec:
  parentRefs:
    - name: edge
      sectionName: tls
  rules:
    - backendRefs:
        - name: orders
          port: 50051
`;

const ALB = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: shop }
spec:
  gatewayClassName: aws-alb
  listeners:
    - { name: a, hostname: a.example.com, protocol: HTTPS, port: 443 }
    - { name: b, hostname: b.example.com, protocol: HTTPS, port: 443 }
`;

const HTTP_ROUTE = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: orders, namespace: shop }
spec:
  hostnames: [orders.example.com, "*.example.com"]
  parentRefs: [{ name: web }]
  rules:
    - backendRefs: [{ name: orders, port: 50051 }]
`;

const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: orders, namespace: shop }
spec:
  ports: [{ port: 50051 }]
`;

const TARGET_GROUP = `apiVersion: gateway.k8s.aws/v1beta1
kind: TargetGroupConfiguration
metadata: { name: orders, namespace: shop }
spec:
  targetReference: { name: orders }
  defaultConfiguration:
    targetType: ip
`;

function of(...documents: readonly string[]): ReturnType<typeof folder> {
  return folder(documents.join('---\n'));
}

describe('an NLB by a Gateway', () => {
  it('ends TLS without ALPN where nothing says another policy', () => {
    const it_ = of(NLB_CLASS, NLB, CONFIGURATION, ROUTE);
    expect(it_.edges.map(lineOf)).toEqual(['aws-nlb TLS 443 terminated absent', 'aws-nlb TCP 80 passthrough absent']);
    const [tls, tcp] = it_.edges;
    expect(tls?.targets).toMatchObject([{ name: 'Service shop/orders', port: 50051, protocol: 'TCP' }]);
    expect(tcp?.targets).toEqual([]);
    expect(tls?.hosts.map(({ name }) => name)).toEqual(['orders.example.com']);
    expect(tls && it_.at(tls.at)).toBe('TLS');
    expect(tls?.alpnPolicy && it_.at(tls.alpnPolicy.at)).toBe('TLS:443');
    expect(it_.after(tls?.alpnPolicy, 'HTTP2Preferred')).toBe(
      [NLB_CLASS, NLB, CONFIGURATION, ROUTE]
        .join('---\n')
        .replace('defaultCertificate: arn:a', 'defaultCertificate: arn:a\n      alpnPolicy: HTTP2Preferred'),
    );
  });

  it('has the policy of its configuration', () => {
    const { edges } = of(NLB_CLASS, NLB, `${CONFIGURATION}      alpnPolicy: HTTP2Preferred\n`);
    expect(edges.map(lineOf)[0]).toBe('aws-nlb TLS 443 terminated HTTP2Preferred');
  });

  it('is read without its class where its own configuration tells whose it is', () => {
    expect(of(NLB, CONFIGURATION).edges.map(lineOf)[0]).toBe('aws-nlb TLS 443 terminated absent');
    expect(of(NLB).edges.map(lineOf)[0]).toBe('aws-nlb TLS 443 terminated unknown');
    expect(of(NLB_CLASS, NLB).edges.map(lineOf)[0]).toBe('aws-nlb TLS 443 terminated unknown');
  });

  it.each([
    ['', 'None'],
    ['  mergingMode: prefer-gateway\n', 'HTTP2Only'],
  ])('of two configurations that of the class counts, if it does not say otherwise (%j)', (mode, policy) => {
    const own = `${CONFIGURATION}      alpnPolicy: HTTP2Only\n`;
    const ofClass = `${CONFIGURATION.replace('name: edge, namespace: shop', 'name: all, namespace: system')}      alpnPolicy: None\n${mode}`;
    const named = `${NLB_CLASS}  parametersRef: { group: gateway.k8s.aws, kind: LoadBalancerConfiguration, name: all, namespace: system }\n`;
    expect(of(named, NLB, own, ofClass).edges.map(({ alpnPolicy }) => said(alpnPolicy))[0]).toBe(policy);
  });

  it('passes TLS through where its listener does', () => {
    const passing = NLB.replace('protocol: TLS', 'protocol: TLS\n      tls: { mode: Passthrough }');
    expect(of(NLB_CLASS, passing, CONFIGURATION).edges.map(lineOf)[0]).toBe('aws-nlb TCP 443 passthrough absent');
  });

  it('is none where another controller has the class', () => {
    expect(
      of(NLB_CLASS.replace('gateway.k8s.aws/nlb', 'istio.io/gateway-controller'), NLB, CONFIGURATION).edges,
    ).toEqual([]);
    expect(of(NLB.replace('gateway.k8s.aws', 'gateway.envoyproxy.io')).edges).toEqual([]);
  });
});

describe('an ALB by a Gateway', () => {
  it('has one listener for each port', () => {
    const { edge } = of(ALB_CLASS, ALB, HTTP_ROUTE, SERVICE);
    expect(lineOf(edge)).toBe('aws-alb HTTPS 443 terminated');
    expect(edge.hosts.map(({ name }) => name)).toEqual([
      'a.example.com',
      'b.example.com',
      'orders.example.com',
      '*.example.com',
    ]);
    expect(said(edge.http2)).toBe('absent');
  });

  const versionOf = (...documents: readonly string[]): string | undefined =>
    said(of(ALB_CLASS, ALB, ...documents).edge.targets[0]?.version);

  it('speaks HTTP/1.1 to a Service of which nothing says another version', () => {
    expect(versionOf(HTTP_ROUTE, SERVICE)).toBe('absent');
    expect(versionOf(HTTP_ROUTE)).toBe('unknown');
  });

  it('speaks gRPC to that of a GRPCRoute, HTTP/2 to an h2c port, and what the target group says before all', () => {
    const grpcRoute = HTTP_ROUTE.replace('HTTPRoute', 'GRPCRoute');
    const http2 = SERVICE.replace('port: 50051', 'port: 50051, appProtocol: kubernetes.io/h2c');
    expect(versionOf(grpcRoute, SERVICE)).toBe('GRPC');
    expect(versionOf(HTTP_ROUTE, http2)).toBe('HTTP2');
    expect(versionOf(grpcRoute, SERVICE, `${TARGET_GROUP}    protocolVersion: HTTP1\n`)).toBe('HTTP1');
    expect(of(ALB_CLASS, ALB, grpcRoute).edge.grpc.grpc).toBe('yes');
  });

  it('can be told so in the TargetGroupConfiguration that is there', () => {
    const it_ = of(ALB_CLASS, ALB, HTTP_ROUTE, SERVICE, TARGET_GROUP);
    expect(it_.after(it_.edge.targets[0]?.version, 'GRPC')).toBe(
      [ALB_CLASS, ALB, HTTP_ROUTE, SERVICE, `${TARGET_GROUP}    protocolVersion: GRPC\n`].join('---\n'),
    );
  });

  it('takes the target group’s version from the default of the Gateway', () => {
    const configured = ALB.replace(
      '  listeners:',
      '  infrastructure: { parametersRef: { group: gateway.k8s.aws, kind: LoadBalancerConfiguration, name: web } }\n  listeners:',
    );
    const configuration = `apiVersion: gateway.k8s.aws/v1
kind: LoadBalancerConfiguration
metadata: { name: web, namespace: shop }
spec:
  defaultTargetGroupConfiguration: { name: all }
  loadBalancerAttributes: [{ key: routing.http2.enabled, value: "false" }]
`;
    const all = `${TARGET_GROUP.replace('name: orders, n', 'name: all, n').replace('  targetReference: { name: orders }\n', '')}    protocolVersion: GRPC\n`;
    const { edge } = of(ALB_CLASS, configured, HTTP_ROUTE, SERVICE, configuration, all);
    expect([said(edge.targets[0]?.version), said(edge.http2)]).toEqual(['GRPC', 'false']);
    const without = of(ALB_CLASS, configured, HTTP_ROUTE, SERVICE, configuration);
    expect(said(without.edge.targets[0]?.version)).toBe('unknown');
  });
});

describe('a Gateway without routes in the folder', () => {
  const gateway = (names: readonly string[], name = 'edge', comment = ''): string =>
    `${comment}apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: ${name} }
spec:
  gatewayClassName: aws-nlb
  listeners:
${names.map((it, i) => `    - { name: ${it}, protocol: TLS, port: ${8443 + i} }`).join('\n')}
`;

  it.each([
    ['a comment decides', gateway(['tls'], 'edge', '# grpc-alpn: grpc=yes\n'), ['yes']],
    ['a comment decides against a name', gateway(['grpc'], 'edge', '# grpc-alpn: grpc=no\n'), ['no']],
    ['the name of a listener', gateway(['grpc', 'tls']), ['likely', 'unknown']],
    ['the name of the Gateway', gateway(['tls'], 'grpc-edge'), ['likely']],
    ['what stands beside the one for gRPC', gateway(['grpc', 'tls'], 'grpc-edge'), ['likely', 'unknown']],
    ['what is called something else', gateway(['tls', 'rest'], 'grpc-edge'), ['likely', 'unknown']],
  ])('%s', (_, text, expected) => {
    expect(folder({ 'class.yaml': NLB_CLASS, 'gateway.yaml': text }).edges.map(({ grpc }) => grpc.grpc)).toEqual(
      expected,
    );
  });
});
