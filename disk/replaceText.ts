import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, chown, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { isInside, filePath, type FilePath } from '../core/text/filePath.ts';
import { nativePath } from './diskFileSource.ts';
import { errorCode } from './errorCode.ts';

/** A file whose text is to be another one. */
export interface Replacement {
  /** The file itself, no link. */
  readonly file: FilePath;
  /** The folder that must hold it. */
  readonly folder: FilePath;
  /** What it was read as. */
  readonly before: string;
  readonly after: string;
}

/** Why a file cannot be given another text, as a clause behind its name. `undefined`: it can. */
export async function replacementProblem({ file, folder, before }: Replacement): Promise<string | undefined> {
  const name = nativePath(file);
  try {
    const [real, root] = await Promise.all([realpath(name), realpath(nativePath(folder))]);
    if (!isInside(filePath(real), filePath(root))) return 'leads outside of the folder that is checked';
    const bytes = await readFile(name);
    const isUnchanged = bytes.toString('utf8') === before;
    if (!isUnchanged) return 'has been changed since it was read';
    // What is no UTF-8 was read as something else, and would be written as that.
    if (!bytes.equals(Buffer.from(before, 'utf8'))) return 'is not UTF-8';
    // For root the system refuses nothing, but a file without any write bit is meant to stay as it is.
    if (((await stat(name)).mode & 0o222) === 0) return 'is read-only';
    await access(name, constants.W_OK);
    await access(path.dirname(name), constants.W_OK);
    return undefined;
  } catch (error) {
    const code = errorCode(error);
    return code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? 'is read-only' : `cannot be written (${code})`;
  }
}

/** Gives a file another text, all of it at once: who reads it meanwhile gets the old or the new one. Mode and owner stay. Returns why it could not be done. */
export async function replaceText(replacement: Replacement): Promise<string | undefined> {
  const problem = await replacementProblem(replacement);
  if (problem !== undefined) return problem;
  const name = nativePath(replacement.file);
  // The dot keeps nginx's globs, and our own, from taking it for configuration.
  const temporary = path.join(
    path.dirname(name),
    `.${path.basename(name).slice(0, 100)}.${randomBytes(6).toString('hex')}`,
  );
  try {
    const { mode, uid, gid } = await stat(name);
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(replacement.after, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    const made = await stat(temporary);
    if (made.uid !== uid || made.gid !== gid) await chown(temporary, uid, gid);
    await chmod(temporary, mode & 0o7777);
    await rename(temporary, name);
    return undefined;
  } catch (error) {
    await rm(temporary, { force: true });
    return `could not be written (${errorCode(error)})`;
  }
}
