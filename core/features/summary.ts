import type { Analysis } from '../analyze.ts';
import type { Severity } from '../project/options.ts';
import type { Snapshot } from '../workspace/workspace.ts';

/** What was checked in a workspace folder and what came of it, in numbers. */
export interface Summary extends Readonly<Record<Severity, number>> {
  readonly files: number;
  readonly listeners: number;
  readonly modules: number;
}

/** Counts a snapshot and its findings. */
export function summaryOf(snapshot: Snapshot, analysis: Analysis): Summary {
  const count = (severity: Severity): number => analysis.findings.filter((it) => it.severity === severity).length;
  return {
    files: snapshot.texts.size,
    listeners:
      snapshot.project.listeners.length + snapshot.project.goSource.servings.length + snapshot.project.edges.length,
    modules: snapshot.project.modules.length,
    error: count('error'),
    warning: count('warning'),
    information: count('information'),
    hint: count('hint'),
  };
}
