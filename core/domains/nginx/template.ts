/** `${NAME}` of envsubst; nginx's own variables are written in lower case. */
const ENVIRONMENT = /\$\{[A-Z][A-Z0-9_]{0,100}(?::?[-+?=][^}\n]{0,200})?\}/g;

/**
 * Whether a text is a template of another program: it holds `{{ … }}`, `{% … %}`, `<% … %>` or `${NAME}` outside of comments.
 * `{{` alone, or around directives, is a slip of the keyboard.
 */
export function isTemplate(text: string): boolean {
  return (
    holdsTag(text, '{{', '}}') || holdsTag(text, '{%', '%}') || holdsTag(text, '<%', '%>') || holdsEnvironment(text)
  );
}

function holdsTag(text: string, opening: string, closing: string): boolean {
  let end = -1;
  for (let at = text.indexOf(opening); at >= 0; at = text.indexOf(opening, at + 1)) {
    if (end < at + 2) end = text.indexOf(closing, at + 2);
    if (end < 0) return false;
    if (end - at > LONGEST_TAG || templateTagEnd(text, at) === undefined) continue;
    const lineEnd = endOfComment(text, at);
    if (lineEnd === undefined) return true;
    at = lineEnd;
  }
  return false;
}

function holdsEnvironment(text: string): boolean {
  if (!text.includes('${')) return false;
  ENVIRONMENT.lastIndex = 0;
  for (let match = ENVIRONMENT.exec(text); match !== null; match = ENVIRONMENT.exec(text)) {
    const lineEnd = endOfComment(text, match.index);
    if (lineEnd === undefined) return true;
    ENVIRONMENT.lastIndex = lineEnd;
  }
  return false;
}

/** Where the comment ends that holds a place. Looks at one line only: quotes that hold ` #` are rare, and templates are not. */
function endOfComment(text: string, offset: number): number | undefined {
  if (!/(?:^|[\s;{}])#/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))) return undefined;
  const lineEnd = text.indexOf('\n', offset);
  return lineEnd < 0 ? text.length : lineEnd;
}

/** The longest tag that is looked for, in UTF-16 code units: keeps a text of many openings and no end linear. */
const LONGEST_TAG = 500;

/** Where a template's tag ends that starts here; `undefined`: none starts here. */
export function templateTagEnd(text: string, start: number): number | undefined {
  const opening = text.slice(start, start + 2);
  const closing = CLOSING[opening];
  if (closing === undefined) return undefined;
  const rest = text.slice(start + 2, start + LONGEST_TAG);
  const length = rest.indexOf(closing);
  if (length < 0) return undefined;
  // Two blocks opened by a slip of the keyboard hold directives; what a template prints is one expression on one line.
  if (opening === '{{' && /[\n;]/.test(rest.slice(0, length))) return undefined;
  return start + 2 + length + 2;
}

const CLOSING: Readonly<Record<string, string>> = { '{{': '}}', '{%': '%}', '<%': '%>' };
