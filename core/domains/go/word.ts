import { unquote } from './quote.ts';
import type { Token } from './scan.ts';
import type { ModWord } from './tree.ts';

/** A token as a word, and why go refuses it, if it does. */
export interface WordReading {
  readonly word: ModWord;
  readonly problem: string | undefined;
}

/** Reads a token as golang.org/x/mod/modfile does where it expects a string (rule.go, parseString). */
export function readWord(token: Token): WordReading {
  const { start, end, text } = token;
  switch (token.kind) {
    case 'quoted': {
      const value = unquote(text.slice(1, -1));
      return value === undefined
        ? { word: { start, end, value: text }, problem: 'this is no Go string: an escape in it is wrong' }
        : { word: { start, end, value }, problem: undefined };
    }
    case 'raw': {
      // The lexer knows raw strings, parseString does not.
      const problem = 'go reads no word in back quotes here; use double quotes or none';
      return { word: { start, end, value: text.slice(1, -1) }, problem };
    }
    case 'bare':
    case 'punctuation': {
      const problem = /["'`]/.test(text) ? 'a word with a quote inside must stand in double quotes' : undefined;
      return { word: { start, end, value: text }, problem };
    }
  }
}

/** `1.23`, `1.23.4`, `1.23rc1` (modfile.GoVersionRE). */
export function isGoLine(text: string): boolean {
  return /^[1-9][0-9]*\.(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))?(?:[a-z]+[0-9]+)?$/.test(text);
}

/** `go1.23.4`, `default` (modfile.ToolchainRE, which is this loose). */
export function isToolchain(text: string): boolean {
  return text === 'default' || text === 'go1' || text.startsWith('go1.');
}

/** Whether a word looks like a version rather than like a path: `v1…`. */
export function looksLikeVersion(text: string): boolean {
  return /^v[0-9]/.test(text);
}

/** Whether a replacement is a folder rather than a module (modfile.IsDirectoryPath). */
export function isFolder(path: string): boolean {
  return /^(?:\.\.?(?:$|[/\\])|[/\\]|[A-Za-z]:)/.test(path);
}
