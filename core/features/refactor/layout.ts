import type { ParsedFile } from '../../domains/domain.ts';
import type { Block, Comment, Directive, NginxTree } from '../../domains/nginx/tree.ts';
import { indentBefore, startOfLine } from '../../text/lines.ts';
import { lowerBound, type Span } from '../../text/span.ts';
import { applyEdits, type TextEdit } from '../../text/textEdit.ts';

/** One parsed nginx file. */
export type NginxFile = ParsedFile<NginxTree>;

/** A line to be written. */
export interface Line {
  /** In units of indentation. */
  readonly depth: number;
  /** Empty: a blank line. */
  readonly text: string;
}

/** A directive of a block, or a comment that stands for itself. */
export interface Item {
  readonly directive: Directive | undefined;
  /** The comment, or the one behind the directive on its last line; with its `#`. */
  readonly comment: string | undefined;
  /** Whether a blank line stands before it. */
  readonly isApart: boolean;
}

/** What stands between the braces of a block. */
export interface BlockContent {
  /** The comment behind `{`, with its `#`. */
  readonly heading: string | undefined;
  readonly items: readonly Item[];
}

/** A block's directives and comments in their order. */
export function contentOf({ text, tree }: NginxFile, block: Block): BlockContent {
  let heading: string | undefined;
  const items: Item[] = [];
  let end = block.start + 1;
  for (const part of inOrder(block.children, commentsIn(tree, block))) {
    const gap = text.slice(end, part.start);
    end = part.end;
    if ('name' in part) {
      items.push({ directive: part, comment: undefined, isApart: isBlank(gap) });
      continue;
    }
    const comment = text.slice(part.start, part.end);
    const last = items.at(-1);
    if (gap.includes('\n')) items.push({ directive: undefined, comment, isApart: isBlank(gap) });
    else if (last === undefined) heading = comment;
    else items[items.length - 1] = { ...last, comment };
  }
  return { heading, items };
}

/** Comments of a block that stand outside of its directives. */
function commentsIn({ comments }: NginxTree, { start, end, children }: Block): readonly Comment[] {
  return comments.slice(lowerBound(comments, start), lowerBound(comments, end)).filter((comment) => {
    const before = children[lowerBound(children, comment.start) - 1];
    return before === undefined || before.end <= comment.start;
  });
}

function inOrder(directives: readonly Directive[], comments: readonly Comment[]): readonly (Directive | Comment)[] {
  return [...directives, ...comments].sort((a, b) => a.start - b.start);
}

function isBlank(gap: string): boolean {
  return gap.split('\n').length > 2;
}

/** A directive as it is written, or with some of it replaced: its lines, without the indentation that it has where it stands. */
export function writtenLines(
  { text }: NginxFile,
  { start, end }: Span,
  edits: readonly Pick<TextEdit, 'span' | 'newText'>[] = [],
): readonly string[] {
  const own = applyEdits(
    text.slice(start, end),
    edits.map(({ span, newText }) => ({ span: { start: span.start - start, end: span.end - start }, newText })),
  );
  const indent = indentOf(text, start);
  return own.split(/\r?\n/).map((line, i) => (i > 0 && line.startsWith(indent) ? line.slice(indent.length) : line));
}

/** The white space that the line of an offset starts with. */
export function indentOf(text: string, offset: number): string {
  const start = startOfLine(text, offset);
  let end = start;
  while (text[end] === ' ' || text[end] === '\t') end++;
  return text.slice(start, end);
}

/** What a block's directives are indented by, more than the block; `undefined`: none stands on a line of its own. */
export function unitOf({ text }: NginxFile, directive: Directive): string | undefined {
  const base = indentOf(text, directive.start);
  for (const { start } of directive.block?.children ?? []) {
    const indent = indentBefore(text, start);
    if (indent?.startsWith(base) === true && indent.length > base.length) return indent.slice(base.length);
  }
  return undefined;
}

/** The text of some lines, each with a line break behind it but for the last one. */
export function render(
  lines: readonly Line[],
  layout: { readonly base: string; readonly unit: string; readonly lineBreak: string },
): string {
  const { base, unit, lineBreak } = layout;
  return lines.map(({ depth, text }) => (text === '' ? '' : base + unit.repeat(depth) + text)).join(lineBreak);
}
