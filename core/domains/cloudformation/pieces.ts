import { Document, isMap, isPair, isScalar, isSeq, Pair, Scalar, visit, YAMLMap, YAMLSeq, type Range } from 'yaml';
import type { FilePath } from '../../text/filePath.ts';
import { documentsOf } from '../yamlFile.ts';
import { cutsOf } from './cuts.ts';

/** Of so many files the pieces are kept: those that are typed into. */
const KEPT = 8;

/** Entries of a mapping, as they stand at a place of the text. */
interface Piece {
  readonly entries: readonly Pair[];
  readonly offset: number;
}

/** What parts of a text were when it was read last. */
const known = new Map<FilePath, ReadonlyMap<string, Piece>>();

/**
 * The document of a long template, read section by section and resource by resource: what is typed into one of them costs no more than that one.
 * It is that of the whole text; `broken`: there are errors in it. It depends on the text alone, whatever was read before. `undefined`: it is not
 * laid out so, or has anchors, which lead from one part to another.
 */
export function documentInPieces(file: FilePath, text: string): Document | 'broken' | undefined {
  const cuts = cutsOf(text);
  if (cuts === undefined) return undefined;
  const before = known.get(file);
  const now = new Map<string, Piece>();
  const sections: Pair[] = [];
  let resources: Pair[] | undefined;
  for (const { start, end, within } of cuts) {
    const own = text.slice(start, end);
    const piece = pieceOf(own, start, now.get(own) ?? before?.get(own));
    if (piece === undefined || piece === 'broken') return piece;
    now.set(own, piece);
    if (within === 'resources') resources?.push(...piece.entries);
    else sections.push(...piece.entries);
    if (within === 'heading') {
      const [section] = sections.splice(-1);
      resources = [];
      sections.push(new Pair(section?.key, mapOf(resources)));
    }
  }
  known.delete(file);
  known.set(file, now);
  for (const oldest of [...known.keys()].slice(0, -KEPT)) known.delete(oldest);
  const document = new Document(null, { strict: false, uniqueKeys: false, logLevel: 'silent' });
  document.contents = mapOf(sections);
  for (const { value } of sections) if (isMap(value) && value.range === undefined) value.range = rangeOf(value.items);
  document.contents.range = rangeOf(sections);
  return document;
}

function mapOf(items: Pair[]): YAMLMap {
  const map = new YAMLMap();
  map.items = items;
  return map;
}

/** From the first entry to the last. */
function rangeOf(entries: readonly Pair[]): Range {
  const [start, end] = [rangeIn(entries[0]?.key), rangeIn(entries.at(-1)?.value) ?? rangeIn(entries.at(-1)?.key)];
  return [start?.[0] ?? 0, end?.[1] ?? 0, end?.[2] ?? 0];
}

function rangeIn(node: unknown): Range | undefined {
  return (isScalar(node) || isMap(node) || isSeq(node) ? node.range : undefined) ?? undefined;
}

/** @param like a piece of the same text */
function pieceOf(text: string, offset: number, like: Piece | undefined): Piece | 'broken' | undefined {
  if (like !== undefined) {
    const by = offset - like.offset;
    return by === 0 ? like : { offset, entries: like.entries.map((it) => movedPair(it, by)) };
  }
  const [document, ...others] = documentsOf(text);
  if (document === undefined || others.length > 0) return undefined;
  // An entry that is no key with something behind it is a mistake in every mapping.
  if (document.errors.length > 0 || !isMap(document.contents) || document.contents.flow === true) return 'broken';
  const anchors: unknown[] = [];
  visit(document, {
    Alias: (_, { source }) => {
      anchors.push(source);
    },
    Node: (_, { anchor }) => {
      if (anchor !== undefined) anchors.push(anchor);
    },
  });
  return anchors.length > 0
    ? undefined
    : { offset, entries: document.contents.items.map((it) => movedPair(it, offset)) };
}

function movedPair(pair: Pair, by: number): Pair {
  return new Pair(moved(pair.key, by), moved(pair.value, by));
}

/** The same node at another place of the text: nobody else's is changed. */
function moved(node: unknown, by: number): unknown {
  if (isScalar(node)) return Object.assign(new Scalar(node.value), node, { range: movedRange(node.range, by) });
  if (isMap(node)) {
    const items = node.items.map((it) => (isPair(it) ? movedPair(it, by) : it));
    return Object.assign(new YAMLMap(node.schema), node, { range: movedRange(node.range, by), items });
  }
  if (isSeq(node)) {
    const items = node.items.map((it) => moved(it, by));
    return Object.assign(new YAMLSeq(node.schema), node, { range: movedRange(node.range, by), items });
  }
  return node;
}

function movedRange(range: Range | null | undefined, by: number): Range | null | undefined {
  return range && [range[0] + by, range[1] + by, range[2] + by];
}
