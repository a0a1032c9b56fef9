import type { SyntaxNode } from '../syntaxTree.ts';
import { functionAround } from './functions.ts';
import type { Assigned } from './package.ts';

const BLOCKS: ReadonlySet<string> = new Set([
  'block',
  'expression_case',
  'default_case',
  'type_case',
  'communication_case',
]);

/** What a variable may hold at one of its uses. */
export interface ValuesAt {
  readonly values: readonly Assigned[];
  /** Whether one of them surely replaced what the variable held before all of them. */
  readonly isReplaced: boolean;
}

/**
 * Which assignments a use of a variable can see: where all stand in one function, and none in a loop, only those before it, from the last one
 * on that is surely made. Elsewhere all of them.
 */
export function valuesAt(values: readonly Assigned[], use: SyntaxNode): ValuesAt {
  const fn = functionAround(use);
  const isOrdered =
    fn !== undefined &&
    !isInLoop(use, fn) &&
    values.every(({ at }) => {
      const around = at.tree === use.tree ? functionAround(at) : undefined;
      return around?.number === fn.number && !isInLoop(at, fn);
    });
  if (!isOrdered) return { values, isReplaced: false };
  const before = values.filter(({ at }) => at.end <= use.start).toSorted((a, b) => a.at.start - b.at.start);
  const last = before.findLastIndex(({ at }) => blockOf(at)?.contains(use) === true);
  return last < 0 ? { values: before, isReplaced: false } : { values: before.slice(last), isReplaced: true };
}

function isInLoop(node: SyntaxNode, fn: SyntaxNode): boolean {
  for (let at = node.parent; at !== undefined && at.number !== fn.number; at = at.parent)
    if (at.type === 'for_statement' || at.type === 'labeled_statement') return true;
  return false;
}

function blockOf(node: SyntaxNode): SyntaxNode | undefined {
  let block = node.parent;
  while (block !== undefined && !BLOCKS.has(block.type)) block = block.parent;
  return block;
}
