import { afterLineBreak, indentBefore, lineBreakOf, startOfLine } from '../../text/lines.ts';
import type { TextEdit } from '../../text/textEdit.ts';
import type { SyntaxNode, SyntaxTree } from '../syntaxTree.ts';
import { lineBehind, widened, type Change } from './columns.ts';
import { attributesIn } from './hcl.ts';
import { lineAt, type Line } from './layout.ts';
import type { Placed, TerraformFile } from './values.ts';

/** What becomes of an attribute or entry. */
export interface NewEntry {
  readonly name: string;
  /** As HCL writes it: `"HTTP2Preferred"`, `true`. */
  readonly value: string;
  /** Names of neighbours that it goes well with, the best first. */
  readonly near: readonly string[];
}

/** Puts a literal in the place of another; `undefined`: the text is half typed. */
export function replaceLiteral({ file, node }: Placed, value: string): readonly TextEdit[] | undefined {
  if (file.tree.broken.length > 0) return undefined;
  const { start, end } = node;
  // What stands on the last line of a longer literal only gets a new place.
  const by = value.length - (end - start);
  const isLong = node.text.includes('\n');
  const columns = isLong ? [] : widened(file.tree.syntax, start, by);
  return columns === undefined ? undefined : editsIn(file, [{ span: { start, end }, newText: value }, ...columns]);
}

/** Adds an attribute to a block, laid out as `terraform fmt` does; `undefined`: it cannot be done. */
export function addAttribute(block: Placed, entry: NewEntry): readonly TextEdit[] | undefined {
  const { file, node } = block;
  if (file.tree.broken.length > 0) return undefined;
  const neighbours = attributesIn(node.children.find(({ type }) => type === 'body')).map((it) => ({
    ...{ name: it.name, node: it.node, key: it.node.children[0], value: it.expression },
  }));
  const changes = besideOne(file.tree.syntax, neighbours, entry, 'block') ?? intoBlock(file.tree.syntax, node, entry);
  return changes === undefined ? undefined : editsIn(file, changes);
}

/** Adds an entry to an object, separated and laid out as its others are; `undefined`: it cannot be done. */
export function addEntry(object: Placed, entry: NewEntry): readonly TextEdit[] | undefined {
  const { file, node } = object;
  if (file.tree.broken.length > 0) return undefined;
  const elements = node.children.filter(({ type }) => type === 'object_elem');
  const neighbours = elements.flatMap((it) => {
    const [key, value] = [it.child('key'), it.child('val')];
    return key === undefined || value === undefined ? [] : [{ name: nameOf(key), node: it, key, value }];
  });
  const isQuoted = neighbours.length > 0 && neighbours.every(({ key }) => key.text.startsWith('"'));
  const named = isQuoted ? { ...entry, name: `"${entry.name}"` } : entry;
  const changes =
    besideOne(file.tree.syntax, neighbours, named, 'object') ?? intoLine(file.tree.syntax, node, neighbours, named);
  return changes === undefined ? undefined : editsIn(file, changes);
}

/** An attribute or entry that another one may stand beside. */
interface Neighbour {
  readonly name: string;
  readonly node: SyntaxNode;
  readonly key: SyntaxNode | undefined;
  readonly value: SyntaxNode;
}

function nameOf(key: SyntaxNode): string {
  return key.text.startsWith('"') ? key.text.slice(1, -1) : key.text;
}

function editsIn(file: TerraformFile, changes: readonly Change[]): readonly TextEdit[] {
  return changes.map((it) => ({ file: file.path, ...it }));
}

/** A line of its own behind a neighbour: the first that it goes well with and where nothing else must move, else the first. */
function besideOne(
  tree: SyntaxTree,
  neighbours: readonly Neighbour[],
  entry: NewEntry,
  kind: 'block' | 'object',
): readonly Change[] | undefined {
  const rows = neighbours.flatMap((it) => {
    const row = rowOf(tree, it, kind);
    return row === undefined ? [] : [row];
  });
  const isParted = rows.some(({ comma }) => comma !== '');
  const usable = rows.filter(({ comma }) => !isParted || comma !== '');
  const others = usable.filter(({ name }) => !entry.near.includes(name) && !META.has(name)).reverse();
  const inOrder = [...entry.near.flatMap((near) => usable.filter(({ name }) => name === near)), ...others];
  let first: readonly Change[] | undefined;
  for (const row of inOrder.slice(0, MOST_TRIED)) {
    const isNear = entry.near.includes(row.name);
    if (!isNear && first !== undefined) break;
    const put = behind(tree, row, entry);
    if (put === undefined) continue;
    if (!put.moves && isNear) return put.changes;
    first ??= put.changes;
  }
  return first;
}

/** So many neighbours are tried: each may be one of many lines. */
const MOST_TRIED = 20;

/** Arguments of Terraform's own stand apart from those of a resource. */
const META: ReadonlySet<string> = new Set([
  'count',
  'for_each',
  'provider',
  'providers',
  'depends_on',
  'source',
  'version',
]);

/** A neighbour that has a line of its own. */
interface Row extends Neighbour {
  readonly line: Line;
  readonly indent: string;
  /** What ends it. */
  readonly comma: string;
}

function rowOf(tree: SyntaxTree, neighbour: Neighbour, kind: 'block' | 'object'): Row | undefined {
  const { node } = neighbour;
  const { text } = tree;
  const indent = indentBefore(text, node.start);
  const line = lineAt(tree, node.start);
  if (indent === undefined || node.end > line.content) return undefined;
  const behindIt = text.slice(node.end, line.content);
  if (behindIt !== '' && (kind === 'block' || behindIt !== ',')) return undefined;
  return { ...neighbour, line, indent, comma: behindIt };
}

function behind(
  tree: SyntaxTree,
  { line, indent, comma, key, value }: Row,
  entry: NewEntry,
): { readonly changes: readonly Change[]; readonly moves: boolean } | undefined {
  const { text } = tree;
  const mark = text.slice(key?.end ?? value.start, value.start).includes('=') ? '=' : ':';
  const end = afterLineBreak(text, line.end);
  if (end === line.end) return undefined;
  const between = text.slice(key?.end ?? value.start, value.start).replace(/\s+/g, ' ');
  const own = mark === ':' ? `${entry.name}${between}${entry.value}${comma}` : entry.name;
  const assign = mark === ':' ? undefined : `= ${entry.value}${comma}`;
  const made = lineBehind(tree, { line, lead: indent.length + own.length, assign: assign?.length });
  if (made === undefined) return undefined;
  const rest = assign === undefined ? '' : `${' '.repeat(made.gap)}${assign}`;
  const added = { span: { start: end, end }, newText: `${indent}${own}${rest}${lineBreakOf(text)}` };
  return { changes: [...made.changes, added], moves: made.moves };
}

/** A block in which no attribute has a line of its own: `{}`, `{ port = 443 }`, or with blocks only. */
function intoBlock(tree: SyntaxTree, block: SyntaxNode, entry: NewEntry): readonly Change[] | undefined {
  const { text } = tree;
  const opening = block.children.find(({ type }) => type === 'block_start');
  const closing = block.children.find(({ type }) => type === 'block_end');
  if (opening === undefined || closing === undefined) return undefined;
  const lineBreak = lineBreakOf(text);
  const outer = /^[ \t]*/.exec(text.slice(startOfLine(text, block.start)))?.[0] ?? '';
  const inner = `${outer}  `;
  const own = `${inner}${entry.name} = ${entry.value}${lineBreak}`;
  const inside = text.slice(opening.end, closing.start);
  if (!inside.includes('\n')) {
    const [only, another] = attributesIn(block.children.find(({ type }) => type === 'body'));
    if (inside.trim() === '')
      return [{ span: { start: opening.end, end: closing.start }, newText: `${lineBreak}${own}${outer}` }];
    if (only === undefined || another !== undefined || inside.trim() !== only.node.text) return undefined;
    const width = Math.max(only.name.length, entry.name.length);
    const rows = [
      [only.name, only.expression.text],
      [entry.name, entry.value],
    ].map(([name = '', value = '']) => `${inner}${name.padEnd(width)} = ${value}${lineBreak}`);
    return [{ span: { start: opening.end, end: closing.start }, newText: `${lineBreak}${rows.join('')}${outer}` }];
  }
  const line = lineAt(tree, opening.start);
  if (line.content !== opening.end) return undefined;
  const start = afterLineBreak(text, line.end);
  const isEmpty = inside.trim() === '';
  return [{ span: { start, end: start }, newText: isEmpty ? own : `${own}${lineBreak}` }];
}

/** An object in which no entry has a line of its own: `{ port = 443, protocol = "TLS" }`. */
function intoLine(
  tree: SyntaxTree,
  object: SyntaxNode,
  neighbours: readonly Neighbour[],
  entry: NewEntry,
): readonly Change[] | undefined {
  const { text } = tree;
  const last = neighbours.at(-1);
  const inside = text.slice(object.start + 1, object.end - 1);
  if (last === undefined) {
    if (inside.trim() !== '' || inside.includes('\n')) return undefined;
    const newText = ` ${entry.name} = ${entry.value} `;
    const columns = widened(tree, object.start, newText.length - inside.length);
    return columns === undefined
      ? undefined
      : [{ span: { start: object.start + 1, end: object.end - 1 }, newText }, ...columns];
  }
  if (last.value.parts[0]?.parts[0]?.type === 'heredoc_template') return undefined;
  const between = text.slice(last.key?.end ?? last.value.start, last.value.start).replace(/\s+/g, ' ');
  const newText = `, ${entry.name}${between}${entry.value}`;
  const columns = widened(tree, last.node.end, newText.length);
  const at = last.node.end;
  return columns === undefined ? undefined : [{ span: { start: at, end: at }, newText }, ...columns];
}
