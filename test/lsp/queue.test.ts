import { describe, expect, it, vi } from 'vitest';
import { UpdateQueue } from '../../server/queue.ts';

/** A queue of letters whose work ends when the test says so. */
function queueOf(debounce: number) {
  const taken: string[] = [];
  const ends: (() => void)[] = [];
  const queue = new UpdateQueue<string>({
    debounce,
    merge: (a, b) => a + b,
    run: (change) => {
      taken.push(change);
      return new Promise((resolve) => void ends.push(resolve));
    },
  });
  return { queue, taken, end: () => ends.shift()?.() };
}

describe('the queue of updates', () => {
  it('never does two things at a time, and makes one of what comes meanwhile', async () => {
    const { queue, taken, end } = queueOf(0);
    queue.add('a', 'now');
    queue.add('b', 'now');
    queue.add('c', 'typed');
    expect(taken).toEqual(['a']);
    const settled = queue.settled();
    end();
    await vi.waitUntil(() => taken.length === 2);
    expect(taken).toEqual(['a', 'bc']);
    end();
    await settled;
    expect(taken).toEqual(['a', 'bc']);
  });

  it('waits for the next keystroke, and no longer than its time', async () => {
    vi.useFakeTimers();
    try {
      const { queue, taken, end } = queueOf(100);
      queue.add('a', 'typed');
      vi.advanceTimersByTime(99);
      queue.add('b', 'typed');
      vi.advanceTimersByTime(99);
      expect(taken).toEqual([]);
      vi.advanceTimersByTime(1);
      expect(taken).toEqual(['ab']);
      end();
      await queue.settled();
    } finally {
      vi.useRealTimers();
    }
  });

  it('does not wait when something else happens, or when somebody waits for it', async () => {
    const { queue, taken, end } = queueOf(3_600_000);
    queue.add('a', 'typed');
    queue.add('b', 'now');
    expect(taken).toEqual(['ab']);
    end();
    await queue.settled();
    queue.add('c', 'typed');
    const settled = queue.settled();
    expect(taken).toEqual(['ab', 'c']);
    end();
    await settled;
  });

  it('takes nothing in any more when it is closed', async () => {
    const { queue, taken } = queueOf(0);
    queue.close();
    queue.add('a', 'now');
    await queue.settled();
    expect(taken).toEqual([]);
  });
});
