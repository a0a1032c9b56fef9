import type { Span } from '../../../core/text/span.ts';
import { contains } from '../../../core/text/span.ts';
import type { SyntaxProblem } from '../../../core/domains/domain.ts';
import type { Block, Directive, NginxTree, Word } from '../../../core/domains/nginx/tree.ts';

/** Throws where a tree does not fit its text: every span inside of the text and of what holds it, one behind the other, and what it says. Never recurses. */
export function checkTree(
  text: string,
  { tree, problems }: { readonly tree: NginxTree; readonly problems: readonly SyntaxProblem[] },
): void {
  const open: { readonly directives: readonly Directive[]; readonly inside: Span }[] = [
    { directives: tree.directives, inside: { start: 0, end: text.length } },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    checkOrder(next.directives, next.inside, text);
    for (const directive of next.directives) {
      checkDirective(directive, text);
      const { block } = directive;
      if (block !== undefined) open.push({ directives: block.children, inside: betweenBraces(block) });
    }
  }
  checkOrder(tree.comments, { start: 0, end: text.length }, text);
  for (const comment of tree.comments) expectText(`#${comment.value}`, comment, text);
  for (const { span, message } of problems) {
    if (message === '' || span.start > span.end || span.end > text.length || span.start < 0)
      fail('problem', span, text);
  }
}

function checkDirective(directive: Directive, text: string): void {
  const { name, args, hasSemicolon, end, block } = directive;
  const semicolon = hasSemicolon ? { start: end - 1, end } : undefined;
  if (name.start !== directive.start) fail('name', directive, text);
  for (const word of [name, ...args]) checkWord(word, text);
  const parts: Span[] = [name, ...args];
  if (semicolon !== undefined) parts.push(semicolon);
  if (block !== undefined) parts.push(block);
  checkOrder(parts, directive, text);
  if (parts.at(-1)?.end !== directive.end) fail('end of directive', directive, text);
  if (semicolon !== undefined) expectText(';', semicolon, text);
  if (block !== undefined) checkBlock(block, text);
}

function checkBlock(block: Block, text: string): void {
  const { start, end } = block;
  if (block.hasOpen) expectText('{', { start, end: start + 1 }, text);
  if (block.hasClose) expectText('}', { start: end - 1, end }, text);
}

function betweenBraces({ start, end, hasOpen, hasClose }: Block): Span {
  return { start: hasOpen ? start + 1 : start, end: hasClose ? end - 1 : end };
}

function checkWord(word: Word, text: string): void {
  const raw = text.slice(word.start, word.end);
  if (raw === '') fail('empty word', word, text);
  if (word.quote !== undefined && raw[0] !== word.quote) fail('quote', word, text);
  if (word.quote === undefined && !raw.includes('\\') && raw !== word.value) fail('value', word, text);
  if (word.value.length > raw.length) fail('value longer than its text', word, text);
}

function checkOrder(spans: readonly Span[], inside: Span, text: string): void {
  let done = inside.start;
  for (const span of spans) {
    if (span.start > span.end || span.start < done || !contains(inside, span)) fail('order', span, text);
    done = span.end;
  }
}

function expectText(expected: string, span: Span, text: string): void {
  if (text.slice(span.start, span.end) !== expected) fail(`not ${JSON.stringify(expected)}`, span, text);
}

function fail(what: string, span: Span, text: string): never {
  const around = text.slice(Math.max(0, span.start - 40), span.end + 40).slice(0, 200);
  throw new Error(`${what} at ${span.start}-${span.end} in ${JSON.stringify(around)}`);
}
