import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  parseAllDocuments,
  visit,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { Span } from '../text/span.ts';
import { textOf } from './yamlReader.ts';
import { isTooDeepYaml } from './nesting.ts';
import type { FileComment } from './commented.ts';

/** The documents of a text; none where the library would stumble, or does so over half a file: then the file says nothing. The same of comments in JSON. */
export function documentsOf(text: string): readonly Document[] {
  if (isTooDeepYaml(text)) return [];
  try {
    const documents = parseAllDocuments(text, { strict: false, uniqueKeys: false, logLevel: 'silent' });
    return Array.isArray(documents) && !hasForeignComments(text, documents) ? documents : [];
  } catch {
    return [];
  }
}

/** Whether comments of JavaScript stand in brackets: YAML takes one for the beginning of the key behind it, which is another one then. */
function hasForeignComments(text: string, documents: readonly Document[]): boolean {
  if (!/^\uFEFF?\s{0,1000}[{[]/.test(text) || !/\/[/*]/.test(text)) return false;
  let isFound = false;
  for (const document of documents) {
    visit(document, {
      Scalar: (_, { type, source }) => {
        isFound ||= type === 'PLAIN' && source !== undefined && /^\/[/*]/.test(source);
        return isFound ? visit.BREAK : undefined;
      },
    });
  }
  return isFound;
}

/** What the lexer puts in front of a scalar, and two more that stand for nothing in the text. */
const MARKS = { scalar: '\u001f', document: '\u0002', flowError: '\u0018' } as const;

/** The comments of a text. */
export function yamlComments(text: string): readonly FileComment[] {
  const comments: FileComment[] = [];
  let at = 0;
  let before = '';
  for (const token of new Lexer().lex(text)) {
    const isMark = token === MARKS.scalar || token === MARKS.document || token === MARKS.flowError;
    if (token.startsWith('#') && before !== MARKS.scalar) {
      const value = token.slice(1).trimEnd();
      comments.push({ start: at, end: at + 1 + value.length, value });
    }
    if (!isMark) at += token.length;
    before = token;
  }
  return comments;
}

/** Where a node stands, without what follows it. */
export function spanOf(node: unknown): Span | undefined {
  const range = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : undefined;
  return range ? { start: range[0], end: endOf(node) ?? range[1] } : undefined;
}

/** The range of what is not in brackets reaches to what follows: it ends where the last of it does. `undefined`: that is empty, or no such thing. */
function endOf(node: unknown): number | undefined {
  let last = node;
  while (last !== undefined) {
    if (isMap(last) && !last.flow) {
      const pair = last.items.at(-1);
      last = spanlessNull(pair?.value) ? pair?.key : pair?.value;
    } else if (isSeq(last) && !last.flow) last = last.items.at(-1);
    else break;
  }
  if (last === node || !(isScalar(last) || isMap(last) || isSeq(last) || isAlias(last))) return undefined;
  const isBlock = isScalar(last) && (last.type === 'BLOCK_LITERAL' || last.type === 'BLOCK_FOLDED');
  return last.range?.[isBlock ? 2 : 1];
}

function spanlessNull(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null && node.source === '');
}

/** Where a key and its value stand. */
export function pairSpan(pair: Pair): Span | undefined {
  const key = spanOf(pair.key);
  return key && { start: key.start, end: Math.max(key.end, spanOf(pair.value)?.end ?? 0) };
}

/** Something of a tree, and what stands around it. */
export interface Place {
  readonly node: Node;
  /** The key that it stands behind; of an item, that of the list. */
  readonly key: string | undefined;
  /** The pair whose value it is. */
  readonly pair: Pair | undefined;
  readonly up: Place | undefined;
}

/** All nodes of a document, aliases not followed: each where it is written. */
export function* placesOf(document: Document): Iterable<Place> {
  const { contents } = document;
  if (!isNode(contents)) return;
  const pending: Place[] = [{ node: contents, key: undefined, pair: undefined, up: undefined }];
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    yield place;
    const { node } = place;
    if (isMap(node)) {
      for (const pair of node.items.toReversed()) {
        if (isPair(pair) && isNode(pair.value))
          pending.push({ node: pair.value, key: textOf(pair.key), pair, up: place });
      }
    } else if (isSeq(node)) {
      for (const item of node.items.toReversed())
        if (isNode(item)) pending.push({ node: item, key: place.key, pair: undefined, up: place });
    }
  }
}

function isNode(node: unknown): node is Node {
  return isMap(node) || isSeq(node) || isScalar(node);
}

/** The nearest mapping around a place that has a key of this name, and what stands behind it. */
export function textAbove(place: Place, key: string): string | undefined {
  for (let at: Place | undefined = place; at !== undefined; at = at.up) {
    const found = isMap(at.node) ? textOf(valueIn(at.node, key)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a mapping itself has behind a key. */
export function valueIn(map: YAMLMap, key: string): unknown {
  return pairIn(map, key)?.value;
}

/** The pair of a mapping with this key. */
export function pairIn(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((it) => textOf(it.key) === key);
}
