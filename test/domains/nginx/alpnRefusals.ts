import { ALPN_VARIABLES, alpnWordsOf, type AlpnWord, type Refusal } from '../../../core/domains/nginx/alpnWords.ts';
import type { CONTEXTS } from '../../../core/domains/nginx/directives.gen.ts';

/** Directives to write, each as nginx takes it somewhere. */
export const WRITTEN: readonly string[] = [
  'grpc_pass grpc://127.0.0.1:9',
  'grpc_ssl_name a.example',
  'grpc_ssl_server_name on',
  'grpc_ssl_verify off',
  'grpc_ssl_conf_command Options KTLS',
  'grpc_ssl_protocols TLSv1.2',
  'http2 on',
  'http3 off',
  'pass 127.0.0.1:9',
  'proxy_http_version 1.1',
  'proxy_http_version 2',
  'proxy_pass_trailers on',
  'proxy_ssl on',
  'proxy_ssl_alpn h2',
  'ssl off',
  'ssl_alpn h2',
  'ssl_preread on',
  'ssl_reject_handshake off',
];

/** All words of which something is known. */
export const alpnWords: readonly AlpnWord[] = [
  ...new Set([...WRITTEN, 'listen', 'ssl_certificate', 'ssl_certificate_key'].map((it) => it.split(' ')[0] ?? '')),
]
  .flatMap((it) => alpnWordsOf(it) ?? [])
  .concat(ALPN_VARIABLES);

/** A place where a directive can stand. */
export type Context = (typeof CONTEXTS)[number];

/** What one nginx says of one word in one block; `kind` and `says` are `undefined` where it takes it. */
export interface RefusalRow {
  readonly name: string;
  readonly context: Context;
  readonly version: string | undefined;
  readonly kind: Refusal['kind'] | undefined;
  readonly says: string | undefined;
}

function row(name: string, context: Context, version: string | undefined, told?: string): RefusalRow {
  const [kind, says] = told === undefined ? [] : split(told);
  return { name, context, version, kind, says };
}

function split(told: string): readonly [Refusal['kind'], string] {
  const [kind = '', ...words] = told.split(': ');
  if (kind !== 'misplaced' && kind !== 'too-new' && kind !== 'removed') throw new Error(`no kind: ${told}`);
  return [kind, words.join(': ')];
}

/** Claims about nginx; test/oracle/refusals.test.ts tries the whole table with the real one. */
export const REFUSALS: readonly RefusalRow[] = [
  row('ssl_alpn', 'http.server', '1.18.0', 'misplaced: unknown directive "ssl_alpn"'),
  row('ssl_alpn', 'http.server', '1.26.3', 'misplaced: "ssl_alpn" directive is not allowed here'),
  row('ssl_alpn', 'http.server', undefined, 'misplaced: "ssl_alpn" directive is not allowed here'),
  row('ssl_alpn', 'main', '1.26.3', 'misplaced: "ssl_alpn" directive is not allowed here'),
  row('ssl_alpn', 'stream.server', '1.21.3', 'too-new: unknown directive "ssl_alpn"'),
  row('ssl_alpn', 'stream.server', '1.21.4'),
  row('ssl_alpn', 'stream.server', undefined),
  row('http2', 'http.server', '1.25.0', 'too-new: unknown directive "http2"'),
  row('http2', 'http.server', '1.25.1'),
  row('http2', 'http.location', '1.22.1', 'misplaced: unknown directive "http2"'),
  row('http2', 'stream', '1.26.3', 'misplaced: "http2" directive is not allowed here'),
  row('listen … http2', 'http.server', '1.18.0'),
  row('listen … http2', 'stream.server', '1.25.4', 'misplaced: the invalid "http2" parameter'),
  row('listen … http2', 'stream.server', '1.25.5', 'misplaced: invalid parameter "http2"'),
  row('listen … quic', 'http.server', '1.24.0', 'too-new: invalid parameter "quic"'),
  row('listen … quic', 'http.server', '1.25.0'),
  row('listen … default_server', 'stream.server', '1.25.4', 'too-new: the invalid "default_server" parameter'),
  row('listen … default_server', 'stream.server', '1.25.5'),
  row('proxy_ssl_alpn', 'stream.server', '1.30.6', 'too-new: unknown directive "proxy_ssl_alpn"'),
  row('proxy_ssl_alpn', 'stream.server', '1.31.0'),
  row('proxy_ssl_alpn', 'http.location', '1.30.6', 'misplaced: unknown directive "proxy_ssl_alpn"'),
  row('proxy_ssl_alpn', 'http.location', '1.31.0', 'misplaced: "proxy_ssl_alpn" directive is not allowed here'),
  row('ssl_reject_handshake', 'http.server', '1.19.3', 'too-new: unknown directive "ssl_reject_handshake"'),
  row(
    'ssl_reject_handshake',
    'stream.server',
    '1.22.1',
    'too-new: "ssl_reject_handshake" directive is not allowed here',
  ),
  row('ssl_reject_handshake', 'stream.server', '1.25.5'),
  row(
    'ssl_reject_handshake',
    'http.location',
    '1.26.3',
    'misplaced: "ssl_reject_handshake" directive is not allowed here',
  ),
  row('pass', 'stream.server', '1.25.4', 'too-new: unknown directive "pass"'),
  row('pass', 'stream', '1.25.5', 'misplaced: "pass" directive is not allowed here'),
  row('ssl', 'http.server', '1.25.0'),
  row('ssl', 'http.server', '1.25.1', 'removed: unknown directive "ssl"'),
  row('ssl', 'stream.server', '1.22.1', 'misplaced: "ssl" directive is not allowed here'),
  row('ssl', 'stream.server', '1.26.3', 'misplaced: unknown directive "ssl"'),
  row('ssl', 'mail.server', '1.26.3'),
  row('proxy_http_version 2', 'http.location', '1.29.3', 'too-new: invalid value "2"'),
  row('proxy_http_version 2', 'http.location', '1.29.4'),
  row('proxy_http_version', 'stream.server', '1.26.3', 'misplaced: "proxy_http_version" directive is not allowed here'),
  row('grpc_pass', 'http.server', '1.26.3', 'misplaced: "grpc_pass" directive is not allowed here'),
  row('grpc_pass', 'http.location.if', '1.26.3'),
  row('grpc_pass', 'http.location', '1.12.2', 'too-new: unknown directive "grpc_pass"'),
  row('ssl_certificate', 'http.location', '1.26.3', 'misplaced: "ssl_certificate" directive is not allowed here'),
  row('ssl_certificate', 'mail.server', '1.26.3'),
  row('$ssl_alpn_protocol', 'stream.server', '1.21.3', 'too-new: unknown "ssl_alpn_protocol" variable'),
  row('$ssl_alpn_protocol', 'http.server', '1.21.4'),
  row('$ssl_preread_protocol', 'stream', '1.15.1', 'too-new: unknown "ssl_preread_protocol" variable'),
  row('$ssl_preread_server_name', 'http.location', '1.26.3', 'misplaced: unknown "ssl_preread_server_name" variable'),
];
