import type { SyntaxNode, SyntaxTree } from '../domains/syntaxTree.ts';
import type { Span } from '../text/span.ts';

/** A comment that goes to the end of its line. */
export interface LineComment extends Span {
  /** What stands behind `//`. */
  readonly value: string;
}

/** The comments of Go source that begin with `//`, without directives: those are read by the go command. */
export function goComments(tree: SyntaxTree): readonly LineComment[] {
  return [...tree.ofTypes('comment')].flatMap(({ start, end, text }) => {
    // A carriage return belongs to the line's end.
    const written = text.trimEnd();
    return written.startsWith('//') && !written.startsWith('//go:')
      ? [{ start, end: Math.min(end, start + written.length), value: written.slice(2) }]
      : [];
  });
}

/** What a comment can stand above: statements, and the parts of a file. */
const STATEMENTS = [
  'assignment_statement',
  'const_declaration',
  'defer_statement',
  'expression_statement',
  'for_statement',
  'function_declaration',
  'go_statement',
  'if_statement',
  'method_declaration',
  'return_statement',
  'send_statement',
  'short_var_declaration',
  'type_declaration',
  'var_declaration',
];

/** Where the statement ends that begins on a line, as far as it is no block of other statements; the line's end, where none does. */
export function endOfGoStatement(tree: SyntaxTree, line: Span): number {
  let end = line.end;
  for (const statement of startingIn(tree, line)) end = Math.max(end, headEnd(statement));
  return end;
}

/**
 * The statement that an offset stands in, without the blocks between: a comment above its line is about all of it.
 * `undefined`: the offset stands in none.
 */
export function goStatementAt(tree: SyntaxTree, offset: number): SyntaxNode | undefined {
  let found: SyntaxNode | undefined;
  for (const statement of tree.ofTypes(...STATEMENTS)) {
    if (statement.start > offset) break;
    // The parts of an `if` or a `for` in front of its block are statements, too: the outer one comes first.
    const isIn = offset < headEnd(statement);
    if (isIn && (found === undefined || headEnd(found) <= statement.start)) found = statement;
  }
  return found;
}

function* startingIn(tree: SyntaxTree, { start, end }: Span): Iterable<SyntaxNode> {
  for (const statement of tree.ofTypes(...STATEMENTS)) {
    if (statement.start > end) return;
    if (statement.start >= start) yield statement;
  }
}

/** Where a statement's own words end: before the first block in it. */
function headEnd(statement: SyntaxNode): number {
  for (const block of statement.ofTypes('block')) return block.start;
  return statement.end;
}
