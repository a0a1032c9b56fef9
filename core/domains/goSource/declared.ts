import type { SyntaxNode } from '../syntaxTree.ts';
import type { Declaration } from './scopes.ts';

/** The statement that a name is declared by. */
export function statementOf(name: SyntaxNode): SyntaxNode {
  let at = name;
  while (at.parent !== undefined && !at.type.endsWith('_declaration') && at.type !== 'var_spec') at = at.parent;
  return at;
}

/** `nil`, or a name that is declared without a value. */
export function isDeclaredEmpty(node: SyntaxNode): boolean {
  return node.type === 'nil' || node.parent?.type === 'var_spec';
}

/** Whether a variable of this type is something without being given a value: `var config tls.Config`. */
export function isValueType(type: SyntaxNode | undefined): boolean {
  return type?.type === 'qualified_type' || type?.type === 'type_identifier' || type?.type === 'generic_type';
}

/** Whether something is declared outside of all functions. */
export function isTop({ node }: Declaration): boolean {
  for (let it = node.parent; it !== undefined; it = it.parent) {
    if (it.type === 'function_declaration' || it.type === 'method_declaration' || it.type === 'func_literal')
      return false;
  }
  return true;
}
