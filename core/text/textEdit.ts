import type { FilePath } from './filePath.ts';
import type { Span } from './span.ts';

/** One replacement in one file: `newText` takes the place of what stands in `span` (empty: an insertion). */
export interface TextEdit {
  readonly file: FilePath;
  readonly span: Span;
  readonly newText: string;
}

/** The text after the edits, all of which are of this one text. Edits must not overlap; those at one place are applied in their order. */
export function applyEdits(text: string, edits: readonly Pick<TextEdit, 'span' | 'newText'>[]): string {
  const sorted = edits.map((edit, order) => ({ edit, order }));
  sorted.sort((a, b) => a.edit.span.start - b.edit.span.start || a.order - b.order);
  let result = '';
  let done = 0;
  for (const { edit } of sorted) {
    if (edit.span.start < done) throw new Error(`overlapping edits at ${edit.span.start}`);
    result += text.slice(done, edit.span.start) + edit.newText;
    done = edit.span.end;
  }
  return result + text.slice(done);
}
