import type { GoGetConfigForClient, GoTlsConfig } from '../domains/goSource/facts.ts';
import type { SyntaxNode } from '../domains/syntaxTree.ts';
import { indentBefore, lineBreakOf } from '../text/lines.ts';
import type { TextEdit } from '../text/textEdit.ts';
import { insertion, isOnOneLine, replacement, type Change } from './goLayout.ts';
import { editsOf, listOf, type WantedProtocols } from './goProtocols.ts';

/** Names for the clone, the best first. */
const NAMES = ['clone', 'perClient', 'cloned'];

/**
 * Makes `GetConfigForClient` return a clone of the configuration that it belongs to, with the fields that the returned literal sets.
 * @param wanted the protocols that the clone needs besides; `undefined`: the outer configuration has them
 * @returns `undefined`: the outer configuration has no name there (it is still being made), or the literal is not of a kind that can be taken apart
 */
export function cloneOuter(
  { at }: Pick<GoGetConfigForClient, 'at'>,
  { made }: Pick<GoTlsConfig, 'made'>,
  wanted: WantedProtocols | undefined,
): readonly TextEdit[] | undefined {
  const outer = outerOf(at.node);
  const pointer = made.node.parent;
  if (outer === undefined || made.file !== at.file || !at.node.contains(made.node)) return undefined;
  if (pointer?.type !== 'unary_expression' || !pointer.text.startsWith('&')) return undefined;
  const fields = fieldsOf(made.node);
  const statement = pointer.parent?.parent;
  if (fields === undefined || statement === undefined) return undefined;
  if (wanted !== undefined) fields.push(`NextProtos = ${listOf(wanted)}`);
  return editsOf(made, changesFor({ statement, pointer, outer, fields, used: namesIn(at.node) }));
}

interface Cloning {
  readonly statement: SyntaxNode;
  /** The `&tls.Config{…}`. */
  readonly pointer: SyntaxNode;
  readonly outer: string;
  /** Assignments behind `clone.`. */
  readonly fields: readonly string[];
  readonly used: ReadonlySet<string>;
}

function changesFor({ statement, pointer, outer, fields, used }: Cloning): readonly Change[] | undefined {
  const { text } = statement.tree;
  const clone = `${outer}.Clone()`;
  const indent = indentBefore(text, statement.start);
  if (fields.length === 0) return [replacement(pointer, clone)];
  if (indent === undefined || statement.parent?.type !== 'statement_list') return undefined;
  const lineBreak = `${lineBreakOf(text)}${indent}`;
  if (statement.type === 'return_statement') {
    const name = NAMES.find((it) => !used.has(it));
    if (name === undefined) return undefined;
    const lines = [`${name} := ${clone}`, ...fields.map((it) => `${name}.${it}`)];
    return [insertion(statement.start, lines.map((it) => `${it}${lineBreak}`).join('')), replacement(pointer, name)];
  }
  if (statement.type !== 'short_var_declaration' || statement.child('left')?.parts.length !== 1) return undefined;
  const name = statement.child('left')?.text ?? '';
  return [replacement(pointer, [clone, ...fields.map((it) => `${name}.${it}`)].join(lineBreak))];
}

/** `outer` of `outer.GetConfigForClient = func(…) …`, where nothing in the function takes its name. */
function outerOf(literal: SyntaxNode): string | undefined {
  if (literal.type !== 'func_literal') return undefined;
  const assignment = literal.parent?.parent;
  const [target, ...others] =
    assignment?.type === 'assignment_statement' ? (assignment.child('left')?.parts ?? []) : [];
  const operand = target?.type === 'selector_expression' ? target.child('operand') : undefined;
  if (operand === undefined || others.length > 0) return undefined;
  const names = operand.text.split('.');
  const [root = ''] = names;
  if (!names.every((it) => /^\w+$/.test(it)) || declaredIn(literal).has(root)) return undefined;
  return operand.text;
}

/** The names that a function declares, anywhere in it. */
function declaredIn(literal: SyntaxNode): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of literal.ofTypes('parameter_declaration', 'var_spec', 'const_spec'))
    for (const child of node.parts) if (child.type === 'identifier') names.add(child.text);
  for (const node of literal.ofTypes('short_var_declaration', 'range_clause', 'receive_statement'))
    for (const name of node.child('left')?.parts ?? []) names.add(name.text);
  return names;
}

function namesIn(node: SyntaxNode): ReadonlySet<string> {
  return new Set([...node.ofTypes('identifier')].map(({ text }) => text));
}

/** The fields of a literal as assignments: `Certificates = certificates`. `undefined`: a comment or a raw string would not come through. */
function fieldsOf(literal: SyntaxNode): string[] | undefined {
  const body = literal.type === 'composite_literal' ? literal.child('body') : undefined;
  if (body === undefined || body.children.some(({ type }) => type === 'comment')) return undefined;
  const fields: string[] = [];
  for (const element of body.parts) {
    const [key, value] = [element.child('key'), element.child('value')];
    if (element.type !== 'keyed_element' || key === undefined || value === undefined) return undefined;
    const written = movedOut(value, element, literal);
    if (written === undefined) return undefined;
    fields.push(`${key.text} = ${written}`);
  }
  return fields;
}

/** A value of several lines, with the indentation of the statement instead of that of its element. */
function movedOut(value: SyntaxNode, element: SyntaxNode, literal: SyntaxNode): string | undefined {
  const { tree } = value;
  if (isOnOneLine(tree, value)) return value.text;
  const inner = indentBefore(tree.text, element.start);
  const outer = indentOfLineOf(literal);
  if (inner === undefined || ![...value.ofTypes('raw_string_literal')].every((it) => isOnOneLine(tree, it)))
    return undefined;
  return value.text
    .split('\n')
    .map((line, i) => (i > 0 && line.startsWith(inner) ? `${outer}${line.slice(inner.length)}` : line))
    .join('\n');
}

function indentOfLineOf({ tree: { text }, start }: SyntaxNode): string {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  let end = from;
  while (text[end] === '\t' || text[end] === ' ') end++;
  return text.slice(from, end);
}
