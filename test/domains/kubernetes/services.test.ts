import { describe, expect, it } from 'vitest';
import { folder, lineOf } from './folder.ts';

const CERTIFICATE = 'ssl-cert: arn:aws:acm:eu-west-1:111122223333:certificate/a';

/** A Service with annotations of AWS, and ports `name:port`. */
function service(
  annotations: readonly string[],
  { spec = ['type: LoadBalancer'], ports = ['grpc:443'] }: { spec?: readonly string[]; ports?: readonly string[] } = {},
): string {
  return [
    'apiVersion: v1',
    'kind: Service',
    'metadata:',
    '  name: orders',
    '  namespace: shop',
    ...(annotations.length === 0 ? [] : ['  annotations:']),
    ...annotations.map((it) => `    service.beta.kubernetes.io/aws-load-balancer-${it}`),
    'spec:',
    ...spec.map((it) => `  ${it}`),
    ...(ports.length === 0 ? [] : ['  ports:']),
    ...ports.map(
      (it) => `    - { name: ${it.split(':')[0] ?? ''}, port: ${it.split(':')[1] ?? ''}, targetPort: 50051 }`,
    ),
    '',
  ].join('\n');
}

function lines(...given: Parameters<typeof service>): readonly string[] {
  return folder(service(...given)).edges.map(lineOf);
}

describe('who acts on a Service', () => {
  it.each([
    ['type external', ['type: external', CERTIFICATE], 'aws-nlb TLS 443 terminated absent'],
    ['type external, quoted', ['type: "external"', CERTIFICATE], 'aws-nlb TLS 443 terminated absent'],
    ['type nlb-ip', ['type: nlb-ip', CERTIFICATE], 'aws-nlb TLS 443 terminated absent'],
    ['type nlb', ['type: nlb', CERTIFICATE], 'aws-nlb TLS 443 terminated absent'],
    ['no type', [CERTIFICATE], 'aws-classic-elb SSL 443 terminated'],
    ['a type that nobody knows', ['type: elb', CERTIFICATE], 'aws-classic-elb SSL 443 terminated'],
    ['no type, with a policy', [CERTIFICATE, 'alpn-policy: HTTP2Preferred'], 'aws-nlb TLS 443 terminated unknown'],
  ])('%s', (_, annotations, line) => {
    expect(lines(annotations)).toEqual([line]);
  });

  it.each([
    ['service.k8s.aws/nlb', 'HTTP2Preferred'],
    ['eks.amazonaws.com/nlb', 'unknown'],
  ])('a Service of class %s gets an NLB', (name, policy) => {
    const spec = ['type: LoadBalancer', `loadBalancerClass: ${name}`];
    expect(lines([CERTIFICATE], { spec })).toEqual(['aws-nlb TLS 443 terminated absent']);
    expect(lines(['alpn-policy: None', CERTIFICATE], { spec })).toEqual(['aws-nlb TLS 443 terminated None']);
    expect(lines(['alpn-policy: HTTP2Preferred', CERTIFICATE], { spec })).toEqual([
      `aws-nlb TLS 443 terminated ${policy}`,
    ]);
  });

  it('EKS Auto Mode is not said to know the policy', () => {
    const spec = ['type: LoadBalancer', 'loadBalancerClass: eks.amazonaws.com/nlb'];
    const { edge } = folder(service([CERTIFICATE], { spec }));
    expect(edge.remarks).toEqual([expect.stringContaining('AWS does not list the annotation')]);
    expect(edge.alpnPolicy?.set('HTTP2Preferred')).toBeUndefined();
    expect(folder(service(['internal: "true"'], { spec })).edge.remarks).toEqual([]);
  });

  it('a Service of another class is nobody’s here', () => {
    const spec = ['type: LoadBalancer', 'loadBalancerClass: metallb'];
    expect(lines(['type: external', CERTIFICATE], { spec })).toEqual([]);
  });

  it('the controller takes a NodePort, the cloud provider does not', () => {
    expect(lines(['type: external', CERTIFICATE], { spec: ['type: NodePort'] })).toHaveLength(1);
    expect(lines(['type: nlb', CERTIFICATE], { spec: ['type: NodePort'] })).toEqual([]);
  });

  it('without an annotation of AWS nothing is claimed', () => {
    expect(lines([])).toEqual([]);
  });

  it('a patch without ports and type says nothing of a listener', () => {
    expect(lines(['alpn-policy: HTTP2Preferred'], { spec: [], ports: [] })).toEqual([]);
    expect(lines(['type: external', CERTIFICATE], { ports: [] })).toEqual([]);
  });

  it('a type that another tool fills in is not known', () => {
    expect(lines(['type: ${LB_TYPE}', CERTIFICATE])).toEqual([]);
  });
});

describe('which ports end TLS', () => {
  const both = { ports: ['grpc:443', 'admin:8443'] };
  it.each([
    ['all without ssl-ports', ['type: external', CERTIFICATE], ['terminated', 'terminated']],
    ['by number', ['type: external', CERTIFICATE, 'ssl-ports: "443"'], ['terminated', 'passthrough']],
    [
      'by a number that is not quoted',
      ['type: external', CERTIFICATE, 'ssl-ports: 443'],
      ['terminated', 'passthrough'],
    ],
    ['by name', ['type: external', CERTIFICATE, 'ssl-ports: admin'], ['passthrough', 'terminated']],
    ['by both', ['type: nlb', CERTIFICATE, 'ssl-ports: grpc,8443'], ['terminated', 'terminated']],
    [
      'the controller drops white space',
      ['type: external', CERTIFICATE, 'ssl-ports: 443, 8443'],
      ['terminated', 'terminated'],
    ],
    ['the cloud provider does not', ['type: nlb', CERTIFICATE, 'ssl-ports: 443, 8443'], ['terminated', 'passthrough']],
    ['who of them it is is not known', [CERTIFICATE, 'ssl-ports: 443, 8443'], ['terminated']],
    ['* is all to the cloud provider', ['type: nlb', CERTIFICATE, 'ssl-ports: "*"'], ['terminated', 'terminated']],
    ['* is none to the controller', ['type: external', CERTIFICATE, 'ssl-ports: "*"'], ['passthrough', 'passthrough']],
    ['none without a certificate', ['type: external', 'ssl-ports: "443"'], ['passthrough', 'passthrough']],
    ['none with an empty one', ['type: external', 'ssl-cert: ""'], ['passthrough', 'passthrough']],
    ['another tool fills it in', ['type: external', CERTIFICATE, 'ssl-ports: ${PORTS}'], []],
  ])('%s', (_, annotations, expected) => {
    expect(folder(service(annotations, both)).edges.map(({ tls }) => tls)).toEqual(expected);
  });

  it('what only a reader of the controller’s documentation knows is told', () => {
    const remarksOf = (...annotations: readonly string[]): readonly string[] =>
      folder(service([...annotations, CERTIFICATE])).edge.remarks;
    const target = 'nlb-target-type: ip';
    expect(remarksOf('type: external', target)).toEqual([]);
    expect(remarksOf('type: external')).toEqual([expect.stringContaining('nlb-target-type')]);
    expect(remarksOf('type: external', target, 'ssl-ports: "*"')).toEqual([
      expect.stringContaining('Unused port in ssl-ports annotation [*]'),
    ]);
    expect(remarksOf('type: nlb')).toEqual([]);
    expect(remarksOf('internal: "true"')).toEqual([expect.stringContaining('makes a classic ELB of it')]);
  });

  it('a port of UDP is left out', () => {
    const text = service(['type: external', CERTIFICATE]).replace('port: 443', 'port: 443, protocol: UDP');
    expect(folder(text).edges).toEqual([]);
  });
});

describe('words of protocols', () => {
  it.each([
    ['ssl', 'SSL', 'SSL'],
    ['tcp', 'SSL', 'TCP'],
    ['http', 'HTTPS', 'HTTP'],
    ['https', 'HTTPS', 'HTTPS'],
  ])('a classic ELB with backend-protocol %s', (backend, protocol, behind) => {
    const { edge } = folder(service([CERTIFICATE, `backend-protocol: ${backend}`]));
    expect([edge.protocol, edge.targets[0]?.protocol]).toEqual([protocol, behind]);
  });

  it('a classic ELB without a certificate speaks HTTP where it is told so', () => {
    expect(lines(['backend-protocol: http'])).toEqual(['aws-classic-elb HTTP 443 plain']);
  });

  it('a backend protocol that the cloud provider refuses makes no listener', () => {
    expect(lines([CERTIFICATE, 'backend-protocol: grpc'])).toEqual([]);
  });

  it('an NLB speaks TLS to what is behind it where it is told so', () => {
    const { edge } = folder(service(['type: external', CERTIFICATE, 'backend-protocol: ssl']));
    expect(edge.targets[0]?.protocol).toBe('TLS');
  });
});

describe('the ALPN policy', () => {
  it('of an NLB in the tree of Kubernetes is ignored, and no value would help', () => {
    const { edge } = folder(service(['type: nlb', CERTIFICATE, 'alpn-policy: HTTP2Preferred']));
    expect(edge.policyIgnored).toContain('does not know the annotation');
    expect(edge.alpnPolicy?.set('HTTP2Only')).toBeUndefined();
  });

  it('is told of at its value, what lacks it at its name, what ends TLS at the certificate', () => {
    const stated = folder(service(['type: external', CERTIFICATE, "alpn-policy: 'HTTP1Only'"]));
    expect(stated.edge.alpnPolicy && stated.at(stated.edge.alpnPolicy.at)).toBe("'HTTP1Only'");
    const absent = folder(service(['type: external', CERTIFICATE]));
    expect(absent.edge.alpnPolicy && absent.at(absent.edge.alpnPolicy.at)).toBe('orders');
    expect(absent.at(absent.edge.at)).toBe('service.beta.kubernetes.io/aws-load-balancer-ssl-cert');
  });

  it.each(['h2', 'http2preferred', '"HTTP2Preferred,HTTP1Only"', '"HTTP2Preferred "', '""'])(
    '%s is none, and the controller refuses it',
    (value) => {
      const { edge, after } = folder(service(['type: external', CERTIFICATE, `alpn-policy: ${value}`]));
      const declared = edge.alpnPolicy?.declared;
      expect(declared?.kind).toBe('unknown');
      expect(declared?.kind === 'unknown' && declared.because).toContain('is none of the five ALPN policies (None,');
      expect(after(edge.alpnPolicy, 'HTTP2Only')).toContain('HTTP2Only');
    },
  );

  it('is not known where another tool fills it in', () => {
    expect(lines(['type: external', CERTIFICATE, 'alpn-policy: ${ALPN}'])).toEqual([
      'aws-nlb TLS 443 terminated unknown',
    ]);
  });

  it('is added beside its neighbours', () => {
    const text = service(['type: external', CERTIFICATE]);
    const it_ = folder(text);
    expect(it_.after(it_.edge.alpnPolicy, 'HTTP2Preferred')).toBe(
      text.replace(
        CERTIFICATE,
        `${CERTIFICATE}\n    service.beta.kubernetes.io/aws-load-balancer-alpn-policy: HTTP2Preferred`,
      ),
    );
  });

  it('is changed in its own quotes', () => {
    const text = service(['type: external', CERTIFICATE, "alpn-policy: 'None' # why"]);
    const it_ = folder(text);
    expect(it_.after(it_.edge.alpnPolicy, 'HTTP2Preferred')).toBe(text.replace("'None'", "'HTTP2Preferred'"));
  });

  it('gets annotations where there are none', () => {
    const text = service([], { spec: ['type: LoadBalancer', 'loadBalancerClass: service.k8s.aws/nlb'] });
    const whole = 'service.beta.kubernetes.io/aws-load-balancer-alpn-policy';
    const it_ = folder(text);
    expect(it_.edges.map(lineOf)).toEqual(['aws-nlb TCP 443 passthrough absent']);
    expect(it_.after(it_.edge.alpnPolicy, 'HTTP2Only')).toBe(
      text.replace('  namespace: shop\n', `  namespace: shop\n  annotations:\n    ${whole}: HTTP2Only\n`),
    );
    const empty = text.replace('metadata:\n', 'metadata:\n  annotations: {}\n');
    const annotated = folder(empty);
    expect(annotated.after(annotated.edge.alpnPolicy, 'HTTP2Only')).toBe(empty.replace('{}', `{${whole}: HTTP2Only}`));
  });

  it('is set in JSON, with tabs and CRLF', () => {
    const text = [
      '{',
      '\t"apiVersion": "v1",',
      '\t"kind": "Service",',
      '\t"metadata": {',
      '\t\t"name": "orders",',
      '\t\t"annotations": {',
      '\t\t\t"service.beta.kubernetes.io/aws-load-balancer-type": "external",',
      '\t\t\t"service.beta.kubernetes.io/aws-load-balancer-ssl-cert": "arn:a"',
      '\t\t}',
      '\t},',
      '\t"spec": { "type": "LoadBalancer", "ports": [{ "port": 443 }] }',
      '}',
      '',
    ].join('\r\n');
    const it_ = folder({ 'orders.json': text });
    expect(it_.edges.map(lineOf)).toEqual(['aws-nlb TLS 443 terminated absent']);
    expect(it_.after(it_.edge.alpnPolicy, 'HTTP2Preferred')).toBe(
      text.replace(
        '"arn:a"',
        '"arn:a",\r\n\t\t\t"service.beta.kubernetes.io/aws-load-balancer-alpn-policy": "HTTP2Preferred"',
      ),
    );
  });
});

describe('where a Service stands', () => {
  const one = service(['type: external', CERTIFICATE]);

  it('in the second document of a file', () => {
    const text = `# first\n---\n${one.replace('name: orders', 'name: stock')}---\n${one}`;
    const it_ = folder(text);
    expect(it_.edges.map(({ name }) => name)).toEqual(['Service shop/stock', 'Service shop/orders']);
    const [, second] = it_.edges;
    expect(second?.alpnPolicy && it_.at(second.alpnPolicy.at)).toBe('orders');
    expect(it_.after(second?.alpnPolicy, 'HTTP2Only')).toBe(
      `# first\n---\n${one.replace('name: orders', 'name: stock')}---\n${one.replace(
        CERTIFICATE,
        `${CERTIFICATE}\n    service.beta.kubernetes.io/aws-load-balancer-alpn-policy: HTTP2Only`,
      )}`,
    );
  });

  it('in a list', () => {
    const items = one
      .trimEnd()
      .split('\n')
      .map((it) => `    ${it}`);
    const text = `apiVersion: v1\nkind: List\nitems:\n  -\n${items.join('\n')}\n`;
    const it_ = folder(text);
    expect(it_.edges.map(lineOf)).toEqual(['aws-nlb TLS 443 terminated absent']);
    expect(it_.after(it_.edge.alpnPolicy, 'HTTP2Only')).toContain('aws-load-balancer-alpn-policy: HTTP2Only');
  });

  it('beside a document of Helm, which is left out', () => {
    const template = one.replace('name: orders', 'name: {{ .Values.name }}');
    expect(folder(`${template}---\n${one}`).edges.map(({ name }) => name)).toEqual(['Service shop/orders']);
    expect(folder(one.replace('spec:', '# {{ a comment }}\nspec:')).edges).toHaveLength(1);
  });

  it('in a base, with a patch that has the policy: nothing is claimed of it', () => {
    const patch = service(['alpn-policy: HTTP2Preferred'], { spec: [], ports: [] });
    const { edge } = folder({ 'base/service.yaml': one, 'overlays/prod/patch.yaml': patch });
    expect(lineOf(edge)).toBe('aws-nlb TLS 443 terminated unknown');
    const other = folder({ 'base/service.yaml': one, 'overlays/prod/patch.yaml': patch.replace('orders', 'stock') });
    expect(lineOf(other.edge)).toBe('aws-nlb TLS 443 terminated absent');
  });

  it('is one of Kubernetes itself', () => {
    expect(folder(one.replace('apiVersion: v1', 'apiVersion: serving.knative.dev/v1')).edges).toEqual([]);
  });

  it('behind a byte order mark', () => {
    const it_ = folder(`\uFEFF${one}`);
    expect(it_.edge.alpnPolicy && it_.at(it_.edge.alpnPolicy.at)).toBe('orders');
  });

  it('with annotations that an alias brings: they are read, and not edited', () => {
    const text = one.replace('  annotations:', '  annotations: &aws').replace('spec:', '  labels: *aws\nspec:');
    const it_ = folder(text);
    expect(it_.edges.map(lineOf)).toEqual(['aws-nlb TLS 443 terminated absent']);
    expect(it_.after(it_.edge.alpnPolicy, 'HTTP2Only')).toBeUndefined();
  });
});

describe('what is known of a Service beside it', () => {
  const one = service(['type: external', CERTIFICATE], { spec: ['type: LoadBalancer', 'selector: { app: orders }'] });

  it('names that ExternalDNS makes', () => {
    const it_ = folder(
      one.replace(
        '  annotations:',
        '  annotations:\n    external-dns.alpha.kubernetes.io/hostname: "xapi.example.com, orders.example.com, api.example.com., *.example.com"',
      ),
    );
    expect(it_.edge.hosts.map(({ name, at }) => [name, it_.at(at)])).toEqual([
      ['xapi.example.com', 'xapi.example.com'],
      ['orders.example.com', 'orders.example.com'],
      ['api.example.com', 'api.example.com'],
      ['*.example.com', '*.example.com'],
    ]);
    const [first, , third] = it_.edge.hosts;
    expect(third?.at.span.start).toBeGreaterThan(first?.at.span.end ?? Infinity);
  });

  it('the workload that it selects', () => {
    const deployment = [
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata: { name: orders-v2, namespace: shop }',
      'spec:',
      '  template:',
      '    metadata: { labels: { app: orders, tier: back } }',
      '    spec:',
      '      containers:',
      '        - name: main',
      '          image: registry.example:5000/shop/order-server:1.2@sha256:aa',
      '          ports: [{ name: rpc, containerPort: 50051 }]',
      '          readinessProbe: { grpc: { port: 50051 } }',
      '        - { name: proxy, image: mysql-proxy }',
    ].join('\n');
    const { edge } = folder({
      'a/service.yaml': one,
      'a/deployment.yaml': deployment,
      'b/other.yaml': deployment.replace('orders-v2', 'far'),
    });
    expect(edge.targets).toMatchObject([
      {
        name: 'Service shop/orders',
        port: 50051,
        addresses: ['orders.shop.svc:443'],
        programs: ['orders', 'orders-v2', 'order-server', 'mysql-proxy', 'main', 'proxy'],
        grpc: { grpc: 'yes' },
      },
    ]);
    expect(edge.grpc.because).toContain('the kubelet checks gRPC health on port 50051');
  });

  it.each([
    ['appProtocol: grpc', 'yes'],
    ['appProtocol: kubernetes.io/h2c', 'likely'],
    ['appProtocol: tcp', 'likely'],
    ['appProtocol: http', 'unknown'],
    ['appProtocol: mysql', 'unknown'],
  ])('%s', (appProtocol, grpc) => {
    expect(folder(one.replace('port: 443', `port: 443, ${appProtocol}`)).edge.grpc.grpc).toBe(grpc);
  });

  it('the name of a Service is about the port that is named so, if there is one', () => {
    const text = service(['type: external', CERTIFICATE], { ports: ['grpc:443', 'web:8443'] })
      .replaceAll('orders', 'orders-grpc')
      .replaceAll('50051', '8080');
    expect(folder(text).edges.map(({ grpc }) => grpc.grpc)).toEqual(['likely', 'no']);
    expect(folder(text.replace('name: grpc', 'name: rpc')).edges.map(({ grpc }) => grpc.grpc)).toEqual([
      'likely',
      'no',
    ]);
  });

  it('what a comment states stands above all of it', () => {
    expect(folder(`# grpc-alpn: grpc=no\n${one}`).edge.grpc).toEqual({
      grpc: 'no',
      because: ['a comment in all.yaml that says so'],
    });
    const [first, second] = folder(`${one}---\n${one.replace('spec:', 'spec: # grpc-alpn: grpc=yes')}`).edges;
    expect([first?.grpc.grpc, second?.grpc.grpc]).toEqual(['likely', 'yes']);
    const both = folder(`# grpc-alpn: grpc=no\n---\n${one}---\n${one}`).edges;
    expect(both.map(({ grpc }) => grpc.grpc)).toEqual(['no', 'no']);
  });

  const beside = (ports: string, selector = '{ app: orders }') =>
    [
      '---',
      'apiVersion: v1',
      'kind: Service',
      'metadata: { name: internal, namespace: shop }',
      `spec: { selector: ${selector}, ports: [${ports}] }`,
      '',
    ].join('\n');
  const nameless = one.replace('name: grpc', 'name: tls').replace('50051', '8443');

  it.each([
    ['its appProtocol', '{ port: 80, targetPort: 8443, appProtocol: grpc }', 'yes'],
    ['the name of its port', '{ name: grpc-api, port: 80, targetPort: 8443 }', 'likely'],
    ['HTTP/2 without TLS', '{ port: 80, targetPort: 8443, appProtocol: kubernetes.io/h2c }', 'likely'],
    ['that of another port', '{ name: grpc, port: 8443, targetPort: 9000, appProtocol: grpc }', 'unknown'],
    ['that of another protocol', '{ name: grpc, protocol: UDP, port: 8443 }', 'unknown'],
    [
      'that of one of two protocols',
      '{ name: grpc, port: 81, targetPort: 8443, appProtocol: grpc }, { name: rest, port: 80, targetPort: 8443 }',
      'likely',
    ],
  ])('what another Service says of the same pods: %s', (_, ports, level) => {
    expect(folder(nameless + beside(ports)).edge.grpc.grpc).toBe(level);
    expect(folder(nameless + beside(ports, '{ app: orders, tier: back }')).edge.grpc.grpc).toBe('unknown');
    expect(folder(nameless + beside(ports).replace('namespace: shop', 'namespace: other')).edge.grpc.grpc).toBe(
      'unknown',
    );
  });

  it('of other Services of these pods the nearest count', () => {
    const [grpc, web] = ['grpc', 'web'].map((name) => beside(`{ name: ${name}, port: 80, targetPort: 8443 }`));
    const of = (texts: Readonly<Record<string, string>>) =>
      folder({ 'prod/lb.yaml': nameless, ...texts }).edge.grpc.grpc;
    expect(of({ 'prod/own.yaml': grpc ?? '', 'test/own.yaml': web ?? '' })).toBe('likely');
    expect(of({ 'prod/own.yaml': web ?? '', 'test/own.yaml': grpc ?? '' })).toBe('no');
    expect(of({ 'test/own.yaml': grpc ?? '' })).toBe('likely');
  });

  it('another Service tells of one of several ports, and the name of this one is about that port then', () => {
    const two = service(['type: external', CERTIFICATE], {
      spec: ['type: LoadBalancer', 'selector: { app: orders }'],
      ports: ['tls:443', 'tls2:8443'],
    })
      .replaceAll('name: orders', 'name: orders-grpc')
      .replace('50051', '9000')
      .replace('50051', '9001');
    expect(folder(two).edges.map(({ grpc }) => grpc.grpc)).toEqual(['likely', 'likely']);
    const told = folder(two + beside('{ name: grpc, port: 80, targetPort: 9000 }')).edges;
    expect(told.map(({ grpc }) => grpc.grpc)).toEqual(['likely', 'unknown']);
    expect(told[0]?.grpc.because).toContain(
      'the name of the port of Service shop/internal, which leads to the same pods says gRPC',
    );
  });

  it('a port that is called something else is not for gRPC because another Service says so', () => {
    const web = nameless.replace('name: tls', 'name: web');
    expect(folder(web + beside('{ name: grpc, port: 80, targetPort: 8443 }')).edge.grpc.grpc).toBe('no');
    expect(folder(web + beside('{ port: 80, targetPort: 8443, appProtocol: grpc }')).edge.grpc.grpc).toBe('likely');
  });

  it('the name of a port of a proxy makes gRPC likely, and no more', () => {
    const text = one.replaceAll('orders', 'envoy');
    expect(folder(text).edge.grpc.grpc).toBe('likely');
  });

  it.each([
    ['grpc-pilot-mtls', 'orders'],
    ['grpc-xds', 'orders'],
    ['grpc', 'istiod'],
    ['grpc', 'linkerd-dst'],
  ])('port %s of %s is for the proxies of a mesh', (port, name) => {
    const text = nameless.replace('name: tls', `name: ${port}`).replace('name: orders', `name: ${name}`);
    expect(folder(text).edge.grpc.grpc).toBe('unknown');
    expect(folder(`# grpc-alpn: grpc=yes\n${text}`).edge.grpc.grpc).toBe('yes');
  });

  it('a Service of a database is none of gRPC', () => {
    const text = one.replaceAll('orders', 'postgres').replace('name: grpc', 'name: db').replace('50051', '5432');
    expect(folder(text).edge.grpc.grpc).toBe('no');
  });
});

describe('patches of kustomize', () => {
  const base = service(['type: nlb', CERTIFICATE, 'alpn-policy: None']);
  const name = 'service.beta.kubernetes.io/aws-load-balancer-alpn-policy';
  const overlay = (kustomization: string, files: Readonly<Record<string, string>> = {}) =>
    folder({ 'base/service.yaml': base, 'prod/kustomization.yaml': kustomization, ...files }).edge;
  const operation = `- op: add\n  path: /metadata/annotations/${name.replace('/', '~1')}\n  value: HTTP2Preferred\n`;

  it.each([
    ['commonAnnotations', `resources: [../base]\ncommonAnnotations:\n  ${name}: HTTP2Preferred\n`, {}],
    ['operations', `patches:\n  - patch: |-\n      ${operation.replaceAll('\n', '\n      ')}`, {}],
    ['operations in a file', 'patches: [{ path: p.yaml }]', { 'prod/p.yaml': operation }],
    [
      'a file with ports',
      'patches: [{ path: p.yaml }]',
      { 'prod/p.yaml': service(['alpn-policy: None'], { spec: [] }) },
    ],
    [
      'the class',
      'patches: [{ path: p.yaml }]',
      { 'prod/p.yaml': service([], { spec: ['loadBalancerClass: a'], ports: [] }) },
    ],
  ])('%s: the policy is not known', (_, kustomization, files) => {
    expect(overlay(kustomization, files).alpnPolicy?.declared.kind).toBe('unknown');
  });

  it('who makes it is not known: nothing ignores the policy', () => {
    expect(overlay('resources: [../base]').policyIgnored).toBeDefined();
    expect(overlay('patches: [{ patch: "loadBalancerClass: service.k8s.aws/nlb" }]').policyIgnored).toBeUndefined();
  });

  it('what only a comment says changes nothing', () => {
    expect(overlay(`resources: [../base]\n# ${name}: None\n`).alpnPolicy?.declared.kind).toBe('stated');
  });
});

describe('the name of the port itself', () => {
  const at = (port: string, name = 'orders-grpc') =>
    folder(
      service(['type: external', CERTIFICATE])
        .replace('name: orders', `name: ${name}`)
        .replace('name: grpc', port)
        .replace('50051', '8080'),
    ).edge.grpc.grpc;

  it('stands above that of the Service', () => {
    expect(at('name: https')).toBe('likely');
    expect(at('name: metrics')).not.toBe('likely');
  });

  it('h2c beside a name of HTTP says nothing', () => {
    const port = (name: string): string =>
      service(['type: external', CERTIFICATE]).replace(
        /name: grpc.*/,
        `name: ${name}, port: 443, targetPort: 8080, appProtocol: kubernetes.io/h2c }`,
      );
    expect(folder(port('main')).edge.grpc.grpc).toBe('likely');
    expect(folder(port('http2')).edge.grpc.grpc).not.toBe('likely');
  });

  it('of a proxy is not enough against gRPC', () => {
    const text = service(['type: external', CERTIFICATE]).replace('name: orders', 'name: traefik');
    expect(folder(text.replace(/name: grpc.*/, 'name: web, port: 443, targetPort: web }')).edge.grpc.grpc).toBe(
      'unknown',
    );
  });
});
