import type { FilePath } from '../../text/filePath.ts';
import type { Span } from '../../text/span.ts';
import type { ParsedFile } from '../domain.ts';
import { ALPN_VARIABLES, alpnWordsOf, mayBeAlpnWord, mayHoldAlpnWords, type AlpnWord } from './alpnWords.ts';
import type { Configuration } from './configuration.ts';
import { ANYWHERE, contextInside, knowledgeOf, maskOf, type ContextMask } from './directives.ts';
import { MAIN_BLOCKS } from './roots.ts';
import type { Directive, NginxTree, Word } from './tree.ts';

/** A word that has to do with ALPN, in all places of a file that have the same surroundings. */
export interface AlpnPlaces {
  readonly word: AlpnWord;
  readonly file: ParsedFile<NginxTree>;
  /** The contexts that they may stand in, by everything around them: several where that is not known. */
  readonly around: ContextMask;
  /** The directives that it is, or stands in. */
  readonly uses: readonly Directive[];
}

/** Where a word is written: a directive from its name to its last argument; of what stands in it, the argument. */
export function spanOf(word: AlpnWord, directive: Directive): Span {
  return argumentOf(word, directive) ?? { start: directive.start, end: (directive.args.at(-1) ?? directive.name).end };
}

/** The argument that a word is, or stands in; `undefined`: it is the directive, or not there. */
function argumentOf({ kind, name }: AlpnWord, { args }: Directive): Word | undefined {
  switch (kind) {
    case 'directive':
      return undefined;
    case 'parameter':
      // The first word of `listen` is its address.
      return args.find(({ value }, i) => i > 0 && value === name);
    case 'value':
      return args.find(({ value }) => value === name);
    case 'variable':
      return args.find((it) => holdsVariable(it, name));
  }
}

type Files = ReadonlyMap<FilePath, ParsedFile<NginxTree>>;

const MAIN = maskOf('main');

/** All such words of a configuration; a file that is included in several contexts comes once for each. Templates are left out, with what they include. */
export function* alpnPlaces(configuration: Configuration, files: Files): Iterable<AlpnPlaces> {
  const { main, stock } = configuration;
  const contexts = new Map<FilePath, Set<ContextMask>>();
  const seen = (path: FilePath, around: ContextMask): boolean => {
    const known = contexts.get(path) ?? new Set();
    contexts.set(path, known);
    return known.size === known.add(around).size;
  };
  const outermost = outermostOf(configuration);
  const firsts = stock.length === 0 ? [main] : stock.map(({ path }) => path);
  const pending = firsts.map((path): [FilePath, ContextMask] => [path, outermost]);
  const found: AlpnPlaces[] = [];
  const defined = new Set<string>();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [path, around] = next;
    const file = files.get(path);
    if (file === undefined || file.tree.template || seen(path, around)) continue;
    const index = indexOf(file);
    for (const name of index.defined) defined.add(name);
    for (const { block, inside } of blocksIn(index.outermost, around)) {
      for (const [word, uses] of block.uses) found.push({ word, file, around: inside, uses });
      for (const include of block.includes)
        for (const target of configuration.targetsOf(include)) pending.push([target, inside]);
    }
  }
  // What a map or a module of somebody else's defines is no variable of nginx's own.
  for (const places of found) if (places.word.kind !== 'variable' || !defined.has(places.word.name)) yield places;
}

/** The contexts that a configuration's outermost directives may stand in. */
function outermostOf({ root, context }: Configuration): ContextMask {
  if (MAIN_BLOCKS.some((it) => root.all(it).length > 0)) return MAIN;
  return context?.isStated === true ? maskOf(context.module) : ANYWHERE;
}

/** Blocks of one name in blocks of one name in a file, all together: their contexts are the same. */
interface Blocks {
  /** Empty: the file itself. */
  readonly name: string;
  /** Whether these are servers with locations, which only http has. */
  readonly isHttp: boolean;
  readonly inner: Map<string, Blocks>;
  readonly uses: Uses;
  readonly includes: Directive[];
}

/** What a file holds, wherever it is included. */
interface Index {
  readonly outermost: Blocks;
  /** Variables that something here may define. */
  readonly defined: ReadonlySet<string>;
}

const HTTP_SERVER = maskOf('http.server');

/** All blocks whose context is known, with it. Inside of what nginx does not know, or would refuse, nothing is certain. */
function* blocksIn(
  block: Blocks,
  inside: ContextMask,
): Iterable<{ readonly block: Blocks; readonly inside: ContextMask }> {
  yield { block, inside };
  for (const inner of block.inner.values()) {
    if (inner.name === 'mail' || ((knowledgeOf(inner.name)?.contexts ?? 0) & inside) === 0) continue;
    const context = contextInside(inner.name, inside);
    if (context !== undefined) yield* blocksIn(inner, inner.isHttp ? context & HTTP_SERVER : context);
  }
}

const cache = new WeakMap<NginxTree, Index>();

function indexOf({ tree, text }: ParsedFile<NginxTree>): Index {
  let index = cache.get(tree);
  if (index === undefined) {
    const outermost = blocksOf('', false);
    const defined = new Set<string>();
    if (tree.includes.length > 0 || mayHoldAlpnWords(text)) {
      collect(tree.directives, outermost, {
        depth: 0,
        hasIncludes: tree.includes.length > 0,
        variables: /ssl_(?:preread_|alpn_protocol)/.test(text) ? defined : undefined,
      });
    }
    index = { outermost, defined };
    cache.set(tree, index);
  }
  return index;
}

function blocksOf(name: string, isHttp: boolean): Blocks {
  return { name, isHttp, inner: new Map(), uses: new Map(), includes: [] };
}

/** Nobody nests deeper; a file that does is there to exhaust the stack. */
const DEEPEST = 100;

interface Walk {
  readonly depth: number;
  readonly hasIncludes: boolean;
  /** Gets the variables that something may define; `undefined`: the file holds none of those that are looked for. */
  readonly variables: Set<string> | undefined;
}

function collect(directives: readonly Directive[], into: Blocks, { depth, hasIncludes, variables }: Walk): void {
  for (const directive of directives) {
    const { name, block } = directive;
    // What is half typed may become something else.
    if (block === undefined && !directive.hasSemicolon) continue;
    if (variables !== undefined) collectVariables(directive, into.uses, variables);
    if (block === undefined) {
      const words = mayBeAlpnWord(name.value) ? alpnWordsOf(name.value) : undefined;
      if (words !== undefined) collectUses(directive, into.uses, words);
      else if (hasIncludes && name.value === 'include') into.includes.push(directive);
    } else if (block.body === 'directives' && depth < DEEPEST) {
      const isHttp = depth === 0 && name.value === 'server' && block.children.some(isLocation);
      const key = isHttp ? 'http server' : name.value;
      let inner = into.inner.get(key);
      if (inner === undefined) into.inner.set(key, (inner = blocksOf(name.value, isHttp)));
      collect(block.children, inner, { depth: depth + 1, hasIncludes, variables });
    }
  }
}

function isLocation({ name, block }: Directive): boolean {
  return block !== undefined && name.value === 'location';
}

function collectUses(directive: Directive, uses: Uses, words: readonly AlpnWord[]): void {
  for (const word of words) {
    if (word.kind === 'directive' || argumentOf(word, directive) !== undefined) add(uses, word, directive);
  }
}

type Uses = Map<AlpnWord, Directive[]>;

function add(uses: Uses, word: AlpnWord, directive: Directive): void {
  const same = uses.get(word);
  if (same === undefined) uses.set(word, [directive]);
  else same.push(directive);
}

/** Directives whose arguments nginx expands, in both modules. What others do with a variable, they may also define it. */
const EXPANDS: ReadonlySet<string> = new Set(
  'add_header add_trailer error_page fastcgi_param grpc_pass grpc_set_header grpc_ssl_name if log_format pass proxy_pass proxy_set_header proxy_ssl_name return rewrite'.split(
    ' ',
  ),
);

function collectVariables(directive: Directive, uses: Uses, defined: Set<string>): void {
  const { name, args } = directive;
  if (!args.some(({ value }) => value.includes('$'))) return;
  for (const word of ALPN_VARIABLES) {
    const at = args.findIndex((it) => holdsVariable(it, word.name));
    if (at < 0) continue;
    const isUse = EXPANDS.has(name.value) || (at === 0 && name.value === 'map') || (at > 0 && name.value === 'set');
    if (isUse) add(uses, word, directive);
    else if (name.value !== 'proxy_ssl_alpn') defined.add(word.name);
  }
}

/** Whether a word asks for a variable: `$name` or `${name}`. */
function holdsVariable({ value }: Word, variable: string): boolean {
  if (value.includes(`\${${variable.slice(1)}}`)) return true;
  for (let at = value.indexOf(variable); at >= 0; at = value.indexOf(variable, at + 1)) {
    if (!/\w/.test(value.charAt(at + variable.length))) return true;
  }
  return false;
}
