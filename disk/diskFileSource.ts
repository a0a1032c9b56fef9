import * as fs from 'node:fs';
import { readdir, readlink, realpath, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
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
import {
  BEGINNING_BYTES,
  MOST_BYTES,
  type FileContent,
  type FileSource,
  type FolderEntry,
} from '../core/workspace/fileSource.ts';

/** The name that Node's functions take. */
export function nativePath(file: FilePath): string {
  return path.sep === '\\' ? file.slice(file.startsWith('/') ? 1 : 0).replaceAll('/', '\\') : file;
}

/**
 * Reads one workspace folder from the disk. Nothing outside of it is read: what a link leads to counts by where it leads. What is no link stands
 * where its folder does: of many files in one folder only that is looked at.
 */
export function diskFileSource(folder: FilePath): FileSource {
  const root = realFolder(folder);
  /** Where folders lead, as far as somebody is asking the system just now. */
  const asked = new Map<FilePath, Promise<boolean>>();

  /** Whether a name that is inside also leads inside. */
  const leadsInside = async (file: FilePath): Promise<boolean> => {
    if (!isInside(file, folder)) return false;
    return isInside(filePath(await realpath(nativePath(file))), await root);
  };

  /** The same of a folder, asked once for all who want to know at the same time. */
  const folderLeadsInside = (of: FilePath): Promise<boolean> => {
    const known = asked.get(of) ?? leadsInside(of).finally(() => asked.delete(of));
    asked.set(of, known);
    return known;
  };

  /** What a file holds that is no link; `undefined`: it is one, or its folder leads elsewhere, or the system cannot refuse links. */
  const readPlain = async (file: FilePath, part: 'beginning' | undefined): Promise<FileContent | undefined> => {
    if (NO_LINKS === undefined || file === folder || !isInside(file, folder)) return undefined;
    if (!(await folderLeadsInside(folderOf(file)))) return undefined;
    try {
      return await readText(file, part, NO_LINKS);
    } catch (error) {
      if (IS_LINK.has(errorCode(error))) return undefined;
      throw error;
    }
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
    async read(file, part) {
      try {
        const plain = await readPlain(file, part);
        if (plain !== undefined) return plain;
        if (!(await leadsInside(file))) return { kind: 'outside' };
        return await readText(file, part, 0);
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

/** Makes opening a link fail; Windows has no such thing. */
const NO_LINKS = process.platform === 'win32' ? undefined : fs.constants.O_NOFOLLOW;

/** What it fails with then: ELOOP, or, on FreeBSD, EMLINK (open(2)). */
const IS_LINK = new Set(['ELOOP', 'EMLINK']);

const open = promisify(fs.open);
const read = promisify(fs.read);
const readFile = promisify(fs.readFile);

/** Only what may wait for the disk is left to another thread: there may be very many files, and each turn costs more than reading a small one. */
async function readText(file: FilePath, part: 'beginning' | undefined, flags: number): Promise<FileContent> {
  // Without O_NONBLOCK, opening a named pipe would wait for its writer.
  const opened = await open(nativePath(file), fs.constants.O_RDONLY | fs.constants.O_NONBLOCK | flags);
  try {
    const facts = fs.fstatSync(opened);
    if (!facts.isFile()) return { kind: 'unreadable', because: 'it is no file' };
    if (facts.size > MOST_BYTES) return { kind: 'too-large', bytes: facts.size };
    const isCut = part === 'beginning' && facts.size > BEGINNING_BYTES;
    const bytes = await (isCut ? startOf(opened, BEGINNING_BYTES) : allOf(opened, facts.size));
    if (bytes.length > MOST_BYTES) return { kind: 'too-large', bytes: bytes.length };
    // A zero byte stands in no text that nginx or go reads.
    if (bytes.includes(0)) return { kind: 'not-text' };
    return { kind: 'text', text: bytes.toString('utf8'), ...(isCut && { isCut }) };
  } finally {
    fs.closeSync(opened);
  }
}

async function startOf(opened: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await read(opened, Buffer.allocUnsafe(length), 0, length, 0);
  return buffer.subarray(0, bytesRead);
}

/** In one call where the size is right, as it nearly always is: there may be very many files. */
async function allOf(opened: number, size: number): Promise<Buffer> {
  // One byte more tells that nothing comes behind. What grows meanwhile, or has no size (/proc), is read again.
  const bytes = await startOf(opened, size + 1);
  return bytes.length === size && size > 0 ? bytes : readFile(opened);
}

function absenceFor(error: unknown): Absence {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR' ? { kind: 'missing' } : { kind: 'unreadable', because: code };
}
