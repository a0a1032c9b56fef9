import type { Range } from 'vscode-languageserver';
import type { FilePath } from '../core/text/filePath.ts';
import { LineIndex } from '../core/text/lineIndex.ts';
import type { Location } from '../core/text/location.ts';
import type { Snapshot } from '../core/workspace/workspace.ts';

/** Turns offsets into positions for the snapshots of one folder; the index of a text is made once, when it is first asked for. */
export class LineIndexes {
  readonly #indexes = new Map<FilePath, { readonly text: string; readonly index: LineIndex }>();

  /** @param path one of the snapshot's files */
  of(snapshot: Snapshot, path: FilePath): LineIndex {
    const text = snapshot.texts.get(path) ?? '';
    const known = this.#indexes.get(path);
    if (known?.text === text) return known.index;
    const index = new LineIndex(text);
    this.#indexes.set(path, { text, index });
    return index;
  }

  rangeOf(snapshot: Snapshot, { file, span }: Location): Range {
    const { start, end } = this.of(snapshot, file).rangeOf(span);
    return { start: { ...start }, end: { ...end } };
  }

  /** Lets go of the texts that the snapshot does not have any more. */
  keepOnly(snapshot: Snapshot): void {
    for (const [path, { text }] of this.#indexes) if (snapshot.texts.get(path) !== text) this.#indexes.delete(path);
  }
}
