import type { Span } from '../../text/span.ts';
import type { SyntaxTree } from '../syntaxTree.ts';
import { cellsOf, formatted, lineAbove, lineAt, lineBelow, type Cells, type Gaps, type Line } from './layout.ts';

/** A change of one file's text. */
export interface Change {
  readonly span: Span;
  readonly newText: string;
}

/** Lines whose columns depend on each other, more than these, nobody writes. */
const MOST = 500;

/** Lines below each other whose columns depend on each other, around one of them. */
interface Region {
  readonly lines: readonly Line[];
  readonly cells: readonly Cells[];
  /** The number of the line that it is about. */
  readonly at: number;
}

/** What the columns around a line become where what stands at an offset of it gets longer; `undefined`: too many lines depend on it. */
export function widened(tree: SyntaxTree, offset: number, by: number): readonly Change[] | undefined {
  const region = regionAround(tree, lineAt(tree, offset));
  if (region === undefined) return undefined;
  const { cells, at } = region;
  const wider = cells.map((it, i) =>
    i !== at ? it : it.gap === undefined ? { ...it, lead: it.lead + by } : { ...it, assign: it.assign + by },
  );
  return changesOf(region, formatted(cells), formatted(wider));
}

/** A new line in the columns of its neighbours. */
export interface NewLine {
  /** White space before its `=`. */
  readonly gap: number;
  /** What it makes of the columns around it. */
  readonly changes: readonly Change[];
  /** Whether others must give way. */
  readonly moves: boolean;
}

/** A line that comes behind another one: `lead` and `assign` are its columns; one without `=` has no `assign`. */
export function lineBehind(
  tree: SyntaxTree,
  { line, lead, assign }: { readonly line: Line; readonly lead: number; readonly assign: number | undefined },
): NewLine | undefined {
  const region = regionAround(tree, line);
  if (region === undefined) return undefined;
  const { cells, at } = region;
  const gap = assign === undefined ? undefined : 1;
  const added: Cells = { lead, gap, assign: assign ?? 0, commentGap: undefined };
  const before = formatted(cells);
  const withIt = formatted([...cells.slice(0, at + 1), added, ...cells.slice(at + 1)]);
  const after = withIt.filter((_, i) => i !== at + 1);
  const isAligned = chainOf(cells, at).every((i) => cells[i]?.gap === before[i]?.gap);
  const changes = changesOf(region, before, isAligned ? after : before);
  return { gap: isAligned ? (withIt[at + 1]?.gap ?? 1) : 1, changes, moves: changes.length > 0 };
}

/** The lines around one that have a `=` in one column, and itself. */
function chainOf(cells: readonly Cells[], at: number): readonly number[] {
  const chain: number[] = [];
  for (let i = at; i >= 0 && cells[i]?.gap !== undefined; i--) chain.push(i);
  for (let i = at + 1; cells[i]?.gap !== undefined; i++) chain.push(i);
  return chain;
}

function regionAround(tree: SyntaxTree, line: Line): Region | undefined {
  const isColumned = (it: Line | undefined): it is Line => it?.assign !== undefined || it?.comment !== undefined;
  const above: Line[] = [];
  for (let it = lineAbove(tree, line); isColumned(it) && above.length < MOST; it = lineAbove(tree, it)) above.push(it);
  const below: Line[] = [];
  for (let it = lineBelow(tree, line); isColumned(it) && below.length < MOST; it = lineBelow(tree, it)) below.push(it);
  if (above.length >= MOST || below.length >= MOST) return undefined;
  const lines = [...above.reverse(), line, ...below];
  return { lines, cells: lines.map(cellsOf), at: above.length };
}

/** Columns that were as `terraform fmt` makes them stay so; all others stay as they are. */
function changesOf({ lines, cells }: Region, before: readonly Gaps[], after: readonly Gaps[]): readonly Change[] {
  return lines.flatMap((line, i) => {
    const { gap, commentGap } = cells[i] ?? {};
    const changes: Change[] = [];
    const move = (start: number, end: number | undefined, width: number | undefined): void => {
      if (end !== undefined && width !== undefined) changes.push({ span: { start, end }, newText: ' '.repeat(width) });
    };
    if (gap === before[i]?.gap && gap !== after[i]?.gap) move(line.lead, line.assign, after[i]?.gap);
    if (commentGap === before[i]?.commentGap && commentGap !== after[i]?.commentGap)
      move(line.content, line.comment, after[i]?.commentGap);
    return changes;
  });
}
