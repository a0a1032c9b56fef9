import { printable } from '../../core/text/printable.ts';

/** The parts of a name by their types (`CN`, `O`, `OU`); a type can occur more than once. */
export type DistinguishedName = ReadonlyMap<string, readonly string[]>;

const MOST_PARTS = 50;

/** Reads what Node prints of a certificate's subject or issuer: one part a line, `CN=localhost`; parts of one level joined by ` + `. */
export function parseDistinguishedName(text: string): DistinguishedName {
  const parts = new Map<string, string[]>();
  for (const line of text.split('\n').slice(0, MOST_PARTS)) {
    const equals = line.indexOf('=');
    if (equals < 1) continue;
    const type = line.slice(0, equals).trim();
    parts.set(type, [...(parts.get(type) ?? []), unescaped(line.slice(equals + 1))]);
  }
  return parts;
}

/** The first organisation that is named. */
export function organisationOf(name: DistinguishedName): string | undefined {
  const [first] = name.get('O') ?? [];
  return first === undefined ? undefined : printable(first);
}

/** Common name, else organisation, else unit; empty where there is none. */
export function shortName(name: DistinguishedName): string {
  const [first = ''] = [...(name.get('CN') ?? []), ...(name.get('O') ?? []), ...(name.get('OU') ?? [])];
  return printable(first);
}

/** Node escapes what RFC 2253 wants escaped by a backslash. */
function unescaped(value: string): string {
  return value.replace(/\\([^0-9A-Fa-f])/g, '$1');
}
