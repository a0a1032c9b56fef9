import { grpcGoMod, type ModuleTexts } from './goBuildFolder.ts';

/** A program that sets GRPC_ENFORCE_ALPN_ENABLED to false by itself: where it does that, and whether its grpc-go then does without ALPN. */
export interface InitOrderProgram {
  readonly name: string;
  readonly module: string;
  /** `main` and `init`: in that function of package main, which imports grpc-go. `package`: in the init of the package `noalpn` of the module, which imports nothing of the module. */
  readonly where: 'main' | 'init' | 'package';
  /** What the setting package imports, next to os. */
  readonly imports: readonly string[];
  readonly works: boolean;
}

/** Where people put the line, tried with real calls by `initOrder.test.ts`. */
export const INIT_ORDER_PROGRAMS: readonly InitOrderProgram[] = [
  { name: 'in-main', module: 'github.com/acme/client', where: 'main', imports: [], works: false },
  { name: 'in-init-of-main', module: 'github.com/acme/client2', where: 'init', imports: [], works: false },
  { name: 'first-letter', module: 'aaa', where: 'package', imports: [], works: true },
  { name: 'on-github', module: 'github.com/acme/leaf', where: 'package', imports: [], works: true },
  { name: 'short-name', module: 'myapp', where: 'package', imports: [], works: true },
  { name: 'behind-strings', module: 'stt', where: 'package', imports: [], works: true },
  { name: 'on-tailscale', module: 'tailscale.com/acme', where: 'package', imports: [], works: true },
  { name: 'last-letter', module: 'zzz', where: 'package', imports: [], works: false },
  { name: 'with-fmt', module: 'github.com/acme/fmt', where: 'package', imports: ['fmt'], works: true },
  { name: 'with-flag', module: 'github.com/acme/flag', where: 'package', imports: ['flag'], works: true },
  { name: 'with-log', module: 'github.com/acme/log', where: 'package', imports: ['log'], works: true },
  { name: 'with-strings', module: 'github.com/acme/strings', where: 'package', imports: ['strings'], works: true },
  { name: 'behind-google', module: 'hello.example', where: 'package', imports: ['strings'], works: false },
  { name: 'with-http', module: 'aaa2', where: 'package', imports: ['net/http'], works: false },
  {
    name: 'with-http-on-github',
    module: 'github.com/acme/http',
    where: 'package',
    imports: ['net/http'],
    works: false,
  },
];

const SET = 'os.Setenv("GRPC_ENFORCE_ALPN_ENABLED", "false")';

/** The module of such a program: `cmd/<name>/main.go` and, where a package of its own sets the variable, `noalpn/noalpn.go`. */
export async function programTexts(program: InitOrderProgram): Promise<ModuleTexts> {
  const { name, module, where, imports } = program;
  const texts = {
    'go.mod': await grpcGoMod(module, 'v1.85.0'),
    [`cmd/${name}/main.go`]: mainText(program),
  };
  if (where !== 'package') return texts;
  const block = ['os', ...imports.map((it) => `_ ${it}`)];
  return { ...texts, 'noalpn/noalpn.go': `package noalpn\n\n${importBlock(block)}\n\nfunc init() {\n\t${SET}\n}\n` };
}

function importBlock(imports: readonly string[]): string {
  const lines = imports.map((it) => `\t${it.startsWith('_ ') ? `_ "${it.slice(2)}"` : `"${it}"`}\n`);
  return `import (\n${lines.join('')})`;
}

/** A client that calls TARGET and trusts the certificate in TLS_CA. */
function mainText({ module, where }: InitOrderProgram): string {
  const standard = ['context', 'fmt', 'log', 'os', 'time'];
  const own = where === 'package' ? [`_ ${module}/noalpn`] : [];
  const grpc = ['google.golang.org/grpc', 'google.golang.org/grpc/credentials'];
  return `package main

${importBlock([...standard, ...own, ...grpc]).replace(/\)$/, '\thealthpb "google.golang.org/grpc/health/grpc_health_v1"\n)')}
${where === 'init' ? `\nfunc init() {\n\t${SET}\n}\n` : ''}
func main() {
${where === 'main' ? `\t${SET}\n` : ''}\tcreds, err := credentials.NewClientTLSFromFile(os.Getenv("TLS_CA"), "")
	if err != nil {
		log.Fatal(err)
	}
	conn, err := grpc.NewClient(os.Getenv("TARGET"), grpc.WithTransportCredentials(creds))
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	answer, err := healthpb.NewHealthClient(conn).Check(ctx, &healthpb.HealthCheckRequest{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Status)
}
`;
}
