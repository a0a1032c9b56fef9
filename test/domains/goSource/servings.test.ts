import { describe, expect, it } from 'vitest';
import { goFacts, shownPlace, shownServing } from './goProject.ts';

const IMPORTS = `import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"os"
	"sync/atomic"

	"github.com/soheilhy/cmux"
	"golang.org/x/net/netutil"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	expcreds "google.golang.org/grpc/experimental/credentials"
)
`;

/** Where connections come in, each in a line without its place. */
async function servings(...files: readonly string[]): Promise<readonly string[]> {
  const texts = files.map((text, i): [string, string] => [
    `${'abc'[i] ?? 'd'}.go`,
    `package app\n\n${IMPORTS}\n${text}\n`,
  ]);
  const facts = await goFacts(Object.fromEntries<string>(texts));
  return facts.servings.map((it) =>
    shownServing(it).replace(shownPlace(it.at), it.at.node.child('function')?.text ?? ''),
  );
}

const TLS = 'listener tls.NewListener';

describe('the configuration of a TLS listener', () => {
  it.each([
    ['a literal', 'l = tls.NewListener(l, &tls.Config{NextProtos: []string{"h2", "http/1.1"}})', '[h2 http/1.1]'],
    ['without protocols', 'l = tls.NewListener(l, &tls.Config{Certificates: nil})', '[]'],
    ['a variable', 'c := &tls.Config{}\n\tl = tls.NewListener(l, c)', '[]'],
    ['a value', 'var c tls.Config\n\tc.NextProtos = []string{"h2"}\n\tl = tls.NewListener(l, &c)', '[h2]'],
    ['new', 'c := new(tls.Config)\n\tc.NextProtos = []string{"foo"}\n\tl = tls.NewListener(l, c)', '[foo]'],
    [
      'appended to',
      'c := &tls.Config{}\n\tc.NextProtos = append(c.NextProtos, "h2")\n\tl = tls.NewListener(l, c)',
      '[h2]',
    ],
    ['nil protocols', 'l = tls.NewListener(l, &tls.Config{NextProtos: nil})', '[]'],
    ['a clone', 'b := &tls.Config{NextProtos: []string{"h2"}}\n\tc := b.Clone()\n\tl = tls.NewListener(l, c)', '[h2]'],
    [
      'a clone that loses them',
      'b := &tls.Config{NextProtos: []string{"h2"}}\n\tc := b.Clone()\n\tc.NextProtos = nil\n\tl = tls.NewListener(l, c)',
      '[]',
    ],
    [
      'of the environment',
      'c := &tls.Config{NextProtos: []string{os.Getenv("P")}}\n\tl = tls.NewListener(l, c)',
      'unknown',
    ],
    ['of a parameter of nobody', 'l = tls.NewListener(l, given)', '?'],
    ['of a helper', 'l = tls.NewListener(l, helper())', '[]'],
    ['of a helper with an error', 'c, err := fallible()\n\t_ = err\n\tl = tls.NewListener(l, c)', '[h2]'],
    ['of another package', 'l = tls.NewListener(l, http.DefaultTransport.(*http.Transport).TLSClientConfig)', '?'],
    ['of a field', 's := &server{config: &tls.Config{}}\n\tl = tls.NewListener(l, s.config)', '[]'],
    ['of a constant', 'l = tls.NewListener(l, &tls.Config{NextProtos: []string{protocol}})', '[h2]'],
    [
      'either way without h2',
      'c := &tls.Config{}\n\tif given != nil {\n\t\tc = &tls.Config{NextProtos: []string{"foo"}}\n\t}\n\tl = tls.NewListener(l, c)',
      '[]',
    ],
    [
      'with h2 on one way only',
      'c := &tls.Config{}\n\tif given != nil {\n\t\tc = &tls.Config{NextProtos: []string{"h2"}}\n\t}\n\tl = tls.NewListener(l, c)',
      '?',
    ],
    [
      'set in one case',
      'c := &tls.Config{}\n\tif given != nil {\n\t\tc.NextProtos = []string{"h2"}\n\t}\n\tl = tls.NewListener(l, c)',
      '[h2]',
    ],
    [
      'shadowed',
      'c := &tls.Config{}\n\t{\n\t\tc := &tls.Config{NextProtos: []string{"h2"}}\n\t\tl = tls.NewListener(l, c)\n\t}\n\t_ = c',
      '[h2]',
    ],
    [
      'atomic',
      'p := &atomic.Pointer[tls.Config]{}\n\tp.Store(&tls.Config{NextProtos: []string{"foo"}})\n\tl = tls.NewListener(l, p.Load())',
      '[foo]',
    ],
  ])('%s', async (_, inside, expected) => {
    const text = `const protocol = "h2"

type server struct {
	config *tls.Config
}

func helper() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12}
}

func fallible() (*tls.Config, error) {
	if protocol == "" {
		return nil, os.ErrInvalid
	}
	return &tls.Config{NextProtos: []string{protocol}}, nil
}

func Run(l net.Listener, given *tls.Config) {
	${inside}
	grpc.NewServer().Serve(l)
}`;
    expect(await servings(text)).toEqual([`${TLS} ${expected} -> grpc`]);
  });

  it('is followed through files, fields and methods', async () => {
    const a = `type Server struct {
	grpc     *grpc.Server
	listener net.Listener
}

func New() (*Server, error) {
	s := &Server{grpc: grpc.NewServer(options()...)}
	l, err := s.listen(":9443")
	if err != nil {
		return nil, err
	}
	s.listener = l
	return s, nil
}

func (s *Server) Run() error {
	return s.grpc.Serve(s.listener)
}`;
    const b = `func options() []grpc.ServerOption {
	options := []grpc.ServerOption{grpc.MaxConcurrentStreams(10)}
	if os.Getenv("X") != "" {
		options = append(options, grpc.Creds(insecure.NewCredentials()))
	}
	return options
}

func (s *Server) listen(address string) (net.Listener, error) {
	return tls.Listen("tcp", address, s.tls())
}`;
    const c = `func (s *Server) tls() *tls.Config {
	config := base()
	config.ClientAuth = tls.RequireAnyClientCert
	return config
}

func base() *tls.Config { return &tls.Config{} }`;
    expect(await servings(a, b, c)).toEqual(['listener tls.Listen [] -> grpc creds insecure :9443']);
  });

  it('of one that NewTLS gets, too, is told so', async () => {
    const text = `func run(l net.Listener) {
	c := &tls.Config{}
	creds := credentials.NewTLS(c)
	_ = creds
	grpc.NewServer().Serve(tls.NewListener(l, c))
}`;
    expect(await servings(text)).toEqual([`${TLS} [] -> grpc also NewTLS`]);
  });

  it('that foreign code gets is known only where it has h2 already', async () => {
    const text = (protocols: string): string => `func run(l net.Listener) {
	c := &tls.Config{${protocols}}
	http.Customize(c)
	grpc.NewServer().Serve(tls.NewListener(l, c))
}`;
    expect(await servings(text(''))).toEqual([`${TLS} unknown -> grpc`]);
    expect(await servings(text('NextProtos: []string{"h2"}'))).toEqual([`${TLS} [h2] -> grpc`]);
  });

  it('that foreign code gets in another branch is as it was', async () => {
    const text = `func run(l net.Listener, mode string) {
	c := &tls.Config{}
	switch mode {
	case "inherited":
		http.Customize(c)
	default:
		grpc.NewServer().Serve(tls.NewListener(l, c))
	}
}`;
    expect(await servings(text)).toEqual([`${TLS} [] -> grpc`]);
  });
});

describe('who takes the connections', () => {
  it.each([
    [
      'a server of credentials',
      'grpc.NewServer(grpc.Creds(credentials.NewTLS(&tls.Config{}))).Serve(l)',
      'credentials credentials.NewTLS [] -> grpc creds tls also NewTLS',
    ],
    [
      'one of files',
      'c, _ := credentials.NewServerTLSFromFile("a", "b")\n\tgrpc.NewServer(grpc.Creds(c)).Serve(l)',
      'credentials credentials.NewServerTLSFromFile ? -> grpc creds tls',
    ],
    [
      'one that does not check',
      'grpc.NewServer(grpc.Creds(expcreds.NewTLSWithALPNDisabled(&tls.Config{}))).Serve(l)',
      'credentials expcreds.NewTLSWithALPNDisabled [] -> grpc creds alpn-disabled',
    ],
    [
      'TLS twice',
      'grpc.NewServer(grpc.Creds(credentials.NewTLS(&tls.Config{}))).Serve(tls.NewListener(l, &tls.Config{}))',
      `${TLS} [] -> grpc creds tls`,
    ],
    [
      'cmux',
      'm := cmux.New(tls.NewListener(l, &tls.Config{}))\n\tg := m.Match(cmux.Any())\n\tgo grpc.NewServer().Serve(g)\n\tm.Serve()',
      `${TLS} [] -> cmux`,
    ],
    [
      'TLS inside of cmux',
      'm := cmux.New(l)\n\tg := tls.NewListener(m.Match(cmux.TLS()), &tls.Config{})\n\tgo grpc.NewServer().Serve(g)',
      `${TLS} [] -> grpc`,
    ],
    [
      'one of several listeners',
      'var all []net.Listener\n\tall = append(all, tls.NewListener(l, &tls.Config{}))\n\tfor _, it := range all {\n\t\tgrpc.NewServer().Serve(it)\n\t}',
      `${TLS} [] -> grpc`,
    ],
    [
      'a limit around it',
      'grpc.NewServer().Serve(netutil.LimitListener(tls.NewListener(l, &tls.Config{}), 5))',
      `${TLS} [] -> grpc`,
    ],
    [
      'a wrapper of its own',
      'grpc.NewServer().Serve(&counted{tls.NewListener(l, &tls.Config{})})',
      `${TLS} [] -> grpc`,
    ],
    [
      'a goroutine',
      'go func(in net.Listener) { grpc.NewServer().Serve(in) }(tls.NewListener(l, &tls.Config{}))',
      `${TLS} [] -> grpc`,
    ],
    [
      'a handler',
      'g := grpc.NewServer()\n\thttp.Serve(tls.NewListener(l, &tls.Config{}), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { g.ServeHTTP(w, r) }))',
      `${TLS} [] -> http`,
    ],
    [
      'a method as a handler',
      'g := grpc.NewServer()\n\thttp.Serve(tls.NewListener(l, &tls.Config{}), http.HandlerFunc(g.ServeHTTP))',
      `${TLS} [] -> http`,
    ],
    [
      'a server with a handler',
      'g := grpc.NewServer()\n\ts := &http.Server{Handler: g, TLSConfig: &tls.Config{}}\n\ts.Serve(tls.NewListener(l, &tls.Config{NextProtos: []string{"h2"}}))',
      `${TLS} [h2] -> http http2 off by TLSConfig`,
    ],
    [
      'net/http alone',
      'g := grpc.NewServer()\n\ts := &http.Server{Addr: ":8443", Handler: split(g)}\n\ts.ListenAndServeTLS("a", "b")',
      'http s.ListenAndServeTLS ? -> http :8443',
    ],
    [
      'without HTTP/2',
      'g := grpc.NewServer()\n\ts := &http.Server{Handler: split(g), TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){}}\n\ts.ServeTLS(l, "a", "b")',
      'http s.ServeTLS ? -> http http2 off by TLSNextProto',
    ],
  ])('%s', async (_, inside, expected) => {
    const text = `type counted struct{ net.Listener }

func split(g *grpc.Server) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor == 2 {
			g.ServeHTTP(w, r)
		}
	})
}

func Run(l net.Listener) {
	${inside}
}`;
    expect(await servings(text)).toEqual([expected]);
  });

  it('are never credentials and a listener that exclude each other', async () => {
    const text = `func run(l net.Listener, mux bool) {
	var options []grpc.ServerOption
	if mux {
		l = tls.NewListener(l, &tls.Config{NextProtos: []string{"h2"}})
	} else {
		options = append(options, grpc.Creds(credentials.NewTLS(&tls.Config{})))
	}
	grpc.NewServer(options...).Serve(l)
}`;
    expect(await servings(text)).toEqual([
      `${TLS} [h2] -> grpc`,
      'credentials credentials.NewTLS [] -> grpc creds tls also NewTLS',
    ]);
  });

  it('are never what another caller gives to a helper', async () => {
    const text = `func listen(address string, open func(network, address string) (net.Listener, error)) net.Listener {
	l, _ := open("tcp", address)
	return l
}

func run() {
	c := &tls.Config{}
	web := listen(":1", func(network, address string) (net.Listener, error) { return tls.Listen(network, address, c) })
	go http.Serve(web, nil)
	grpc.NewServer(grpc.Creds(credentials.NewTLS(c))).Serve(listen(":2", net.Listen))
}`;
    expect(await servings(text)).toEqual(['credentials credentials.NewTLS [] -> grpc creds tls also NewTLS']);
  });

  it('are credentials and a listener by conditions of their own', async () => {
    const text = `func run(l net.Listener, a, b *tls.Config) {
	var options []grpc.ServerOption
	if a != nil {
		options = append(options, grpc.Creds(credentials.NewTLS(a)))
	}
	if b != nil {
		l = tls.NewListener(l, &tls.Config{NextProtos: []string{"h2"}})
	}
	grpc.NewServer(options...).Serve(l)
}`;
    expect(await servings(text)).toEqual([`${TLS} [h2] -> grpc`, 'credentials credentials.NewTLS ? -> grpc creds tls']);
  });

  it('is a server that other packages let serve', async () => {
    const text = `func New() *grpc.Server {
	return grpc.NewServer(grpc.Creds(credentials.NewTLS(&tls.Config{})))
}`;
    expect(await servings(text)).toEqual(['credentials credentials.NewTLS [] -> grpc creds tls also NewTLS']);
  });

  it.each([
    ['another server', 's := newOther()\n\ts.Serve(tls.NewListener(l, &tls.Config{}))'],
    ['a web server', 'http.Serve(tls.NewListener(l, &tls.Config{}), nil)'],
    ['nobody', '_ = tls.NewListener(l, &tls.Config{})'],
    ['a package of another name', 'tls := other{}\n\tgrpc.NewServer().Serve(tls.NewListener(l, nil))'],
  ])('%s is nothing', async (_, inside) => {
    expect(await servings(`type other struct{}\n\nfunc Run(l net.Listener) {\n\t${inside}\n}`)).toEqual([]);
  });
});

describe('what is told to clients one by one', () => {
  it.each([
    ['a literal', '&tls.Config{Certificates: nil}', '[]'],
    ['with h2', '&tls.Config{NextProtos: []string{"h2"}}', '[h2]'],
    ['a clone', 'outer.Clone()', '[]'],
    ['the same', 'outer', '[]'],
    ['of a helper', 'reload()', '[foo]'],
  ])('%s', async (_, value, expected) => {
    const text = `func reload() *tls.Config { return &tls.Config{NextProtos: []string{"foo"}} }

func Run(l net.Listener) {
	outer := &tls.Config{}
	outer.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		return ${value}, nil
	}
	grpc.NewServer(grpc.Creds(credentials.NewTLS(outer))).Serve(l)
}`;
    expect(await servings(text)).toEqual([
      `credentials credentials.NewTLS [] -> grpc creds tls forClient ${expected} also NewTLS`,
    ]);
  });

  it('is found behind a method', async () => {
    const text = `type reloader struct{ config *tls.Config }

func (r *reloader) forClient(*tls.ClientHelloInfo) (*tls.Config, error) {
	return r.config, nil
}

func run(l net.Listener) {
	r := &reloader{config: &tls.Config{}}
	c := &tls.Config{GetConfigForClient: r.forClient, NextProtos: []string{"h2"}}
	grpc.NewServer().Serve(tls.NewListener(l, c))
}`;
    expect(await servings(text)).toEqual([`${TLS} [h2] -> grpc forClient []`]);
  });
});

describe('half of a file', () => {
  const text = `package app

${IMPORTS}
type server struct {
	config *tls.Config
}

func (s *server) run(ctx context.Context, address string) error {
	l, err := tls.Listen("tcp", address, s.config)
	if err != nil {
		return err
	}
	m := cmux.New(l)
	os.Setenv("GRPC_ENFORCE_ALPN_ENABLED", "false")
	return grpc.NewServer(grpc.Creds(credentials.NewTLS(s.config))).Serve(m.Match(cmux.Any()))
}

func main() {
	s := &server{config: &tls.Config{NextProtos: append([]string{"a"}, "h2")}}
	s.run(context.Background(), ":1")
	grpc.NewClient("dns:///x:1", grpc.WithTransportCredentials(insecure.NewCredentials()))
}
`;

  it('never stops the reading, wherever it ends', async () => {
    for (let end = 0; end <= text.length; end += 3) {
      const facts = await goFacts({ 'a.go': text.slice(0, end) });
      expect(facts.servings.length).toBeLessThanOrEqual(2);
    }
  });

  it('never stops it, whatever is missing', async () => {
    for (let at = 0; at < text.length; at += 7) {
      const facts = await goFacts({ 'a.go': text.slice(0, at) + text.slice(at + 5) });
      expect(facts.dialings.length).toBeLessThanOrEqual(1);
    }
  });
});
