/**
 * Makes core/domains/nginx/directives.gen.ts: what nginx's reference says about every directive, as far as the parser needs it.
 * `--check` only says whether the file is up to date.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { getDirectives } from '@nginx/reference-lib';
import { writeGenerated } from './generated.mjs';

const SCRIPT = 'scripts/generate-nginx-directives.mjs';
const PACKAGE = '@nginx/reference-lib';

/** The places where a directive can stand, in the order of their bits. */
const CONTEXTS = [
  'main',
  'events',
  'mgmt',
  'http',
  'http.server',
  'http.location',
  'http.server.if',
  'http.location.if',
  'http.limit_except',
  'http.upstream',
  'http.acme_issuer',
  'http.oidc_provider',
  'stream',
  'stream.server',
  'stream.upstream',
  'mail',
  'mail.server',
];

/**
 * Directives without documentation, by the file of nginx 1.31.5 that defines them: `name: contexts`, at most this many arguments.
 *
 * @type {readonly (readonly [file: string, names: readonly string[], contexts: string, most: number | undefined])[]}
 */
const UNDOCUMENTED = [
  ['src/event/modules/ngx_iocp_module.c', ['acceptex_read', 'iocp_threads', 'post_acceptex'], 'events', 1],
  ['src/event/modules/ngx_devpoll_module.c', ['devpoll_changes', 'devpoll_events'], 'events', 1],
  ['src/event/modules/ngx_epoll_module.c', ['epoll_events'], 'events', 1],
  ['src/event/modules/ngx_eventport_module.c', ['eventport_events'], 'events', 1],
  ['src/event/modules/ngx_kqueue_module.c', ['kqueue_changes', 'kqueue_events'], 'events', 1],
  ['src/http/ngx_http_core_module.c', ['client_body_early_read'], 'http http.server', undefined],
  ['src/http/ngx_http_core_module.c', ['open_file_cache_events'], 'http http.server http.location', 1],
  ['src/http/ngx_http_core_module.c', ['post_action'], 'http http.server http.location http.location.if', 1],
  ['src/http/modules/ngx_http_degradation_module.c', ['degradation'], 'http', 1],
  ['src/http/modules/ngx_http_degradation_module.c', ['degrade'], 'http http.server http.location', 1],
  [
    'src/http/modules/ngx_http_gzip_filter_module.c',
    ['gzip_hash', 'gzip_no_buffer', 'gzip_window', 'postpone_gzipping'],
    'http http.server http.location',
    1,
  ],
  ['src/http/modules/ngx_http_secure_link_module.c', ['secure_link_secret'], 'http http.server', 1],
  ['src/http/modules/ngx_http_fastcgi_module.c', ['fastcgi_split_path_info'], 'http http.server', 1],
  [
    'src/http/modules/ngx_http_ssi_filter_module.c',
    ['ssi_ignore_recycled_buffers'],
    'http http.server http.location',
    1,
  ],
  ['src/http/modules/ngx_http_uwsgi_module.c', ['uwsgi_string'], 'http http.server http.location', 1],
  ['src/http/v2/ngx_http_v2_module.c', ['http2_pool_size', 'http2_streams_index_size'], 'http http.server', 1],
  [
    'src/stream/ngx_stream_proxy_module.c',
    ['proxy_downstream_buffer', 'proxy_upstream_buffer'],
    'stream stream.server',
    1,
  ],
  ['src/mail/ngx_mail_proxy_module.c', ['proxy'], 'mail mail.server', 1],
];

/** Modules outside of nginx's own source: how many arguments theirs take cannot be proved. */
const ELSEWHERE =
  /_(?:acme|api|auth_jwt|auth_require|f4f|hls|internal_redirect|js|keyval|num_map|oidc|session_log|status|upstream_conf|upstream_hc|mgmt|otel|mqtt_filter|mqtt_preread|zone_sync)_module$/;

/** Where the reference shows fewer arguments than nginx 1.31.5 takes. */
const MORE_ARGUMENTS = { if: Infinity, geoip_city: 2, geoip_country: 2, geoip_org: 2, stub_status: 1, tunnel_bind: 2 };

/**
 * @typedef {{ contexts: number, blocks: number, most: number, takes: Set<string> }} Knowledge
 * `most`: arguments, Infinity = any number.
 */

/** @param {readonly string[]} names @returns {number} */
function bits(names) {
  return names.reduce((mask, name) => {
    const bit = CONTEXTS.indexOf(name);
    if (bit < 0) throw new Error(`unknown context ${name}`);
    return mask | (1 << bit);
  }, 0);
}

/** The contexts of one entry of the reference, which names them without their module. @param {{ module: string, contexts: string[] }} entry */
function contextsOf({ module, contexts }) {
  const family = /^ngx_(http|stream|mail)_/.exec(module)?.[1];
  return contexts.flatMap((context) => {
    if (context === '') return CONTEXTS;
    if (context === 'if in location') return ['http.location.if'];
    if (context === 'if') return ['http.server.if', 'http.location.if'];
    if (CONTEXTS.includes(context)) return [context];
    const possible = CONTEXTS.filter((it) => it.endsWith(`.${context}`));
    const own = possible.filter((it) => family === undefined || it.startsWith(`${family}.`));
    if (own.length === 0) throw new Error(`unknown context ${context} of ${module}`);
    return own;
  });
}

/** The syntax of the reference without its markup. @param {string} html */
function plain(html) {
  return html
    .replace(/<[^>]+>/g, '')
    .replaceAll('&hellip;', '...')
    .replaceAll(/&[a-z]+;/g, '?')
    .replaceAll('{...}', '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The most arguments that a line of syntax allows. @param {string} syntax */
function mostArguments(syntax) {
  if (/\.\.\.|\bparameters\b/.test(syntax)) return Infinity;
  const choices = syntax.replace(/\[[^[\]]* \| [^[\]]*\]/g, 'choice');
  return Math.max(...choices.split(' | ').map((it) => it.split(' ').filter((word) => word !== '').length));
}

/** @returns {Map<string, Knowledge>} */
function collect() {
  /** @type {Map<string, Knowledge>} */
  const known = new Map();
  const entries = getDirectives();
  const names = new Set(entries.map(({ name }) => name));
  /** @param {string} name */
  const of = (name) => {
    const knowledge = known.get(name) ?? { contexts: 0, blocks: 0, most: 0, takes: new Set() };
    known.set(name, knowledge);
    return knowledge;
  };
  for (const entry of entries) {
    const knowledge = of(entry.name);
    const mask = bits(contextsOf(entry));
    knowledge.contexts |= mask;
    if (entry.isBlock) knowledge.blocks |= mask;
    const most = entry.syntax.map((syntax) => mostArguments(plain(syntax)));
    knowledge.most = Math.max(knowledge.most, ELSEWHERE.test(entry.module) ? Infinity : Math.max(0, ...most));
    // What is emphasised is a placeholder, and `zone=` is not the word `zone`.
    const literal = entry.syntax.map((syntax) => plain(syntax.replace(/<em>.*?<\/em>/gs, ''))).join(' ');
    for (const word of literal.split(/[\s|[\]]+/))
      if (names.has(word) && word !== entry.name) knowledge.takes.add(word);
  }
  for (const [, list, contexts, most] of UNDOCUMENTED) {
    for (const name of list) {
      const knowledge = of(name);
      knowledge.contexts |= bits(contexts.split(' '));
      knowledge.most = Math.max(knowledge.most, most ?? Infinity);
    }
  }
  for (const [name, most] of Object.entries(MORE_ARGUMENTS)) of(name).most = most;
  return known;
}

/** @param {Map<string, Knowledge>} known */
function render(known) {
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  const sorted = [...known].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, { contexts, blocks, most }] of sorted) {
    const key = `${contexts} ${blocks} ${most === Infinity ? '*' : most}`;
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  const lines = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, names]) => `  '${key} ${names.join(' ')}',`);
  const takes = sorted
    .filter(([, it]) => it.takes.size > 0)
    .map(([name, it]) => `  '${[name, ...[...it.takes].sort()].join(' ')}',`);
  return `// Made by ${SCRIPT} from ${PACKAGE} ${version()} (Apache-2.0): do not edit.

/** The places where a directive can stand; the n-th is bit n of the masks below. */
export const CONTEXTS = [
${CONTEXTS.map((it) => `  '${it}',`).join('\n')}
] as const;

/** Per line: mask of contexts, mask of those in which it has a block, most arguments (\`*\` = any number), names. */
export const DIRECTIVES: readonly string[] = [
${lines.join('\n')}
];

/** Per line: a directive, and the names of other directives that are words of its syntax. */
export const WORDS_THAT_ARE_DIRECTIVES: readonly string[] = [
${takes.join('\n')}
];
`;
}

function version() {
  const entry = createRequire(import.meta.url).resolve(PACKAGE);
  return JSON.parse(readFileSync(path.join(path.dirname(entry), '../package.json'), 'utf8')).version;
}

writeGenerated('core/domains/nginx/directives.gen.ts', render(collect()), { script: SCRIPT });
