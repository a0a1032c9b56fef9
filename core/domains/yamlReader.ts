import { isAlias, isMap, isScalar, isSeq, visit, type Document, type Node, type Scalar } from 'yaml';
import { lazy } from '../text/lazy.ts';

/** A key and what stands behind it, aliases followed. */
export interface Entry {
  readonly key: Scalar;
  readonly value: Node | undefined;
}

/** So many aliases are followed from one node to the next: one that leads to itself ends there. */
const LONGEST_CHAIN = 20;

const NONE: ReadonlyMap<string, Entry> = new Map();

/** Reads nodes of a document, through aliases and merged keys. */
export class YamlReader {
  readonly root: Node | undefined;
  /** Looked for when the first alias is followed: most files have none. */
  readonly #anchors: () => ReadonlyMap<string, Node>;
  readonly #entries = new Map<Node, ReadonlyMap<string, Entry>>();

  /** @param document `undefined`: none could be read */
  constructor(document: Document | undefined) {
    this.#anchors = lazy(() => anchorsIn(document));
    this.root = this.resolved(document?.contents);
  }

  /** The entries of a mapping by their keys, those that are merged into it included; none of what is no mapping. */
  entries(node: Node | undefined): ReadonlyMap<string, Entry> {
    const map = this.resolved(node);
    if (!isMap(map)) return NONE;
    const known = this.#entries.get(map);
    if (known !== undefined) return known;
    // Kept before it is filled: a mapping that is merged into itself ends there, and one that many others take over is read once.
    const entries = new Map<string, Entry>();
    this.#entries.set(map, entries);
    for (const { key, value } of map.items) {
      if (!isScalar(key)) continue;
      const target = this.resolved(value);
      if (String(key.value) !== '<<') {
        entries.set(String(key.value), { key, value: target });
        continue;
      }
      for (const source of isSeq(target) ? this.items(target) : target === undefined ? [] : [target]) {
        // What the mapping itself says stands above what is merged into it, wherever it stands.
        for (const [inner, it] of this.entries(source)) if (!entries.has(inner)) entries.set(inner, it);
      }
    }
    return entries;
  }

  /** Whether something is merged into a mapping that is none itself, or that a tag makes: it is not known what that brings. */
  mergesUnknown(node: Node | undefined): boolean {
    const map = this.resolved(node);
    const isUnknown = (source: Node | undefined): boolean => !isMap(source) || source.tag !== undefined;
    const sourcesOf = (source: Node | undefined): readonly (Node | undefined)[] =>
      isSeq(source) && source.tag === undefined ? this.items(source) : [source];
    return (
      isMap(map) &&
      map.items.some(({ key, value }) => textOf(key) === '<<' && sourcesOf(this.resolved(value)).some(isUnknown))
    );
  }

  /** What stands behind the keys of a mapping. */
  values(node: Node | undefined): ReadonlyMap<string, Node> {
    return new Map([...this.entries(node)].flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value]])));
  }

  /** What stands behind a key. */
  at(node: Node | undefined, key: string): Node | undefined {
    return this.entries(node).get(key)?.value;
  }

  /** The items of a list; none of what is no list. */
  items(node: Node | undefined): readonly Node[] {
    const list = this.resolved(node);
    return isSeq(list) ? list.items.flatMap((it) => this.resolved(it) ?? []) : [];
  }

  /** What is written as one value. */
  text(node: Node | undefined): string | undefined {
    return textOf(this.resolved(node));
  }

  /** The node that an alias stands for. */
  resolved(node: unknown): Node | undefined {
    let found = node;
    for (let i = 0; i < LONGEST_CHAIN && isAlias(found); i++) found = this.#anchors().get(found.source);
    return isMap(found) || isSeq(found) || isScalar(found) ? found : undefined;
  }
}

function anchorsIn(document: Document | undefined): ReadonlyMap<string, Node> {
  const anchors = new Map<string, Node>();
  if (document === undefined) return anchors;
  visit(document, (_, node) => {
    if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined) anchors.set(node.anchor, node);
  });
  return anchors;
}

/** What is written as one value; `undefined` of null and of what is no scalar. */
export function textOf(node: unknown): string | undefined {
  if (!isScalar(node) || node.value === null) return undefined;
  // `1.10` as a number is 1.1: what counts is what is written.
  return typeof node.value === 'string' ? node.value : node.source;
}
