import type { FilePath } from './filePath.ts';
import type { Span } from './span.ts';

/** A span and the file whose text it is a part of. */
export interface Location {
  readonly file: FilePath;
  readonly span: Span;
}
