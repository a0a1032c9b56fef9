import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseShell } from '../../core/domains/env/shell.ts';

const NAME = 'GRPC_ENFORCE_ALPN_ENABLED';

/** Ways to write a value. */
const VALUES = [
  'false',
  "'false'",
  '"false"',
  "fal's'e",
  'fa"l"se',
  'f\\alse',
  '"fa\\lse"',
  "'fa\\lse'",
  'fal\\\nse',
  '"fal\\\nse"',
  '"a b"',
  'a\\ b',
  '"a\\"b"',
  '"a\'b"',
  '',
  '""',
  '${UNSET:-false}',
  '${UNSET-false}',
  'a#b',
  'a=b',
  '"a;b"',
];

/** Commands that run `show`, or do not, where `@` is the assignment. */
const COMMANDS = [
  '@ show',
  'A=b @ show',
  '@ A="b c" show x y',
  'env @ show',
  'env -u A B=c @ show',
  'export @; show; unset VARIABLE',
  'export A=b @ && show; unset VARIABLE',
  'if @ show; then :; fi',
  '! @ show',
  '{ @ show; }',
  '(@ show)',
  'true && @ show | cat',
  '@ show # A=b show',
  ': @; show',
  'echo @ >/dev/null; show',
  'cat <<EOF >/dev/null\n@ show\nEOF\nshow',
  'A=$(echo "b c") @ show',
  'A=`echo b` @ show 2>/dev/null; show',
  '@ show < /dev/null',
  '@; show; unset VARIABLE',
];

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'env-shell-'));
  const show = path.join(folder, 'show');
  writeFileSync(show, `#!/bin/sh\nprintf '%s\\037' "\${${NAME}-unset}"\n`);
  chmodSync(show, 0o755);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `show` tells in a run of a script. */
function shownBy(script: string): readonly string[] {
  const { stdout } = spawnSync('sh', ['-c', script], {
    env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` },
    encoding: 'utf8',
  });
  return stdout.split('\u001f').slice(0, -1);
}

it.each(COMMANDS)('sh gives what is read from: %s', (command) => {
  for (const value of VALUES) {
    const script = command.replaceAll('@', `${NAME}=${value}`).replaceAll('VARIABLE', NAME);
    const predicted = parseShell(script).assignments.map((it) => it.value);
    const shown = shownBy(script).filter((it) => it !== 'unset');
    expect({ script, values: predicted.filter((it) => it !== undefined) }).toEqual({ script, values: shown });
  }
});
