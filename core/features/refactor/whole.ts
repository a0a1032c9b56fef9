import type { Project } from '../../project/project.ts';
import { isInside, type FilePath } from '../../text/filePath.ts';

/** Whether a file can be rewritten: it is in the workspace, nothing in it is half typed, and no other program makes it. */
export function isWhole({ folder, nginxFiles }: Project, path: FilePath): boolean {
  const file = nginxFiles.get(path);
  return file !== undefined && isInside(path, folder) && file.problems.length === 0 && !file.tree.template;
}
