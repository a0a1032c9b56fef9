import { describe, expect, it } from 'vitest';
import { statusView } from '../../client/statusView.ts';
import type { FolderSummary, Status } from '../../server/protocol.ts';

const NONE: FolderSummary = { files: 3, listeners: 4, modules: 1, error: 0, warning: 0, information: 0, hint: 0 };

function running(counts: Partial<FolderSummary>, more: Partial<Status> = {}) {
  const folders = [{ uri: 'file:///w/shop', summary: { ...NONE, ...counts }, hasEdges: false }];
  return statusView({ kind: 'running', status: { state: 'ready', folders, failures: [], notes: [], ...more } });
}

describe('statusView', () => {
  it.each([
    [{}, 'pass', '4 listeners, 1 module: all fine'],
    [{ listeners: 1, modules: 2 }, 'pass', '1 listener, 2 modules: all fine'],
    [{ listeners: 0, modules: 0 }, 'circle-slash', 'nothing to check'],
    [{ error: 2, warning: 1 }, 'error', '2 errors, 1 warning'],
    [{ warning: 1, information: 1, hint: 1 }, 'warning', '1 warning, 2 remarks'],
    [{ hint: 1 }, 'info', '4 listeners, 1 module: 1 remark'],
    [{ listeners: 0, modules: 0, error: 1 }, 'error', '1 error'],
  ])('sums %j up', (counts, icon, words) => {
    expect(running(counts)).toMatchObject({ icon, words, colour: 'none' });
  });

  it('adds the folders up and names them in the tooltip', () => {
    const folders = [
      { uri: 'file:///w/shop%20a', summary: { ...NONE, error: 1 }, hasEdges: false },
      { uri: 'file:///w/b/', summary: { ...NONE, files: 1, error: 2 }, hasEdges: false },
    ];
    const view = running({}, { folders });
    expect(view.words).toBe('3 errors');
    expect(view.tooltip.split('\n').slice(0, 2)).toEqual([
      'shop a: 4 listeners, 1 module in 3 files: 1 error',
      'b: 4 listeners, 1 module in 1 file: 2 errors',
    ]);
  });

  it('says while it is checking', () => {
    expect(running({}, { state: 'checking' })).toMatchObject({ icon: 'sync~spin', words: 'checking' });
  });

  it('stands out when findings may be missing, and says why', () => {
    const view = running({ error: 1 }, { failures: ['the rule x threw'] });
    expect(view).toMatchObject({ words: 'findings may be missing', colour: 'warning' });
    expect(view.tooltip).toContain('the rule x threw');
  });

  it('tells five notes at most', () => {
    const notes = Array.from({ length: 7 }, (_, i) => ({ uri: `file:///w/${i}.conf`, message: 'is too large' }));
    const lines = running({}, { notes: [{ message: 'a setting' }, ...notes] }).tooltip.split('\n');
    expect(lines).toContain('a setting');
    expect(lines).toContain('3.conf: is too large');
    expect(lines).not.toContain('4.conf: is too large');
    expect(lines).toContain('and 3 more, see the log');
  });

  it('says that the server is starting, or not running', () => {
    expect(statusView({ kind: 'starting' })).toMatchObject({ words: 'starting', colour: 'none' });
    expect(statusView({ kind: 'stopped' })).toMatchObject({ words: 'not running', colour: 'error' });
  });
});
