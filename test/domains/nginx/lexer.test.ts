import { describe, expect, it } from 'vitest';
import { parse } from '../../../core/domains/nginx/parse.ts';
import { outlineOf, problemsOf } from './outline.ts';

/** The values of the words of a text that holds one directive. */
function wordsOf(text: string): readonly string[] {
  const { tree, problems } = parse(text);
  expect(problems).toEqual([]);
  expect(tree.directives).toHaveLength(1);
  return tree.directives.flatMap(({ name, args }) => [name, ...args]).map(({ value }) => value);
}

describe('blanks are space, tab, CR and LF only', () => {
  it.each([
    ['a b;', ['a', 'b']],
    ['\r\n\t a\tb\r\nc  ;\r\n', ['a', 'b', 'c']],
    ['a\u000bb\u000cc;', ['a\u000bb\u000cc']],
    ['a\u00a0b;', ['a\u00a0b']],
    ['a\u2028b\u3000c;', ['a\u2028b\u3000c']],
    ['a\0b;', ['a\0b']],
    ['日本 ü;', ['日本', 'ü']],
  ])('%j', (text, words) => expect(wordsOf(text)).toEqual(words));
});

describe('bare words end only at a blank, ";" and "{"', () => {
  it.each([
    ['a}b c};', ['a}b', 'c}']],
    ['a#b #c\n#d\n e;', ['a#b', 'e']],
    ['it\'s "x"', ["it's", 'x']],
    ['a"b c\'d;', ['a"b', "c'd"]],
    ['a )b (c);', ['a', ')b', '(c)']],
  ])('%j', (text, words) => expect(wordsOf(text.endsWith(';') ? text : `${text};`)).toEqual(words));

  it('an opening brace in a word opens a block', () => {
    expect(outlineOf('location ~ ^/a{2}$ { }')).toBe('location ~ ^/a { [2}$] { } <}>');
    expect(outlineOf('events{a;}b;')).toBe('events { a; } b;');
  });
});

describe('variables', () => {
  it.each([
    ['a ${b} ${c}d;', ['a', '${b}', '${c}d']],
    ['a x${b}y${{{z;', ['a', 'x${b}y${{{z']],
    ['${a} b;', ['${a}', 'b']],
    ['a $ b$;', ['a', '$', 'b$']],
    ['a "${b} {";', ['a', '${b} {']],
  ])('%j', (text, words) => expect(wordsOf(text)).toEqual(words));

  it('only a brace right behind the dollar belongs to the word', () => {
    expect(outlineOf('a $b{c;}')).toBe('a $b { c; }');
    expect(wordsOf('a $\\{b;')).toEqual(['a', '$\\{b']);
  });
});

describe('quotes', () => {
  it.each([
    ['a "b c" \'d e\';', ['a', 'b c', 'd e']],
    ['a "b;{}#c";', ['a', 'b;{}#c']],
    ['a "b\n c";', ['a', 'b\n c']],
    ['a "";', ['a', '']],
    ['a "it\'s" \'"\';', ['a', "it's", '"']],
    ['"a" b;', ['a', 'b']],
    ['if ($a = "b");', ['if', '($a', '=', 'b', ')']],
    ["a 'b')c;", ['a', 'b', ')c']],
  ])('%j', (text, words) => expect(wordsOf(text)).toEqual(words));

  it('a brace may follow at once', () => expect(outlineOf('location "/a"{ }')).toBe('location /a { }'));

  it('keeps quotes in the span, not in the value', () => {
    const word = parse('a "b c";').tree.directives[0]?.args[0];
    expect(word).toEqual({ start: 2, end: 7, value: 'b c', quote: '"' });
  });

  it.each([
    ['a "b"c;', '"c": A quoted word must end with a space, ";" or "{" behind its quote. nginx says: unexpected "c"'],
    ['a "b"#c\n;', '"#": A quoted word must end with a space, ";" or "{" behind its quote. nginx says: unexpected "#"'],
    [
      'a \'b\'"c";',
      '"\\"": A quoted word must end with a space, ";" or "{" behind its quote. nginx says: unexpected """',
    ],
    ['a "b"🚦;', '"🚦": A quoted word must end with a space, ";" or "{" behind its quote. nginx says: unexpected "🚦"'],
  ])('%j is refused', (text, problem) => expect(problemsOf(text)).toEqual([problem]));
});

describe('backslashes', () => {
  it.each([
    [String.raw`a b\ c;`, String.raw`b\ c`],
    [String.raw`a b\;c;`, String.raw`b\;c`],
    [String.raw`a b\{c;`, String.raw`b\{c`],
    [String.raw`a \#b;`, String.raw`\#b`],
    [String.raw`a \"b;`, '"b'],
    [String.raw`a \'b;`, "'b"],
    [String.raw`a b\\;`, 'b\\'],
    [String.raw`a "b\"c\'\\d";`, 'b"c\'\\d'],
    [String.raw`a b\tc\rd\ne;`, 'b\tc\rd\ne'],
    [String.raw`a "\.\d\x\$";`, String.raw`\.\d\x\$`],
    [String.raw`a \\n;`, String.raw`\n`],
    [String.raw`a \\\n;`, '\\\n'],
    ['a b\\\nc;', 'b\\\nc'],
    [String.raw`a \}b;`, String.raw`\}b`],
  ])('%j', (text, value) => expect(wordsOf(text)).toEqual(['a', value]));
});

describe('comments', () => {
  const commentsOf = (text: string) => parse(text).tree.comments.map(({ value }) => value);

  it('start where a word could start, and end with LF', () => {
    expect(commentsOf('#a\nb #c "d\ne;#f')).toEqual(['a', 'c "d', 'f']);
    expect(commentsOf('# a\r\nb;')).toEqual([' a']);
    expect(commentsOf('#a\rb;\nc;')).toEqual(['a\rb;']);
    expect(commentsOf('a b#c; "#d" #;\n;')).toEqual([';']);
    expect(commentsOf('# a \\\nb;#')).toEqual([' a \\', '']);
  });

  it('have spans without the line break', () => {
    expect(parse('a;#b\r\n').tree.comments).toEqual([{ start: 2, end: 4, value: 'b' }]);
  });
});

describe('the buffer of 4096 bytes', () => {
  const long = 'too long parameter';
  const refuses = (text: string) => problemsOf(text).some((it) => it.includes(long));

  it.each([
    [4094, ' ;', false],
    [4095, ' ;', true],
    [4095, '\n;', true],
    [4095, ';', false],
    [4095, '{}', false],
    [4096, ';', true],
    [4096, '{}', true],
  ])('a bare word of %i bytes before %j', (length, behind, expected) => {
    expect(refuses(`env ${'a'.repeat(length)}${behind}`)).toBe(expected);
    expect(refuses(`env ${'é'.repeat(length >> 1)}${'a'.repeat(length & 1)}${behind}`)).toBe(expected);
  });

  it.each([
    [4093, ' ;', false],
    [4094, ' ;', true],
    [4094, ';', false],
    [4094, ') ;', false],
    [4095, ';', true],
  ])('a quoted word of %i bytes before %j', (length, behind, expected) => {
    expect(refuses(`env "${'a'.repeat(length)}"${behind}`)).toBe(expected);
    expect(refuses(`env '${'𝒳'.repeat(length >> 2)}${'a'.repeat(length & 3)}'${behind}`)).toBe(expected);
  });

  it.each([
    [4095, '\n', false],
    [4096, '\n', true],
    [4096, '', false],
    [4097, '', true],
  ])('a comment of %i bytes before %j', (length, behind, expected) => {
    expect(refuses(`#${'c'.repeat(length - 1)}${behind}`)).toBe(expected);
  });

  it('counts what was no UTF-8 as little as it can be', () => {
    expect(refuses(`env ${'\ufffd'.repeat(4094)} ;`)).toBe(false);
    expect(refuses(`env ${'\ufffd'.repeat(4096)};`)).toBe(true);
  });

  it('says what nginx says', () => {
    expect(problemsOf(`env ${'a'.repeat(5000)};`)).toEqual([
      `"${'a'.repeat(5000)}": nginx takes no word of 4096 bytes or more. nginx says: too long parameter "aaaaaaaaaa..." started`,
    ]);
    const open = problemsOf(`env "${'a'.repeat(5000)};`);
    expect(open).toHaveLength(1);
    expect(open[0]).toContain('too long parameter, probably missing terminating """ character');
  });

  it('blanks and whole directives have no limit', () => {
    expect(refuses(`env${' '.repeat(10_000)}a;`)).toBe(false);
    expect(refuses(`server_name${' a.example'.repeat(3000)};`)).toBe(false);
  });
});

describe('a byte order mark', () => {
  it('is a part of the first word for nginx, and no part of the tree', () => {
    expect(outlineOf('\ufeffevents { }')).toBe('events { }');
    expect(problemsOf('\ufeffevents { }')).toEqual([
      '"\ufeff": The file starts with a byte order mark, which nginx takes for a part of the first word. nginx says: unknown directive "\\xEF\\xBB\\xBFevents"',
    ]);
  });

  it('may be what a map that includes the file wants', () => {
    expect(problemsOf('\ufeffa.example b;\n')).toEqual([]);
  });

  it('elsewhere is an ordinary character', () => expect(wordsOf('a \ufeffb;')).toEqual(['a', '\ufeffb']));
});
