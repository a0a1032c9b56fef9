/** Deeper nesting than any file has that a person wrote. */
const DEEPEST = 200;

/** Whether brackets are nested so deep that libraries which follow them run out of time or stack. Quotes are not looked at. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  // Every file is asked, and most of a text is something else: the engine's own search is past that much sooner.
  for (const bracket = /[[\]{}]/g; bracket.test(text);) {
    const code = text.charCodeAt(bracket.lastIndex - 1);
    if (code === 123 || code === 91) {
      if (++depth > DEEPEST) return true;
    } else if (depth > 0) depth--;
  }
  return false;
}

/**
 * The same for YAML, which nests without brackets, too, by indentation or in one line: `- - - a`, `a: b: c:`. What only looks so, in a scalar of
 * many lines, counts as well. An engine that runs out of stack while it compiles a regular expression ends its process, whatever catches errors.
 */
export function isTooDeepYaml(text: string): boolean {
  return isTooDeep(text) || isTooDeepInLines(text);
}

function isTooDeepInLines(text: string): boolean {
  const columns: number[] = [];
  for (let line = 0; line < text.length; line = nextLine(text, line)) {
    let at = pastSpaces(text, line);
    // Tokens in front of which something may begin that is nested in them: marks of items and keys, tags, anchors, and keys themselves.
    for (let inLine = 0; at < text.length && !isBreak(text, at) && inLine <= DEEPEST; inLine++) {
      while ((columns.at(-1) ?? -1) >= at - line) columns.pop();
      columns.push(at - line);
      if (columns.length > DEEPEST) return true;
      const end = endOfToken(text, at);
      if (!isOpening(text, at, end)) break;
      at = pastSpaces(text, end);
    }
  }
  return false;
}

function nextLine(text: string, at: number): number {
  const feed = text.indexOf('\n', at);
  return feed < 0 ? text.length : feed + 1;
}

function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || code === 9;
}

function isBreak(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 10 || code === 13;
}

function pastSpaces(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text, at)) at++;
  return at;
}

function endOfToken(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isSpace(text, at) && !isBreak(text, at)) at++;
  return at;
}

function isOpening(text: string, start: number, end: number): boolean {
  const first = text.charAt(start);
  if (first === '!' || first === '&' || text[end - 1] === ':') return true;
  return end === start + 1 && (first === '-' || first === '?');
}
