import type { SyntaxNode } from '../syntaxTree.ts';
import type { GoFunction, GoPackage } from './package.ts';
import type { Declaration } from './scopes.ts';
import type { GoFile } from './source.ts';

/** A named type without its pointers: `crypto/tls.Config` of another package, or a name of this one. */
export type GoType =
  { readonly kind: 'external'; readonly name: string } | { readonly kind: 'own'; readonly name: string };

/** Calls lead to calls; a chain of more is a circle. */
const DEEPEST = 12;

/** What functions of other packages give, as far as it matters here: the first of their results. */
const RESULTS: ReadonlyMap<string, string> = new Map([
  ['google.golang.org/grpc.NewServer', 'google.golang.org/grpc.Server'],
  ['google.golang.org/grpc.NewClient', 'google.golang.org/grpc.ClientConn'],
  ['crypto/tls.NewListener', 'net.Listener'],
  ['crypto/tls.Listen', 'net.Listener'],
  ['net.Listen', 'net.Listener'],
  ['net/http.NewServeMux', 'net/http.ServeMux'],
]);

/** The type of an expression, as far as this package tells it. */
export function typeOf(pkg: GoPackage, node: SyntaxNode | undefined, file: GoFile, depth = 0): GoType | undefined {
  if (node === undefined || depth > DEEPEST) return undefined;
  switch (node.type) {
    case 'identifier': {
      const meaning = pkg.meaningOf(node, file);
      return meaning.kind === 'declared' ? typeOfDeclared(pkg, meaning.declaration, meaning.file, depth) : undefined;
    }
    case 'parenthesized_expression':
      return typeOf(pkg, node.parts[0], file, depth + 1);
    case 'unary_expression':
      return typeOf(pkg, node.child('operand'), file, depth + 1);
    case 'composite_literal':
    case 'type_assertion_expression':
    case 'type_conversion_expression':
      return namedType(pkg, node.child('type'), file);
    case 'selector_expression': {
      const owner = typeOf(pkg, node.child('operand'), file, depth + 1);
      return owner?.kind === 'own' ? typeOfField(pkg, owner.name, node.child('field')?.text ?? '') : undefined;
    }
    case 'call_expression':
      return typeOfCall(pkg, node, file, depth);
    default:
      return undefined;
  }
}

function typeOfDeclared(pkg: GoPackage, declaration: Declaration, file: GoFile, depth: number): GoType | undefined {
  if (declaration.kind === 'type' || declaration.kind === 'function') return undefined;
  if (declaration.type !== undefined) return namedType(pkg, declaration.type, file);
  const { value } = declaration;
  if (value === undefined) return undefined;
  if (value.node.type === 'call_expression') return typeOfCall(pkg, value.node, file, depth, value.index);
  return value.index === 0 ? typeOf(pkg, value.node, file, depth + 1) : undefined;
}

function typeOfCall(pkg: GoPackage, call: SyntaxNode, file: GoFile, depth: number, index = 0): GoType | undefined {
  const called = call.child('function');
  const external = pkg.externalOf(called, file);
  if (external !== undefined) {
    const result = RESULTS.get(external);
    return result === undefined || index > 0 ? undefined : { kind: 'external', name: result };
  }
  if (called?.type === 'identifier' && called.text === 'new' && pkg.meaningOf(called, file).kind === 'unknown')
    return namedType(pkg, call.child('arguments')?.parts[0], file);
  if (called?.type === 'selector_expression' && called.child('field')?.text === 'Clone')
    return typeOf(pkg, called.child('operand'), file, depth + 1);
  for (const { node, file: where } of calledFunctions(pkg, call, file, depth + 1)) {
    const type = resultType(node, index);
    if (type !== undefined) return namedType(pkg, type, where);
  }
  return undefined;
}

/** The functions of this package that a call may lead to; empty: one of another package, or it is not known. */
export function calledFunctions(pkg: GoPackage, call: SyntaxNode, file: GoFile, depth = 0): readonly GoFunction[] {
  const called = call.child('function');
  if (called?.type === 'identifier') {
    const meaning = pkg.meaningOf(called, file);
    if (meaning.kind !== 'declared' || meaning.declaration.kind !== 'function') return [];
    const node = meaning.declaration.node.parent;
    return node === undefined ? [] : [{ node, name: called.text, file: meaning.file }];
  }
  if (called?.type !== 'selector_expression') return [];
  const methods = pkg.methods(called.child('field')?.text ?? '');
  if (methods.length === 0) return [];
  const owner = typeOf(pkg, called.child('operand'), file, depth);
  return owner?.kind === 'own' ? methods.filter((it) => receiverOf(it) === owner.name) : [];
}

/** The name of the type that a method belongs to. */
export function receiverOf({ node }: GoFunction): string | undefined {
  let type = node.child('receiver')?.parts[0]?.child('type');
  while (type?.type === 'pointer_type' || type?.type === 'generic_type') type = type.parts[0];
  return type?.text;
}

function resultType(node: SyntaxNode, index: number): SyntaxNode | undefined {
  const result = node.child('result');
  if (result?.type !== 'parameter_list') return index === 0 ? result : undefined;
  const types = result.parts.flatMap((it) => {
    const names = it.children.filter(({ field }) => field === 'name').length;
    const type = it.child('type');
    return type === undefined ? [] : Array.from({ length: Math.max(1, names) }, () => type);
  });
  return types[index];
}

/** The type that is named, without pointers, lists and the like. */
export function namedType(pkg: GoPackage, type: SyntaxNode | undefined, file: GoFile): GoType | undefined {
  let node = type;
  while (node?.type === 'pointer_type' || node?.type === 'parenthesized_type' || node?.type === 'unary_expression')
    node = node.parts[0];
  if (node === undefined) return undefined;
  const external = pkg.externalOf(node, file);
  if (external !== undefined) return { kind: 'external', name: external };
  const isName = node.type === 'type_identifier' || node.type === 'identifier';
  return isName && pkg.declared(node.text)?.declaration.kind === 'type' ? { kind: 'own', name: node.text } : undefined;
}

/** The type of a field of one of this package's structs; that of what it embeds where it has none of this name itself. */
function typeOfField(pkg: GoPackage, struct: string, field: string): GoType | undefined {
  const found = fieldOf(pkg, struct, field);
  return found && namedType(pkg, found.type, found.file);
}

/** The declaration of a struct's field. */
export function fieldOf(
  pkg: GoPackage,
  struct: string,
  field: string,
): { readonly type: SyntaxNode; readonly file: GoFile } | undefined {
  const declared = pkg.declared(struct);
  const { type } = declared?.declaration ?? {};
  if (declared === undefined || type?.type !== 'struct_type') return undefined;
  for (const it of type.parts[0]?.parts ?? []) {
    const fieldType = it.child('type');
    if (fieldType === undefined) continue;
    const names = it.children.filter((child) => child.field === 'name');
    const isIt = names.length > 0 ? names.some(({ text }) => text === field) : embeddedName(fieldType) === field;
    if (isIt) return { type: fieldType, file: declared.file };
  }
  return undefined;
}

/** The name that an embedded type has as a field: `*tls.Config` is `Config`. */
function embeddedName(type: SyntaxNode): string {
  return type.text.slice(Math.max(type.text.lastIndexOf('.'), type.text.lastIndexOf('*')) + 1);
}
