import fc from 'fast-check';
import { expect, it } from 'vitest';
import { edited, editsOf, offsetBefore, unedited } from '../../core/text/pieces.ts';
import { applyEdits, type TextEdit } from '../../core/text/textEdit.ts';

type Edit = Pick<TextEdit, 'span' | 'newText'>;

/** Edits of a text of this length, none touching the next, from numbers that may be anything. */
function editsFor(
  length: number,
  numbers: readonly (readonly [skip: number, removed: number, newText: string])[],
): readonly Edit[] {
  const edits: Edit[] = [];
  let at = 0;
  for (const [skip, removed, newText] of numbers) {
    const start = at + skip;
    if (start > length) break;
    const end = Math.min(length, start + removed);
    edits.push({ span: { start, end }, newText });
    at = end + 1;
  }
  return edits;
}

const someEdits = fc.array(fc.tuple(fc.nat(8), fc.nat(8), fc.string({ maxLength: 4 })), { maxLength: 6 });

it('edits in several rounds are the same as the edits that they come to', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.array(someEdits, { maxLength: 5 }), (text, rounds) => {
      let [pieces, current] = [unedited(text.length), text];
      for (const numbers of rounds) {
        const edits = editsFor(current.length, numbers);
        pieces = edited(pieces, edits);
        current = applyEdits(current, edits);
      }
      const edits = editsOf(pieces, text.length);
      expect(applyEdits(text, edits)).toBe(current);
      const ends = [0, ...edits.map(({ span }) => span.end)];
      edits.forEach(({ span }, i) => expect(span.start).toBeGreaterThanOrEqual(ends[i] ?? 0));
    }),
  );
});

it('what is kept is found where it was, and what is new where it was put', () => {
  const pieces = edited(edited(unedited(10), [{ span: { start: 2, end: 4 }, newText: 'xyz' }]), [
    { span: { start: 0, end: 1 }, newText: '' },
  ]);
  // 0123456789 -> 01xyz456789 -> 1xyz456789
  expect(Array.from({ length: 11 }, (_, offset) => offsetBefore(pieces, offset))).toEqual([
    1, 2, 2, 2, 4, 5, 6, 7, 8, 9, 10,
  ]);
});

it('an offset in a text that has not been edited is where it is', () => {
  expect([0, 5, 10].map((it) => offsetBefore(unedited(10), it))).toEqual([0, 5, 10]);
});
