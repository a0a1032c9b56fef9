import type { Location } from '../text/location.ts';
import { markdownCode, markdownText, printable } from '../text/printable.ts';

/**
 * A piece of a line: our own words (a string, in Markdown as it is, with code spans), or what comes from a file, which is never trusted: as
 * code, as running text, or as a place that can be gone to.
 */
export type Piece = string | { readonly code: string } | { readonly text: string } | { readonly at: Location };

/** One line of a report. */
export type Line = readonly Piece[];

/** One entry of a list, and what is said below it. */
export interface Item {
  readonly line: Line;
  readonly more: readonly Line[];
}

/** A part of a report: a heading, paragraphs, and a list. Parts without both are left out. */
export interface ReportPart {
  readonly heading: string;
  readonly paragraphs: readonly Line[];
  readonly items: readonly Item[];
  /** Whether the order of the items counts. */
  readonly isOrdered: boolean;
}

/** So many entries of a list are told; the rest is counted. */
const MOST = 50;

/** An entry of a list. */
export function item(line: Line, more: readonly Line[] = []): Item {
  return { line, more };
}

/** A part whose list is not longer than can be read. */
export function partOf(heading: string, paragraphs: readonly Line[], items: readonly Item[] = []): ReportPart {
  const more = items.length - MOST;
  const kept = more > 0 ? [...items.slice(0, MOST), item([`and ${more} more`])] : items;
  return { heading, paragraphs, items: kept, isOrdered: false };
}

/** What is told at length, for Markdown and for a terminal alike. */
export interface Report {
  readonly title: string;
  readonly parts: readonly ReportPart[];
}

/** How a place is shown: its words, and in Markdown what a click on them leads to (`undefined`: nothing). */
export interface ShownPlace {
  readonly words: string;
  readonly href?: string | undefined;
}

/** A report as Markdown (CommonMark). Nothing that comes from a file becomes markup. */
export function reportMarkdown({ title, parts }: Report, shown: (at: Location) => ShownPlace): string {
  const line = (it: Line): string => it.map((piece) => markdownOf(piece, shown)).join('');
  const blocks = [`# ${title}`];
  for (const part of parts.filter(isTold)) {
    const list = part.items.map((item, index) => {
      const mark = part.isOrdered ? `${index + 1}. ` : '- ';
      const more = item.more.map((it) => `${' '.repeat(mark.length)}- ${line(it)}\n`).join('');
      return `${mark}${line(item.line)}\n${more}`;
    });
    blocks.push(`## ${part.heading}`, ...part.paragraphs.map(line), list.join('').trimEnd());
  }
  return `${blocks.filter((it) => it !== '').join('\n\n')}\n`;
}

/** A report for a terminal: plain text without colours, lines end with LF. */
export function reportText({ title, parts }: Report, shown: (at: Location) => ShownPlace): string {
  const line = (it: Line): string => it.map((piece) => plain(piece, shown)).join('');
  const lines = [title];
  for (const part of parts.filter(isTold)) {
    lines.push('', `  ${part.heading}`, ...part.paragraphs.map((it) => `    ${line(it)}`));
    part.items.forEach((item, index) => {
      lines.push(`    ${part.isOrdered ? `${index + 1}.` : '-'} ${line(item.line)}`);
      lines.push(...item.more.map((it) => `        ${line(it)}`));
    });
  }
  return `${lines.join('\n')}\n`;
}

function isTold({ paragraphs, items }: ReportPart): boolean {
  return paragraphs.length > 0 || items.length > 0;
}

/** Texts of files are not longer than a line. */
const LONGEST = 300;

function markdownOf(piece: Piece, shown: (at: Location) => ShownPlace): string {
  if (typeof piece === 'string') return piece;
  if ('code' in piece) return markdownCode(piece.code, LONGEST);
  if ('text' in piece) return markdownText(piece.text, LONGEST);
  const { words, href } = shown(piece.at);
  return href === undefined ? markdownCode(words) : `[${markdownText(words)}](<${escapedHref(href)}>)`;
}

/** An address between `<` and `>`: these, back slashes and line ends would end it or mean something (CommonMark 6.3). */
function escapedHref(href: string): string {
  return href.replace(/[<>\\\s&]/g, (it) => `%${it.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`);
}

function plain(piece: Piece, shown: (at: Location) => ShownPlace): string {
  if (typeof piece === 'string') return piece.replaceAll('`', '').replaceAll('**', '');
  if ('code' in piece) return printable(piece.code, LONGEST);
  return printable('text' in piece ? piece.text : shown(piece.at).words, LONGEST);
}
