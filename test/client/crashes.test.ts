import { describe, expect, it } from 'vitest';
import { TOO_MANY, afterCrash } from '../../client/crashes.ts';

/** What is done after each of the crashes at these times, in seconds. */
function actions(seconds: readonly number[]) {
  let crashes: readonly number[] = [];
  return seconds.map((second) => {
    const next = afterCrash(crashes, second * 1000);
    crashes = next.crashes;
    return next.action;
  });
}

describe('afterCrash', () => {
  it('starts the server again after the first crashes, and gives up after too many in three minutes', () => {
    expect(actions([0, 10, 20, 30, 40])).toEqual(['restart', 'restart', 'restart', 'restart', 'give-up']);
    expect(TOO_MANY).toBe(5);
  });

  it('forgets crashes of more than three minutes ago', () => {
    expect(actions([0, 60, 120, 180, 240, 300, 360])).toEqual(Array(7).fill('restart'));
    expect(actions([0, 100, 110, 120, 179])).toEqual([...Array<string>(4).fill('restart'), 'give-up']);
    expect(actions([0, 100, 110, 120, 180])).toEqual(Array(5).fill('restart'));
  });
});
