import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseName, filePath, folderOf, isInside, relativeTo, resolvePath } from '../../core/text/filePath.ts';
import { compareBytes, matchesName, matchesPath } from '../../core/text/glob.ts';
import { LineIndex } from '../../core/text/lineIndex.ts';
import { applyEdits } from '../../core/text/textEdit.ts';

describe('filePath', () => {
  it.each([
    ['/a/b', '/a/b'],
    ['/a/./b/../c//', '/a/c'],
    ['/../a', '/a'],
    ['/', '/'],
    ['c:\\Work\\a.conf', 'C:/Work/a.conf'],
    ['C:/', 'C:/'],
    ['/with\\backslash', '/with\\backslash'],
  ])('%s is %s', (written, path) => {
    expect(filePath(written)).toBe(path);
  });

  it('takes names apart and puts them together', () => {
    const file = filePath('/ws/nginx/nginx.conf');
    expect([folderOf(file), baseName(file), folderOf(filePath('/a')), folderOf(filePath('/'))]).toEqual([
      '/ws/nginx',
      'nginx.conf',
      '/',
      '/',
    ]);
    expect([resolvePath(folderOf(file), '../x'), resolvePath(folderOf(file), '/etc/x')]).toEqual(['/ws/x', '/etc/x']);
    expect([
      relativeTo(filePath('/ws'), file),
      relativeTo(filePath('/'), file),
      relativeTo(filePath('/other'), file),
    ]).toEqual(['nginx/nginx.conf', 'ws/nginx/nginx.conf', '/ws/nginx/nginx.conf']);
  });

  it('knows inside from beside', () => {
    expect([
      isInside(filePath('/ws/a'), filePath('/ws')),
      isInside(filePath('/ws'), filePath('/ws')),
      isInside(filePath('/ws2/a'), filePath('/ws')),
      isInside(filePath('/a'), filePath('/')),
    ]).toEqual([true, true, false, true]);
  });
});

describe('glob', () => {
  it.each([
    ['*.conf', 'a.conf', true],
    ['*.conf', '.conf', false],
    ['.*', '.conf', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[^a-c]x', 'dx', true],
    ['[]x]', ']', true],
    ['[x', '[x', true],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['*a*b*', 'xxaxxbxx', true],
    ['*a*b*', 'xxbxxaxx', false],
    ['', '', true],
    ['**', 'anything', true],
    ['{a,b}', 'a', false],
  ])('%s and %s: %s', (pattern, name, fits) => {
    expect(matchesName(pattern, name, { hidden: false })).toBe(fits);
  });

  it.each([
    ['**/x', 'x', true],
    ['**/x', 'a/b/x', true],
    ['a/**', 'a/b/c', true],
    ['a/**', 'a', true],
    ['a/*', 'a/b/c', false],
    ['a/**/c', 'a/c', true],
    ['a/**/c', 'a/b/b/c', true],
    ['a/**/c', 'a/b', false],
  ])('%s and the path %s: %s', (pattern, path, fits) => {
    expect(matchesPath(pattern, path, { hidden: true })).toBe(fits);
  });

  it('a hostile pattern is answered', () => {
    expect(matchesName('*a'.repeat(2000), 'a'.repeat(4000).replace(/.$/, 'b'), { hidden: false })).toBe(false);
    expect(matchesPath('**/a/'.repeat(500) + 'b', 'a/'.repeat(2000) + 'c', { hidden: true })).toBe(false);
  });

  it('agrees with a matcher by definition', () => {
    const byDefinition = (pattern: string, name: string): boolean => {
      if (pattern === '') return name === '';
      if (pattern.startsWith('*'))
        return byDefinition(pattern.slice(1), name) || (name !== '' && byDefinition(pattern, name.slice(1)));
      return (
        name !== '' && (pattern[0] === '?' || pattern[0] === name[0]) && byDefinition(pattern.slice(1), name.slice(1))
      );
    };
    const text = (alphabet: string): fc.Arbitrary<string> =>
      fc.array(fc.constantFrom(...alphabet), { maxLength: 8 }).map((it) => it.join(''));
    fc.assert(
      fc.property(
        text('ab*?'),
        text('ab'),
        (pattern, name) => matchesName(pattern, name, { hidden: true }) === byDefinition(pattern, name),
      ),
    );
  });

  it('sorts by UTF-8 bytes', () => {
    expect(['b', 'a10', 'a9', '\u{1f600}', '\uffee', 'a'].sort(compareBytes)).toEqual([
      'a',
      'a10',
      'a9',
      'b',
      '\uffee',
      '\u{1f600}',
    ]);
  });
});

describe('LineIndex', () => {
  it('counts LF, CRLF and CR', () => {
    const index = new LineIndex('a\nb\r\nc\rd');
    expect([0, 1, 2, 4, 5, 6, 7].map((it) => index.positionAt(it))).toEqual([
      { line: 0, character: 0 },
      { line: 0, character: 1 },
      { line: 1, character: 0 },
      { line: 1, character: 2 },
      { line: 2, character: 0 },
      { line: 2, character: 1 },
      { line: 3, character: 0 },
    ]);
  });

  it('offset to position and back is the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', '\n', '\r', 'ö', '\u{1f600}')).map((it) => it.join('')),
        (text) => {
          const index = new LineIndex(text);
          for (let offset = 0; offset <= text.length; offset++)
            expect(index.offsetAt(index.positionAt(offset))).toBe(offset);
        },
      ),
    );
  });
});

describe('applyEdits', () => {
  it('applies edits in whatever order they come', () => {
    const edits = [
      { span: { start: 4, end: 5 }, newText: 'E' },
      { span: { start: 0, end: 0 }, newText: '<' },
      { span: { start: 1, end: 3 }, newText: '' },
      { span: { start: 0, end: 0 }, newText: '-' },
    ];
    expect(applyEdits('abcde', edits)).toBe('<-adE');
  });

  it('refuses edits that overlap', () => {
    const edits = [
      { span: { start: 0, end: 3 }, newText: '' },
      { span: { start: 2, end: 4 }, newText: '' },
    ];
    expect(() => applyEdits('abcde', edits)).toThrow('overlapping');
  });
});
