import type { SyntaxNode } from '../syntaxTree.ts';

/** A part of a template: a text, or an expression whose value stands there. */
export type TemplatePart =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'expression'; readonly node: SyntaxNode };

/**
 * The parts of a quoted or heredoc template (`string_lit`, `quoted_template`, `heredoc_template`), by the HCL native syntax specification.
 * `undefined`: it has directives or white space markers, or escapes that HCL does not know.
 */
export function templateParts(node: SyntaxNode): readonly TemplatePart[] | undefined {
  return node.type === 'heredoc_template' ? heredocParts(node) : quotedParts(node);
}

function quotedParts(node: SyntaxNode): readonly TemplatePart[] | undefined {
  return partsBetween(node, { start: node.start + 1, end: node.end - 1 }, (raw) => decoded(raw));
}

function heredocParts(node: SyntaxNode): readonly TemplatePart[] | undefined {
  const { text } = node.tree;
  const [opening, closing] = node.children.filter(({ type }) => type === 'heredoc_identifier');
  if (opening === undefined || closing === undefined) return undefined;
  const start = text.indexOf('\n', opening.end) + 1;
  const end = text.lastIndexOf('\n', closing.start) + 1;
  if (start === 0 || end < start) return [];
  const flush = node.children[0]?.text === '<<-';
  const cut = flush ? commonIndent(text.slice(start, end)) : 0;
  const parts = partsBetween(node, { start, end }, (raw, at) =>
    undented(raw, cut, at === start).replaceAll('\r\n', '\n'),
  );
  return parts?.map((it) => (it.kind === 'text' ? { ...it, text: unescapedMarkers(it.text) } : it));
}

function partsBetween(
  node: SyntaxNode,
  { start, end }: { readonly start: number; readonly end: number },
  read: (raw: string, at: number) => string | undefined,
): readonly TemplatePart[] | undefined {
  const parts: TemplatePart[] = [];
  const { text } = node.tree;
  let done = start;
  const take = (to: number): boolean => {
    if (to <= done) return true;
    const part = read(text.slice(done, to), done);
    if (part !== undefined) parts.push({ kind: 'text', text: part });
    return part !== undefined;
  };
  for (const child of node.children) {
    if (child.type === 'template_directive') return undefined;
    if (child.type !== 'template_interpolation') continue;
    const expression = child.children.find(({ type }) => type === 'expression');
    if (expression === undefined || child.children.some(({ type }) => type === 'strip_marker')) return undefined;
    if (!take(child.start)) return undefined;
    parts.push({ kind: 'expression', node: expression });
    done = child.end;
  }
  return take(end) ? parts : undefined;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
]);

function decoded(raw: string): string | undefined {
  if (!raw.includes('\\')) return unescapedMarkers(raw);
  let text = '';
  for (let i = 0; i < raw.length; i++) {
    const character = raw.charAt(i);
    if (character !== '\\') {
      text += character;
      continue;
    }
    const letter = raw.charAt(++i);
    const simple = ESCAPES.get(letter);
    const digits = letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
    const code = /^[\da-fA-F]+$/.test(raw.slice(i + 1, i + 1 + digits))
      ? Number.parseInt(raw.slice(i + 1, i + 1 + digits), 16)
      : -1;
    if (simple === undefined && (digits === 0 || code < 0 || code > 0x10ffff)) return undefined;
    text += simple ?? String.fromCodePoint(code);
    i += digits;
  }
  return unescapedMarkers(text);
}

/** `$${` and `%%{` stand for `${` and `%{`. */
function unescapedMarkers(text: string): string {
  return text.replaceAll('$${', '${').replaceAll('%%{', '%{');
}

/** How far all lines that are not empty are indented. */
function commonIndent(text: string): number {
  let least = Number.MAX_SAFE_INTEGER;
  for (const line of text.split('\n')) if (line.trim() !== '') least = Math.min(least, indentOf(line));
  return least;
}

function undented(text: string, cut: number, isFirst: boolean): string {
  if (cut === 0) return text;
  const lines = text.split('\n');
  return lines.map((line, i) => (i === 0 && !isFirst ? line : line.slice(Math.min(cut, indentOf(line))))).join('\n');
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
