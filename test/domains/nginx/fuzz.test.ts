import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../core/domains/nginx/parse.ts';
import { checkTree } from './checkTree.ts';
import { fixtures } from './fixtures.ts';

function check(text: string): void {
  checkTree(text, parse(text));
}

describe.each(fixtures)('$name', ({ text }) => {
  it('every beginning of it', () => {
    for (let i = 0; i <= text.length; i++) check(text.slice(0, i));
  });

  it('every end of it', () => {
    for (let i = 0; i <= text.length; i++) check(text.slice(i));
  });

  it('with every single character taken out', () => {
    for (let i = 0; i < text.length; i++) check(text.slice(0, i) + text.slice(i + 1));
  });

  it('with a special character at every place', () => {
    for (let i = 0; i <= text.length; i++) check(text.slice(0, i) + SPECIAL.charAt(i % SPECIAL.length) + text.slice(i));
  });
});

const SPECIAL = '{}"\'\\;#$\n \r\0';

const pieces = [
  ...Array.from(SPECIAL),
  '\t',
  '${',
  '{{',
  '}}',
  '{% ',
  ' %}',
  '<%',
  '%>',
  '${A}',
  '\ufeff',
  '\ufffd',
  '\ud83d',
  '🚦',
  '[[',
  ']]',
  '--',
  'http {\n',
  'server {\n  ',
  'location / {',
  'listen 443 ssl',
  'server_name\n',
  'map $a $b {\n',
  'types {',
  'content_by_lua_block {',
  'proxy_pass x;\n',
  'a b;',
  '\n    ',
];

describe('random texts', () => {
  it('of pieces of nginx', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (list) => check(list.join(''))),
      { numRuns: 5000 },
    );
  });

  it('of any characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), check), { numRuns: 2000 });
  });

  it('of any bytes', () => {
    const decoder = new TextDecoder();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => check(decoder.decode(bytes))),
      { numRuns: 2000 },
    );
  });

  it('of words and blocks are read as they were written', () => {
    const word = fc.string({ minLength: 1, maxLength: 8 }).filter((it) => !/[\s;{}"'#\\$<]/.test(it));
    const directive = fc.tuple(word, fc.array(word, { maxLength: 4 }));
    fc.assert(
      fc.property(fc.array(directive, { maxLength: 20 }), (list) => {
        const text = list.map(([name, args]) => `${[`x${name}`, ...args].join(' ')};`).join('\n');
        const { tree, problems } = parse(text);
        expect(problems).toEqual([]);
        expect(tree.directives.map(({ name, args }) => [name.value.slice(1), args.map(({ value }) => value)])).toEqual(
          list,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('in quotes are read as they were written', () => {
    const quoted = fc
      .string({ unit: 'grapheme', maxLength: 40 })
      .map((value) => [value, value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')] as const);
    fc.assert(
      fc.property(quoted, ([value, raw]) => {
        expect(parse(`a "${raw}";`).tree.directives[0]?.args[0]?.value).toBe(value);
      }),
      { numRuns: 2000 },
    );
  });
});
