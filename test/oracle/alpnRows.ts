import type { DialerOffer, Offer, ServerAlpn } from '../../core/alpn/index.ts';

/** What the four offers [h2], [h2 http/1.1], [http/1.1] and none come to: a protocol, `-` for none selected, `A!` for alert 120. */
export type Outcomes = readonly [h2: string, both: string, http1: string, none: string];

/** One client's way in: to a socket, with a name or without. */
export interface Entrance {
  /** As `listen` has it; default 443. */
  readonly listen?: string;
  /** `undefined`: no SNI, as grpc-go does for an address. */
  readonly serverName?: string;
  /** What handshakes come to; `undefined`: the socket speaks no TLS of its own, clients are plaintext ones. */
  readonly outcomes: Outcomes | undefined;
  /** What this means in core/alpn's words; `undefined` with plaintext clients. */
  readonly alpn: ServerAlpn | undefined;
  /** Whether RPCs work when both ends are the newest grpc-go, and when both are 1.66.3. */
  readonly works: readonly [today: boolean, before: boolean];
}

/** One kind of configuration: a row of the truth table. */
export interface Row {
  readonly id: string;
  readonly what: string;
  readonly configuration: string;
  /** The first nginx version that loads it, the first one that does not any more, and what is said by those that do not. */
  readonly since?: string;
  readonly until?: string;
  readonly refusal?: RegExp;
  readonly entrances: readonly Entrance[];
  /** What nginx offers to a TLS upstream; `undefined`: the upstream is plaintext, or TLS passes through. */
  readonly dialer?: DialerOffer;
  /** What nginx speaks to the upstream, default HTTP/2 or whatever the client speaks. */
  readonly upstreamSpeaks?: 'http/1.1';
  /** What nginx speaks to the client, default HTTP/2 or whatever the upstream speaks. */
  readonly speaks?: 'http/1.1';
  /** Where more than ALPN is wrong: works with no version, the client sees this. */
  readonly broken?: RegExp;
}

/** A plaintext gRPC server, and one with TLS. */
export const PLAIN_UPSTREAM = '10.0.0.5:50051';
export const TLS_UPSTREAM = '10.0.0.6:50052';

const OFFERS_NOTHING: DialerOffer = { kind: 'fixed', protocols: [] };
const OFFERS_H2: DialerOffer = { kind: 'fixed', protocols: ['h2'] };
const IGNORES: ServerAlpn = { kind: 'ignores' };

function selects(...protocols: string[]): ServerAlpn {
  return { kind: 'selects', protocols, order: 'server', otherwise: 'alert' };
}

/** Since 1.21.4; before, no overlap was no error (ngx_http_ssl_alpn_select). */
function http(protocols: Offer, otherwise: 'alert' | 'none' = 'alert'): ServerAlpn {
  return { kind: 'selects', protocols, order: 'server', otherwise };
}
const HTTP2: Offer = ['h2', 'http/1.1', 'http/1.0', 'http/0.9'];
const HTTP1: Offer = ['http/1.1', 'http/1.0', 'http/0.9'];

const CERTIFICATE = `ssl_certificate /etc/nginx/tls/server.crt;
        ssl_certificate_key /etc/nginx/tls/server.key;`;

function inStream(servers: string): string {
  return `worker_processes auto;\nevents {}\nstream {\n    ${servers}\n}\n`;
}

function inHttp(servers: string): string {
  return `events {}\nhttp {\n    include mime.types;\n    ${servers}\n}\n`;
}

function streamServer(lines: string, options: { listen?: string; upstream?: string; tls?: boolean } = {}): string {
  const { listen = '443 ssl', upstream = PLAIN_UPSTREAM, tls = listen.includes('ssl') } = options;
  return `server {
        listen ${listen};
        ${tls ? CERTIFICATE : ''}
        ${lines}
        proxy_pass ${upstream};
    }`;
}

function httpServer(listen: string, options: { name?: string; lines?: string; pass?: string } = {}): string {
  const { name = 'grpc.example.com', lines = '', pass = `grpc_pass grpc://${PLAIN_UPSTREAM};` } = options;
  return `server {
        listen ${listen};
        server_name ${name};
        ${listen.includes('ssl') ? CERTIFICATE : ''}
        ${lines}
        location / { ${pass} }
    }`;
}

const NOT_BEFORE_67 = [false, true] as const;
const ALWAYS = [true, true] as const;
const NEVER = [false, false] as const;
const NO_OUTCOMES = { outcomes: undefined, alpn: undefined };

const MISSING: Entrance = { outcomes: ['-', '-', '-', '-'], alpn: IGNORES, works: NOT_BEFORE_67 };
const H2_ONLY: Entrance = { outcomes: ['h2', 'h2', 'A!', '-'], alpn: selects('h2'), works: ALWAYS };
const HTTP1_ONLY: Entrance = { outcomes: ['A!', 'http/1.1', 'http/1.1', '-'], alpn: selects('http/1.1'), works: NEVER };
const REFUSES_ALL: Entrance = { outcomes: ['A!', 'A!', 'A!', '-'], alpn: selects('H2'), works: NEVER };
const WITH_HTTP2: Entrance = { outcomes: ['h2', 'h2', 'http/1.1', '-'], alpn: http(HTTP2), works: ALWAYS };
const WITHOUT_HTTP2: Entrance = {
  outcomes: ['A!', 'http/1.1', 'http/1.1', '-'],
  alpn: http(HTTP1),
  works: NEVER,
};

const SSL_ALPN = { since: '1.21.4', refusal: /unknown directive "ssl_alpn"/ };
const SNI_IN_STREAM = { since: '1.25.5', refusal: /"server_name" directive is not allowed here/ };
const HTTP2_DIRECTIVE = { since: '1.25.1', refusal: /unknown directive "http2"/ };
const PROXY_SSL_ALPN = { since: '1.31.0', refusal: /unknown directive "(?:proxy_)?ssl_alpn"/ };
const PROXY_V2 = { since: '1.29.4', refusal: /invalid value "2"/ };

function twoNames(first: string, second: string): string {
  return inStream(`${streamServer(`server_name a.example.com; ${first}`)}
    ${streamServer(`server_name b.example.com; ${second}`)}`);
}

/** The truth table of nginx and ALPN: stream (S), http (H), upstream legs of http (U). */
export const ROWS: readonly Row[] = [
  { id: 'S1', what: 'stream ends TLS, no ssl_alpn', configuration: inStream(streamServer('')), entrances: [MISSING] },
  {
    id: 'S2',
    what: 'ssl_alpn h2',
    ...SSL_ALPN,
    configuration: inStream(streamServer('ssl_alpn h2;')),
    entrances: [H2_ONLY],
  },
  {
    id: 'S3',
    what: 'ssl_alpn http/1.1',
    ...SSL_ALPN,
    configuration: inStream(streamServer('ssl_alpn http/1.1;')),
    entrances: [HTTP1_ONLY],
  },
  {
    id: 'S4',
    what: 'ssl_alpn http/1.1 h2',
    ...SSL_ALPN,
    configuration: inStream(streamServer('ssl_alpn http/1.1 h2;')),
    entrances: [{ outcomes: ['h2', 'http/1.1', 'http/1.1', '-'], alpn: selects('http/1.1', 'h2'), works: ALWAYS }],
  },
  {
    id: 'S5',
    what: 'ssl_alpn h2 http/1.1',
    ...SSL_ALPN,
    configuration: inStream(streamServer('ssl_alpn h2 http/1.1;')),
    entrances: [{ outcomes: ['h2', 'h2', 'http/1.1', '-'], alpn: selects('h2', 'http/1.1'), works: ALWAYS }],
  },
  {
    id: 'S5b H2',
    what: 'ssl_alpn in capitals',
    ...SSL_ALPN,
    configuration: inStream(streamServer('ssl_alpn H2;')),
    entrances: [REFUSES_ALL],
  },
  {
    id: 'S5b ""',
    what: 'ssl_alpn of an empty name',
    ...SSL_ALPN,
    configuration: inStream(streamServer('ssl_alpn "";')),
    entrances: [{ ...REFUSES_ALL, alpn: selects('') }],
  },
  {
    id: 'S5b ,',
    what: 'ssl_alpn with a comma',
    ...SSL_ALPN,
    configuration: inStream(streamServer('ssl_alpn h2,http/1.1;')),
    entrances: [{ ...REFUSES_ALL, alpn: selects('h2,http/1.1') }],
  },
  {
    id: 'S6',
    what: 'TLS passes through',
    configuration: inStream(streamServer('', { listen: '443', upstream: TLS_UPSTREAM })),
    entrances: [{ outcomes: ['h2', 'h2', '-', '-'], alpn: { kind: 'relays' }, works: ALWAYS }],
  },
  {
    id: 'S6 preread',
    what: 'TLS passes through, ssl_preread on',
    configuration: inStream(streamServer('ssl_preread on;', { listen: '443', upstream: TLS_UPSTREAM })),
    entrances: [{ outcomes: ['h2', 'h2', '-', '-'], alpn: { kind: 'relays' }, works: ALWAYS }],
  },
  {
    id: 'S6 certificate',
    what: 'a certificate without ssl on the listener',
    configuration: inStream(streamServer('', { listen: '443', upstream: TLS_UPSTREAM, tls: true })),
    entrances: [{ outcomes: ['h2', 'h2', '-', '-'], alpn: { kind: 'relays' }, works: ALWAYS }],
  },
  {
    id: 'S8',
    what: 'proxy_ssl on for plaintext clients',
    configuration: inStream(streamServer('proxy_ssl on;', { listen: '443', upstream: TLS_UPSTREAM })),
    entrances: [{ ...NO_OUTCOMES, works: NOT_BEFORE_67 }],
    dialer: OFFERS_NOTHING,
  },
  {
    id: 'S9',
    what: 'ssl_alpn h2 and proxy_ssl on',
    ...SSL_ALPN,
    configuration: inStream(streamServer('ssl_alpn h2; proxy_ssl on;', { upstream: TLS_UPSTREAM })),
    entrances: [{ ...H2_ONLY, works: NOT_BEFORE_67 }],
    dialer: OFFERS_NOTHING,
  },
  {
    id: 'S9 name',
    what: 'the same with proxy_ssl_server_name on',
    ...SSL_ALPN,
    configuration: inStream(
      streamServer('ssl_alpn h2; proxy_ssl on; proxy_ssl_server_name on; proxy_ssl_name grpc.example.com;', {
        upstream: TLS_UPSTREAM,
      }),
    ),
    entrances: [{ ...H2_ONLY, works: NOT_BEFORE_67 }],
    dialer: OFFERS_NOTHING,
  },
  {
    id: 'S9n',
    what: 'proxy_ssl on, no ssl_alpn',
    configuration: inStream(streamServer('proxy_ssl on;', { upstream: TLS_UPSTREAM })),
    entrances: [MISSING],
    dialer: OFFERS_NOTHING,
  },
  {
    id: 'S10',
    what: 'ssl_alpn h2 and proxy_ssl_alpn h2',
    ...PROXY_SSL_ALPN,
    configuration: inStream(streamServer('ssl_alpn h2; proxy_ssl on; proxy_ssl_alpn h2;', { upstream: TLS_UPSTREAM })),
    entrances: [H2_ONLY],
    dialer: OFFERS_H2,
  },
  {
    id: 'S11',
    what: 'proxy_ssl_alpn mirrors the client',
    ...PROXY_SSL_ALPN,
    configuration: inStream(
      streamServer('ssl_alpn h2 http/1.1; proxy_ssl on; proxy_ssl_alpn $ssl_alpn_protocol;', {
        upstream: TLS_UPSTREAM,
      }),
    ),
    entrances: [{ outcomes: ['h2', 'h2', 'http/1.1', '-'], alpn: selects('h2', 'http/1.1'), works: ALWAYS }],
    dialer: { kind: 'mirrors' },
  },
  {
    id: 'S12',
    what: 'proxy_ssl_alpn h2 for plaintext clients',
    ...PROXY_SSL_ALPN,
    configuration: inStream(
      streamServer('proxy_ssl on; proxy_ssl_alpn h2;', { listen: '443', upstream: TLS_UPSTREAM }),
    ),
    entrances: [{ ...NO_OUTCOMES, works: ALWAYS }],
    dialer: OFFERS_H2,
  },
  {
    id: 'S12d',
    what: 'proxy_ssl_alpn h2 without ssl_alpn',
    ...PROXY_SSL_ALPN,
    configuration: inStream(streamServer('proxy_ssl on; proxy_ssl_alpn h2;', { upstream: TLS_UPSTREAM })),
    entrances: [MISSING],
    dialer: OFFERS_H2,
  },
  {
    id: 'S10 ""',
    what: 'an inherited proxy_ssl_alpn cancelled',
    ...PROXY_SSL_ALPN,
    configuration: inStream(
      `proxy_ssl_alpn h2;\n    ${streamServer('ssl_alpn h2; proxy_ssl on; proxy_ssl_alpn "";', { upstream: TLS_UPSTREAM })}`,
    ),
    entrances: [{ ...H2_ONLY, works: NOT_BEFORE_67 }],
    dialer: OFFERS_NOTHING,
  },
  {
    id: 'S13',
    what: 'ssl_alpn inherited, and replaced',
    ...SSL_ALPN,
    configuration: inStream(
      `ssl_alpn h2;\n    ${streamServer('')}\n    ${streamServer('ssl_alpn http/1.1;', { listen: '8443 ssl' })}`,
    ),
    entrances: [H2_ONLY, { ...HTTP1_ONLY, listen: '8443' }],
  },
  {
    id: 'S14',
    what: 'two names, ssl_alpn h2 in the second',
    ...SNI_IN_STREAM,
    configuration: twoNames('', 'ssl_alpn h2;'),
    entrances: [
      MISSING,
      { ...MISSING, serverName: 'a.example.com' },
      { ...MISSING, serverName: 'unknown.example.com' },
      { ...H2_ONLY, serverName: 'b.example.com' },
    ],
  },
  {
    id: 'S15',
    what: 'two names, ssl_alpn h2 in the first',
    ...SNI_IN_STREAM,
    configuration: twoNames('ssl_alpn h2;', ''),
    entrances: [H2_ONLY, { ...H2_ONLY, serverName: 'a.example.com' }, { ...MISSING, serverName: 'b.example.com' }],
  },
  {
    id: 'S15b',
    what: 'a named server with ssl_alpn and without certificate',
    ...SNI_IN_STREAM,
    configuration: inStream(`${streamServer('server_name a.example.com;')}
    ${streamServer('server_name b.example.com; ssl_alpn h2;', { tls: false })}`),
    entrances: [MISSING, { ...MISSING, serverName: 'b.example.com' }],
  },
  {
    id: 'S16',
    what: 'pass to an http server of the same nginx',
    since: '1.25.5',
    refusal: /unknown directive "(?:pass|http2|ssl_alpn)"/,
    configuration: `events {}
stream {
    server {
        listen 443 ssl;
        ${CERTIFICATE}
        ssl_alpn h2;
        pass 127.0.0.1:8080;
    }
}
http {
    ${httpServer('127.0.0.1:8080', { lines: 'http2 on;' })}
}
`,
    entrances: [H2_ONLY],
  },
  {
    id: 'H1',
    what: 'http without HTTP/2',
    since: '1.21.4',
    configuration: inHttp(httpServer('443 ssl')),
    entrances: [WITHOUT_HTTP2],
    speaks: 'http/1.1',
  },
  {
    id: "H1'",
    what: 'the same, old',
    until: '1.21.4',
    configuration: inHttp(httpServer('443 ssl')),
    entrances: [{ outcomes: ['-', 'http/1.1', 'http/1.1', '-'], alpn: http(['http/1.1'], 'none'), works: NEVER }],
    speaks: 'http/1.1',
  },
  {
    id: 'H2, U1',
    what: 'listen ssl http2, grpc_pass grpc',
    configuration: inHttp(httpServer('443 ssl http2')),
    entrances: [WITH_HTTP2],
  },
  {
    id: 'H3',
    what: 'http2 on in the server',
    ...HTTP2_DIRECTIVE,
    configuration: inHttp(httpServer('443 ssl', { lines: 'http2 on;' })),
    entrances: [WITH_HTTP2],
  },
  {
    id: 'H4',
    what: 'http2 on in http',
    ...HTTP2_DIRECTIVE,
    configuration: inHttp(`http2 on;\n    ${httpServer('443 ssl')}`),
    entrances: [WITH_HTTP2],
  },
  {
    id: 'H5',
    what: 'http2 on in http, off in the server',
    ...HTTP2_DIRECTIVE,
    configuration: inHttp(`http2 on;\n    ${httpServer('443 ssl', { lines: 'http2 off;' })}`),
    entrances: [WITHOUT_HTTP2],
    speaks: 'http/1.1',
  },
  {
    id: 'H6',
    what: 'http2 on the listen of another server of the socket',
    configuration: inHttp(
      `${httpServer('443 ssl', { name: 'a.example.com' })}\n    ${httpServer('443 ssl http2', { name: 'b.example.com' })}`,
    ),
    entrances: [
      WITH_HTTP2,
      { ...WITH_HTTP2, serverName: 'a.example.com' },
      { ...WITH_HTTP2, serverName: 'b.example.com' },
      { ...WITH_HTTP2, serverName: 'unknown.example.com' },
    ],
  },
  {
    id: 'H6 address',
    what: 'the more specific address has a socket of its own',
    configuration: inHttp(`${httpServer('443 ssl http2')}\n    ${httpServer('127.0.0.1:443 ssl')}`),
    entrances: [{ ...WITHOUT_HTTP2, listen: '127.0.0.1:443' }],
    speaks: 'http/1.1',
    since: '1.21.4',
  },
  {
    id: 'H7',
    what: 'http2 on in the named server alone',
    ...HTTP2_DIRECTIVE,
    configuration: inHttp(
      `${httpServer('443 ssl', { name: 'a.example.com' })}\n    ${httpServer('443 ssl', { name: 'b.example.com', lines: 'http2 on;' })}`,
    ),
    entrances: [
      WITHOUT_HTTP2,
      { ...WITHOUT_HTTP2, serverName: 'a.example.com' },
      { ...WITHOUT_HTTP2, serverName: 'unknown.example.com' },
      { ...WITH_HTTP2, serverName: 'b.example.com' },
    ],
  },
  {
    id: 'H8',
    what: 'http2 on in the default server alone',
    ...HTTP2_DIRECTIVE,
    configuration: inHttp(
      `${httpServer('443 ssl', { name: 'a.example.com', lines: 'http2 on;' })}\n    ${httpServer('443 ssl', { name: 'b.example.com' })}`,
    ),
    entrances: [
      WITH_HTTP2,
      { ...WITH_HTTP2, serverName: 'a.example.com' },
      { ...WITHOUT_HTTP2, serverName: 'b.example.com' },
    ],
  },
  {
    id: 'H9b',
    what: 'http2 off cannot undo listen http2',
    ...HTTP2_DIRECTIVE,
    configuration: inHttp(httpServer('443 ssl http2', { lines: 'http2 off;' })),
    entrances: [WITH_HTTP2],
  },
  {
    id: 'H10',
    what: 'plaintext listen http2',
    configuration: inHttp(httpServer('80 http2')),
    entrances: [{ ...NO_OUTCOMES, listen: '80', works: ALWAYS }],
  },
  {
    id: 'H10 on',
    what: 'plaintext, http2 on',
    ...HTTP2_DIRECTIVE,
    configuration: inHttp(httpServer('80', { lines: 'http2 on;' })),
    entrances: [{ ...NO_OUTCOMES, listen: '80', works: ALWAYS }],
  },
  {
    id: 'H10c',
    what: 'plaintext without HTTP/2',
    configuration: inHttp(httpServer('80')),
    entrances: [{ ...NO_OUTCOMES, listen: '80', works: NEVER }],
    speaks: 'http/1.1',
  },
  {
    id: 'H10d',
    what: 'plaintext, http2 on in a named server alone',
    ...HTTP2_DIRECTIVE,
    configuration: inHttp(
      `${httpServer('80', { name: 'a.example.com' })}\n    ${httpServer('80', { name: 'b.example.com', lines: 'http2 on;' })}`,
    ),
    entrances: [{ ...NO_OUTCOMES, listen: '80', serverName: 'b.example.com', works: NEVER }],
    speaks: 'http/1.1',
  },
  {
    id: 'U2',
    what: 'grpc_pass grpcs',
    configuration: inHttp(httpServer('443 ssl http2', { pass: `grpc_pass grpcs://${TLS_UPSTREAM};` })),
    entrances: [WITH_HTTP2],
    dialer: OFFERS_H2,
  },
  {
    id: 'U3',
    what: 'proxy_pass https',
    configuration: inHttp(httpServer('443 ssl http2', { pass: `proxy_pass https://${TLS_UPSTREAM};` })),
    entrances: [{ ...WITH_HTTP2, works: NEVER }],
    dialer: OFFERS_NOTHING,
    upstreamSpeaks: 'http/1.1',
  },
  {
    id: 'U4',
    what: 'proxy_pass https with HTTP/2',
    ...PROXY_V2,
    configuration: inHttp(
      httpServer('443 ssl http2', { pass: `proxy_pass https://${TLS_UPSTREAM}; proxy_http_version 2;` }),
    ),
    entrances: [{ ...WITH_HTTP2, works: NEVER }],
    dialer: OFFERS_H2,
    broken: /server closed the stream without sending trailers/,
  },
  {
    id: 'U7',
    what: 'proxy_ssl_alpn in http',
    since: '9.0.0',
    refusal: /"proxy_ssl_alpn" directive is not allowed here|unknown directive "proxy_ssl_alpn"/,
    configuration: inHttp(`proxy_ssl_alpn h2;\n    ${httpServer('443 ssl http2')}`),
    entrances: [],
  },
  {
    id: 'U8',
    what: 'ssl_alpn in http',
    since: '9.0.0',
    refusal: /"ssl_alpn" directive is not allowed here|unknown directive "ssl_alpn"/,
    configuration: inHttp(`ssl_alpn h2;\n    ${httpServer('443 ssl http2')}`),
    entrances: [],
  },
];
