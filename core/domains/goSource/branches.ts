import type { SyntaxNode } from '../syntaxTree.ts';

const CASES: ReadonlySet<string> = new Set(['expression_case', 'default_case', 'type_case', 'communication_case']);

const FUNCTIONS: ReadonlySet<string> = new Set(['function_declaration', 'method_declaration', 'func_literal']);

/**
 * Whether of two places one surely counts where the other does: it stands under no condition, or under none that the other does not stand
 * under. Conditions are the same where they are the same branch, or where their words are.
 */
export function countTogether(a: SyntaxNode | undefined, b: SyntaxNode | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  const [ofA, ofB] = [conditionsOf(a), conditionsOf(b)];
  // What another function does under a condition, nobody here knows.
  if (a.tree !== b.tree || functionOf(a) !== functionOf(b)) return ofA.length === 0 && ofB.length === 0;
  return isPart(ofA, ofB) || isPart(ofB, ofA);
}

/** Whether two places of one function stand in branches of which only one is taken: `if` and `else`, or two cases. */
export function excludeEachOther(a: SyntaxNode, b: SyntaxNode): boolean {
  if (a.tree !== b.tree) return false;
  const others = branchesAround(b);
  return branchesAround(a).some((one) =>
    others.some((other) => one.statement === other.statement && one.branch !== other.branch),
  );
}

function branchesAround(node: SyntaxNode): readonly { readonly statement: number; readonly branch: number }[] {
  const branches: { readonly statement: number; readonly branch: number }[] = [];
  for (let at = node; at.parent !== undefined && !FUNCTIONS.has(at.type); at = at.parent) {
    const isArm = at.parent.type === 'if_statement' && (at.field === 'consequence' || at.field === 'alternative');
    if (isArm || CASES.has(at.type)) branches.push({ statement: at.parent.number, branch: at.number });
  }
  return branches;
}

/** Whether a place stands under no condition in its function. */
export function isUnconditional(node: SyntaxNode): boolean {
  return conditionsOf(node).length === 0;
}

function functionOf(node: SyntaxNode): number | undefined {
  let at: SyntaxNode | undefined = node;
  while (at !== undefined && !FUNCTIONS.has(at.type)) at = at.parent;
  return at?.number;
}

function isPart(some: readonly string[], all: readonly string[]): boolean {
  return some.every((it) => all.includes(it));
}

/** The conditions that a place stands under in its function, by their words. */
function conditionsOf(node: SyntaxNode): readonly string[] {
  const conditions: string[] = [];
  for (let at = node; at.parent !== undefined && !FUNCTIONS.has(at.type); at = at.parent) {
    const { parent } = at;
    if (CASES.has(at.type)) conditions.push(`case ${at.number} ${parent.number} ${parent.start}`);
    if (parent.type !== 'if_statement' || (at.field !== 'consequence' && at.field !== 'alternative')) continue;
    const words = `${parent.child('initializer')?.text ?? ''};${parent.child('condition')?.text ?? ''}`;
    conditions.push(`${at.field} ${words}`);
  }
  return conditions;
}
