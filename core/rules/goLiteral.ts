import type { SyntaxNode, SyntaxTree } from '../domains/syntaxTree.ts';
import { afterLineBreak, endOfLine, indentBefore, lineBreakOf, startOfLine } from '../text/lines.ts';
import type { Span } from '../text/span.ts';
import { insertion, isOnOneLine, replacement, widthOf, type Change } from './goLayout.ts';

/**
 * Adds a field behind the last one of a composite literal of a struct, as gofmt would write it: the values of neighbouring lines stand in one
 * column (go/printer, exprList). The new element has one line. `undefined`: the literal is not whole, or has no keys.
 * @param literal the `composite_literal`
 */
export function addField(literal: SyntaxNode, key: string, value: string): readonly Change[] | undefined {
  const { tree } = literal;
  const body = bodyOf(literal);
  if (body === undefined) return undefined;
  const { elements, open, close } = body;
  if (!elements.every(({ type }) => type === 'keyed_element')) return undefined;
  const written = `${key}: ${value}`;
  const last = elements.at(-1);
  if (last === undefined) return emptyFilled(tree, body, written);
  // A value of several lines that begins beside the bracket: what follows it would stand at its end.
  const [first = last] = elements;
  if (lineOf(tree, open.end) === lineOf(tree, first.start) && lineOf(tree, close.start) === lineOf(tree, last.end))
    return isOnOneLine(tree, { start: open.end, end: close.start })
      ? [insertion(last.end, `, ${written}`)]
      : [insertion(open.end, `${written}, `)];
  if (lineOf(tree, close.start) === lineOf(tree, last.end)) return [insertion(last.end, `, ${written}`)];
  const section = lastSection(body);
  const column = Math.max(...[...section.map(keyWidth), widthOf(key) + 1]) + 1;
  const respaced = section.flatMap((it) => respacedTo(it, column));
  const indent = indentOfRows(body);
  if (indent === undefined) return undefined;
  const own = section.length === 0 ? written : `${`${key}:`.padEnd(column)}${value}`;
  const end = endOfLineBehind(last, body);
  if (end === undefined) return undefined;
  return [...respaced, insertion(end, `${lineBreakOf(tree.text)}${indent}${own},`)];
}

/**
 * Takes a field out of a composite literal of a struct, and moves the values of its neighbours into the column that is left for them.
 * `undefined`: the literal is neither on one line nor has each element on lines of its own, or comments stand beside this one.
 */
export function removeField(element: SyntaxNode): readonly Change[] | undefined {
  const { tree, parent: around } = element;
  const body = around?.parent && bodyOf(around.parent);
  if (body === undefined) return undefined;
  const { elements, open, close, comments } = body;
  const index = elements.findIndex(({ start }) => start === element.start);
  const [before, behind] = [elements[index - 1], elements[index + 1]];
  const inside = { start: open.end, end: close.start };
  if (elements.length === 1) {
    // What had several lines and has one now would stand among other lines in another way.
    return comments.length > 0 || !isOnOneLine(tree, inside) ? undefined : [replacement(inside, '')];
  }
  if (isOnOneLine(tree, inside)) {
    if (comments.length > 0) return undefined;
    const start = before?.end ?? element.start;
    return [replacement({ start, end: before === undefined ? (behind?.start ?? element.end) : element.end }, '')];
  }
  const lines = linesOf(element);
  const isBetweenComments = comments.some(
    (it) => it.end >= previousLine(tree, lines.start) && it.start <= nextLine(tree, lines.end),
  );
  const isApart = [...elements, close].every(({ start }) => indentBefore(tree.text, start) !== undefined);
  if (!isApart || isBetweenComments || lineOf(tree, close.start) === lineOf(tree, element.end)) return undefined;
  const section = [
    ...lastSection({ ...body, elements: elements.slice(0, index) }, lines.start),
    ...firstSection({ ...body, elements: elements.slice(index + 1) }, lines.end),
  ];
  const column = Math.max(0, ...section.map(keyWidth)) + 1;
  return [replacement(withEmptyLine(lines, body), ''), ...section.flatMap((it) => respacedTo(it, column))];
}

/** The whole lines of an element, with their line break. */
function linesOf({ tree, start, end }: SyntaxNode): Span {
  return { start: startOfLine(tree.text, start), end: nextLine(tree, end) };
}

/** What goes with lines that go: an empty line that would stand beside a bracket or another empty line. */
function withEmptyLine({ start, end }: Span, { open, close }: Body): Span {
  const { text } = close.tree;
  const isEmpty = (line: number): boolean => endOfLine(text, line) === line;
  const follows = isEmpty(end);
  if (follows && (nextLine(close.tree, open.start) === start || isEmpty(previousLine(close.tree, start)))) {
    return { start, end: afterLineBreak(text, end) };
  }
  const isLast = lineOf(close.tree, close.start) === end;
  const previous = previousLine(close.tree, start);
  return isLast && isEmpty(previous) ? { start: previous, end } : { start, end };
}

/** Adds a value to a composite literal of a list, at its front or its end. `undefined`: the literal is not whole. */
export function addElement(literal: SyntaxNode, value: string, where: 'front' | 'end'): readonly Change[] | undefined {
  const { tree } = literal;
  const body = bodyOf(literal);
  if (body === undefined) return undefined;
  const { elements, open, close } = body;
  const [first] = elements;
  const last = elements.at(-1);
  if (first === undefined || last === undefined) return emptyFilled(tree, body, value);
  const indent = indentBefore(tree.text, first.start);
  const lineBreak = lineBreakOf(tree.text);
  if (where === 'front') {
    const isBeside = indent === undefined || lineOf(tree, first.start) === lineOf(tree, open.start);
    return [insertion(first.start, isBeside ? `${value}, ` : `${value},${lineBreak}${indent}`)];
  }
  if (lineOf(tree, close.start) === lineOf(tree, last.end)) return [insertion(last.end, `, ${value}`)];
  const [end, rows] = [endOfLineBehind(last, body), indentOfRows(body)];
  return end === undefined || rows === undefined ? undefined : [insertion(end, `${lineBreak}${rows}${value},`)];
}

interface Body {
  readonly open: SyntaxNode;
  readonly close: SyntaxNode;
  /** Without comments. */
  readonly elements: readonly SyntaxNode[];
  readonly comments: readonly SyntaxNode[];
}

function bodyOf(literal: SyntaxNode): Body | undefined {
  const children = literal.child('body')?.children ?? [];
  const [open] = children;
  const close = children.at(-1);
  if (open?.type !== '{' || close?.type !== '}' || close.start === close.end) return undefined;
  if (children.some(({ type }) => type === 'ERROR')) return undefined;
  return {
    open,
    close,
    elements: children.filter(({ isNamed, type }) => isNamed && type !== 'comment'),
    comments: children.filter(({ type }) => type === 'comment'),
  };
}

/** An empty literal with its first element: below the comments that stand in it, if there are any, each on a line of its own. */
function emptyFilled(
  tree: SyntaxTree,
  { open, close, comments }: Body,
  element: string,
): readonly Change[] | undefined {
  const { text } = tree;
  const last = comments.at(-1);
  if (last === undefined) return [replacement({ start: open.end, end: close.start }, element)];
  const indent = indentBefore(text, last.start);
  if (indent === undefined || comments.some((it) => indentBefore(text, it.start) === undefined)) return undefined;
  if (lineOf(tree, last.end) === lineOf(tree, close.start)) return undefined;
  return [insertion(endOfLine(text, last.end), `${lineBreakOf(text)}${indent}${element},`)];
}

/**
 * The last elements of a literal whose values stand in one column with that of a line behind them: each alone in its line, without a blank
 * line or a comment of its own line between them.
 * @param next where that line starts; left out: behind the last element
 */
function lastSection(body: Body, next?: number): readonly SyntaxNode[] {
  const section: SyntaxNode[] = [];
  let follows = next;
  for (const element of body.elements.toReversed()) {
    const { tree } = element;
    if (!isRow(body, element) || (follows !== undefined && nextLine(tree, element.end) !== follows)) break;
    section.unshift(element);
    follows = lineOf(tree, element.start);
  }
  return section;
}

/** The first elements, likewise, behind a line that ends where they begin. */
function firstSection(body: Body, start: number): readonly SyntaxNode[] {
  const section: SyntaxNode[] = [];
  let follows = start;
  for (const element of body.elements) {
    const { tree } = element;
    if (!isRow(body, element) || lineOf(tree, element.start) !== follows) break;
    section.push(element);
    follows = nextLine(tree, element.end);
  }
  return section;
}

/** Whether an element has one line, and has it alone. */
function isRow({ elements, open }: Body, element: SyntaxNode): boolean {
  const { tree } = element;
  const index = elements.findIndex(({ start }) => start === element.start);
  const behind = elements[index + 1];
  const isFirst = indentBefore(tree.text, element.start) !== undefined && element.start > open.end;
  const isLast = behind === undefined || lineOf(tree, behind.start) > lineOf(tree, element.start);
  return isFirst && isLast && isOnOneLine(tree, element);
}

function keyWidth(element: SyntaxNode): number {
  return widthOf(element.child('key')?.text ?? '') + 1;
}

/** Moves the value of an element into a column, counted from the key's first character. */
function respacedTo(element: SyntaxNode, column: number): readonly Change[] {
  const [key, value] = [element.child('key'), element.child('value')];
  if (key === undefined || value === undefined) return [];
  const between = { start: key.end + 1, end: value.start };
  const blanks = ' '.repeat(column - keyWidth(element));
  const { text } = element.tree;
  const written = text.slice(between.start, between.end);
  return written === blanks || written.trim() !== '' ? [] : [replacement(between, blanks)];
}

/** A line is named by the offset where it starts. */
function lineOf({ text }: SyntaxTree, offset: number): number {
  return startOfLine(text, offset);
}

function nextLine({ text }: SyntaxTree, offset: number): number {
  return afterLineBreak(text, endOfLine(text, offset));
}

/** The line above the one that starts here. */
function previousLine({ text }: SyntaxTree, start: number): number {
  return startOfLine(text, Math.max(0, start - 1));
}

/** The end of the line behind an element; `undefined`: a comment goes on into the next line. */
function endOfLineBehind({ tree, end }: SyntaxNode, { comments }: Body): number | undefined {
  const lineEnd = endOfLine(tree.text, end);
  return comments.some((it) => it.start < lineEnd && it.end > lineEnd) ? undefined : lineEnd;
}

/** The white space in front of an element that begins its line, or of one that would. `undefined`: comments stand there in a way of their own. */
function indentOfRows({ elements, close, comments }: Body): string | undefined {
  const { text } = close.tree;
  const first = elements.findLast(({ start }) => indentBefore(text, start) !== undefined);
  if (first !== undefined) return indentBefore(text, first.start);
  return comments.length > 0 ? undefined : `${indentBefore(text, close.start) ?? ''}\t`;
}
