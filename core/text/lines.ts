/** Lines of a text as nginx and go count them: they end with LF or CRLF. */

/** The line end that a text uses at its first line break. */
export function lineBreakOf(text: string): string {
  const feed = text.indexOf('\n');
  return feed > 0 && text[feed - 1] === '\r' ? '\r\n' : '\n';
}

/** The offset where the line of an offset starts. */
export function startOfLine(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset at the end of a line's content, before its line break. */
export function endOfLine(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  const end = feed < 0 ? text.length : feed;
  return text[end - 1] === '\r' && end - 1 >= offset ? end - 1 : end;
}

/** The offset behind a line break that stands at an offset; the offset itself where none does. */
export function afterLineBreak(text: string, offset: number): number {
  if (text.startsWith('\r\n', offset)) return offset + 2;
  return text[offset] === '\n' ? offset + 1 : offset;
}

/** The white space in front of an offset's line; `undefined` where something else stands before the offset. */
export function indentBefore(text: string, offset: number): string | undefined {
  const before = text.slice(startOfLine(text, offset), offset);
  return before.trim() === '' ? before : undefined;
}
