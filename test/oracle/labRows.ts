/** The versions of grpc-go that the programs of `go/lab` are built with: for each there is a `go.<version>.mod`. */
export const LAB_VERSIONS = ['v1.66.3', 'v1.67.3', 'v1.68.2', 'v1.85.0'] as const;
export type LabVersion = (typeof LAB_VERSIONS)[number];

/**
 * What comes of a call. `missing ALPN`, `no application protocol`, `not TLS`, `HTTP/1.1`: the client's error, see `lab.test.ts`; `lost`: its connection
 * goes away before the server's first frame. `not built`: this grpc-go has no such package.
 */
export type LabOutcome =
  'works' | 'missing ALPN' | 'no application protocol' | 'not TLS' | 'HTTP/1.1' | 'lost' | 'not built';

/** A program of `go/lab`, and what it meets. */
export interface LabRow {
  /** Its folder. */
  readonly program: string;
  /**
   * `client`: it is a server that a grpc-go client with credentials.NewTLS calls. `server`: it is a client that calls a grpc-go server with
   * credentials.NewTLS. `itself`: it serves and calls. Else: it is a client that calls this other program.
   */
  readonly meets: string;
  /** In the order of LAB_VERSIONS. Both ends have the same version. */
  readonly outcomes: readonly [LabOutcome, LabOutcome, LabOutcome, LabOutcome];
  /** Why nothing is said of the program though its call fails: what fails is the other side, or we do not look. */
  readonly silence?: string;
}

const WORKS = ['works', 'works', 'works', 'works'] as const;
const BREAKS = ['works', 'missing ALPN', 'missing ALPN', 'missing ALPN'] as const;
const LOST_SINCE = ['works', 'lost', 'lost', 'lost'] as const;
const REFUSED = [
  'no application protocol',
  'no application protocol',
  'no application protocol',
  'no application protocol',
] as const;
const LOST = ['lost', 'lost', 'lost', 'lost'] as const;
const HTTP_1_THEN_MISSING = ['HTTP/1.1', 'missing ALPN', 'missing ALPN', 'missing ALPN'] as const;

/** Everything that Go code may do wrong about ALPN, and its neighbours that are right. */
export const LAB_ROWS: readonly LabRow[] = [
  // TLS listeners of crypto/tls below a grpc-go server without credentials.
  { program: 'a-listener', meets: 'client', outcomes: BREAKS },
  { program: 'a-listen', meets: 'client', outcomes: BREAKS },
  { program: 'b-http1-only', meets: 'client', outcomes: REFUSED },
  { program: 'c-other-protocol', meets: 'client', outcomes: REFUSED },
  { program: 'a-helper', meets: 'client', outcomes: BREAKS },
  { program: 'a-variable', meets: 'client', outcomes: BREAKS },
  { program: 'a-itself', meets: 'itself', outcomes: BREAKS },
  { program: 'k-shared-config', meets: 'client', outcomes: BREAKS },
  { program: 'm-h2-second', meets: 'client', outcomes: WORKS },
  { program: 's15-cmux', meets: 'client', outcomes: BREAKS },
  // go-connections says http/1.1, whatever it is told, up to v0.8.1; v0.8.2, which go.v1.85.0.mod has, only where it is told nothing.
  { program: 's5-docker-sockets', meets: 'client', outcomes: REFUSED },
  {
    program: 's5-docker-sockets-h2',
    meets: 'client',
    outcomes: ['no application protocol', 'no application protocol', 'no application protocol', 'works'],
    silence: 'the version of go-connections is not looked at',
  },
  // Servers with credentials.
  { program: 'newtls', meets: 'client', outcomes: WORKS },
  { program: 'd-getconfigforclient', meets: 'client', outcomes: ['works', 'missing ALPN', 'works', 'works'] },
  { program: 'd4-clone', meets: 'client', outcomes: ['works', 'missing ALPN', 'works', 'works'] },
  { program: 'd2-getcertificate', meets: 'client', outcomes: WORKS },
  { program: 'd3-getconfigforclient-listener', meets: 'client', outcomes: BREAKS },
  { program: 'e-server-credentials', meets: 'client', outcomes: BREAKS },
  { program: 'q-double-tls', meets: 'client', outcomes: LOST },
  {
    program: 'p-plain',
    meets: 'client',
    outcomes: ['not TLS', 'not TLS', 'not TLS', 'not TLS'],
    silence: 'plain text is right for clients without TLS',
  },
  // Servers of net/http.
  { program: 'l1-servetls', meets: 'client', outcomes: WORKS },
  { program: 'l2-http-listener', meets: 'client', outcomes: HTTP_1_THEN_MISSING },
  { program: 'l3-http-listener-h2', meets: 'client', outcomes: WORKS },
  { program: 'l4-tlsnextproto', meets: 'client', outcomes: REFUSED },
  { program: 'l4-protocols', meets: 'client', outcomes: REFUSED },
  { program: 'l4-godebug', meets: 'client', outcomes: REFUSED },
  { program: 'l5-servetls-getconfigforclient', meets: 'client', outcomes: HTTP_1_THEN_MISSING },
  { program: 'l6-http-tlsconfig', meets: 'client', outcomes: LOST },
  // Clients.
  { program: 'a-client', meets: 'server', outcomes: WORKS },
  { program: 'a-client', meets: 'a-listener', outcomes: BREAKS, silence: 'it is the server' },
  { program: 'advancedtls-client', meets: 'server', outcomes: WORKS },
  { program: 'advancedtls-client', meets: 'a-listener', outcomes: WORKS },
  { program: 'advancedtls-client', meets: 'b-http1-only', outcomes: REFUSED, silence: 'it is the server' },
  { program: 'c-other-protocol-client', meets: 'c-other-protocol', outcomes: WORKS },
  { program: 'c3-http1-client', meets: 'server', outcomes: WORKS },
  { program: 'c3-http1-client', meets: 'b-http1-only', outcomes: WORKS },
  {
    program: 'c3-http1-client',
    meets: 'l4-tlsnextproto',
    outcomes: ['HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1'],
    silence: 'it is the server',
  },
  { program: 'e-credentials', meets: 'server', outcomes: LOST_SINCE },
  { program: 'e-dialer', meets: 'server', outcomes: LOST_SINCE },
  { program: 'f-credentials-http1', meets: 'server', outcomes: LOST_SINCE },
  { program: 'f2-credentials-other', meets: 'server', outcomes: REFUSED },
  { program: 'j-alpn-disabled', meets: 'server', outcomes: ['not built', 'not built', 'not built', 'works'] },
  { program: 'j-alpn-disabled', meets: 'a-listener', outcomes: ['not built', 'not built', 'not built', 'works'] },
  {
    program: 'j-alpn-disabled',
    meets: 'b-http1-only',
    outcomes: ['not built', 'not built', 'not built', 'no application protocol'],
    silence: 'it is the server',
  },
];

/** A server and a client of different versions: a program of `go/lab` on one side, grpc-go's own credentials on the other. */
export interface MixedRow {
  readonly program: string;
  readonly meets: 'client' | 'server';
  /** Of the program. */
  readonly version: LabVersion;
  /** Of what it meets. */
  readonly other: LabVersion;
  readonly outcome: LabOutcome;
}

/** Who refuses whom while versions are upgraded one after the other. */
export const MIXED_ROWS: readonly MixedRow[] = [
  // Who checks what the other side did decides.
  { program: 'a-listener', meets: 'client', version: 'v1.66.3', other: 'v1.85.0', outcome: 'missing ALPN' },
  { program: 'a-listener', meets: 'client', version: 'v1.85.0', other: 'v1.66.3', outcome: 'works' },
  { program: 'e-server-credentials', meets: 'client', version: 'v1.66.3', other: 'v1.67.3', outcome: 'missing ALPN' },
  { program: 'e-server-credentials', meets: 'client', version: 'v1.85.0', other: 'v1.66.3', outcome: 'works' },
  { program: 'e-credentials', meets: 'server', version: 'v1.66.3', other: 'v1.85.0', outcome: 'lost' },
  { program: 'e-credentials', meets: 'server', version: 'v1.85.0', other: 'v1.66.3', outcome: 'works' },
  {
    program: 'b-http1-only',
    meets: 'client',
    version: 'v1.85.0',
    other: 'v1.66.3',
    outcome: 'no application protocol',
  },
  // GetConfigForClient: below 1.68 the server selects nothing, and one of 1.67 refuses its clients for that itself, the old ones, too.
  { program: 'd-getconfigforclient', meets: 'client', version: 'v1.66.3', other: 'v1.67.3', outcome: 'missing ALPN' },
  { program: 'd-getconfigforclient', meets: 'client', version: 'v1.66.3', other: 'v1.85.0', outcome: 'missing ALPN' },
  { program: 'd-getconfigforclient', meets: 'client', version: 'v1.67.3', other: 'v1.66.3', outcome: 'lost' },
  { program: 'd-getconfigforclient', meets: 'client', version: 'v1.67.3', other: 'v1.85.0', outcome: 'missing ALPN' },
  { program: 'd-getconfigforclient', meets: 'client', version: 'v1.68.2', other: 'v1.67.3', outcome: 'works' },
  { program: 'd-getconfigforclient', meets: 'client', version: 'v1.85.0', other: 'v1.67.3', outcome: 'works' },
];

/** What comes of a row with a version. */
export function outcomeOf({ outcomes }: LabRow, version: LabVersion): LabOutcome {
  return outcomes[LAB_VERSIONS.indexOf(version)] ?? 'not built';
}
