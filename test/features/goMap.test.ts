import { describe, expect, it } from 'vitest';
import { alpnLensesOf } from '../../core/features/alpnLenses.ts';
import { endpointsOf } from '../../core/features/endpoints.ts';
import { goDialersOf } from '../../core/features/goMap.ts';
import { mapOf } from '../../core/features/map.ts';
import { mermaidOf } from '../../core/map/mermaid.ts';
import { judgementText } from '../../core/map/tones.ts';
import type { AtLocation, MapDialer, MapListener } from '../../core/map/types.ts';
import {
  answerWords,
  credentialsWords,
  dialerWords,
  judgementsOf,
  kindWords,
  offerWords,
  socketWords,
  versionWords,
} from '../../core/map/words.ts';
import type { Project } from '../../core/project/project.ts';
import { filePath, type FilePath } from '../../core/text/filePath.ts';
import { BARE_SERVER, goClient, goMain, goMod } from '../support/goTexts.ts';
import { checkTexts, FOLDER } from '../support/openWorkspace.ts';

const MISSING = 'fails since 1.67.0: credentials: cannot check peer: missing selected ALPN property';

async function projectOf(texts: Readonly<Record<string, string>>): Promise<Project> {
  return (await checkTexts({ 'go.mod': goMod('v1.67.1'), ...texts })).snapshot.project;
}

async function goListeners(...statements: readonly string[]): Promise<readonly MapListener<AtLocation, FilePath>[]> {
  return mapOf(await projectOf({ 'main.go': goMain(...statements) }));
}

async function dialers(texts: Readonly<Record<string, string>>): Promise<readonly MapDialer<AtLocation, FilePath>[]> {
  return goDialersOf(await projectOf(texts));
}

/** What each grpc-go gets, as words. */
function verdictsOf(leg: Parameters<typeof judgementsOf>[0]): readonly string[] {
  return judgementsOf(leg).map(({ bands, judgement }) => `${bands}: ${judgementText(judgement)}`);
}

describe('a listener in Go', () => {
  it('has the fields of every listener', async () => {
    const [listener, ...others] = await goListeners(...BARE_SERVER);
    expect(others).toEqual([]);
    expect(listener).toMatchObject({
      source: 'go',
      configuration: `${FOLDER}/main.go`,
      module: 'tls',
      address: '*',
      port: 9443,
      serverNames: [],
      default: true,
      proxyProtocol: false,
      tls: 'terminated',
      http2: true,
      alpn: { kind: 'ignores' },
      grpc: { evidence: 'yes' },
      nginxVersion: null,
      grpcGo: { value: 'v1.67.1', from: 'go.mod' },
      dials: [],
    });
    expect(listener?.outcomes).toHaveLength(4);
    expect(listener && verdictsOf(listener)).toEqual([
      'grpc-go up to 1.66: works',
      `grpc-go 1.67 and newer: ${MISSING}`,
    ]);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    [
      'a TLS listener',
      [
        'l, _ := tls.Listen("tcp", "127.0.0.1:9443", &tls.Config{NextProtos: []string{"h2"}})',
        'grpc.NewServer().Serve(l)',
      ],
      ['127.0.0.1:9443', 'crypto/tls, TLS ends here', 'selects h2', 'every grpc-go: works'],
    ],
    [
      'NewTLS',
      [
        'l, _ := net.Listen("tcp", "[::]:9443")',
        'grpc.NewServer(grpc.Creds(credentials.NewTLS(&tls.Config{}))).Serve(l)',
      ],
      ['[::]:9443', 'grpc-go, TLS ends here', 'selects h2', 'every grpc-go: works'],
    ],
    [
      'no TLS',
      ['l, _ := net.Listen("tcp", ":50051")', 'grpc.NewServer().Serve(l)'],
      ['*:50051', 'grpc-go, no TLS', 'no TLS, HTTP/2 is spoken'],
    ],
    [
      'ALTS',
      [
        'l, _ := net.Listen("tcp", ":50051")',
        'grpc.NewServer(grpc.Creds(alts.NewServerCreds(alts.DefaultServerOptions()))).Serve(l)',
      ],
      ['*:50051', 'grpc-go, no TLS', 'no TLS, HTTP/2 is spoken'],
    ],
    [
      'net/http',
      ['web := &http.Server{Addr: ":8443", Handler: grpc.NewServer()}', 'web.ListenAndServeTLS("a", "b")'],
      ['*:8443', 'net/http, TLS ends here', 'selects h2', 'every grpc-go: works'],
    ],
  ])('in words: %s', async (_, statements, words) => {
    const [listener] = await goListeners(...statements);
    if (listener === undefined) throw new Error('there is no listener');
    expect([socketWords(listener), kindWords(listener), answerWords(listener), ...verdictsOf(listener)]).toEqual(words);
  });

  it('is built with the grpc-go that is stated, and says who states it', async () => {
    const [listener] = mapOf(
      await projectOf({ 'main.go': goMain(...BARE_SERVER), 'grpc-alpn.json': '{"grpcGo":{"version":"v1.66.0"}}' }),
    );
    expect(listener?.grpcGo?.value).toBe('v1.66.0');
    expect(listener?.grpcGo?.from).toContain('grpc-alpn.json');
  });

  it('says where a newer grpc-go may be the one', () => {
    const grpcGo = { value: 'v1.66.0', from: 'go.mod', certainty: 'at-least' } as const;
    expect(versionWords({ source: 'go', grpcGo })).toBe('grpc-go v1.66.0 or newer, from go.mod');
    expect(versionWords({ source: 'go', grpcGo: null })).toBe('grpc-go of an unknown version');
  });

  it('says where its address is not known', async () => {
    const [listener] = await goListeners(
      'l, _ := net.Listen("tcp", address())',
      ...BARE_SERVER.slice(1).map((it) => it.replace('listener,', 'l,')),
    );
    expect(listener).toMatchObject({ address: '', port: null });
    expect(listener && socketWords(listener)).toBe('an address not in the text');
    expect(socketWords({ address: '', port: 8443 })).toBe('port 8443');
  });
});

describe('a client in Go', () => {
  it('leads to a server of this workspace, and gets what that one selects', async () => {
    const [dialer] = await dialers({ 'main.go': goMain(...BARE_SERVER, goClient('localhost:9443')) });
    expect(dialer).toMatchObject({
      source: 'go',
      configuration: `${FOLDER}/main.go`,
      module: 'grpc',
      to: 'localhost:9443',
      addresses: ['localhost:9443'],
      tls: true,
      speaks: 'h2',
      offer: { kind: 'fixed', protocols: ['h2'] },
      credentials: 'tls',
      grpcGo: { value: 'v1.67.1', from: 'go.mod' },
      leadsTo: [{ source: 'go', module: 'tls', configuration: `${FOLDER}/main.go`, address: '*', port: 9443 }],
    });
    if (dialer === undefined) throw new Error('there is no client');
    expect(verdictsOf(dialer)).toEqual(['grpc-go up to 1.66: works', `grpc-go 1.67 and newer: ${MISSING}`]);
    expect(dialer.verdicts.map(({ side }) => side)).toEqual(Array(5).fill('client'));
    expect(versionWords(dialer)).toBe('grpc-go v1.67.1, from go.mod');
  });

  it('leads to the listener of nginx that has the name', async () => {
    const nginx = `# grpc-alpn: nginx=1.26.3 grpc=yes
events {}
stream {
    ssl_certificate a.crt;
    server { ssl_certificate b.crt; listen 443 ssl; server_name orders.shop.example; proxy_pass 10.0.0.5:1; }
    server { ssl_certificate c.crt; listen 443 ssl; ssl_alpn h2; server_name billing.shop.example; proxy_pass 10.0.0.5:1; }
}
`;
    const both = [goClient('orders.shop.example:443'), goClient('dns:///billing.shop.example')];
    const [orders, billing] = await dialers({ 'nginx.conf': nginx, 'main.go': goMain(...both) });
    expect(orders?.leadsTo).toMatchObject([
      { source: 'nginx', module: 'stream', serverNames: ['orders.shop.example'] },
    ]);
    expect(orders && verdictsOf(orders)).toEqual(['grpc-go up to 1.66: works', `grpc-go 1.67 and newer: ${MISSING}`]);
    expect(billing?.leadsTo).toMatchObject([{ serverNames: ['billing.shop.example'] }]);
    expect(billing && verdictsOf(billing)).toEqual(['every grpc-go: works']);
  });

  it('has the grpc-go of the server that it is built with', async () => {
    const trap = `&tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return &tls.Config{}, nil }}`;
    const [dialer] = await dialers({
      'main.go': goMain(
        'l, _ := net.Listen("tcp", ":9443")',
        `grpc.NewServer(grpc.Creds(credentials.NewTLS(${trap}))).Serve(l)`,
        goClient('localhost:9443'),
      ),
    });
    expect(dialer && verdictsOf(dialer)).toEqual([
      'grpc-go up to 1.66: works',
      `grpc-go 1.67: ${MISSING}`,
      'grpc-go 1.68 and newer: works',
    ]);
  });

  it('offers what the handshake in its own credentials offers', async () => {
    const own = `package main

import (
	"context"
	"crypto/tls"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

type bare struct{ credentials.TransportCredentials }

func (bare) ClientHandshake(_ context.Context, _ string, c net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return tls.Client(c, &tls.Config{ServerName: "a"}), nil, nil
}

func main() {
	grpc.NewClient("a.example:443", grpc.WithTransportCredentials(bare{}))
}
`;
    const [dialer] = await dialers({ 'main.go': own });
    expect(dialer && [offerWords(dialer), credentialsWords(dialer), ...verdictsOf(dialer)]).toEqual([
      'TLS, offers nothing',
      'own credentials',
      'grpc-go up to 1.66: works',
      'grpc-go 1.67 and newer: fails since 1.67.0: error reading server preface: EOF',
    ]);
    expect(dialer?.verdicts[0]?.side).toBe('server');
  });

  it('says nothing of what is elsewhere', async () => {
    const texts = {
      'main.go': goMain(
        goClient('billing.example.com:443'),
        'grpc.NewClient("billing:50051", grpc.WithTransportCredentials(insecure.NewCredentials()))',
        'grpc.NewClient(target(), grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{NextProtos: []string{"http/1.1"}})))',
      ),
    };
    const [away, plain, unknown] = await dialers(texts);
    expect(away && verdictsOf(away)).toEqual(['every grpc-go: cannot be said from here']);
    expect(away?.leadsTo).toEqual([]);
    expect(plain && [verdictsOf(plain), offerWords(plain), credentialsWords(plain)]).toEqual([
      [],
      'HTTP/2, no TLS',
      'insecure credentials',
    ]);
    expect(unknown && [dialerWords(unknown), offerWords(unknown)]).toEqual([
      'a target not in the text',
      'TLS, offers http/1.1, h2',
    ]);
  });
});

it('what passes TLS through nginx to a server in Go gets what that one selects', async () => {
  const nginx = `events {}
stream {
    server { listen 8443; proxy_pass 127.0.0.1:9443; }
    server { listen 8444; proxy_pass 10.0.0.5:9443; }
}
`;
  const project = await projectOf({ 'nginx.conf': nginx, 'main.go': goMain(...BARE_SERVER) });
  const [here, away] = mapOf(project);
  expect(here && [here.tls, ...verdictsOf(here)]).toEqual([
    'passthrough',
    'grpc-go up to 1.66: works',
    `grpc-go 1.67 and newer: ${MISSING}`,
  ]);
  expect(away && verdictsOf(away)).toEqual(['every grpc-go: the server behind it decides']);
});

it('clients and servers in Go are drawn as Mermaid', async () => {
  const project = await projectOf({
    'main.go': goMain(...BARE_SERVER, goClient('localhost:9443'), goClient('a.example:1')),
  });
  const text = mermaidOf({ listeners: mapOf(project), dialers: goDialersOf(project) }, (it: FilePath) =>
    it.replace('/ws/', ''),
  );
  expect(text).toContain('subgraph configuration0 ["main.go"]');
  expect(text).toContain('  client -->|"offers h2: selects nothing"| l0\n');
  expect(text).toContain('  d0 -->|"TLS, offers h2"| l0\n');
  expect(text).toContain('  d1 -->|"TLS, offers h2"| d1u["a.example:1"]\n');
  expect(text).toMatch(/d0\(\["client of localhost:9443<br\/>credentials\.NewTLS<br\/>.*"\]\):::fails/);
});

describe('what is told above Go code', () => {
  it('is what a listener selects and what a client offers', async () => {
    const project = await projectOf({
      'main.go': goMain(...BARE_SERVER, goClient('orders.example:9443'), goClient('address()').replaceAll('"', '')),
    });
    expect(
      alpnLensesOf(project, filePath(`${FOLDER}/main.go`)).map(({ title, endpoint }) => [title, endpoint?.target]),
    ).toEqual([
      ['ALPN: none selected', '127.0.0.1:9443'],
      ['ALPN: offers h2', 'orders.example:9443'],
      ['ALPN: offers h2', undefined],
    ]);
    expect(alpnLensesOf(project, filePath(`${FOLDER}/other.go`))).toEqual([]);
  });

  it('what can be probed stands in the text, and speaks TLS', async () => {
    const project = await projectOf({
      'main.go': goMain(
        ...BARE_SERVER,
        goClient('dns:///orders.example:9443'),
        goClient('unix:///run/a.sock'),
        goClient('%s:443'),
        'grpc.NewClient("plain.example:1", grpc.WithTransportCredentials(insecure.NewCredentials()))',
      ),
    });
    expect(endpointsOf(project).map(({ target, sni }) => [target, sni])).toEqual([
      ['127.0.0.1:9443', undefined],
      ['orders.example:9443', undefined],
    ]);
  });
});
