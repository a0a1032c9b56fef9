import type { AlpnClass } from './types.ts';

/** What prints a text. `Go` = crypto/tls and golang.org/x/net, whoever uses them; `TLS library` = OpenSSL and BoringSSL, whoever does. */
export type ErrorProduct =
  | 'grpc-go'
  | 'Go'
  | 'gRPC C-core'
  | 'grpc-java'
  | 'Java'
  | '.NET'
  | 'Node.js'
  | 'TLS library'
  | 'nginx'
  | 'curl'
  | 'openssl s_client';

/** A side of one TLS connection: who opens it (sends the ClientHello), or who accepts it. A proxy is both, on different connections. */
export type TlsSide = 'opens' | 'accepts';

/**
 * Where the cause is. `accepts`: the server, or the proxy that ends TLS in front of it. `opens`: the client, or the proxy that dials.
 * `between`: name, address, port or trust do not fit, and neither side is wrong by itself. `open`: the text leaves it open.
 */
export type FaultSide = TlsSide | 'between' | 'open';

/** One way in which a text is worded. */
export interface Wording {
  /**
   * What stands in the text, letter by letter and in this order; white space does not count (logs are wrapped). The case does: "cannot check
   * peer" is grpc-go's, "Cannot check peer" that of C-core.
   */
  readonly parts: readonly [string, ...string[]];
  /** So many characters may stand between two parts, white space not counted; 150 unless given. */
  readonly within?: number;
  /** What must stand in front of it as well, of the same connection. It is no part of what is found. */
  readonly behind?: Condition;
  /** The versions that word it so, behind the name of the product: `1.65 to 1.69`. `undefined` = all that are known. */
  readonly versions?: string;
}

/** Words that must stand in front of others. */
export interface Condition {
  readonly words: string;
  /** So many characters may stand in between, white space not counted. */
  readonly within: number;
  /** What begins another connection: it must not stand in between. */
  readonly without: string;
}

/** A text that people see where ALPN and gRPC meet, and what it means. Sentences have back quotes around what is to be read letter by letter. */
export interface ErrorText {
  /** `grpc-go-client-missing-alpn` */
  readonly id: string;
  /** What it comes to, in a few words. */
  readonly title: string;
  readonly product: ErrorProduct;
  /** Which side has printed it. `undefined` = it can be either. */
  readonly printedBy: TlsSide | undefined;
  /** Where wordings overlap in a text, the longest counts. */
  readonly wordings: readonly [Wording, ...Wording[]];
  readonly alpn: 'yes' | 'possibly' | 'no';
  /** What has happened. */
  readonly means: string;
  readonly fault: FaultSide;
  /** Whose fault it is, in a sentence. */
  readonly faultWords: string;
  /** Since when it is so, and whether it broke at 1.67.0 or has never worked. `undefined` = that has nothing to do with versions. */
  readonly since?: string;
  /** The class of the accepting side, as an offer of h2 alone gets it. `undefined` = the text does not tell. */
  readonly class?: AlpnClass;
  /**
   * Whether GRPC_ENFORCE_ALPN_ENABLED and experimental/credentials help: `helps`, `useless`, `missing` = this library has neither, `open` =
   * that depends on the cause.
   */
  readonly stopgaps: 'helps' | 'useless' | 'missing' | 'open';
  /** What to do, in this order. */
  readonly steps: readonly [string, ...string[]];
  /** Whether the text alone tells that it is about TLS of gRPC or ALPN; others are printed for many reasons, and are worth no link in a terminal. */
  readonly isTelling: boolean;
  /** Texts that explain this one, where they stand near it: then it has nothing to add. */
  readonly hiddenBy?: readonly string[];
}
