import type { GradedFinding } from '../analyze.ts';
import type { Fix } from '../rules/rule.ts';
import type { FilePath } from '../text/filePath.ts';
import { lowerBound, type Span } from '../text/span.ts';
import type { TextEdit } from '../text/textEdit.ts';

/** A finding and the fix that is applied to it. */
export interface ChosenFix {
  readonly finding: GradedFinding;
  readonly fix: Fix;
}

/** The fixes of one round. */
export interface ChosenFixes {
  /** Several findings may have one fix. */
  readonly chosen: readonly ChosenFix[];
  /** Their edits, each once, by the files that they are really in. */
  readonly edits: ReadonlyMap<FilePath, readonly TextEdit[]>;
  /** How many fixes overlap with these and wait for the next round. */
  readonly waiting: number;
}

/** The fix that may be applied to a finding unasked: its only safe one. */
export function fixUnasked({ fixes }: GradedFinding): Fix | undefined {
  const [first, ...more] = fixes.filter(({ safety }) => safety === 'safe');
  return more.length === 0 ? first : undefined;
}

/** Chooses, in the order of the findings, the fixes that can be applied at the same time. All edits of a fix are applied or none. */
export function chooseFixes(
  findings: readonly GradedFinding[],
  options: { readonly mayEdit: (file: FilePath) => boolean; readonly fileOf: (name: FilePath) => FilePath },
): ChosenFixes {
  const chosen: ChosenFix[] = [];
  const edits = new Map<FilePath, TextEdit[]>();
  const spans = new Map<FilePath, Span[]>();
  const known = new Set<string>();
  let waiting = 0;
  for (const finding of findings) {
    const fix = fixUnasked(finding);
    if (fix === undefined || fix.edits.length === 0 || !fix.edits.every(({ file }) => options.mayEdit(file))) continue;
    const placed = fix.edits.map((edit) => ({ edit, file: options.fileOf(edit.file) }));
    const keys = placed.map(({ edit, file }) => `${edit.span.start} ${edit.span.end} ${file}\n${edit.newText}`);
    if (!keys.every((it) => known.has(it))) {
      if (placed.some(({ edit, file }) => touchesAny(spans.get(file) ?? [], edit.span))) {
        waiting++;
        continue;
      }
      for (const { edit, file } of placed) {
        listOf(edits, file).push(edit);
        const taken = listOf(spans, file);
        taken.splice(lowerBound(taken, edit.span.start), 0, edit.span);
      }
      for (const key of keys) known.add(key);
    }
    chosen.push({ finding, fix });
  }
  return { chosen, edits, waiting };
}

/** Whether a span overlaps with one of these, or is put at the same place: what comes first would be chance. */
function touchesAny(spans: readonly Span[], span: Span): boolean {
  const next = lowerBound(spans, span.start);
  return [spans[next - 1], spans[next]].some((it) => it !== undefined && meets(it, span));
}

function meets(a: Span, b: Span): boolean {
  const isEmpty = a.start === a.end || b.start === b.end;
  return isEmpty ? a.start <= b.end && b.start <= a.end : a.start < b.end && b.start < a.end;
}

function listOf<Value>(lists: Map<FilePath, Value[]>, file: FilePath): Value[] {
  const list = lists.get(file) ?? [];
  lists.set(file, list);
  return list;
}
