import type { GoPlace } from '../domains/goSource/facts.ts';
import type { SyntaxNode } from '../domains/syntaxTree.ts';
import { afterLineBreak, endOfLine, indentBefore, lineBreakOf, startOfLine } from '../text/lines.ts';
import type { TextEdit } from '../text/textEdit.ts';
import { importedAs, removeImport } from './goImports.ts';
import { insertion, replacement, type Change } from './goLayout.ts';
import { removeField } from './goLiteral.ts';
import { editsOf } from './goProtocols.ts';

/** Takes a field's value away, with its key or its assignment, and the import of crypto/tls where nothing else needs it. */
export function removeSetting(value: GoPlace): readonly TextEdit[] | undefined {
  const setting = settingOf(value.node);
  if (setting === undefined) return undefined;
  const removed = setting.type === 'keyed_element' ? removeField(setting) : statementRemoved(setting);
  if (removed === undefined) return undefined;
  const { tree } = setting;
  const tls = importedAs(tree, 'crypto/tls');
  const uses = [...tree.ofTypes('selector_expression', 'qualified_type')].filter(
    (it) => (it.child('operand') ?? it.child('package'))?.text === tls,
  );
  const isNeeded = tls === undefined || uses.length === 0 || uses.some((it) => !setting.contains(it));
  const importRemoved = isNeeded ? [] : removeImport(tree, 'crypto/tls');
  return importRemoved && editsOf(value, [...importRemoved, ...removed]);
}

/** The element or the assignment that a value stands in. */
function settingOf(value: SyntaxNode): SyntaxNode | undefined {
  const [inner, outer] = [value.parent, value.parent?.parent];
  if (inner?.type === 'keyed_element') return inner;
  if (outer?.type === 'keyed_element') return outer;
  return outer?.type === 'assignment_statement' && outer.child('right')?.parts.length === 1 ? outer : undefined;
}

function statementRemoved({ tree: { text }, start, end }: SyntaxNode): readonly Change[] | undefined {
  const lineEnd = endOfLine(text, end);
  if (indentBefore(text, start) === undefined || text.slice(end, lineEnd).trim() !== '') return undefined;
  return [replacement({ start: startOfLine(text, start), end: afterLineBreak(text, lineEnd) }, '')];
}

/** `protocols.SetHTTP2(true)` below the call that allows HTTP/1. */
export function http2Allowed(value: SyntaxNode): readonly Change[] | undefined {
  const { tree } = value;
  const name = value.text.replace(/^&/, '');
  const call = [...tree.ofTypes('call_expression')].find((it) => it.child('function')?.text === `${name}.SetHTTP1`);
  const statement = call?.parent;
  const indent = statement && indentBefore(tree.text, statement.start);
  if (statement?.type !== 'expression_statement' || indent === undefined) return undefined;
  const added = `${lineBreakOf(tree.text)}${indent}${name}.SetHTTP2(true)`;
  return [insertion(endOfLine(tree.text, statement.end), added)];
}

/** A `//go:debug` line, and the empty line behind it where nothing else stands above that. */
export function directiveRemoved({ tree: { text }, start, end }: SyntaxNode): readonly Change[] {
  const next = afterLineBreak(text, endOfLine(text, end));
  const isFirst = start === 0 || /\n\r?\n$/.test(text.slice(0, start));
  const isLast = endOfLine(text, next) === next;
  return [replacement({ start, end: isFirst && isLast ? afterLineBreak(text, next) : next }, '')];
}
