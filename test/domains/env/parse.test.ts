import { describe, expect, it } from 'vitest';
import { parse } from '../../../core/domains/env/parse.ts';
import { candidate, recognise } from '../../../core/domains/env/recognise.ts';
import type { Assignment, EnvTree } from '../../../core/domains/env/tree.ts';
import { filePath } from '../../../core/text/filePath.ts';
import { matchesPath } from '../../../core/text/glob.ts';
import { applyEdits } from '../../../core/text/textEdit.ts';
import { contains, type Span } from '../../../core/text/span.ts';
import { SELECTED_PATTERNS } from '../../../server/protocol.ts';
import { FIXTURES } from './fixtures.ts';

function all({ assignments, forSystemd }: EnvTree): readonly Assignment[] {
  return [...new Set([...assignments, ...forSystemd])];
}

/** What holds of every tree, whatever its text is. */
function expectSound(text: string, tree: EnvTree): void {
  const whole: Span = { start: 0, end: text.length };
  const told = all(tree).flatMap((it) => [it, it.valueAt, it.removal]);
  const spans = [...told, ...tree.comments, ...tree.slots, ...tree.statements].filter((it) => it !== undefined);
  const unsound = spans.filter((span) => span.start > span.end || !contains(whole, span));
  expect(unsound.length === 0 ? '' : text).toBe('');
}

describe.each(FIXTURES.map((it) => [it.path, it] as const))('%s', (_, { path, text }) => {
  const parsed = (of: string): EnvTree => parse(of, path).tree;

  it('is recognised, and gives the variable', () => {
    expect(recognise(path, text)).toBe(true);
    expect(parsed(text).assignments.length).toBeGreaterThan(0);
  });

  it('gives a sound tree for every prefix', () => {
    for (let end = 0; end <= text.length; end++) expectSound(text.slice(0, end), parsed(text.slice(0, end)));
  });

  it('gives a sound tree without any of its characters', () => {
    for (let at = 0; at < text.length; at++) {
      const without = text.slice(0, at) + text.slice(at + 1);
      expectSound(without, parsed(without));
    }
  });

  it('gives a sound tree without any of its lines', () => {
    const lines = text.split('\n');
    for (let at = 0; at < lines.length; at++) {
      const without = lines.toSpliced(at, 1).join('\n');
      expectSound(without, parsed(without));
    }
  });

  it('says the same where lines end with CRLF', () => {
    const values = (of: string): unknown =>
      parsed(of).assignments.map(({ value, form, words }) => ({ value, form, words }));
    // systemd takes a carriage return behind a back slash for the end of the line.
    const foreign = path.endsWith('/etc/default/orders')
      ? text.replaceAll(/(?<!\\)\n/g, '\r\n')
      : text.replaceAll('\n', '\r\n');
    expect(values(foreign)).toEqual(values(text));
  });

  it('has the value `false` where the correction is written', () => {
    const { assignments } = parsed(text);
    for (const [i, { valueAt, correct }] of assignments.entries()) {
      if (valueAt === undefined) continue;
      const after = parsed(applyEdits(text, [{ span: valueAt, newText: correct }]));
      expect(after.assignments[i]?.value?.toLowerCase(), `${i} of ${text}`).toBe('false');
      expect(after.assignments[i]?.refused).toBeUndefined();
      expect(after.assignments).toHaveLength(assignments.length);
    }
  });

  it('has one assignment less where one is removed, and the others as they were', () => {
    const { assignments } = parsed(text);
    const values = (of: readonly Assignment[]): unknown => of.map(({ value, words }) => [value, words]);
    for (const [i, { removal }] of assignments.entries()) {
      if (removal === undefined) continue;
      const after = parsed(applyEdits(text, [{ span: removal, newText: '' }]));
      expect(values(after.assignments)).toEqual(values(assignments.toSpliced(i, 1)));
    }
  });

  it('gives the variable in a slot, and leaves everything else as it is', () => {
    const { slots, assignments } = parsed(text.replaceAll('GRPC_ENFORCE_ALPN_ENABLED', 'OTHER'));
    const before = text.replaceAll('GRPC_ENFORCE_ALPN_ENABLED', 'OTHER');
    expect(assignments).toEqual([]);
    for (const slot of slots) {
      const after = parsed(applyEdits(before, [{ span: slot, newText: slot.newText }]));
      expect(after.assignments.map(({ value }) => value)).toEqual(['false']);
    }
  });
});

/** Mappings, each of which merges the one before ten times. */
function laughs(count: number): string {
  const line = (i: number): string =>
    `  a${i}: &a${i} {<<: [${Array(10)
      .fill(`*a${i - 1}`)
      .join(', ')}], k${i}: 0}\n`;
  return Array.from({ length: count }, (_, i) => line(i + 1)).join('');
}

describe('very large files', () => {
  const variable = 'GRPC_ENFORCE_ALPN_ENABLED=0';
  it.each([
    ['run.sh', `${'"'.repeat(200_000)}\n`],
    ['run.sh', '$('.repeat(100_000)],
    ['run.sh', '`'.repeat(100_001)],
    ['run.sh', 'cat <<EOF\n'.repeat(50_000)],
    ['run.sh', `${variable} a\n`.repeat(20_000)],
    ['.env', "A='\n".repeat(100_000)],
    ['.env', `${variable}\n`.repeat(20_000)],
    ['a.service', `Environment=${'\\\n# a\n'.repeat(100_000)}`],
    ['etc/default/a', 'A="\\'.repeat(100_000)],
    ['k8s.yaml', '{{ a '.repeat(100_000)],
    ['k8s.yaml', '{{ a }}{% b <% '.repeat(50_000)],
    ['k8s.yaml', `# ${variable}\n${'['.repeat(50_000)}`],
    ['compose.yaml', '{a: '.repeat(50_000)],
    ['compose.yaml', `${'- '.repeat(20_000)}a`],
    ['compose.yaml', `services:\n  a0: &a0 {}\n${laughs(300)}  b:\n    <<: *a300\n    build: .\n`],
    ['.vscode/launch.json', '[{'.repeat(100_000)],
    ['Dockerfile', `FROM a\n${'ENV A=$A \\\n'.repeat(2_000)}`],
  ])('%s is read in reasonable time (%#)', (name, text) => {
    const started = performance.now();
    const path = filePath(`/ws/${name}`);
    expectSound(text, parse(text, path).tree);
    expect(performance.now() - started).toBeLessThan(4_000);
  });

  it('are left out', () => {
    expect(recognise(filePath('/ws/run.sh'), `${variable}\n`.repeat(60_000))).toBe(false);
  });
});

describe('a file', () => {
  it.each([
    ['.env', true],
    ['.env.local', true],
    ['prod.env', true],
    ['.env.ts', false],
    ['.env.md', false],
    ['.envrc', true],
    ['a.service', true],
    ['a.service.d/b.conf', true],
    ['b.conf', false],
    ['launch.json', false],
    ['.vscode/launch.json', true],
    ['.devcontainer.json', true],
    ['etc/default/a', true],
    ['default/a.txt', false],
    ['chart/templates/a.yaml', true],
    ['entrypoint', true],
    ['docker-entrypoint', true],
    ['.zshenv', true],
    ['.bash_profile', true],
    ['a.ksh', true],
    ['orders@.service.j2', true],
    ['orders.container', true],
    ['orders.socket.d/a.conf', true],
    ['values.yml.gotmpl', true],
    ['orders.env.example', true],
    ['etc/sysconfig/orders', true],
    ['Dockerfile.dev', true],
    ['compose.prod.yaml', true],
    ['Makefile', false],
    ['main.go', false],
  ])('%s may give an environment: %s', (name, may) => {
    const path = filePath(`/ws/${name}`);
    expect(candidate(path)).toBe(may);
    // What the editor does not tell of is what it was when the folder was opened.
    if (may) expect(SELECTED_PATTERNS.some((it) => matchesPath(it, path, { hidden: true }))).toBe(true);
  });

  it('that does not have the variable is not kept, unless it may be given it', () => {
    const isKept = (name: string, text: string): boolean => recognise(filePath(`/ws/${name}`), text);
    expect(isKept('run.sh', 'echo\n')).toBe(false);
    expect(isKept('a.yaml', 'a: b\n')).toBe(false);
    expect(isKept('a.service', '[Service]\n')).toBe(false);
    expect(isKept('a.service', '[Service]\nEnvironmentFile=/etc/default/a\n')).toBe(true);
    expect(isKept('Dockerfile', 'FROM scratch\n')).toBe(true);
  });
});
