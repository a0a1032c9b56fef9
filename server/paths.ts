import { URI } from 'vscode-uri';
import { filePath, isInside, type FilePath } from '../core/text/filePath.ts';

/** The file that a URI names. `undefined`: it is no file of this machine. */
export function pathOfUri(uri: string): FilePath | undefined {
  const { scheme, authority, path } = parseUri(uri) ?? {};
  if (scheme !== 'file' || authority !== '' || path === undefined || path.includes('\0')) return undefined;
  // `/c:/a` is a drive's path, whose letter clients write in either case; file paths have it in upper case.
  return filePath(/^\/[A-Za-z]:/.test(path) ? path.slice(1) : path);
}

/** The URI of a file as VS Code writes it. */
export function uriOfPath(path: FilePath): string {
  return URI.file(path).toString();
}

function parseUri(uri: string): URI | undefined {
  try {
    return URI.parse(uri, true);
  } catch {
    // What is no URI names no file.
    return undefined;
  }
}

/** So many are kept. */
const MOST_KNOWN = 10_000;

/** Writes URIs as the client writes them: an open document's by its own, others by that of the folder they stand in. */
export class UriSpelling {
  readonly #documents = new Map<FilePath, string>();
  readonly #folders = new Map<FilePath, string>();
  /** Those of files, until folders come or go: every finding has some, and writing one costs. */
  readonly #known = new Map<FilePath, string>();

  setDocument(path: FilePath, uri: string | undefined): void {
    if (uri === undefined) this.#documents.delete(path);
    else this.#documents.set(path, uri);
  }

  setFolder(path: FilePath, uri: string | undefined): void {
    this.#known.clear();
    if (uri === undefined) this.#folders.delete(path);
    else this.#folders.set(path, uri.replace(/\/$/, ''));
  }

  uriOf(path: FilePath): string {
    const document = this.#documents.get(path);
    if (document !== undefined) return document;
    const uri = this.#known.get(path) ?? this.#inFolder(path);
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(path, uri);
    return uri;
  }

  #inFolder(path: FilePath): string {
    const own = uriOfPath(path);
    let folder: FilePath | undefined;
    for (const it of this.#folders.keys()) if (isInside(path, it) && it.length > (folder?.length ?? 0)) folder = it;
    if (folder === undefined) return own;
    return (this.#folders.get(folder) ?? '') + own.slice(uriOfPath(folder).replace(/\/$/, '').length);
  }
}
