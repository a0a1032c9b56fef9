import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, type TextEdit } from '../../core/text/textEdit.ts';
import { unifiedDiff } from '../../core/text/unifiedDiff.ts';

type Edit = Pick<TextEdit, 'span' | 'newText'>;

/** Puts a text in the place of one that stands somewhere. */
function replaced(text: string, written: string, newText: string): Edit {
  const start = text.indexOf(written);
  if (start < 0) throw new Error(`${written} is not there`);
  return { span: { start, end: start + written.length }, newText };
}

const LINES = Array.from({ length: 20 }, (_, i) => `line ${i + 1}\n`).join('');

describe('a unified diff', () => {
  it('has three lines around a change', () => {
    expect(unifiedDiff('a/nginx.conf', LINES, [replaced(LINES, 'line 10', 'LINE 10')])).toBe(
      `--- a/a/nginx.conf
+++ b/a/nginx.conf
@@ -7,7 +7,7 @@
 line 7
 line 8
 line 9
-line 10
+LINE 10
 line 11
 line 12
 line 13
`,
    );
  });

  it('puts changes that are near into one hunk, and counts lines on', () => {
    const edits = [
      replaced(LINES, 'line 2\n', ''),
      replaced(LINES, 'line 8\n', 'line 8\nmore\nand more\n'),
      replaced(LINES, 'line 18\n', 'line 18!\n'),
    ];
    expect(unifiedDiff('x', LINES, edits)).toBe(
      `--- a/x
+++ b/x
@@ -1,11 +1,12 @@
 line 1
-line 2
 line 3
 line 4
 line 5
 line 6
 line 7
 line 8
+more
+and more
 line 9
 line 10
 line 11
@@ -15,6 +16,6 @@
 line 15
 line 16
 line 17
-line 18
+line 18!
 line 19
 line 20
`,
    );
  });

  it('tells of a last line without a line break', () => {
    expect(unifiedDiff('x', 'a\nb', [{ span: { start: 3, end: 3 }, newText: '\nc' }])).toBe(
      '--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@\n a\n-b\n\\ No newline at end of file\n+b\n+c\n\\ No newline at end of file\n',
    );
  });

  it('begins and ends with nothing', () => {
    expect(unifiedDiff('x', '', [{ span: { start: 0, end: 0 }, newText: 'a\n' }])).toBe(
      '--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+a\n',
    );
    expect(unifiedDiff('x', 'a\n', [{ span: { start: 0, end: 2 }, newText: '' }])).toBe(
      '--- a/x\n+++ b/x\n@@ -1 +0,0 @@\n-a\n',
    );
    expect(unifiedDiff('x', 'a\n', [{ span: { start: 0, end: 1 }, newText: 'a' }])).toBe('');
  });

  it('puts names in quotes that would end the line', () => {
    expect(unifiedDiff('a "b"\n', 'x', [{ span: { start: 0, end: 1 }, newText: 'y' }])).toContain(
      '--- "a/a \\"b\\"\\012"\n',
    );
  });

  it('leads from one text to the other', () => {
    const words = fc
      .array(fc.constantFrom('a', 'b', 'c', '\n', '\r\n', '\n\n'), { maxLength: 40 })
      .map((it) => it.join(''));
    const numbers = fc.array(fc.tuple(fc.nat(10), fc.nat(6), words), { maxLength: 5 });
    fc.assert(
      fc.property(words, numbers, (text, some) => {
        const edits: Edit[] = [];
        let at = 0;
        for (const [skip, removed, newText] of some) {
          const start = at + skip;
          if (start > text.length) break;
          const end = Math.min(text.length, start + removed);
          edits.push({ span: { start, end }, newText });
          at = end + 1;
        }
        expect(patched(text, unifiedDiff('x', text, edits))).toBe(applyEdits(text, edits));
      }),
      { numRuns: 1000 },
    );
  });
});

/** What `patch` makes of a text; it takes nothing that does not fit exactly. */
function patched(text: string, diff: string): string {
  const lines = text === '' ? [] : text.split(/(?<=\n)/);
  const result: string[] = [];
  let at = 0;
  const [, , ...body] = diff.split(/(?<=\n)/);
  body.forEach((line, i) => {
    const [, from, count = '1', to] = /^@@ -(\d+)(?:,(\d+))? \+(\d+)/.exec(line) ?? [];
    if (from !== undefined) {
      const start = Number(from) - (count === '0' ? 0 : 1);
      result.push(...lines.slice(at, start));
      at = start;
      const size = /\+\d+,(\d+)/.exec(line)?.[1] ?? '1';
      expect(result.length).toBe(Number(to) - (size === '0' ? 0 : 1));
      return;
    }
    if (line.startsWith('\\')) return;
    const content = body[i + 1]?.startsWith('\\') === true ? line.slice(1, -1) : line.slice(1);
    if (line.startsWith('+')) result.push(content);
    else {
      expect(content).toBe(lines[at++]);
      if (line.startsWith(' ')) result.push(content);
    }
  });
  return [...result, ...lines.slice(at)].join('');
}
