/** What is wrong with the protocols of an `ssl_alpn` or `proxy_ssl_alpn` that misses h2, as a sentence. */
export function explainProtocols(directive: string, names: readonly string[], otherwise: string): string {
  if (names.some((it) => it.includes(',')))
    return `\`${directive}\` takes its protocols separated by spaces: with a comma they are one name that nobody knows.`;
  if (names.some((it) => MEANT_AS_H2.test(it))) return 'The name of HTTP/2 in ALPN is `h2`, just so.';
  return otherwise;
}

/** Spellings that no peer knows: names are compared byte by byte (RFC 7301 section 3.2). */
const MEANT_AS_H2 = /^(?:h2|http\/?2(?:\.0)?)$/i;

/** The protocols as they were meant, h2 among them. */
export function withH2(written: readonly string[]): readonly string[] {
  const names = written
    .flatMap((it) => it.split(','))
    .map((it) => (MEANT_AS_H2.test(it) ? 'h2' : it))
    .filter((it) => it !== '');
  return names.includes('h2') ? [...new Set(names)] : ['h2', ...names];
}
