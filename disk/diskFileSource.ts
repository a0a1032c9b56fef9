import { constants } from 'node:fs';
import { open, readdir, readlink, realpath, stat } from 'node:fs/promises';
import * as path from 'node:path';
import type { Absence } from '../core/domains/domain.ts';
import {
  filePath,
  folderOf,
  isAbsolute,
  isInside,
  relativeTo,
  resolvePath,
  type FilePath,
} from '../core/text/filePath.ts';
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

  /** What a link is, by what it leads to. `undefined`: nothing is there, and nothing will be where nginx runs. */
  const linkEntry = async (name: string, link: FilePath): Promise<FolderEntry | undefined> => {
    const target = await stat(nativePath(link)).catch(() => undefined);
    if (target?.isDirectory() === true) return { name, kind: 'folder', link: true };
    if (target !== undefined && !target.isFile()) return undefined;
    const leadsTo = await destinationOf(link);
    if (leadsTo !== undefined) return { name, kind: 'file', link: true, leadsTo };
    return target === undefined ? undefined : { name, kind: 'file', link: true };
  };

  /** The file of the workspace that a link leads to, or the absolute name outside of it that one of its steps has. */
  const destinationOf = async (link: FilePath): Promise<FilePath | undefined> => {
    const real = await realpath(nativePath(link)).catch(() => undefined);
    if (real !== undefined && isInside(filePath(real), await root)) {
      return filePath(`${folder}/${relativeTo(await root, filePath(real))}`);
    }
    for (let at = link, step = 0; step < LONGEST_CHAIN && isInside(at, folder); step++) {
      const text = await readlink(nativePath(at)).catch(() => undefined);
      if (text === undefined) return undefined;
      const next = resolvePath(folderOf(at), text);
      if (isAbsolute(text) && !isInside(next, folder)) return next;
      at = next;
    }
    return undefined;
  };

  return {
    async entries(of) {
      try {
        if (!(await leadsInside(of))) return [];
        const names = await readdir(nativePath(of), { withFileTypes: true });
        const entries = await Promise.all(
          names.map(async (it): Promise<FolderEntry | undefined> => {
            if (it.isSymbolicLink()) return linkEntry(it.name, filePath(`${of}/${it.name}`));
            if (it.isFile()) return { name: it.name, kind: 'file', link: false };
            return it.isDirectory() ? { name: it.name, kind: 'folder', link: false } : undefined;
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

/** The system itself follows no longer chains of links (ELOOP). */
const LONGEST_CHAIN = 40;

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
