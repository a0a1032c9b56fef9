import { CONTEXTS, DIRECTIVES, WORDS_THAT_ARE_DIRECTIVES } from './directives.gen.ts';

/** A place where a directive can stand, with its module: `stream.server`. */
type Context = (typeof CONTEXTS)[number];

/** Several contexts, one bit each: what the parser calculates with. */
export type ContextMask = number;

/** What is known about all directives of one name, of whichever module. */
export interface DirectiveKnowledge {
  readonly contexts: ContextMask;
  /** The contexts in which it opens a block; in the others it ends with `;`. */
  readonly blocks: ContextMask;
  /** The most arguments that nginx takes; `Infinity` = any number, or not known. */
  readonly most: number;
}

/** All contexts: nothing is known about the place. */
export const ANYWHERE: ContextMask = 2 ** CONTEXTS.length - 1;

const table: ReadonlyMap<string, DirectiveKnowledge> = readTable();
const words = new Map(
  WORDS_THAT_ARE_DIRECTIVES.map((line): [string, ReadonlySet<string>] => {
    const [name = '', ...others] = line.split(' ');
    return [name, new Set(others)];
  }),
);

function readTable(): ReadonlyMap<string, DirectiveKnowledge> {
  const result = new Map<string, DirectiveKnowledge>();
  for (const line of DIRECTIVES) {
    const [contexts, blocks, most, ...names] = line.split(' ');
    const knowledge = {
      contexts: Number(contexts),
      blocks: Number(blocks),
      most: most === '*' ? Infinity : Number(most),
    };
    for (const name of names) result.set(name, knowledge);
  }
  return result;
}

/** What nginx's reference says about a directive. `undefined`: it is none of nginx's own; another module may have it. */
export function knowledgeOf(name: string): DirectiveKnowledge | undefined {
  return table.get(name);
}

/** Whether a name is one of nginx's own directives. */
export function isKnownDirective(name: string): boolean {
  return table.has(name);
}

/** Whether a name is also a word of another directive's syntax, such as `ssl` behind `listen`. */
export function isWordOf(directive: string, name: string): boolean {
  return words.get(directive)?.has(name) ?? false;
}

/**
 * Directives of any number of arguments that nginx still checks one by one: a word that they do not know is refused
 * (`invalid parameter`, `invalid value`). Sources: ngx_http_core_listen, ngx_stream_core_listen, ngx_http_upstream_server,
 * ngx_conf_set_bitmask_slot, ngx_http_file_cache_set_slot, ngx_http_log_set_log.
 */
const CHECKED =
  /^(?:listen|server|access_log|error_log|(?:grpc_|proxy_|uwsgi_)?ssl_protocols|(?:fastcgi|proxy|scgi|uwsgi)_(?:cache_path|next_upstream|cache_use_stale|ignore_headers))$/;

/** Whether nginx certainly refuses that many arguments, the last of which are the name of another directive and its arguments. */
export function refusesMore(name: string, count: number): boolean {
  const knowledge = table.get(name);
  return knowledge !== undefined && (count > knowledge.most || CHECKED.test(name));
}

/** The mask of some contexts. */
export function maskOf(...contexts: readonly Context[]): ContextMask {
  return contexts.reduce((mask, context) => mask | (1 << CONTEXTS.indexOf(context)), 0);
}

/** The contexts of a mask. */
export function contextsIn(mask: ContextMask): readonly Context[] {
  return CONTEXTS.filter((_, bit) => (mask & (1 << bit)) !== 0);
}

/** Where a directive can stand; empty where it is not known. */
export function contextsOf(name: string): readonly Context[] {
  return contextsIn(table.get(name)?.contexts ?? 0);
}

/** The context inside a block, by the block's name and the context that it stands in. */
const INSIDE: Readonly<Record<string, readonly (readonly [around: ContextMask, inside: ContextMask])[]>> = {
  events: [[maskOf('main'), maskOf('events')]],
  mgmt: [[maskOf('main'), maskOf('mgmt')]],
  http: [[maskOf('main'), maskOf('http')]],
  stream: [[maskOf('main'), maskOf('stream')]],
  mail: [[maskOf('main'), maskOf('mail')]],
  server: [
    [maskOf('http'), maskOf('http.server')],
    [maskOf('stream'), maskOf('stream.server')],
    [maskOf('mail'), maskOf('mail.server')],
  ],
  upstream: [
    [maskOf('http'), maskOf('http.upstream')],
    [maskOf('stream'), maskOf('stream.upstream')],
  ],
  location: [[maskOf('http.server', 'http.location'), maskOf('http.location')]],
  if: [
    [maskOf('http.server'), maskOf('http.server.if')],
    [maskOf('http.location'), maskOf('http.location.if')],
  ],
  limit_except: [[maskOf('http.location'), maskOf('http.limit_except')]],
  acme_issuer: [[maskOf('http'), maskOf('http.acme_issuer')]],
  oidc_provider: [[maskOf('http'), maskOf('http.oidc_provider')]],
};

/** The contexts that a block may make inside of itself. `undefined`: it is not a block of nginx's own directives. */
export function contextInside(name: string, around: ContextMask): ContextMask | undefined {
  const pairs = Object.hasOwn(INSIDE, name) ? INSIDE[name] : undefined;
  if (pairs === undefined) return undefined;
  let inside = 0;
  let insideOfAny = 0;
  for (const [outer, inner] of pairs) {
    insideOfAny |= inner;
    if ((outer & around) !== 0) inside |= inner;
  }
  // A block in a wrong place is still what its name says.
  return inside === 0 ? insideOfAny : inside;
}

/** Blocks whose lines are no directives. Sources: ngx_http_core_types, ngx_http_map_block, ngx_http_geo_block and their kin; `match` and `num_map` are NGINX Plus's. */
const ENTRIES: ReadonlySet<string> = new Set([
  'types',
  'map',
  'geo',
  'split_clients',
  'charset_map',
  'num_map',
  'match',
]);

/** Whether a block's lines are entries, not directives. */
export function holdsEntries(name: string): boolean {
  return ENTRIES.has(name);
}

/** Whether a block's body is Lua: `content_by_lua_block`, `set_by_lua_block` and the others of lua-nginx-module. */
export function holdsLua(name: string): boolean {
  return name.endsWith('_by_lua_block');
}
