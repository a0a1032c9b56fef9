import type { SetenvTime } from '../facts.ts';

/**
 * When a package of the standard library is initialised, in the one order that matters here: grpc-go reads its variable when
 * google.golang.org/grpc/internal/envconfig is, which imports os, strconv and strings. `early`: before unicode; `middle`: before strings;
 * `late`: before envconfig; `after`: behind it.
 */
type InitClass = 0 | 1 | 2 | 3;

/** What the linker orders packages by (cmd/link/internal/ld/inittask.go, since Go 1.21): of those whose imports are initialised, the least symbol name comes first. */
const THRESHOLDS: readonly (string | undefined)[] = [
  'unicode..inittask',
  'strings..inittask',
  'google.golang.org/grpc/internal/envconfig..inittask',
  undefined,
];

/** Public packages by class, the same in Go 1.21 to 1.26: found by the linker's order over the imports of each release's library. */
const CLASSES: readonly string[] = [
  'cmp container/heap container/list container/ring context crypto crypto/subtle embed encoding encoding/ascii85 encoding/base32 errors hash hash/adler32 hash/crc32 hash/crc64 hash/fnv hash/maphash image/color image/color/palette io io/fs iter maps math math/bits math/cmplx math/rand math/rand/v2 os os/signal path plugin runtime runtime/cgo runtime/metrics runtime/race slices sort strconv structs sync sync/atomic syscall time time/tzdata unicode/utf16 unicode/utf8 unsafe C',
  'bytes database/sql database/sql/driver debug/plan9obj encoding/binary fmt go/token log reflect runtime/trace unicode',
  'bufio compress/bzip2 compress/flate compress/gzip compress/lzw compress/zlib crypto/fips140 crypto/hkdf crypto/mlkem crypto/mlkem/mlkemtest crypto/pbkdf2 crypto/sha3 debug/dwarf debug/elf debug/gosym debug/macho debug/pe encoding/csv encoding/gob encoding/hex encoding/json encoding/pem encoding/xml flag go/build/constraint go/doc/comment go/version strings',
  'archive/tar archive/zip crypto/dsa crypto/ecdsa crypto/ed25519 crypto/elliptic crypto/hpke crypto/rand crypto/rsa crypto/tls crypto/x509 crypto/x509/pkix debug/buildinfo encoding/asn1 expvar go/ast go/build go/constant go/doc go/format go/importer go/parser go/printer go/scanner go/types html html/template image image/draw image/gif image/jpeg image/png index/suffixarray log/slog log/syslog math/big mime mime/multipart mime/quotedprintable net net/http net/http/cgi net/http/cookiejar net/http/fcgi net/http/httptest net/http/httptrace net/http/httputil net/http/pprof net/mail net/rpc net/rpc/jsonrpc net/smtp net/textproto net/url os/exec os/user path/filepath regexp regexp/syntax runtime/coverage runtime/debug runtime/pprof testing testing/cryptotest testing/fstest testing/iotest testing/quick testing/slogtest testing/synctest text/scanner text/template text/template/parse unique weak',
];

/** Packages whose class depends on the release of Go: the least and the greatest one. */
const BY_RELEASE: readonly (readonly [names: string, least: InitClass, greatest: InitClass])[] = [
  ['crypto/rc4', 0, 2],
  ['io/ioutil net/netip text/tabwriter', 0, 3],
  ['crypto/md5', 0, 2],
  ['encoding/base64', 0, 1],
  ['crypto/aes crypto/cipher crypto/des crypto/ecdh crypto/hmac crypto/sha1 crypto/sha256 crypto/sha512', 1, 2],
];

/** The least and the greatest class that a package may have. */
interface Classes {
  readonly least: InitClass;
  readonly greatest: InitClass;
  /** Whether all that it imports is known. */
  readonly isKnown: boolean;
}

const STANDARD: ReadonlyMap<string, Classes> = standard();

/** A package of the workspace, as far as its initialisation goes. */
export interface InitPackage {
  /** Its import path; `undefined`: not known, since no go.mod says. */
  readonly path: string | undefined;
  /** What its files import, without those of tests. */
  readonly imports: readonly string[];
}

type OwnPackages = (path: string) => InitPackage | undefined;

/** Imports of imports. */
const DEEPEST = 1000;

/**
 * Whether a package of the program is initialised before grpc-go reads GRPC_ENFORCE_ALPN_ENABLED, by Go 1.21 and newer (older ones do not
 * build a grpc-go that has the variable). More imports make a package later and never earlier.
 * @param ownPackage gives the packages of this workspace; `undefined` for others
 */
export function initTimeOf(pkg: InitPackage, ownPackage: OwnPackages): SetenvTime {
  const own = remembering(ownPackage);
  const all = [pkg, ...reachedFrom(pkg, own)];
  if (all.some(({ imports }) => imports.includes('google.golang.org/grpc')))
    return { kind: 'too-late', because: 'its package imports grpc-go, which is initialised before it' };
  const classes = new Map<InitPackage, Known>();
  const times = all.map((it) => timeOf(it, classOf(it, own, classes, 0)));
  return (
    times.find(({ kind }) => kind === 'too-late') ?? times.find(({ kind }) => kind === 'unknown') ?? { kind: 'in-time' }
  );
}

/** Gives the same package for the same path, and asks once. */
function remembering(ownPackage: OwnPackages): OwnPackages {
  const seen = new Map<string, InitPackage | undefined>();
  return (path) => {
    if (!seen.has(path)) seen.set(path, ownPackage(path));
    return seen.get(path);
  };
}

/** The packages of the workspace that a package needs, each once. */
function reachedFrom(pkg: InitPackage, own: OwnPackages): ReadonlySet<InitPackage> {
  const reached = new Set<InitPackage>();
  for (const { imports } of iterating(pkg, reached)) {
    for (const path of imports) {
      const found = own(path);
      if (found !== undefined) reached.add(found);
    }
  }
  return reached;
}

/** The package, and then what the set holds and gets meanwhile. */
function* iterating(pkg: InitPackage, more: ReadonlySet<InitPackage>): Iterable<InitPackage> {
  yield pkg;
  yield* more;
}

function timeOf(pkg: InitPackage, { least, greatest, isKnown, by }: Known): SetenvTime {
  if (least === 3)
    return { kind: 'too-late', because: `its package imports ${by}, which is initialised after grpc-go has read it` };
  if (pkg.path === undefined) return { kind: 'unknown' };
  const symbol = symbolOf(pkg.path);
  if (!isBelow(symbol, THRESHOLDS[least])) {
    return {
      kind: 'too-late',
      because: `Go initialises packages in the order of their paths, and ${pkg.path} comes after those that grpc-go waits for`,
    };
  }
  return isKnown && isBelow(symbol, THRESHOLDS[greatest]) ? { kind: 'in-time' } : { kind: 'unknown' };
}

function isBelow(symbol: string, threshold: string | undefined): boolean {
  return threshold !== undefined && symbol < threshold;
}

interface Known extends Classes {
  /** The import that makes it that late. */
  readonly by: string;
}

function classOf(pkg: InitPackage, own: OwnPackages, classes: Map<InitPackage, Known>, depth: number): Known {
  const before = classes.get(pkg);
  if (before !== undefined) return before;
  let known: Known = { least: 0, greatest: 0, isKnown: depth < DEEPEST, by: '' };
  if (!known.isKnown) return known;
  classes.set(pkg, known);
  for (const path of pkg.imports) {
    const found = own(path);
    const it = found === undefined ? STANDARD.get(path) : classOf(found, own, classes, depth + 1);
    if (it === undefined) known = { ...known, isKnown: false };
    else {
      known = {
        least: larger(known.least, it.least),
        greatest: larger(known.greatest, it.greatest),
        isKnown: known.isKnown && it.isKnown,
        by: it.least > known.least ? path : known.by,
      };
    }
  }
  classes.set(pkg, known);
  return known;
}

function larger(a: InitClass, b: InitClass): InitClass {
  return a > b ? a : b;
}

/** cmd/internal/objabi, PathToPrefix: in the last segment a dot is written `%2e`. Paths of packages have nothing else that is escaped. */
function symbolOf(path: string): string {
  const slash = path.lastIndexOf('/') + 1;
  return `${path.slice(0, slash)}${path.slice(slash).replaceAll('.', '%2e')}..inittask`;
}

function standard(): ReadonlyMap<string, Classes> {
  const classes = new Map<string, Classes>();
  for (const [i, names] of CLASSES.entries()) {
    const it = i === 0 ? 0 : i === 1 ? 1 : i === 2 ? 2 : 3;
    for (const name of names.split(' ')) classes.set(name, { least: it, greatest: it, isKnown: true });
  }
  for (const [names, least, greatest] of BY_RELEASE)
    for (const name of names.split(' ')) classes.set(name, { least, greatest, isKnown: true });
  return classes;
}
