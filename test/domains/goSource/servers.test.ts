import { describe, expect, it } from 'vitest';
import { goSourceDomain } from '../../../core/domains/goSource/index.ts';
import { filePath } from '../../../core/text/filePath.ts';
import { goFacts } from './goProject.ts';

const MAIN = filePath('/ws/cmd/main.go');

function program(inside: string, imports = '"google.golang.org/grpc"'): string {
  return `package main\n\nimport (\n\t"flag"\n\t"fmt"\n\t"net"\n\t"os"\n\t"strconv"\n\t${imports}\n)\n\n${inside}\n`;
}

/** `port: expression` of every server. */
async function found(text: string): Promise<readonly string[]> {
  const { grpcServers } = await goFacts({ 'cmd/main.go': text });
  return grpcServers.map(({ at: { span }, port }) => `${port}: ${text.slice(span.start, span.end)}`);
}

const SERVE = 's := grpc.NewServer()\n\ts.Serve(lis)';

describe('the port of a gRPC server', () => {
  it.each([
    ['a literal', `func main() {\n\tlis, err := net.Listen("tcp", ":50051")\n\t${SERVE}\n}`, '50051: ":50051"'],
    [
      'with a host',
      `func main() {\n\tlis, _ := net.Listen("tcp", "0.0.0.0:9000")\n\t${SERVE}\n}`,
      '9000: "0.0.0.0:9000"',
    ],
    ['of IPv6', `func main() {\n\tlis, _ := net.Listen("tcp6", "[::]:9000")\n\t${SERVE}\n}`, '9000: "[::]:9000"'],
    ['in a raw string', `func main() {\n\tlis, _ := net.Listen(\`tcp\`, \`:9000\`)\n\t${SERVE}\n}`, '9000: `:9000`'],
    [
      'a constant',
      `const port = ":9001"\nfunc main() {\n\tlis, _ := net.Listen("tcp", port)\n\t${SERVE}\n}`,
      '9001: port',
    ],
    [
      'a typed constant of a group',
      `const (\n\thost string = "x"\n\tport string = ":9001"\n)\nfunc main() {\n\tlis, _ := net.Listen("tcp", port)\n\t${SERVE}\n}`,
      '9001: port',
    ],
    [
      'the default of a flag',
      `var port = flag.Int("port", 50052, "The server port")\nfunc main() {\n\tlis, err := net.Listen("tcp", fmt.Sprintf("localhost:%d", *port))\n\t${SERVE}\n}`,
      '50052: fmt.Sprintf("localhost:%d", *port)',
    ],
    [
      'the default of a flag of text',
      `func main() {\n\taddr := flag.String("addr", ":50053", "where to listen")\n\tflag.Parse()\n\tlis, err := net.Listen("tcp", *addr)\n\t${SERVE}\n}`,
      '50053: *addr',
    ],
    [
      'a flag that is put into a variable',
      `var addr string\nfunc main() {\n\tflag.StringVar(&addr, "addr", ":50054", "")\n\tlis, err := net.Listen("tcp", addr)\n\t${SERVE}\n}`,
      '50054: addr',
    ],
    [
      'formatted',
      `func main() {\n\tlis, _ := net.Listen("tcp", fmt.Sprintf(":%d", 50055))\n\t${SERVE}\n}`,
      '50055: fmt.Sprintf(":%d", 50055)',
    ],
    [
      'formatted with a host',
      `func main() {\n\tlis, _ := net.Listen("tcp", fmt.Sprintf("%s:%v", host, "50055"))\n\t${SERVE}\n}`,
      '50055: fmt.Sprintf("%s:%v", host, "50055")',
    ],
    [
      'a sum',
      `const port = "9002"\nfunc main() {\n\tlis, _ := net.Listen("tcp", host+":"+port)\n\t${SERVE}\n}`,
      '9002: host+":"+port',
    ],
    [
      'of a number',
      `const port = 9003\nfunc main() {\n\tlis, _ := net.Listen("tcp", ":"+strconv.Itoa(port))\n\t${SERVE}\n}`,
      '9003: ":"+strconv.Itoa(port)',
    ],
    [
      'joined',
      `func main() {\n\tlis, _ := net.Listen("tcp", net.JoinHostPort("", "9004"))\n\t${SERVE}\n}`,
      '9004: net.JoinHostPort("", "9004")',
    ],
    [
      'what stands in for the environment',
      `func main() {\n\tport := os.Getenv("PORT")\n\tif port == "" {\n\t\tport = "9005"\n\t}\n\tlis, _ := net.Listen("tcp", ":"+port)\n\t${SERVE}\n}`,
      '9005: ":"+port',
    ],
    [
      'one of two names',
      `func main() {\n\thost, port := "x", ":2"\n\tlis, _ := net.Listen("tcp", port)\n\t${SERVE}\n}`,
      '2: port',
    ],
    [
      'the last value of a name',
      `func main() {\n\tport := ":1"\n\tport = ":2"\n\tlis, _ := net.Listen("tcp", port)\n\tport = ":3"\n\t${SERVE}\n}`,
      '2: port',
    ],
    [
      'of a listener that another function serves',
      'func main() {\n\tlis, _ := net.Listen("tcp", ":9006")\n\trun(lis)\n}\nfunc run(l net.Listener) {\n\tgrpc.NewServer().Serve(l)\n}',
      '9006: ":9006"',
    ],
  ])('%s', async (_, inside, expected) => {
    expect(await found(program(inside))).toEqual([expected]);
  });

  it('is found under another name of the package', async () => {
    const inside = 'func main() {\n\tlis, _ := net.Listen("tcp", ":9007")\n\ts := rpc.NewServer()\n\ts.Serve(lis)\n}';
    expect(await found(program(inside, 'rpc "google.golang.org/grpc"'))).toEqual(['9007: ":9007"']);
    expect(await found(program(inside))).toEqual([]);
  });

  it('of several listeners is that of the one which the server gets', async () => {
    const inside = `func main() {
	metrics, _ := net.Listen("tcp", ":9090")
	go http.Serve(metrics, nil)
	lis, _ := net.Listen("tcp", ":9008")
	s := grpc.NewServer()
	s.Serve(lis)
}`;
    expect(await found(program(inside))).toEqual(['9008: ":9008"']);
  });

  it.each([
    [
      'what another server gets',
      'func main() {\n\tlis, _ := net.Listen("tcp", ":9")\n\tgrpc.NewServer()\n\thttp.Serve(lis, nil)\n}',
    ],
    ['no TCP', `func main() {\n\tlis, _ := net.Listen("unix", "/x:9")\n\t${SERVE}\n}`],
    ['the environment alone', `func main() {\n\tlis, _ := net.Listen("tcp", ":"+os.Getenv("PORT"))\n\t${SERVE}\n}`],
    [
      'a name of two values',
      `func main() {\n\tport := ":1"\n\tif len(os.Args) > 1 {\n\t\tport = ":2"\n\t}\n\tlis, _ := net.Listen("tcp", port)\n\t${SERVE}\n}`,
    ],
    [
      'a name that leads to itself',
      `func main() {\n\ta := b\n\tb := a\n\tlis, _ := net.Listen("tcp", a)\n\t${SERVE}\n}`,
    ],
    [
      'a comment',
      `func main() {\n\t// lis, _ := net.Listen("tcp", ":50051")\n\t/* net.Listen("tcp", ":1") */\n\t${SERVE}\n}`,
    ],
    ['a string', `func main() {\n\tx := \`lis := net.Listen("tcp", ":1")\`\n\t${SERVE}\n}`],
    ['a port of no number', `func main() {\n\tlis, _ := net.Listen("tcp", ":grpc")\n\t${SERVE}\n}`],
    ['port 0', `func main() {\n\tlis, _ := net.Listen("tcp", ":0")\n\t${SERVE}\n}`],
    ['no server', 'func main() {\n\tlis, _ := net.Listen("tcp", ":50051")\n\t// grpc.NewServer()\n}'],
  ])('is not taken from %s', async (_, inside) => {
    expect(await found(program(inside))).toEqual([]);
  });

  it('is not taken from where HTTP shares it', async () => {
    const inside = `func main() {
	lis, _ := net.Listen("tcp", ":9009")
	m := cmux.New(lis)
	s := grpc.NewServer()
	go s.Serve(m.MatchWithWriters(cmux.HTTP2MatchHeaderFieldSendSettings("content-type", "application/grpc")))
	go http.Serve(m.Match(cmux.Any()), nil)
	m.Serve()
}`;
    expect(await found(program(inside, '"github.com/soheilhy/cmux"\n\t"google.golang.org/grpc"'))).toEqual([]);
  });

  it('is told with its place', async () => {
    const text = program(`func main() {\n\tlis, _ := net.Listen("tcp", ":50051")\n\t${SERVE}\n}`);
    const { grpcServers } = await goFacts({ 'cmd/main.go': text });
    const start = text.indexOf('":50051"');
    expect(grpcServers).toEqual([
      { at: { file: MAIN, span: { start, end: start + 8 } }, port: 50051, from: 'line 13 of cmd/main.go' },
    ]);
  });
});

describe('what is looked at', () => {
  const text = program(`func main() {\n\tlis, _ := net.Listen("tcp", ":50051")\n\t${SERVE}\n}`);

  it('are programs that make servers of grpc-go, not tests, generated files or huge ones', () => {
    expect(goSourceDomain.recognise(MAIN, text)).toBe(true);
    expect(goSourceDomain.recognise(filePath('/ws/main_test.go'), text)).toBe(false);
    expect(goSourceDomain.recognise(MAIN, `// Code generated by protoc-gen-go-grpc. DO NOT EDIT.\n\n${text}`)).toBe(
      false,
    );
    expect(goSourceDomain.recognise(MAIN, text + '\n'.repeat(1024 * 1024))).toBe(false);
    expect(goSourceDomain.recognise(MAIN, text.replace('grpc"', 'grpc/codes"'))).toBe(false);
  });

  it('half of a file says what it says, and long ones of nonsense are read to their end', async () => {
    for (let end = 0; end <= text.length; end++)
      expect((await found(text.slice(0, end))).length).toBeLessThanOrEqual(1);
    const parts = [
      '(',
      '"',
      '`',
      '/*',
      "'",
      '\\',
      'net.Listen(',
      'a := ',
      'a + ',
      'fmt.Sprintf(',
      '\u{1F600}',
      'Serve(a',
      '.',
    ];
    for (const part of parts) {
      const long = program(part.repeat(Math.floor(200_000 / part.length)) + SERVE);
      expect((await found(long)).length, part).toBeLessThanOrEqual(1);
    }
  }, 60_000);
});
