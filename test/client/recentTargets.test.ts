import { describe, expect, it } from 'vitest';
import { readRecentTargets, rememberTarget } from '../../client/recentTargets.ts';

describe('recent targets', () => {
  it('has the latest first and each once', () => {
    const first = rememberTarget([], { target: 'a:1' });
    const second = rememberTarget(first, { target: 'b:1' });
    expect(second).toEqual([{ target: 'b:1' }, { target: 'a:1' }]);
    expect(rememberTarget(second, { target: 'a:1' })).toEqual([{ target: 'a:1' }, { target: 'b:1' }]);
  });

  it('takes another server name for another target', () => {
    expect(rememberTarget([{ target: 'a:1' }], { target: 'a:1', sni: 'x' })).toHaveLength(2);
  });

  it('remembers ten', () => {
    let list: ReturnType<typeof rememberTarget> = [];
    for (let i = 0; i < 12; i++) list = rememberTarget(list, { target: `h${i}:1` });
    expect(list.map(({ target }) => target)).toEqual(Array.from({ length: 10 }, (_, i) => `h${11 - i}:1`));
  });

  it('reads what was stored, whatever it is', () => {
    expect(readRecentTargets(undefined)).toEqual([]);
    expect(readRecentTargets('x')).toEqual([]);
    expect(readRecentTargets([{ target: 'a:1', sni: 's' }, 3, null, { target: {} }])).toEqual([
      { target: 'a:1', sni: 's' },
    ]);
  });
});
