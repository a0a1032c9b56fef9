import { baseName, folderOf, isInside, relativeTo, type FilePath } from '../core/text/filePath.ts';
import {
  BEGINNING_BYTES,
  MOST_BYTES,
  type FileContent,
  type FileSource,
  type FolderEntry,
} from '../core/workspace/fileSource.ts';
import { CONFIGURATION_FILE } from '../core/workspace/options.ts';
import type { OpenDocuments } from './documents.ts';

/** Files as the editor has them: open documents win over the disk, also where the disk has no such file. */
export function overlay(options: {
  readonly folder: FilePath;
  readonly disk: FileSource;
  readonly documents: OpenDocuments;
}): FileSource {
  const { folder, disk, documents } = options;
  return {
    async entries(of) {
      const entries = await disk.entries(of);
      const names = new Set(entries.map(({ name }) => name));
      const opened: FolderEntry[] = [];
      for (const path of isInside(of, folder) ? documents.paths() : []) {
        if (path === of || !isInside(path, of)) continue;
        const [name = '', ...deeper] = relativeTo(of, path).split('/');
        if (names.has(name)) continue;
        names.add(name);
        opened.push({ name, kind: deeper.length > 0 ? 'folder' : 'file', link: false });
      }
      return opened.length === 0 ? entries : [...entries, ...opened];
    },
    async read(path, part) {
      const document = documents.get(path);
      if (document === undefined || !isInside(path, folder)) return disk.read(path, part);
      const content = contentOf(document.getText());
      if (part === undefined || content.kind !== 'text' || content.text.length <= BEGINNING_BYTES) return content;
      return { kind: 'text', text: content.text.slice(0, BEGINNING_BYTES), isCut: true };
    },
  };
}

function contentOf(text: string): FileContent {
  if (text.length > MOST_BYTES) return { kind: 'too-large', bytes: text.length };
  return text.includes('\0') ? { kind: 'not-text' } : { kind: 'text', text };
}

/**
 * The files that count where one file is opened without a folder: that file, a grpc-alpn.json beside it, and what it includes.
 * Whoever looks for files lists them before reading one: until the file has been read, its folder holds nothing else.
 */
export function loneFileSource(main: FilePath, source: FileSource): FileSource {
  let isRead = false;
  return {
    async entries(of) {
      const entries = await source.entries(of);
      if (isRead) return entries;
      return entries.filter(
        ({ name }) => of === folderOf(main) && (name === baseName(main) || name === CONFIGURATION_FILE),
      );
    },
    async read(path, part) {
      if (path === main) isRead = true;
      return source.read(path, part);
    },
  };
}
