import { isKnownDirective } from './directives.ts';

/**
 * Where a quoted word that is not closed, or whose closing quote belongs to a later word, ends as its writer meant it: at the end of
 * the line before the next one that starts with a directive or closes a block. `undefined`: there is no such line, and its quote closes it.
 */
export function endOfOpenQuote(
  text: string,
  quoted: { readonly start: number; readonly end: number; readonly closed: boolean },
): number | undefined {
  let lineEnd = text.indexOf('\n', quoted.start);
  const firstLineEnd = lineEnd;
  while (lineEnd >= 0 && lineEnd < quoted.end) {
    if (startsDirective(text, lineEnd + 1) !== undefined) return trimmed(text, quoted.start, lineEnd);
    lineEnd = text.indexOf('\n', lineEnd + 1);
  }
  if (quoted.closed) return undefined;
  return trimmed(text, quoted.start, firstLineEnd < 0 ? text.length : firstLineEnd);
}

/** Longer than any directive's name. */
const LONGEST_NAME = 64;

/** The directive of nginx's own, or the `}`, that a line starts with. */
export function startsDirective(
  text: string,
  lineStart: number,
): { readonly start: number; readonly word: string } | undefined {
  let start = lineStart;
  while (text.charCodeAt(start) === 32 || text.charCodeAt(start) === 9) start++;
  if (text.charCodeAt(start) === 125) return { start, word: '}' };
  let end = start;
  while (end - start < LONGEST_NAME && isNameCharacter(text.charCodeAt(end))) end++;
  const follower = text.charAt(end);
  if (end === start || (follower !== '' && !' \t\r\n;{'.includes(follower))) return undefined;
  const word = text.slice(start, end);
  return isKnownDirective(word) ? { start, word } : undefined;
}

function isNameCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || code === 95 || (code >= 48 && code <= 57);
}

/** Leaves out what ends the directive, so that it still does. */
function trimmed(text: string, start: number, lineEnd: number): number {
  let end = lineEnd;
  const isBlank = (): boolean => end > start + 1 && ' \t\r\n'.includes(text.charAt(end - 1));
  while (isBlank()) end--;
  if (end > start + 1 && (text[end - 1] === ';' || text[end - 1] === '{')) end--;
  while (isBlank()) end--;
  return end;
}
