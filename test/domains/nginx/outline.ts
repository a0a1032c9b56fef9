import { parse } from '../../../core/domains/nginx/parse.ts';
import type { Block, Directive } from '../../../core/domains/nginx/tree.ts';

/** A tree in one line, decoded words in brackets where they need it. `<;>`, `<{>`, `<}>`: what is missing in the text. */
function outline(directives: readonly Directive[]): string {
  return directives.map((it) => one(it)).join(' ');
}

function one({ name, args, hasSemicolon, block }: Directive): string {
  const words = [name, ...args].map(({ value }) => (/^[^\s;{}[\]]+$/.test(value) ? value : `[${value}]`)).join(' ');
  if (block === undefined) return words + (hasSemicolon ? ';' : '<;>');
  return `${words} ${braces(block)}`;
}

function braces({ hasOpen, hasClose, body, children }: Block): string {
  const inside = body === 'lua' ? 'lua' : outline(children);
  const opening = hasOpen ? '{' : '<{>';
  return [
    opening,
    ...(body === 'entries' ? ['='] : []),
    ...(inside === '' ? [] : [inside]),
    hasClose ? '}' : '<}>',
  ].join(' ');
}

/** The outline of a text's tree. */
export function outlineOf(text: string): string {
  return outline(parse(text).tree.directives);
}

/** The problems of a text: the piece of text that each is about, and its message. */
export function problemsOf(text: string): readonly string[] {
  return parse(text).problems.map(
    ({ span, message }) => `${JSON.stringify(text.slice(span.start, span.end))}: ${message}`,
  );
}
