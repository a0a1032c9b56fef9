import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { errorCode } from '../disk/errorCode.ts';
import { credentialsProblem, type Credentials } from '../probe/index.ts';

/** Reads the files of `--ca`, `--cert` and `--key`, or says why they cannot be used. */
export function readCredentials(
  files: { readonly ca?: string; readonly cert?: string; readonly key?: string },
  cwd: string,
):
  | { readonly kind: 'read'; readonly credentials: Credentials }
  | { readonly kind: 'refused'; readonly problem: string } {
  const read: Partial<Record<'ca' | 'cert' | 'key', string>> = {};
  for (const key of ['ca', 'cert', 'key'] as const) {
    const file = files[key];
    if (file === undefined) continue;
    try {
      read[key] = readFileSync(path.resolve(cwd, file), 'utf8');
    } catch (error) {
      return { kind: 'refused', problem: `--${key} ${file} cannot be read (${errorCode(error)})` };
    }
  }
  const problem = credentialsProblem(read);
  return problem === undefined ? { kind: 'read', credentials: read } : { kind: 'refused', problem };
}
