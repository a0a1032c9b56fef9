import { describe, expect, it } from 'vitest';
import type { GradedFinding } from '../../core/analyze.ts';
import { parse as parseNginx } from '../../core/domains/nginx/parse.ts';
import type { Directive } from '../../core/domains/nginx/tree.ts';
import { fixAll, type FixAllResult, type FixState } from '../../core/features/fixAll.ts';
import type { Fix } from '../../core/rules/rule.ts';
import { filePath, relativeTo, type FilePath } from '../../core/text/filePath.ts';
import { applyEdits, type TextEdit } from '../../core/text/textEdit.ts';
import { readCases, ruleFolders, unmarked, type Texts } from '../rules/harness.ts';
import { checkTexts, FOLDER } from '../support/openWorkspace.ts';

async function check(texts: Texts): Promise<FixState> {
  const { analysis, snapshot } = await checkTexts(texts);
  return { findings: analysis.findings, texts: snapshot.texts };
}

/** The texts of a workspace after all its safe fixes. */
async function fixTexts(texts: Texts): Promise<{ readonly after: Texts; readonly result: FixAllResult<FixState> }> {
  const changedBy = (changed: ReadonlyMap<FilePath, string>): Texts => ({
    ...texts,
    ...Object.fromEntries([...changed].map(([file, text]) => [relativeTo(FOLDER, file), text])),
  });
  const result = await fixAll({
    start: await check(texts),
    check: (changed) => check(changedBy(changed)),
    mayFix: () => true,
    mayEdit: () => true,
    fileOf: (name) => name,
    isQuick: false,
  });
  return { after: changedBy(new Map([...result.files].map(([file, it]) => [file, it.after]))), result };
}

function kindsOf(findings: readonly GradedFinding[]): readonly string[] {
  return findings.map(({ rule, at }) => `${rule} in ${at.file}`).sort();
}

/** What fixes write, and nginx takes once in a block ("directive is duplicate"). */
const ONCE: ReadonlySet<string> = new Set([
  'http2',
  'ssl_alpn',
  'proxy_ssl',
  'proxy_ssl_alpn',
  'grpc_ssl_server_name',
  'ssl_preread',
]);

/** The directives of a text that are there twice in one block and must not be. */
function writtenTwice(text: string): readonly string[] {
  const found: string[] = [];
  const pending: (readonly Directive[])[] = [parseNginx(text).tree.directives];
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    const names = block.map(({ name }) => name.value).filter((it) => ONCE.has(it));
    found.push(...names.filter((it, i) => names.indexOf(it) < i));
    for (const { block: inner } of block) pending.push(inner?.children ?? []);
  }
  return found;
}

describe.each(ruleFolders())('the cases of %s', (rule) => {
  it.each(readCases(rule).map((it) => [it.name, it] as const))(
    '%s: safe fixes come to an end, and bring no other finding',
    async (_, { marked }) => {
      const texts = unmarked(marked);
      const { after, result } = await fixTexts(texts);
      const before = kindsOf((await check(texts)).findings);
      const added = kindsOf((await check(after)).findings).filter((it) => !before.includes(it));
      expect(added).toEqual([]);
      expect(Object.values(after).flatMap(writtenTwice)).toEqual(Object.values(texts).flatMap(writtenTwice));
      const again = await fixTexts(after);
      expect(again.after).toEqual(after);
      expect(again.result.fixed).toEqual([]);
      for (const [file, { before: text, edits, after: changed }] of result.files) {
        expect(text).toBe(texts[relativeTo(FOLDER, file)]);
        expect(applyEdits(text, edits)).toBe(changed);
      }
    },
  );
});

describe('fixing', () => {
  const A = filePath('/ws/a');
  const B = filePath('/ws/b');

  function edit(file: FilePath, start: number, end: number, newText: string): TextEdit {
    return { file, span: { start, end }, newText };
  }

  function fix(...edits: readonly TextEdit[]): Fix {
    return { title: `Fix at ${edits[0]?.span.start}`, safety: 'safe', edits };
  }

  function finding(file: FilePath, start: number, ...fixes: readonly Fix[]): GradedFinding {
    return {
      rule: 'sample',
      severity: 'error',
      kind: 'never-worked',
      at: { file, span: { start, end: start + 1 } },
      message: `at ${start}`,
      evidence: undefined,
      softened: false,
      related: [],
      fixes,
      copies: [],
    };
  }

  /** Fixes texts of which each check finds something else, and tells how often they were checked. */
  async function run(
    texts: Readonly<Record<FilePath, string>>,
    rounds: readonly (readonly GradedFinding[])[],
    options: {
      readonly mayEdit?: (file: FilePath) => boolean;
      readonly fileOf?: (name: FilePath) => FilePath;
      readonly isQuick?: boolean;
    } = {},
  ): Promise<FixAllResult<FixState> & { readonly checks: number }> {
    const start = new Map([A, B].flatMap((file) => (texts[file] === undefined ? [] : [[file, texts[file]] as const])));
    let checks = 0;
    const result = await fixAll({
      start: { findings: rounds[0] ?? [], texts: start },
      check: (changed) => Promise.resolve({ findings: rounds[++checks] ?? [], texts: new Map([...start, ...changed]) }),
      mayFix: () => true,
      mayEdit: options.mayEdit ?? (() => true),
      fileOf: options.fileOf ?? ((name) => name),
      isQuick: options.isQuick ?? false,
    });
    return { ...result, checks };
  }

  function after(result: FixAllResult<FixState>, file: FilePath): string | undefined {
    return result.files.get(file)?.after;
  }

  it('takes the only safe fix of a finding, and none where there are two', async () => {
    const unsafe: Fix = { ...fix(edit(A, 0, 0, 'no')), safety: 'unsafe' };
    const result = await run({ [A]: '0123456789' }, [
      [
        finding(A, 0, unsafe, fix(edit(A, 0, 1, 'x'))),
        finding(A, 4, fix(edit(A, 4, 5, 'y')), fix(edit(A, 4, 5, 'z'))),
        finding(A, 6, unsafe),
      ],
    ]);
    expect(after(result, A)).toBe('x123456789');
    expect(result.fixed.map(({ fix: { title } }) => title)).toEqual(['Fix at 0']);
  });

  it('lets what overlaps wait for the next round', async () => {
    const result = await run({ [A]: '0123456789' }, [
      [finding(A, 0, fix(edit(A, 0, 3, 'x'))), finding(A, 2, fix(edit(A, 2, 4, 'y')))],
      [finding(A, 1, fix(edit(A, 1, 2, 'y')))],
    ]);
    expect(after(result, A)).toBe('xy456789');
    expect(result.checks).toBe(2);
    expect(result.fixed.map(({ at }) => at.span)).toEqual([
      { start: 0, end: 1 },
      { start: 3, end: 4 },
    ]);
  });

  it('lets what would be put at the same place wait for the next round', async () => {
    const result = await run({ [A]: 'ab' }, [
      [finding(A, 0, fix(edit(A, 1, 1, 'x'))), finding(A, 1, fix(edit(A, 1, 1, 'y')))],
      [],
    ]);
    expect(after(result, A)).toBe('axb');
  });

  it('applies the same fix of two findings once, and counts both', async () => {
    const result = await run({ [A]: 'ab' }, [
      [finding(A, 0, fix(edit(A, 1, 1, 'x'))), finding(A, 1, fix(edit(A, 1, 1, 'x')))],
    ]);
    expect(after(result, A)).toBe('axb');
    expect(result.fixed).toHaveLength(2);
  });

  it('applies all edits of a fix or none', async () => {
    const both = fix(edit(A, 0, 1, 'x'), edit(B, 0, 1, 'x'));
    const denied = await run({ [A]: 'a', [B]: 'b' }, [[finding(A, 0, both)]], { mayEdit: (file) => file === A });
    expect(denied.files.size).toBe(0);
    const overlapping = await run({ [A]: 'a', [B]: 'b' }, [
      [finding(B, 0, fix(edit(B, 0, 1, 'y'))), finding(A, 0, both)],
    ]);
    expect([after(overlapping, A), after(overlapping, B)]).toEqual([undefined, 'y']);
  });

  it('takes two names of one file for one', async () => {
    const result = await run(
      { [A]: 'ab', [B]: 'ab' },
      [[finding(A, 0, fix(edit(A, 1, 1, 'x'))), finding(B, 0, fix(edit(B, 1, 1, 'x')))]],
      { fileOf: () => A },
    );
    expect([...result.files].map(([file, it]) => [file, it.after])).toEqual([[A, 'axb']]);
  });

  it('does not repeat a fix that does not mend', async () => {
    const stubborn = finding(A, 0, fix(edit(A, 1, 1, 'x')));
    const result = await run(
      { [A]: 'ab' },
      Array.from({ length: 20 }, () => [stubborn]),
    );
    expect(after(result, A)).toBe('axb');
  });

  it('gives up after ten rounds', async () => {
    const result = await run(
      { [A]: 'ab' },
      Array.from({ length: 20 }, (_, i) => [{ ...finding(A, 0, fix(edit(A, 1, 1, 'x'))), message: String(i) }]),
    );
    expect(result.checks).toBe(10);
    expect(after(result, A)).toBe(`a${'x'.repeat(10)}b`);
  });

  it('asks for no check more than is needed where it is to be quick', async () => {
    const one = finding(A, 0, fix(edit(A, 0, 1, 'x')));
    expect((await run({ [A]: 'ab' }, [[one]], { isQuick: true })).checks).toBe(0);
    const two = finding(A, 1, fix(edit(A, 0, 2, 'y')));
    expect((await run({ [A]: 'ab' }, [[one, two], []], { isQuick: true })).checks).toBe(1);
  });

  it('is fast where there is much to fix', async () => {
    const text = 'a'.repeat(40_000);
    const findings = Array.from({ length: 20_000 }, (_, i) => finding(A, 2 * i, fix(edit(A, 2 * i, 2 * i + 1, 'b'))));
    const before = process.cpuUsage().user;
    const result = await run({ [A]: text }, [findings]);
    expect((process.cpuUsage().user - before) / 1000).toBeLessThan(2000);
    expect(after(result, A)).toBe('ba'.repeat(20_000));
  });
});
