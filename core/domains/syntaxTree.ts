import type { Span } from '../text/span.ts';

/** The grammars that a room can be parsed with: each is a WebAssembly file of tree-sitter's. */
export type GrammarName = 'go' | 'hcl';

/** A parser that must be loaded before it can be used. */
export interface SyntaxParser {
  /** Always gives a tree: what does not fit the grammar stands in nodes of type `ERROR`, what is missing in empty ones. */
  parse(text: string): SyntaxTree;
}

/** Loads grammars: each at its first use, and once. */
export interface Grammars {
  load(name: GrammarName): Promise<SyntaxParser>;
}

/** The nodes of one text in the order in which they begin, parents before their children. All lists have one entry for each node. */
export interface SyntaxNodes {
  readonly text: string;
  /** The grammar's types by number, and its fields by number (0: none). */
  readonly typeNames: readonly string[];
  readonly fieldNames: readonly (string | undefined)[];
  readonly types: Uint16Array;
  readonly fields: Uint8Array;
  /** UTF-16 offsets. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** The number of the node that comes behind this one and everything in it. */
  readonly behind: Uint32Array;
  readonly parents: Uint32Array;
  /** 1 for nodes that the grammar names; 0 for words, marks and brackets. */
  readonly named: Uint8Array;
}

/** The syntax tree of one text, kept in a few numbers for each node: a folder may have a million of them. */
export class SyntaxTree {
  readonly nodes: SyntaxNodes;

  constructor(nodes: SyntaxNodes) {
    this.nodes = nodes;
  }

  get text(): string {
    return this.nodes.text;
  }

  get root(): SyntaxNode {
    return new SyntaxNode(this, 0);
  }

  /** All nodes of these types, in the order in which they begin. */
  *ofTypes(...types: readonly string[]): Iterable<SyntaxNode> {
    yield* this.root.ofTypes(...types);
  }
}

/** One node of a tree. Two of these are the same node where tree and number are. */
export class SyntaxNode implements Span {
  readonly tree: SyntaxTree;
  /** Its place in the order of the tree. */
  readonly number: number;

  constructor(tree: SyntaxTree, number: number) {
    this.tree = tree;
    this.number = number;
  }

  get type(): string {
    const { types, typeNames } = this.tree.nodes;
    return typeNames[types[this.number] ?? 0] ?? '';
  }

  get start(): number {
    return this.tree.nodes.starts[this.number] ?? 0;
  }

  get end(): number {
    return this.tree.nodes.ends[this.number] ?? 0;
  }

  get text(): string {
    return this.tree.nodes.text.slice(this.start, this.end);
  }

  get isNamed(): boolean {
    return this.tree.nodes.named[this.number] === 1;
  }

  /** The field of its parent that it stands in. */
  get field(): string | undefined {
    const { fields, fieldNames } = this.tree.nodes;
    return fieldNames[fields[this.number] ?? 0];
  }

  /** `undefined` for the root. */
  get parent(): SyntaxNode | undefined {
    return this.number === 0 ? undefined : new SyntaxNode(this.tree, this.tree.nodes.parents[this.number] ?? 0);
  }

  /** All children: named ones, words, marks, brackets and comments. */
  get children(): readonly SyntaxNode[] {
    const { behind } = this.tree.nodes;
    const children: SyntaxNode[] = [];
    const end = behind[this.number] ?? 0;
    for (let at = this.number + 1; at < end; at = behind[at] ?? end) children.push(new SyntaxNode(this.tree, at));
    return children;
  }

  /** The children that the grammar names, without comments. */
  get parts(): readonly SyntaxNode[] {
    return this.children.filter((it) => it.isNamed && it.type !== 'comment');
  }

  /** The first child in a field. */
  child(field: string): SyntaxNode | undefined {
    const { behind, fields, fieldNames } = this.tree.nodes;
    const end = behind[this.number] ?? 0;
    for (let at = this.number + 1; at < end; at = behind[at] ?? end) {
      if (fieldNames[fields[at] ?? 0] === field) return new SyntaxNode(this.tree, at);
    }
    return undefined;
  }

  /** Whether another node is this one or stands in it. */
  contains(other: SyntaxNode): boolean {
    return (
      other.tree === this.tree &&
      other.number >= this.number &&
      other.number < (this.tree.nodes.behind[this.number] ?? 0)
    );
  }

  /** The nodes of these types in it, itself among them, in the order in which they begin. */
  *ofTypes(...types: readonly string[]): Iterable<SyntaxNode> {
    const { nodes } = this.tree;
    const wanted = new Set(types.flatMap((type) => numbersOf(nodes.typeNames, type)));
    const end = nodes.behind[this.number] ?? 0;
    for (let at = this.number; at < end; at++) {
      if (wanted.has(nodes.types[at] ?? 0)) yield new SyntaxNode(this.tree, at);
    }
  }
}

/** Names a node uniquely among those of one text. */
export function isSameNode(a: SyntaxNode, b: SyntaxNode): boolean {
  return a.tree === b.tree && a.number === b.number;
}

/** A grammar may have several numbers for one name. */
function numbersOf(typeNames: readonly string[], type: string): readonly number[] {
  let byName = known.get(typeNames);
  if (byName === undefined) {
    byName = new Map<string, number[]>();
    for (const [number, name] of typeNames.entries()) {
      const same = byName.get(name);
      if (same === undefined) byName.set(name, [number]);
      else same.push(number);
    }
    known.set(typeNames, byName);
  }
  return byName.get(type) ?? [];
}

const known = new WeakMap<readonly string[], Map<string, number[]>>();
