import type { Span } from '../../text/span.ts';
import type { SyntaxProblem } from '../domain.ts';

/** One token of the lexer of golang.org/x/mod/modfile (read.go): a bare word, one in quotes, or one of `( ) [ ] { } ,`. */
export interface Token extends Span {
  readonly kind: 'bare' | 'quoted' | 'raw' | 'punctuation';
  /** As written, quotes included. */
  readonly text: string;
}

/** One line that has tokens. Its span runs from the first to the last of them. */
export interface Line extends Span {
  readonly first: Token;
  /** The first one included. */
  readonly tokens: readonly Token[];
  readonly last: Token;
  /** From `//` to the line's end, without the line break. */
  readonly comment: Span | undefined;
  /** Whether it has a lexical problem: the program never gets to know its tokens. */
  readonly broken: boolean;
}

const PUNCTUATION = '()[]{},';

/** What Go's unicode.IsPrint refuses beyond ASCII. Unassigned characters are left out: newer tables may have assigned them. */
const NOT_PRINTABLE = /[\p{Z}\p{Cc}\p{Cf}\p{Co}]/u;

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\r';
}

/** How many UTF-16 units of a bare word stand at `at`: 0 = none does. */
function bareUnits(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 0x80) return code > 0x20 && code < 0x7f && !PUNCTUATION.includes(text.charAt(at)) ? 1 : 0;
  const char = String.fromCodePoint(text.codePointAt(at) ?? code);
  return NOT_PRINTABLE.test(char) ? 0 : char.length;
}

/** The end of a quoted word whose opening quote stands at `start`; `undefined` = the line ends first. */
function quotedEnd(text: string, start: number, lineEnd: number): number | undefined {
  const quote = text.charAt(start);
  for (let at = start + 1; at < lineEnd; at++) {
    const char = text.charAt(at);
    if (char === quote) return at + 1;
    if (char === '\\' && quote === '"') at++;
  }
  return undefined;
}

/** The end of a bare word; it stops before a comment of either kind. */
function bareEnd(text: string, start: number, lineEnd: number): number {
  let at = start;
  while (at < lineEnd) {
    if (text.charAt(at) === '/' && (text.charAt(at + 1) === '/' || text.charAt(at + 1) === '*')) break;
    const units = bareUnits(text, at);
    if (units === 0) break;
    at += units;
  }
  return at;
}

interface LineScan {
  readonly tokens: readonly Token[];
  readonly comment: Span | undefined;
  readonly problem: SyntaxProblem | undefined;
}

/** `end` is where the line's content ends: before LF or CRLF. */
function scanLine(text: string, start: number, end: number): LineScan {
  const tokens: Token[] = [];
  let problem: SyntaxProblem | undefined;
  let at = start;
  while (at < end) {
    const char = text.charAt(at);
    if (isBlank(char)) {
      at++;
    } else if (char === '/' && text.charAt(at + 1) === '/') {
      return { tokens, comment: { start: at, end }, problem };
    } else if (char === '/' && text.charAt(at + 1) === '*') {
      problem ??= { span: { start: at, end }, message: 'only // starts a comment here, /* does not' };
      return { tokens, comment: undefined, problem };
    } else if (PUNCTUATION.includes(char)) {
      tokens.push({ kind: 'punctuation', start: at, end: at + 1, text: char });
      at++;
    } else if (char === '"' || char === '`') {
      const close = quotedEnd(text, at, end);
      if (close === undefined) {
        const message = `the quote is not closed on this line; add ${char} at the word's end`;
        problem ??= { span: { start: at, end }, message };
      }
      const to = close ?? end;
      tokens.push({ kind: char === '"' ? 'quoted' : 'raw', start: at, end: to, text: text.slice(at, to) });
      at = to;
    } else {
      const to = bareEnd(text, at, end);
      if (to > at) {
        tokens.push({ kind: 'bare', start: at, end: to, text: text.slice(at, to) });
        at = to;
      } else {
        problem ??= unexpected(text, at);
        at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
      }
    }
  }
  return { tokens, comment: undefined, problem };
}

function unexpected(text: string, at: number): SyntaxProblem {
  const code = text.codePointAt(at) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return { span: { start: at, end: at + (code > 0xffff ? 2 : 1) }, message: `the character ${name} cannot stand here` };
}

/** What is found beside the lines themselves; of one line, before it. */
export interface ScanOutput {
  /** Gets the problems, at most one per line. */
  readonly problem: (problem: SyntaxProblem) => void;
  /** Gets all comments, each from `//` to its line's end. */
  readonly comment: (comment: Span) => void;
}

/** Cuts a text into lines of tokens, as golang.org/x/mod/modfile does. Only LF ends a line; CR counts as a blank. */
export function* scan(text: string, output: ScanOutput): Generator<Line, void> {
  let start = 0;
  while (start < text.length) {
    const lineFeed = text.indexOf('\n', start);
    const next = lineFeed < 0 ? text.length : lineFeed + 1;
    let end = lineFeed < 0 ? text.length : lineFeed;
    if (lineFeed > start && text.charAt(lineFeed - 1) === '\r') end--;
    const { tokens, comment, problem } = scanLine(text, start, end);
    if (problem !== undefined) output.problem(problem);
    if (comment !== undefined) output.comment(comment);
    const first = tokens[0];
    const last = tokens.at(-1);
    if (first !== undefined && last !== undefined) {
      yield { first, tokens, last, comment, broken: problem !== undefined, start: first.start, end: last.end };
    }
    start = next;
  }
}
