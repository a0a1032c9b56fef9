import { headOf, lastStartingIn } from '../domains/nginx/head.ts';
import type { NginxTree } from '../domains/nginx/tree.ts';
import type { Commented } from '../domains/commented.ts';
import type { ParsedFile } from '../domains/domain.ts';
import type { EnvTree } from '../domains/env/tree.ts';
import type { ModTree } from '../domains/go/tree.ts';
import type { SyntaxTree } from '../domains/syntaxTree.ts';
import type { FilePath } from '../text/filePath.ts';
import { afterLineBreak, endOfLine, indentBefore, startOfLine } from '../text/lines.ts';
import type { Span } from '../text/span.ts';
import { endOfGoStatement, goComments } from './goStatement.ts';
import { readIgnore, type IgnoreStatement } from './ignoreComment.ts';
import type { Project } from './project.ts';

/** A comment that silences findings, and where. */
export interface Ignore extends IgnoreStatement {
  readonly file: FilePath;
  /** Findings that start here are silenced; empty: the line below the comment is. `undefined`: those of the whole file. */
  readonly covers: Span | undefined;
  /** What goes when the comment goes: its whole line, or the white space before it as well. */
  readonly removable: Span;
}

const BYTE_ORDER_MARK = '\uFEFF';

/** How every comment begins that states something. */
const STATEMENT = 'grpc-alpn:';

interface Comment extends Span {
  readonly value: string;
}

/** What a file's ignoring comments are found from. */
interface CommentedText {
  readonly text: string;
  readonly comments: readonly Comment[];
  readonly marker: '#' | '//';
  /** Where the statement ends that begins last in a line. */
  readonly endOfStatement: (line: Span) => number;
}

type Found = Omit<Ignore, 'file'>;

type Tree = NginxTree | ModTree | EnvTree | Commented | SyntaxTree;

const cache = new WeakMap<Tree, readonly Found[]>();

/** The ignoring comments of all files. */
export function ignoresOf(project: Project): readonly Ignore[] {
  const all: Ignore[] = [];
  for (const { path, text, tree } of project.nginxFiles.values()) {
    const { comments } = tree;
    const endOfStatement = (line: Span): number => {
      const last = lastStartingIn(tree, line);
      return last === undefined ? line.end : headOf(last).end;
    };
    collect(all, path, tree, { text, comments, marker: '#', endOfStatement });
  }
  for (const { path, text, tree } of project.goFiles.values()) {
    const { comments } = tree;
    collect(all, path, tree, { text, comments, marker: '//', endOfStatement: ({ end }) => end });
  }
  // A manifest may be of both kinds: its comments are read once, with the statements that are about load balancers.
  const files = new Map<FilePath, ParsedFile<Commented>>([...project.envFiles, ...project.declarationFiles]);
  for (const { path, text, tree } of files.values()) {
    const { comments, marker, statements } = tree;
    const endOfStatement = (line: Span): number =>
      statements.findLast(({ start }) => line.start <= start && start <= line.end)?.end ?? line.end;
    collect(all, path, tree, { text, comments, marker, endOfStatement });
  }
  for (const { path, text, tree } of project.goSourceFiles.values()) {
    const { tree: syntax } = tree.file;
    // Most files have none, and there may be thousands.
    if (!cache.has(syntax) && !text.includes(STATEMENT)) cache.set(syntax, []);
    if (cache.get(syntax)?.length === 0) continue;
    const endOfStatement = (line: Span): number => endOfGoStatement(syntax, line);
    const comments = cache.has(syntax) ? [] : goComments(syntax);
    collect(all, path, syntax, { text, comments, marker: '//', endOfStatement });
  }
  return all;
}

function collect(all: Ignore[], file: FilePath, tree: Tree, commented: CommentedText): void {
  let found = cache.get(tree);
  if (found === undefined) cache.set(tree, (found = foundIn(commented)));
  for (const it of found) all.push({ ...it, file });
}

function foundIn(commented: CommentedText): readonly Found[] {
  const { text, comments, marker } = commented;
  const found: Found[] = [];
  if (!comments.some(({ value }) => value.includes(STATEMENT))) return found;
  // What lies below is known first: comments may stand below each other, and all of them are about the line below the last one.
  let below: { readonly start: number; readonly covers: Span } | undefined;
  for (let i = comments.length - 1; i >= 0; i--) {
    const comment = comments[i];
    if (comment === undefined) continue;
    const lineStart = Math.max(startOfLine(text, comment.start), text.startsWith(BYTE_ORDER_MARK) ? 1 : 0);
    const stands = indentBefore(text, comment.start) === undefined ? 'beside' : 'above';
    const next = afterLineBreak(text, endOfLine(text, comment.end));
    const covers: Span =
      stands === 'beside'
        ? { start: lineStart, end: next }
        : below?.start === next
          ? below.covers
          : coveredBelow(commented, next);
    below = stands === 'above' ? { start: lineStart, covers } : undefined;
    // In HCL both begin a comment.
    const statement = readIgnore(comment, text.startsWith('//', comment.start) ? '//' : marker);
    if (statement === undefined) continue;
    found.push({
      ...statement,
      covers: statement.scope === 'file' ? undefined : covers,
      removable: {
        start: stands === 'above' ? lineStart : endOfContent(text, statement.start),
        end: stands === 'above' ? next : comment.end,
      },
    });
  }
  return found.reverse();
}

/** The line that starts here, and the rest of what begins on it; nothing where the line is empty. */
function coveredBelow({ text, endOfStatement }: CommentedText, start: number): Span {
  const end = endOfLine(text, start);
  if (text.slice(start, end).trim() === '') return { start, end: start };
  return { start, end: Math.max(afterLineBreak(text, end), endOfStatement({ start, end })) };
}

/** Where what stands before an offset ends, without the white space between. */
function endOfContent(text: string, offset: number): number {
  let end = offset;
  while (end > 0 && /\s/.test(text.charAt(end - 1))) end--;
  return end;
}
