import type { FilePath } from './filePath.ts';
import { LineIndex, type PositionRange } from './lineIndex.ts';
import type { Location } from './location.ts';

/** Turns places in these texts into positions; each text is counted when the first place in it is asked for. A text that is not there counts as empty. */
export function rangesIn(texts: ReadonlyMap<FilePath, string>): (at: Location) => PositionRange {
  const indexes = new Map<FilePath, LineIndex>();
  return ({ file, span }) => {
    const index = indexes.get(file) ?? new LineIndex(texts.get(file) ?? '');
    indexes.set(file, index);
    return index.rangeOf(span);
  };
}
