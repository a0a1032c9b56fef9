/**
 * Matching of glob(3) patterns: `*`, `?`, `[a-z]`, `[!a]`, `\` before a character, and `**` as a whole part of a path.
 * In time proportional to pattern times text: nothing here is a regular expression, because patterns come from workspaces.
 */

/** Whether a pattern has a character that makes it one. */
export function isGlob(text: string): boolean {
  return /[*?[]/.test(text);
}

/**
 * Whether a name without slashes fits a pattern without slashes.
 * @param options.hidden whether a wildcard may stand for a leading dot (glob(3): no)
 */
export function matchesName(pattern: string, name: string, options: { readonly hidden: boolean }): boolean {
  if (!options.hidden && name.startsWith('.') && !pattern.startsWith('.') && !pattern.startsWith('\\.')) return false;
  let p = 0;
  let n = 0;
  let star = -1;
  let resume = 0;
  while (n < name.length) {
    const step = matchOne(pattern, p, name.charAt(n));
    if (step === 'star') {
      star = p++;
      resume = n;
    } else if (step > 0) {
      p += step;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** How many characters of the pattern stand for this character; 0 = it does not fit. */
function matchOne(pattern: string, at: number, character: string): number | 'star' {
  const code = pattern[at];
  if (code === undefined) return 0;
  if (code === '*') return 'star';
  if (code === '?') return 1;
  if (code === '[') {
    const end = setEnd(pattern, at);
    if (end > 0) return inSet(pattern.slice(at + 1, end), character) ? end + 1 - at : 0;
  }
  if (code === '\\' && at + 1 < pattern.length) return pattern[at + 1] === character ? 2 : 0;
  return code === character ? 1 : 0;
}

/** Where a set ends; a `]` right behind the opening is a member. -1: it does not, and `[` is an ordinary character. */
function setEnd(pattern: string, at: number): number {
  const first = pattern[at + 1] === '!' || pattern[at + 1] === '^' ? at + 2 : at + 1;
  return pattern.indexOf(']', first + 1);
}

function inSet(set: string, character: string): boolean {
  const negated = set.startsWith('!') || set.startsWith('^');
  const members = negated ? set.slice(1) : set;
  let found = false;
  for (let i = 0; i < members.length; i++) {
    const from = members.charAt(i);
    if (members[i + 1] === '-' && i + 2 < members.length) {
      found ||= from <= character && character <= members.charAt(i + 2);
      i += 2;
    } else found ||= from === character;
  }
  return found !== negated;
}

/** Whether a `/`-separated path fits a pattern; `**` as a part stands for any number of parts. */
export function matchesPath(pattern: string, path: string, options: { readonly hidden: boolean }): boolean {
  const patterns = pattern.split('/');
  const parts = path.split('/');
  let p = 0;
  let n = 0;
  let star = -1;
  let resume = 0;
  while (n < parts.length) {
    const wanted = patterns[p];
    if (wanted === '**') {
      star = p++;
      resume = n;
    } else if (wanted !== undefined && matchesName(wanted, parts[n] ?? '', options)) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++resume;
    } else return false;
  }
  while (patterns[p] === '**') p++;
  return p === patterns.length;
}

/** Order of names by their UTF-8 bytes, as glob(3) sorts in the C locale: that of code points. */
export function compareBytes(a: string, b: string): number {
  for (let i = 0; ; i++) {
    const x = a.codePointAt(i);
    const y = b.codePointAt(i);
    if (x !== y || x === undefined) return (x ?? -1) - (y ?? -1);
  }
}
