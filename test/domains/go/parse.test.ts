import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../core/domains/go/parse.ts';
import type { ModTree, PlainLine } from '../../../core/domains/go/tree.ts';
import { contains, type Span } from '../../../core/text/span.ts';
import { FIXTURES } from './fixtures.ts';
import { mutations } from './mutations.ts';

/** The tree in one line of text each: verb and values; folders in place of versions are said to be so by their lack. */
function outline(text: string): readonly string[] {
  const { tree } = parse(text);
  const entries: (readonly [number, string])[] = [
    ...tree.requirements.map(
      ({ start, path, version, indirect }) =>
        [start, `require ${path.value} ${version.value}${indirect ? ' indirect' : ''}`] as const,
    ),
    ...tree.exclusions.map(({ start, path, version }) => [start, `exclude ${path.value} ${version.value}`] as const),
    ...tree.replacements.map(
      ({ start, from, to }) =>
        [
          start,
          ['replace', from.path.value, from.version?.value, '=>', to.path.value, to.version?.value]
            .filter((part) => part !== undefined)
            .join(' '),
        ] as const,
    ),
    ...tree.lines.map(
      (line: PlainLine) => [line.start, [line.verb, ...line.words.map(({ value }) => value)].join(' ')] as const,
    ),
  ];
  return entries.toSorted(([a], [b]) => a - b).map(([, said]) => said);
}

/** What each problem is about: its text. */
function problemsOf(text: string): readonly string[] {
  return parse(text).problems.map(({ span }) => text.slice(span.start, span.end));
}

describe('the grammar', () => {
  it.each<[string, string, readonly string[]]>([
    ['nothing', '', []],
    ['blanks', ' \t\r\n\n', []],
    ['a comment', '// require a v1.0.0', []],
    ['no line end', 'module a', ['module a']],
    ['CRLF', 'module a\r\ngo 1.22\r\n', ['module a', 'go 1.22']],
    ['a lone CR is a blank', 'module\ra', ['module a']],
    ['a comment right behind a word', 'module a//b', ['module a']],
    ['slashes in a word', 'module a/b/c', ['module a/b/c']],
    ['a quoted word', 'module "a b"', ['module a b']],
    ['two slashes in a quoted word', 'module "a//b"', ['module a//b']],
    ['escapes', String.raw`module "\x61\142\u00e4\U0001f600\t\"\\"`, ['module abä😀\t"\\']],
    ['escaped bytes of one character', String.raw`module "\xc3\xa4\303\244"`, ['module ää']],
    ['escaped bytes of none', String.raw`module "\xffa\x41"`, ['module \ufffdaA']],
    ['words of all scripts', 'module exämple.com/路径/😀', ['module exämple.com/路径/😀']],
    ['words with signs', "require a=b|c~d+e v1.0.0-rc.1+meta'".slice(0, -1), ['require a=b|c~d+e v1.0.0-rc.1+meta']],
    ['a block', 'require (\na v1.0.0\n\tb v1.0.0\n)', ['require a v1.0.0', 'require b v1.0.0']],
    ['a block without blanks', 'require(\na v1.0.0\n)', ['require a v1.0.0']],
    ['a block with comments', 'use ( // x\n// y\n. // z\n) // end', ['use .']],
    ['an empty block', 'use ()\ngo 1.22', ['go 1.22']],
    ['a block of nothing', 'use (\n\n)\ngo 1.22', ['go 1.22']],
    ['a block of a module', 'module (\na\n)', ['module a']],
    ['toolchain', 'toolchain go1.22.3\n', ['toolchain go1.22.3']],
    ['toolchain default', 'toolchain default', ['toolchain default']],
    ['godebug', 'godebug (\na=b\nc=\n)', ['godebug a=b', 'godebug c=']],
    ['tool and ignore', 'tool a/b\nignore ./c', ['tool a/b', 'ignore ./c']],
    [
      'major versions',
      'require a.b/c/v2 v2.1.0\nrequire a.b/c v3.0.0+incompatible\nrequire a.b/v2x v1.0.0',
      ['require a.b/c/v2 v2.1.0', 'require a.b/c v3.0.0+incompatible', 'require a.b/v2x v1.0.0'],
    ],
    [
      'major versions of gopkg.in',
      'require gopkg.in/a.v1 v0.0.0-20161208181325-20d25e280405\nrequire gopkg.in/a.v0 v0.1.0\nrequire gopkg.in/a.v2-unstable v2.0.0',
      [
        'require gopkg.in/a.v1 v0.0.0-20161208181325-20d25e280405',
        'require gopkg.in/a.v0 v0.1.0',
        'require gopkg.in/a.v2-unstable v2.0.0',
      ],
    ],
    ['a version as it stands', 'require a v1\nrequire b master', ['require a v1', 'require b master']],
    ['retract', 'retract v1.0.0\nretract [v1.1.0,v1.2.0]', ['retract v1.0.0', 'retract [ v1.1.0 , v1.2.0 ]']],
    [
      'a retract block',
      'retract (\nv1.0.0 // why\n[v1.1.0, v1.2.0]\n)',
      ['retract v1.0.0', 'retract [ v1.1.0 , v1.2.0 ]'],
    ],
    ['replace by a folder', 'replace a => ../b', ['replace a => ../b']],
    ['replace one version', 'replace a v1.0.0 => ./b', ['replace a v1.0.0 => ./b']],
    ['replace by a module', 'replace a => b v1.0.0', ['replace a => b v1.0.0']],
    ['replace a block', 'replace (\na v1.0.0 => b v1.0.1\n)', ['replace a v1.0.0 => b v1.0.1']],
    ['folders of Windows', 'replace (\na => C:/b\nc => "..\\\\d"\n)', ['replace a => C:/b', 'replace c => ..\\d']],
    ['a verb that is not known', 'frob a b\nfrob2 (\nc d\n)\n', ['frob a b']],
    ['verbs count as written', 'Require a v1.0.0\n"require" a v1.0.0', ['Require a v1.0.0', '"require" a v1.0.0']],
  ])('%s', (_, text, expected) => {
    expect(outline(text)).toEqual(expected);
    expect(problemsOf(text)).toEqual([]);
  });

  it('knows what is indirect', () => {
    const comments = [
      '',
      '//indirect',
      '//  indirect\t',
      '// indirect; x',
      '// indirect;',
      '// indirect;x',
      '// indirect x',
      '// Indirect',
    ];
    const text = comments.map((comment) => `require a v1.0.0 ${comment}`).join('\r\n');
    expect(parse(text).tree.requirements.map(({ indirect }) => indirect)).toEqual([
      false,
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('has exact spans', () => {
    const text =
      'module "a"\nrequire (\n\t"b/ä" v1.0.0 // indirect\n)\nreplace c v1.0.0 => ./d // e\nuse ./f\ngo 1.22\n';
    const { tree } = parse(text);
    const at = ({ start, end }: Span): string => text.slice(start, end);
    expect(tree.module && at(tree.module)).toBe('"a"');
    expect(tree.requirements.map(at)).toEqual(['"b/ä" v1.0.0']);
    expect(tree.requirements.map(({ path, version }) => [at(path), at(version)])).toEqual([['"b/ä"', 'v1.0.0']]);
    expect(tree.replacements.map(at)).toEqual(['c v1.0.0 => ./d']);
    expect(tree.uses.map(at)).toEqual(['./f']);
    expect(tree.lines.map(at)).toEqual(['module "a"', 'use ./f', 'go 1.22']);
    expect(tree.go && at(tree.go)).toBe('1.22');
    expect(tree.toolchain).toBeUndefined();
  });
});

describe('what go refuses', () => {
  it.each<[string, string, readonly string[]]>([
    ['go without a version', 'go', ['go']],
    ['go with two', 'go 1.22 1.23', ['go 1.22 1.23']],
    ['go with something else', 'go 1.\ngo v1.22\ngo 1\ngo 01.2', ['1.', 'v1.22', '1', '01.2']],
    ['go in quotes', 'go "1.22"', ['"1.22"']],
    ['a second go', 'go 1.22\ngo 1.22', ['go 1.22']],
    ['a second module', 'module a\nmodule b', ['module b']],
    ['a block of go', 'go (\n1.22\n)', ['go (']],
    ['a toolchain without go', 'toolchain 1.22', ['1.22']],
    ['godebug without =', 'godebug a\ngodebug a=b c=d', ['a', 'godebug a=b c=d']],
    ['module without a path', 'module', ['module']],
    ['require without a version', 'require a', ['require a']],
    ['require with three words', 'require (\na b c\n)', ['a b c']],
    ['a major version that the path does not name', 'require a.b/c v2.0.0', ['v2.0.0']],
    ['a major version that the path names otherwise', 'require a.b/c/v2 v3.0.0', ['v3.0.0']],
    ['v1 in a path', 'exclude a.b/c/v1 v1.0.0', ['v1.0.0']],
    ['gopkg.in without a version', 'require gopkg.in/yaml v1.0.0', ['v1.0.0']],
    ['gopkg.in with another version', 'require gopkg.in/yaml.v3 v2.0.0', ['v2.0.0']],
    ['a replacement of another major version', 'replace a.b/c v2.0.0 => ./c', ['v2.0.0']],
    ['a replacement by another major version', 'replace a.b/c => a.b/d v2.0.0', ['v2.0.0']],
    ['a replaced path that names v1', 'replace a.b/c/v1 => ./c', ['a.b/c/v1']],
    ['replace without an arrow', 'replace a b c', ['replace a b c']],
    ['replace without a target', 'replace a =>', ['replace a =>']],
    ['replace by a module without a version', 'replace a => b', ['b']],
    ['replace by a folder with a version', 'replace a => ./b v1.0.0', ['v1.0.0']],
    ['replace with path@version', 'replace a => b@v1.0.0', ['b@v1.0.0']],
    ['half an interval', 'retract [v1.0.0, v1.1.0', ['retract [v1.0.0, v1.1.0']],
    ['an interval of one', 'retract [v1.0.0]', ['retract [v1.0.0]']],
    ['two words of use', 'use a b', ['use a b']],
    ['back quotes', 'module `a`', ['`a`']],
    ['single quotes', "module 'a'", ["'a'"]],
    ['a quote inside', 'require a"b v1.0.0', ['a"b']],
    ['an unknown escape', String.raw`module "\q"`, [String.raw`"\q"`]],
    ['an escape cut off', String.raw`module "\x4"`, [String.raw`"\x4"`]],
    ['half a surrogate pair', String.raw`module "\ud800"`, [String.raw`"\ud800"`]],
    ['an open quote', 'module "a // b\r\ngo 1.22', ['"a // b']],
    ['an escaped closing quote', 'module "a\\"\ngo 1.22', ['"a\\"']],
    ['another kind of comment', 'module a /* b */\n', ['/* b */']],
    ['a zero byte', 'module a\0b', ['\0']],
    ['a byte order mark', '\ufeffmodule a', ['\ufeff']],
    ['an odd blank', 'module\u00a0a\fb', ['\u00a0']],
    ['a stray )', 'module a\n)\n', [')']],
    ['a line that starts with (', '( a\n', ['(']],
    ['words behind )', 'use (\na\n) b\n', ['b']],
    ['words behind (', 'use (a\nb\n)\n', ['(']],
    ['a block on one line', 'use ( a )\n', ['(']],
    ['an open block', 'use (\na\n', ['(']],
    ['an open block of an unknown verb', 'frob (\na\n', ['(']],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
    for (const { message } of parse(text).problems) expect(message).not.toBe('');
  });

  it('is nothing in templates of other programs', () => {
    for (const text of ['module {{ .Path }}', 'go ${GO}', '{% if a %}\nrequire (', '<%= a %>']) {
      const { problems, tree } = parse(text);
      expect(problems).toEqual([]);
      expect(tree.template).toBe(true);
    }
    expect(parse('module a').tree.template).toBe(false);
  });
});

describe('recovery', () => {
  const rest = 'require b v1.0.0\ngo 1.22\n';
  const expected = ['require b v1.0.0', 'go 1.22'];

  it.each<[string, readonly string[], number]>([
    ['require a', [], 1],
    ['require a "v1.0.0', [], 1],
    ['require /* a */ a v1.0.0', [], 1],
    ['replace a =>', [], 1],
    ['module', [], 1],
    ['\0', [], 1],
    [')', [], 1],
    ['require (', [], 1],
    ['require (\na v1.0.0', ['require a v1.0.0'], 1],
    ['require (\na v1.0.0\nb', ['require a v1.0.0'], 2],
    ['require ( a v1.0.0', ['require a v1.0.0'], 2],
    ['require a v1.0.0 (', [], 2],
    ['replace (\na => ./b', ['replace a => ./b'], 1],
    ['use (\n./a', ['use ./a'], 1],
    ['retract (\nv1.0.0', ['retract v1.0.0'], 1],
    ['godebug (\na=b', ['godebug a=b'], 1],
    ['module (\na', ['module a'], 1],
    ['go (\n1.22', [], 2],
    ['frob (\na', [], 1],
  ])('%j costs its line alone', (bad, before, problems) => {
    expect(outline(`${bad}\n${rest}`)).toEqual([...before, ...expected]);
    expect(problemsOf(`${bad}\n${rest}`)).toHaveLength(problems);
  });

  it('ends an open block where the next statement starts, and takes its late )', () => {
    const text = 'require (\na v1.0.0\ngo 1.22\nrequire b v1.0.0\n)\nuse (\n./c\nreplace d => ./e\n';
    expect(outline(text)).toEqual(['require a v1.0.0', 'go 1.22', 'require b v1.0.0', 'use ./c', 'replace d => ./e']);
    expect(problemsOf(text)).toEqual(['(', '(']);
  });

  it('does not take strange names for statements', () => {
    const text =
      'require (\nrequire v1.0.0\ngo v1.22.0\n)\nreplace (\nreplace => ./a\nuse v1.0.0 => ./b\n)\nuse (\nuse\n)\n';
    expect(problemsOf(text)).toEqual([]);
    expect(outline(text)).toEqual([
      'require require v1.0.0',
      'require go v1.22.0',
      'replace replace => ./a',
      'replace use v1.0.0 => ./b',
      'use use',
    ]);
  });
});

/** All spans of a tree. */
function spansOf(tree: ModTree): readonly Span[] {
  return [
    ...tree.requirements.flatMap((it) => [it, it.path, it.version]),
    ...tree.exclusions.flatMap((it) => [it, it.path, it.version]),
    ...tree.replacements.flatMap((it) => [it, it.from.path, it.to.path]),
    ...tree.lines.flatMap((it) => [it, ...it.words]),
    ...[tree.module, tree.go, tree.toolchain].filter((word) => word !== undefined),
  ];
}

/** Whatever the text: every span lies in it, words lie in their lines, lines follow each other. */
function check(text: string): void {
  const { tree, problems } = parse(text);
  const whole = { start: 0, end: text.length };
  for (const span of [...spansOf(tree), ...problems.map(({ span }) => span)]) {
    if (!contains(whole, span) || span.start >= span.end)
      expect.fail(`${span.start}-${span.end} in ${JSON.stringify(text)}`);
  }
  const entries: readonly Span[] = [...tree.requirements, ...tree.exclusions, ...tree.replacements, ...tree.lines];
  const sorted = entries.toSorted((a, b) => a.start - b.start);
  for (const [index, entry] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined && next.start < entry.end) expect.fail(`lines overlap in ${JSON.stringify(text)}`);
    if (text.slice(entry.start, entry.end).includes('\n'))
      expect.fail(`a line holds a line break in ${JSON.stringify(text)}`);
  }
  for (const { path, version, ...whole } of [...tree.requirements, ...tree.exclusions]) {
    if (!contains(whole, path) || !contains(whole, version) || path.end > version.start)
      expect.fail(JSON.stringify(text));
  }
  for (const line of tree.lines) {
    let end = line.start;
    for (const word of line.words) {
      if (word.start < end || !contains(line, word)) expect.fail(`words overlap in ${JSON.stringify(text)}`);
      end = word.end;
    }
  }
  for (const [index, { span }] of problems.entries()) {
    if (span.start < (problems[index - 1]?.span.start ?? 0))
      expect.fail(`problems in disorder in ${JSON.stringify(text)}`);
  }
}

describe('any text', () => {
  it.each(FIXTURES.filter(({ text }) => text.length <= 4096))('$name: every prefix and every deletion', ({ text }) => {
    for (let at = 0; at <= text.length; at++) {
      check(text.slice(0, at));
      check(text.slice(0, at) + text.slice(at + 1));
    }
  });

  it.each(FIXTURES)('$name, changed', ({ text }) => {
    for (const changed of mutations(text, 300)) check(changed);
  });

  it('made of pieces of the grammar, or of anything', () => {
    const words =
      'module|go|require|use|retract|(|)|[|]|,|=>|"|`|//|/*|\\|\n|\r\n| |\t|v1.0.0|1.22|a|./a|\0|ü|\ud83d|\ude00';
    const piece = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...words.split('|')) },
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
        check,
      ),
      { numRuns: 1000 },
    );
  });

  it('binary: a zero byte in every place, and nothing but noise', () => {
    const noise = Array.from({ length: 20_000 }, (_, index) => String.fromCharCode((index * 7919) % 256)).join('');
    check(noise);
    check('\0'.repeat(100_000));
    expect(parse('\0'.repeat(100_000)).problems).toHaveLength(1);
  });
});

describe('size', () => {
  it('100,000 lines', () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `\texample.com/m${index} v1.0.${index} // indirect`);
    const { tree, problems } = parse(`require (\n${lines.join('\n')}\n)\n`);
    expect(problems).toEqual([]);
    expect(tree.requirements).toHaveLength(100_000);
  });

  const LENGTH = 4_000_000;
  it.each([
    ['one word', 'module ', 'a'],
    ['many words', 'module ', 'a '],
    ['an open quote', 'module "', 'a'],
    ['escapes', 'module "', '\\x41'],
    ['backslashes', 'module "', '\\'],
    ['brackets', '', '('],
    ['open blocks', '', 'require (\n'],
    ['slashes', 'module ', '/ '],
    ['a comment', 'require a v1.0.0 // indirect', ' '],
    ['zero bytes', '', '\0'],
    ['zero bytes between words', 'require (\n', 'a\0'],
    ['line breaks', '', '\n'],
    ['closing brackets', '', ')\n'],
    ['digits', 'go 1.', '1'],
  ])('4 MB of %s', (_, start, unit) => {
    const text = start + unit.repeat(Math.floor(LENGTH / unit.length));
    for (const candidate of [text, `${text}"`]) {
      const { problems } = parse(candidate);
      for (const { span } of problems.slice(0, 100))
        expect(contains({ start: 0, end: candidate.length }, span)).toBe(true);
    }
  });

  it('costs the same per line, however many there are', () => {
    const textOf = (count: number): string =>
      `require (\n${Array.from({ length: count }, (_, i) => `\texample.com/m${i} v1.0.${i} // indirect`).join('\n')}\n)\n`;
    /** Processor time of 30,000 lines: what other programs do to the clock does not count. */
    const perLine = (count: number): number => {
      const text = textOf(count);
      const runs = Array.from({ length: 5 }, () => {
        const start = process.cpuUsage().user;
        for (let done = 0; done < 30_000; done += count) parse(text);
        return process.cpuUsage().user - start;
      });
      return Math.min(...runs);
    };
    perLine(1_500);
    // A quadratic parser would be 20 times slower per line. The bound leaves room for a busy machine.
    expect(perLine(30_000) / perLine(1_500)).toBeLessThan(5);
  });
});

describe('comments', () => {
  it('are all there, those of lines without anything else, too', () => {
    const text = '// a\r\nmodule x // b\n\nrequire (\n\t//c\n\texample.com/a v1.0.0 // indirect; d\n) // e';
    const { comments } = parse(text).tree;
    expect(comments.map(({ start, end }) => text.slice(start, end))).toEqual([
      '// a',
      '// b',
      '//c',
      '// indirect; d',
      '// e',
    ]);
    expect(comments.map(({ value }) => value)).toEqual([' a', ' b', 'c', ' indirect; d', ' e']);
  });
});
