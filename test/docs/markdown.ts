import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

/** The root of the repository. */
export const ROOT: string = path.join(import.meta.dirname, '../..');

/** The text of a page, named from the root. */
export function readPage(name: string): string {
  return readFileSync(path.join(ROOT, name), 'utf8');
}

/** All files below folders of the repository, by their names from the root. */
export function filesBelow(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((it) => it.isFile())
      .map((it) => path.relative(ROOT, path.join(it.parentPath, it.name)).replaceAll('\\', '/')),
  );
}

/** A fenced block: its language and its text, with a line break behind its last line. */
export interface Block {
  readonly language: string;
  readonly text: string;
}

/** All fenced blocks of a page. */
export function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({ language, text }));
}

/** A page without its blocks, fenced or indented. */
export function proseOf(page: string): string {
  return page.replace(/^\s*```[\s\S]*?^\s*```$/gm, '').replace(/^ {4}\S.*$/gm, '');
}

/** What stands in code font in the prose of a page. */
export function codeOf(page: string): readonly string[] {
  return [...proseOf(page).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

/** The part of a page under a heading of the second or third level, to the next heading of that level or above. */
export function sectionOf(page: string, heading: string): string {
  const lines = page.split('\n');
  const levels = levelsOf(lines);
  const start = lines.findIndex(
    (line, at) => (levels[at] === 2 || levels[at] === 3) && line.replace(/^#+ /, '') === heading,
  );
  const level = levels[start];
  if (level === undefined) throw new Error(`no section "${heading}"`);
  const length = levels.slice(start + 1).findIndex((it) => (it ?? 9) <= level);
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join('\n');
}

/** The level of each line that is a heading; in a fenced block none is one. */
function levelsOf(lines: readonly string[]): readonly (number | undefined)[] {
  let isFenced = false;
  return lines.map((line) => {
    if (line.startsWith('```')) isFenced = !isFenced;
    return isFenced ? undefined : /^#+(?= )/.exec(line)?.[0].length;
  });
}

/** The rows of all tables of a text, without headings; cells without the white space around them. */
export function rowsOf(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  for (const line of text.split('\n')) {
    if (!line.startsWith('|')) continue;
    if (/^[|\s:-]+$/.test(line)) {
      rows.pop();
      continue;
    }
    const cells = line.split(/(?<!\\)\|/).slice(1, -1);
    rows.push(cells.map((cell) => cell.trim().replaceAll('\\|', '|')));
  }
  return rows;
}

/** The address of a heading inside its page, as the usual renderers make it. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}
