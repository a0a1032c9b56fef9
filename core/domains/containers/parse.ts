import type { FilePath } from '../../text/filePath.ts';
import type { Parse } from '../domain.ts';
import { parseCompose } from './compose.ts';
import { parseDockerfile } from './dockerfile.ts';
import { isCompose } from '../containerFiles.ts';
import type { ContainersTree } from './tree.ts';

/** Parses a file of this room; what a Dockerfile is called is up to the compose file that names it. Problems are none of this product's. */
export function parse(text: string, path: FilePath): Parse<ContainersTree> {
  return { tree: isCompose(path) ? parseCompose(text) : parseDockerfile(text), problems: [] };
}
