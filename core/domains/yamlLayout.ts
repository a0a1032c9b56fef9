import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml';
import { indentBefore, startOfLine } from '../text/lines.ts';
import { spanOf } from './yamlFile.ts';

/** How a document is laid out, as far as new entries of it have to look the same. */
export interface YamlLayout {
  /** What stands in something that an alias names, and so in several places at once. */
  readonly shared: ReadonlySet<Node>;
  /** All in brackets, and every key in double quotes. */
  readonly isJson: boolean;
  /** What is put in front of a line to have it one level deeper. */
  readonly step: string;
  /** How a list stands below its key; `flow`: in brackets. */
  readonly list: 'flow' | { readonly indent: string };
}

const known = new WeakMap<Document, YamlLayout>();

/** The layout of a document, found out once. */
export function layoutOf(document: Document, text: string): YamlLayout {
  const layout = known.get(document) ?? found(document, text);
  known.set(document, layout);
  return layout;
}

function found(document: Document, text: string): YamlLayout {
  const root: unknown = document.contents;
  const sources = new Set<string>();
  let isJson = isCollection(root) && root.flow === true;
  let step: string | undefined;
  let list: YamlLayout['list'] | undefined;
  for (const { node, key, up } of nodesOf(root)) {
    if (isAlias(node)) sources.add(node.source);
    if (isMap(node)) isJson &&= node.items.every((it) => markOf(it.key) === '"');
    if (isMap(node)) step ??= deeper(text, startOf(node.items[0]?.key), key === undefined ? '' : lineIndent(text, key));
    if (!isSeq(node) || key === undefined || node.items.length === 0 || node.tag !== undefined) continue;
    if (node.flow !== true && up?.flow !== true) {
      const indent = deeper(text, node.range?.[0], lineIndent(text, key)) ?? '';
      if (list === undefined || list === 'flow') list = { indent };
    } else list ??= 'flow';
  }
  const own = step ?? '  ';
  return { shared: sharedIn(root, sources), isJson, step: own, list: list ?? { indent: own } };
}

/** A node, and where the key stands that leads to it. */
interface Seen {
  readonly node: Node;
  readonly key: number | undefined;
  readonly up: YAMLMap | undefined;
}

function* nodesOf(root: unknown): Iterable<Seen> {
  const pending: Seen[] = isNode(root) ? [{ node: root, key: undefined, up: undefined }] : [];
  for (let seen = pending.pop(); seen !== undefined; seen = pending.pop()) {
    yield seen;
    const { node } = seen;
    if (isMap(node)) {
      for (const { key, value } of node.items.toReversed())
        if (isNode(value)) pending.push({ node: value, key: startOf(key), up: node });
    } else if (isSeq(node)) {
      for (const item of node.items.toReversed()) {
        const inner = isPair(item) ? item.value : item;
        if (isNode(inner)) pending.push({ node: inner, key: undefined, up: undefined });
      }
    }
  }
}

function sharedIn(root: unknown, sources: ReadonlySet<string>): ReadonlySet<Node> {
  const shared = new Set<Node>();
  if (sources.size === 0) return shared;
  for (const { node } of nodesOf(root)) {
    if (isAlias(node)) continue;
    const isNamed = node.anchor !== undefined && sources.has(node.anchor);
    if (!isNamed && !shared.has(node)) continue;
    shared.add(node);
    // Those are looked at after it, so that all below it are found.
    if (isMap(node)) for (const { value } of node.items) if (isNode(value)) shared.add(value);
    if (isSeq(node)) {
      for (const item of node.items) {
        const inner = isPair(item) ? item.value : item;
        if (isNode(inner)) shared.add(inner);
      }
    }
  }
  return shared;
}

function deeper(text: string, offset: number | undefined, outer: string): string | undefined {
  const indent = offset === undefined ? undefined : indentBefore(text, offset);
  const more = indent?.startsWith(outer) === true ? indent.slice(outer.length) : '';
  // A byte order mark is white space, too.
  return /^[ \t]+$/.test(more) ? more : undefined;
}

/** The white space that the line of an offset begins with; that of a dash counts as such. */
export function lineIndent(text: string, offset: number): string {
  const before = text.slice(startOfLine(text, offset), offset);
  return /^[ \t]*(?:- *)*$/.test(before) ? before.replaceAll('-', ' ') : (/^[ \t]*/.exec(before)?.[0] ?? '');
}

function startOf(node: unknown): number | undefined {
  return spanOf(node)?.start;
}

type Mark = '"' | "'" | '';

/** How the keys and the values beside a new entry are quoted; an empty one: not, unless they have to be. */
export interface Quotes {
  readonly key: Mark;
  readonly value: Mark;
  /** For what has to be quoted. */
  readonly needed: '"' | "'";
}

/** The quotes that a new entry of a mapping gets. */
export function quotesOf(map: YAMLMap, layout: YamlLayout): Quotes {
  if (layout.isJson) return { key: '"', value: '"', needed: '"' };
  const keys = map.items.map((it) => markOf(it.key));
  const [first = ''] = keys;
  const values = map.items.flatMap(({ value }) =>
    isScalar(value) && typeof value.value === 'string' && value.tag === undefined ? [value] : [],
  );
  const free = values.filter((it) => typeof it.value === 'string' && isPlain(it.value)).map(markOf);
  const needed = values.map(markOf).find((it) => it !== '') ?? (first === "'" ? "'" : '"');
  return {
    key: keys.every((it) => it === first) ? first : '',
    value: free.includes('') ? '' : (free[0] ?? ''),
    needed: needed === "'" ? "'" : '"',
  };
}

/** The mark that a scalar stands in. */
export function markOf(node: unknown): Mark {
  if (!isScalar(node)) return '';
  return node.type === 'QUOTE_DOUBLE' ? '"' : node.type === 'QUOTE_SINGLE' ? "'" : '';
}

/** A value as text: without quotes only where every version of YAML takes it for itself. */
export function scalarText(value: string | boolean, mark: Mark, needed: '"' | "'"): string {
  if (typeof value === 'boolean') return String(value);
  const its = mark === '' && !isPlain(value) ? needed : mark;
  if (its === '') return value;
  // What only double quotes can write.
  return its === '"' || /[^\x20-\x7e]/.test(value) ? JSON.stringify(value) : `'${value.replaceAll("'", "''")}'`;
}

/** Whether a value is some `key=value` with commas between them, which needs no quotes outside of brackets. */
export function isPlainList(value: string): boolean {
  return value.includes('=') && /^[A-Za-z][\w./=, -]{0,3000}$/.test(value) && !value.endsWith(' ');
}

function isPlain(value: string): boolean {
  return /^[A-Za-z][\w./-]{0,300}$/.test(value) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(value);
}
