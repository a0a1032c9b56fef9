import type { GoPlace, GoTlsConfig } from '../domains/goSource/facts.ts';
import type { SyntaxNode } from '../domains/syntaxTree.ts';
import { endOfLine, indentBefore, lineBreakOf } from '../text/lines.ts';
import type { TextEdit } from '../text/textEdit.ts';
import { importedAs } from './goImports.ts';
import { insertion, replacement, withAlignedComments, type Change } from './goLayout.ts';
import { addElement, addField } from './goLiteral.ts';

/** What a configuration is to select, in the order of preference; one of them is h2. */
export type WantedProtocols = readonly ('h2' | 'http/1.1')[];

/**
 * Makes a `tls.Config` have h2: adds `NextProtos` where it is made, or h2 to the list that it has, in front of it or behind as `wanted` has h2.
 * `undefined`: it is not written so that one edit could do it.
 */
export function addProtocols(
  config: Pick<GoTlsConfig, 'made' | 'protocolsSet'>,
  wanted: WantedProtocols,
): readonly TextEdit[] | undefined {
  const { made, protocolsSet } = config;
  return protocolsSet === undefined
    ? editsOf(made, fieldAdded(made.node, wanted))
    : editsOf(protocolsSet, addH2(bare(protocolsSet.node), wanted));
}

/** The edits of a file that these changes of its tree are. */
export function editsOf(
  { file, node }: GoPlace,
  changes: readonly Change[] | undefined,
): readonly TextEdit[] | undefined {
  return changes && withAlignedComments(node.tree, changes).map(({ span, newText }) => ({ file, span, newText }));
}

/** The composite literal of a list. */
export function listOf(protocols: readonly string[]): string {
  return `[]string{${protocols.map((it) => `"${it}"`).join(', ')}}`;
}

function fieldAdded(made: SyntaxNode, wanted: WantedProtocols): readonly Change[] | undefined {
  const field = `NextProtos: ${listOf(wanted)}`;
  switch (made.type) {
    case 'composite_literal':
      return addField(made, 'NextProtos', listOf(wanted));
    case 'call_expression': {
      // new(tls.Config)
      const type = made.child('arguments')?.parts[0]?.text;
      const isNew = made.child('function')?.text === 'new' && type !== undefined;
      return isNew ? [replacement(made, `&${type}{${field}}`)] : assignedBehind(made, listOf(wanted));
    }
    case 'nil': {
      const tls = importedAs(made.tree, 'crypto/tls');
      return tls === undefined ? undefined : [replacement(made, `&${tls}.Config{${field}}`)];
    }
    case 'identifier':
      return made.parent?.type === 'var_spec' ? declared(made.parent, field) : undefined;
    default:
      return undefined;
  }
}

/** `clone := config.Clone()`, and what the clone gets in the line below. */
function assignedBehind(call: SyntaxNode, list: string): readonly Change[] | undefined {
  const statement = call.parent?.parent;
  const { text } = call.tree;
  if (statement?.type !== 'short_var_declaration' && statement?.type !== 'assignment_statement') return undefined;
  const [name, ...others] = statement.child('left')?.parts ?? [];
  const indent = indentBefore(text, statement.start);
  const end = endOfLine(text, statement.end);
  const rest = text.slice(statement.end, end).trim();
  if (name === undefined || others.length > 0 || statement.child('right')?.parts.length !== 1) return undefined;
  if (indent === undefined || statement.parent?.type !== 'statement_list' || (rest !== '' && !rest.startsWith('//')))
    return undefined;
  return [insertion(end, `${lineBreakOf(text)}${indent}${name.text}.NextProtos = ${list}`)];
}

/** `var config tls.Config`, where it declares nothing else. */
function declared(spec: SyntaxNode, field: string): readonly Change[] | undefined {
  const around = spec.parent;
  const [name, type, ...others] = spec.parts;
  if (around?.parts.length !== 1 || name?.type !== 'identifier' || type?.type !== 'qualified_type') return undefined;
  if (others.length > 0) return undefined;
  const isStatement = around.type === 'var_declaration' && around.parent?.type !== 'source_file';
  return isStatement
    ? [replacement(around, `${name.text} := ${type.text}{${field}}`)]
    : [replacement(type, `= ${type.text}{${field}}`)];
}

/** Values in literals stand in a node of their own. */
function bare(node: SyntaxNode): SyntaxNode {
  const [inner] = node.type === 'literal_element' ? node.parts : [];
  return inner ?? node;
}

function addH2(list: SyntaxNode, wanted: WantedProtocols): readonly Change[] | undefined {
  const where = wanted[0] === 'h2' ? 'front' : 'end';
  const literal = literalIn(list);
  if (literal !== undefined) return addElement(literal, '"h2"', where);
  if (list.type === 'nil') return [replacement(list, listOf(wanted))];
  if (list.type === 'call_expression') {
    const added = argumentAdded(list);
    if (added !== undefined) return added;
  }
  if (!isExpression(list)) return undefined;
  return where === 'front'
    ? [insertion(list.start, 'append([]string{"h2"}, '), insertion(list.end, '...)')]
    : [insertion(list.start, 'append('), insertion(list.end, ', "h2")')];
}

/** The literal that a list is, or that `append` adds to. */
function literalIn(list: SyntaxNode): SyntaxNode | undefined {
  if (list.type === 'composite_literal') return list.child('type')?.type === 'slice_type' ? list : undefined;
  if (!isAppend(list)) return undefined;
  const first = list.child('arguments')?.parts[0];
  return first === undefined ? undefined : literalIn(first);
}

/** `append(list, "http/1.1")` with one value more. */
function argumentAdded(call: SyntaxNode): readonly Change[] | undefined {
  const last = isAppend(call) ? call.child('arguments')?.parts.at(-1) : undefined;
  return last === undefined || last.type === 'variadic_argument' ? undefined : [insertion(last.end, ', "h2"')];
}

function isAppend(node: SyntaxNode): boolean {
  return node.type === 'call_expression' && node.child('function')?.text === 'append';
}

function isExpression({ type }: SyntaxNode): boolean {
  return (
    type === 'identifier' || type === 'selector_expression' || type === 'call_expression' || type === 'slice_expression'
  );
}
