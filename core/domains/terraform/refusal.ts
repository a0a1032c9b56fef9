import type { Note } from '../facts.ts';

/** Why a file is not read, as a clause behind its name. */
export type Refusal = Pick<Note, 'kind' | 'message'>;

/** Larger files are not written by hand, in UTF-16 code units. */
const MOST = 1024 * 1024;

/** Brackets deeper in each other than this nobody writes: their parser needs seconds for a file of them. */
const DEEPEST = 1000;

/** The grammar reads white space in an expression again from each of its characters: sums of squares of the lengths, about a second. */
const MOST_STEPS = 100_000_000;

/** What the parser would need too long for; `undefined`: the text is read. Quotes and comments are not looked at. */
export function refusalOf(text: string): Refusal | undefined {
  if (text.length > MOST)
    return {
      kind: 'too-large',
      message: `is not read: it has ${text.length.toLocaleString('en')} characters, more than ${MOST.toLocaleString('en')}`,
    };
  let [depth, blank, steps] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      // Each counts as often as there are others before it.
      steps += 2 * blank++ + 1;
      continue;
    }
    blank = 0;
    if (code === 40 || code === 91 || code === 123) {
      if (++depth > DEEPEST) return TOO_DEEP;
    } else if ((code === 41 || code === 93 || code === 125) && depth > 0) depth--;
  }
  return steps > MOST_STEPS ? TOO_BLANK : undefined;
}

const TOO_DEEP: Refusal = {
  kind: 'not-understood',
  message: `is not read: its brackets are nested deeper than ${DEEPEST.toLocaleString('en')}`,
};

const TOO_BLANK: Refusal = {
  kind: 'not-understood',
  message: 'is not read: its white space is longer than a parser of Terraform gets through in time',
};

/** White space as the grammar's own reader passes over it. */
function isSpace(code: number): boolean {
  return code === 32 || (code > 8 && code < 14) || code === 0x85 || (code >= 0x1680 && OTHER.has(code));
}

const OTHER: ReadonlySet<number> = new Set([
  ...[0x1680, 0x2028, 0x2029, 0x205f, 0x3000],
  ...Array.from({ length: 11 }, (_, i) => 0x2000 + i),
]);
