import type { WorkspaceFolder } from 'vscode-languageserver';
import { folderOf, isInside, type FilePath } from '../core/text/filePath.ts';
import { Folder, type FolderSurroundings } from './folder.ts';
import { pathOfUri, type UriSpelling } from './paths.ts';

/** All folders that are checked: those of the workspace, and one for each file that is open outside of them. */
export class Folders {
  readonly #surroundings: FolderSurroundings;
  readonly #uris: UriSpelling;
  readonly #onClose: (folder: Folder) => void;
  #folders: readonly Folder[] = [];

  constructor(options: {
    readonly surroundings: FolderSurroundings;
    readonly uris: UriSpelling;
    readonly onClose: (folder: Folder) => void;
  }) {
    this.#surroundings = options.surroundings;
    this.#uris = options.uris;
    this.#onClose = options.onClose;
  }

  get all(): readonly Folder[] {
    return this.#folders;
  }

  /** The folder of a URI, as the client names it. */
  byUri(uri: string): Folder | undefined {
    const path = pathOfUri(uri);
    return this.#folders.find((it) => it.main === undefined && it.path === path);
  }

  /** The folder that tells about a file: the innermost one of the workspace, else the one that the file itself or a file that includes it was opened for. */
  ownerOf(path: FilePath): Folder | undefined {
    let owner: Folder | undefined;
    for (const it of this.#folders) {
      if (it.main === undefined && isInside(path, it.path) && it.path.length > (owner?.path.length ?? 0)) owner = it;
    }
    const lone = this.#folders.filter(({ main }) => main !== undefined);
    return owner ?? lone.find(({ main }) => main === path) ?? lone.find((it) => it.checked?.snapshot.texts.has(path));
  }

  /** Takes workspace folders in and out. Files that are open belong to others then. */
  change(event: { readonly added: readonly WorkspaceFolder[]; readonly removed: readonly WorkspaceFolder[] }): void {
    const removed = new Set(event.removed.map(({ uri }) => pathOfUri(uri)));
    const left = this.#folders.filter((it) => it.main !== undefined || !removed.has(it.path));
    const gone = this.#folders.filter((it) => !left.includes(it));
    const added: Folder[] = [];
    for (const { uri } of event.added) {
      const path = pathOfUri(uri);
      if (path === undefined || [...left, ...added].some((it) => it.main === undefined && it.path === path)) continue;
      added.push(new Folder({ uri, path }, this.#surroundings));
    }
    this.#folders = [...left, ...added];
    for (const it of gone) this.#uris.setFolder(it.path, undefined);
    for (const it of added) this.#uris.setFolder(it.path, it.uri);
    for (const it of gone) this.#close(it);
    for (const it of added) it.reload();
    this.changeLoneFiles();
    for (const it of this.#folders) if (it.checked !== undefined) this.#surroundings.onUpdate(it);
  }

  /** Gives a folder of its own to every open file that is in none, and takes away those that are not needed any more. */
  changeLoneFiles(): void {
    const roots = this.#folders.filter(({ main }) => main === undefined);
    const lone = new Set(
      [...this.#surroundings.documents.paths()].filter((path) => !roots.some((it) => isInside(path, it.path))),
    );
    const gone = this.#folders.filter(({ main }) => main !== undefined && !lone.has(main));
    const known = new Set(this.#folders.map(({ main }) => main));
    const added = [...lone]
      .filter((path) => !known.has(path))
      .map((main) => new Folder({ uri: this.#uris.uriOf(main), path: folderOf(main), main }, this.#surroundings));
    this.#folders = [...this.#folders.filter((it) => !gone.includes(it)), ...added];
    gone.forEach((it) => this.#close(it));
    added.forEach((it) => it.reload());
  }

  /** Resolves when all changes of all folders are taken in. */
  async settled(): Promise<void> {
    await Promise.all(this.#folders.map((it) => it.settled()));
  }

  close(): void {
    this.#folders.forEach((it) => it.close());
    this.#folders = [];
  }

  #close(folder: Folder): void {
    folder.close();
    this.#onClose(folder);
  }
}
