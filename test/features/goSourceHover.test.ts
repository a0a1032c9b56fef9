import { describe, expect, it } from 'vitest';
import { hoverAt } from '../../core/features/hover.ts';
import { filePath } from '../../core/text/filePath.ts';
import { BARE_SERVER, goClient, goMain, goMod } from '../support/goTexts.ts';
import { checkTexts, FOLDER } from '../support/openWorkspace.ts';

const TRAP = `&tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return &tls.Config{}, nil }}`;

/** What is told at the first place of these words, and the words that it is told of; empty where nothing is. */
async function told(
  statements: readonly string[],
  words: string,
  { grpcGo = 'v1.67.1' }: { readonly grpcGo?: string } = {},
): Promise<readonly [words: string, markdown: string]> {
  const text = goMain(...statements);
  const { snapshot } = await checkTexts({ 'go.mod': goMod(grpcGo), 'main.go': text });
  const offset = text.indexOf(words, text.indexOf('func main'));
  const hover = hoverAt(snapshot, filePath(`${FOLDER}/main.go`), offset + 1);
  return hover === undefined ? ['', ''] : [text.slice(hover.span.start, hover.span.end), hover.markdown];
}

describe('at a TLS listener', () => {
  it('is told what it selects, why, and who fails', async () => {
    const [words, markdown] = await told(BARE_SERVER, 'tls.NewListener');
    expect(words).toBe('tls.NewListener');
    expect(markdown).toContain('**`:9443` (TLS listener, taken by a grpc-go server)**');
    expect(markdown).toContain('it selects nothing (class B)');
    expect(markdown).toContain('`NextProtos` is not set.');
    expect(markdown).toContain(
      '- grpc-go up to 1.66: works\n- grpc-go 1.67 and newer: **fails**: `credentials: cannot',
    );
    expect(markdown).toContain('Built with grpc-go `v1.67.1`, because');
    expect(await told(BARE_SERVER, 'grpc.NewServer')).toEqual(['grpc.NewServer', markdown]);
  });

  it('is told the same at NextProtos, at its value, and at Serve', async () => {
    const server = [
      'l, _ := tls.Listen("tcp", ":1", &tls.Config{NextProtos: []string{"http/1.1"}})',
      'grpc.NewServer().Serve(l)',
    ];
    const [, atCall] = await told(server, 'tls.Listen');
    expect(atCall).toContain('`NextProtos`: `http/1.1`. crypto/tls takes this list as it is.');
    expect(atCall).toContain('refuses the handshake with alert 120 (class C)');
    expect(atCall).toContain('has never worked');
    expect(await told(server, 'NextProtos')).toEqual(['NextProtos', atCall]);
    expect(await told(server, '[]string')).toEqual(['[]string{"http/1.1"}', atCall]);
    expect((await told(server, '.Serve'))[1]).toBe(atCall);
  });

  it('is told that NewTLS works on a copy', async () => {
    const [, markdown] = await told(
      [
        'config := &tls.Config{}',
        'creds := credentials.NewTLS(config)',
        'l, _ := net.Listen("tcp", ":1")',
        'grpc.NewServer().Serve(tls.NewListener(l, config))',
        'grpc.NewClient("localhost:1", grpc.WithTransportCredentials(creds))',
      ],
      'tls.NewListener',
    );
    expect(markdown).toContain('adds `h2` to a copy of it, and not here');
  });
});

describe('at a grpc-go server with TLS', () => {
  const server = (config: string): readonly string[] => [
    'l, _ := net.Listen("tcp", ":9443")',
    `grpc.NewServer(grpc.Creds(credentials.NewTLS(${config}))).Serve(l)`,
  ];

  it('is told that grpc-go adds h2', async () => {
    const [words, markdown] = await told(server('&tls.Config{}'), 'credentials.NewTLS');
    expect(words).toBe('credentials.NewTLS');
    expect(markdown).toContain('it selects `h2` (class A)');
    expect(markdown).toContain('grpc-go adds `h2` to `NextProtos` where it lacks it.');
    expect((await told(server('&tls.Config{}'), 'grpc.NewServer'))[1]).toBe(markdown);
  });

  it.each([
    ['v1.67.1', 'this one is older, and uses that as it is', 'selects nothing (class B)'],
    ['v1.68.0', 'adds `h2` to what `GetConfigForClient` returns, too.', 'selects `h2` (class A)'],
  ])('is told what becomes of GetConfigForClient with %s', async (grpcGo, why, what) => {
    const [words, markdown] = await told(server(TRAP), 'GetConfigForClient', { grpcGo });
    expect(words).toBe('GetConfigForClient');
    expect(markdown).toContain(why);
    expect(markdown).toContain(what);
  });
});

describe('at a server of net/http', () => {
  it('is told that net/http adds h2, and why it is gRPC', async () => {
    const [words, markdown] = await told(
      ['web := &http.Server{Addr: ":8443", Handler: grpc.NewServer()}', 'web.ListenAndServeTLS("a", "b")'],
      'ListenAndServeTLS',
    );
    expect(words).toBe('web.ListenAndServeTLS');
    expect(markdown).toContain('**`:8443` (net/http with TLS)**');
    expect(markdown).toContain('net/http adds `h2` and `http/1.1` to `NextProtos` where it lacks them.');
    expect(markdown).toContain('Taken for gRPC. Why: its handler hands requests to a server of grpc');
  });

  it('is told what switches HTTP/2 off, at that place', async () => {
    const off = 'TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){}';
    const [words, markdown] = await told(
      [`web := &http.Server{Addr: ":8443", Handler: grpc.NewServer(), ${off}}`, 'web.ListenAndServeTLS("a", "b")'],
      'TLSNextProto',
    );
    expect(words).toBe('TLSNextProto');
    expect(markdown).toContain('HTTP/2 is switched off: `TLSNextProto` has no `h2`.');
    expect(markdown).toContain('(class C)');
  });
});

it('TLS inside of TLS is told of', async () => {
  const [, markdown] = await told(
    [
      'l, _ := net.Listen("tcp", ":1")',
      'server := grpc.NewServer(grpc.Creds(credentials.NewTLS(&tls.Config{})))',
      'server.Serve(tls.NewListener(l, &tls.Config{NextProtos: []string{"h2"}}))',
    ],
    'tls.NewListener',
  );
  expect(markdown).toContain('TLS inside of TLS, which no client speaks.');
  expect(markdown).toContain('**fails**: `error reading server preface: EOF`, and has never worked');
});

it('where nothing is negotiated, that is told', async () => {
  const server = ['l, _ := net.Listen("tcp", ":1")', 'grpc.NewServer().Serve(l)'];
  expect((await told(server, 'grpc.NewServer'))[1]).toContain('Clients connect without TLS, so nothing is negotiated.');
  const client = ['grpc.NewClient("a:1", grpc.WithTransportCredentials(insecure.NewCredentials()))'];
  expect((await told(client, 'grpc.NewClient'))[1]).toContain('HTTP/2, no TLS.');
});

it('a handshake in own credentials is told of', async () => {
  const text = `package main

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
  const { snapshot } = await checkTexts({ 'go.mod': goMod('v1.67.1'), 'main.go': text });
  const at = (words: string): string =>
    hoverAt(snapshot, filePath(`${FOLDER}/main.go`), text.indexOf(words) + 1)?.markdown ?? '';
  expect(at('tls.Client')).toContain('It offers no protocol. Nothing adds `h2` here');
  expect(at('grpc.NewClient')).toContain('TLS, offers nothing.');
  expect(at('grpc.NewClient')).toContain('As the server behind it:\n\n- grpc-go up to 1.66: works');
});

describe('at a client', () => {
  it('is told what it offers, where it leads and what it gets there', async () => {
    const [words, markdown] = await told([...BARE_SERVER, goClient('localhost:9443')], 'grpc.NewClient');
    expect(words).toBe('grpc.NewClient');
    expect(markdown).toContain('**grpc-go client of `localhost:9443`** (credentials.NewTLS)');
    expect(markdown).toContain('Leads to `*:9443` in main\\.go.');
    expect(markdown).toContain('As this client:\n\n- grpc-go up to 1.66: works');
  });

  it('is told nothing of the server where that is elsewhere', async () => {
    const [, markdown] = await told([goClient('a.example:443')], 'grpc.NewClient');
    expect(markdown).toContain('TLS, offers h2.');
    expect(markdown).not.toMatch(/Leads to|As /);
  });

  it('shows what stands in the text as text', async () => {
    const [, markdown] = await told([goClient('`<b>[x](y)')], 'grpc.NewClient');
    expect(markdown).toContain('**grpc-go client of `` `<b>[x](y) ``**');
  });
});

it('nothing is told of other words', async () => {
  expect(await told(BARE_SERVER, 'net.Listen')).toEqual(['', '']);
  expect(await told(['println("tls.NewListener")'], 'tls.NewListener')).toEqual(['', '']);
});
