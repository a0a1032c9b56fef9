import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const scripts = fileURLToPath(new URL('../../scripts', import.meta.url));

/** All modules that a script loads before its first line runs, itself included; packages by their names. */
function loadedBy(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'/gm)) {
    if (name.startsWith('.')) loadedBy(path.resolve(path.dirname(file), name), seen);
    else seen.add(name);
  }
  return seen;
}

describe('in a fresh clone, where nothing is installed', () => {
  it.each(['run-stages.mjs', 'demo.mjs'])('%s starts: it loads nothing but Node', (script) => {
    const loaded = [...loadedBy(path.join(scripts, script))];
    expect(loaded.some((name) => name.startsWith('node:'))).toBe(true);
    expect(loaded.filter((name) => !name.startsWith('node:') && !path.isAbsolute(name))).toEqual([]);
  });

  it('a wrong argument is told what is right', () => {
    const { status, stderr } = spawnSync(process.execPath, [path.join(scripts, 'run-stages.mjs'), 'nonsense'], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toBe('usage: node scripts/run-stages.mjs check|test\n');
  });
});
