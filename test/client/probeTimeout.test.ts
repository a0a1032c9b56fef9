import { describe, expect, it } from 'vitest';
import { timeoutOf } from '../../client/probeTimeout.ts';

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
