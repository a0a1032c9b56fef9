/** Longer words are no misspelt names of ours, and comparing them takes time. */
const LONGEST = 60;

/** So many are named. */
const MOST = 3;

/** The words that one may have meant who wrote this one, nearest first: a few letters are other ones, or one holds the other. None that is much further than the nearest. */
export function resembling(written: string, words: readonly string[]): readonly string[] {
  const word = written.toLowerCase();
  if (word.length < 2 || word.length > LONGEST) return [];
  const near = words
    .map((it) => ({ it, distance: distanceOf(word, it.toLowerCase()) }))
    .filter(({ it, distance }) => distance <= Math.max(1, Math.min(word.length, it.length) / 4))
    .sort((a, b) => a.distance - b.distance || (a.it < b.it ? -1 : 1));
  const nearest = near[0]?.distance ?? 0;
  return near
    .filter(({ distance }) => distance <= nearest + 1)
    .slice(0, MOST)
    .map(({ it }) => it);
}

/** How many letters must change, where parts that are left out at the beginning or the end count as one. */
function distanceOf(a: string, b: string): number {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  if (shorter.length >= 4 && longer.includes(shorter)) return 1;
  return editDistance(a, b);
}

/** How many letters must be put in, left out, replaced, or swapped with the next one. */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? Infinity) + 1 : Infinity;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
