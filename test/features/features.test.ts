import { describe, expect, it } from 'vitest';
import { endpointsOf } from '../../core/features/endpoints.ts';
import { hoverAt } from '../../core/features/hover.ts';
import { mapOf } from '../../core/features/map.ts';
import { summaryOf } from '../../core/features/summary.ts';
import { filePath } from '../../core/text/filePath.ts';
import { checkTexts, FOLDER } from '../support/openWorkspace.ts';

const NGINX = `# grpc-alpn: nginx=1.26.3
events {}
stream {
    server {
        listen 8443 ssl;
        server_name grpc.shop.example *.wild.example;
        ssl_certificate     tls/server.crt;
        ssl_certificate_key tls/server.key;
        ssl_alpn h2;
        proxy_ssl on;
        proxy_pass 10.0.0.5:50051;
    }
    server {
        listen 9443;
        proxy_pass 10.0.0.6:50051;
    }
}
http {
    server {
        listen 443 ssl;
        http2 on;
        server_name api.shop.example;
        location / {
            grpc_pass grpcs://10.0.0.7:50051;
        }
    }
}
`;
const GO_MOD = `module shop.example/orders

go 1.25.0

require google.golang.org/grpc v1.68.1
`;

async function hover(
  name: string,
  text: string,
  word: string,
  texts: Readonly<Record<string, string>> = { 'nginx.conf': NGINX, 'go.mod': GO_MOD },
): Promise<string> {
  const { snapshot } = await checkTexts({ ...texts, [name]: text });
  return hoverAt(snapshot, filePath(`${FOLDER}/${name}`), text.indexOf(word) + 1)?.markdown ?? '';
}

describe('hover', () => {
  it('on listen: what a client gets by version, why gRPC, and where versions come from', async () => {
    const text = await hover('nginx.conf', NGINX, 'listen 8443');
    expect(text).toContain('`*:8443` (stream, TLS ends here)');
    expect(text).toContain('selects `h2` (class A)');
    expect(text).toContain('- every grpc-go: works');
    expect(text).toContain('Taken for probably gRPC');
    expect(text).toContain('nginx 1.26.3, from the comment in line 1 of nginx\\.conf');
    expect(text).toContain('`v1.68.1`');
  });

  it('on proxy_ssl: what the server behind does', async () => {
    const text = await hover('nginx.conf', NGINX, 'proxy_ssl on');
    expect(text).toContain('TLS that offers no protocol');
    expect(text).toContain('- grpc-go up to 1.66: works');
    expect(text).toContain('- grpc-go 1.67 and newer: **fails**: `error reading server preface: EOF`');
  });

  it.each([
    ['ssl_alpn', 'selects `h2`'],
    ['http2 on', '- every grpc-go: works'],
    ['grpc_pass', 'TLS that offers `h2`'],
    ['listen 9443', 'ALPN is negotiated with the upstream, end to end'],
  ])('on %s', async (word, words) => {
    expect(await hover('nginx.conf', NGINX, word)).toContain(words);
  });

  it('without ssl_alpn, tells what broke and from which version on', async () => {
    const text = await hover('nginx.conf', NGINX.replace('        ssl_alpn h2;\n', ''), 'listen 8443');
    expect(text).toContain('selects nothing (class B)');
    expect(text).toContain(
      '- grpc-go up to 1.66: works\n- grpc-go 1.67 and newer: **fails**: `credentials: cannot check peer: missing selected ALPN property`',
    );
    expect(text).not.toContain('never worked');
  });

  it('of class C, says that it has never worked', async () => {
    const text = await hover('nginx.conf', NGINX.replace('ssl_alpn h2', 'ssl_alpn http/1.1'), 'listen 8443');
    expect(text).toContain(
      '- every grpc-go: **fails**: `remote error: tls: no application protocol`, and has never worked',
    );
  });

  it('of TLS that grpc-go does not offer, does not say that an older one never got through', async () => {
    const text = await hover(
      'nginx.conf',
      NGINX.replace('ssl_alpn h2;', 'ssl_alpn h2; ssl_protocols TLSv1.1;'),
      'listen 8443',
    );
    expect(text).toMatch(
      /- every grpc-go: \*\*fails\*\*: `remote error: tls: [^`]*`, since grpc-go 1\.60 at the latest/,
    );
    expect(text).not.toContain('never worked');
  });

  it('on the requirement of grpc-go', async () => {
    const text = await hover('go.mod', GO_MOD, 'v1.68.1');
    expect(text).toContain('**grpc-go `v1.68.1`**');
    expect(text).toContain('Of the 3 listeners that it meets here, 1 breaks with it: nginx\\.conf');
  });

  it('on anything else: nothing', async () => {
    expect(await hover('nginx.conf', NGINX, 'ssl_certificate_key')).toBe('');
    expect(await hover('go.mod', GO_MOD, 'module')).toBe('');
  });

  it('what stands in the file is never markup', async () => {
    const hostile = NGINX.replace('10.0.0.5:50051', '"`<img src=x>`[a](command:x)grpc:1"');
    const text = await hover('nginx.conf', hostile, 'listen 8443');
    expect(text).not.toMatch(/(?<!\\)<img|(?<!\\)\[a\]\(/);
  });
});

describe('map', () => {
  it('has every listener with outcomes, verdicts and ways out', async () => {
    const { snapshot } = await checkTexts({ 'nginx.conf': NGINX });
    const map = mapOf(snapshot.project);
    expect(
      map.map(({ module, address, port, tls, default: first, http2 }) => ({
        module,
        address,
        port,
        tls,
        first,
        http2,
      })),
    ).toEqual([
      { module: 'http', address: '*', port: 443, tls: 'terminated', first: true, http2: true },
      { module: 'stream', address: '*', port: 8443, tls: 'terminated', first: true, http2: null },
      { module: 'stream', address: '*', port: 9443, tls: 'passthrough', first: true, http2: null },
    ]);
    const [http, stream, through] = map;
    expect(http?.dials).toMatchObject([
      {
        route: { kind: 'location', match: '/' },
        to: 'grpcs://10.0.0.7:50051',
        addresses: ['10.0.0.7:50051'],
        tls: true,
        offer: { kind: 'fixed', protocols: ['h2'] },
      },
    ]);
    expect(stream?.outcomes.map(({ outcome }) => outcome)).toEqual([
      { kind: 'selected', protocol: 'h2' },
      { kind: 'selected', protocol: 'h2' },
      { kind: 'refused', alert: 120 },
      { kind: 'none' },
    ]);
    expect(stream?.dials[0]?.verdicts.map(({ grpcGo, result, brokeAt }) => [grpcGo, result, brokeAt])).toEqual([
      ['<1.65', 'works', null],
      ['1.65-1.66', 'works', null],
      ['1.67', 'fails', '1.67.0'],
      ['1.68-1.69', 'fails', '1.67.0'],
      ['>=1.70', 'fails', '1.67.0'],
    ]);
    expect(through?.verdicts.every(({ result }) => result === 'unknown')).toBe(true);
    expect(stream?.nginxVersion).toEqual({ value: '1.26.3', from: 'the comment in line 1 of nginx.conf' });
  });

  it('has one listener per port of a range, and *:80 where none is written', async () => {
    const { snapshot } = await checkTexts({
      'nginx.conf': 'http { server { listen 127.0.0.1:8000-8002; } server { } server { listen unix:/run/x.sock; } }',
    });
    expect(mapOf(snapshot.project).map(({ address, port }) => `${address} ${port ?? 'none'}`)).toEqual([
      '127.0.0.1 8000',
      '127.0.0.1 8001',
      '127.0.0.1 8002',
      '* 80',
      'unix:/run/x.sock none',
    ]);
  });

  it('has exactly one default server for each socket', async () => {
    const { snapshot } = await checkTexts({
      'nginx.conf':
        'http { server { listen 80; server_name a; } server { listen 80 default_server; server_name b; } server { listen *:80; server_name c; } server { listen [::]:80; server_name d; } }',
    });
    expect(mapOf(snapshot.project).map((it) => `${it.serverNames.join()} ${it.default}`)).toEqual([
      'a false',
      'b true',
      'c false',
      'd true',
    ]);
  });
});

describe('endpoints', () => {
  it('are names with ports, this machine with those names, and what is behind', async () => {
    const { snapshot } = await checkTexts({ 'nginx.conf': NGINX });
    expect(endpointsOf(snapshot.project).map(({ target, sni }) => [target, sni])).toEqual([
      ['api.shop.example:443', undefined],
      ['127.0.0.1:443', 'api.shop.example'],
      ['grpc.shop.example:8443', undefined],
      ['127.0.0.1:8443', 'grpc.shop.example'],
      ['127.0.0.1:9443', undefined],
      ['10.0.0.7:50051', undefined],
      ['10.0.0.5:50051', undefined],
      ['10.0.0.6:50051', undefined],
    ]);
  });
});

it('the summary counts', async () => {
  const { snapshot, analysis } = await checkTexts({ 'nginx.conf': NGINX, 'go.mod': GO_MOD });
  expect(summaryOf(snapshot, analysis)).toEqual({
    files: 2,
    listeners: 3,
    modules: 1,
    error: 0,
    warning: 2,
    information: 0,
    hint: 0,
  });
});
