import { isKnownDirective } from '../../core/domains/nginx/directives.ts';
import { parse } from '../../core/domains/nginx/parse.ts';
import type { Block, Directive, NginxTree, Word } from '../../core/domains/nginx/tree.ts';
import { isAbsolute } from '../../core/text/filePath.ts';
import type { Span } from '../../core/text/span.ts';
import { applyEdits, type TextEdit } from '../../core/text/textEdit.ts';
import { authorityOf, readAddress, type Address } from './nginxAddress.ts';
import { chooseSockets, type Socket } from './nginxSockets.ts';

/** The files of a configuration, by their names relative to one folder: `nginx.conf`, `conf.d/grpc.conf`. */
export type NginxFiles = ReadonlyMap<string, string>;

/** What a configuration that was written for somewhere else is fitted to. */
export interface RunnableOptions {
  /** The main file, default `nginx.conf`. */
  readonly main?: string;
  /** The folder that relative includes start from, default that of the main file. */
  readonly prefix?: string;
  /** Set where the main file is only a part of a configuration: the block that would include it. */
  readonly wrap?: 'http' | 'stream' | undefined;
  /** Upstream addresses as written (`10.0.0.5:50051`, `unix:/run/a.sock`; port 80 or 443 where none is written) and what is there instead (`127.0.0.1:20001`). Every other one, except those that this configuration listens on, becomes a closed port: nothing leaves the machine. */
  readonly upstreams?: ReadonlyMap<string, string> | undefined;
  /** The folder that the files will be written to. */
  readonly folder: string;
  /** An existing folder for sockets, caches and temporary files. */
  readonly scratch: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** A configuration that can be started, line for line the given one. */
export interface Runnable {
  readonly files: NginxFiles;
  readonly main: string;
  readonly sockets: readonly Socket[];
}

/** Nobody listens on the discard port. */
const CLOSED = '127.0.0.1:9';

/** Put on the command line instead, or of no meaning here. */
const REMOVED = new Set(
  `load_module daemon master_process pid user lock_file working_directory error_log access_log proxy_bind grpc_bind
  client_body_temp_path proxy_temp_path fastcgi_temp_path uwsgi_temp_path scgi_temp_path
  ssl_dhparam ssl_crl ssl_password_file proxy_ssl_crl grpc_ssl_crl proxy_ssl_password_file grpc_ssl_password_file ssl_session_ticket_key ssl_stapling ssl_stapling_file`.split(
    /\s+/,
  ),
);

/** Certificates are not what is tested here. */
const SWITCHED_OFF = new Set(['proxy_ssl_verify', 'grpc_ssl_verify', 'ssl_verify_client']);

const CERTIFICATES = new Set(
  `ssl_certificate proxy_ssl_certificate grpc_ssl_certificate ssl_trusted_certificate ssl_client_certificate
  proxy_ssl_trusted_certificate grpc_ssl_trusted_certificate`.split(/\s+/),
);
const KEYS = new Set(['ssl_certificate_key', 'proxy_ssl_certificate_key', 'grpc_ssl_certificate_key']);
const PASSES = new Set([
  'proxy_pass',
  'grpc_pass',
  'fastcgi_pass',
  'uwsgi_pass',
  'scgi_pass',
  'memcached_pass',
  'pass',
]);

/** Files that nginx brings along; what they hold plays no part here. */
const SHIPPED = /(?:^|\/)(?:mime\.types|(?:fastcgi|scgi|uwsgi|proxy)_params|fastcgi\.conf|koi-utf|koi-win|win-utf)$/;

/** Where installations keep their configuration. */
const HOME =
  /^\/(?:etc\/nginx|usr\/local\/(?:openresty\/)?nginx\/conf|usr\/local\/etc\/nginx|opt\/homebrew\/etc\/nginx|opt\/bitnami\/nginx\/conf)\//;

type Edit = Pick<TextEdit, 'span' | 'newText'>;

interface Context {
  readonly options: RunnableOptions;
  readonly names: readonly string[];
  readonly trees: ReadonlyMap<string, NginxTree>;
  readonly sockets: readonly Socket[];
  readonly upstreamNames: ReadonlySet<string>;
  readonly prefix: string;
}

/**
 * Fits a configuration to this machine: ports, addresses, certificate files, includes, logs, and what needs rights or programs that
 * are not there. Server names, protocols, ciphers and everything about ALPN stay. No line is added or taken away before the end of a file.
 */
export async function runnable(files: NginxFiles, options: RunnableOptions): Promise<Runnable> {
  const given = options.main ?? 'nginx.conf';
  const trees = new Map([...files].map(([name, text]) => [name, parse(text).tree]));
  if (!trees.has(given)) throw new Error(`no main file ${given}`);
  const everything = [...trees.values()].flatMap(({ directives }) => [...below(directives)]);
  const context: Context = {
    options,
    names: [...files.keys()],
    trees,
    sockets: await chooseSockets(listened(everything, trees, files), options.scratch),
    upstreamNames: new Set(everything.filter(isUpstream).map((it) => it.args[0]?.value.toLowerCase() ?? '')),
    prefix: options.prefix ?? folderOf(given),
  };
  const result = new Map<string, string>();
  for (const [name, text] of files) {
    const tree = trees.get(name);
    if (tree !== undefined) result.set(name, applyEdits(text, [...editsOf(tree.directives, context)]));
  }
  const main = options.wrap === undefined ? given : 'wrapped.conf';
  if (options.wrap !== undefined) {
    const temporary = options.wrap === 'http' ? httpDefaults(context) : '';
    result.set(main, `events {}\n${options.wrap} {${temporary}\n    include ${fileName(given, options)};\n}\n`);
  } else if (!everything.some((it) => it.name.value === 'events')) {
    result.set(main, `${result.get(main) ?? ''}\nevents {}\n`);
  }
  return { files: result, main, sockets: context.sockets };
}

function* below(directives: readonly Directive[]): Generator<Directive> {
  for (const directive of directives) {
    yield directive;
    if (directive.block !== undefined) yield* below(directive.block.children);
  }
}

function isUpstream(directive: Directive): boolean {
  return directive.name.value === 'upstream' && directive.block !== undefined;
}

/** The addresses of all listen directives, and nginx's own where an http server has none (ngx_http_core_module.c: `*:80`). */
function listened(everything: readonly Directive[], trees: Context['trees'], files: NginxFiles): readonly Address[] {
  const written = everything
    .filter((it) => it.name.value === 'listen')
    .map((it) => readAddress(it.args[0]?.value ?? '', 80));
  const names = [...files.keys()];
  return everything.some((it) => listensByDefault(it, names, trees)) ? [...written, readAddress('80', 80)] : written;
}

/** Whether this is a server block without `listen`. Only http has such: stream and mail refuse them. */
function listensByDefault(directive: Directive, names: readonly string[], trees: Context['trees']): boolean {
  const { name, block } = directive;
  return name.value === 'server' && block !== undefined && !hasListen(block.children, names, trees, 0);
}

function hasListen(
  children: readonly Directive[],
  names: readonly string[],
  trees: Context['trees'],
  depth: number,
): boolean {
  return children.some(({ name, args }) => {
    if (name.value === 'listen') return true;
    const included = name.value === 'include' ? args[0]?.value : undefined;
    if (included === undefined || depth > 10) return false;
    const tail = included.slice(included.lastIndexOf('/') + 1);
    return names.some((file) => {
      const fits = tail.includes('*') ? file.endsWith(tail.slice(tail.lastIndexOf('*') + 1)) : file.endsWith(tail);
      return fits && hasListen(trees.get(file)?.directives ?? [], names, trees, depth + 1);
    });
  });
}

function* editsOf(directives: readonly Directive[], context: Context): Generator<Edit> {
  for (const directive of directives) {
    yield* ownEdits(directive, context);
    if (directive.block !== undefined && !REMOVED.has(directive.name.value))
      yield* editsOf(directive.block.children, context);
  }
}

function openBrace({ start }: Block): Span {
  return { start, end: start + 1 };
}

function* ownEdits(directive: Directive, context: Context): Generator<Edit> {
  const { options } = context;
  const { args, block } = directive;
  const [first] = args;
  const name = directive.name.value;
  if (REMOVED.has(name)) yield removal(directive);
  else if (name === 'http' && block !== undefined) yield insertion(openBrace(block), httpDefaults(context));
  else if (name === 'server' && block !== undefined && listensByDefault(directive, context.names, context.trees))
    yield insertion(openBrace(block), ` listen ${actualOf(readAddress('80', 80), context) ?? '80'};`);
  else if (first === undefined) return;
  else if (name === 'listen') yield listenEdit(directive, first, context);
  else if (name === 'server' && block === undefined) yield* upstreamEdit(first, readAddress(first.value, 80), context);
  else if (PASSES.has(name)) yield* passEdit(first, context);
  else if (name === 'include') yield* includeEdit(directive, first, context);
  else if (CERTIFICATES.has(name)) yield* fileEdit(first, options.certificateFile);
  else if (KEYS.has(name)) yield* fileEdit(first, options.keyFile);
  else if (SWITCHED_OFF.has(name)) yield replacement(first, 'off');
  else if (name === 'resolver') for (const word of args) yield* resolverEdit(word);
  else if (name.endsWith('_cache_path')) yield replacement(first, `${options.scratch}/cache-${directive.start}`);
  else if (name === 'set') yield* valueEdit(args[1], context);
  else if (args.length === 1 && !isKnownDirective(name)) yield* valueEdit(first, context);
}

function httpDefaults({ options }: Context): string {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return ` access_log off; ${kinds.map((kind) => `${kind}_temp_path ${options.scratch}/${kind};`).join(' ')}`;
}

function listenEdit(directive: Directive, first: Word, context: Context): Edit {
  const actual = actualOf(readAddress(first.value, 80), context);
  return actual === undefined ? removal(directive) : replacement(first, actual);
}

/** `undefined`: this machine has no such kind of address. */
function actualOf(address: Address, { sockets }: Context): string | undefined {
  return sockets.find((it) => it.written.text === address.text)?.listen;
}

function* upstreamEdit(word: Word, address: Address, context: Context): Generator<Edit> {
  if (!word.value.includes('$')) yield replacement(word, goesTo(address, context) ?? CLOSED);
}

/** Where connections to an address go instead. `undefined`: it is neither given nor listened on. */
function goesTo(address: Address, { options, sockets }: Context): string | undefined {
  for (const [written, actual] of options.upstreams ?? [])
    if (readAddress(written, 80).text === address.text) return actual;
  const local = address.host === '127.0.0.1' || address.host === 'localhost' || address.host === '[::1]';
  const own =
    sockets.find((it) => it.written.text === address.text) ??
    (local ? sockets.find((it) => it.written.port === address.port) : undefined);
  if (own === undefined) return undefined;
  return own.written.unix ? own.listen : `${own.host.includes(':') ? `[${own.host}]` : own.host}:${own.port}`;
}

function* passEdit(word: Word, context: Context): Generator<Edit> {
  const authority = authorityOf(word.value);
  if (authority === undefined || context.upstreamNames.has(authority.text.toLowerCase())) return;
  const before = word.value.slice(0, authority.start);
  const after = word.value.slice(authority.end);
  yield replacement(word, before + (goesTo(authority.address, context) ?? CLOSED) + after);
}

function* includeEdit(directive: Directive, word: Word, context: Context): Generator<Edit> {
  const { options, names, prefix } = context;
  const text = word.value;
  const relative = isAbsolute(text)
    ? HOME.test(text)
      ? join(prefix, text.replace(HOME, ''))
      : mirrored(text, names)
    : join(prefix, text);
  if (!names.includes(relative) && SHIPPED.test(text)) yield removal(directive);
  else yield replacement(word, fileName(relative, options));
}

/** An absolute name in a folder that mirrors a file system: `/etc/grpc/a.conf` is `rootfs/etc/grpc/a.conf`. */
function mirrored(text: string, names: readonly string[]): string {
  const folder = text.slice(0, text.lastIndexOf('/') + 1);
  const example = names.find((name) => `/${name}`.includes(folder));
  return example === undefined ? text.slice(1) : example.slice(0, `/${example}`.indexOf(folder)) + text.slice(1);
}

function* fileEdit(word: Word, file: string): Generator<Edit> {
  if (!word.value.startsWith('data:')) yield replacement(word, file);
}

/** Names would be looked up when nginx starts, or when it wants to connect: nobody answers here. */
function* resolverEdit(word: Word): Generator<Edit> {
  if (!word.value.startsWith('[') && !word.value.includes('=')) yield replacement(word, '127.0.0.1');
}

/** What is put into variables, by `set` or `map` and the like, and may be an address. */
function* valueEdit(word: Word | undefined, context: Context): Generator<Edit> {
  if (word === undefined || !/^[^\s$~]+:\d+$|^unix:/.test(word.value)) return;
  yield replacement(word, goesTo(readAddress(word.value, 80), context) ?? CLOSED);
}

function removal(directive: Directive): Edit {
  return { span: directive, newText: '' };
}

function replacement(span: Span, newText: string): Edit {
  return { span, newText };
}

function insertion(behind: Span, newText: string): Edit {
  return { span: { start: behind.end, end: behind.end }, newText };
}

function folderOf(name: string): string {
  const slash = name.lastIndexOf('/');
  return slash < 0 ? '' : name.slice(0, slash);
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function fileName(relative: string, options: RunnableOptions): string {
  return `${options.folder}/${relative}`;
}
