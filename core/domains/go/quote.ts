const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

/** How many digits follow, in which base. Octal escapes have no letter: their own first digit counts. */
const NUMERIC: Readonly<Record<string, { readonly digits: number; readonly unit: 'byte' | 'character' }>> = {
  x: { digits: 2, unit: 'byte' },
  u: { digits: 4, unit: 'character' },
  U: { digits: 8, unit: 'character' },
};

interface Escape {
  readonly kind: 'text' | 'byte';
  readonly text: string;
  readonly byte: number;
  /** Where the text behind the escape goes on. */
  readonly end: number;
}

function digits(text: string, start: number, count: number, base: 8 | 16): number | undefined {
  const part = text.slice(start, start + count);
  if (part.length < count || !(base === 8 ? /^[0-7]+$/ : /^[0-9A-Fa-f]+$/).test(part)) return undefined;
  return Number.parseInt(part, base);
}

/** Reads the escape whose character behind the backslash stands at `at`. */
function readEscape(text: string, at: number): Escape | undefined {
  const letter = text.charAt(at);
  const simple = SIMPLE[letter];
  if (simple !== undefined) return { kind: 'text', text: simple, byte: 0, end: at + 1 };
  const numeric = NUMERIC[letter];
  const start = numeric === undefined ? at : at + 1;
  const count = numeric?.digits ?? 3;
  const value = digits(text, start, count, numeric === undefined ? 8 : 16);
  if (value === undefined) return undefined;
  if (numeric?.unit === 'character') {
    if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return undefined;
    return { kind: 'text', text: String.fromCodePoint(value), byte: 0, end: start + count };
  }
  return value > 0xff ? undefined : { kind: 'byte', text: '', byte: value, end: start + count };
}

/** Bytes as the text that they encode in UTF-8; what encodes none becomes U+FFFD. */
function decodeBytes(bytes: readonly number[]): string {
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return bytes.map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : '\ufffd')).join('');
  }
}

/**
 * What stands between the double quotes of a Go string literal, with its escapes decoded (strconv.Unquote).
 * `undefined` = Go refuses it. `inner` is without the quotes.
 */
export function unquote(inner: string): string | undefined {
  if (!inner.includes('\\')) return inner.includes('\n') ? undefined : inner;
  const parts: string[] = [];
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length > 0) parts.push(decodeBytes(bytes));
    bytes = [];
  };
  let at = 0;
  while (at < inner.length) {
    if (inner.charAt(at) !== '\\') {
      const next = inner.indexOf('\\', at);
      const end = next < 0 ? inner.length : next;
      flush();
      parts.push(inner.slice(at, end));
      at = end;
      continue;
    }
    const escape = readEscape(inner, at + 1);
    if (escape === undefined) return undefined;
    if (escape.kind === 'byte') bytes.push(escape.byte);
    else {
      flush();
      parts.push(escape.text);
    }
    at = escape.end;
  }
  flush();
  return parts.join('');
}
