import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR_TEXTS } from '../../core/alpn/errorTexts.ts';
import { explainError, explanationsMarkdown, explanationsText } from '../../core/explain/index.ts';
import { unfold } from '../../core/explain/unfold.ts';

/** Every wording as a program may print it. */
const PRINTED = ERROR_TEXTS.flatMap((text) =>
  text.wordings.map(({ parts, behind }) => ({
    id: text.id,
    said: `${behind === undefined ? '' : `${behind.words} `}${parts.join('10.0.0.1:443')}`,
  })),
);

const fragments = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    ...PRINTED.map(({ said }) => said),
    ...PRINTED.map(({ said }) => said.slice(0, said.length / 2)),
    '\u001b[',
    '\u001b]8;;',
    '\u0007',
    '\\',
    '\\u',
    '\\u001b',
    '\\x1b',
    '"',
    '\n',
    '[::',
    ']:443',
    ':',
    'Addr:"',
    'dial tcp ',
    'lookup ',
    'read tcp ',
    '->',
    'ServerHandshake("',
    ', server: ',
    'Connected to x (',
    '\ud800',
    '\u200b',
  ),
);
const texts = fc.array(fragments, { maxLength: 60 }).map((it) => it.join(''));

describe('of any text', () => {
  it('explains it without throwing, within itself, and always the same', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const explained = explainError(text);
        expect(explainError(text)).toEqual(explained);
        for (const { spans, occurrences, targets, addresses } of explained.explanations) {
          expect(spans.length).toBeGreaterThan(0);
          expect(occurrences).toBeGreaterThanOrEqual(spans.length);
          for (const { start, end } of spans) expect(0 <= start && start < end && end <= text.length).toBe(true);
          const never = new Set(
            addresses.filter(({ role }) => ['client', 'own', 'resolver'].includes(role)).map((it) => it.address),
          );
          const offered = new Set(
            addresses.filter(({ role }) => ['dialled', 'listener', 'mentioned'].includes(role)).map((it) => it.address),
          );
          for (const { target, sni } of targets)
            expect(never.has(target) && !offered.has(target) && sni === undefined).toBe(false);
        }
        expect(explanationsText(explained, text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\u200b\u202e]/);
        expect(explanationsMarkdown(explained, text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\u200b\u202e]/);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps each character’s place', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { plain, squashed, inPlain, inText } = unfold(text);
        expect([inText.length, inPlain.length]).toEqual([plain.length, squashed.length]);
        for (const places of [inText, inPlain])
          for (let i = 1; i < places.length; i++) expect((places[i] ?? 0) > (places[i - 1] ?? 0)).toBe(true);
        for (let i = 0; i < squashed.length; i++) expect(squashed[i]).toBe(plain[inPlain[i] ?? -1]);
      }),
    );
  });
});

describe('every wording', () => {
  it.each(PRINTED)('$id: $said', ({ id, said }) => {
    expect(explainError(said).explanations.map(({ text }) => text.id)).toEqual([id]);
  });

  it('is found however it is wrapped, coloured and quoted, between other lines', () => {
    const cuts = fc.array(fc.nat(400), { maxLength: 8 });
    const breaks = fc.constantFrom('\n', '\r\n    ', '\u001b[0m', '\u001b[38;5;12m', ' ', '\u200b');
    fc.assert(
      fc.property(fc.constantFrom(...PRINTED), cuts, breaks, fc.nat(3), ({ id, said }, places, mark, quotings) => {
        let text = said;
        for (const place of [...new Set(places)].sort((a, b) => b - a))
          if (place < text.length) text = text.slice(0, place) + mark + text.slice(place);
        for (let i = 0; i < quotings; i++) text = JSON.stringify({ message: text });
        const { explanations } = explainError(`2026/11/23 INFO: all is well\n${text}\n2026/11/23 INFO: really\n`);
        expect(explanations.map((it) => it.text.id)).toEqual([id]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a megabyte', () => {
  const SIZE = 1_000_000;
  const filled = (piece: string): string => piece.repeat(Math.ceil(SIZE / piece.length));

  it.each([
    ['one line of nothing', filled('x')],
    ['line breaks', filled('\n')],
    ['backslashes', filled('\\')],
    ['escapes without an end', filled('\u001b[')],
    ['links without an end', filled('\u001b]8;;')],
    ['colons and digits', filled('1.1.1.1:1')],
    ['brackets', filled('[::1')],
    ['anchors', filled('Addr:"10.0.0.1:443",')],
    ['last parts without first ones', filled('write: broken pipe ')],
    ['first parts without last ones', filled('ServerHandshake("')],
    ['errors in one line', filled('error reading server preface: EOF ')],
    ['errors with addresses', filled('2026/11/23 dial tcp 10.0.0.1:443: error reading server preface: EOF\n')],
    ['all errors', filled(PRINTED.map(({ said }) => said).join('\n'))],
  ])('of %s takes as long as ten pieces of a tenth', (_what, text) => {
    const time = (part: string, times: number): number => {
      const started = performance.now();
      for (let i = 0; i < times; i++) explainError(part);
      return performance.now() - started;
    };
    time(text.slice(0, SIZE / 10), 2);
    const pieces = time(text.slice(0, SIZE / 10), 10);
    const whole = time(text, 1);
    // Quadratic time would be ten times as long; the rest is the noise of a busy machine.
    expect(whole).toBeLessThan(4 * pieces + 300);
  });
});
