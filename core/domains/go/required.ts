import { compareGoVersions, GRPC_GO, parseGoVersion, type GoVersion } from '../../alpn/index.ts';
import { replacing, type Build, type Replacing } from './build.ts';
import { grpcLinesOf } from './grpcLines.ts';
import { moduleIn, namesAll, type GoInput, type ModFile } from './files.ts';
import type { Requirement } from './tree.ts';
import { isFolder } from './word.ts';

/** A line that requires grpc-go. */
export interface Required {
  readonly version: GoVersion;
  readonly requirement: Requirement;
  readonly file: ModFile;
  /** The replacement that brings its file into the build; `undefined`: it is a main module's. */
  readonly via: Replacing | undefined;
}

/** The lines of one file that require grpc-go. */
export interface OwnLines {
  readonly all: readonly Requirement[];
  /** The highest of them whose version is exact. */
  readonly highest: Required | undefined;
  /** The same without those that are excluded. */
  readonly allowed: Required | undefined;
  /** Whether all of them are exact, and none is excluded. */
  readonly complete: boolean;
}

/** What one go.mod itself says about grpc-go in a build. */
export function ownLines(build: Build, file: ModFile): OwnLines {
  const all = grpcLinesOf(file.tree);
  let highest: Required | undefined;
  let allowed: Required | undefined;
  let complete = true;
  for (const requirement of all) {
    const version = parseGoVersion(requirement.version.value);
    if (version === undefined) {
      complete = false;
      continue;
    }
    const required = { version, requirement, file, via: undefined };
    highest = higher(highest, required);
    if (build.excludes(GRPC_GO, version.text)) complete = false;
    else allowed = higher(allowed, required);
  }
  return { all, highest, allowed, complete };
}

/** The first one, unless the second is higher. */
function higher(first: Required | undefined, second: Required | undefined): Required | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return compareGoVersions(second.version, first.version) > 0 ? second : first;
}

/**
 * The highest grpc-go that modules of this workspace folder ask for in a build: its main modules, and those that replace others. Which of
 * these the go command looks at is that of cmd/go/internal/modload/buildlist.go, readModGraph: behind a module that names all modules
 * that it builds with, it does not look further.
 */
export function requiredBy(input: GoInput, build: Build): Required | undefined {
  let found: Required | undefined;
  const seen = new Set<string>();
  const replaced = new Set(
    [...build.replacements.keys()].filter(
      (path) => path !== GRPC_GO && leadsToFolder(build.replacements.get(path) ?? []),
    ),
  );
  const pending: { file: ModFile; via: Replacing | undefined; deep: boolean; unpruned: boolean }[] = build.mains
    .toReversed()
    .map((file) => ({ file, via: undefined, deep: true, unpruned: !namesAll(file.tree) }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { file, via, deep, unpruned } = next;
    const { allowed } = ownLines(build, file);
    found = higher(found, allowed === undefined ? undefined : { ...allowed, via });
    if (!deep || replaced.size === 0) continue;
    for (const { path, version } of file.tree.requirements) {
      if (!replaced.has(path.value) || build.excludes(path.value, version.value)) continue;
      const by = replacing(build, path.value, version.value);
      const local = by === undefined ? undefined : folderModule(input, by);
      if (by === undefined || local === undefined) continue;
      const all = unpruned || !namesAll(local.tree);
      const key = `${String(all)} ${local.path}`;
      if (seen.has(key)) continue;
      seen.add(key);
      pending.push({ file: local, via: by, deep: all, unpruned: all });
    }
  }
  return found;
}

function leadsToFolder(files: NonNullable<ReturnType<Build['replacements']['get']>>): boolean {
  return files.some(({ byVersion, ofAll }) =>
    [...byVersion.values(), ...(ofAll === undefined ? [] : [ofAll])].some(({ to }) => to.version === undefined),
  );
}

function folderModule(input: GoInput, { replacement: { to }, file }: Replacing): ModFile | undefined {
  return to.version === undefined && isFolder(to.path.value) ? moduleIn(input, file, to.path.value) : undefined;
}
