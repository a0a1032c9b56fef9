import { lookUp, nameTable, type NameTable } from './nameTable.ts';
import { compilePattern } from './pattern.ts';
import { firstValue, values, type Scope } from './scope.ts';

/** What is known of one connection when nginx decides where it goes: variables without their `$`, in lower case, and their values. */
export type Known = Readonly<Record<string, string>>;

/** One text that an expression may become. */
export interface Possibility {
  readonly value: string;
  /** The values of `by` that lead to it, as the `map` has them; empty where it is the only one, or `set` makes it. */
  readonly keys: readonly string[];
  /** The variable that decides, without its `$`; `undefined`: none does. */
  readonly by: string | undefined;
}

/** One `map` block. */
interface MapBlock {
  /** What is looked up, as written: `$ssl_preread_server_name`. */
  readonly source: string;
  readonly entries: readonly (readonly [key: string, value: string])[];
  readonly otherwise: string;
  /** Whether a dot at the end of what is looked up counts for nothing. */
  readonly hostnames: boolean;
  readonly table: NameTable<string>;
  readonly expressions: readonly (readonly [key: string, value: string])[];
}

/** A chain of maps that is longer, or leads back, is not followed. */
const DEEPEST = 8;

/** The variable of an expression that has exactly one, and the text around it. */
const ONE_VARIABLE = /^([^$]*)\$(?:\{(\w+)\}|(\w+))([^$]*)$/;

interface Expression {
  readonly before: string;
  readonly variable: string;
  readonly after: string;
}

/** The text, or its one variable with what stands around it. `undefined`: it has several. */
function readExpression(text: string): Expression | string | undefined {
  if (!text.includes('$')) return text;
  const [, before = '', braced, bare, after = ''] = ONE_VARIABLE.exec(text) ?? [];
  const variable = braced ?? bare;
  // Names of variables are not case-sensitive (ngx_http_get_variable_index).
  return variable === undefined ? undefined : { before, variable: variable.toLowerCase(), after };
}

/**
 * All texts that an expression can become, by the `map` and `set` directives that make its variable. `undefined`: something else makes it.
 * @param scope the block that the expression stands in
 */
export function possibilitiesOf(text: string, scope: Scope, depth = 0): readonly Possibility[] | undefined {
  const expression = readExpression(text);
  if (expression === undefined || depth > DEEPEST) return undefined;
  if (typeof expression === 'string') return [{ value: expression, keys: [], by: undefined }];
  const { before, variable, after } = expression;
  const sets = setsOf(variable, scope);
  if (sets.length > 0) {
    const found = [...new Set(sets)].map((it) => possibilitiesOf(before + it + after, scope, depth + 1));
    return found.every((it) => it !== undefined) ? found.flat() : undefined;
  }
  const map = mapsOf(moduleOf(scope)).get(variable);
  if (map === undefined) return undefined;
  const by = readExpression(map.source);
  const keys = new Map<string, string[]>();
  for (const [key, value] of [...map.entries, ['default', map.otherwise] as const]) {
    const same = keys.get(value);
    if (same === undefined) keys.set(value, [key]);
    else same.push(key);
  }
  const found = [...keys].map(([value, some]): readonly Possibility[] | undefined =>
    value.includes('$')
      ? possibilitiesOf(before + value + after, scope, depth + 1)
      : [
          {
            value: before + value + after,
            keys: some,
            by: typeof by === 'object' ? by.variable : undefined,
          },
        ],
  );
  return found.every((it) => it !== undefined) ? found.flat() : undefined;
}

/** The variables of an expression. */
const VARIABLES = /\$(?:\{(\w+)\}|(\w+))/g;

/** The text that an expression becomes for one connection. `undefined`: it depends on something that is not known. */
export function evaluate(text: string, scope: Scope, known: Known, depth = 0): string | undefined {
  if (!text.includes('$')) return text;
  if (depth > DEEPEST) return undefined;
  let result = '';
  let end = 0;
  for (const { 0: all, 1: braced, 2: bare, index } of text.matchAll(VARIABLES)) {
    const value = valueOf((braced ?? bare ?? '').toLowerCase(), scope, known, depth);
    if (value === undefined) return undefined;
    result += text.slice(end, index) + value;
    end = index + all.length;
  }
  return result + text.slice(end);
}

function valueOf(variable: string, scope: Scope, known: Known, depth: number): string | undefined {
  if (Object.hasOwn(known, variable)) return known[variable];
  const sets = setsOf(variable, scope);
  const [set] = sets;
  if (set !== undefined) return sets.length > 1 ? undefined : evaluate(set, scope, known, depth + 1);
  const map = mapsOf(moduleOf(scope)).get(variable);
  const source = map && evaluate(map.source, scope, known, depth + 1);
  if (map === undefined || source === undefined) return undefined;
  const value = lookUpIn(map, source);
  return value === undefined ? undefined : evaluate(value, scope, known, depth + 1);
}

/** ngx_http_map_find: names, then expressions in their order, then `default`. `undefined`: an expression decides that is not understood. */
function lookUpIn(map: MapBlock, written: string): string | undefined {
  const source = map.hostnames ? written.replace(/\.$/, '') : written;
  const found = lookUp(map.table, source.toLowerCase());
  if (found !== undefined) return found;
  for (const [key, value] of map.expressions) {
    const ignoresCase = key.startsWith('~*');
    const matches = compilePattern(key.slice(ignoresCase ? 2 : 1), { ignoresCase });
    if (matches === undefined) return undefined;
    if (matches(source)) return value;
  }
  return map.otherwise;
}

/** What `set` gives to a variable in a block and the blocks around it, conditions included. */
function setsOf(variable: string, scope: Scope): readonly string[] {
  const found: string[] = [];
  for (let block: Scope | undefined = scope; block !== undefined; block = block.parent) {
    for (const holder of [block, ...block.blocks('if')]) {
      for (const set of holder.all('set')) {
        const [name, value] = values(set);
        if (name?.toLowerCase() === `$${variable}` && value !== undefined) found.push(value);
      }
    }
    if (block.of?.directive.name.value === 'server') break;
  }
  return found;
}

/** The `http` or `stream` block (or the fragment itself) around a block. */
export function moduleOf(scope: Scope): Scope {
  let block = scope;
  while (block.parent !== undefined && block.of?.directive.name.value !== 'server') block = block.parent;
  return block.parent ?? block;
}

const known = new WeakMap<Scope, ReadonlyMap<string, MapBlock>>();

/** The maps of a module, by the variable that they make; of two for one variable the later (nginx takes both, the last one counts). */
function mapsOf(module: Scope): ReadonlyMap<string, MapBlock> {
  let maps = known.get(module);
  if (maps === undefined) {
    maps = new Map(
      module.blocks('map').flatMap((block) => {
        const [source, variable] = values(block.of);
        return source === undefined || variable?.startsWith('$') !== true
          ? []
          : [[variable.slice(1).toLowerCase(), readMap(source, block)] as const];
      }),
    );
    known.set(module, maps);
  }
  return maps;
}

function readMap(source: string, block: Scope): MapBlock {
  const entries: (readonly [string, string])[] = [];
  let otherwise = '';
  let hostnames = false;
  for (const { inclusion, directives } of block.segments) {
    for (const directive of directives) {
      const { name } = directive;
      const value = firstValue({ directive, file: inclusion.file, inclusion });
      if (value === undefined) hostnames ||= name.value === 'hostnames';
      else if (name.value === 'default') otherwise = value;
      // A backslash keeps the special words from being ones.
      else entries.push([name.value.replace(/^\\/, ''), value]);
    }
  }
  return {
    source,
    entries,
    otherwise,
    hostnames,
    table: nameTable(
      entries.filter(([key]) => !key.startsWith('~')),
      { wildcards: hostnames },
    ),
    expressions: entries.filter(([key]) => key.startsWith('~')),
  };
}
