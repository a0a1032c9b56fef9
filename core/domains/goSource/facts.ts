import type { DialerOffer } from '../../alpn/index.ts';
import type { Location } from '../../text/location.ts';
import type { DomainFacts } from '../facts.ts';
import type { SyntaxNode } from '../syntaxTree.ts';
import type { FilePath } from '../../text/filePath.ts';

/** What Go source says about gRPC and TLS. */
export interface GoSourceFacts extends DomainFacts {
  readonly servings: readonly GoServing[];
  readonly dialings: readonly GoDialing[];
  readonly ownCredentials: readonly GoOwnCredentials[];
}

/** A node and the file that it stands in. Edits are made of nodes. */
export interface GoPlace {
  readonly file: FilePath;
  readonly node: SyntaxNode;
}

/** The protocols of a `tls.Config` as far as the package tells them. `known` with none: `NextProtos` is never set. */
export type GoProtocols = { readonly kind: 'known'; readonly names: readonly string[] } | { readonly kind: 'unknown' };

/** One value of type `tls.Config`, from where it is made to where it is used. */
export interface GoTlsConfig {
  /** Where it is made: the composite literal `tls.Config{…}` without `&`, `new(tls.Config)`, `var config tls.Config`, or the argument `nil`. */
  readonly made: GoPlace;
  readonly protocols: GoProtocols;
  /** The expression that gives `NextProtos`: the value of the field, or what is assigned last; `undefined`: none does. */
  readonly protocolsSet: GoPlace | undefined;
  /** `undefined`: it has none. */
  readonly getConfigForClient: GoGetConfigForClient | undefined;
  /** The call of `credentials.NewTLS` that gets this same configuration, too: it works on a clone and gives no h2 to this one. */
  readonly givenToNewTls: GoPlace | undefined;
}

/** The function in a `GetConfigForClient` field. */
export interface GoGetConfigForClient {
  /** The value of the field, or what is assigned. */
  readonly at: GoPlace;
  /** The function itself, where it stands in this package. */
  readonly body: GoPlace | undefined;
  /** The configurations that it returns, as far as they are known; without `nil`. */
  readonly returned: readonly GoTlsConfig[];
}

/** Who gets the connections of a TLS listener. */
export type GoConsumer = 'grpc' | 'cmux' | 'http';

/** Which credentials a grpc-go server or client has. `own`: a type that is not grpc-go's. `advancedtls`, `xds`, `alts`, `local` do not check ALPN. */
export type GoCredentialsKind =
  'tls' | 'alpn-disabled' | 'insecure' | 'advancedtls' | 'xds' | 'alts' | 'local' | 'own' | 'unknown';

/** A place where Go code takes connections that carry gRPC, or surely may. */
export interface GoServing {
  /** What is told of: the call `tls.NewListener(…)`, `tls.Listen(…)`, `sockets.NewTCPSocket(…)`, `credentials.NewTLS(…)`, `server.ServeTLS(…)`, `net.Listen(…)`. */
  readonly at: GoPlace;
  /**
   * `listener`: a TLS listener of crypto/tls (or one that is made by another package: `maker`).
   * `credentials`: a grpc-go server that does TLS itself. `http`: net/http does TLS (`ServeTLS`, `ListenAndServeTLS`). `plain`: no TLS at all.
   */
  readonly kind: 'listener' | 'credentials' | 'http' | 'plain';
  /** For `listener`: the function of another package that sets the protocols itself: `sockets.NewTCPSocket`. */
  readonly maker: string | undefined;
  /** `undefined`: not known, or the default one. */
  readonly config: GoTlsConfig | undefined;
  /** Where the connections go. */
  readonly consumer: GoConsumer;
  /** The call that takes the connections: `server.Serve(listener)`. */
  readonly servedBy: GoPlace | undefined;
  /** The credentials of the grpc-go server that takes them, and the call that makes these; `undefined`: no grpc-go server is known. */
  readonly credentials: { readonly kind: GoCredentialsKind; readonly at: GoPlace | undefined } | undefined;
  /** The calls of `grpc.NewServer` that may have made the grpc-go server; left out: none is seen. */
  readonly servers?: readonly GoPlace[];
  /** What makes net/http speak no HTTP/2 here. */
  readonly http2Disabled: GoHttp2Disabled | undefined;
  /** Why it is gRPC that is served, as a clause a user can read; `undefined`: nothing says so. */
  readonly grpc: string | undefined;
  /** The port that it listens on, where it stands in the text, and the expression that names it. */
  readonly port: { readonly number: number; readonly at: GoPlace } | undefined;
  /** The host of that address: empty for all of them. `undefined`: not known. */
  readonly host: string | undefined;
}

/** What keeps HTTP/2 away from a server of net/http. */
export interface GoHttp2Disabled {
  /**
   * `TLSNextProto`: a map without h2. `protocols`: `http.Server.Protocols` without HTTP2. `godebug`: `//go:debug http2server=0` or `godebug` in go.mod.
   * `TLSConfig`: `Serve` on a TLS listener while `http.Server.TLSConfig` is set and lacks h2.
   */
  readonly by: 'TLSNextProto' | 'protocols' | 'godebug' | 'TLSConfig';
  readonly at: GoPlace;
  /** The line of go.mod or go.work that says so, for `godebug`; `at` is the server then. */
  readonly line?: Location;
  /** The configuration that lacks h2, for `TLSConfig`. */
  readonly config?: GoTlsConfig;
}

/** A place where Go code opens connections with grpc-go. */
export interface GoDialing {
  /** The call of `grpc.NewClient`, `grpc.Dial` or `grpc.DialContext`. */
  readonly at: GoPlace;
  /** The target, where it stands in the text, and the expression that names it. */
  readonly target: { readonly text: string; readonly at: GoPlace } | undefined;
  readonly credentials: { readonly kind: GoCredentialsKind; readonly at: GoPlace | undefined };
  /** The configuration that its credentials were made of. */
  readonly config: GoTlsConfig | undefined;
  /** What it offers; for `insecure` that of the TLS that its own dialer opens, if there is one. */
  readonly offer: DialerOffer | undefined;
}

/** A handshake that code of this package makes itself, for grpc-go: in a type that implements `credentials.TransportCredentials`, or in a dialer. */
export interface GoOwnCredentials {
  /** The call of `tls.Client`, `tls.Server`, `tls.Dial` … */
  readonly at: GoPlace;
  readonly side: 'client' | 'server';
  /** `credentials`: a type that implements the interface. `dialer`: a function that opens the connections for a client without credentials. */
  readonly by: 'credentials' | 'dialer';
  /** What stands around it, in words: `ClientHandshake of type clientTransport`, `a dialer given to grpc.WithContextDialer`. */
  readonly in: string;
  readonly config: GoTlsConfig | undefined;
}

/** A Location of a place. */
export function locationOf({ file, node: { start, end } }: GoPlace): Location {
  return { file, span: { start, end } };
}

/** A text that is the same for the same place, and no other. */
export function placeKey({ file, node }: GoPlace): string {
  return `${node.number} ${file}`;
}

/** Whether two places are one. */
export function isSamePlace(a: GoPlace, b: GoPlace): boolean {
  return a.file === b.file && a.node.number === b.node.number;
}
