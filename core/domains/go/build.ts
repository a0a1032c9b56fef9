import { GRPC_GO } from '../../alpn/index.ts';
import { filePath, folderOf, type FilePath } from '../../text/filePath.ts';
import { goModIn, isWork, modFilesOf, moduleIn, type GoInput, type ModFile } from './files.ts';
import type { Replacement } from './tree.ts';

/** Modules that are built together: those that one go.work uses, or one alone. */
export interface Build {
  readonly mains: readonly ModFile[];
  readonly work: ModFile | undefined;
  /** A folder, as go.work names it, whose go.mod is not known. */
  readonly missing: string | undefined;
  readonly replacements: Replacements;
  /** Versions of modules that one of the modules excludes: path and version. */
  readonly excludes: (path: string, version: string) => boolean;
}

/** A replacement and the file that it stands in. */
export interface Replacing {
  readonly replacement: Replacement;
  readonly file: ModFile;
}

/** The replacements that count in a build, by the path of what is replaced. */
export type Replacements = ReadonlyMap<string, readonly OfFile[]>;

/** The replacements of one module in one file. */
interface OfFile {
  readonly file: ModFile;
  readonly byVersion: Map<string, Replacement>;
  ofAll: Replacement | undefined;
}

/** The builds that each go.mod takes part in: those of the go.work files that use it, and its own where no go.work above forbids that. */
export function buildsOf(input: GoInput): (module: ModFile) => readonly Build[] {
  const works = [...modFilesOf(input.files).values()].filter(isWork);
  const byModule = new Map<FilePath, Build[]>();
  for (const work of works) {
    const build = workspaceBuild(input, work);
    for (const { path } of build.mains) byModule.set(path, [...(byModule.get(path) ?? []), build]);
  }
  return (module) => {
    const together = byModule.get(module.path) ?? [];
    const nearest = nearestWork(input, module);
    return together.some(({ work }) => work === nearest)
      ? together
      : [...together, makeBuild([module], undefined, undefined)];
  };
}

/** The go.work that counts for commands in a module's folder; `undefined`: none of this workspace folder. */
function nearestWork({ files, folder: root }: GoInput, { path }: ModFile): unknown {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const work = files.get(filePath(`${folder}/go.work`));
    if (work !== undefined) return work;
    if (folder === root || folder === '/') return NO_WORK;
  }
}

const NO_WORK = {};

function workspaceBuild(input: GoInput, work: ModFile): Build {
  const mains = new Map<FilePath, ModFile>();
  let missing: string | undefined;
  for (const { value } of work.tree.uses) {
    const main = moduleIn(input, work, value);
    if (main === undefined) missing ??= value;
    else mains.set(goModIn(work, value), main);
  }
  return makeBuild([...mains.values()], work, missing);
}

function makeBuild(mains: readonly ModFile[], work: ModFile | undefined, missing: string | undefined): Build {
  const excluded = new Set<string>();
  for (const { tree } of mains) {
    for (const { path, version } of tree.exclusions) excluded.add(`${path.value} ${version.value}`);
  }
  return {
    ...{ mains, work, missing },
    replacements: replacementsOf(work === undefined ? mains : [work, ...mains]),
    excludes: (path, version) => excluded.has(`${path} ${version}`),
  };
}

/** @param files in the order in which they count */
function replacementsOf(files: readonly ModFile[]): Replacements {
  const found = new Map<string, OfFile[]>();
  for (const file of files) {
    for (const replacement of file.tree.replacements) {
      const { path, version } = replacement.from;
      const all = found.get(path.value) ?? [];
      let own = all.at(-1);
      if (own?.file !== file) {
        own = { file, byVersion: new Map(), ofAll: undefined };
        all.push(own);
        found.set(path.value, all);
      }
      if (version === undefined) own.ofAll ??= replacement;
      else if (!own.byVersion.has(version.value)) own.byVersion.set(version.value, replacement);
    }
  }
  return found;
}

/**
 * What replaces a module: go.work decides before the go.mod files, and in one file the replacement of a version before that of all
 * (cmd/go/internal/modload/modfile.go, replacementFrom).
 * @param version `undefined`: one that no replacement names
 */
export function replacing({ replacements }: Build, path: string, version: string | undefined): Replacing | undefined {
  for (const { file, byVersion, ofAll } of replacements.get(path) ?? []) {
    const replacement = (version === undefined ? undefined : byVersion.get(version)) ?? ofAll;
    if (replacement !== undefined) return { replacement, file };
  }
  return undefined;
}

/** The versions of grpc-go that replacements name. */
export function replacedVersions({ replacements }: Build): readonly string[] {
  return [...new Set((replacements.get(GRPC_GO) ?? []).flatMap(({ byVersion }) => [...byVersion.keys()]))];
}
