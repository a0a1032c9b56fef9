import type { Span } from './span.ts';
import type { TextEdit } from './textEdit.ts';

/** A text that has been edited, as what is left of the one it was in the beginning (a span of that) and what was put in between. */
export type Piece = { readonly kind: 'kept'; readonly span: Span } | { readonly kind: 'new'; readonly text: string };

type Edit = Pick<TextEdit, 'span' | 'newText'>;

/** A text of this length before any edit. */
export function unedited(length: number): readonly Piece[] {
  return [{ kind: 'kept', span: { start: 0, end: length } }];
}

/** The pieces after more edits, whose spans are of the text that the pieces make. Edits must not overlap. */
export function edited(pieces: readonly Piece[], edits: readonly Edit[]): readonly Piece[] {
  const result: Piece[] = [];
  const queue = [...pieces].reverse();
  let at = 0;
  const moveTo = (offset: number, take: (piece: Piece) => void): void => {
    while (at < offset) {
      const piece = queue.pop();
      if (piece === undefined) return;
      const [first, rest] = split(piece, offset - at);
      if (rest !== undefined) queue.push(rest);
      at += lengthOf(first);
      take(first);
    }
  };
  for (const { span, newText } of edits.toSorted((a, b) => a.span.start - b.span.start)) {
    moveTo(span.start, (piece) => result.push(piece));
    moveTo(span.end, () => undefined);
    if (newText !== '') result.push({ kind: 'new', text: newText });
  }
  return [...result, ...queue.reverse()];
}

/** The edits that lead from the text as it was in the beginning, of this length, to what the pieces make. In their order; none touches the next. */
export function editsOf(pieces: readonly Piece[], length: number): readonly Edit[] {
  const edits: Edit[] = [];
  let done = 0;
  let newText = '';
  const close = (end: number): void => {
    if (end > done || newText !== '') edits.push({ span: { start: done, end }, newText });
    newText = '';
  };
  for (const piece of pieces) {
    if (piece.kind === 'new') newText += piece.text;
    else {
      close(piece.span.start);
      done = piece.span.end;
    }
  }
  close(length);
  return edits;
}

/** Where an offset of the edited text was in the beginning; what is new stands where it was put. */
export function offsetBefore(pieces: readonly Piece[], offset: number): number {
  let at = 0;
  let before = 0;
  for (const piece of pieces) {
    const length = lengthOf(piece);
    if (piece.kind === 'kept') {
      if (offset < at + length) return piece.span.start + Math.max(0, offset - at);
      before = piece.span.end;
    } else if (offset < at + length) return before;
    at += length;
  }
  return before;
}

function lengthOf(piece: Piece): number {
  return piece.kind === 'new' ? piece.text.length : piece.span.end - piece.span.start;
}

/** The first so many code units of a piece, and what follows. */
function split(piece: Piece, length: number): readonly [first: Piece, rest: Piece | undefined] {
  if (lengthOf(piece) <= length) return [piece, undefined];
  if (piece.kind === 'new')
    return [
      { kind: 'new', text: piece.text.slice(0, length) },
      { kind: 'new', text: piece.text.slice(length) },
    ];
  const { start, end } = piece.span;
  return [
    { kind: 'kept', span: { start, end: start + length } },
    { kind: 'kept', span: { start: start + length, end } },
  ];
}
