import type { SyntaxNode } from '../syntaxTree.ts';
import type { GoPackage } from './package.ts';
import type { GoFile } from './source.ts';
import type { Sight } from './texts.ts';
import { typeOf } from './types.ts';

const CONFIG = 'crypto/tls.Config';

/**
 * Whether a package sets the protocols of configurations in ways that are not followed: through pointers to a field or to a whole
 * configuration, by elements of the list, in structs that embed one, by types of its own that are one. Then none of them surely lacks h2.
 */
export function hasHiddenSets({ pkg, origins }: Sight): boolean {
  if (pkg.files.some((file) => file.imports.size > 0 && isIn(pkg, file))) return true;
  // Set on something that is not known: it may be any of them.
  return pkg
    .setsOfField('NextProtos')
    .some(
      ({ target, file, value }) =>
        target.type !== 'composite_literal' &&
        !/^(?:nil|\[\]string\{"http\/1.1"\})$/.test(value.node.text) &&
        origins.of(target, file).places.length === 0,
    );
}

function isIn(pkg: GoPackage, file: GoFile): boolean {
  const { tree } = file;
  for (const { parent } of ofProtocols(file)) {
    if (parent?.type === 'unary_expression' && parent.children[0]?.type === '&') return true;
    if (parent?.type === 'argument_list' && parent.parent?.child('function')?.text === 'copy') return true;
  }
  for (const node of tree.ofTypes('call_expression')) {
    if (node.child('function')?.text === 'copy' && node.child('arguments')?.text.includes('"h2"') === true) return true;
  }
  for (const node of tree.ofTypes('assignment_statement')) {
    const targets = node.child('left')?.parts ?? [];
    const words = node.child('right')?.text ?? '';
    if (targets.some(({ type }) => type === 'index_expression') && words.includes('"h2"')) return true;
    const pointers = targets.filter((it) => it.type === 'unary_expression' && it.children[0]?.type === '*');
    if (pointers.some((it) => typeOf(pkg, it.child('operand'), file)?.name === CONFIG)) return true;
    if (pointers.length > 0 && words.includes('"h2"')) return true;
  }
  for (const node of tree.ofTypes('field_declaration'))
    if (node.children.every(({ field }) => field !== 'name') && isConfig(pkg, node.child('type'), file)) return true;
  for (const node of tree.ofTypes('type_spec')) if (isConfig(pkg, node.child('type'), file)) return true;
  return false;
}

function* ofProtocols({ tree }: GoFile): Iterable<SyntaxNode> {
  for (const node of tree.ofTypes('selector_expression')) if (node.child('field')?.text === 'NextProtos') yield node;
}

function isConfig(pkg: GoPackage, type: SyntaxNode | undefined, file: GoFile): boolean {
  const node = type?.type === 'pointer_type' ? type.parts[0] : type;
  return pkg.externalOf(node, file) === CONFIG;
}
