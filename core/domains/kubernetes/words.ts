/**
 * The words of a text, each as a number: what stands there as one value and is made of letters, digits, `_`, `-` and `.` alone is among them. Two words
 * may have one number.
 */
export function wordsIn(text: string): Uint32Array {
  const words = new Set<number>();
  let word = EMPTY;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isWordCode(code)) word = joined(word, code);
    else if (word !== EMPTY) {
      words.add(word);
      word = EMPTY;
    }
  }
  if (word !== EMPTY) words.add(word);
  return Uint32Array.from(words);
}

/** The number of a word; `undefined`: it is none, or empty. */
export function wordNumber(text: string): number | undefined {
  let word = EMPTY;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isWordCode(code)) return undefined;
    word = joined(word, code);
  }
  return word === EMPTY ? undefined : word;
}

/** FNV-1a, in 31 bits. */
const EMPTY = 0x011c9dc5;

function joined(word: number, code: number): number {
  return Math.imul(word ^ code, 0x01000193) & 0x7fffffff;
}

/** `-`, `.`, digits, letters, `_`. */
function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    code === 45 ||
    code === 46 ||
    code === 95
  );
}
