import { describe, expect, it } from 'vitest';
import { folder, lineOf, said } from './folder.ts';

const ALB = 'alb.ingress.kubernetes.io/';
const CERTIFICATE = `${ALB}certificate-arn: arn:aws:acm:eu-west-1:111122223333:certificate/a`;

/** An Ingress of class `alb` that leads to Services (`name:port`). */
function ingress(
  annotations: readonly string[],
  {
    className = 'ingressClassName: alb',
    backends = ['orders:50051'],
  }: { className?: string; backends?: readonly string[] } = {},
): string {
  return [
    'apiVersion: networking.k8s.io/v1',
    'kind: Ingress',
    'metadata:',
    '  name: shop',
    ...(annotations.length === 0 ? [] : ['  annotations:', ...annotations.map((it) => `    ${it}`)]),
    'spec:',
    `  ${className}`,
    '  rules:',
    '    - host: api.example.com',
    '      http:',
    '        paths:',
    ...backends.flatMap((it) => {
      const [name = '', port = ''] = it.split(':');
      const key = /^\d+$/.test(port) ? 'number' : 'name';
      return [
        `          - path: /${name}`,
        '            pathType: Prefix',
        `            backend: { service: { name: ${name}, port: { ${key}: ${port} } } }`,
      ];
    }),
    '',
  ].join('\n');
}

function service(name: string, annotation = ''): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
${annotation === '' ? '' : `  annotations:\n    ${annotation}\n`}spec:
  ports: [{ name: rpc, port: 50051, targetPort: 9000 }]
`;
}

function lines(...given: Parameters<typeof ingress>): readonly string[] {
  return folder(ingress(...given)).edges.map(lineOf);
}

describe('the ports of an ALB', () => {
  it.each([
    ['HTTP without anything', [], ['aws-alb HTTP 80 plain']],
    ['HTTPS with a certificate', [CERTIFICATE], ['aws-alb HTTPS 443 terminated']],
    ['HTTPS with one that is made', [`${ALB}create-acm-cert: "true"`], ['aws-alb HTTPS 443 terminated']],
    ['as written', [`${ALB}listen-ports: '[{"HTTPS":8443}]'`], ['aws-alb HTTPS 8443 terminated']],
    [
      'both',
      [`${ALB}listen-ports: '[{"HTTP": 80}, {"HTTPS": 443}]'`],
      ['aws-alb HTTP 80 plain', 'aws-alb HTTPS 443 terminated'],
    ],
    [
      'both in one object',
      [`${ALB}listen-ports: '[{"HTTP": 80, "HTTPS": 443}]'`],
      ['aws-alb HTTP 80 plain', 'aws-alb HTTPS 443 terminated'],
    ],
    [
      'none that only redirects',
      [`${ALB}listen-ports: '[{"HTTP": 80}, {"HTTPS": 443}]'`, `${ALB}ssl-redirect: "443"`],
      ['aws-alb HTTPS 443 terminated'],
    ],
    ['none of what is no JSON', [`${ALB}listen-ports: "[{'HTTPS': 443}]"`, CERTIFICATE], []],
    ['none that another tool fills in', [`${ALB}listen-ports: \${PORTS}`, CERTIFICATE], []],
  ])('%s', (_, annotations, expected) => {
    expect(lines(annotations)).toEqual(expected);
  });

  it('are HTTPS where the class has a certificate', () => {
    const text = [
      ingress([], { className: 'ingressClassName: internal' }),
      'apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: internal }\nspec:\n  controller: ingress.k8s.aws/alb\n' +
        '  parameters: { apiGroup: elbv2.k8s.aws, kind: IngressClassParams, name: internal }\n',
      'apiVersion: elbv2.k8s.aws/v1beta1\nkind: IngressClassParams\nmetadata: { name: internal }\nspec:\n  certificateArn: [arn:a]\n' +
        '  loadBalancerAttributes:\n    - key: routing.http2.enabled\n      value: "false"\n',
    ].join('---\n');
    const it_ = folder(text);
    expect(it_.edges.map(lineOf)).toEqual(['aws-alb HTTPS 443 terminated']);
    expect(said(it_.edge.http2)).toBe('false');
    expect(it_.after(it_.edge.http2, true)).toBe(text.replace('value: "false"', 'value: "true"'));
  });
});

describe('whose an Ingress is', () => {
  it.each([
    ['a class called alb', 'ingressClassName: alb', [CERTIFICATE], 1],
    ['the annotation', 'x: y', ['kubernetes.io/ingress.class: alb'], 1],
    [
      'the annotation against the field',
      'ingressClassName: alb',
      ['kubernetes.io/ingress.class: nginx', CERTIFICATE],
      0,
    ],
    ['another class', 'ingressClassName: nginx', [CERTIFICATE], 0],
    ['no class, but its annotations', 'x: y', [CERTIFICATE], 1],
    ['nothing', 'x: y', [], 0],
  ])('%s', (_, className, annotations, count) => {
    expect(lines(annotations, { className })).toHaveLength(count);
  });

  it('a class of that name with another controller is another’s', () => {
    const other =
      'apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: alb }\nspec: { controller: k8s.io/ingress-nginx }\n';
    expect(folder(`${ingress([CERTIFICATE])}---\n${other}`).edges).toEqual([]);
  });
});

describe('the version of a target group', () => {
  const VERSION = `${ALB}backend-protocol-version`;
  const versionOf = (text: string) => folder(text).edge.targets.map(({ version }) => said(version));

  it('is that of the Ingress', () => {
    expect(versionOf(ingress([CERTIFICATE, `${VERSION}: HTTP2`]))).toEqual(['HTTP2']);
  });

  it('of a Service stands above it', () => {
    const text = ingress([CERTIFICATE, `${VERSION}: HTTP1`], { backends: ['orders:50051', 'stock:50051'] });
    expect(versionOf(`${text}---\n${service('orders', `${VERSION}: GRPC`)}---\n${service('stock')}`)).toEqual([
      'GRPC',
      'HTTP1',
    ]);
  });

  it('is not known where nothing says it and the Service stands elsewhere', () => {
    expect(versionOf(ingress([CERTIFICATE]))).toEqual(['unknown']);
    expect(versionOf(`${ingress([CERTIFICATE])}---\n${service('orders')}`)).toEqual(['absent']);
  });

  it('is set at the Ingress if it has one Service, else at the Service', () => {
    const one = `${ingress([CERTIFICATE])}---\n${service('orders')}`;
    const it_ = folder(one);
    expect(it_.after(it_.edge.targets[0]?.version, 'GRPC')).toBe(
      one.replace(CERTIFICATE, `${CERTIFICATE}\n    ${VERSION}: GRPC`),
    );
    const two = `${ingress([CERTIFICATE], { backends: ['orders:50051', 'stock:80'] })}---\n${service('orders')}`;
    const them = folder(two);
    expect(them.after(them.edge.targets[0]?.version, 'GRPC')).toBe(
      two.replace('  name: orders\n', `  name: orders\n  annotations:\n    ${VERSION}: GRPC\n`),
    );
    expect(them.after(them.edge.targets[1]?.version, 'GRPC')).toBeUndefined();
    expect(them.edge.targets.map(({ version }) => version && them.at(version.at))).toEqual(['orders', 'stock']);
  });
});

describe('HTTP/2 of an ALB', () => {
  const attributes = (value: string): string => ingress([CERTIFICATE, `${ALB}load-balancer-attributes: ${value}`]);

  it.each([
    ['routing.http2.enabled=false', 'false'],
    ['"a=b, routing.http2.enabled=true"', 'true'],
    ['routing.http2.enabled=${HTTP2}', 'unknown'],
    ['idle_timeout.timeout_seconds=60', 'absent'],
  ])('%s', (value, expected) => {
    expect(said(folder(attributes(value)).edge.http2)).toBe(expected);
  });

  it('is told of at its own words, and switched on there', () => {
    const text = attributes("'idle_timeout.timeout_seconds=60, routing.http2.enabled=false,a=b'");
    const it_ = folder(text);
    expect(it_.edge.http2 && it_.at(it_.edge.http2.at)).toBe('routing.http2.enabled=false');
    expect(it_.after(it_.edge.http2, true)).toBe(text.replace('enabled=false', 'enabled=true'));
  });

  it('is switched on without quotes where there are none', () => {
    const text = attributes('idle_timeout.timeout_seconds=60,routing.http2.enabled=false');
    const it_ = folder(text);
    expect(it_.after(it_.edge.http2, true)).toBe(text.replace('enabled=false', 'enabled=true'));
  });
});

describe('what is behind an Ingress', () => {
  it('is read from the annotations that route', () => {
    const { edge } = folder(
      ingress(
        [
          CERTIFICATE,
          `${ALB}conditions.orders: '[{"field":"http-header","httpHeaderConfig":{"httpHeaderName":"Content-Type","values":["application/grpc"]}}]'`,
        ],
        { backends: ['orders:443', 'web:80', 'redirect:use-annotation'] },
      ),
    );
    expect(edge.targets.map(({ name, port, grpc }) => [name, port, grpc.grpc])).toEqual([
      ['Service orders', 443, 'yes'],
      ['Service web', 80, 'no'],
    ]);
    expect(edge.grpc.grpc).toBe('yes');
    expect(edge.hosts.map(({ name }) => name)).toEqual(['api.example.com']);
  });

  it('is read from the form before networking.k8s.io/v1', () => {
    const text = `apiVersion: extensions/v1beta1
kind: Ingress
metadata:
  name: shop
  annotations:
    kubernetes.io/ingress.class: alb
    ${CERTIFICATE}
spec:
  backend: { serviceName: orders-grpc, servicePort: 443 }
`;
    expect(folder(text).edge.targets).toMatchObject([
      { name: 'Service orders-grpc', port: 443, grpc: { grpc: 'likely' }, addresses: ['orders-grpc:443'] },
    ]);
  });

  it('of namesakes is the nearest', () => {
    const texts = {
      'prod/ingress.yaml': ingress([CERTIFICATE]),
      'prod/service.yaml': service('orders', `${ALB}backend-protocol-version: GRPC`),
      'test/service.yaml': service('orders'),
    };
    expect(said(folder(texts).edge.targets[0]?.version)).toBe('GRPC');
    const far = { ...texts, 'prod/service.yaml': '', 'stage/service.yaml': service('orders') };
    expect(said(folder(far).edge.targets[0]?.version)).toBe('unknown');
  });
});
