import { nginx, type NginxVersion } from '../nginxVersion.ts';
import { contextsOf, maskOf, type ContextMask } from './directives.ts';

/** A word of nginx's language that people write to have ALPN: a directive, a parameter of `listen`, a value, or a variable. */
export interface AlpnWord {
  readonly kind: 'directive' | 'parameter' | 'value' | 'variable';
  /** As it is written: `ssl_alpn`; `http2` of `listen`; `2` of `proxy_http_version`; `$ssl_alpn_protocol`. */
  readonly name: string;
  /** The directive that it stands in; `undefined`: it is one, or stands in any. */
  readonly of: string | undefined;
  /** Where it can stand. */
  readonly contexts: ContextMask;
  /** From which version on each module has it; a module that is missing never had it. */
  readonly since: Since;
  /** The version that removed it; `undefined`: it is still there. */
  readonly until: NginxVersion | undefined;
}

type Since = Readonly<Partial<Record<'http' | 'stream', NginxVersion>>>;

const HTTP = maskOf(
  'http',
  'http.server',
  'http.location',
  'http.server.if',
  'http.location.if',
  'http.limit_except',
  'http.upstream',
);
const STREAM = maskOf('stream', 'stream.server', 'stream.upstream');

/** Older than every version that this product knows. */
const ALWAYS = nginx('0.1');
/** CHANGES: the stream module. */
const STREAM_SINCE = nginx('1.9.0');
/** CHANGES: virtual servers in stream: `server_name`, `default_server`, several servers on one socket, `ssl_reject_handshake`; and `pass`. */
export const STREAM_SERVERS_SINCE = nginx('1.25.5');

/** The directives. Source of the versions: CHANGES, and the tags that hold the commits which brought them. */
const DIRECTIVES: readonly (readonly [name: string, since: Since, until?: NginxVersion])[] = [
  ['grpc_pass', { http: nginx('1.13.10') }],
  ['grpc_ssl_certificate', { http: nginx('1.13.10') }],
  ['grpc_ssl_certificate_key', { http: nginx('1.13.10') }],
  ['grpc_ssl_ciphers', { http: nginx('1.13.10') }],
  ['grpc_ssl_conf_command', { http: nginx('1.19.4') }],
  ['grpc_ssl_name', { http: nginx('1.13.10') }],
  ['grpc_ssl_protocols', { http: nginx('1.13.10') }],
  ['grpc_ssl_server_name', { http: nginx('1.13.10') }],
  ['grpc_ssl_session_reuse', { http: nginx('1.13.10') }],
  ['grpc_ssl_trusted_certificate', { http: nginx('1.13.10') }],
  ['grpc_ssl_verify', { http: nginx('1.13.10') }],
  ['http2', { http: nginx('1.25.1') }],
  ['http3', { http: nginx('1.25.0') }],
  ['pass', { stream: STREAM_SERVERS_SINCE }],
  ['proxy_http_version', { http: nginx('1.1.4') }],
  ['proxy_pass_trailers', { http: nginx('1.27.2') }],
  ['proxy_ssl', { stream: STREAM_SINCE }],
  ['proxy_ssl_alpn', { stream: nginx('1.31.0') }],
  ['ssl', { http: ALWAYS }, nginx('1.25.1')],
  ['ssl_alpn', { stream: nginx('1.21.4') }],
  ['ssl_certificate', { http: ALWAYS, stream: STREAM_SINCE }],
  ['ssl_certificate_key', { http: ALWAYS, stream: STREAM_SINCE }],
  ['ssl_preread', { stream: nginx('1.11.5') }],
  ['ssl_reject_handshake', { http: nginx('1.19.4'), stream: STREAM_SERVERS_SINCE }],
];

/** Parameters and values. Sources: ngx_http_core_listen, ngx_stream_core_listen, ngx_http_proxy_http_version. */
const PARAMETERS: readonly AlpnWord[] = [
  parameter('http2', maskOf('http.server'), { http: nginx('1.9.5') }),
  parameter('quic', maskOf('http.server'), { http: nginx('1.25.0') }),
  parameter('default_server', maskOf('http.server', 'stream.server'), { http: ALWAYS, stream: STREAM_SERVERS_SINCE }),
  {
    kind: 'value',
    name: '2',
    of: 'proxy_http_version',
    contexts: maskOf('http', 'http.server', 'http.location'),
    since: { http: nginx('1.29.4') },
    until: undefined,
  },
];

function parameter(name: string, contexts: ContextMask, since: Since): AlpnWord {
  return { kind: 'parameter', name, of: 'listen', contexts, since, until: undefined };
}

/** Variables: a module that does not know one refuses the configuration that asks for it (ngx_http_variables_init_vars and its twin). */
export const ALPN_VARIABLES: readonly AlpnWord[] = [
  variable('$ssl_alpn_protocol', HTTP | STREAM, { http: nginx('1.21.4'), stream: nginx('1.21.4') }),
  variable('$ssl_preread_alpn_protocols', STREAM, { stream: nginx('1.13.10') }),
  variable('$ssl_preread_protocol', STREAM, { stream: nginx('1.15.2') }),
  variable('$ssl_preread_server_name', STREAM, { stream: nginx('1.11.5') }),
];

function variable(name: string, contexts: ContextMask, since: Since): AlpnWord {
  return { kind: 'variable', name, of: undefined, contexts, since, until: undefined };
}

const words = new Map<string, readonly AlpnWord[]>(
  DIRECTIVES.map(([name, since, until]) => {
    const contexts = maskOf(...contextsOf(name));
    return [name, [{ kind: 'directive', name, of: undefined, contexts, since, until }, ...parametersOf(name)]];
  }),
);
words.set('listen', parametersOf('listen'));

function parametersOf(directive: string): readonly AlpnWord[] {
  return PARAMETERS.filter(({ of }) => of === directive);
}

/** Length and first two characters of the names: most directives are none of these, and that is seen without looking the name up. */
const signatures = new Set([...words.keys()].map(signatureOf));

function signatureOf(name: string): number {
  return (name.length << 16) | ((name.charCodeAt(0) & 0xff) << 8) | (name.charCodeAt(1) & 0xff);
}

/** Whether a directive of this name can be one of these, or have one in it: a quick look, where there are many. */
export function mayBeAlpnWord(directive: string): boolean {
  return signatures.has(signatureOf(directive));
}

/** A piece of each of these. */
const PIECES =
  /grpc_|ssl|http[23]|quic|default_server|proxy_http_version|proxy_pass_trailers|(?:^|[\s;{}"'])pass["']?\s/m;

/** Whether any of these can stand in a text: a quick look before one that takes every directive into its hand. */
export function mayHoldAlpnWords(text: string): boolean {
  return PIECES.test(text);
}

/** Which of these a directive of this name is, and which may stand in it. `undefined`: none. */
export function alpnWordsOf(directive: string): readonly AlpnWord[] | undefined {
  return words.get(directive);
}

/** A word as people speak of it: `ssl_alpn`, `listen … http2`, `proxy_http_version 2`. */
export function nameOf({ kind, of, name }: AlpnWord): string {
  if (of === undefined) return name;
  return kind === 'parameter' ? `${of} … ${name}` : `${of} ${name}`;
}

/** Why nginx refuses a word where it stands, and its own words for it. */
export type Refusal =
  /** It belongs elsewhere: no version takes it here. */
  | { readonly kind: 'misplaced'; readonly says: string }
  /** It came with a later version. */
  | { readonly kind: 'too-new'; readonly says: string; readonly since: NginxVersion }
  /** A version took it away. */
  | { readonly kind: 'removed'; readonly says: string; readonly until: NginxVersion };

/**
 * Whether nginx certainly refuses a word.
 * @param around the contexts that it may stand in: more than one where that is not known
 * @param version `undefined`: unknown, so that only what every version refuses is
 */
export function refusalOf(word: AlpnWord, around: ContextMask, version: NginxVersion | undefined): Refusal | undefined {
  const possible = word.contexts & around;
  if (possible === 0) return { kind: 'misplaced', says: saysOf(word, around, version) };
  if (version === undefined || (possible & ~(HTTP | STREAM)) !== 0) return undefined;
  const { until } = word;
  if (until !== undefined && version >= until) return { kind: 'removed', says: saysOf(word, around, version), until };
  const since = Math.min(...modulesOf(possible).map((it) => word.since[it] ?? 0));
  const first = Object.values(word.since).find((it) => it === since);
  return first === undefined || version >= first
    ? undefined
    : { kind: 'too-new', says: saysOf(word, around, version), since: first };
}

function modulesOf(contexts: ContextMask): readonly ('http' | 'stream')[] {
  return [
    ...((contexts & HTTP) === 0 ? [] : ['http' as const]),
    ...((contexts & STREAM) === 0 ? [] : ['stream' as const]),
  ];
}

/** nginx's own words: a name that no module of this version knows is unknown, one that another block takes is not allowed here. */
export function saysOf(word: AlpnWord, around: ContextMask, version: NginxVersion | undefined): string {
  const { name } = word;
  switch (word.kind) {
    case 'directive':
      return isKnown(word, version) ? `"${name}" directive is not allowed here` : `unknown directive "${name}"`;
    case 'parameter':
      // Reworded with 1.25.5, in stream only.
      return (around & STREAM) !== 0 && version !== undefined && version < STREAM_SERVERS_SINCE
        ? `the invalid "${name}" parameter`
        : `invalid parameter "${name}"`;
    case 'value':
      return `invalid value "${name}"`;
    case 'variable':
      return `unknown "${name.slice(1)}" variable`;
  }
}

function isKnown({ since, until }: AlpnWord, version: NginxVersion | undefined): boolean {
  if (version === undefined) return until === undefined;
  return (until === undefined || version < until) && Object.values(since).some((it) => version >= it);
}
