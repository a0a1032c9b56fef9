import type { SyntaxNode } from '../syntaxTree.ts';

/** The `return` statements of a function, but not of functions in it. */
export function* returnsOf(fn: SyntaxNode): Iterable<SyntaxNode> {
  for (const statement of fn.ofTypes('return_statement'))
    if (functionAround(statement)?.number === fn.number) yield statement;
}

/** The function that a node stands in. */
export function functionAround(node: SyntaxNode): SyntaxNode | undefined {
  let fn = node.parent;
  while (
    fn !== undefined &&
    fn.type !== 'func_literal' &&
    fn.type !== 'function_declaration' &&
    fn.type !== 'method_declaration'
  )
    fn = fn.parent;
  return fn;
}
