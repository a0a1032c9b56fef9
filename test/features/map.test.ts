import { describe, expect, it } from 'vitest';
import { BANDS } from '../../core/alpn/index.ts';
import { answeringFor } from '../../core/features/answering.ts';
import { mapOf, modulesOf } from '../../core/features/map.ts';
import { judgementText, worstTone } from '../../core/map/tones.ts';
import type { AtLocation, MapListener } from '../../core/map/types.ts';
import {
  answerWords,
  judgementOf,
  judgementsOf,
  namesWords,
  offerWords,
  routeWords,
  socketWords,
  targetWords,
  tlsWords,
} from '../../core/map/words.ts';
import type { Project } from '../../core/project/project.ts';
import type { FilePath } from '../../core/text/filePath.ts';
import { checkTexts } from '../support/openWorkspace.ts';

type Listener = MapListener<AtLocation, FilePath>;

async function projectOf(text: string, goMod?: string): Promise<Project> {
  const texts = { 'nginx.conf': text, ...(goMod !== undefined && { 'go.mod': goMod }) };
  return (await checkTexts(texts)).snapshot.project;
}

async function listenerOf(text: string): Promise<Listener> {
  const [listener] = mapOf(await projectOf(`# grpc-alpn: nginx=1.30.0\nevents {}\n${text}`));
  if (listener === undefined) throw new Error('there is no listener');
  return listener;
}

const TLS = 'ssl_certificate a.crt; ssl_certificate_key a.key;';

/** The newest grpc-go's judgement of a listener, as tone and text. */
function newest(leg: Parameters<typeof judgementOf>[0]): string {
  const judgement = judgementOf(leg, '>=1.70');
  return judgement === undefined ? 'none' : `${judgement.tone} ${judgementText(judgement)}`;
}

describe('a listener in words', () => {
  it.each([
    ['stream { server { listen 443 ssl; proxy_pass grpc:1; } }', 'selects nothing'],
    ['stream { server { listen 443 ssl; ssl_alpn h2; proxy_pass grpc:1; } }', 'selects h2'],
    [
      'stream { server { listen 443 ssl; ssl_alpn http/1.1; proxy_pass a:1; } }',
      'refuses: no application protocol (120)',
    ],
    ['stream { server { listen 443; proxy_pass a:1; } }', 'passes it on to the upstream'],
    ['http { server { listen 443 ssl; http2 on; } }', 'selects h2'],
    ['http { server { listen 443 ssl; } }', 'refuses: no application protocol (120)'],
    ['http { server { listen 80; } }', 'no TLS, no HTTP/2'],
    ['http { server { listen 80; http2 on; } }', 'no TLS, HTTP/2 is spoken'],
    ['http { server { listen 443 ssl; ssl_reject_handshake on; } }', 'refuses: unrecognized name (112)'],
  ])('%s %s', async (text, words) => {
    expect(answerWords(await listenerOf(text))).toBe(words);
  });

  it('has its socket, its names and what becomes of TLS', async () => {
    const many = await listenerOf(
      'http { server { listen [::1]:443 ssl proxy_protocol; server_name a.example b.example c.example d.example ""; } }',
    );
    expect(socketWords(many)).toBe('[::1]:443');
    expect(namesWords(many)).toBe('a.example, b.example, c.example and 1 more');
    expect(tlsWords(many)).toBe('TLS ends here, PROXY protocol');
    expect(many.proxyProtocol).toBe(true);
    const unix = await listenerOf('stream { server { listen unix:/run/a.sock; proxy_pass a:1; } }');
    expect([socketWords(unix), namesWords(unix), tlsWords(unix)]).toEqual([
      'unix:/run/a.sock',
      '',
      'TLS passes through',
    ]);
  });
});

describe('a way out in words', () => {
  const inHttp = (location: string): string =>
    `http { upstream pool { server 10.0.0.1:1; server 10.0.0.2:1; server 10.0.0.3:1; server 10.0.0.4:1; } server { listen 443 ssl; ${location} } }`;
  it.each([
    [
      inHttp('location /a { grpc_pass grpc://pool; }'),
      'location /a',
      'HTTP/2, no TLS',
      'grpc://pool: 10.0.0.1:1, 10.0.0.2:1, 10.0.0.3:1 and 1 more',
    ],
    [inHttp('location /a { grpc_pass grpcs://b:1; }'), 'location /a', 'TLS, offers h2', 'grpcs://b:1'],
    [inHttp('location ~ ^/x { proxy_pass http://b:1; }'), 'location ~ ^/x', 'HTTP/1.1, no TLS', 'http://b:1'],
    ['stream { server { listen 1 ssl; proxy_pass b:1; } }', 'every connection', 'no TLS', 'b:1'],
    ['stream { server { listen 1; proxy_pass b:1; } }', 'every connection', 'as the client sent it', 'b:1'],
    [
      'stream { server { listen 1 ssl; proxy_ssl on; proxy_pass b:1; } }',
      'every connection',
      'TLS, offers nothing',
      'b:1',
    ],
    ['stream { server { listen 1 ssl; pass 127.0.0.1:2; } }', 'pass', 'no TLS', '127.0.0.1:2'],
  ])('%s', async (text, route, offer, target) => {
    const listener = await listenerOf(text);
    expect(listener.dials.map((it) => [routeWords(it), offerWords(it, listener), targetWords(it)])).toEqual([
      [route, offer, target],
    ]);
  });
});

describe('a verdict in words', () => {
  it('that broke at 1.67 says since when, and groups releases that get the same', async () => {
    const listener = await listenerOf(`stream { server { listen 443 ssl; ${TLS} proxy_pass grpc:1; } }`);
    expect(
      judgementsOf(listener).map(({ bands, judgement }) => [bands, judgement.tone, judgementText(judgement)]),
    ).toEqual([
      ['grpc-go up to 1.66', 'works', 'works'],
      [
        'grpc-go 1.67 and newer',
        'fails',
        'fails since 1.67.0: credentials: cannot check peer: missing selected ALPN property',
      ],
    ]);
  });

  it('that never worked says so', async () => {
    const listener = await listenerOf(`stream { server { listen 443 ssl; ssl_alpn x; ${TLS} proxy_pass grpc:1; } }`);
    expect(newest(listener)).toBe('fails fails, has never worked: remote error: tls: no application protocol');
  });

  it('that comes of the TLS that grpc-go offers by itself does not', async () => {
    const listener = await listenerOf(
      `stream { server { listen 443 ssl; ssl_protocols TLSv1.1; ssl_alpn h2; ${TLS} proxy_pass grpc:1; } }`,
    );
    expect(newest(listener)).toMatch(/^fails fails, since 1\.60 at the latest: remote error: tls: /);
  });

  it('is no failure where certainly no gRPC runs', async () => {
    const listener = await listenerOf(`stream { server { listen 5432 ssl; ${TLS} proxy_pass db:5432; } }`);
    expect(newest(listener)).toBe('silent not gRPC');
  });

  it('is no failure of a web site, and depends where TLS without ALPN may be gRPC', async () => {
    const site = await listenerOf(`http { server { listen 443 ssl; ${TLS} location / { proxy_pass http://a; } } }`);
    expect(newest(site)).toBe('silent would fail if it were gRPC');
    const stream = await listenerOf(`stream { server { listen 443 ssl; ${TLS} proxy_pass a:1; } }`);
    expect(newest(stream)).toMatch(/^depends fails since 1\.67\.0, if it is gRPC/);
  });

  it('of a way beside grpc_pass is none of gRPC', async () => {
    const { dials } = await listenerOf(
      `http { server { listen 443 ssl; http2 on; ${TLS} location / { grpc_pass grpcs://a:1; } location /web { proxy_pass https://b; } } }`,
    );
    expect(dials.map(newest)).toEqual(['works works', 'silent would fail if it were gRPC']);
  });

  it('where TLS passes through: the server behind it decides', async () => {
    const listener = await listenerOf('stream { server { listen 443; proxy_pass grpc:1; } }');
    expect(newest(listener)).toBe('unknown the server behind it decides');
  });

  it('is none where no TLS is spoken', async () => {
    const listener = await listenerOf('http { server { listen 80; location / { grpc_pass grpc://a; } } }');
    expect([newest(listener), ...listener.dials.map(newest)]).toEqual(['none', 'none']);
  });

  it('of several the most pressing one counts', () => {
    expect(worstTone(['silent', 'works', 'unknown', 'depends', 'fails'])).toBe('fails');
    expect(worstTone(['silent', 'works', 'unknown'])).toBe('unknown');
    expect(worstTone([])).toBe('silent');
  });
});

describe('the map for one server name', () => {
  const SERVERS = `events {}
http {
  server { listen 443 ssl default_server; server_name other.example; }
  server { listen 443 ssl; server_name *.shop.example; }
  server { listen 443 ssl; server_name api.shop.example; }
  server { listen 8443 ssl; server_name web.example; }
}
`;
  const namesFor = async (name: string): Promise<readonly string[]> =>
    answeringFor(await projectOf(SERVERS), name).listeners.map(
      ({ port, serverNames }) => `${port ?? ''} ${serverNames.join()}`,
    );

  it.each([
    ['api.shop.example', '443 api.shop.example'],
    ['www.shop.example', '443 *.shop.example'],
    ['else.example', '443 other.example'],
  ])('%s', async (name, answering) => {
    expect(await namesFor(name)).toEqual([answering, '8443 web.example']);
  });

  it('says where a regular expression decides that is not understood', async () => {
    const project = await projectOf(
      'http { server { listen 443 ssl; server_name "~^(?=a)b"; } server { listen 443 ssl; server_name x; } }',
    );
    const { listeners, undecided } = answeringFor(project, 'c');
    expect(listeners).toEqual([]);
    expect(undecided.map(({ port }) => port)).toEqual([443]);
  });

  it('follows the way that the name takes through ssl_preread', async () => {
    const project = await projectOf(`events {}
stream {
  map $ssl_preread_server_name $pool { api.example apis; web.example webs; default others; }
  upstream apis { server 10.0.0.1:443; }
  upstream webs { server 10.0.0.2:443; }
  upstream others { server 10.0.0.3:443; }
  server { listen 443; ssl_preread on; proxy_pass $pool; }
}
`);
    const waysFor = (name: string): readonly string[] =>
      mapOf(project, answeringFor(project, name).listeners).flatMap(({ dials }) =>
        dials.map((it) => `${routeWords(it)}: ${targetWords(it)}`),
      );
    expect(waysFor('api.example')).toEqual(['for api.example: apis ($pool): 10.0.0.1:443']);
    expect(waysFor('none.example')).toEqual(['for default: others ($pool): 10.0.0.3:443']);
    expect(mapOf(project).flatMap(({ dials }) => dials.map(routeWords))).toEqual([
      'for api.example',
      'for web.example',
      'for default',
    ]);
  });
});

it('the map names the modules that use grpc-go, with the releases that theirs behaves like', async () => {
  const project = await projectOf(
    'events {}\n',
    'module shop.example/orders\n\ngo 1.25.0\n\nrequire google.golang.org/grpc v1.67.1\n',
  );
  expect(modulesOf(project)).toMatchObject([
    { path: 'shop.example/orders', grpcGo: 'v1.67.1', band: '1.67', certainty: 'exact' },
  ]);
  expect(BANDS).toContain('1.67');
});
