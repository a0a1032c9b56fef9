import type { Span } from '../../text/span.ts';

/** What stands for a part that a template fills in: of the private use area, so that nothing else means it. */
const FILLED = '\uE000';

const OPEN = /\{\{|\{%|<%/g;
const CLOSE: ReadonlyMap<string, string> = new Map([
  ['{{', '}}'],
  ['{%', '%}'],
  ['<%', '%>'],
]);

/** A text whose template tags are out of the way, character for character: those that are alone on their lines are blanks. */
export function withoutTags(text: string): string {
  const parts: string[] = [];
  const closes = new Map<string, number>();
  let done = 0;
  for (const { 0: open, index } of text.matchAll(OPEN)) {
    if (index < done) continue;
    const close = CLOSE.get(open) ?? open;
    const known = closes.get(close) ?? 0;
    // Where the next one is, is looked for once: a text may have very many tags and no end of any.
    const next = known >= index + open.length ? known : text.indexOf(close, index + open.length);
    closes.set(close, next < 0 ? Infinity : next);
    const end = next < 0 || next === Infinity ? lineEnd(text, index) : next + close.length;
    parts.push(text.slice(done, index), masked(text, { start: index, end }));
    done = end;
  }
  return parts.join('') + text.slice(done);
}

/** Whether a template decides a part of a text of such a file. */
export function isFilledIn(text: string): boolean {
  return text.includes(FILLED);
}

function masked(text: string, { start, end }: Span): string {
  const begin = text.lastIndexOf('\n', start - 1) + 1;
  const isAlone =
    text.slice(start === 0 ? 0 : begin, start).trim() === '' && text.slice(end, lineEnd(text, end)).trim() === '';
  return [...Array(end - start).keys()]
    .map((i) =>
      text[start + i] === '\n' || text[start + i] === '\r' ? text.charAt(start + i) : isAlone ? ' ' : FILLED,
    )
    .join('');
}

function lineEnd(text: string, from: number): number {
  const feed = text.indexOf('\n', from);
  return feed < 0 ? text.length : feed;
}
