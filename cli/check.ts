import type { GoVersion } from '../core/alpn/index.ts';
import type { Summary } from '../core/features/summary.ts';
import { filePath, type FilePath } from '../core/text/filePath.ts';
import type { PositionRange } from '../core/text/lineIndex.ts';
import { rangesIn } from '../core/text/lineIndexes.ts';
import type { Location } from '../core/text/location.ts';
import { printable, printableLines } from '../core/text/printable.ts';
import { unifiedDiff } from '../core/text/unifiedDiff.ts';
import { checkProject, type CheckedProject } from './checkProject.ts';
import type { CheckOptions } from './commandLine.ts';
import { fixProjects, writeFixed, type FileProblem, type Fixing } from './fix.ts';
import { checkUpgrade, upgradeJson, upgradeText, type UpgradeChecked } from './preUpgrade.ts';
import { fileOf, openProjects, shownPath, type ChangedTexts, type OpenedProject } from './projects.ts';
import { renderFindings } from './renderFindings.ts';
import { ExitCode, refuse, type Terminal } from './terminal.ts';

const ORDER = ['hint', 'information', 'warning', 'error'] as const;

/** `grpc-alpn check`. */
export async function check(
  paths: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
  version: string,
): Promise<number> {
  const texts: ChangedTexts = new Map();
  terminal.progress('Reading …');
  const opened = await openProjects(paths, terminal.cwd, options, texts);
  terminal.progress('');
  if (opened.kind === 'refused') return refuse(terminal, opened.problem);
  const { projects } = opened;
  const fixing = options.fix || options.diff ? await fixProjects(projects, { texts, terminal }) : undefined;
  if (fixing !== undefined && options.diff) return showDiff(fixing, terminal);
  const checked = fixing?.checked ?? projects.map((it) => checkProject(it, terminal));
  const problems = fixing === undefined ? [] : [...fixing.problems, ...(await writeFixed(fixing.files))];
  const upgrades = await upgradesOf(projects, { version: options.assumeGrpcGo, isFixed: fixing !== undefined });
  const told = { fixing, upgrades };
  if (options.format === 'json')
    terminal.out(`${JSON.stringify(toJson(checked, told, { cwd: terminal.cwd, version }), undefined, 2)}\n`);
  else
    terminal.out(
      [
        renderFindings(checked, terminal) + (fixing === undefined ? '' : fixedWords(fixing)),
        ...(upgrades ?? []).map((it) => upgradeText(it, terminal.cwd)),
      ].join('\n'),
    );
  tellProblems(problems, terminal);
  if (problems.length > 0) return ExitCode.usage;
  const least = ORDER.indexOf(options.failOn);
  return checked.some(({ findings }) => findings.some(({ severity }) => ORDER.indexOf(severity) >= least))
    ? ExitCode.findings
    : ExitCode.clean;
}

/** What the version that is reckoned with would break; `undefined`: none is. What was fixed counts as it is now. */
async function upgradesOf(
  projects: readonly OpenedProject[],
  { version, isFixed }: { readonly version: GoVersion | undefined; readonly isFixed: boolean },
): Promise<readonly UpgradeChecked[] | undefined> {
  if (version === undefined) return undefined;
  const upgrades: UpgradeChecked[] = [];
  for (const project of projects) {
    const snapshot = isFixed ? await project.reread() : project.snapshot;
    upgrades.push(checkUpgrade({ ...project, snapshot }, version));
  }
  return upgrades;
}

/** Prints what `--fix` would write. */
function showDiff({ files, problems }: Fixing, terminal: Terminal): number {
  const diff = files.map(({ file, before, edits }) => unifiedDiff(shownFile(file, terminal), before, edits)).join('');
  terminal.out(terminal.isScreen ? printableLines(diff) : diff);
  tellProblems(problems, terminal);
  return problems.length > 0 ? ExitCode.usage : diff === '' ? ExitCode.clean : ExitCode.findings;
}

function fixedWords({ files, fixed, problems }: Fixing): string {
  if (fixed.length === 0)
    return problems.length > 0 ? 'fixed nothing\n' : 'fixed nothing: no finding has a single safe fix\n';
  const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
  return `fixed ${count(fixed.length, 'finding')} in ${count(files.length, 'file')}\n`;
}

function tellProblems(problems: readonly FileProblem[], terminal: Terminal): void {
  for (const { file, problem } of problems)
    terminal.error(`grpc-alpn: ${printable(shownFile(file, terminal))} ${problem}: not fixed\n`);
}

/** The name of a file itself, as seen from the working directory, which may be reached through a link. */
function shownFile(file: FilePath, { cwd }: Terminal): string {
  return shownPath(file, fileOf(filePath(cwd)));
}

/** The JSON of design section 5. */
function toJson(
  projects: readonly CheckedProject[],
  {
    fixing,
    upgrades,
  }: { readonly fixing: Fixing | undefined; readonly upgrades: readonly UpgradeChecked[] | undefined },
  { cwd, version }: { readonly cwd: string; readonly version: string },
): unknown {
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
    ...(fixing !== undefined && { fixed: fixedJson(fixing, cwd) }),
    ...(upgrades !== undefined && { preUpgrade: upgrades.map((it) => upgradeJson(it, cwd)) }),
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

/** Places as they were before anything was fixed. */
function fixedJson({ fixed, files }: Fixing, cwd: string): unknown {
  const befores = new Map(files.map(({ file, before }) => [file, before]));
  const rangeOf = rangesIn(befores);
  return fixed.map(({ finding: { rule, message }, fix: { title }, at }) => ({
    rule,
    message,
    file: shownPath(at.file, cwd),
    range: rangeOf({ file: fileOf(at.file), span: at.span }),
    title,
  }));
}
