/** Pieces that matter to the grammar, and some that should not. */
const PIECES = [
  '(',
  ')',
  ' ( ',
  ' )\n',
  '[',
  ']',
  ',',
  '"',
  '`',
  "'",
  '\\',
  '//',
  ' // indirect',
  '/*',
  '=>',
  ' => ',
  '\n',
  '\r\n',
  '\r',
  '\t',
  '\v',
  '\0',
  '\u00a0',
  '\u00ad',
  '\ufeff',
  '\u2028',
  'ü',
  '\u{1f600}',
  '\ud800',
  '\u0378',
  ' v1.0.0',
  ' v2.0.0',
  '/v2',
  '/v1',
  '/v2.0',
  'gopkg.in/',
  '.v3',
  '+incompatible',
  ' v1.67',
  ' master',
  ' ../x',
  '@',
  '{',
  '}',
  '""',
  '"\\x41\\u00fc\\101\\n"',
  '"\\q"',
  'require ',
  'require (\n',
  'replace ',
  'replace (\n',
  'retract ',
  'use (\n',
  'go 1.22\n',
  'module example.com/again\n',
  'unknown ',
  'unknown (\n',
];

/** Numbers from 0 to below 1, the same ones in every run (a linear congruential generator, Numerical Recipes). */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Texts that differ from this one in one to three places: the same ones in every run. */
export function mutations(text: string, count: number): readonly string[] {
  const next = numbers(text.length);
  const below = (limit: number): number => Math.floor(next() * limit);
  const one = (from: string): string => {
    const at = below(from.length + 1);
    const lines = from.split('\n');
    const line = below(lines.length);
    const other = below(lines.length);
    switch (below(6)) {
      case 0:
        return from.slice(0, at) + from.slice(at + 1);
      case 1:
      case 2:
        return from.slice(0, at) + (PIECES[below(PIECES.length)] ?? '') + from.slice(at);
      case 3:
        return lines.toSpliced(line, 1).join('\n');
      case 4:
        return lines.toSpliced(other, 0, lines[line] ?? '').join('\n');
      default:
        // Two lines become one.
        return lines.toSpliced(line, 2, lines.slice(line, line + 2).join(' ')).join('\n');
    }
  };
  return Array.from({ length: count }, () => {
    let changed = one(text);
    for (let more = below(3); more > 0; more--) changed = one(changed);
    return changed;
  });
}
