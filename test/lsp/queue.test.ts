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

  it('does what is left over in steps, and changes between two of them', async () => {
    const done: string[] = [];
    let left = 5;
    const queue = new UpdateQueue<string>({
      debounce: 0,
      merge: (a, b) => a + b,
      run: (change) => {
        done.push(change);
        return Promise.resolve();
      },
      leftOver: {
        isThere: () => left > 0,
        step: () => {
          done.push(`step ${left}`);
          if (left === 4) queue.add('b', 'now');
          left -= 1;
          return Promise.resolve();
        },
      },
    });
    queue.add('a', 'now');
    await queue.settled();
    expect(done).toEqual(['a']);
    await vi.waitUntil(() => left === 0);
    expect(done).toEqual(['a', 'step 5', 'step 4', 'b', 'step 3', 'step 2', 'step 1']);
  });

  it('leaves what is left over when it is closed', async () => {
    const steps: number[] = [];
    const queue = new UpdateQueue<string>({
      debounce: 0,
      merge: (a, b) => a + b,
      run: () => Promise.resolve(),
      leftOver: {
        isThere: () => true,
        step: () => {
          steps.push(steps.length);
          if (steps.length === 3) queue.close();
          return Promise.resolve();
        },
      },
    });
    queue.add('a', 'now');
    await vi.waitUntil(() => steps.length === 3);
    await new Promise((resolve) => void setImmediate(resolve));
    expect(steps).toEqual([0, 1, 2]);
  });

  it('takes nothing in any more when it is closed', async () => {
    const { queue, taken } = queueOf(0);
    queue.close();
    queue.add('a', 'now');
    await queue.settled();
    expect(taken).toEqual([]);
  });
});
