import { constants } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import * as path from 'node:path';
import type { Absence } from '../core/domains/domain.ts';
import { filePath, isInside, type FilePath } from '../core/text/filePath.ts';
import { errorCode } from './errorCode.ts';
import { MOST_BYTES, type FileContent, type FileSource, type FolderEntry } from '../core/workspace/fileSource.ts';

/** The name that Node's functions take. */
export function nativePath(file: FilePath): string {
  return path.sep === '\\' ? file.slice(file.startsWith('/') ? 1 : 0).replaceAll('/', '\\') : file;
}

/** Reads one workspace folder from the disk. Nothing outside of it is read: what a link leads to counts by where it leads. */
export function diskFileSource(folder: FilePath): FileSource {
  const root = realFolder(folder);

  /** Whether a name that is inside also leads inside. */
  const leadsInside = async (file: FilePath): Promise<boolean> => {
    if (!isInside(file, folder)) return false;
    return isInside(filePath(await realpath(nativePath(file))), await root);
  };

  return {
    async entries(of) {
      try {
        if (!(await leadsInside(of))) return [];
        const names = await readdir(nativePath(of), { withFileTypes: true });
        const entries = await Promise.all(
          names.map(async (it): Promise<FolderEntry | undefined> => {
            const link = it.isSymbolicLink();
            const target = link ? await stat(path.join(nativePath(of), it.name)).catch(() => undefined) : it;
            if (target?.isFile() === true) return { name: it.name, kind: 'file', link };
            return target?.isDirectory() === true ? { name: it.name, kind: 'folder', link } : undefined;
          }),
        );
        return entries.filter((it) => it !== undefined);
      } catch {
        // A folder that is gone or closed to us has no entries; a file in it that is asked for says why.
        return [];
      }
    },
    async read(file) {
      try {
        if (!(await leadsInside(file))) return { kind: 'outside' };
        return await readText(file);
      } catch (error) {
        return absenceFor(error);
      }
    },
  };
}

async function realFolder(folder: FilePath): Promise<FilePath> {
  return filePath(await realpath(nativePath(folder)).catch(() => nativePath(folder)));
}

async function readText(file: FilePath): Promise<FileContent> {
  // Without O_NONBLOCK, opening a named pipe would wait for its writer.
  const handle = await open(nativePath(file), constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const facts = await handle.stat();
    if (!facts.isFile()) return { kind: 'unreadable', because: 'it is no file' };
    if (facts.size > MOST_BYTES) return { kind: 'too-large', bytes: facts.size };
    const bytes = await handle.readFile();
    if (bytes.length > MOST_BYTES) return { kind: 'too-large', bytes: bytes.length };
    // A zero byte stands in no text that nginx or go reads.
    return bytes.includes(0) ? { kind: 'not-text' } : { kind: 'text', text: bytes.toString('utf8') };
  } finally {
    await handle.close();
  }
}

function absenceFor(error: unknown): Absence {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR' ? { kind: 'missing' } : { kind: 'unreadable', because: code };
}
