import fc from 'fast-check';

/** A package for `initOrder.test.ts`. */
export interface RandomPackage {
  readonly path: string;
  /** Of the standard library, or the paths of other packages of the same sample. */
  readonly imports: readonly string[];
}

/** Around everything that the linker's order may stumble over: the names that it waits for, and signs that sort before and after `/` and `.`. */
const ROOTS = [
  ...['aaa', 'a.b', 'github.com', 'go.uber.org', 'gopkg.in', 'hello.example', 'k8s.io', 'myapp', 'runtime.example'],
  ...['google.golang.org/aaa', 'google.golang.org/grpc-x', 'google.golang.org/zzz', 'osx', 'os.example', 'stt'],
  ...['strings.example', 'strings-x', 'sync-x', 'tailscale.com', 'time.example', 'unicode.example', 'unicode-x'],
  ...['unicodex', 'Upper.example', 'zzz'],
];
const NAMES = ['leaf', 'leaf.v2', 'leaf-x', 'pkg/leaf', 'zz'];

const STANDARD = [
  ...['bufio', 'bytes', 'compress/gzip', 'container/list', 'context', 'crypto/rand', 'crypto/sha256', 'crypto/tls'],
  ...['embed', 'encoding/base64', 'encoding/binary', 'encoding/hex', 'encoding/json', 'errors', 'flag', 'fmt'],
  ...['go/token', 'hash/fnv', 'io', 'io/fs', 'io/ioutil', 'log', 'log/slog', 'maps', 'math', 'math/rand', 'net'],
  ...['net/http', 'net/url', 'os', 'os/exec', 'os/signal', 'path', 'path/filepath', 'reflect', 'regexp', 'runtime'],
  ...['runtime/debug', 'slices', 'sort', 'strconv', 'strings', 'sync', 'sync/atomic', 'syscall', 'text/template'],
  ...['time', 'unicode', 'unicode/utf8'],
];

interface Drawn {
  readonly root: string;
  readonly name: string;
  readonly standard: readonly string[];
  /** Each in [0, 1): which of those before it. */
  readonly own: readonly number[];
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  root: fc.constantFrom(...ROOTS),
  name: fc.constantFrom(...NAMES),
  standard: fc.uniqueArray(fc.constantFrom(...STANDARD), { maxLength: 3, size: 'max' }),
  own: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 2 }) },
  ),
});

/** 200 packages with paths and imports of all kinds. */
export const randomPackages: fc.Arbitrary<readonly RandomPackage[]> = fc
  .array(drawn, { minLength: 200, maxLength: 200 })
  .map((all) => {
    const paths = all.map(({ root, name }, index) => `${root}/m${index}/${name}`);
    return all.map(({ standard, own }, index) => ({
      path: paths[index] ?? '',
      imports: [...new Set([...standard, ...own.flatMap((it) => paths[Math.floor(it * index)] ?? [])])].filter(
        (it) => it !== paths[index],
      ),
    }));
  });
