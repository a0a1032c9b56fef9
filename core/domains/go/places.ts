import { baseName, relativeTo, type FilePath } from '../../text/filePath.ts';
import type { Location } from '../../text/location.ts';
import type { Span } from '../../text/span.ts';

/** Names of lines for users. */
export interface Places {
  /** `go.mod line 5`; of other files than the module's own with the folders in front: `lib/go.mod line 5`. */
  line(file: { readonly path: FilePath; readonly text: string }, span: Span): string;
  name(path: FilePath): string;
}

/** @param own the go.mod that is told about */
export function placesFor(folder: FilePath, own: FilePath): Places {
  const name = (path: FilePath): string => (path === own ? baseName(path) : relativeTo(folder, path));
  return {
    name,
    line: ({ path, text }, span) => `${name(path)} line ${lineOf(text, span.start)}`,
  };
}

/** One-based; lines end with LF, as for the go command. */
function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let feed = text.indexOf('\n'); feed >= 0 && feed < offset; feed = text.indexOf('\n', feed + 1)) line++;
  return line;
}

/** A span of a file, without what else stands in its object. */
export function placeOf({ path }: { readonly path: FilePath }, { start, end }: Span): Location {
  return { file: path, span: { start, end } };
}
