import { fixAll, type FixedFile, type FixedFinding } from '../core/features/fixAll.ts';
import { isInside, type FilePath } from '../core/text/filePath.ts';
import { replacementProblem, replaceText, type Replacement } from '../disk/replaceText.ts';
import { checkProject, type CheckedProject } from './checkProject.ts';
import { fileOf, type ChangedTexts, type OpenedProject } from './projects.ts';
import type { Terminal } from './terminal.ts';

/** What came of fixing projects, before anything is written. */
export interface Fixing {
  /** As they are after the fixes. */
  readonly checked: readonly CheckedProject[];
  readonly files: readonly FixedProjectFile[];
  readonly fixed: readonly FixedFinding[];
  /** Files that fixes would change and that cannot be written. */
  readonly problems: readonly FileProblem[];
}

/** A file that fixes change, and the folder that it belongs to. */
export interface FixedProjectFile extends FixedFile, Replacement {}

/** What is wrong with a file: a clause behind its name. */
export interface FileProblem {
  readonly file: FilePath;
  readonly problem: string;
}

interface Context {
  /** What the projects are read through. */
  readonly texts: ChangedTexts;
  readonly terminal: Terminal;
}

/** Applies the safe fixes of all projects, in memory. No fix counts that would change a file which cannot be written. */
export async function fixProjects(opened: readonly OpenedProject[], context: Context): Promise<Fixing> {
  const blocked = new Map<FilePath, string>();
  const start = opened.map((it) => ({ opened: it, checked: checkProject(it, context.terminal) }));
  for (;;) {
    context.texts.clear();
    const fixing = await fixUnlessBlocked(start, blocked, context);
    const problems = await failuresOf(fixing.files, replacementProblem);
    for (const { file, problem } of problems) blocked.set(file, problem);
    if (problems.length === 0)
      return { ...fixing, problems: [...blocked].map(([file, problem]) => ({ file, problem })) };
  }
}

/** Writes what fixes have made of files. Returns those that could not be written. */
export function writeFixed(files: readonly FixedProjectFile[]): Promise<readonly FileProblem[]> {
  return failuresOf(files, replaceText);
}

async function failuresOf(
  files: readonly FixedProjectFile[],
  attempt: (replacement: Replacement) => Promise<string | undefined>,
): Promise<readonly FileProblem[]> {
  const problems: FileProblem[] = [];
  for (const it of files) {
    const problem = await attempt(it);
    if (problem !== undefined) problems.push({ file: it.file, problem });
  }
  return problems;
}

async function fixUnlessBlocked(
  projects: readonly { readonly opened: OpenedProject; readonly checked: CheckedProject }[],
  blocked: ReadonlyMap<FilePath, string>,
  { texts, terminal }: Context,
): Promise<Omit<Fixing, 'problems'>> {
  let files: ReadonlyMap<FilePath, FixedFile> = new Map();
  const folders = new Map<FilePath, FilePath>();
  const fixed: FixedFinding[] = [];
  const checked: CheckedProject[] = [];
  for (const { opened, checked: first } of projects) {
    const { only, snapshot } = opened;
    const { folder, project } = snapshot;
    const recheck = async (): Promise<CheckedProject> => checkProject(opened, terminal, await opened.reread());
    const result = await fixAll({
      start: files.size === 0 ? first : await recheck(),
      earlier: files,
      check: (changed) => {
        for (const [file, text] of changed) texts.set(file, text);
        return recheck();
      },
      mayFix: () => true,
      mayEdit: (file) =>
        isInside(file, folder) &&
        (only === undefined || only.has(file)) &&
        !project.options.excludes(file) &&
        !blocked.has(fileOf(file)),
      fileOf,
      isQuick: false,
    });
    files = result.files;
    for (const file of files.keys()) if (!folders.has(file)) folders.set(file, folder);
    fixed.push(...result.fixed);
    checked.push(result.left);
  }
  return {
    checked,
    fixed,
    files: [...files].map(([file, it]) => ({ ...it, file, folder: folders.get(file) ?? file })),
  };
}
