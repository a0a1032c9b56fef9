import type { Span } from '../../text/span.ts';
import type { Comment } from './tree.ts';

/** A word of a shell command. */
export interface Word extends Span {
  /** Without its quotes; what stands for something else is kept as it is written. */
  readonly value: string;
  /** Where an expansion begins in the value: `$NAME`, `$(…)`, a back quote. `undefined`: none does. */
  readonly expansion: number | undefined;
  /** Whether it is the file of a redirection. */
  readonly isRedirected: boolean;
}

/** One simple command: what stands between separators (POSIX, Shell Command Language 2.9.1). */
export interface Command extends Span {
  readonly words: readonly Word[];
}

/** What a script is made of, as far as words and comments go. */
export interface ShellWords {
  readonly commands: readonly Command[];
  readonly comments: readonly Comment[];
}

/** Takes a script apart: quotes, escapes, comments, here-documents. What it does not know, it takes for a part of a word. */
export function shellWords(text: string, span: Span = { start: 0, end: text.length }): ShellWords {
  return new Lexer(text, span).read();
}

const BLANK = new Set([' ', '\t', '\r']);
const SEPARATOR = new Set(['\n', ';', '&', '|', '(', ')']);

class Lexer {
  readonly #text: string;
  readonly #end: number;
  #at: number;
  readonly #commands: Command[] = [];
  readonly #comments: Comment[] = [];
  #words: Word[] = [];
  /** The delimiters of here-documents whose texts begin on the next line. */
  #hereDocuments: string[] = [];
  #isRedirected = false;

  constructor(text: string, { start, end }: Span) {
    this.#text = text;
    this.#at = start;
    this.#end = end;
  }

  read(): ShellWords {
    while (this.#at < this.#end) this.#step();
    this.#endCommand();
    return { commands: this.#commands, comments: this.#comments };
  }

  #step(): void {
    const character = this.#text.charAt(this.#at);
    const isContinued = character === '\\' && this.#lineBreakAt(this.#at + 1) > 0;
    if (isContinued) this.#at += 1 + this.#lineBreakAt(this.#at + 1);
    else if (BLANK.has(character)) this.#at++;
    else if (character === '#') this.#comment();
    else if (character === '<' || character === '>') this.#redirection();
    else if (character === '&' && this.#text[this.#at + 1] === '>') this.#at++;
    else if (SEPARATOR.has(character)) {
      this.#endCommand();
      this.#at++;
      if (character === '\n') this.#skipHereDocuments();
    } else this.#word();
  }

  #lineBreakAt(at: number): number {
    if (at >= this.#end) return 0;
    return this.#text[at] === '\n' ? 1 : this.#text.startsWith('\r\n', at) ? 2 : 0;
  }

  #comment(): void {
    const start = this.#at;
    const feed = this.#text.indexOf('\n', start);
    const end = feed < 0 || feed > this.#end ? this.#end : feed;
    const value = this.#text.slice(start + 1, end).trimEnd();
    this.#comments.push({ start, end: start + 1 + value.length, value });
    this.#at = end;
  }

  #redirection(): void {
    const isHere = this.#text.startsWith('<<', this.#at) && this.#text[this.#at + 2] !== '<';
    while (this.#at < this.#end && '<>&|-'.includes(this.#text.charAt(this.#at))) this.#at++;
    if (!isHere) {
      this.#isRedirected = true;
      return;
    }
    while (BLANK.has(this.#text.charAt(this.#at))) this.#at++;
    const start = this.#at;
    while (this.#at < this.#end && !/[\s;&|()<>]/.test(this.#text.charAt(this.#at))) this.#at++;
    this.#hereDocuments.push(this.#text.slice(start, this.#at).replace(/['"\\]/g, ''));
  }

  #skipHereDocuments(): void {
    for (const delimiter of this.#hereDocuments) {
      while (this.#at < this.#end) {
        const feed = this.#text.indexOf('\n', this.#at);
        const end = feed < 0 || feed > this.#end ? this.#end : feed;
        const line = this.#text.slice(this.#at, end).trim();
        this.#at = Math.min(end + 1, this.#end);
        if (line === delimiter) break;
      }
    }
    this.#hereDocuments = [];
  }

  #word(): void {
    const start = this.#at;
    let value = '';
    let expansion: number | undefined;
    while (this.#at < this.#end) {
      const character = this.#text.charAt(this.#at);
      if (BLANK.has(character) || SEPARATOR.has(character) || character === '<' || character === '>') break;
      if (character === "'") value += this.#quoted();
      else if (character === '"') {
        const before = value.length;
        const quoted = this.#doubleQuoted();
        value += quoted.value;
        if (quoted.expansion !== undefined) expansion ??= before + quoted.expansion;
      } else if (character === '\\') {
        const feed = this.#lineBreakAt(this.#at + 1);
        if (feed === 0) value += this.#text.slice(this.#at + 1, this.#at + 2);
        this.#at += feed === 0 ? 2 : 1 + feed;
      } else if (character === '$' || character === '`') {
        expansion ??= value.length;
        value += this.#expansion();
      } else {
        value += character;
        this.#at++;
      }
    }
    this.#at = Math.min(this.#at, this.#end);
    this.#words.push({ start, end: this.#at, value, expansion, isRedirected: this.#isRedirected });
    this.#isRedirected = false;
  }

  #quoted(): string {
    const close = this.#text.indexOf("'", this.#at + 1);
    const end = close < 0 || close >= this.#end ? this.#end : close;
    const value = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    return value;
  }

  #doubleQuoted(): { readonly value: string; readonly expansion: number | undefined } {
    let value = '';
    let expansion: number | undefined;
    this.#at++;
    while (this.#at < this.#end) {
      const character = this.#text.charAt(this.#at);
      if (character === '"') break;
      if (character === '\\') {
        const next = this.#text.charAt(this.#at + 1);
        if (next !== '\n') value += '$`"\\'.includes(next) ? next : `\\${next}`;
        this.#at += 2;
      } else if (character === '$' || character === '`') {
        expansion ??= value.length;
        value += this.#expansion();
      } else {
        value += character;
        this.#at++;
      }
    }
    this.#at++;
    return { value, expansion };
  }

  /** `$NAME`, `${…}`, `$(…)` or what stands between back quotes, as written. */
  #expansion(): string {
    const start = this.#at;
    const open = this.#text.charAt(start + 1);
    if (this.#text[start] === '`') {
      const close = this.#text.indexOf('`', start + 1);
      this.#at = close < 0 || close >= this.#end ? this.#end : close + 1;
    } else if (open === '{' || open === '(') this.#at = this.#closing(start + 1);
    else this.#at = start + 1;
    return this.#text.slice(start, this.#at);
  }

  /** Behind the bracket that closes the one here; quotes inside hide brackets. */
  #closing(from: number): number {
    let depth = 0;
    let quote = '';
    for (let at = from; at < this.#end; at++) {
      const character = this.#text.charAt(at);
      if (character === '\\') at++;
      else if (quote !== '') quote = character === quote ? '' : quote;
      else if (character === "'" || character === '"') quote = character;
      else if (character === '{' || character === '(') depth++;
      else if ((character === '}' || character === ')') && --depth === 0) return at + 1;
    }
    return this.#end;
  }

  #endCommand(): void {
    const [first, last] = [this.#words[0], this.#words.at(-1)];
    if (first !== undefined && last !== undefined)
      this.#commands.push({ start: first.start, end: last.end, words: this.#words });
    this.#words = [];
    this.#isRedirected = false;
  }
}
