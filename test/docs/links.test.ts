import { existsSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorOf, proseOf, readPage, ROOT } from './markdown.ts';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...['docs', 'docs/rules'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder)).map((name) => `${folder}/${name}`),
  ),
].filter((name) => name.endsWith('.md'));

/** Where the links of a page lead. */
function linksOf(page: string): readonly string[] {
  const prose = proseOf(page).replaceAll(/`[^`\n]*`/g, '``');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

function anchorsOf(page: string): readonly string[] {
  return proseOf(page)
    .split('\n')
    .filter((line) => /^#{1,6} /.test(line))
    .map((line) => anchorOf(line.replace(/^#+ /, '')));
}

describe.each(pages)('%s', (name) => {
  const page = readPage(name);

  it('has links that lead somewhere', () => {
    const broken = linksOf(page).filter((link) => {
      if (/^https:\/\//.test(link)) return false;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? name : path.posix.join(path.posix.dirname(name), file);
      if (!existsSync(path.join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(readPage(target)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

it('the pages link to each other', () => {
  expect(pages.flatMap((name) => linksOf(readPage(name)))).toEqual(
    expect.arrayContaining(['docs/architecture.md', 'docs/style.md', 'CONTRIBUTING.md']),
  );
});
