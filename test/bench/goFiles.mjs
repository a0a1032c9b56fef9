/** Go source to measure with: as `gofmt` writes it. */

/** Lines of one file of `goFiles`. */
const LINES = 100;

/** Files of one package of `goFiles`. */
const PER_PACKAGE = 10;

/** What one file in ten imports, in turns, and what it does with that. */
const INTERESTS = [
  {
    imports: ['crypto/tls', 'fmt', 'google.golang.org/grpc', 'google.golang.org/grpc/credentials', 'net'],
    /** @param {string} name */
    code: (name) => `func Serve${name}(config *tls.Config) error {
	listener, err := net.Listen("tcp", ":50051")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := grpc.NewServer(grpc.Creds(credentials.NewTLS(config)))
	return server.Serve(listener)
}
`,
  },
  {
    imports: ['crypto/tls', 'fmt'],
    /** @param {string} name */
    code: (name) => `func Config${name}(name string) *tls.Config {
	fmt.Println(name)
	return &tls.Config{MinVersion: tls.VersionTLS12, ServerName: name}
}
`,
  },
  {
    imports: ['fmt', 'net/http'],
    /** @param {string} name */
    code: (name) => `func Listen${name}(handler http.Handler) error {
	fmt.Println("serving")
	return (&http.Server{Addr: ":8443", Handler: handler}).ListenAndServeTLS("a.crt", "a.key")
}
`,
  },
];

/**
 * Files of 100 lines in packages of ten; one file in ten imports grpc-go, crypto/tls or net/http.
 *
 * @param {number} count
 * @param {'spread' | 'together'} layout Whether these are one of each package, or all of one package in ten.
 * @returns {Readonly<Record<string, string>>}
 */
export function goFiles(count, layout) {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => {
      const pkg = Math.floor(i / PER_PACKAGE);
      const isInteresting = (layout === 'spread' ? i : pkg) % 10 === 0;
      const name = `p${String(pkg).padStart(4, '0')}`;
      const interest = isInteresting ? INTERESTS[(layout === 'spread' ? pkg : i) % INTERESTS.length] : undefined;
      return [`${name}/f${i % PER_PACKAGE}.go`, goFile(name, `${i}`, LINES, interest)];
    }),
  );
}

/**
 * One file of so many lines that serves gRPC over a TLS listener without h2.
 *
 * @param {number} lines
 */
export function goListener(lines) {
  return goFile('main', '0', lines, {
    imports: ['crypto/tls', 'fmt', 'google.golang.org/grpc'],
    code: () => `func main() {
	listener, err := tls.Listen("tcp", ":8443", &tls.Config{})
	if err != nil {
		panic(err)
	}
	fmt.Println(grpc.NewServer().Serve(listener))
}
`,
  });
}

/**
 * @param {string} pkg
 * @param {string} name
 * @param {number} lines
 * @param {{ imports: readonly string[], code: (name: string) => string } | undefined} interest
 */
function goFile(pkg, name, lines, interest) {
  const imports = interest?.imports ?? ['fmt'];
  const first = `package ${pkg}\n\nimport (\n${imports.map((it) => `\t"${it}"\n`).join('')})\n\n${interest === undefined ? '' : `${interest.code(name)}\n`}`;
  const parts = [first];
  let count = first.split('\n').length;
  for (let i = 0; count + 12 <= lines; i++) {
    const part = plainFunction(`${name}x${i}`);
    parts.push(part);
    count += part.split('\n').length - 1;
  }
  const code = `${parts.join('').trimEnd()}\n`;
  const rest = lines - code.split('\n').length;
  return rest > 0 ? `${code}\n${'// The rest is silence.\n'.repeat(rest)}` : code;
}

/** @param {string} name */
function plainFunction(name) {
  return `// Count${name} counts what is not too long.
func Count${name}(names []string, most int) (string, error) {
	total := 0
	for index, it := range names {
		if len(it) > most {
			return "", fmt.Errorf("name %d is too long: %q", index, it)
		}
		total += len(it)
	}
	return fmt.Sprintf("%d of %d", total, most), nil
}

`;
}
