/** `${NAME}` of envsubst; nginx's own variables are written in lower case. */
const ENVIRONMENT = /\$\{[A-Z][A-Z0-9_]{0,100}(?::?[-+?=][^}\n]{0,200})?\}/g;

/** `${listeners}` where a directive should stand, as Terraform and shells have it. */
const STATEMENT = /^[ \t]{0,200}\$\{\w{1,100}\}[ \t]{0,200}\r?$/m;

/**
 * Whether a text is a template of another program: it holds `{{ … }}`, `{% … %}`, `<% … %>` or `${NAME}` outside of comments, or `${name}` alone on a line.
 * `{{` alone, or around directives, is a slip of the keyboard.
 */
export function isTemplate(text: string): boolean {
  return (
    holdsTag(text, '{{', '}}') ||
    holdsTag(text, '{%', '%}') ||
    holdsTag(text, '<%', '%>') ||
    holdsEnvironment(text) ||
    (text.includes('${') && STATEMENT.test(text))
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

const CLOSING: Readonly<Record<string, string>> = { '{{': '}}', '{%': '%}', '{#': '#}', '<%': '%>' };

/** Where a `${NAME}` of envsubst ends that starts here; `undefined`: none starts here. */
export function placeholderEnd(text: string, start: number): number | undefined {
  const [found] =
    /^\$\{[A-Z][A-Z0-9_]{0,100}(?::?[-+?=][^}\n]{0,200})?\}/.exec(text.slice(start, start + LONGEST_TAG)) ?? [];
  return found === undefined ? undefined : start + found.length;
}

/** Whether a word of a template has a part that another program fills in: its value is not known. */
export function isPlaceholder(word: string): boolean {
  return /\{\{|\{%|<%|\$\{[A-Z]/.test(word);
}

/** Whether another program makes the name of a directive: nginx has none that begins with `$`, in lower case neither. */
export function isPlaceholderName(name: string): boolean {
  return name.startsWith('$') || isPlaceholder(name);
}

/**
 * What a tag does to the directives around it: `prints` something, which may be directives; `begins` or `ends` a condition or a loop, or
 * something that is kept for later; does `nothing` to them.
 */
export type TagEffect = 'prints' | 'begins' | 'ends' | 'nothing';

/** What a whole tag does, of Jinja, Go templates, ERB or envsubst. Of those that nobody knows, anything is to be expected. */
export function tagEffect(tag: string): TagEffect {
  const inside = tag
    .slice(2, -2)
    .replace(/^[-+~]/, '')
    .replace(/[-+~]$/, '')
    .trim();
  const [word = ''] = /^\w*/.exec(inside) ?? [];
  switch (tag.slice(0, 2)) {
    case '{#':
      return 'nothing';
    case '{%':
      return jinjaEffect(word, inside);
    case '{{':
      return goEffect(word, inside);
    case '<%':
      return rubyEffect(word, inside);
    default:
      return 'prints';
  }
}

/** Jinja's statements ("Template Designer Documentation"). */
function jinjaEffect(word: string, inside: string): TagEffect {
  if (/^(?:if|for|macro|block|call|filter|with|autoescape)$/.test(word)) return 'begins';
  if (word === 'set') return inside.includes('=') ? 'nothing' : 'begins';
  if (/^(?:else|elif|import|from|raw|endraw|do)$/.test(word)) return 'nothing';
  return word.startsWith('end') ? 'ends' : 'prints';
}

/** Actions of Go's text/template. What Jinja prints looks the same. */
function goEffect(word: string, inside: string): TagEffect {
  if (inside.startsWith('/*') || /^\$\w{1,100}\s{0,10}:?=/.test(inside)) return 'nothing';
  if (/^(?:if|range|with|define|block)$/.test(word) && inside !== word) return 'begins';
  if (word === 'else' || inside === 'break' || inside === 'continue') return 'nothing';
  return inside === 'end' ? 'ends' : 'prints';
}

/** Ruby in ERB: `<%= %>` prints, `<% %>` runs. */
function rubyEffect(word: string, inside: string): TagEffect {
  if (inside.startsWith('=')) return 'prints';
  if (inside.startsWith('#')) return 'nothing';
  if (
    /^(?:if|unless|case|for|while|until|begin)$/.test(word) ||
    /(?:\bdo|\{)(?:\s{0,10}\|[^|]{0,200}\|)?$/.test(inside)
  )
    return 'begins';
  return word === 'end' || inside.startsWith('}') ? 'ends' : 'nothing';
}
