import { describe, expect, it } from 'vitest';
import { rules } from '../../core/rules/index.ts';
import { resembling } from '../../core/text/resembling.ts';

describe('the words that one resembles', () => {
  const words = ['nginx-stream-tls-without-alpn', 'nginx-stream-alpn-without-h2', 'syntax', 'grpc', 'version'];

  it.each([
    ['nginx-stream-tls-without-alnp', ['nginx-stream-tls-without-alpn']],
    ['Syntax', ['syntax']],
    ['sintax', ['syntax']],
    ['stream-tls', ['nginx-stream-tls-without-alpn']],
    ['nginx-stream', ['nginx-stream-alpn-without-h2', 'nginx-stream-tls-without-alpn']],
    ['grcp', ['grpc']],
    ['gprc', ['grpc']],
    ['grp', ['grpc']],
    ['verison', ['version']],
    ['versio', ['version']],
    ['everything', []],
    ['x', []],
    ['', []],
    ['x'.repeat(100_000), []],
  ])('%s: %j', (word, expected) => {
    expect(resembling(word, words)).toEqual(expected);
  });

  it('find each rule that is written with one letter too few, or with two in the wrong order', () => {
    const ids = rules.map(({ id }) => id);
    for (const id of ids) {
      const middle = Math.floor(id.length / 2);
      expect(resembling(id.slice(0, middle) + id.slice(middle + 1), ids)).toContain(id);
      const swapped = `${id.slice(0, 2)}${id.charAt(3)}${id.charAt(2)}${id.slice(4)}`;
      expect(resembling(swapped, ids)).toContain(id);
    }
  });
});
