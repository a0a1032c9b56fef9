import type { Named } from '../domains/domain.ts';
import { compareBytes, matchesName } from '../text/glob.ts';
import { filePath, isInside, type FilePath } from '../text/filePath.ts';
import type { FileSource } from './fileSource.ts';
import { ignoredBy, readIgnoreFile, type IgnoreFile } from './gitignore.ts';

/** Folders that never hold configuration of the project's own. */
const NEVER_ENTERED = new Set(['.git', '.hg', '.svn', 'node_modules', 'vendor']);

/** So many folders are listed at one time. */
const AT_ONCE = 16;

/** What was found in a folder. */
export interface Discovered {
  /**
   * In the order of their names, in whatever order folders are listed: what is told follows it. A link to a file of the workspace is not among
   * them: what it leads to is.
   */
  readonly files: readonly FilePath[];
  /** Links to files, and the files that they lead to. */
  readonly links: ReadonlyMap<FilePath, FilePath>;
}

/**
 * All wanted files of a folder that neither their folder's name nor .gitignore leaves out.
 * @param options.root the workspace folder
 * @param options.ignores the .gitignore files above the folder
 */
export async function discover(options: {
  readonly root: FilePath;
  readonly folder: FilePath;
  readonly source: FileSource;
  readonly isWanted: (path: FilePath) => boolean;
  readonly ignores: readonly IgnoreFile[];
}): Promise<Discovered> {
  const { source, isWanted } = options;
  const found = new Set<FilePath>();
  const links = new Map<FilePath, FilePath>();
  let level: { readonly folder: FilePath; readonly ignores: readonly IgnoreFile[] }[] = [
    { folder: options.folder, ignores: options.ignores },
  ];
  while (level.length > 0) {
    const next: typeof level = [];
    for (let i = 0; i < level.length; i += AT_ONCE) {
      await Promise.all(
        level.slice(i, i + AT_ONCE).map(async ({ folder, ignores: outer }) => {
          const entries = await source.entries(folder);
          const ignores = entries.some(({ name }) => name === '.gitignore')
            ? [...outer, await readIgnores(folder, source)]
            : outer;
          for (const { name, kind, link, leadsTo } of entries) {
            const path = filePath(`${folder}/${name}`);
            if (leadsTo !== undefined) links.set(path, leadsTo);
            if (kind === 'folder' ? link || NEVER_ENTERED.has(name) : !isWanted(path)) continue;
            if (ignoredBy(ignores, path, kind)) continue;
            if (kind === 'folder') next.push({ folder: path, ignores });
            else if (leadsTo === undefined) found.add(path);
            else if (isInside(leadsTo, options.root)) found.add(leadsTo);
          }
        }),
      );
    }
    level = next;
  }
  return { files: [...found].sort(), links };
}

/** The .gitignore of a folder; one that says nothing where there is none. */
export async function readIgnores(folder: FilePath, source: FileSource): Promise<IgnoreFile> {
  const content = await source.read(filePath(`${folder}/.gitignore`));
  return readIgnoreFile(folder, content.kind === 'text' ? content.text : '');
}

/** Whether discovery would never come to a file or folder, by its name and those of the folders it stands in. */
export function isNeverEntered(path: FilePath, folder: FilePath): boolean {
  return path
    .slice(folder.length)
    .split('/')
    .some((part) => NEVER_ENTERED.has(part));
}

/** More files than this are not what an `include` is for; links that lead in circles match without end. */
const MOST_MATCHES = 20_000;

/** What a pattern matches, and whether there would be more. */
export interface GlobMatches {
  /** In byte order. */
  readonly matches: readonly Named[];
  readonly links: ReadonlyMap<FilePath, FilePath>;
  readonly isCut: boolean;
}

/** What an absolute pattern matches, as nginx's glob(3) gives it: in byte order, without hidden names. */
export async function resolveGlob(pattern: string, source: FileSource): Promise<GlobMatches> {
  const parts = pattern.split('/').filter((it) => it !== '');
  const links = new Map<FilePath, FilePath>();
  let paths: readonly Named[] = [{ path: filePath('/'), kind: 'folder' }];
  let isCut = false;
  for (const [i, part] of parts.entries()) {
    const last = i === parts.length - 1;
    if (!/[*?[\\]/.test(part) && !last) {
      paths = paths.map(({ path, kind }) => ({ path: filePath(`${path}/${part}`), kind }));
      continue;
    }
    const matches: Named[] = [];
    for (const { path: folder } of paths) {
      if (matches.length > MOST_MATCHES) break;
      for (const { name, kind, leadsTo } of await source.entries(folder)) {
        if (!(last || kind === 'folder') || !matchesName(part, name, { hidden: false })) continue;
        const path = filePath(`${folder}/${name}`);
        matches.push({ path, kind });
        if (leadsTo !== undefined) links.set(path, leadsTo);
      }
    }
    isCut ||= matches.length > MOST_MATCHES;
    paths = matches.slice(0, MOST_MATCHES);
  }
  return { matches: [...paths].sort((a, b) => compareBytes(a.path, b.path)), links, isCut };
}
