import type { Span } from './span.ts';

/** A place as LSP counts it: zero-based line and UTF-16 code unit in it. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Two positions, the second one exclusive. */
export interface PositionRange {
  readonly start: Position;
  readonly end: Position;
}

/** Turns offsets of one text into positions and back. Lines end with LF, CRLF or a lone CR, as in LSP. */
export class LineIndex {
  readonly #starts: readonly number[];
  readonly #length: number;

  constructor(text: string) {
    const starts = [0];
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
    this.#starts = starts;
    this.#length = text.length;
  }

  /** The offset where a line starts; the text's length for a line behind the last one. */
  lineStart(line: number): number {
    return this.#starts[line] ?? this.#length;
  }

  positionAt(offset: number): Position {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.lineStart(middle) <= offset) low = middle;
      else high = middle;
    }
    return { line: low, character: Math.min(offset, this.#length) - this.lineStart(low) };
  }

  /** The offset of a position, kept inside its line. */
  offsetAt(position: Position): number {
    return Math.min(this.lineStart(position.line) + position.character, this.lineStart(position.line + 1));
  }

  rangeOf(span: Span): PositionRange {
    return { start: this.positionAt(span.start), end: this.positionAt(span.end) };
  }
}
