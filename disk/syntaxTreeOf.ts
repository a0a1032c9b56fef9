import type { Language, Tree, TreeCursor } from 'web-tree-sitter';
import { SyntaxTree, type SyntaxNodes } from '../core/domains/syntaxTree.ts';

/** What one grammar calls its types of nodes and its fields, by their numbers. */
export interface Words extends Pick<SyntaxNodes, 'typeNames' | 'fieldNames'> {
  /** 1 for types that have a name, by their numbers. */
  readonly named: Uint8Array;
  /** 1 for types that may have children in fields, by their numbers. */
  readonly holding: Uint8Array;
}

/**
 * The words of a grammar, once for all of its trees.
 * @param holders the types that may have children in fields; `undefined`: any
 */
export function wordsOf(language: Language, holders?: readonly string[]): Words {
  const typeNames = Array.from({ length: language.nodeTypeCount }, (_, id) => language.nodeTypeForId(id) ?? '');
  const fieldNames = Array.from(
    { length: language.fieldCount + 1 },
    (_, id) => language.fieldNameForId(id) ?? undefined,
  );
  const named = Uint8Array.from([...typeNames.keys()], (id) => (language.nodeTypeIsNamed(id) ? 1 : 0));
  // What does not fit the grammar has the greatest number there is, which stands for the last name.
  const holding = Uint8Array.from(typeNames, (name) => (holders?.includes(name) === false ? 0 : 1));
  return {
    ...{ typeNames: [...typeNames, 'ERROR'], fieldNames },
    ...{ named: Uint8Array.of(...named, 1), holding: Uint8Array.of(...holding, holders === undefined ? 1 : 0) },
  };
}

/** A copy of the engine's tree in a few numbers for each node: nothing in it points into the engine's memory. */
export function syntaxTreeOf(tree: Tree, text: string, words: Words): SyntaxTree {
  const { typeNames, fieldNames } = words;
  const columns = new Columns(text.length, words);
  const cursor = tree.walk();
  const open: number[] = [];
  for (;;) {
    const at = columns.add(cursor, open.at(-1) ?? 0);
    // Words, marks and brackets have nothing in them, and every question to the engine costs.
    if (columns.isNamed(at) && cursor.gotoFirstChild()) {
      open.push(at);
      continue;
    }
    columns.close(at);
    while (!cursor.gotoNextSibling()) {
      const parent = open.pop();
      if (parent === undefined || !cursor.gotoParent()) {
        cursor.delete();
        return new SyntaxTree({ text, typeNames, fieldNames, ...columns.nodes() });
      }
      columns.close(parent);
    }
  }
}

/** Lists that grow while a tree is walked. */
class Columns {
  readonly #namedTypes: Uint8Array;
  readonly #holdingTypes: Uint8Array;
  #count = 0;
  #types: Uint16Array;
  #fields: Uint8Array;
  #starts: Uint32Array;
  #ends: Uint32Array;
  #behind: Uint32Array;
  #parents: Uint32Array;
  #named: Uint8Array;

  /** @param length of the text: there is about one node for three of its characters */
  constructor(length: number, { named, holding }: Words) {
    const room = Math.max(64, Math.ceil(length / 3));
    this.#namedTypes = named;
    this.#holdingTypes = holding;
    this.#types = new Uint16Array(room);
    this.#fields = new Uint8Array(room);
    this.#starts = new Uint32Array(room);
    this.#ends = new Uint32Array(room);
    this.#behind = new Uint32Array(room);
    this.#parents = new Uint32Array(room);
    this.#named = new Uint8Array(room);
  }

  /** The number of the node. */
  add(cursor: TreeCursor, parent: number): number {
    const at = this.#count++;
    if (at === this.#types.length) this.#resize(at * 2);
    const type = Math.min(cursor.nodeTypeId, this.#namedTypes.length - 1);
    this.#types[at] = type;
    // The engine goes up through all that it hides to answer this: without end where a grammar follows a long chain of steps to the left.
    if (this.#holdingTypes[this.#types[parent] ?? 0] === 1) this.#fields[at] = cursor.currentFieldId;
    this.#starts[at] = cursor.startIndex;
    this.#ends[at] = cursor.endIndex;
    this.#parents[at] = parent;
    this.#named[at] = this.#namedTypes[type] ?? 0;
    return at;
  }

  isNamed(at: number): boolean {
    return this.#named[at] === 1;
  }

  /** Ends a node: what comes next stands behind it. */
  close(at: number): void {
    this.#behind[at] = this.#count;
  }

  nodes(): Omit<SyntaxNodes, 'text' | 'typeNames' | 'fieldNames'> {
    this.#resize(this.#count);
    return {
      types: this.#types,
      fields: this.#fields,
      starts: this.#starts,
      ends: this.#ends,
      behind: this.#behind,
      parents: this.#parents,
      named: this.#named,
    };
  }

  #resize(room: number): void {
    this.#types = resized(this.#types, new Uint16Array(room));
    this.#fields = resized(this.#fields, new Uint8Array(room));
    this.#starts = resized(this.#starts, new Uint32Array(room));
    this.#ends = resized(this.#ends, new Uint32Array(room));
    this.#behind = resized(this.#behind, new Uint32Array(room));
    this.#parents = resized(this.#parents, new Uint32Array(room));
    this.#named = resized(this.#named, new Uint8Array(room));
  }
}

function resized<List extends Uint8Array | Uint16Array | Uint32Array>(from: List, to: List): List {
  to.set(from.length > to.length ? from.subarray(0, to.length) : from);
  return to;
}
