import { baseName, type FilePath } from '../../text/filePath.ts';

/** Whether a file is one that the go command reads by its name: go.mod or go.work. */
export function recognise(path: FilePath): boolean {
  const name = baseName(path);
  return name === 'go.mod' || name === 'go.work';
}
