import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseTargetList } from '../../cli/targetList.ts';
import { hostPort } from '../../probe/index.ts';

it('any text is a list, or it is said which line is none', () => {
  const piece = fc.constantFrom(
    'a.example',
    ':',
    '443',
    '\n',
    '\r\n',
    ' ',
    '\t',
    '#',
    'sni=',
    '[::1]',
    '10.0.0.1',
    '\0',
    'dns:///',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(text, (list) => {
      const parsed = parseTargetList(list, 'list');
      if (parsed.kind === 'refused') {
        const [, line = ''] = /^list:(\d+): ./.exec(parsed.problem) ?? [];
        expect(list.split('\n')[Number(line) - 1]?.trim() ?? '').not.toBe('');
        return;
      }
      const lines = parsed.targets.map(
        ({ host, port, sni }) => `${hostPort(host, port)}${typeof sni === 'string' ? ` sni=${sni}` : ''}`,
      );
      const again = parseTargetList(lines.join('\n'), 'again');
      expect(again.kind === 'read' ? again.targets.map((it) => [it.host, it.port, it.sni]) : again).toEqual(
        parsed.targets.map((it) => [it.host, it.port, it.sni]),
      );
    }),
    { numRuns: 5000 },
  );
});

it('a long list is read in no time', () => {
  const list = Array.from(
    { length: 10_000 },
    (_, at) => `host${at}.example:443 sni=name${at}.example # ${'x'.repeat(1000)}`,
  ).join('\n');
  const started = performance.now();
  expect(parseTargetList(list, 'list')).toMatchObject({ kind: 'read' });
  expect(parseTargetList(' \t'.repeat(5_000_000), 'list')).toEqual({ kind: 'read', targets: [] });
  expect(performance.now() - started).toBeLessThan(5000);
});
