import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextOf } from '../../core/features/context.ts';
import type { ProbedEndpoint } from '../../core/features/answerers.ts';
import type { WorkspaceContext } from '../../core/observation/types.ts';
import type { Location } from '../../core/text/location.ts';
import { BARE_SERVER, goClient, goMain, goMod } from '../support/goTexts.ts';
import { checkTexts } from '../support/openWorkspace.ts';

type Texts = Readonly<Record<string, string>>;

async function contextIn(texts: Texts, endpoint: ProbedEndpoint): Promise<WorkspaceContext<Location>> {
  return contextOf((await checkTexts(texts)).snapshot.project, endpoint);
}

/** The predictions as `class label`. */
async function told(texts: Texts, target: string, sni?: string | null): Promise<readonly string[]> {
  const { predictions } = await contextIn(texts, { target, sni });
  return predictions.map((it) => `${it.class ?? '-'} ${it.label}`);
}

const stream = (servers: string): string => `# grpc-alpn: nginx=1.26.3\nevents {}\nstream {\n${servers}\n}\n`;
const http = (servers: string): string => `# grpc-alpn: nginx=1.26.3\nevents {}\nhttp {\n${servers}\n}\n`;

const NAMED = {
  'nginx.conf': http(`
    server { listen 443 ssl; server_name web.shop.example; }
    server { listen 443 ssl; http2 on; server_name grpc.shop.example *.grpc.shop.example; }
    server { listen 10.0.0.5:443 ssl; http2 on; server_name inner.shop.example; }`),
};

describe('which listener answers', () => {
  it.each([
    ['grpc.shop.example:443', undefined, ['A nginx http, listen 443 ssl, grpc.shop.example, *.grpc.shop.example']],
    ['GRPC.shop.example:443', undefined, ['A nginx http, listen 443 ssl, grpc.shop.example, *.grpc.shop.example']],
    ['eu.grpc.shop.example:443', undefined, ['A nginx http, listen 443 ssl, grpc.shop.example, *.grpc.shop.example']],
    ['web.shop.example:443', undefined, ['C nginx http, listen 443 ssl, web.shop.example']],
    // The name that is sent selects, and not the host.
    [
      'web.shop.example:443',
      'grpc.shop.example',
      ['A nginx http, listen 443 ssl, grpc.shop.example, *.grpc.shop.example'],
    ],
    ['grpc.shop.example:443', null, ['C nginx http, listen 443 ssl, web.shop.example (as the default server)']],
    ['127.0.0.1:443', undefined, ['C nginx http, listen 443 ssl, web.shop.example (as the default server)']],
    ['127.0.0.1:443', 'grpc.shop.example', ['A nginx http, listen 443 ssl, grpc.shop.example, *.grpc.shop.example']],
    ['127.0.0.1:443', 'other.example', ['C nginx http, listen 443 ssl, web.shop.example (as the default server)']],
    ['inner.shop.example:443', undefined, ['A nginx http, listen 10.0.0.5:443 ssl, inner.shop.example']],
    ['10.0.0.5:443', undefined, ['A nginx http, listen 10.0.0.5:443 ssl, inner.shop.example']],
  ])('at %s with the name %s', async (target, sni, expected) => {
    expect(await told(NAMED, target, sni)).toEqual(expected);
  });

  it.each([
    'other.example:443',
    'grpc.shop.example:8443',
    '10.0.0.6:443',
    '127.0.0.1:444',
    '[::1]:443',
    'no target at all',
    '',
    'unix:/run/a.sock',
  ])('at %s: none is known', async (target) => {
    expect(await told(NAMED, target)).toEqual([]);
  });

  it('is told of every configuration that may be meant', async () => {
    const one = stream('server { listen 8443 ssl; ssl_certificate a; ssl_certificate_key b; proxy_pass c:1; }');
    const texts = { 'a/nginx.conf': one, 'b/nginx.conf': one.replace('proxy_pass', 'ssl_alpn h2; proxy_pass') };
    expect(await told(texts, '127.0.0.1:8443')).toEqual([
      'B nginx stream, listen 8443 ssl',
      'A nginx stream, listen 8443 ssl',
    ]);
    expect(await told(texts, 'shop.example:8443')).toEqual([]);
  });

  it('is told of none where very many may be meant', async () => {
    const one = stream('server { listen 8443 ssl; proxy_pass c:1; }');
    const texts = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`${index}/nginx.conf`, one]));
    expect(await told(texts, '127.0.0.1:8443')).toEqual([]);
  });

  it('is told of both families for this machine by its name', async () => {
    const text = http('server { listen 443 ssl; listen [::]:443 ssl; http2 on; }');
    expect(await told({ 'nginx.conf': text }, 'localhost:443')).toEqual([
      'A nginx http, listen 443 ssl',
      'A nginx http, listen [::]:443 ssl',
    ]);
    expect(await told({ 'nginx.conf': text }, '[::1]:443')).toEqual(['A nginx http, listen [::]:443 ssl']);
  });

  it('is not concluded from an expression that takes every name', async () => {
    const text = http('server { listen 443 ssl; server_name ~^.*$; http2 on; }');
    expect(await told({ 'nginx.conf': text }, 'shop.example:443')).toEqual([]);
    const own = text.replace('~^.*$', String.raw`~^(eu|us)\.shop\.example$`);
    expect(await told({ 'nginx.conf': own }, 'eu.shop.example:443')).toEqual([
      String.raw`A nginx http, listen 443 ssl, ~^(eu|us)\.shop\.example$`,
    ]);
    expect(await told({ 'nginx.conf': own }, 'shop.example:443')).toEqual([]);
  });

  it('is one that passes connections on by their names', async () => {
    const text = stream(`
      map $ssl_preread_server_name $behind { a.shop.example 127.0.0.1:9001; *.b.shop.example 127.0.0.1:9002; default 127.0.0.1:9002; }
      server { listen 443; ssl_preread on; proxy_pass $behind; }
      server { listen 127.0.0.1:9001 ssl; ssl_certificate a; ssl_certificate_key b; ssl_alpn h2; proxy_pass c:1; }
      server { listen 127.0.0.1:9002 ssl; ssl_certificate a; ssl_certificate_key b; proxy_pass c:1; }`);
    expect(await told({ 'nginx.conf': text }, 'a.shop.example:443')).toEqual(['A nginx stream, listen 443']);
    // The same as for any other name: that tells nothing of the host.
    expect(await told({ 'nginx.conf': text }, 'x.b.shop.example:443')).toEqual([]);
    expect(await told({ 'nginx.conf': text }, '127.0.0.1:443', 'x.b.shop.example')).toEqual([
      'B nginx stream, listen 443',
    ]);
    expect(await told({ 'nginx.conf': text.replace('ssl_preread on;', '') }, 'a.shop.example:443')).toEqual([]);
  });

  it('is found among thousands at once', async () => {
    const servers = Array.from(
      { length: 1000 },
      (_, index) => `server { listen 443 ssl; server_name n${index}.shop.example; http2 on; }`,
    );
    const { project } = (await checkTexts({ 'nginx.conf': http(servers.join('\n')) })).snapshot;
    const found = servers.map((_, index) => contextOf(project, { target: `n${index}.shop.example:443` }).predictions);
    expect(found.map(([first]) => first?.label)).toEqual(
      servers.map((_, index) => `nginx http, listen 443 ssl, n${index}.shop.example`),
    );
  });

  it('is one in Go', async () => {
    const texts = { 'go.mod': goMod('v1.67.1'), 'main.go': goMain(...BARE_SERVER) };
    const { predictions } = await contextIn(texts, { target: 'localhost:9443' });
    expect(predictions).toMatchObject([
      {
        class: 'B',
        label: 'Go, TLS listener for grpc-go on :9443 in main.go',
        outcomes: [
          { offer: ['h2'], outcome: { kind: 'none' } },
          { offer: ['h2', 'http/1.1'], outcome: { kind: 'none' } },
          { offer: [], outcome: { kind: 'none' } },
        ],
      },
    ]);
    expect(predictions[0]?.version).toMatch(/^grpc-go v1\.67\.1 \(/);
    expect(await told(texts, 'orders:9443')).toEqual(['B Go, TLS listener for grpc-go on :9443 in main.go']);
    expect(await told(texts, 'shop.example:9443')).toEqual([]);
  });
});

describe('any text', () => {
  it('is no reason to fail, nor to name a listener that is not there', async () => {
    const texts = { 'nginx.conf': NAMED['nginx.conf'].replaceAll('443', '8443') };
    const { project } = (await checkTexts(texts)).snapshot;
    const word = fc.constantFrom(
      'grpc.shop.example',
      '127.0.0.1',
      '[::1]',
      ':',
      '8443',
      '.',
      '%',
      'dns:///',
      '[',
      'é',
      '\0',
    );
    const target = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 5 }).map((it) => it.join('')),
    );
    fc.assert(
      fc.property(target, fc.option(fc.oneof(fc.string(), word)), (text, sni) => {
        const { predictions } = contextOf(project, { target: text, sni });
        expect(predictions.length).toBeLessThanOrEqual(2);
        if (predictions.length > 0) expect(text).toContain('8443');
      }),
    );
  });
});

describe('what is predicted', () => {
  it('for TLS that passes through to a server in Go is what that does', async () => {
    const texts = {
      'nginx.conf': stream('server { listen 8443; proxy_pass 127.0.0.1:9443; }'),
      'go.mod': goMod('v1.67.1'),
      'main.go': goMain(...BARE_SERVER),
    };
    expect(await told(texts, '127.0.0.1:8443')).toEqual(['B nginx stream, listen 8443']);
  });

  it('for TLS that passes through to something else is nothing', async () => {
    const texts = { 'nginx.conf': stream('server { listen 8443; proxy_pass 10.0.0.5:9443; }') };
    const { predictions } = await contextIn(texts, { target: '127.0.0.1:8443' });
    expect(predictions[0]).toMatchObject({ class: null, outcomes: [{ outcome: { kind: 'relayed' } }, {}, {}] });
  });

  it('for a listener that wants a PROXY protocol header is nothing', async () => {
    const texts = { 'nginx.conf': http('server { listen 8443 ssl proxy_protocol; http2 on; }') };
    const { predictions } = await contextIn(texts, { target: '127.0.0.1:8443' });
    expect(predictions[0]).toMatchObject({ class: null, outcomes: [{ outcome: { kind: 'unknown' } }, {}, {}] });
  });

  it('has the version of nginx and where it is known from', async () => {
    const text = http('server { listen 443 ssl; http2 on; }');
    const version = async (it: string): Promise<unknown> =>
      (await contextIn({ 'nginx.conf': it }, { target: '127.0.0.1:443' })).predictions[0]?.version;
    expect(await version(text)).toBe('nginx 1.26.3 (the comment in line 1 of nginx.conf)');
    expect(await version(text.replace(/^.*\n/, ''))).toBeNull();
  });
});

describe('cures', () => {
  const curesIn = async (texts: Texts, target: string): Promise<readonly (readonly [string, string | null])[]> =>
    (await contextIn(texts, { target })).predictions.flatMap(({ cures }) =>
      cures.map(({ title, line }) => [title, line] as const),
    );

  it.each([
    [
      'the line of a directive that is missing',
      stream(
        'server {\n  listen 8443 ssl;\n  ssl_certificate a;\n  ssl_certificate_key b;\n  proxy_pass grpc_orders:1;\n}',
      ),
      [['Add `ssl_alpn h2;`', 'ssl_alpn h2;']],
    ],
    [
      'the same where all stands on one line',
      stream('server { listen 8443 ssl; ssl_certificate a; ssl_certificate_key b; proxy_pass c:1; }'),
      [['Add `ssl_alpn h2;`', 'ssl_alpn h2;']],
    ],
    [
      'the whole of a directive that is changed',
      stream(
        'server { listen 8443 ssl; ssl_certificate a; ssl_certificate_key b; ssl_alpn http/1.1; proxy_pass c:1; }',
      ),
      [['Change to `ssl_alpn h2 http/1.1;`', 'ssl_alpn h2 http/1.1;']],
    ],
    [
      'the listen that gets a word more',
      http('server {\n  listen 8443 ssl; # gRPC\n  location / { grpc_pass grpc://c:1; }\n}').replace(/^.*\n/, ''),
      [
        ['Add `http2` to `listen 8443 ssl` (nginx >= 1.9.5)', 'listen 8443 ssl http2;'],
        ['Add `http2 on;` (nginx >= 1.25.1)', 'http2 on;'],
      ],
    ],
    ['none where nothing is wrong', http('server { listen 8443 ssl; http2 on; }'), []],
  ])('%s', async (_, text, expected) => {
    expect(await curesIn({ 'nginx.conf': text }, '127.0.0.1:8443')).toEqual(expected);
  });

  it('are those of the listener alone, and not of the leg behind it', async () => {
    const server = (port: number): string =>
      `server { listen ${port} ssl; ssl_certificate a; ssl_certificate_key b; ssl_alpn h2; proxy_ssl on; proxy_pass grpc:1; }`;
    expect(await curesIn({ 'nginx.conf': stream(server(8443)) }, '127.0.0.1:8443')).toEqual([]);
    const two = stream(server(8443) + server(9443).replace('ssl_alpn h2;', ''));
    expect(await curesIn({ 'nginx.conf': two }, '127.0.0.1:8443')).toEqual([]);
    expect(await curesIn({ 'nginx.conf': two }, '127.0.0.1:9443')).toEqual([['Add `ssl_alpn h2;`', 'ssl_alpn h2;']]);
  });

  it('are there whatever a comment silences', async () => {
    const text = stream(
      'server {\n  # grpc-alpn: ignore nginx-stream-tls-without-alpn -- later\n  listen 8443 ssl;\n  ssl_certificate a;\n  ssl_certificate_key b;\n  proxy_pass c:1;\n}',
    );
    expect(await curesIn({ 'nginx.conf': text }, '127.0.0.1:8443')).toEqual([['Add `ssl_alpn h2;`', 'ssl_alpn h2;']]);
  });

  it('in Go', async () => {
    const texts = { 'go.mod': goMod('v1.67.1'), 'main.go': goMain(...BARE_SERVER) };
    const [first] = await curesIn(texts, '127.0.0.1:9443');
    expect(first?.[1]).toBe('server.Serve(tls.NewListener(listener, &tls.Config{NextProtos: []string{"h2"}}))');
  });
});

describe('modules that may be clients', () => {
  const modulesIn = async (texts: Texts, target: string): Promise<readonly string[]> =>
    (await contextIn(texts, { target })).modules.map((it) => `${it.module} ${it.grpcGo} ${it.certainty}`);

  it('are those that name the endpoint', async () => {
    const texts = {
      'a/go.mod': goMod('v1.66.3', 'shop.example/a'),
      'a/main.go': goMain(goClient('grpc.shop.example:443')),
      'b/go.mod': goMod('v1.72.0', 'shop.example/b'),
      'b/main.go': goMain(goClient('other.example:443')),
    };
    expect(await modulesIn(texts, 'grpc.shop.example:443')).toEqual(['shop.example/a v1.66.3 exact']);
    expect(await modulesIn(texts, 'third.example:443')).toEqual([
      'shop.example/a v1.66.3 exact',
      'shop.example/b v1.72.0 exact',
    ]);
  });

  it('are those that meet the listener', async () => {
    const texts = {
      ...NAMED,
      'orders/go.mod': goMod('v1.66.3', 'shop.example/orders'),
      'grpc/go.mod': goMod('v1.72.0', 'shop.example/web'),
    };
    expect(await modulesIn(texts, 'web.shop.example:443')).toEqual(['shop.example/web v1.72.0 exact']);
  });

  it('are none where grpc-go is not used, or not known', async () => {
    expect(await modulesIn(NAMED, 'web.shop.example:443')).toEqual([]);
    const replaced = `${goMod('v1.66.3')}\nreplace google.golang.org/grpc => ../fork\n`;
    expect(await modulesIn({ 'go.mod': replaced }, 'web.shop.example:443')).toEqual([]);
  });

  it('are told with what may switch their check off, and whether they are known to connect there', async () => {
    const client = (credentials: string): string =>
      goMain(`grpc.NewClient("a.example:443", grpc.WithTransportCredentials(${credentials}))`);
    const told = async (texts: Texts, target: string): Promise<readonly string[]> =>
      (await contextIn({ 'go.mod': goMod('v1.72.0'), ...texts }, { target })).modules.map(
        ({ check, isLinked }) => `${check} ${isLinked ? 'linked' : 'not linked'}`,
      );
    const main = client('credentials.NewTLS(nil)');
    expect(await told({ 'main.go': main }, 'a.example:443')).toEqual(['on linked']);
    expect(await told({ 'main.go': main }, 'b.example:443')).toEqual(['on not linked']);
    expect(await told({ 'main.go': client('insecure.NewCredentials()') }, 'a.example:443')).toEqual(['no-tls linked']);
    // Elsewhere its connections may have TLS.
    expect(await told({ 'main.go': client('insecure.NewCredentials()') }, 'b.example:443')).toEqual(['on not linked']);
    const Dockerfile = 'FROM golang:1.25\nENV GRPC_ENFORCE_ALPN_ENABLED=false\nCMD ["/app"]\n';
    expect(await told({ 'main.go': main, Dockerfile }, 'a.example:443')).toEqual(['off-by-environment linked']);
    const disabled = client('expcreds.NewTLSWithALPNDisabled(nil)').replace(
      '\n)\n',
      '\n\texpcreds "google.golang.org/grpc/experimental/credentials"\n)\n',
    );
    expect(await told({ 'main.go': disabled }, 'a.example:443')).toEqual(['off-by-credentials linked']);
  });

  it('are told to be at least of a version', async () => {
    const old = goMod('v1.66.3').replace('go 1.25.0', 'go 1.16');
    expect(await modulesIn({ 'go.mod': old }, 'a.example:443')).toEqual(['shop.example/orders v1.66.3 at-least']);
  });
});
