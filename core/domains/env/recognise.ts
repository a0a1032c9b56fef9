import { ENFORCE_VARIABLE } from '../../alpn/index.ts';
import type { FilePath } from '../../text/filePath.ts';
import { kindOf } from './kind.ts';

/** More than this is no file that a person wrote, in UTF-16 code units. */
const MOST = 1024 * 1024;

/** Whether a file may give a process its environment, by its name. */
export function candidate(path: FilePath): boolean {
  return kindOf(path) !== undefined;
}

/** Whether a file gives a process the variable, names a file that may, or is one where people would put it. */
export function recognise(path: FilePath, text: string): boolean {
  if (text.length > MOST) return false;
  switch (kindOf(path)) {
    case undefined:
      return false;
    case 'dockerfile':
    case 'compose':
    case 'launch.json':
      return true;
    case 'systemd':
      return text.includes(ENFORCE_VARIABLE) || text.includes('EnvironmentFile');
    case 'yaml':
    case 'workflow':
    case 'devcontainer.json':
    case 'shell':
    case 'dotenv':
    case 'environment-file':
      return text.includes(ENFORCE_VARIABLE);
  }
}
