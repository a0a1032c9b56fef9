import type { SyntaxNode, SyntaxTree } from '../domains/syntaxTree.ts';
import { endOfLine, indentBefore, startOfLine } from '../text/lines.ts';
import { lowerBound, type Span } from '../text/span.ts';

/** One replacement in the text of one tree. */
export interface Change {
  readonly span: Span;
  readonly newText: string;
}

/** Puts a text in at an offset. */
export function insertion(offset: number, newText: string): Change {
  return { span: { start: offset, end: offset }, newText };
}

/** Replaces a node. */
export function replacement({ start, end }: Span, newText: string): Change {
  return { span: { start, end }, newText };
}

/** Whether a span begins and ends on one line. */
export function isOnOneLine({ nodes: { text } }: SyntaxTree, { start, end }: Span): boolean {
  return !text.slice(start, end).includes('\n');
}

/** The width of a text as gofmt counts it (text/tabwriter): in characters of Unicode. */
export function widthOf(text: string): number {
  return [...text].length;
}

/**
 * Changes of single lines, with those that gofmt makes because of them: comments at the ends of neighbouring lines stand in one column, one
 * blank behind the longest line (go/printer: such a comment is a cell of its own). What a change adds as lines of its own has no such comment.
 */
export function withAlignedComments(tree: SyntaxTree, changes: readonly Change[]): readonly Change[] {
  const comments = [...tree.ofTypes('comment')];
  const moved = new Map<number, Change>();
  for (const { span, newText } of changes) {
    if (newText.includes('\n') || !isOnOneLine(tree, span)) continue;
    const trailing = trailingOf(comments, tree, span.start);
    if (trailing === undefined || span.end > trailing.codeEnd) continue;
    const block = blockAround(comments, tree, trailing);
    const widths = block.map((it) => widthAfter(tree, it, changes));
    const column = Math.max(...widths) + 1;
    block.forEach((it, i) => {
      const blanks = ' '.repeat(column - (widths[i] ?? 0));
      if (tree.text.slice(it.codeEnd, it.comment.start) === blanks) moved.delete(it.codeEnd);
      else moved.set(it.codeEnd, { span: { start: it.codeEnd, end: it.comment.start }, newText: blanks });
    });
  }
  return [...changes, ...moved.values()];
}

/** A line that a comment ends. */
interface Trailing {
  readonly lineStart: number;
  /** Where the code in front of the comment ends. */
  readonly codeEnd: number;
  readonly comment: SyntaxNode;
  /** Of the comment, in characters from the line's start. */
  readonly column: number;
}

/** The comment at the end of the line of an offset. */
function trailingOf(comments: readonly SyntaxNode[], { text }: SyntaxTree, offset: number): Trailing | undefined {
  const lineStart = startOfLine(text, offset);
  const end = endOfLine(text, offset);
  const comment = comments[lowerBound(comments, end) - 1];
  if (comment === undefined || comment.start < lineStart) return undefined;
  // With CRLF, the carriage return is taken for a part of the comment.
  if (text.slice(lineStart, comment.end).trimEnd() !== text.slice(lineStart, end)) return undefined;
  if (indentBefore(text, comment.start) !== undefined) return undefined;
  const codeEnd = lineStart + text.slice(lineStart, comment.start).trimEnd().length;
  return { lineStart, codeEnd, comment, column: widthOf(text.slice(lineStart, comment.start)) };
}

/** The lines above and below whose comments stand in the same column because of each other. */
function blockAround(comments: readonly SyntaxNode[], tree: SyntaxTree, middle: Trailing): readonly Trailing[] {
  const block = [middle];
  const { text } = tree;
  for (let at = middle.lineStart; at > 0;) {
    const above = trailingOf(comments, tree, at - 1 - (text[at - 2] === '\r' ? 1 : 0));
    if (above === undefined || !isInColumn(above, middle) || hasSeveralElements(above)) break;
    block.unshift(above);
    at = above.lineStart;
  }
  for (let last = middle; !hasSeveralElements(last);) {
    const feed = text.indexOf('\n', last.codeEnd);
    const below = feed < 0 ? undefined : trailingOf(comments, tree, feed + 1);
    if (below === undefined || !isInColumn(below, middle)) break;
    block.push(below);
    last = below;
  }
  return block;
}

/** Whether two comments may be in one column: lines that are indented otherwise are in a section of their own. */
function isInColumn(one: Trailing, other: Trailing): boolean {
  return one.column === other.column && indentOf(one) === indentOf(other);
}

function indentOf({ lineStart, comment }: Trailing): string {
  const { text } = comment.tree;
  let end = lineStart;
  while (text[end] === '\t' || text[end] === ' ') end++;
  return text.slice(lineStart, end);
}

/** Behind a line with several elements of a list, a section ends (go/printer, exprList). */
function hasSeveralElements({ lineStart, comment }: Trailing): boolean {
  const { parent } = comment;
  if (parent?.type !== 'literal_value' && parent?.type !== 'argument_list') return false;
  return parent.parts.filter(({ start }) => start >= lineStart && start < comment.start).length > 1;
}

/** The width of a line's code after the changes. */
function widthAfter({ text }: SyntaxTree, { lineStart, codeEnd }: Trailing, changes: readonly Change[]): number {
  let width = widthOf(text.slice(lineStart, codeEnd));
  for (const { span, newText } of changes) {
    if (span.start < lineStart || span.end > codeEnd || newText.includes('\n')) continue;
    width += widthOf(newText) - widthOf(text.slice(span.start, span.end));
  }
  return width;
}
