import type { SyntaxNode } from '../syntaxTree.ts';
import { placeKey, type GoGetConfigForClient, type GoPlace, type GoProtocols, type GoTlsConfig } from './facts.ts';
import { returnsOf } from './functions.ts';
import { excludeEachOther } from './branches.ts';
import { hasHiddenSets } from './hiddenSets.ts';
import type { FieldSet } from './package.ts';
import type { GoFile } from './source.ts';
import { textOf, type Sight } from './texts.ts';
import { calledFunctions, namedType, receiverOf, typeOf } from './types.ts';

const CONFIG = 'crypto/tls.Config';

/** Adds h2 to the `TLSConfig` of a server of net/http (golang.org/x/net/http2, server.go). */
const CONFIGURE_SERVER = 'golang.org/x/net/http2.ConfigureServer';

const HOLDING: ReadonlySet<string> = new Set(['Store', 'Swap', 'CompareAndSwap', 'LoadOrStore']);

/** Clones of clones, and functions that give configurations whose functions do. */
const DEEPEST = 6;

/** Functions that get a configuration and change nothing in it, by the beginnings of their packages. */
const HARMLESS = [
  'crypto/tls.',
  'github.com/docker/go-connections/sockets.',
  'google.golang.org/grpc',
  'fmt.',
  'log',
  'errors.',
  'reflect.',
  'encoding/',
  'go.uber.org/zap',
];

/** Reads configurations of one package. */
export class Configs {
  readonly #sight: Sight;
  readonly #known = new Map<string, GoTlsConfig | undefined>();
  /** What is being read right now: a clone of itself adds nothing to what a field may be. */
  readonly #open = new Set<string>();
  /** What is known of these already, but for what they give to clients: that may be themselves. */
  readonly #begun = new Map<string, GoTlsConfig>();
  #givenAway: ReadonlyMap<string, readonly GoPlace[]> | undefined;
  #isHidden: boolean | undefined;

  constructor(sight: Sight) {
    this.#sight = sight;
  }

  /** Adds h2 to the `TLSConfig` of a server of net/http (golang.org/x/net/http2, server.go). */
  CONFIGURE_SERVER = 'golang.org/x/net/http2.ConfigureServer';

  /** What an expression is as a `*tls.Config`, where one thing can be said of all that it may be; `undefined`: not known. */
  of(node: SyntaxNode, file: GoFile, depth = 0): GoTlsConfig | undefined {
    const { places, isComplete } = this.#sight.origins.of(node, file);
    return isComplete ? this.#agreed(places, depth, node) : undefined;
  }

  /** Of several, all with h2 or all without it, the first. */
  #agreed(places: readonly GoPlace[], depth: number, use: SyntaxNode): GoTlsConfig | undefined {
    const others = places.filter((it) => !this.#open.has(placeKey(it)) || this.#begun.has(placeKey(it)));
    const configs = others.map((it) => this.#usedAt(use, this.madeAt(it, depth) ?? this.#begun.get(placeKey(it))));
    const [first] = configs;
    if (first === undefined) return undefined;
    const isAlike = (it: GoTlsConfig | undefined): boolean =>
      it !== undefined && offersH2(it.protocols) === offersH2(first.protocols);
    return configs.every(isAlike) ? first : undefined;
  }

  /**
   * A configuration as one of its uses finds it: code that is not known may have changed it before, unless that gets it in another branch.
   * @param use `undefined`: wherever it is used
   */
  #usedAt(use: SyntaxNode | undefined, config: GoTlsConfig | undefined): GoTlsConfig | undefined {
    if (config === undefined || offersH2(config.protocols) !== false) return config;
    const calls = this.#givenAwayCalls.get(placeKey(config.made)) ?? [];
    this.#isHidden ??= hasHiddenSets(this.#sight);
    const isOpen = this.#isHidden || calls.some((call) => use === undefined || !excludeEachOther(call.node, use));
    return isOpen ? { ...config, protocols: { kind: 'unknown' } } : config;
  }

  /** The configuration that is made at a place, `nil` among them; `undefined`: none is made there, or it is not known what it is. */
  madeAt(place: GoPlace, depth = 0): GoTlsConfig | undefined {
    const key = placeKey(place);
    if (this.#known.has(key)) return this.#known.get(key);
    if (depth > DEEPEST || this.#open.has(key)) return undefined;
    this.#open.add(key);
    const config = this.#read(place, depth);
    this.#open.delete(key);
    this.#known.set(key, config);
    return config;
  }

  #read(place: GoPlace, depth: number): GoTlsConfig | undefined {
    const { pkg } = this.#sight;
    const file = pkg.fileOf(place);
    if (file === undefined) return undefined;
    const { node } = place;
    if (node.type === 'nil') return this.#config(place, { protocols: NONE });
    if (isZeroConfig(this.#sight, node, file)) return this.#config(place, this.#settingsOf(place, undefined, depth));
    const cloned = node.type === 'call_expression' ? clonedBy(node) : undefined;
    if (cloned === undefined || typeOf(pkg, cloned, file)?.name !== CONFIG) return undefined;
    const base = this.of(cloned, file, depth + 1);
    return base && this.#config(place, this.#settingsOf(place, base, depth));
  }

  #config(made: GoPlace, settings: Partial<GoTlsConfig> & Pick<GoTlsConfig, 'protocols'>): GoTlsConfig {
    return {
      made,
      protocolsSet: undefined,
      getConfigForClient: undefined,
      givenToNewTls: this.#givenToNewTls(made),
      ...settings,
    };
  }

  #settingsOf(
    place: GoPlace,
    base: GoTlsConfig | undefined,
    depth: number,
  ): Pick<GoTlsConfig, 'protocols' | 'protocolsSet' | 'getConfigForClient'> {
    const { origins } = this.#sight;
    const protocolSets = origins.setsOn(place, 'NextProtos');
    const { protocols, set } = this.#protocolsOf(protocolSets, base);
    const protocolsSet = set && { file: set.file.path, node: set.value.node };
    this.#begun.set(placeKey(place), this.#config(place, { protocols, protocolsSet }));
    const [forClient] = origins.setsOn(place, 'GetConfigForClient').filter((it) => it.value.node.type !== 'nil');
    return {
      protocols,
      protocolsSet,
      getConfigForClient:
        forClient === undefined ? base?.getConfigForClient : this.#getConfigForClient(forClient, depth),
    };
  }

  /** What all sets of `NextProtos` come to: one with h2 counts before others, then the last one. */
  #protocolsOf(
    sets: readonly FieldSet[],
    base: GoTlsConfig | undefined,
  ): { readonly protocols: GoProtocols; readonly set: FieldSet | undefined } {
    const last = sets.at(-1);
    if (last === undefined) return { protocols: base?.protocols ?? NONE, set: undefined };
    const lists = sets.map((set) => ({ set, names: this.#listOf(set.value.node, set.file, 0) }));
    const withH2 = lists.find(({ names }) => names?.includes('h2') === true);
    const chosen = withH2 ?? lists.at(-1);
    const isKnown = chosen !== undefined && (withH2 !== undefined || lists.every(({ names }) => names !== undefined));
    return isKnown && chosen.names !== undefined
      ? { protocols: { kind: 'known', names: chosen.names }, set: chosen.set }
      : { protocols: { kind: 'unknown' }, set: last };
  }

  /** The texts of a list. */
  #listOf(
    node: SyntaxNode,
    file: GoFile,
    depth: number,
    known = new Map<string, readonly string[] | 'open' | undefined>(),
  ): readonly string[] | undefined {
    const { origins, pkg } = this.#sight;
    const { places, isComplete } = origins.of(node, file);
    if (!isComplete || depth > DEEPEST) return undefined;
    // A list that is appended to itself is what it was before.
    const others = places.filter((it) => known.get(placeKey(it)) !== 'open');
    if (others.length === 0 && places.length > 0) return [];
    const lists = others.map((place) => {
      const key = placeKey(place);
      const before = known.get(key);
      if (before !== undefined && before !== 'open') return before;
      if (known.has(key)) return undefined;
      const where = pkg.fileOf(place);
      known.set(key, 'open');
      const list = where && this.#listMadeAt(place, where, depth, known);
      known.set(key, list);
      return list;
    });
    if (lists.length === 0 || lists.some((it) => it === undefined)) return undefined;
    return lists.find((it) => it?.includes('h2')) ?? lists[0];
  }

  #listMadeAt(
    place: GoPlace,
    file: GoFile,
    depth: number,
    known: Map<string, readonly string[] | 'open' | undefined>,
  ): readonly string[] | undefined {
    const { node } = place;
    if (node.type === 'nil') return [];
    if (node.type === 'composite_literal') {
      const elements = node.child('body')?.parts.map((it) => it.parts[0]) ?? [];
      return this.#texts(elements, file);
    }
    if (node.type !== 'call_expression' || node.child('function')?.text !== 'append') return undefined;
    const [base, ...added] = node.child('arguments')?.parts ?? [];
    const names = added.some(({ type }) => type === 'variadic_argument') ? undefined : this.#texts(added, file);
    if (names === undefined || base === undefined) return undefined;
    const before = this.#listOf(base, file, depth + 1, known);
    return before === undefined ? (names.includes('h2') ? names : undefined) : [...before, ...names];
  }

  #texts(nodes: readonly (SyntaxNode | undefined)[], file: GoFile): readonly string[] | undefined {
    const texts: string[] = [];
    for (const node of nodes) {
      const text = node && textOf(this.#sight, node, file);
      if (text === undefined) return undefined;
      texts.push(text);
    }
    return texts;
  }

  #getConfigForClient({ value, file }: FieldSet, depth: number): GoGetConfigForClient {
    const at = { file: file.path, node: value.node };
    const body = this.#functionOf(value.node, file);
    const where = body && this.#sight.pkg.fileOf(body);
    if (body === undefined || where === undefined) return { at, body: undefined, returned: [] };
    return { at, body, returned: this.#returned(body.node, where, depth) };
  }

  /** The function that a value of type func is. */
  #functionOf(node: SyntaxNode, file: GoFile): GoPlace | undefined {
    const { origins, pkg } = this.#sight;
    if (node.type === 'selector_expression') {
      const type = typeOf(pkg, node.child('operand'), file);
      const method = pkg.methods(node.child('field')?.text ?? '').find((it) => receiverOf(it) === type?.name);
      if (method !== undefined && type?.kind === 'own') return { file: method.file.path, node: method.node };
    }
    const [place] = origins.of(node, file).places;
    if (place?.node.type === 'func_literal') return place;
    const declaration = place?.node.parent;
    return place !== undefined && declaration?.type === 'function_declaration'
      ? { file: place.file, node: declaration }
      : undefined;
  }

  #returned(fn: SyntaxNode, file: GoFile, depth: number): readonly GoTlsConfig[] {
    const found: GoTlsConfig[] = [];
    for (const statement of returnsOf(fn)) {
      const list = statement.parts[0];
      const value = list?.type === 'expression_list' ? list.parts[0] : list;
      if (value === undefined || value.type === 'nil') continue;
      for (const place of this.#sight.origins.of(value, file).places) {
        const config =
          place.node.type === 'nil'
            ? undefined
            : this.#usedAt(undefined, this.madeAt(place, depth + 1) ?? this.#begun.get(placeKey(place)));
        if (config !== undefined && !found.includes(config)) found.push(config);
      }
    }
    return found;
  }

  #givenToNewTls(made: GoPlace): GoPlace | undefined {
    const { pkg, origins } = this.#sight;
    if (made.node.type === 'nil') return undefined;
    return pkg.callsOf('google.golang.org/grpc/credentials.NewTLS').find((call) => {
      const file = pkg.fileOf(call);
      const [argument] = call.node.child('arguments')?.parts ?? [];
      const places = file && argument && origins.of(argument, file).places;
      return places?.some((it) => placeKey(it) === placeKey(made));
    });
  }

  /** Configurations that are given to code that is not known, which may change them. */
  get #givenAwayCalls(): ReadonlyMap<string, readonly GoPlace[]> {
    this.#givenAway ??= givenAwayIn(this.#sight);
    return this.#givenAway;
  }
}

const NONE: GoProtocols = { kind: 'known', names: [] };

/** Whether h2 is among the protocols; `undefined`: not known. */
export function offersH2(protocols: GoProtocols): boolean | undefined {
  return protocols.kind === 'known' ? protocols.names.includes('h2') : undefined;
}

/** `tls.Config{…}`, `new(tls.Config)`, `var config tls.Config`, a field of this type. */
function isZeroConfig({ pkg }: Sight, node: SyntaxNode, file: GoFile): boolean {
  switch (node.type) {
    case 'composite_literal':
      return pkg.externalOf(node.child('type'), file) === CONFIG;
    case 'qualified_type':
      return pkg.externalOf(node, file) === CONFIG;
    case 'identifier': {
      const type = node.parent?.child('type');
      return type !== undefined && node.parent?.type === 'var_spec' && pkg.externalOf(type, file) === CONFIG;
    }
    case 'call_expression':
      return (
        node.child('function')?.text === 'new' &&
        namedType(pkg, node.child('arguments')?.parts[0], file)?.name === CONFIG
      );
    default:
      return false;
  }
}

/** What `x.Clone()` clones. */
function clonedBy(call: SyntaxNode): SyntaxNode | undefined {
  const called = call.child('function');
  return called?.type === 'selector_expression' && called.child('field')?.text === 'Clone'
    ? called.child('operand')
    : undefined;
}

function givenAwayIn(sight: Sight): ReadonlyMap<string, readonly GoPlace[]> {
  const { pkg, origins } = sight;
  const given = new Map<string, readonly GoPlace[]>();
  const give = (places: readonly GoPlace[], call: GoPlace): void => {
    for (const place of places) given.set(placeKey(place), [...(given.get(placeKey(place)) ?? []), call]);
  };
  const look = (call: GoPlace): void => {
    const file = pkg.fileOf(call);
    if (file === undefined) return;
    for (const argument of call.node.child('arguments')?.parts ?? []) {
      const isName =
        argument.type === 'identifier' ||
        argument.type === 'selector_expression' ||
        argument.type === 'unary_expression';
      if (isName && typeOf(pkg, argument, file)?.name === CONFIG) give(origins.of(argument, file).places, call);
    }
  };
  for (const [name, calls] of pkg.externalCalls) if (!HARMLESS.some((it) => name.startsWith(it))) calls.forEach(look);
  // A value may hold a function that is not known: an option, a hook.
  pkg.callsOfValues.forEach(look);
  for (const call of pkg.methodCalls) {
    const file = pkg.fileOf(call);
    // What holds a configuration for others leaves it as it is (sync/atomic, sync.Map).
    const isHeld = HOLDING.has(call.node.child('function')?.child('field')?.text ?? '');
    if (file !== undefined && !isHeld && calledFunctions(pkg, call.node, file).length === 0) look(call);
  }
  for (const call of pkg.callsOf(CONFIGURE_SERVER)) {
    const file = pkg.fileOf(call);
    const [server] = call.node.child('arguments')?.parts ?? [];
    const owners = file === undefined || server === undefined ? [] : origins.of(server, file).places;
    for (const { value, file: where } of owners.flatMap((it) => origins.setsOn(it, 'TLSConfig')))
      give(origins.of(value.node, where).places, call);
  }
  return given;
}
