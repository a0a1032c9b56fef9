import { directiveNames } from './directives.ts';

/** A power of two. */
const PLACES = 2048;

/** Engines keep shorter pieces of a text as strings of their own; a longer one would keep the whole text. */
const LONGEST = 12;

/** Words that are likely to come again: the names of directives, and the short words that came last. */
const recurring: string[] = Array.from({ length: PLACES }, () => '');
for (const name of directiveNames()) recurring[placeOf(name, 0, name.length)] = name;

/**
 * The piece of a text from `start` to `end`. Half of a configuration is the same few words: one string stands for all that are equal,
 * which saves memory, and makes comparing them cheap.
 */
export function pieceOf(text: string, start: number, end: number): string {
  const place = placeOf(text, start, end);
  const known = recurring[place] ?? '';
  if (known.length === end - start && text.startsWith(known, start)) return known;
  const piece = text.slice(start, end);
  if (piece.length <= LONGEST && known.length <= LONGEST) recurring[place] = piece;
  return piece;
}

function placeOf(text: string, start: number, end: number): number {
  const middle = text.charCodeAt((start + end) >>> 1);
  const hash = (end - start) * 31 + text.charCodeAt(start) * 7 + middle * 61 + text.charCodeAt(end - 1) * 131;
  return hash & (PLACES - 1);
}
