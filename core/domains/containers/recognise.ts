import type { FilePath } from '../../text/filePath.ts';
import { isCompose, isDockerfile } from '../containerFiles.ts';

/** More than this is neither a Dockerfile nor a compose file that a person wrote, in UTF-16 code units. */
const MOST = 512 * 1024;

/** Whether a file may be a Dockerfile or a compose file, by its name. */
export function candidate(path: FilePath): boolean {
  return isDockerfile(path) || isCompose(path);
}

/** Whether a candidate is one of both. */
export function recognise(path: FilePath, text: string): boolean {
  return candidate(path) && text.length <= MOST;
}
