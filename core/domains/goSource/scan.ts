import type { Span } from '../../text/span.ts';

/** One token of Go. Comments and blanks are none. */
export interface Token extends Span {
  /** `mark`: one character of an operator; `:=`, `==` and `!=` alone are together. The `;` that a line's end stands for is one, too. */
  readonly kind: 'name' | 'string' | 'number' | 'rune' | 'mark';
  /** The text; of a string, what it stands for. */
  readonly value: string;
}

/** The tokens of Go source (Go's specification, "Lexical elements"). In time proportional to the text. */
export function scan(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    const character = text.charAt(at);
    if (character === '\n' && endsStatement(tokens.at(-1))) tokens.push({ kind: 'mark', start, end: ++at, value: ';' });
    else if (isBlank(character)) at++;
    else if (text.startsWith('//', at)) at = orEnd(text, text.indexOf('\n', at));
    else if (text.startsWith('/*', at)) at = orEnd(text, text.indexOf('*/', at + 2), 2);
    else if (character === '`') {
      at = orEnd(text, text.indexOf('`', at + 1), 1);
      tokens.push({ kind: 'string', start, end: at, value: text.slice(start + 1, at - 1) });
    } else if (character === '"' || character === "'") {
      at = endOfQuote(text, at);
      const kind = character === '"' ? 'string' : 'rune';
      tokens.push({ kind, start, end: at, value: text.slice(start + 1, at - 1) });
    } else if (isNameStart(character)) {
      at = endOfWord(text, at);
      tokens.push({ kind: 'name', start, end: at, value: text.slice(start, at) });
    } else if (isDigit(character)) {
      at = endOfWord(text, at);
      tokens.push({ kind: 'number', start, end: at, value: text.slice(start, at) });
    } else {
      const two = text.slice(at, at + 2);
      at += two === ':=' || two === '==' || two === '!=' ? 2 : 1;
      tokens.push({ kind: 'mark', start, end: at, value: text.slice(start, at) });
    }
  }
  return tokens;
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}

/** Whether a line that ends with this token is a statement. */
function endsStatement(last: Token | undefined): boolean {
  return last !== undefined && (last.kind !== 'mark' || last.value === ')' || last.value === ']' || last.value === '}');
}

function orEnd(text: string, found: number, more = 0): number {
  return found < 0 ? text.length : found + more;
}

/** Behind an interpreted string or a rune; one that is not closed ends with its line. */
function endOfQuote(text: string, start: number): number {
  const quote = text.charAt(start);
  let at = start + 1;
  while (at < text.length && text[at] !== quote && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1;
  return Math.min(at + 1, text.length);
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

function isNameStart(character: string): boolean {
  return /[A-Za-z_]/.test(character) || character >= '\u0080';
}

function endOfWord(text: string, start: number): number {
  let at = start;
  while (at < text.length && (isNameStart(text.charAt(at)) || isDigit(text.charAt(at)))) at++;
  return at;
}
