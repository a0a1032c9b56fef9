import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownCode, markdownText, printable } from '../../core/text/printable.ts';

describe('text from outside', () => {
  it.each([
    ['\u001b[31mred\u0007', '\\x1b[31mred\\x07'],
    ['a\r\nb\tc', 'a\\x0d\\x0ab\\x09c'],
    ['\u009b31m', '\\x9b31m'],
    ['user\u202etxt.exe\u2066', 'user\\u202etxt.exe\\u2066'],
    ['a\u200bb\ufeff', 'a\\u200bb\\ufeff'],
    ['\u{e0041}', '\\u{e0041}'],
    ['\ud800', '\\ud800'],
    ['Zürich 🦔', 'Zürich 🦔'],
  ])('%j is shown as %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('is cut, never inside a character', () => {
    expect(printable('🦔'.repeat(10), 6)).toBe('🦔🦔…');
    expect(printable('x'.repeat(1000))).toHaveLength(300);
  });

  it('is a piece of Markdown without markup', () => {
    expect(markdownText('<img src=x onerror=alert(1)> [a](http://b) **c** `d` & | #1')).toBe(
      '&lt;img src=x onerror=alert(1)&gt; \\[a\\](http\\://b) \\*\\*c\\*\\* \\`d\\` &amp; \\| \\#1',
    );
  });

  it('is a code span that its own back quotes cannot end', () => {
    expect(markdownCode('a`b')).toBe('``a`b``');
    expect(markdownCode('``')).toBe('``` `` ```');
    expect(markdownCode('')).toBe('`  `');
  });

  it('has no control characters left, whatever came; a second time changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = printable(text);
        expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
        expect(printable(shown)).toBe(shown);
        expect(markdownCode(text)).not.toContain('\n');
      }),
    );
  });
});
