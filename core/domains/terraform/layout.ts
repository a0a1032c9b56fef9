import { endOfLine, startOfLine } from '../../text/lines.ts';
import type { Span } from '../../text/span.ts';
import type { SyntaxTree } from '../syntaxTree.ts';

/**
 * One line as `terraform fmt` sees it (hclwrite/format.go): what stands before its `=`, what stands from there on, and a comment behind it. A
 * heredoc is part of the line that it begins on.
 */
export interface Line extends Span {
  /** Where what stands before the `=`, or all of it, ends; in UTF-16 offsets, as all places here. */
  readonly lead: number;
  /** The `=` whose value ends on this line, too; `undefined`: there is none, and the line stands in no column. */
  readonly assign: number | undefined;
  /** Where everything before the comment ends. */
  readonly content: number;
  /** A comment at its end. */
  readonly comment: number | undefined;
}

/** The columns of a line, in UTF-16 code units. */
export interface Cells {
  readonly lead: number;
  /** White space before `=`; `undefined`: it has none. */
  readonly gap: number | undefined;
  /** From `=` to the end of the value. */
  readonly assign: number;
  /** White space before the comment; `undefined`: it has none. */
  readonly commentGap: number | undefined;
}

/** What the columns of a line come to. */
export type Gaps = Pick<Cells, 'gap' | 'commentGap'>;

/** The line of an offset. */
export function lineAt(tree: SyntaxTree, offset: number): Line {
  const start = startOfLine(tree.text, offset);
  const lines = linesOf.get(tree) ?? new Map<number, Line>();
  linesOf.set(tree, lines);
  const known = lines.get(start) ?? lineFrom(tree, start);
  lines.set(start, known);
  return known;
}

/** Lines by where they begin: many edits look at the same ones. */
const linesOf = new WeakMap<SyntaxTree, Map<number, Line>>();

function lineFrom(tree: SyntaxTree, start: number): Line {
  const { text, nodes } = tree;
  let end = endOfLine(text, start);
  const leaves: { readonly start: number; readonly end: number; readonly type: string }[] = [];
  for (let i = firstFrom(nodes.starts, start); i < nodes.starts.length; i++) {
    const [from, to] = [nodes.starts[i] ?? 0, nodes.ends[i] ?? 0];
    if (from > end) break;
    const type = nodes.typeNames[nodes.types[i] ?? 0] ?? '';
    if (to > end && (type === 'heredoc_template' || type === 'comment')) end = endOfLine(text, to);
    if (nodes.behind[i] === i + 1 && to > from) leaves.push({ start: from, end: to, type });
  }
  const last = leaves.at(-1);
  const ending = last?.type === 'comment' && !text.startsWith('/*', last.start) ? last : undefined;
  // A comment alone is the line's content.
  const comment = leaves.length > 1 ? ending?.start : undefined;
  const content = trimmedEnd(text, start, comment ?? end);
  const at = leaves.findIndex(({ type }, i) => i > 0 && type === '=');
  const equals = leaves[at];
  const isWhole = equals !== undefined && leaves.slice(at).reduce((sum, { type }) => sum + bracket(type), 0) === 0;
  return {
    start,
    end,
    lead: isWhole ? trimmedEnd(text, start, equals.start) : content,
    assign: isWhole ? equals.start : undefined,
    content,
    comment,
  };
}

/** The line above, all of it where a heredoc ends there; `undefined`: there is none. */
export function lineAbove(tree: SyntaxTree, line: Line): Line | undefined {
  if (line.start === 0) return undefined;
  const last = line.start - 1;
  const heredoc = heredocsIn(tree).findLast(({ start }) => start < last);
  const ends = heredoc !== undefined && startOfLine(tree.text, last) <= heredoc.end;
  return lineAt(tree, ends ? heredoc.start : last);
}

const cache = new WeakMap<SyntaxTree, readonly Span[]>();

/** The heredocs of a tree that stand in no other one. */
function heredocsIn(tree: SyntaxTree): readonly Span[] {
  const known = cache.get(tree);
  if (known !== undefined) return known;
  const found: Span[] = [];
  for (const { start, end } of tree.ofTypes('heredoc_template')) {
    if (start >= (found.at(-1)?.end ?? 0)) found.push({ start, end });
  }
  cache.set(tree, found);
  return found;
}

/** The line below. */
export function lineBelow(tree: SyntaxTree, line: Line): Line | undefined {
  const feed = tree.text.indexOf('\n', line.end);
  return feed < 0 ? undefined : lineAt(tree, feed + 1);
}

/** The columns of a line. */
export function cellsOf({ start, lead, assign, content, comment }: Line): Cells {
  return {
    lead: lead - start,
    gap: assign === undefined ? undefined : assign - lead,
    assign: assign === undefined ? 0 : content - assign,
    commentGap: comment === undefined ? undefined : comment - content,
  };
}

/** The columns as `terraform fmt` makes them: lines below each other with a `=` have it in one column, and those with a comment that. */
export function formatted(lines: readonly Cells[]): readonly Gaps[] {
  const gaps = aligned(lines, ({ lead, gap }) => (gap === undefined ? undefined : lead));
  const commentGaps = aligned(lines, ({ lead, assign, commentGap }, i) =>
    commentGap === undefined ? undefined : lead + (gaps[i] ?? 0) + assign,
  );
  return lines.map((_, i) => ({ gap: gaps[i], commentGap: commentGaps[i] }));
}

function aligned(
  lines: readonly Cells[],
  widthOf: (cells: Cells, index: number) => number | undefined,
): readonly (number | undefined)[] {
  const result: (number | undefined)[] = [];
  for (let i = 0; i < lines.length;) {
    const widths: number[] = [];
    for (let at = i; at < lines.length; at++) {
      const cells = lines[at];
      const width = cells === undefined ? undefined : widthOf(cells, at);
      if (width === undefined) break;
      widths.push(width);
    }
    const widest = widths.reduce((a, b) => Math.max(a, b), 0);
    result.push(...widths.map((it) => widest - it + 1));
    i += widths.length;
    if (i < lines.length) result.push(undefined);
    i++;
  }
  return result;
}

function bracket(type: string): number {
  return OPENING.has(type) ? 1 : CLOSING.has(type) ? -1 : 0;
}

const OPENING: ReadonlySet<string> = new Set([
  '{',
  '[',
  '(',
  'template_interpolation_start',
  'template_directive_start',
]);
const CLOSING: ReadonlySet<string> = new Set(['}', ']', ')', 'template_interpolation_end', 'template_directive_end']);

function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && /\s/.test(text.charAt(at - 1))) at--;
  return at;
}

function firstFrom(starts: Uint32Array, offset: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
