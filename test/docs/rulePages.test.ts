import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../core/rules/index.ts';
import { expectMarkers } from '../rules/harness.ts';
import { readMarkers } from '../support/markers.ts';

const PAGES = path.join(import.meta.dirname, '../../docs/rules');

/** What a block of a language is called as a file; all others are nginx.conf. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['go.mod', 'go.mod'],
  ['go', 'main.go'],
  ['dockerfile', 'Dockerfile'],
  ['yaml', 'deployment.yaml'],
  ['json', 'template.json'],
  ['hcl', 'main.tf'],
]);

interface Block {
  readonly section: string;
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a page and the headings they stand under. */
function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = [];
  let section = '';
  let fence: { readonly language: string; readonly lines: string[] } | undefined;
  for (const line of page.split('\n')) {
    const [, language] = /^```(.*)$/.exec(line) ?? [];
    if (fence !== undefined && language === '') {
      blocks.push({ section, language: fence.language, text: `${fence.lines.join('\n')}\n` });
      fence = undefined;
    } else if (fence !== undefined) fence.lines.push(line);
    else if (language !== undefined) fence = { language, lines: [] };
    else if (line.startsWith('## ')) section = line.slice(3);
  }
  return blocks;
}

/** The files of a block as golang.org/x/tools/txtar has them: each behind a line `-- name --`. */
function filesOf(text: string): Readonly<Record<string, string>> {
  const parts = text.split(/^-- (\S+) --\n/m).slice(1);
  return Object.fromEntries(parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1] ?? '']] : [])));
}

it('there is one page for each rule', () => {
  expect(readdirSync(PAGES).sort()).toEqual(rules.map(({ id }) => `${id}.md`).sort());
});

describe.each(rules.map(({ id }) => id))('the page of %s', (rule) => {
  const page = readFileSync(path.join(PAGES, `${rule}.md`), 'utf8');
  const blocks = blocksOf(page);

  it('is headed by the rule', () => {
    expect(page.split('\n')[0]).toBe(`# ${rule}`);
  });

  it('has Invalid and Valid examples', () => {
    const sections = blocks.map(({ section }) => section);
    expect(sections).toContain('Invalid');
    expect(sections).toContain('Valid');
  });

  it.each(blocks.filter(({ section }) => section === 'Invalid' || section === 'Valid'))(
    '$section: is what it says it is',
    async ({ section, language, text }) => {
      const name = NAMES.get(language) ?? 'nginx.conf';
      expect(readMarkers(text).markers.some((it) => it.rule === rule)).toBe(section === 'Invalid');
      await expectMarkers(language === 'txtar' ? filesOf(text) : { [name]: text });
    },
  );
});
