import { applyEdits, type TextEdit } from './textEdit.ts';

type Edit = Pick<TextEdit, 'span' | 'newText'>;

/** Some lines in the place of others. */
interface Change {
  /** The first line that goes, from 0. */
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** So many unchanged lines stand before and behind a change, as diff and git write them. */
const CONTEXT = 3;

/** What is said of a last line without a line break (POSIX leaves it open; git and GNU diff write it so). */
const NO_NEWLINE = '\\ No newline at end of file\n';

/**
 * A change of one file as `patch -p1` and `git apply` take it. Empty where the edits change nothing.
 * @param edits of this text, not overlapping
 */
export function unifiedDiff(name: string, text: string, edits: readonly Edit[]): string {
  const lines = linesOf(text);
  const hunks = hunksOf(changesOf(text, lines, edits));
  if (hunks.length === 0) return '';
  let shift = 0;
  const written = hunks.map((changes) => {
    const hunk = writeHunk(lines, changes, shift);
    for (const { removed, added } of changes) shift += added.length - removed.length;
    return hunk;
  });
  return [`--- ${quoted(`a/${name}`)}\n`, `+++ ${quoted(`b/${name}`)}\n`, ...written].join('');
}

/** A name as git writes it: in quotes where a character in it would end the line or be taken for another. */
function quoted(name: string): string {
  const escaped = name.replace(/[\u0000-\u001f"\\\u007f]/g, (character) =>
    character === '"' || character === '\\'
      ? `\\${character}`
      : `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return escaped === name ? name : `"${escaped}"`;
}

/** Each with its line break. */
function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function changesOf(text: string, lines: readonly string[], edits: readonly Edit[]): readonly Change[] {
  const starts: number[] = [];
  let length = 0;
  for (const line of lines) {
    starts.push(length);
    length += line.length;
  }
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? length) <= offset) low = middle;
      else high = middle;
    }
    return low;
  };
  const changes: Change[] = [];
  const sorted = edits.toSorted((a, b) => a.span.start - b.span.start);
  for (let i = 0; i < sorted.length;) {
    const first = sorted[i];
    if (first === undefined) break;
    const line = lineAt(first.span.start);
    let last = lineAt(first.span.end);
    let next = i + 1;
    for (let it = sorted[next]; it !== undefined && lineAt(it.span.start) <= last; it = sorted[++next])
      last = Math.max(last, lineAt(it.span.end));
    const [from, to] = [starts[line] ?? 0, starts[last + 1] ?? length];
    const after = applyEdits(
      text.slice(from, to),
      sorted.slice(i, next).map(({ span, newText }) => ({
        span: { start: span.start - from, end: span.end - from },
        newText,
      })),
    );
    const change = trimmed({ line, removed: lines.slice(line, last + 1), added: linesOf(after) });
    if (change.removed.length + change.added.length > 0) changes.push(change);
    i = next;
  }
  return changes;
}

/** Without the lines at both ends that stay as they are. */
function trimmed({ line, removed, added }: Change): Change {
  let start = 0;
  while (start < removed.length && start < added.length && removed[start] === added[start]) start++;
  let end = 0;
  while (end < Math.min(removed.length, added.length) - start && removed.at(-1 - end) === added.at(-1 - end)) end++;
  return {
    line: line + start,
    removed: removed.slice(start, removed.length - end),
    added: added.slice(start, added.length - end),
  };
}

/** Changes whose unchanged lines around would overlap or touch stand in one hunk. */
function hunksOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const before = hunks.at(-1)?.at(-1);
    if (before !== undefined && change.line - (before.line + before.removed.length) <= 2 * CONTEXT)
      hunks.at(-1)?.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

/** @param shift how many lines more than before stand above the hunk */
function writeHunk(lines: readonly string[], changes: readonly Change[], shift: number): string {
  const [first, last] = [changes[0], changes.at(-1)];
  if (first === undefined || last === undefined) return '';
  const start = Math.max(0, first.line - CONTEXT);
  const end = Math.min(lines.length, last.line + last.removed.length + CONTEXT);
  const body: string[] = [];
  const write = (mark: string, written: readonly string[]): void => {
    for (const line of written) body.push(line.endsWith('\n') ? `${mark}${line}` : `${mark}${line}\n${NO_NEWLINE}`);
  };
  let at = start;
  let grown = 0;
  for (const { line, removed, added } of changes) {
    write(' ', lines.slice(at, line));
    write('-', removed);
    write('+', added);
    at = line + removed.length;
    grown += added.length - removed.length;
  }
  write(' ', lines.slice(at, end));
  const size = end - start;
  return `@@ -${rangeOf(start, size)} +${rangeOf(start + shift, size + grown)} @@\n${body.join('')}`;
}

/** Lines count from 1; a range without lines is named by the line before it. */
function rangeOf(start: number, size: number): string {
  const line = size === 0 ? start : start + 1;
  return size === 1 ? String(line) : `${line},${size}`;
}
