import type { DialerOffer, GoVersion, ServerAlpn } from '../alpn/index.ts';
import type { FilePath } from '../text/filePath.ts';
import type { Location } from '../text/location.ts';
import type { EdgeListener } from './edges.ts';
import type { TextEdit } from '../text/textEdit.ts';
import type { NginxVersion } from './nginxVersion.ts';

/** A value and where it comes from, in words that fit behind "from": `the comment in line 3 of nginx.conf`. */
export interface Sourced<Value> {
  readonly value: Value;
  readonly from: string;
}

/** How sure it is that gRPC runs here. */
export type GrpcEvidenceLevel = 'yes' | 'likely' | 'unknown' | 'no';

/** Evidence and its reasons, each a clause a user can read. */
export interface GrpcEvidence {
  readonly grpc: GrpcEvidenceLevel;
  readonly because: readonly string[];
}

/** How one thing of a configuration is done, where it depends on the version of nginx. `undefined` = version unknown: what newest versions do. */
export type ByVersion<Value> = (version: NginxVersion | undefined) => Value;

/** What a listener does with TLS. */
export type TlsMode = 'plain' | 'terminated' | 'passthrough';

/** One virtual server on one socket of one configuration. */
export interface Listener {
  readonly source: 'nginx';
  /** The root file of the configuration. */
  readonly configuration: FilePath;
  readonly module: 'stream' | 'http';
  /** The `listen` directive without its `;`, or the word `server` where none is written. */
  readonly at: Location;
  /** `*`, `127.0.0.1`, `[::]`, `unix:/path`. */
  readonly address: string;
  /** `undefined` for unix sockets and where it is not a number. */
  readonly port: number | undefined;
  readonly serverNames: readonly string[];
  /** Whether this server answers on the socket when no name fits. */
  readonly isDefault: boolean;
  /** Whether connections must begin with a PROXY protocol header. */
  readonly proxyProtocol: boolean;
  readonly tls: TlsMode;
  /** Whether HTTP/2 is spoken, be it in plain text or when it is negotiated; `undefined` where it does not apply. */
  readonly http2: ByVersion<boolean | undefined>;
  readonly alpn: ByVersion<ServerAlpn>;
  /** Found out when it is asked for, as the routes are. */
  readonly grpc: GrpcEvidence;
  /** Made when it is asked for: most listeners of a large configuration are never asked. */
  routes(): readonly Route[];
}

/** A way from a listener to a dialer. */
export interface Route {
  readonly kind: 'server' | 'location' | 'if' | 'pass';
  /** The location's match as written; empty for a server. Where a variable chooses among several ways, its values that lead this way. */
  readonly match: string;
  /** The variable that chooses, without its `$`; `undefined`: this way does not depend on one. */
  readonly by: string | undefined;
  readonly dialer: Dialer;
  /** Whether gRPC takes this way: what the location says, where the listener as a whole may say something else. Made when it is asked for. */
  readonly grpc?: () => GrpcEvidence;
}

/** One place that opens connections. */
export interface Dialer {
  /** The directive that names the target, without `;`. */
  readonly at: Location;
  /** The directive that makes it TLS, where that is another one (`proxy_ssl on`). */
  readonly tlsAt: Location | undefined;
  /** The directive or construct that dials. */
  readonly via: 'proxy_pass' | 'grpc_pass' | 'pass';
  /** `grpc_pass` speaks HTTP/2; `proxy_pass` in http HTTP/1; in stream whatever comes. */
  readonly speaks: ByVersion<'h2' | 'http/1.1' | 'any'>;
  /** The target as written. */
  readonly to: string;
  /** The target with its variables replaced by what `map` and `set` give them; `undefined`: something else decides. */
  readonly resolved: string | undefined;
  /** The servers behind an upstream group, or the target itself: `host:port`. */
  readonly addresses: readonly string[];
  readonly tls: boolean;
  /** The name that it sends (SNI); `null`: none; `undefined`: no TLS, or something else than the text decides. */
  readonly serverName: () => string | null | undefined;
  readonly offer: ByVersion<DialerOffer>;
  /** Why every grpc-go server refuses this TLS before ALPN: the alert, and the directive that is to blame. `undefined`: nothing makes that certain. */
  readonly refusal: ByVersion<{ readonly alert: number; readonly at: Location } | undefined>;
}

/** The grpc-go that the build of one module selects. */
export interface GrpcGoSelection {
  readonly version: GoVersion;
  /**
   * Where it is told: the version as written in the line that decides. Where only a file decides that tools write (go.sum,
   * vendor/modules.txt, version.go of a folder), the line of go.mod that leads there: the requirement's or replacement's, else the module's path.
   */
  readonly at: Location;
  /** What decides: `at`, or the line of the file that tools write. */
  readonly decidedAt: Location;
  /** The whole requirement in the module's own go.mod, path and version; where it has none, the module's path. */
  readonly requirement: Location;
  /** The version as written in a go.mod or go.work whose change changes what is selected, and in what kind of line; `undefined`: none is written. */
  readonly editable: { readonly kind: 'requirement' | 'replacement'; readonly at: Location } | undefined;
  readonly indirect: boolean;
  /** Why this version is the one, in clauses that name the line that decides. */
  readonly because: string;
  /**
   * Of every build that needs no other go.mod and go.sum and has grpc-go in it. `exact`: it is this version. `at-least`: another module
   * of the build may raise it. `unknown`: replaced by code that is not known. `stated`: the user wants this version to be reckoned with,
   * whatever the files say.
   */
  readonly certainty: 'exact' | 'at-least' | 'unknown' | 'stated';
  /**
   * Why grpc-go is thought to be in the build. `required`: go.mod names it. `built`: another file says that its code is (go.sum,
   * vendor/modules.txt). `possible`: another module that is built together with this one needs it, this one perhaps does not.
   */
  readonly usage: 'required' | 'built' | 'possible';
}

/** One setting of a `godebug` line: `http2server=0`. */
export interface GoDebug {
  readonly name: string;
  readonly value: string;
  /** The setting as written: name, `=` and value. */
  readonly at: Location;
}

/** One Go module (go.mod). */
export interface GoModule {
  readonly file: FilePath;
  readonly path: string | undefined;
  /** The version behind `go`. */
  readonly goLine: string | undefined;
  /** What stands behind `toolchain`: `go1.23.4`, `default`. */
  readonly toolchain: string | undefined;
  /** The `godebug` lines that count for its programs: its own, or those of the go.work that it is built in (go.dev/doc/godebug). */
  readonly godebugs: readonly GoDebug[];
  readonly grpc: GrpcGoSelection | undefined;
}

/** A version of nginx that some file states for a configuration. */
export interface NginxVersionSeen {
  /** The root file of the configuration that it is about. */
  readonly configuration: FilePath;
  readonly version: Sourced<NginxVersion>;
}

/** A gRPC server in Go source that listens on a port which stands in the text. */
export interface GrpcServerSeen {
  /** The expression that names the port: `":50051"`. */
  readonly at: Location;
  readonly port: number;
  /** Where it stands, in words: `line 12 of orders/main.go`. */
  readonly from: string;
}

/** Where a file or folder of the workspace stands in the file system of the machine or container that nginx runs in. */
export interface Placement {
  readonly path: FilePath;
  readonly kind: 'file' | 'folder';
  /** Absolute: `/etc/nginx/conf.d/api.conf`. Of a folder, what is in it stands below this. */
  readonly target: string;
  /** What is put into one image or container has the same name here, later things over earlier ones. */
  readonly container: string;
  /** Whether the image is nginx's own (or one like it), whose nginx.conf is known. */
  readonly isOfficial: boolean;
  /** The version of nginx in that image; `undefined`: nothing says. */
  readonly nginx: Sourced<NginxVersion> | undefined;
  /** What says so, in words: `COPY in line 3 of deploy/Dockerfile`. */
  readonly from: string;
}

/** A place where grpc-go's check for ALPN is switched off, or is meant to be. */
export interface OptOut {
  /** What is told of: the assignment of the variable, or the call. */
  readonly at: Location;
  /** Where it stands, in words: `ENV in line 3 of deploy/Dockerfile`. */
  readonly from: string;
  readonly by: EnvironmentOptOut | SetenvOptOut | CredentialsOptOut;
}

/** `GRPC_ENFORCE_ALPN_ENABLED` in a file that gives a process its environment. */
export interface EnvironmentOptOut {
  readonly kind: 'environment';
  readonly form:
    | 'dockerfile'
    | 'compose'
    | 'kubernetes'
    | 'env-file'
    | 'systemd'
    | 'launch.json'
    | 'devcontainer.json'
    | 'shell'
    | 'github-actions'
    /** Other YAML: values of Helm, other services that build and deploy. */
    | 'yaml';
  /** As the process gets it; `undefined`: something else decides. */
  readonly value: string | undefined;
  /** The value as written, with its quotes; `undefined`: none is written. */
  readonly valueAt: Location | undefined;
  /** What must stand at `valueAt` for the value `false`. */
  readonly correct: string;
  /** Why the file or the program that reads it does not take it as it is written: an unquoted `false` in a Kubernetes manifest. */
  readonly refused: string | undefined;
  /** Why what runs never gets it, however it is written, in a sentence: an `ARG` of a Dockerfile. `undefined`: it does, or that is not known. */
  readonly unreached: string | undefined;
  /** The folders whose code gets it, where the file says so: what is built, or started. */
  readonly folders: readonly FilePath[];
  /** What gets it, where the file names it: `orders` of the image `shop/orders:1.2` or of `orders.service`. */
  readonly program: string | undefined;
  /** The edits that take it away; `undefined`: it cannot be taken away by itself. */
  readonly removal: readonly TextEdit[] | undefined;
}

/** `os.Setenv` or `t.Setenv` in Go. */
export interface SetenvOptOut {
  readonly kind: 'setenv';
  readonly value: string | undefined;
  readonly valueAt: Location | undefined;
  readonly correct: string;
  /** Whether grpc-go has read the variable before: that may depend on the paths of the workspace's modules. */
  readonly time: (modules: readonly Pick<GoModule, 'file' | 'path'>[]) => SetenvTime;
  readonly removal: readonly TextEdit[] | undefined;
}

/** When a variable is set, seen from grpc-go, which reads it once while the program is initialised. `because`: a clause. */
export type SetenvTime =
  { readonly kind: 'in-time' } | { readonly kind: 'too-late'; readonly because: string } | { readonly kind: 'unknown' };

/** A function of google.golang.org/grpc/experimental/credentials that is used. */
export interface CredentialsOptOut {
  readonly kind: 'credentials';
  /** `NewTLSWithALPNDisabled`. */
  readonly name: string;
}

/** Something a reader of the result should know, without being a finding. */
export interface Note {
  readonly kind: 'unreadable' | 'too-large' | 'not-text' | 'outside' | 'missing' | 'cycle' | 'not-understood';
  readonly file: FilePath;
  readonly message: string;
}

/** What a domain says about a workspace folder. */
export interface DomainFacts {
  readonly listeners: readonly Listener[];
  readonly modules: readonly GoModule[];
  readonly nginxVersions: readonly NginxVersionSeen[];
  readonly placements: readonly Placement[];
  readonly grpcServers: readonly GrpcServerSeen[];
  readonly optOuts: readonly OptOut[];
  readonly edges: readonly EdgeListener[];
  readonly notes: readonly Note[];
}
