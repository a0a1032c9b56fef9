function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** The blanks in front of the first word of a line; `undefined` where another one stands before it. */
export function indentAt(text: string, offset: number): string | undefined {
  let start = offset;
  while (start > 0 && isBlank(text.charCodeAt(start - 1))) start--;
  return start === 0 || text.charCodeAt(start - 1) === 10 ? text.slice(start, offset) : undefined;
}

/** The blanks that a line starts with. */
export function indentOfLine(text: string, lineStart: number): string {
  let end = lineStart;
  while (isBlank(text.charCodeAt(end))) end++;
  return text.slice(lineStart, end);
}
