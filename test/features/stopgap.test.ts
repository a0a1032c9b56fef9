import { describe, expect, it } from 'vitest';
import { stopgapsFor } from '../../core/features/stopgap.ts';
import { applyFix } from '../rules/harness.ts';
import { checkTexts } from '../support/openWorkspace.ts';

type Texts = Readonly<Record<string, string>>;

const VARIABLE = 'GRPC_ENFORCE_ALPN_ENABLED';

function goMod(version: string, name = 'orders'): string {
  return `module shop.example/${name}\n\ngo 1.25.0\n\nrequire google.golang.org/grpc ${version}\n`;
}

function nginxConf(alpn = ''): string {
  return `# grpc-alpn: nginx=1.26.3
events {}
stream {
    server {
        listen 443 ssl;
        ssl_certificate tls/a.crt;
        ssl_certificate_key tls/a.key;
        ${alpn}
        proxy_pass grpc-backend:9000;
    }
}
`;
}

const DOCKERFILE = `FROM golang:1.25 AS build
COPY . .
RUN go build -o /orders ./cmd/orders

FROM scratch
COPY --from=build /orders /orders
ENTRYPOINT ["/orders"]
`;

const COMPOSE = `services:
  orders:
    build: .
    ports:
      - "443:443"
  stock:
    image: stock
`;

const LAUNCH = `{
  "configurations": [
    {
      "name": "Orders",
      "type": "go",
      "request": "launch",
      "program": "\${workspaceFolder}/cmd/orders"
    },
    { "name": "Attach", "type": "go", "request": "attach" },
    { "name": "Page", "type": "chrome", "request": "launch" }
  ]
}
`;

/** The stopgaps at the findings of a rule: by their titles, the texts that they lead to. */
async function offered(texts: Texts, rule = 'nginx-stream-tls-without-alpn'): Promise<ReadonlyMap<string, Texts>> {
  const { snapshot, analysis } = await checkTexts(texts);
  const findings = analysis.findings.filter((it) => it.rule === rule);
  expect(findings.length).toBeGreaterThan(0);
  const fixes = findings.flatMap((it) => stopgapsFor(snapshot.project, it));
  expect(fixes.every(({ safety }) => safety === 'unsafe')).toBe(true);
  return new Map(fixes.map((fix) => [/ for (.*) \(all/.exec(fix.title)?.[1] ?? fix.title, applyFix(texts, fix)]));
}

const BROKEN: Texts = { 'go.mod': goMod('v1.68.1'), 'nginx.conf': nginxConf() };

describe('the stopgap', () => {
  it('is offered for what runs the module that refuses', async () => {
    const texts = { ...BROKEN, Dockerfile: DOCKERFILE, 'compose.yaml': COMPOSE, '.vscode/launch.json': LAUNCH };
    const found = await offered(texts);
    expect([...found.keys()].sort()).toEqual([
      'the configuration "Orders" of .vscode/launch.json',
      'the image of Dockerfile',
      'the service `orders` of compose.yaml',
    ]);
    expect(found.get('the image of Dockerfile')?.['Dockerfile']).toBe(
      DOCKERFILE.replace('ENTRYPOINT', `ENV ${VARIABLE}=false\nENTRYPOINT`),
    );
    expect(found.get('the service `orders` of compose.yaml')?.['compose.yaml']).toBe(
      COMPOSE.replace('"443:443"\n', `"443:443"\n    environment:\n      ${VARIABLE}: "false"\n`),
    );
    expect(found.get('the configuration "Orders" of .vscode/launch.json')?.['.vscode/launch.json']).toBe(
      LAUNCH.replace('"program"', `"env": { "${VARIABLE}": "false" },\n      "program"`),
    );
  });

  it.each([
    ['is missing', '', 'aws-nlb-tls-without-alpn'],
    ['is None', 'alpn_policy = "None"', 'aws-nlb-tls-without-alpn'],
    ['has no h2', 'alpn_policy = "HTTP1Only"', 'aws-nlb-alpn-without-h2'],
  ])('is offered at a load balancer whose policy %s', async (_, policy, rule) => {
    const terraform = `resource "aws_lb" "grpc" {
  load_balancer_type = "network"
}

resource "aws_lb_listener" "grpc" {
  load_balancer_arn = aws_lb.grpc.arn
  port = 443
  protocol = "TLS"
  ${policy}
}
`;
    const found = await offered({ 'go.mod': goMod('v1.68.1'), 'main.tf': terraform, Dockerfile: DOCKERFILE }, rule);
    expect([...found.keys()]).toEqual(['the image of Dockerfile']);
  });

  it('is an opt-out once it is there, and is not offered again', async () => {
    const texts = { ...BROKEN, Dockerfile: DOCKERFILE, 'compose.yaml': COMPOSE, '.vscode/launch.json': LAUNCH };
    for (const after of (await offered(texts)).values()) {
      const { analysis } = await checkTexts(after);
      expect(analysis.findings.filter(({ rule }) => rule.startsWith('alpn-opt-out')).map(({ rule }) => rule)).toEqual([
        'alpn-opt-out',
      ]);
      expect((await offered(after)).size).toBeLessThan(3);
    }
  });

  it('is offered at the requirement that breaks a hop', async () => {
    const found = await offered({ ...BROKEN, Dockerfile: DOCKERFILE }, 'grpc-go-enforces-alpn');
    expect([...found.keys()]).toEqual(['the image of Dockerfile']);
  });

  it('is offered in the form that a service has', async () => {
    const compose = (environment: string): string =>
      `services:\n    orders:\n        build: .\n${environment}        restart: always\n`;
    const added = async (environment: string): Promise<string | undefined> => {
      const found = await offered({ ...BROKEN, Dockerfile: DOCKERFILE, 'compose.yaml': compose(environment) });
      return found.get('the service `orders` of compose.yaml')?.['compose.yaml'];
    };
    const list = '        environment:\n            - A=b # c\n';
    expect(await added(list)).toBe(compose(`${list}            - ${VARIABLE}=false\n`));
    const map = "        environment:\n            A: 'b'\n";
    expect(await added(map)).toBe(compose(`${map}            ${VARIABLE}: "false"\n`));
    expect(await added('        environment: { A: b }\n')).toBeUndefined();
    expect(await added('        environment: *common\n')).toBeUndefined();
  });

  it('keeps the line ends of a file, and the letters of a Dockerfile', async () => {
    const found = await offered({ ...BROKEN, Dockerfile: 'from golang:1.25\r\nrun go build\r\ncmd ["/orders"]\r\n' });
    expect(found.get('the image of Dockerfile')?.['Dockerfile']).toBe(
      `from golang:1.25\r\nrun go build\r\nenv ${VARIABLE}=false\r\ncmd ["/orders"]\r\n`,
    );
  });

  it.each<readonly [string, Texts, string]>([
    ['a version that does not check', { 'go.mod': goMod('v1.66.3') }, 'nginx-stream-tls-without-alpn'],
    [
      'a commit that does not read the variable',
      { 'go.mod': goMod('v1.77.0-dev.0.20251021051403-0037c61d3c9f') },
      'nginx-stream-tls-without-alpn',
    ],
    ['what has never worked', { 'nginx.conf': nginxConf('ssl_alpn http/1.1;') }, 'nginx-stream-alpn-without-h2'],
    ['an image without Go', { Dockerfile: 'FROM debian:13\nCMD ["/orders"]\n' }, 'nginx-stream-tls-without-alpn'],
    [
      'an image that has it already',
      { Dockerfile: DOCKERFILE.replace('ENTRYPOINT', `ENV ${VARIABLE}=true\nENTRYPOINT`) },
      'nginx-stream-tls-without-alpn',
    ],
  ])('is not offered for %s', async (_, texts, rule) => {
    expect([...(await offered({ ...BROKEN, Dockerfile: DOCKERFILE, ...texts }, rule)).keys()]).toEqual([]);
  });

  it('is offered for the module that refuses, and for no other', async () => {
    const texts = (leg: string): Texts => ({
      'orders/go.mod': goMod('v1.68.1'),
      'orders/Dockerfile': DOCKERFILE,
      'billing/go.mod': goMod('v1.68.1', 'billing'),
      'billing/Dockerfile': DOCKERFILE,
      'nginx.conf': `# grpc-alpn: grpc=yes\n${nginxConf()}`
        .replace('grpc-backend', 'billing')
        .replace('proxy_pass', `${leg}proxy_pass`),
    });
    // Who is connected to is not who refuses a listener without ALPN.
    expect([...(await offered(texts(''))).keys()]).toEqual([]);
    const behind = await offered(texts('proxy_ssl on; '), 'nginx-stream-upstream-without-alpn');
    expect([...behind.keys()]).toEqual(['the image of billing/Dockerfile']);
  });
});
