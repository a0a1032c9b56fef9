import type { DialerOffer, Offer, Outcome, ServerAlpn } from '../../core/alpn/index.ts';
import { nginx as version } from '../../core/domains/nginxVersion.ts';

/** What the four offers [h2], [h2 http/1.1], [http/1.1] and none come to: a protocol, `-` for none selected, `A!` for alert 120, `N!` for alert 112. */
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

export const OFFERS_NOTHING: DialerOffer = { kind: 'fixed', protocols: [] };
export const OFFERS_H2: DialerOffer = { kind: 'fixed', protocols: ['h2'] };
const IGNORES: ServerAlpn = { kind: 'ignores' };

export function selects(...protocols: string[]): ServerAlpn {
  return { kind: 'selects', protocols, order: 'server', otherwise: 'alert' };
}

/** Since 1.21.4; before, no overlap was no error (ngx_http_ssl_alpn_select). */
export function http(protocols: Offer, otherwise: 'alert' | 'none' = 'alert'): ServerAlpn {
  return { kind: 'selects', protocols, order: 'server', otherwise };
}
const HTTP2: Offer = ['h2', 'http/1.1', 'http/1.0', 'http/0.9'];
const HTTP1: Offer = ['http/1.1', 'http/1.0', 'http/0.9'];

export const CERTIFICATE = `ssl_certificate /etc/nginx/tls/server.crt;
        ssl_certificate_key /etc/nginx/tls/server.key;`;

export function inStream(servers: string): string {
  return `worker_processes auto;\nevents {}\nstream {\n    ${servers}\n}\n`;
}

export function inHttp(servers: string): string {
  return `events {}\nhttp {\n    include mime.types;\n    ${servers}\n}\n`;
}

export function streamServer(
  lines: string,
  options: { listen?: string; upstream?: string; tls?: boolean } = {},
): string {
  const { listen = '443 ssl', upstream = PLAIN_UPSTREAM, tls = listen.includes('ssl') } = options;
  return `server {
        listen ${listen};
        ${tls ? CERTIFICATE : ''}
        ${lines}
        proxy_pass ${upstream};
    }`;
}

export function httpServer(listen: string, options: { name?: string; lines?: string; pass?: string } = {}): string {
  const { name = 'grpc.example.com', lines = '', pass = `grpc_pass grpc://${PLAIN_UPSTREAM};` } = options;
  return `server {
        listen ${listen};
        server_name ${name};
        ${listen.includes('ssl') ? CERTIFICATE : ''}
        ${lines}
        location / { ${pass} }
    }`;
}

export const NOT_BEFORE_67 = [false, true] as const;
export const ALWAYS = [true, true] as const;
export const NEVER = [false, false] as const;
export const NO_OUTCOMES = { outcomes: undefined, alpn: undefined };

export const MISSING: Entrance = { outcomes: ['-', '-', '-', '-'], alpn: IGNORES, works: NOT_BEFORE_67 };
export const H2_ONLY: Entrance = { outcomes: ['h2', 'h2', 'A!', '-'], alpn: selects('h2'), works: ALWAYS };
export const HTTP1_ONLY: Entrance = {
  outcomes: ['A!', 'http/1.1', 'http/1.1', '-'],
  alpn: selects('http/1.1'),
  works: NEVER,
};
export const REFUSES_ALL: Entrance = { outcomes: ['A!', 'A!', 'A!', '-'], alpn: selects('H2'), works: NEVER };
export const WITH_HTTP2: Entrance = { outcomes: ['h2', 'h2', 'http/1.1', '-'], alpn: http(HTTP2), works: ALWAYS };
export const WITHOUT_HTTP2: Entrance = {
  outcomes: ['A!', 'http/1.1', 'http/1.1', '-'],
  alpn: http(HTTP1),
  works: NEVER,
};

/** `ssl_reject_handshake on`. */
export const REJECTS: Entrance = {
  outcomes: ['N!', 'N!', 'N!', 'N!'],
  alpn: { kind: 'refuses', alert: 112 },
  works: NEVER,
};

export const SSL_ALPN = { since: '1.21.4', refusal: /unknown directive "ssl_alpn"/ };
export const SNI_IN_STREAM = { since: '1.25.5', refusal: /"server_name" directive is not allowed here/ };
export const HTTP2_DIRECTIVE = { since: '1.25.1', refusal: /unknown directive "http2"/ };
export const PROXY_SSL_ALPN = { since: '1.31.0', refusal: /unknown directive "(?:proxy_)?ssl_alpn"/ };
export const REJECT_IN_HTTP = { since: '1.19.4', refusal: /unknown directive "ssl_reject_handshake"/ };
export const PROXY_V2 = { since: '1.29.4', refusal: /invalid value "2"/ };

export function twoNames(first: string, second: string): string {
  return inStream(`${streamServer(`server_name a.example.com; ${first}`)}
    ${streamServer(`server_name b.example.com; ${second}`)}`);
}

/** Whether a version loads a row's configuration and does what it says. */
export function loads({ since = '0.0.0', until = '99.0.0' }: Row, nginxVersion: string): boolean {
  return version(since) <= version(nginxVersion) && version(nginxVersion) < version(until);
}

/** What a cell of the table means. */
export function outcomeOf(cell: string): Outcome {
  if (cell === '-') return { kind: 'none' };
  if (cell === 'N!') return { kind: 'refused', alert: 112 };
  return cell === 'A!' ? { kind: 'refused', alert: 120 } : { kind: 'selected', protocol: cell };
}
