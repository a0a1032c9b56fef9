import type { Span } from '../../text/span.ts';
import type { SyntaxProblem } from '../domain.ts';
import { BUFFER_BYTES, isAtLeast } from './bytes.ts';
import { decode } from './decode.ts';
import { says } from './messages.ts';
import { endOfOpenQuote } from './openQuote.ts';
import { placeholderEnd, tagEffect, templateTagEnd } from './template.ts';
import type { Comment, Word } from './tree.ts';

/** What a token is. Numbers, since there is one per word of a text. */
export const TOKEN = { end: 0, word: 1, semicolon: 2, open: 3, close: 4 } as const;
type Token = (typeof TOKEN)[keyof typeof TOKEN];

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const DOLLAR = 36;
const SINGLE_QUOTE = 39;
const CLOSING_PARENTHESIS = 41;
const SEMICOLON = 59;
const LESS = 60;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;

const TOO_LONG = 'nginx takes no word of 4096 bytes or more.';

/** nginx's words for what fills its buffer. */
function tooLong(text: string, start: number): string {
  return `too long parameter "${text.slice(start, start + 10)}..." started`;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB || code === LF || code === CR;
}

/** What a lexer leaves behind. */
export interface LexerOutput {
  readonly comments: Comment[];
  readonly problems: SyntaxProblem[];
  /** The tags of a template that are no words. */
  readonly tags: Span[];
}

/**
 * nginx's tokens (ngx_conf_read_token in ngx_conf_file.c), one after the other. The text is read once, but for open quotes, whose
 * lines are looked at again.
 */
export class Lexer {
  readonly #text: string;
  readonly #template: boolean;
  readonly #output: LexerOutput;
  #position: number;
  /** The last word; only after a token `word`. */
  word: Word = { start: 0, end: 0, value: '', quote: undefined };
  /** Where the last token starts and ends. */
  start = 0;
  end = 0;
  /** Whether a line ended between the token before and the last one. */
  afterLineBreak = false;
  /** Where the line of the last token starts; inside of quotes, lines are not counted. */
  lineStart = 0;
  /** How many code units have been looked at: stays a small multiple of the text's length, whatever the text is. */
  steps = 0;

  constructor(
    text: string,
    options: { readonly start: number; readonly template: boolean; readonly output: LexerOutput },
  ) {
    this.#text = text;
    this.#position = options.start;
    this.#template = options.template;
    this.#output = options.output;
  }

  /** Goes on at another place: behind a block that is not nginx's, or inside of the last token. */
  moveTo(position: number): void {
    if (position > this.end) {
      const lineBreak = this.#text.slice(this.end, position).lastIndexOf('\n');
      if (lineBreak >= 0) this.lineStart = this.end + lineBreak + 1;
    }
    this.#position = position;
  }

  next(): Token {
    const text = this.#text;
    this.afterLineBreak = false;
    const before = this.#position;
    const code = this.#skipBlanks();
    const start = this.#position;
    this.start = start;
    let token: Token = TOKEN.word;
    if (start >= text.length) token = TOKEN.end;
    else if (code === SEMICOLON) token = TOKEN.semicolon;
    else if (code === CLOSE) token = TOKEN.close;
    else if (code === OPEN && !(this.#template && this.#isTag(start))) token = TOKEN.open;
    else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) this.#quotedWord(start, code);
    else this.#bareWord(start);
    if (token !== TOKEN.word) this.#position = token === TOKEN.end ? start : start + 1;
    this.end = this.#position;
    this.steps += this.#position - before;
    return token;
  }

  /** The code unit at which the next token starts; NaN at the end. */
  #skipBlanks(): number {
    const text = this.#text;
    let position = this.#position;
    for (;;) {
      const code = text.charCodeAt(position);
      if (code === SPACE || code === TAB || code === CR) position++;
      else if (code === LF) {
        this.afterLineBreak = true;
        this.lineStart = ++position;
      } else if (code === HASH) position = this.#comment(position);
      else if (this.#template && this.#ownTagEnd(position, code) > position) {
        const end = this.#ownTagEnd(position, code);
        this.#output.tags.push({ start: position, end });
        position = end;
      } else {
        this.#position = position;
        return code;
      }
    }
  }

  #isTag(position: number): boolean {
    return templateTagEnd(this.#text, position) !== undefined;
  }

  /** Where a template's tag ends that prints nothing, or whole lines, and so is no word; where it starts, if there is none. */
  #ownTagEnd(start: number, code: number): number {
    if (code !== OPEN && code !== LESS && code !== DOLLAR) return start;
    const text = this.#text;
    const end = code === DOLLAR ? placeholderEnd(text, start) : templateTagEnd(text, start);
    if (end === undefined) return start;
    if (tagEffect(text.slice(start, end)) !== 'prints') return end;
    if (text.slice(this.lineStart, start).trim() !== '') return start;
    let after = end;
    while (after < text.length && text.charCodeAt(after) !== LF && isBlank(text.charCodeAt(after))) after++;
    return after >= text.length || text.charCodeAt(after) === LF ? end : start;
  }

  #comment(start: number): number {
    const text = this.#text;
    const lineEnd = text.indexOf('\n', start);
    const stop = lineEnd < 0 ? text.length : lineEnd;
    const end = lineEnd >= 0 && text.charCodeAt(stop - 1) === CR ? stop - 1 : stop;
    this.#output.comments.push({ start, end, value: text.slice(start + 1, end) });
    const long =
      isAtLeast(text, { start, end: stop }, BUFFER_BYTES) &&
      (lineEnd >= 0 || isAtLeast(text, { start, end: stop }, BUFFER_BYTES + 1));
    if (long)
      this.#problem({ start, end }, `nginx takes no comment of 4096 bytes or more. ${says(tooLong(text, start))}`);
    return stop;
  }

  #bareWord(start: number): void {
    const text = this.#text;
    let position = start;
    let escaped = false;
    while (position < text.length) {
      const code = text.charCodeAt(position);
      if (code > DOLLAR && code !== SEMICOLON && code !== OPEN && code !== BACKSLASH && code !== LESS) {
        position++;
      } else if (code === BACKSLASH) {
        escaped = true;
        position += 2;
      } else if (code === DOLLAR) {
        position++;
        while (text.charCodeAt(position) === OPEN) position++;
      } else if (code === SEMICOLON || isBlank(code)) {
        break;
      } else if (code === OPEN || code === LESS) {
        const tag = this.#template ? templateTagEnd(text, position) : undefined;
        if (tag === undefined && code === OPEN) break;
        position = tag ?? position + 1;
      } else {
        position++;
      }
    }
    const end = Math.min(position, text.length);
    const raw = text.slice(start, end);
    this.word = { start, end, value: escaped ? decode(raw) : raw, quote: undefined };
    this.#position = end;
    this.#checkLength(start, end);
  }

  #quotedWord(start: number, quote: number): void {
    const text = this.#text;
    let position = start + 1;
    let escaped = false;
    let closed = false;
    while (position < text.length) {
      const code = text.charCodeAt(position);
      if (code === quote) {
        closed = true;
        break;
      }
      if (code === BACKSLASH) {
        escaped = true;
        position += 2;
      } else if (this.#template && (code === OPEN || code === LESS)) {
        position = templateTagEnd(text, position) ?? position + 1;
      } else {
        position++;
      }
    }
    let contentEnd = Math.min(position, text.length);
    let end = closed ? contentEnd + 1 : contentEnd;
    this.steps += contentEnd - start;
    const follower = text.charCodeAt(end);
    const wellClosed =
      closed &&
      (end >= text.length ||
        isBlank(follower) ||
        follower === SEMICOLON ||
        follower === OPEN ||
        follower === CLOSING_PARENTHESIS);
    if (!wellClosed) {
      const recovered = this.#openQuote(start, { end, closed });
      if (recovered !== undefined) end = contentEnd = recovered;
    } else if (this.#isTooLong(start + 1, end)) {
      this.#problem({ start, end }, `${TOO_LONG} ${says(this.#tooLongQuote(start, end) ?? tooLong(text, start + 1))}`);
    }
    const raw = text.slice(start + 1, contentEnd);
    this.word = { start, end, value: escaped ? decode(raw) : raw, quote: quote === DOUBLE_QUOTE ? '"' : "'" };
    this.#position = end;
  }

  /** Reports a quote that is not closed, or badly. Returns where the word ends instead; `undefined`: where it says itself. */
  #openQuote(start: number, at: { readonly end: number; readonly closed: boolean }): number | undefined {
    const text = this.#text;
    this.steps += at.end - start;
    const recovered = endOfOpenQuote(text, { start, end: at.end, closed: at.closed });
    if (recovered === undefined) {
      const character = String.fromCodePoint(text.codePointAt(at.end) ?? 0);
      const message = `A quoted word must end with a space, ";" or "{" behind its quote. ${says(`unexpected "${character}"`)}`;
      this.#problem({ start: at.end, end: at.end + character.length }, message);
      return undefined;
    }
    const refusal = at.closed ? `unexpected "${text.charAt(at.end)}"` : 'unexpected end of file, expecting ";" or "}"';
    this.#problem(
      { start, end: recovered },
      `This quote is not closed. ${says(this.#tooLongQuote(start, at.end) ?? refusal)}`,
    );
    return recovered;
  }

  /** nginx's words for a quoted word that fills its buffer before it is closed. */
  #tooLongQuote(start: number, end: number): string | undefined {
    if (!isAtLeast(this.#text, { start: start + 1, end }, BUFFER_BYTES + 1)) return undefined;
    return `too long parameter, probably missing terminating "${this.#text.charAt(start)}" character`;
  }

  #checkLength(start: number, end: number): void {
    if (end - start <= BUFFER_BYTES / 4 || !this.#isTooLong(start, end)) return;
    this.#problem({ start, end }, `${TOO_LONG} ${says(tooLong(this.#text, start))}`);
  }

  /** Whether a token and what nginx reads of what follows do not fit into its buffer; `start` is behind the opening quote. */
  #isTooLong(start: number, end: number): boolean {
    const follower = this.#text.charCodeAt(end);
    return isAtLeast(this.#text, { start, end }, BUFFER_BYTES - (isBlank(follower) ? 1 : 0));
  }

  #problem(span: Span, message: string): void {
    this.#output.problems.push({ span, message });
  }
}
