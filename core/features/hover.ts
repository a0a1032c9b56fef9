import type { FilePath } from '../text/filePath.ts';
import type { Span } from '../text/span.ts';
import type { Snapshot } from '../workspace/workspace.ts';
import { edgeHover } from './edgeHover.ts';
import { goHover } from './goHover.ts';
import { goSourceHover } from './goSourceHover.ts';
import { nginxHover } from './nginxHover.ts';

/** What is told about a word of a file. */
export interface Hover {
  readonly span: Span;
  /** Markdown without HTML; everything from the workspace in it is escaped. */
  readonly markdown: string;
}

/** What a grpc-go client or server gets at this place, and why. `undefined`: nothing is known about the word there. */
export function hoverAt(snapshot: Snapshot, file: FilePath, offset: number): Hover | undefined {
  const { project } = snapshot;
  return (
    nginxHover(project, file, offset) ??
    goHover(project, file, offset) ??
    goSourceHover(project, file, offset) ??
    edgeHover(project, file, offset)
  );
}
