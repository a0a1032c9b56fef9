/** A package that sets GRPC_ENFORCE_ALPN_ENABLED, or only stands between such packages, and when Go initialises it. */
export interface InitOrderRow {
  readonly path: string;
  /** Of the standard library, or the paths of other rows. */
  readonly imports: readonly string[];
  /** Whether it is initialised before google.golang.org/grpc/internal/envconfig, which reads the variable then. */
  readonly inTime: boolean;
}

/**
 * When packages of one program are initialised, from Go 1.21 to Go 1.26 (cmd/link/internal/ld/inittask.go): of those whose imports are all
 * initialised always the one whose symbol comes first, in which a dot of the last path element is `%2e`. envconfig imports os, strconv
 * and strings, and strings imports unicode. `initOrder.test.ts` builds all of them into one program and asks it.
 */
export const INIT_ORDER_ROWS: readonly InitOrderRow[] = [
  // What is initialised before unicode: the path decides against "unicode".
  { path: 'aaa/noalpn', imports: ['os'], inTime: true },
  { path: 'github.com/acme/noalpn', imports: ['os'], inTime: true },
  { path: 'google.golang.org/zzz/noalpn', imports: ['os'], inTime: true },
  { path: 'k8s.io/acme/noalpn', imports: ['os'], inTime: true },
  { path: 'tailscale.com/noalpn', imports: ['os', 'sync', 'time', 'errors', 'io/fs'], inTime: true },
  { path: 'tailscale.com/acme/context', imports: ['context', 'os', 'os/signal', 'strconv'], inTime: true },
  { path: 'ungleich.example/noalpn', imports: ['os'], inTime: true },
  { path: 'unicodd/noalpn', imports: ['os'], inTime: true },
  { path: 'unicode.example/noalpn', imports: ['os'], inTime: false },
  { path: 'unicode-x/noalpn', imports: ['os'], inTime: true },
  { path: 'vanity.example/noalpn', imports: ['os'], inTime: false },
  { path: 'zzz/noalpn', imports: ['os'], inTime: false },
  { path: 'zzz/nothing', imports: [], inTime: false },
  { path: 'zzz/direct', imports: ['syscall'], inTime: false },
  // After unicode and before strings: against "strings".
  { path: 'hello.example/fmt', imports: ['fmt', 'os'], inTime: true },
  { path: 'myapp/log', imports: ['log', 'os'], inTime: true },
  { path: 'stq/bytes', imports: ['bytes', 'os'], inTime: true },
  { path: 'strings-x/binary', imports: ['encoding/binary', 'os'], inTime: true },
  { path: 'strings.example/reflect', imports: ['os', 'reflect'], inTime: false },
  { path: 'stt/fmt', imports: ['fmt', 'os'], inTime: false },
  { path: 'tailscale.com/log', imports: ['log', 'os'], inTime: false },
  // After strings: against "google.golang.org/grpc/internal/envconfig".
  { path: 'github.com/acme/flag', imports: ['flag', 'os'], inTime: true },
  { path: 'github.com/acme/json', imports: ['bufio', 'encoding/json', 'os', 'strings'], inTime: true },
  { path: 'go.uber.org/acme/strings', imports: ['os', 'strings'], inTime: true },
  { path: 'google.golang.org/acme/strings', imports: ['os', 'strings'], inTime: true },
  { path: 'google.golang.org/grpc-x/strings', imports: ['os', 'strings'], inTime: true },
  { path: 'google.golang.org/grpd/strings', imports: ['os', 'strings'], inTime: false },
  { path: 'gopkg.in/acme/strings', imports: ['os', 'strings'], inTime: false },
  { path: 'hello.example/strings', imports: ['os', 'strings'], inTime: false },
  { path: 'myapp/flag', imports: ['flag', 'os'], inTime: false },
  // After envconfig, whatever the path is.
  { path: 'aaa/http', imports: ['net/http', 'os'], inTime: false },
  { path: 'aaa/filepath', imports: ['os', 'path/filepath'], inTime: false },
  { path: 'aaa/regexp', imports: ['os', 'regexp'], inTime: false },
  { path: 'aaa/exec', imports: ['os', 'os/exec'], inTime: false },
  { path: 'aaa/slog', imports: ['log/slog', 'os'], inTime: false },
  { path: 'aaa/template', imports: ['os', 'text/template'], inTime: false },
  { path: 'aaa/url', imports: ['net/url', 'os'], inTime: false },
  // Packages between: each has to be initialised, too.
  { path: 'github.com/acme/above', imports: ['github.com/acme/noalpn'], inTime: true },
  { path: 'github.com/acme/through', imports: ['github.com/acme/flag'], inTime: true },
  { path: 'myapp/through', imports: ['github.com/acme/flag', 'os'], inTime: false },
  { path: 'myapp/after', imports: ['hello.example/fmt', 'os'], inTime: true },
  { path: 'tailscale.com/after', imports: ['hello.example/fmt', 'os'], inTime: false },
  { path: 'aaa/needs', imports: ['os', 'zzz/noalpn'], inTime: false },
  { path: 'aaa/needs/http', imports: ['aaa/http', 'os'], inTime: false },
  // The symbol, not the path: a dot of the last element is %2e there, which comes before any other sign of a name.
  { path: 'unicode.example', imports: ['os'], inTime: true },
  { path: 'strings.example', imports: ['fmt', 'os'], inTime: true },
  { path: 'zzz.example', imports: ['os'], inTime: false },
];
