import { contextsOf } from '../../domains/nginx/directives.ts';
import { firstValue, headOf, isOn, values, type Placed, type Scope } from '../../domains/nginx/scope.ts';
import type { Word } from '../../domains/nginx/tree.ts';
import type { TextEdit } from '../../text/textEdit.ts';
import type { Line } from './layout.ts';

/** What a directive of a stream server becomes in an http server. */
export type Counterpart =
  | { readonly kind: 'same' }
  /** The same with some of it replaced. */
  | { readonly kind: 'edited'; readonly edits: readonly TextEdit[]; readonly remark?: string }
  /** These lines instead. */
  | { readonly kind: 'replaced'; readonly lines: readonly Line[] }
  /** What it was for is done by another directive, or is always so in http. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'none' };

/** What the counterparts depend on. */
export interface Surroundings {
  /** The `http` block that the server goes to; `undefined`: a new one. */
  readonly http: Scope | undefined;
  /** Whether `http2 on;` is written, and not `listen … http2`. */
  readonly hasHttp2Directive: boolean;
  /** Whether another server or block of stream goes on using a zone of `ssl_session_cache` of this name. */
  readonly keepsSessionZone: (name: string) => boolean;
}

const SAME: Counterpart = { kind: 'same' };
const GONE: Counterpart = { kind: 'gone' };
const NONE: Counterpart = { kind: 'none' };

/** `grpc_ssl_…` has the same syntax as `proxy_ssl_…` (ngx_http_grpc_module.c, ngx_stream_proxy_module.c). */
const RENAMED =
  /^proxy_(bind|connect_timeout|next_upstream_timeout|next_upstream_tries|socket_keepalive|ssl_(?:certificate|certificate_cache|certificate_key|ciphers|conf_command|crl|key_log|name|password_file|protocols|server_name|session_reuse|trusted_certificate|verify|verify_depth))$/;

/** Directives with the same name, syntax and meaning (which `limit_conn` has not: in http it counts calls) in ngx_stream_core_module and its kin as in those of http; all of `ssl_…` that both have are, too. */
const ALIKE: ReadonlySet<string> = new Set([
  'allow',
  'deny',
  'error_log',
  'open_log_file_cache',
  'resolver',
  'resolver_timeout',
  'server_name',
  'set_real_ip_from',
  'tcp_nodelay',
]);

/** What a directive of a stream server, or of `stream` itself, becomes in an http server. */
export function counterpartOf(placed: Placed, around: Surroundings): Counterpart {
  const name = placed.directive.name.value;
  // ALPN is selected by HTTP/2 itself, and offered by `grpcs://`, which also stands for `proxy_ssl on`.
  if (name === 'ssl_alpn' || name === 'proxy_ssl_alpn' || name === 'proxy_ssl') return GONE;
  if (placed.directive.block !== undefined || !values(placed).every(isKnownInHttp)) return NONE;
  switch (name) {
    case 'listen':
      return around.hasHttp2Directive ? SAME : { kind: 'edited', edits: [addHttp2(placed)] };
    case 'proxy_protocol':
    case 'ssl_preread':
      return isOn(placed) ? NONE : GONE;
    case 'proxy_timeout':
      return { kind: 'replaced', lines: timeouts(writtenValue(placed)) };
    case 'proxy_next_upstream':
      return isOn(placed) ? GONE : { kind: 'replaced', lines: [{ depth: 0, text: 'grpc_next_upstream off;' }] };
    case 'access_log':
      return accessLog(placed, around.http);
    case 'ssl_session_cache':
      return sessionCache(placed, around);
  }
  const [, rest] = RENAMED.exec(name) ?? [];
  if (rest !== undefined) return { kind: 'edited', edits: [replace(placed, placed.directive.name, `grpc_${rest}`)] };
  return ALIKE.has(name) || isSslOfBoth(name) ? SAME : NONE;
}

/** The directives that keep a silent call alive as long as `proxy_timeout` does in stream. */
export function timeouts(value: string): readonly Line[] {
  return ['client_body_timeout', 'grpc_read_timeout', 'grpc_send_timeout'].map((name) => ({
    depth: 0,
    text: `${name} ${value};`,
  }));
}

/** The first argument as written, with its quotes. */
function writtenValue({ directive }: Placed): string {
  const [word] = directive.args;
  return word === undefined ? '' : `${word.quote ?? ''}${word.value}${word.quote ?? ''}`;
}

function isSslOfBoth(name: string): boolean {
  return name.startsWith('ssl_') && contextsOf(name).includes('http.server');
}

/** Variables that both modules have (ngx_stream_variables.c, ngx_http_variables.c and those of ssl, realip and upstream). */
const COMMON_VARIABLE =
  /^(?:\d|binary_remote_addr|bytes_sent|connection|hostname|msec|nginx_version|pid|proxy_protocol_\w+|realip_remote_addr|realip_remote_port|remote_addr|remote_port|server_addr|server_port|ssl_(?!preread)\w+|status|time_iso8601|time_local)$/;

/** Whether all variables in a text are there in http, too. What `map` or `set` of stream make is not. */
export function isKnownInHttp(text: string): boolean {
  return text
    .split('$')
    .slice(1)
    .every((rest) => {
      const [, name = ''] = /^\{?(\w{1,100})/.exec(rest) ?? [];
      return name === '' || COMMON_VARIABLE.test(name);
    });
}

function replace({ file }: Placed, word: Word, newText: string): TextEdit {
  return { file, span: { start: word.start, end: word.end }, newText };
}

function addHttp2(placed: Placed): TextEdit {
  const ssl = placed.directive.args.find(({ value }) => value === 'ssl');
  const { end } = ssl ?? headOf(placed).span;
  return { file: placed.file, span: { start: end, end }, newText: ' http2' };
}

/** Formats are made by `log_format`, for each module its own; http has `combined` without. */
function accessLog(placed: Placed, http: Scope | undefined): Counterpart {
  const [path, format] = placed.directive.args;
  if (path?.value === 'off') return SAME;
  if (format === undefined) return NONE;
  const known = http?.all('log_format').some((it) => firstValue(it) === format.value) ?? false;
  if (known || format.value === 'combined') return SAME;
  return {
    kind: 'edited',
    edits: [replace(placed, format, 'combined')],
    remark: `the format ${format.value} is stream's own`,
  };
}

const SHARED_CACHE = /^shared:([^:]{1,200}):\w{1,20}$/;

/** A zone belongs to one module: a name that stream goes on using is refused in http ("already declared for a different use"). */
function sessionCache(placed: Placed, { keepsSessionZone }: Surroundings): Counterpart {
  const shared = placed.directive.args.find(({ value }) => value.startsWith('shared:'));
  if (shared === undefined) return SAME;
  const [, name] = SHARED_CACHE.exec(shared.value) ?? [];
  if (name === undefined) return NONE;
  if (!keepsSessionZone(name)) return SAME;
  const renamed = shared.value.replace(`shared:${name}:`, () => `shared:${name}_http:`);
  return { kind: 'edited', edits: [replace(placed, shared, renamed)] };
}
