import { filePath, folderOf, isAbsolute, isInside, resolvePath, type FilePath } from '../../core/text/filePath.ts';
import {
  BEGINNING_BYTES,
  type FileContent,
  type FileSource,
  type FolderEntry,
} from '../../core/workspace/fileSource.ts';

/** What a link in memory says: a relative name, or an absolute one. */
export interface MemoryLink {
  readonly kind: 'link';
  readonly to: string;
}

/** So many links are followed. */
const LONGEST_CHAIN = 40;

/**
 * A workspace in memory: absolute names and what is in them. What is put into `files` later is there from then on. Links lead to files,
 * and behave as those on a disk.
 */
export function memoryFileSource(files: Map<FilePath, FileContent | MemoryLink>): FileSource {
  /** The file that a link leads to in the end; `undefined`: none that is there. */
  const targetOf = (link: FilePath): FilePath | undefined => {
    let at = link;
    for (let i = 0; i < LONGEST_CHAIN; i++) {
      const content = files.get(at);
      if (content?.kind !== 'link') return content === undefined ? undefined : at;
      at = resolvePath(folderOf(at), content.to);
    }
    return undefined;
  };
  const entryOf = (name: string, path: FilePath): FolderEntry | undefined => {
    const content = files.get(path);
    if (content?.kind !== 'link') return { name, kind: 'file', link: false };
    const target = targetOf(path);
    if (target !== undefined) return { name, kind: 'file', link: true, leadsTo: target };
    return isAbsolute(content.to) && !isInside(filePath(content.to), folderOf(path))
      ? { name, kind: 'file', link: true, leadsTo: filePath(content.to) }
      : undefined;
  };
  return {
    entries(folder) {
      const entries = new Map<string, FolderEntry>();
      const prefix = folder === '/' ? '/' : `${folder}/`;
      for (const path of files.keys()) {
        if (!path.startsWith(prefix)) continue;
        const rest = path.slice(prefix.length);
        const slash = rest.indexOf('/');
        const name = slash < 0 ? rest : rest.slice(0, slash);
        const entry = slash < 0 ? entryOf(name, path) : ({ name, kind: 'folder', link: false } as const);
        if (entry !== undefined) entries.set(name, entry);
      }
      return Promise.resolve([...entries.values()]);
    },
    read(path, part) {
      const target = targetOf(path);
      const content = target === undefined ? undefined : files.get(target);
      if (content === undefined || content.kind === 'link') return Promise.resolve({ kind: 'missing' });
      if (part === undefined || content.kind !== 'text' || content.text.length <= BEGINNING_BYTES)
        return Promise.resolve(content);
      return Promise.resolve({ kind: 'text', text: content.text.slice(0, BEGINNING_BYTES), isCut: true });
    },
  };
}

/** Texts by names relative to a folder, as a source reads them. */
export function textFiles(
  folder: FilePath,
  texts: Readonly<Record<string, string>>,
): Map<FilePath, FileContent | MemoryLink> {
  return new Map(Object.entries(texts).map(([name, text]) => [filePath(`${folder}/${name}`), { kind: 'text', text }]));
}
