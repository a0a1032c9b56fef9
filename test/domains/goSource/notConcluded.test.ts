import { expect, it } from 'vitest';
import { goFacts } from './goProject.ts';

const IMPORTS = `import (
	"crypto/tls"
	"net"
	"net/http"
	"os"

	"github.com/improbable-eng/grpc-web/go/grpcweb"
	"golang.org/x/net/http2"
	"google.golang.org/grpc"
)
`;

/** What is known of the protocols of each TLS listener that carries gRPC, and whether HTTP/2 is switched off. */
async function known(...files: readonly string[]): Promise<readonly string[]> {
  const texts = files.map((text, i): [string, string] => [`f${i}.go`, text]);
  const { servings } = await goFacts(Object.fromEntries(texts));
  return servings.flatMap(({ kind, config, http2Disabled }) => {
    const { protocols } = config ?? {};
    const names = protocols?.kind === 'known' ? `[${protocols.names.join(' ')}]` : '?';
    return kind === 'plain' ? [] : `${names}${http2Disabled === undefined ? '' : ` off by ${http2Disabled.by}`}`;
  });
}

it.each([
  [
    'options that are functions',
    'type option func(*tls.Config)\n\nfunc serve(l net.Listener, options ...option) {\n\tc := &tls.Config{}\n\tfor _, it := range options {\n\t\tit(c)\n\t}',
    'c',
  ],
  [
    'a function that is given',
    'func serve(l net.Listener, tune func(*tls.Config)) {\n\tc := &tls.Config{}\n\ttune(c)',
    'c',
  ],
  [
    'an interface of its own',
    'type tuner interface{ tune(*tls.Config) }\n\ntype none struct{}\n\nfunc (none) tune(*tls.Config) {}\n\nfunc serve(l net.Listener, it tuner) {\n\tc := &tls.Config{}\n\tit.tune(c)',
    'c',
  ],
  [
    'http2.ConfigureServer',
    'func serve(l net.Listener) {\n\ts := &http.Server{TLSConfig: &tls.Config{}}\n\thttp2.ConfigureServer(s, nil)',
    's.TLSConfig',
  ],
  [
    'a pointer to the field',
    'func serve(l net.Listener) {\n\tc := &tls.Config{}\n\tp := &c.NextProtos\n\t*p = append(*p, "h2")',
    'c',
  ],
  [
    'the whole value',
    'func serve(l net.Listener) {\n\tc := &tls.Config{}\n\t*c = tls.Config{NextProtos: []string{"h2"}}',
    'c',
  ],
  [
    'an element',
    'func serve(l net.Listener) {\n\tc := &tls.Config{NextProtos: []string{""}}\n\tc.NextProtos[0] = "h2"',
    'c',
  ],
  [
    'a struct without a name',
    'func serve(l net.Listener) {\n\tc := &tls.Config{}\n\tt := struct{ c *tls.Config }{c}\n\tt.c.NextProtos = []string{"h2"}',
    'c',
  ],
])('nothing is said of a configuration that %s may change', async (_, start, config) => {
  const text = `package app\n\n${IMPORTS}\n${start}\n\tgrpc.NewServer().Serve(tls.NewListener(l, ${config}))\n}\n`;
  expect(await known(text)).not.toContain('[]');
});

it('a name counts for what it holds where it is used', async () => {
  const text = `package main

${IMPORTS}
func main() {
	l, _ := net.Listen("tcp", ":50051")
	go grpc.NewServer().Serve(l)
	l, _ = tls.Listen("tcp", ":443", &tls.Config{})
	http.Serve(l, nil)
}
`;
  expect(await known(text)).toEqual([]);
});

it('a helper that several call gives each what it gave', async () => {
  const text = `package main

${IMPORTS}
func listen(address string, c *tls.Config) net.Listener {
	l, _ := net.Listen("tcp", address)
	if c != nil {
		l = tls.NewListener(l, c)
	}
	return l
}

func main() {
	go grpc.NewServer().Serve(listen(":50051", nil))
	http.Serve(listen(":443", &tls.Config{}), nil)
}
`;
  expect(await known(text)).not.toContain('[]');
});

it('a file that no build takes does not count', async () => {
  const main = `package main

${IMPORTS}
func main() {
	l, _ := net.Listen("tcp", ":443")
	grpc.NewServer().Serve(tls.NewListener(l, config()))
}
`;
  const built =
    'package main\n\nimport "crypto/tls"\n\nfunc config() *tls.Config { return &tls.Config{NextProtos: []string{"h2"}} }\n';
  const ignored = `//go:build ignore\n\n${built.replace('NextProtos: []string{"h2"}', '')}`;
  expect(await known(main, ignored, built)).toEqual(['[h2]']);
});

it.each([
  [
    'under a condition',
    's := &http.Server{Handler: g}\n\tif os.Getenv("NO_H2") != "" {\n\t\ts.TLSNextProto = none\n\t}',
  ],
  ['and on again', 's := &http.Server{Handler: g, TLSNextProto: none}\n\thttp2.ConfigureServer(s, nil)'],
  ['of gRPC-Web', 's := &http.Server{Handler: grpcweb.WrapServer(g), TLSNextProto: none}'],
])('HTTP/2 that is switched off %s is nothing', async (_, inside) => {
  const text = `package main

${IMPORTS}
func main() {
	g := grpc.NewServer()
	none := map[string]func(*http.Server, *tls.Conn, http.Handler){}
	${inside}
	s.ListenAndServeTLS("a", "b")
}
`;
  expect((await known(text)).filter((it) => it.includes('off'))).toEqual([]);
});

it('a directive for Go counts only in front of the package', async () => {
  const text = `package main

${IMPORTS}
func main() {
	s := &http.Server{Handler: grpc.NewServer()}
	s.ListenAndServeTLS("a", "b")
}

//go:debug http2server=0
`;
  expect(await known(text)).toEqual(['?']);
  expect(await known(`//go:debug http2server=0\n\n${text}`)).toEqual(['? off by godebug']);
});

it('values that lead to each other a thousand ways are given up in time', async () => {
  const names = Array.from(
    { length: 30 },
    (_, i) => `func f${i}(b bool) *tls.Config {\n\tif b {\n\t\treturn f${i + 1}(b)\n\t}\n\treturn f${i + 1}(!b)\n}\n`,
  );
  const circle = Array.from(
    { length: 12 },
    (_, i) =>
      `func g${i}(n int) *tls.Config {\n\tswitch n {\n${Array.from({ length: 12 }, (_, j) => `\tcase ${j}:\n\t\treturn g${j}(n + 1)\n`).join('')}\t}\n\treturn nil\n}\n`,
  );
  const wrapped = Array.from({ length: 12 }, () => '\tl = tls.NewListener(l, f0(true))\n').join('');
  const text = `package main

${IMPORTS}
${names.join('\n')}
func f30(bool) *tls.Config { return g0(0) }

${circle.join('\n')}
func main() {
	l, _ := net.Listen("tcp", ":443")
${wrapped}	grpc.NewServer().Serve(l)
}
`;
  expect((await known(text)).length).toBeLessThanOrEqual(12);
});
