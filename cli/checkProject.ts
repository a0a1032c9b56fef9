import { analyze, type GradedFinding, type RuleFailure } from '../core/analyze.ts';
import type { FixState } from '../core/features/fixAll.ts';
import { summaryOf, type Summary } from '../core/features/summary.ts';
import type { Note } from '../core/domains/facts.ts';
import type { FilePath } from '../core/text/filePath.ts';
import type { PositionRange } from '../core/text/lineIndex.ts';
import { rules } from '../core/rules/index.ts';
import { rangesIn } from '../core/text/lineIndexes.ts';
import type { Location } from '../core/text/location.ts';
import type { Snapshot } from '../core/workspace/workspace.ts';
import type { OpenedProject } from './projects.ts';
import type { Terminal } from './terminal.ts';

/** One project's result, with places as positions. */
export interface CheckedProject extends FixState {
  /** Those that are reported. */
  readonly findings: readonly GradedFinding[];
  readonly notes: readonly Note[];
  readonly summary: Summary;
  /** Lines and columns of a place; zeroes where the file's text is not known. */
  rangeOf(at: Location): PositionRange;
  textOf(file: FilePath): string | undefined;
}

/** Checks a project as it was read, or as it has been read again. */
export function checkProject(
  { only, ...opened }: OpenedProject,
  terminal: Terminal,
  snapshot: Snapshot = opened.snapshot,
): CheckedProject {
  const tell = ({ rule, error }: RuleFailure): void =>
    terminal.error(`grpc-alpn: rule ${rule} failed: ${error instanceof Error ? error.message : String(error)}\n`);
  const analysis = analyze(snapshot.project, rules, tell);
  analysis.failures.forEach(tell);
  const isReported = (file: FilePath): boolean => only === undefined || only.has(file);
  const findings = analysis.findings.filter(({ at }) => isReported(at.file));
  return {
    findings,
    texts: snapshot.texts,
    notes: snapshot.notes.filter(({ file }) => isReported(file)),
    summary: summaryOf(snapshot, { ...analysis, findings }),
    rangeOf: rangesIn(snapshot.texts),
    textOf: (file) => snapshot.texts.get(file),
  };
}
