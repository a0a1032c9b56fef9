import {
  isAlias,
  isCollection,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Document,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { endOfLine, indentBefore, lineBreakOf, startOfLine } from '../text/lines.ts';
import type { Span } from '../text/span.ts';
import { applyEdits, type TextEdit } from '../text/textEdit.ts';
import { pairSpan, spanOf } from './yamlFile.ts';
import { isPlainList, layoutOf, lineIndent, markOf, quotesOf, scalarText, type YamlLayout } from './yamlLayout.ts';
import { differsInEntry } from './yamlSame.ts';
import { textOf } from './yamlReader.ts';

/** What an entry can be given: one value, a list, or a mapping of one entry. */
export type YamlValue = string | boolean | readonly string[] | YamlEntry;

/** The only entry of a mapping. */
export interface YamlEntry {
  readonly key: string;
  readonly value: string | boolean;
}

/** An edit of the text that was given. */
export type YamlEdit = Pick<TextEdit, 'span' | 'newText'>;

/** An entry that a mapping is to have. */
export interface EntryOptions {
  /** Of the whole file. */
  readonly text: string;
  /** One of its documents, without tags that were resolved (`documentsOf`). */
  readonly document: Document;
  /** In the document. */
  readonly map: YAMLMap;
  readonly key: string;
  readonly value: YamlValue;
}

/**
 * The edits that add an entry to a mapping, or replace it there, in the file's own indentation, quotes and line ends; JSON is the same. They are
 * tried: `undefined` where nothing else than this entry would not stay as it is, where an alias brings the mapping to other places, too, and in
 * texts with errors.
 */
export function setYamlEntry(options: EntryOptions): readonly YamlEdit[] | undefined {
  const { map, key, value } = options;
  const known = tried.get(map) ?? new Map<string, Tried>();
  tried.set(map, known);
  const asked = JSON.stringify([key, value]);
  const before = known.get(asked);
  if (before !== undefined) return before.edits;
  const edits = editsFor(options);
  known.set(asked, { edits });
  return edits;
}

/** What came of it. */
interface Tried {
  readonly edits: readonly YamlEdit[] | undefined;
}

/** Texts and their nodes stay as they are, and the same is asked of all of them after every keystroke in one. */
const tried = new WeakMap<YAMLMap, Map<string, Tried>>();

/** What other readers of YAML take for the end of a line. */
const ODD_BREAK = /\r(?!\n)|[\u0085\u2028\u2029]/;

function editsFor(options: EntryOptions): readonly YamlEdit[] | undefined {
  const { text, document, map, key } = options;
  const layout = layoutOf(document, text);
  if (document.errors.length > 0 || layout.shared.has(map) || ODD_BREAK.test(text)) return undefined;
  const pairs = map.items.filter((it) => textOf(it.key) === key);
  const [pair] = pairs;
  if (pairs.length > 1) return undefined;
  const ways = pair === undefined ? additions(options, layout) : replacements(options, pair, layout);
  for (const edits of ways) if (edits.length > 0 && isRight(options, edits)) return edits;
  return undefined;
}

/** The edit that gives a scalar another value, in the quotes that it has. `undefined`: as with `setYamlEntry`. */
export function setYamlValue({
  text,
  document,
  scalar,
  value,
}: Pick<EntryOptions, 'text' | 'document'> & {
  readonly scalar: Scalar;
  readonly value: string | boolean;
}): readonly YamlEdit[] | undefined {
  const layout = layoutOf(document, text);
  if (document.errors.length > 0 || layout.shared.has(scalar) || scalar.tag !== undefined) return undefined;
  const mark = layout.isJson && typeof value === 'string' ? '"' : markOf(scalar);
  const isPlain = mark === '' && typeof value === 'string' && isPlainList(value) && !isInFlow(document, scalar);
  const newText = isPlain ? value : scalarText(value, mark, '"');
  const isBlock = scalar.type === 'BLOCK_FOLDED' || scalar.type === 'BLOCK_LITERAL';
  // What is null may be nothing at all, and what is no value yet may begin anything.
  if (!scalar.range || isBlock || scalar.range[0] === scalar.range[1]) return undefined;
  return [{ span: { start: scalar.range[0], end: scalar.range[1] }, newText }];
}

/** Whether brackets are around a scalar: a comma ends it there. */
function isInFlow(document: Document, scalar: Scalar): boolean {
  let found = false;
  visit(document, {
    Scalar: (_, node, path) => {
      if (node !== scalar) return undefined;
      found = path.some((it) => isCollection(it) && it.flow === true);
      return visit.BREAK;
    },
  });
  return found;
}

/** Whether the mapping alone, read again with the edits, is what it was but for the entry: nothing outside of it depends on what is in it. */
function isRight({ text, map, key, value }: EntryOptions, edits: readonly YamlEdit[]): boolean {
  const span = regionOf(text, map);
  if (span === undefined || edits.some((it) => it.span.start < span.start || it.span.end > span.end)) return false;
  const column = columnOf(text, span.start);
  const shifted = edits.map(({ span: { start, end }, newText }) => ({
    span: { start: start - span.start, end: end - span.start },
    newText,
  }));
  const alone = (map.flow ? '' : ' '.repeat(column)) + applyEdits(text.slice(span.start, span.end), shifted);
  try {
    const again = parseDocument(alone, { strict: false, uniqueKeys: false, logLevel: 'silent' });
    return again.errors.length === 0 && differsInEntry(map, again.contents, key, value);
  } catch {
    return false;
  }
}

/** A mapping in brackets, or the lines of one that is not, from its first key on. */
function regionOf(text: string, map: YAMLMap): Span | undefined {
  const own = spanOf(map);
  if (own === undefined || map.flow) return own;
  const start = spanOf(map.items[0]?.key)?.start;
  // Where more than dashes stands before it, an anchor or a tab, its column is not that of the mapping.
  if (start === undefined || !/^\uFEFF?[ ?:-]*$/.test(text.slice(startOfLine(text, start), start))) return undefined;
  return { start, end: text[own.end - 1] === '\n' ? own.end : endOfLine(text, own.end) };
}

function additions(options: EntryOptions, layout: YamlLayout): Iterable<readonly YamlEdit[]> {
  const { map } = options;
  if (!map.flow) return blockAdditions(options, layout);
  return [map.items.length === 0 ? intoEmpty(options, layout) : intoFlow(options, layout)];
}

/** Behind the last entry, or else behind the nearest before it that something can stand behind. */
function* blockAdditions(options: EntryOptions, layout: YamlLayout): Iterable<readonly YamlEdit[]> {
  const { text, map } = options;
  const first = spanOf(map.items[0]?.key)?.start;
  if (first === undefined) return;
  const indent = ' '.repeat(columnOf(text, first));
  const entry = entryText(options, layout, { colon: ': ', indent });
  const lineBreak = lineBreakOf(text);
  for (const pair of map.items.slice(-FEW).toReversed()) {
    const span = pairSpan(pair);
    if (span === undefined) continue;
    const end = endOfLine(text, span.start + text.slice(span.start, span.end).trimEnd().length);
    yield [inserted(end, lineBreak + indent + entry)];
    // A text that keeps the blank lines behind it ends where they do.
    if (text[span.end - 1] === '\n') yield [inserted(span.end, indent + entry + lineBreak)];
  }
}

/** So many entries are tried. */
const FEW = 3;

function intoEmpty(options: EntryOptions, layout: YamlLayout): readonly YamlEdit[] {
  const { text, map } = options;
  const [start, close] = [map.range?.[0] ?? 0, (map.range?.[1] ?? 0) - 1];
  const inner = text.slice(start + 1, close);
  const outer = lineIndent(text, start);
  const lineBreak = lineBreakOf(text);
  const indent = outer + layout.step;
  const entry = entryText(options, layout, { colon: ': ', indent });
  // Between lines that are indented by other things than brackets, a bracket may stand too far to the left.
  if (inner.includes('\n') && !layout.isJson) return [];
  const isTall = inner.includes('\n') || (layout.isJson && outer !== '');
  if (!isTall) return [inserted(start + 1, inner === '' ? entry : ` ${entry}`)];
  return [inserted(start + 1, lineBreak + indent + entry + (inner.includes('\n') ? '' : lineBreak + outer))];
}

function intoFlow(options: EntryOptions, layout: YamlLayout): readonly YamlEdit[] {
  const { text, map } = options;
  const last = map.items.at(-1);
  const [key, span] = [spanOf(last?.key), last && pairSpan(last)];
  if (key === undefined || span === undefined) return [];
  const before = map.items.at(-2);
  const indent = indentBefore(text, key.start);
  const [, colon = ': '] = /^([ \t]{0,9}:[ \t]{0,9})\S/.exec(text.slice(key.end, key.end + 20)) ?? [];
  const entry = entryText(options, layout, { colon, indent });
  if (indent === undefined || startOfLine(text, key.start) < (map.range?.[0] ?? 0)) {
    const between = text.slice(before === undefined ? key.start : (pairSpan(before)?.end ?? 0), key.start);
    const isTight = between === ',' || (before === undefined && !/\s/.test(colon));
    return [inserted(span.end, (isTight ? ',' : ', ') + entry)];
  }
  const end = endOfLine(text, span.end);
  const [, comma = '', more] = /^[ \t]*(,?)[ \t]*([^ \t])?/.exec(text.slice(span.end, end)) ?? [];
  const line = lineBreakOf(text) + indent + entry;
  if (more !== undefined && more !== '#') return [inserted(span.end, `,${line}`)];
  return comma === ',' ? [inserted(end, `${line},`)] : [inserted(span.end, ','), inserted(end, line)];
}

function* replacements(options: EntryOptions, pair: Pair, layout: YamlLayout): Iterable<readonly YamlEdit[]> {
  const { text, document, map, value } = options;
  const old = pair.value;
  if (isNode(old) && !isAlias(old) && (layout.shared.has(old) || old.tag !== undefined)) return;
  const isOne = typeof value === 'string' || typeof value === 'boolean';
  const span = spanOf(old);
  const key = spanOf(pair.key);
  if (key === undefined) return;
  if (span === undefined || (isScalar(old) && old.value === null)) {
    const [colon] = /^[ \t]{0,99}:/.exec(text.slice(key.end, key.end + 100)) ?? [];
    if (colon === undefined) return;
    const indent = ' '.repeat(columnOf(text, key.start));
    const body = valueText(options, layout, map.flow ? undefined : indent);
    const at = key.end + colon.length;
    const end = Math.max(at, span?.end ?? at);
    const isEmpty = text.slice(at, end).trim() === '';
    if (!body.startsWith('\n') && !body.startsWith('\r')) {
      yield [{ span: { start: at, end: isEmpty ? at : end }, newText: ` ${body}` }];
      return;
    }
    const removed = isEmpty ? [] : [{ span: { start: at, end }, newText: '' }];
    yield [...removed, inserted(endOfLine(text, end), body)];
    return;
  }
  if (isOne && isScalar(old)) {
    const edits = setYamlValue({ text, document, scalar: old, value });
    if (edits !== undefined) yield edits;
    return;
  }
  const item: unknown = isSeq(old) && old.items.length === 1 ? old.items[0] : undefined;
  const [only] = typeof value === 'object' && !('key' in value) && value.length === 1 ? value : [];
  if (isScalar(item) && only !== undefined) {
    const edits = setYamlValue({ text, document, scalar: item, value: only });
    if (edits !== undefined) yield edits;
  } else if (!text.slice(span.start, span.end).includes('\n')) {
    yield [{ span, newText: valueText(options, layout, undefined) }];
  }
}

/** How a new entry is written: what stands between key and value, and the indentation of its line; `undefined`: it has none of its own. */
interface Form {
  readonly colon: string;
  readonly indent: string | undefined;
}

function entryText(options: EntryOptions, layout: YamlLayout, { colon, indent }: Form): string {
  const { key, map } = options;
  const quotes = quotesOf(map, layout);
  const value = valueText(options, layout, indent);
  const isBelow = value.startsWith('\n') || value.startsWith('\r');
  return scalarText(key, quotes.key, quotes.needed) + (isBelow ? colon.trimEnd() : colon) + value;
}

function valueText({ text, map, value }: EntryOptions, layout: YamlLayout, indent: string | undefined): string {
  const quotes = quotesOf(map, layout);
  const scalar = (it: string | boolean): string => scalarText(it, quotes.value, quotes.needed);
  if (typeof value === 'string' || typeof value === 'boolean') return scalar(value);
  const lineBreak = lineBreakOf(text);
  if ('key' in value) {
    const entry = `${scalarText(value.key, quotes.key, quotes.needed)}: ${scalar(value.value)}`;
    if (indent !== undefined && !map.flow) return lineBreak + indent + layout.step + entry;
    if (indent === undefined || !layout.isJson) return `{${entry}}`;
    return `{${lineBreak}${indent}${layout.step}${entry}${lineBreak}${indent}}`;
  }
  if (map.flow || indent === undefined || layout.list === 'flow') return `[${value.map(scalar).join(', ')}]`;
  const { indent: more } = layout.list;
  return value.map((it) => `${lineBreak}${indent}${more}- ${scalar(it)}`).join('');
}

/** How far from the beginning of its line something stands; a byte order mark does not count. */
function columnOf(text: string, offset: number): number {
  const start = startOfLine(text, offset);
  return offset - start - (start === 0 && text.startsWith('\uFEFF') ? 1 : 0);
}

function inserted(at: number, newText: string): YamlEdit {
  return { span: { start: at, end: at }, newText };
}
