/**
 * Text as people paste it, in two forms for searching: `plain` without what programs put around texts (colours, the escapes of JSON and of Go's
 * `%q`), and `squashed`, which has no white space either, since terminals and mail programs break lines wherever they end.
 */
export interface Unfolded {
  readonly plain: string;
  readonly squashed: string;
  /** For each character of `squashed` its place in `plain`. */
  readonly inPlain: Uint32Array;
  /** For each character of `plain` its place in the text itself. */
  readonly inText: Uint32Array;
}

/** Takes time in proportion to the text, whatever it is. */
export function unfold(text: string): Unfolded {
  const plain = new Line(text.length);
  for (let at = 0; at < text.length;) {
    const read = readAt(text, at);
    if (read.code !== undefined && !isHidden(read.code)) plain.add(read.code, at);
    at = read.end;
  }
  const unescaped = withoutColours(plain);
  const squashed = new Line(unescaped.length);
  for (let at = 0; at < unescaped.length; at++) {
    const code = unescaped.codes[at] ?? 0;
    if (!isSpace(code)) squashed.add(code, at);
  }
  return {
    plain: unescaped.text(),
    squashed: squashed.text(),
    inPlain: squashed.from.subarray(0, squashed.length),
    inText: unescaped.from.subarray(0, unescaped.length),
  };
}

/** A text of ours as it stands in `Unfolded.squashed`. */
export function squash(text: string): string {
  return unfold(text).squashed;
}

/** UTF-16 code units, and where each comes from. */
class Line {
  readonly codes: Uint16Array;
  readonly from: Uint32Array;
  length = 0;

  constructor(size: number) {
    this.codes = new Uint16Array(size);
    this.from = new Uint32Array(size);
  }

  add(code: number, from: number): void {
    this.codes[this.length] = code;
    this.from[this.length] = from;
    this.length++;
  }

  text(): string {
    const pieces: string[] = [];
    // A function takes so many arguments on every engine.
    for (let at = 0; at < this.length; at += 8192)
      pieces.push(String.fromCharCode(...this.codes.subarray(at, Math.min(at + 8192, this.length))));
    return pieces.join('');
  }
}

const BACKSLASH = 0x5c;
const ESCAPE = 0x1b;
const NEWLINE = 0x0a;

/** The character that begins here, and where the next one does. */
function readAt(text: string, at: number): { readonly code: number | undefined; readonly end: number } {
  const code = text.charCodeAt(at);
  if (code !== BACKSLASH) return { code: quoteOf(code), end: at + 1 };
  let end = at;
  // A text that was quoted several times has several of them.
  while (text.charCodeAt(end) === BACKSLASH) end++;
  switch (text[end]) {
    case undefined:
      return { code: undefined, end };
    case 'n':
    case 'r':
      return { code: NEWLINE, end: end + 1 };
    case 't':
      return { code: 0x20, end: end + 1 };
    case 'u':
      return numbered(text, end + 1, 4) ?? { code: undefined, end };
    case 'x':
      // Of these only the beginning of a colour: Go shows binary data so, which our texts name.
      return text.startsWith('1b', end + 1) ? { code: ESCAPE, end: end + 3 } : { code: undefined, end };
    default:
      return { code: undefined, end };
  }
}

function numbered(
  text: string,
  at: number,
  digits: number,
): { readonly code: number; readonly end: number } | undefined {
  const digit = text.slice(at, at + digits);
  if (digit.length < digits || !/^[0-9a-fA-F]+$/.test(digit)) return undefined;
  return { code: quoteOf(Number.parseInt(digit, 16)), end: at + digits };
}

/** Chats and word processors make curly quotes of straight ones. */
function quoteOf(code: number): number {
  return code >= 0x201c && code <= 0x201f ? 0x22 : code;
}

/** How long a terminal's control sequence may be; a longer one is text. */
const LONGEST_SEQUENCE = 2000;

/** Without the sequences of ECMA-48: `ESC [ … letter`, and `ESC ] … BEL` (or `ESC \`), which make colours and links. */
function withoutColours(line: Line): Line {
  const result = new Line(line.length);
  for (let at = 0; at < line.length;) {
    const code = line.codes[at] ?? 0;
    if (code === ESCAPE) at = endOfSequence(line, at);
    else {
      result.add(code, line.from[at] ?? 0);
      at++;
    }
  }
  return result;
}

function endOfSequence({ codes, length }: Line, at: number): number {
  const kind = codes[at + 1];
  const last = Math.min(length, at + LONGEST_SEQUENCE);
  if (kind === 0x5b) {
    for (let end = at + 2; end < last; end++) {
      const code = codes[end] ?? 0;
      if (code >= 0x40 && code <= 0x7e) return end + 1;
      if (code < 0x20 || code > 0x7e) return end;
    }
  }
  if (kind === 0x5d) {
    for (let end = at + 2; end < last; end++) {
      if (codes[end] === 0x07) return end + 1;
      if (codes[end] === ESCAPE) return codes[end + 1] === BACKSLASH ? end + 2 : end;
      if (codes[end] === NEWLINE) return end;
    }
  }
  return at + 1;
}

/** White space of all kinds (the property White_Space of Unicode). */
function isSpace(code: number): boolean {
  return (
    code === 0x20 ||
    (code >= 0x09 && code <= 0x0d) ||
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** Characters without a shape, that copying brings along. The escape and the bell end and begin what `withoutColours` removes. */
function isHidden(code: number): boolean {
  return (
    (code < 0x20 && !isSpace(code) && code !== ESCAPE && code !== 0x07) ||
    code === 0x7f ||
    code === 0xad ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    code === 0xfeff
  );
}
