import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../cli/commandLine.ts';
import { BARE_SERVER, goClient, goMain, goMod } from '../support/goTexts.ts';

const NGINX = `# grpc-alpn: nginx=1.26.3
events {}
stream {
    upstream orders { server 10.0.0.5:50051; }
    server {
        listen 443 ssl;
        server_name orders.example;
        proxy_ssl on;
        proxy_pass orders;
    }
    server {
        listen 443 ssl;
        server_name grpc.example;
        ssl_certificate grpc.crt;
        ssl_certificate_key grpc.key;
        ssl_alpn h2;
        proxy_pass orders;
    }
}
`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cli-map-'));
  mkdirSync(path.join(folder, 'project/orders'), { recursive: true });
  mkdirSync(path.join(folder, 'empty'));
  mkdirSync(path.join(folder, 'go'));
  writeFileSync(path.join(folder, 'go/go.mod'), goMod('v1.67.1'));
  writeFileSync(
    path.join(folder, 'go/main.go'),
    goMain(...BARE_SERVER, goClient('localhost:9443'), goClient('\u202ebilling.example:443')),
  );
  writeFileSync(path.join(folder, 'project/nginx.conf'), NGINX);
  writeFileSync(
    path.join(folder, 'project/grpc-alpn.json'),
    '{"nginx":{"configurations":[{"main":"nginx.conf","grpc":"yes"}]}}',
  );
  writeFileSync(
    path.join(folder, 'project/orders/go.mod'),
    'module shop.example/orders\n\ngo 1.25.0\n\nrequire google.golang.org/grpc v1.67.1\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function map(
  args: readonly string[],
  colours = false,
): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
  let [out, error] = ['', ''];
  const code = await run(['map', ...args], {
    cwd: folder,
    out: (text) => (out += text),
    error: (text) => (error += text),
    input: () => Promise.resolve(''),
    progress: () => undefined,
    isScreen: false,
    colours,
    interrupted: new AbortController().signal,
  });
  return { code, out, error };
}

describe('map, as text', () => {
  it('has a paragraph for each listener: what it does, what each grpc-go gets, and where it leads', async () => {
    const { code, out } = await map(['project']);
    expect(code).toBe(0);
    expect(out).toBe(`shop.example/orders builds with grpc-go v1.67.1 project/orders/go.mod:5

project/nginx.conf: nginx 1.26.3, from the comment in line 1 of nginx.conf

  *:443 (stream, TLS ends here) for orders.example project/nginx.conf:6
    offered h2: selects nothing
    ✓ grpc-go up to 1.66 as client: works
    ✗ grpc-go 1.67 and newer as client: fails since 1.67.0: credentials: cannot check peer: missing selected ALPN property
    gRPC: yes (a statement for this configuration)
    every connection -> orders: 10.0.0.5:50051: TLS, offers nothing project/nginx.conf:9
       ✓ grpc-go up to 1.66 as server: works
       ✗ grpc-go 1.67 and newer as server: fails since 1.67.0: error reading server preface: EOF

  *:443 (stream, TLS ends here) for grpc.example project/nginx.conf:12
    offered h2: selects h2
    ✓ every grpc-go as client: works
    gRPC: yes (a statement for this configuration)
    every connection -> orders: 10.0.0.5:50051: no TLS project/nginx.conf:17

2 listeners
`);
  });

  it('is coloured by verdict on a terminal, and never by what stands in a file', async () => {
    expect((await map(['project'], true)).out).toContain('\u001b[31m✗ grpc-go 1.67 and newer');
    mkdirSync(path.join(folder, 'hostile'));
    writeFileSync(path.join(folder, 'hostile/nginx.conf'), NGINX.replace('orders.example', '"\u001b[2J\u202e"'));
    const { out } = await map(['hostile']);
    expect(out).not.toMatch(/\u001b|\u202e/);
    expect(out).toContain('for \\x1b[2J\\u202e');
  });

  it('has the listeners and clients of Go source below their file', async () => {
    const { out } = await map(['go']);
    expect(out).toBe(`shop.example/orders builds with grpc-go v1.67.1 go/go.mod:5

go/main.go: grpc-go v1.67.1, from go.mod

  *:9443 (crypto/tls, TLS ends here) go/main.go:17
    offered h2: selects nothing
    ✓ grpc-go up to 1.66 as client: works
    ✗ grpc-go 1.67 and newer as client: fails since 1.67.0: credentials: cannot check peer: missing selected ALPN property
    gRPC: yes (a server of grpc-go takes its connections)

  client of localhost:9443 (credentials.NewTLS) go/main.go:18
    TLS, offers h2
    ✓ grpc-go up to 1.66 as client: works
    ✗ grpc-go 1.67 and newer as client: fails since 1.67.0: credentials: cannot check peer: missing selected ALPN property
    -> *:9443 go/main.go:17

  client of \\u202ebilling.example:443 (credentials.NewTLS) go/main.go:19
    TLS, offers h2
    ? every grpc-go as client: cannot be said from here

1 listener, 2 clients
`);
  });

  it('says of what passes TLS through that there is nothing to configure', async () => {
    mkdirSync(path.join(folder, 'aws'));
    writeFileSync(
      path.join(folder, 'aws/main.tf'),
      'resource "aws_nat_gateway" "out" {\n  subnet_id = "subnet-1"\n}\n\n' +
        'resource "aws_lb" "raw" {\n  load_balancer_type = "network"\n}\n\n' +
        'resource "aws_lb_listener" "raw" {\n  load_balancer_arn = aws_lb.raw.arn\n  port = 8443\n  protocol = "TCP"\n}\n',
    );
    expect((await map(['aws'])).out).toBe(`aws/main.tf: Terraform

  aws_lb_listener.raw, port 8443 (AWS NLB, TLS passes through) aws/main.tf:12
    offered h2: passes TLS through: nothing to configure
    ? every grpc-go as client: the server behind it decides
    gRPC: unknown (nothing here says what is served)

  aws_nat_gateway.out (AWS NAT gateway, TLS passes through) aws/main.tf:1
    passes TLS through: nothing to configure
    gRPC: unknown (whatever leaves the network leaves through it)

2 listeners
`);
  });

  it('gives a client of a name that two things have the choice', async () => {
    mkdirSync(path.join(folder, 'two'));
    const balancer = (name: string, policy: string): string =>
      `resource "aws_lb" "${name}" {\n  load_balancer_type = "network"\n}\n` +
      `resource "aws_lb_listener" "${name}" {\n  load_balancer_arn = aws_lb.${name}.arn\n  port = 443\n  protocol = "TLS"\n  alpn_policy = "${policy}"\n}\n` +
      `resource "aws_route53_record" "${name}" {\n  name = "grpc.shop.example"\n  type = "A"\n  alias {\n    name = aws_lb.${name}.dns_name\n  }\n}\n`;
    writeFileSync(path.join(folder, 'two/main.tf'), balancer('blue', 'None') + balancer('green', 'HTTP2Preferred'));
    writeFileSync(path.join(folder, 'two/main.go'), goMain(goClient('grpc.shop.example:443')));
    const { out } = await map(['two']);
    expect(out).toContain(`    ? grpc-go 1.67 and newer as client: cannot be said from here
    -> aws_lb_listener.blue, port 443 for grpc.shop.example two/main.tf:7
    or aws_lb_listener.green, port 443 for grpc.shop.example two/main.tf:23
`);
  });

  it('says that there is no listener', async () => {
    expect(await map(['empty'])).toEqual({ code: 0, out: '0 listeners\n', error: '' });
  });
});

describe('map, as JSON', () => {
  it('names the modules and the listeners, with the keys of the contract', async () => {
    const { out } = await map(['project', '--format', 'json']);
    const { schema, modules, listeners } = JSON.parse(out) as {
      readonly schema: number;
      readonly modules: readonly unknown[];
      readonly listeners: readonly { readonly dials: readonly object[] }[];
    };
    expect(schema).toBe(1);
    expect(modules).toEqual([
      {
        file: 'project/orders/go.mod',
        range: { start: { line: 4, character: 31 }, end: { line: 4, character: 38 } },
        path: 'shop.example/orders',
        grpcGo: 'v1.67.1',
        band: '1.67',
        certainty: 'exact',
      },
    ]);
    expect(Object.keys(listeners[0] ?? {}).join(' ')).toBe(
      'source configuration module file range name address port serverNames default proxyProtocol tls http2 alpn outcomes grpc nginxVersion grpcGo remarks verdicts dials',
    );
    expect(Object.keys(listeners[0]?.dials[0] ?? {}).join(' ')).toBe(
      'route to resolved addresses protocol port tls speaks offer grpc file range verdicts leadsTo',
    );
  });

  it('has the listeners and clients of Go source, with the keys of the contract', async () => {
    const { out } = await map(['go', '--format', 'json']);
    const { listeners, dialers } = JSON.parse(out) as {
      readonly listeners: readonly object[];
      readonly dialers: readonly { readonly leadsTo: readonly object[] }[];
    };
    expect(listeners).toMatchObject([
      { source: 'go', configuration: 'go/main.go', module: 'tls', file: 'go/main.go', port: 9443, nginxVersion: null },
    ]);
    expect(Object.keys(listeners[0] ?? {}).join(' ')).toBe(
      'source configuration module file range name address port serverNames default proxyProtocol tls http2 alpn outcomes grpc nginxVersion grpcGo remarks verdicts dials',
    );
    expect(dialers).toMatchObject([{ to: 'localhost:9443' }, { leadsTo: [] }]);
    expect(Object.keys(dialers[0] ?? {}).join(' ')).toBe(
      'source configuration module file range to addresses tls speaks offer grpc credentials grpcGo verdicts leadsTo',
    );
    expect(Object.keys(dialers[0]?.leadsTo[0] ?? {}).join(' ')).toBe(
      'source configuration module file range name address port serverNames',
    );
    expect((await map(['go/go.mod', '--format', 'json'])).out).toContain('"listeners":[],"dialers":[]');
  });

  it('of a file has only what stands in it', async () => {
    const { out } = await map(['project/orders/go.mod', '--format', 'json']);
    expect(JSON.parse(out)).toMatchObject({ listeners: [] });
  });
});

describe('map --sni', () => {
  it('has the listener that answers for the name, of each socket one', async () => {
    const { out } = await map(['project', '--sni', 'GRPC.example']);
    expect(out).toContain('for grpc.example');
    expect(out).toContain('\n1 listener\n');
    expect((await map(['project', '--sni', 'else.example'])).out).toContain('for orders.example');
  });

  it('says of which socket it cannot be said', async () => {
    mkdirSync(path.join(folder, 'expression'));
    writeFileSync(path.join(folder, 'expression/nginx.conf'), NGINX.replace('grpc.example', '"~^(?=a)b"'));
    const { code, out, error } = await map(['expression', '--sni', 'a.example']);
    expect({ code, out }).toEqual({ code: 0, out: '0 listeners\n' });
    expect(error).toBe(
      'grpc-alpn: expression/nginx.conf: which server of *:443 answers for a.example cannot be said: a regular expression decides that is not understood\n',
    );
  });
});

it('map --format mermaid prints a flowchart', async () => {
  const { out } = await map(['project', '--format', 'mermaid']);
  expect(out).toMatch(/^flowchart LR\n/);
  expect(out).toContain('subgraph configuration0 ["project/nginx.conf"]');
});

it.each([
  [['--format', 'svg'], 'Allowed choices are text, json, mermaid'],
  [['--sni', '10.0.0.1'], 'SNI holds names only'],
  [['--nginx-version', 'newest'], 'A version looks like 1.26.3'],
  [['nowhere'], 'nowhere: no such file or folder'],
])('map %j is refused, with exit code 2', async (args, words) => {
  const { code, out, error } = await map(args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(error).toContain(words);
});
