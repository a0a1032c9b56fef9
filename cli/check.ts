import { analyze, type GradedFinding } from '../core/analyze.ts';
import { summaryOf, type Summary } from '../core/features/summary.ts';
import type { PositionRange } from '../core/text/lineIndex.ts';
import { rangesIn } from '../core/text/lineIndexes.ts';
import type { Location } from '../core/text/location.ts';
import type { FilePath } from '../core/text/filePath.ts';
import type { Note } from '../core/domains/facts.ts';
import type { CheckOptions } from './commandLine.ts';
import { openProjects, shownPath, type OpenedProject } from './projects.ts';
import { renderFindings } from './renderFindings.ts';
import { ExitCode, refuse, type Terminal } from './terminal.ts';

/** One project's result, with places as positions. */
export interface CheckedProject {
  readonly findings: readonly GradedFinding[];
  readonly notes: readonly Note[];
  readonly summary: Summary;
  /** Lines and columns of a place; zeroes where the file's text is not known. */
  rangeOf(at: Location): PositionRange;
  textOf(file: FilePath): string | undefined;
}

const ORDER = ['hint', 'information', 'warning', 'error'] as const;

/** `grpc-alpn check`. */
export async function check(
  paths: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
  version: string,
): Promise<number> {
  terminal.progress('Reading …');
  const opened = await openProjects(paths, terminal.cwd, options);
  terminal.progress('');
  if (opened.kind === 'refused') return refuse(terminal, opened.problem);
  const checked = opened.projects.map((it) => checkProject(it, terminal));
  if (options.format === 'json')
    terminal.out(`${JSON.stringify(toJson(checked, terminal.cwd, version), undefined, 2)}\n`);
  else terminal.out(renderFindings(checked, terminal));
  const least = ORDER.indexOf(options.failOn);
  return checked.some(({ findings }) => findings.some(({ severity }) => ORDER.indexOf(severity) >= least))
    ? ExitCode.findings
    : ExitCode.clean;
}

function checkProject({ snapshot, only }: OpenedProject, terminal: Terminal): CheckedProject {
  const analysis = analyze(snapshot.project);
  for (const { rule, error } of analysis.failures)
    terminal.error(`grpc-alpn: rule ${rule} failed: ${error instanceof Error ? error.message : String(error)}\n`);
  const isReported = (file: FilePath): boolean => only === undefined || only.has(file);
  const findings = analysis.findings.filter(({ at }) => isReported(at.file));
  return {
    findings,
    notes: snapshot.notes.filter(({ file }) => isReported(file)),
    summary: summaryOf(snapshot, { ...analysis, findings }),
    rangeOf: rangesIn(snapshot.texts),
    textOf: (file) => snapshot.texts.get(file),
  };
}

/** The JSON of design section 5. */
function toJson(projects: readonly CheckedProject[], cwd: string, version: string): unknown {
  const place = (project: CheckedProject, at: Location): { readonly file: string; readonly range: PositionRange } => ({
    file: shownPath(at.file, cwd),
    range: project.rangeOf(at),
  });
  const total = (key: keyof Summary): number => projects.reduce((sum, { summary }) => sum + summary[key], 0);
  return {
    schema: 1,
    tool: { name: 'grpc-alpn', version },
    findings: projects.flatMap((project) =>
      project.findings.map(({ rule, severity, message, at, evidence, related, fixes }) => ({
        rule,
        severity,
        message,
        ...place(project, at),
        evidence: evidence === undefined ? null : { grpc: evidence.grpc, because: evidence.because },
        related: related.map((it) => ({ ...place(project, it.at), message: it.message })),
        fixes: fixes.map(({ title, safety, edits }) => ({
          title,
          safety,
          edits: edits.map(({ newText, ...at }) => ({ ...place(project, at), newText })),
        })),
      })),
    ),
    notes: projects.flatMap(({ notes }) =>
      notes.map(({ kind, file, message }) => ({ kind, file: shownPath(file, cwd), message })),
    ),
    summary: {
      files: total('files'),
      listeners: total('listeners'),
      error: total('error'),
      warning: total('warning'),
      information: total('information'),
      hint: total('hint'),
    },
  };
}
