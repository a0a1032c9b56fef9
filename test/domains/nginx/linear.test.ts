import { describe, expect, it } from 'vitest';
import { parseCounting } from '../../../core/domains/nginx/parse.ts';
import { checkTree } from './checkTree.ts';

/**
 * The lexer counts the code units that it looks at, those that it looks at again included. A text four times as long must not cost more
 * per code unit. What is not counted would show as a test that does not end: the large texts below have hundreds of thousands of lines.
 */
const texts: readonly (readonly [what: string, text: (n: number) => string])[] = [
  [
    'plain servers',
    (n) =>
      'server {\n    listen 80;\n    server_name a.example;\n    location / {\n        root x;\n    }\n}\n'.repeat(n),
  ],
  ['lines without ";"', (n) => 'listen 443 ssl\n'.repeat(n)],
  ['lists without ";"', (n) => 'server_name a\n'.repeat(n)],
  ['words that could be directives', (n) => `server_name\n${'    listen\n'.repeat(n)};`],
  ['open quotes', (n) => 'add_header X "foo;\n'.repeat(n)],
  ['open quotes of both kinds', (n) => 'add_header X "foo;\nroot \'bar;\n'.repeat(n)],
  ['one open quote', (n) => `add_header X "${'foo;\n'.repeat(n)}`],
  ['quotes and junk', (n) => '"a"b'.repeat(n)],
  ['open blocks', (n) => 'server {\nlocation / {\n'.repeat(n)],
  ['open blocks, then what stands in none of them', (n) => 'location / {\n'.repeat(n) + 'daemon on;\n'.repeat(n)],
  ['open blocks, indented', (n) => '    server {\n        listen 80;\n'.repeat(n)],
  ['closing braces', (n) => '}\n'.repeat(n)],
  ['opening braces', (n) => '{'.repeat(n)],
  ['closing braces in words', (n) => `http {\n${'server { listen 80}}}\n'.repeat(n)}`.repeat(1)],
  ['backslashes', (n) => '\\'.repeat(8 * n)],
  ['dollars', (n) => '${'.repeat(4 * n)],
  ['comments', (n) => '# a # b ${A} {{ c }}\n'.repeat(n)],
  ['one comment', (n) => `#${' ${A} {{ b }}'.repeat(n)}`],
  ['conditions of a template', (n) => '{% if a %} {{ range .B }} <% c do |d| %> ${E}\n'.repeat(n)],
  ['template tags', (n) => '{{ a }} {{ b {% c <% d\n'.repeat(n)],
  ['openings of tags', (n) => `{{ a }}${'{{'.repeat(n)}`],
  ['open Lua', (n) => 'location / { content_by_lua_block {\n'.repeat(n)],
  ['long brackets of Lua', (n) => `content_by_lua_block {${'[====[ '.repeat(n)}`],
  ['headers without "{"', (n) => `server {${'location '.repeat(n)};`],
  ['one line', (n) => 'listen 80; '.repeat(n)],
  ['blanks', (n) => `${' '.repeat(8 * n)}${'a;b {'.repeat(n)}`],
];

describe('the cost grows like the text', () => {
  it.each(texts)('%s', (_, text) => {
    const [small, large] = [text(1000), text(4000)].map((it) => parseCounting(it).steps / it.length);
    expect(small).toBeGreaterThan(0);
    expect(large).toBeLessThan((small ?? 0) * 1.1 + 0.01);
    // Two readings, and open quotes and Lua looked at again.
    expect(large).toBeLessThan(14);
  });
});

describe('large texts', () => {
  it.each([
    ['100,000 lines', 'listen 80;\n'.repeat(100_000), 100_000],
    ['a line of 4 MB', 'listen 80; '.repeat(400_000), 400_000],
    ['a word of 4 MB', `root ${'x'.repeat(4_000_000)};`, 1],
    ['100,000 nested blocks', 'a {'.repeat(100_000), 1],
    ['100,000 closed nested blocks', 'a {'.repeat(100_000) + '}'.repeat(100_000), 1],
    ['100,000 nested locations', 'location / {\n'.repeat(100_000), 1],
    ['100,000 open braces', '{'.repeat(100_000), 0],
    ['100,000 closing braces', '}'.repeat(100_000), 0],
    ['4 million backslashes', '\\'.repeat(4_000_000), 1],
    ['100,000 open quotes', 'root "x;\n'.repeat(100_000), 100_000],
    ['100,000 headers without "{"', `server {${'location '.repeat(100_000)};`, 1],
    ['100,000 lines without ";"', 'root x\n'.repeat(100_000), 100_000],
  ])('%s', (_, text, directives) => {
    const { parse } = parseCounting(text);
    expect(parse.tree.directives).toHaveLength(directives);
    checkTree(text, parse);
    expect(parse.problems.length).toBeLessThanOrEqual(100);
  });
});
