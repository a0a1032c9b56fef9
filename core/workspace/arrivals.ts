import { baseName, folderOf, isInside, type FilePath } from '../text/filePath.ts';
import { discover, isNeverEntered, readIgnores } from './discover.ts';
import type { FileSource } from './fileSource.ts';
import { ignoredBy, type IgnoreFile } from './gitignore.ts';

/** Wanted files among what came: the files themselves, or what is in the folders. `links`: links came or went, which may be about any file. */
export async function arrivalsAmong(options: {
  readonly paths: readonly FilePath[];
  readonly folder: FilePath;
  readonly source: FileSource;
  readonly links: ReadonlyMap<FilePath, FilePath>;
  readonly isWanted: (path: FilePath) => boolean;
}): Promise<readonly FilePath[] | 'links'> {
  const { folder: root, source, isWanted } = options;
  const inside = options.paths.filter((path) => isInside(path, root) && !isNeverEntered(path, root));
  if ([...options.links.keys()].some((link) => inside.some((path) => isInside(link, path)))) return 'links';
  const found: FilePath[] = [];
  const above = new IgnoresAbove(root, source);
  for (const path of inside) {
    const ignores = await above.of(path);
    if (ignores === undefined) continue;
    const { files, links } = await discover({ root, folder: path, source, isWanted, ignores });
    if (links.size > 0) return 'links';
    found.push(...files);
    if (!isWanted(path)) continue;
    const entries = await source.entries(folderOf(path));
    if (entries.some(({ name, leadsTo }) => name === baseName(path) && leadsTo !== undefined)) return 'links';
    found.push(path);
  }
  return found;
}

/** The .gitignore files between the workspace folder and what stands below it: each folder's is read once. */
class IgnoresAbove {
  readonly #root: FilePath;
  readonly #source: FileSource;
  readonly #inside = new Map<FilePath, Promise<readonly IgnoreFile[] | undefined>>();

  constructor(root: FilePath, source: FileSource) {
    this.#root = root;
    this.#source = source;
  }

  /** `undefined`: they ignore it. */
  async of(path: FilePath): Promise<readonly IgnoreFile[] | undefined> {
    if (path === this.#root) return [];
    const ignores = await this.#in(folderOf(path));
    return ignores === undefined || ignoredBy(ignores, path, 'file') || ignoredBy(ignores, path, 'folder')
      ? undefined
      : ignores;
  }

  /** What counts for the entries of a folder. */
  #in(folder: FilePath): Promise<readonly IgnoreFile[] | undefined> {
    const known = this.#inside.get(folder) ?? this.#read(folder);
    this.#inside.set(folder, known);
    return known;
  }

  async #read(folder: FilePath): Promise<readonly IgnoreFile[] | undefined> {
    const above = folder === this.#root ? [] : await this.#in(folderOf(folder));
    if (above === undefined || ignoredBy(above, folder, 'folder')) return undefined;
    return [...above, await readIgnores(folder, this.#source)];
  }
}
