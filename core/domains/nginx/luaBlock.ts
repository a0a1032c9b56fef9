import { startsDirective } from './openQuote.ts';

/** Where the Lua of a `*_by_lua_block` ends. */
interface LuaEnd {
  /** The offset of the `}`; `undefined`: there is none, and the block ends at `end`. */
  readonly close: number | undefined;
  readonly end: number;
}

const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const MINUS = 45;
const EQUALS = 61;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;

/** Finds the `}` that closes a block of Lua: braces in strings and comments do not count (lua-nginx-module, ngx_http_lua_directive.c). `undefined`: none does. */
export function closeOfLua(text: string, start: number): number | undefined {
  let depth = 0;
  let position = start;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) position = endOfString(text, position + 1, code);
    else if (code === MINUS && text.charCodeAt(position + 1) === MINUS) position = endOfComment(text, position + 2);
    else if (code === OPEN_BRACKET) position = endOfLongBracket(text, position) ?? position + 1;
    else if (code === CLOSE && depth === 0) return position;
    else {
      if (code === OPEN) depth++;
      else if (code === CLOSE) depth--;
      position++;
    }
  }
  return undefined;
}

function endOfString(text: string, start: number, quote: number): number {
  let position = start;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (code === quote) return position + 1;
    position += code === BACKSLASH ? 2 : 1;
  }
  return text.length;
}

function endOfComment(text: string, start: number): number {
  const long = text.charCodeAt(start) === OPEN_BRACKET ? endOfLongBracket(text, start) : undefined;
  if (long !== undefined) return long;
  const lineEnd = text.indexOf('\n', start);
  return lineEnd < 0 ? text.length : lineEnd;
}

/** Nobody writes more equals signs; a long search for a long bracket could take long. */
const DEEPEST_BRACKET = 32;

/** The end of `[[ … ]]`, `[=[ … ]=]`; `undefined`: it is a bracket of another kind. */
function endOfLongBracket(text: string, start: number): number | undefined {
  let level = start + 1;
  while (text.charCodeAt(level) === EQUALS && level - start < DEEPEST_BRACKET) level++;
  if (text.charCodeAt(level) !== OPEN_BRACKET) return undefined;
  const close = `]${'='.repeat(level - start - 1)}]`;
  const end = text.indexOf(close, level + 1);
  return end < 0 ? text.length : end + close.length;
}

/** Directives of nginx that are also words of Lua. */
const LUA_WORDS: ReadonlySet<string> = new Set(['if', 'return', 'break']);

/** Where a block of Lua ends that nothing closes: at the next line that starts with a directive or `}`, else at the end of the text. */
export function endOfOpenLua(text: string, start: number): LuaEnd {
  for (let lineEnd = text.indexOf('\n', start); lineEnd >= 0; lineEnd = text.indexOf('\n', lineEnd + 1)) {
    const found = startsDirective(text, lineEnd + 1);
    if (found === undefined || LUA_WORDS.has(found.word)) continue;
    return found.word === '}' ? { close: found.start, end: found.start + 1 } : { close: undefined, end: lineEnd };
  }
  return { close: undefined, end: text.length };
}
