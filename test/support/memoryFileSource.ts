import { filePath, type FilePath } from '../../core/text/filePath.ts';
import type { FileContent, FileSource, FolderEntry } from '../../core/workspace/fileSource.ts';

/** A workspace in memory: absolute names and what is in them. What is put into `files` later is there from then on. */
export function memoryFileSource(files: Map<FilePath, FileContent>): FileSource {
  return {
    entries(folder) {
      const entries = new Map<string, FolderEntry>();
      const prefix = folder === '/' ? '/' : `${folder}/`;
      for (const path of files.keys()) {
        if (!path.startsWith(prefix)) continue;
        const rest = path.slice(prefix.length);
        const slash = rest.indexOf('/');
        const name = slash < 0 ? rest : rest.slice(0, slash);
        entries.set(name, { name, kind: slash < 0 ? 'file' : 'folder', link: false });
      }
      return Promise.resolve([...entries.values()]);
    },
    read: (path) => Promise.resolve(files.get(path) ?? { kind: 'missing' }),
  };
}

/** Texts by names relative to a folder, as a source reads them. */
export function textFiles(folder: FilePath, texts: Readonly<Record<string, string>>): Map<FilePath, FileContent> {
  return new Map(Object.entries(texts).map(([name, text]) => [filePath(`${folder}/${name}`), { kind: 'text', text }]));
}
