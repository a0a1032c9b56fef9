import type { Directive } from '../../domains/nginx/tree.ts';
import { afterLineBreak, endOfLine, indentBefore, startOfLine } from '../../text/lines.ts';
import { lowerBound, type Span } from '../../text/span.ts';
import type { NginxFile } from './layout.ts';

/** A block with the comments that belong to it: on the lines directly above, and behind its `}`. */
export interface Passage extends Span {
  /** The comments above, each with its `#`. */
  readonly above: readonly string[];
  /** The comment behind `}`, with its `#`. */
  readonly behind: string | undefined;
}

/** Finds what goes with a block when it moves. The span has whole lines where nothing else stands on them. */
export function passageOf(file: NginxFile, directive: Directive): Passage {
  const { text, tree } = file;
  const lineEnd = endOfLine(text, directive.end);
  const rest = text.slice(directive.end, lineEnd).trim();
  const behind = rest.startsWith('#') ? rest : undefined;
  const isLast = rest === '' || behind !== undefined;
  const { start, end } = { start: directive.start, end: isLast ? lineEnd : directive.end };
  const indent = indentBefore(text, start);
  if (indent === undefined) return { start, end, above: [], behind };
  const above: string[] = [];
  let top = start - indent.length;
  for (let i = lowerBound(tree.comments, start) - 1; i >= 0; i--) {
    const comment = tree.comments[i];
    if (comment === undefined || indentBefore(text, comment.start) === undefined) break;
    if (afterLineBreak(text, endOfLine(text, comment.start)) !== top) break;
    above.unshift(text.slice(comment.start, comment.end).trimEnd());
    top = startOfLine(text, comment.start);
  }
  return { start: top, end: isLast ? afterLineBreak(text, end) : end, above, behind };
}

/** A block alone, with its whole lines where nothing else stands on them. */
export function blockSpan({ text }: NginxFile, { start, end }: Directive): Span {
  const lineEnd = endOfLine(text, end);
  const indent = indentBefore(text, start);
  if (indent === undefined || text.slice(end, lineEnd).trim() !== '') return { start, end };
  return { start: start - indent.length, end: afterLineBreak(text, lineEnd) };
}

/** The spans to take out of a text so that these passages are gone, and no two blank lines meet where they were. */
export function removalsOf({ text }: NginxFile, passages: readonly Span[]): readonly Span[] {
  const spans = passages.map((it) => withBlankLine(text, it)).sort((a, b) => a.start - b.start);
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last === undefined || last.end < span.start) merged.push(span);
    else merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return merged;
}

function withBlankLine(text: string, { start, end }: Span): Span {
  if (start !== startOfLine(text, start)) return { start, end };
  const before = text.slice(0, start).trimEnd();
  const isFirst = before === '' || before.endsWith('{');
  const isAfterBlank = text.slice(before.length, start).split('\n').length > 2;
  const nextEnd = endOfLine(text, end);
  if ((isFirst || isAfterBlank) && end < text.length && text.slice(end, nextEnd).trim() === '')
    return { start, end: afterLineBreak(text, nextEnd) };
  const isLast = /^\s*(?:\}|$)/.test(text.slice(end, end + LONGEST_GAP));
  if (!isLast || !isAfterBlank || isFirst) return { start, end };
  return { start: afterLineBreak(text, endOfLine(text, before.length)), end };
}

/** More white space than this is not looked through. */
const LONGEST_GAP = 1000;
