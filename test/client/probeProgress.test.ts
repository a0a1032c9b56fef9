import { describe, expect, it } from 'vitest';
import { progressText, timeoutOf } from '../../client/probeProgress.ts';

const target = { text: 'a:1', host: 'a', port: 1, notes: [] };

describe('progressText', () => {
  it('says what is going on', () => {
    expect(progressText({ kind: 'resolving', target })).toBe('looking up the name');
    const step = { kind: 'handshake', target, address: '192.0.2.1', maxVersion: '1.3' } as const;
    expect(progressText({ ...step, offer: ['h2'] })).toBe('offering h2 to 192.0.2.1');
    expect(progressText({ ...step, offer: [] })).toBe('offering no protocol to 192.0.2.1');
    expect(progressText({ kind: 'resolved', target, addresses: [] })).toBeUndefined();
  });
});

describe('timeoutOf', () => {
  it.each([
    [10, 10_000],
    [0.2, 1000],
    [2.5, 2500],
    [1e9, 600_000],
    [Infinity, 600_000],
    [0, 10_000],
    [-1, 10_000],
    [NaN, 10_000],
    ['3', 10_000],
    [undefined, 10_000],
  ])('makes %s to %d ms', (setting, expected) => {
    expect(timeoutOf(setting)).toBe(expected);
  });
});
