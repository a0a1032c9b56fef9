import type { Span } from '../text/span.ts';

/** A comment, from its marker to the end of its text. */
export interface FileComment extends Span {
  /** What stands behind its marker. */
  readonly value: string;
}

/** A tree of a file in which comments may silence findings. */
export interface Commented {
  readonly comments: readonly FileComment[];
  readonly marker: '#' | '//';
  /** Statements that are longer than a line: a comment above one is about all of it. */
  readonly statements: readonly Span[];
}
