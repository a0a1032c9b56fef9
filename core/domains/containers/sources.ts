import { isGlob } from '../../text/glob.ts';
import { filePath, folderOf, isInside, type FilePath } from '../../text/filePath.ts';
import type { DomainInput, Named } from '../domain.ts';
import type { ContainersTree } from './tree.ts';

/** Something that is put somewhere, and where it stands there. */
export interface Placed {
  /** `undefined`: it is from elsewhere, or not there. */
  readonly what: Named | undefined;
  /** Absolute. */
  readonly target: string;
  /** What says so, in words. */
  readonly from: string;
}

/** Looks up what the sources of COPY and of mounts name, and remembers what it was asked. */
export class Sources {
  readonly #input: DomainInput<ContainersTree>;
  readonly #patterns = new Set<string>();

  constructor(input: DomainInput<ContainersTree>) {
    this.#input = input;
  }

  /** Everything that was looked up. */
  get patterns(): Iterable<string> {
    return this.#patterns;
  }

  /**
   * The files and folders that a name stands for as seen from a folder.
   * @param options.glob whether `* ? [ ]` in it are wildcards
   */
  find(name: string, folder: FilePath, options: { readonly glob: boolean }): readonly Named[] {
    const path = filePath(name.startsWith('/') ? name : `${folder}/${name}`);
    if (!isInside(path, this.#input.folder)) return [];
    if (path === this.#input.folder) return [{ path, kind: 'folder' }];
    const own = isInside(path, folder) ? folder : folderOf(path);
    const rest = path.slice(own.length);
    const pattern = escaped(own) + (options.glob ? rest : escaped(rest));
    this.#patterns.add(pattern);
    return this.#input.names.get(pattern) ?? [];
  }
}

function escaped(path: string): string {
  return path.replace(/[*?[\\]/g, '\\$&');
}

/** How `COPY` and `ADD` take their sources: whether several names, a pattern, or how the target is written make the target a folder. */
export function targetFolder(sources: readonly string[], target: string): boolean {
  return sources.length > 1 || sources.some(isGlob) || /(?:^|\/)\.?$/.test(target) || isKnownFolder(target);
}

/** Folders that nginx's image has, so that a file that is copied there is copied into it. */
function isKnownFolder(target: string): boolean {
  return /^\/etc\/nginx(?:\/(?:[^/]{1,100}\.d|templates|snippets|[a-z]{1,50}-(?:enabled|available)))?$/.test(target);
}
