import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules } from '../../core/rules/index.ts';
import { relativeTo } from '../../core/text/filePath.ts';
import { checkTexts, FOLDER } from '../support/openWorkspace.ts';
import { expectMarkers, fixAll, readCases, selectingH2, unmarked, type Case, type Texts } from './harness.ts';

describe('every rule', () => {
  it('has a folder of cases, and every folder is a rule', () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual(rules.map(({ id }) => id).sort());
  });

  it('stands in the list once, in the order of the ids', () => {
    const ids = rules.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });
});

describe.each(rules.map(({ id }) => id))('%s', (rule) => {
  const cases = readCases(rule);

  it('has a case that fires and one that is silent', () => {
    const fires = (it: Case): boolean => Object.values(it.marked).some((text) => text.includes(`: ${rule}`));
    expect(cases.some(fires)).toBe(true);
    expect(cases.some((it) => !fires(it))).toBe(true);
  });

  describe.each(cases.map((it) => [it.name, it] as const))('%s', (name, { marked, fixed }) => {
    const texts = unmarked(marked);

    it('finds what is marked, and nothing else', async () => {
      await expectMarkers(marked);
    });

    it('states its nginx version, or that it is unknown', async () => {
      const nginx = (await checkTexts(texts)).snapshot.project.nginxFiles.size > 0;
      const stated = Object.values(texts).some((text) =>
        /grpc-alpn: nginx=|"version"|^FROM nginx:\d|^ *image: nginx:\d/m.test(text),
      );
      expect(!nginx || stated || name.includes('unknown-version')).toBe(true);
    });

    it('has a golden text for every fix', async () => {
      const { analysis } = await checkTexts(texts);
      const most = Math.max(0, ...analysis.findings.filter((it) => it.rule === rule).map(({ fixes }) => fixes.length));
      expect([...fixed.keys()].sort()).toEqual(Array.from({ length: most }, (_, i) => i + 1));
    });

    it.each([...fixed])('fix %i leads to the golden text', async (number, golden) => {
      const after = await fixAll(texts, rule, number);
      expect(after.applied.length).toBeGreaterThan(0);
      expect(after.texts).toEqual({ ...texts, ...golden });
    });

    it.each([...fixed])('after fix %i the finding is gone', async (number, golden) => {
      const { texts: after, applied } = await fixAll(texts, rule, number);
      const { analysis } = await checkTexts(after);
      const left = analysis.findings.filter((it) => it.rule === rule && relativeTo(FOLDER, it.at.file) in golden);
      // A raised requirement still enforces ALPN; that fix only gets away from 1.67's other flaws.
      const raised = applied.every(({ title }) => title.startsWith('Raise grpc-go'));
      expect(raised ? [] : left).toEqual([]);
    });

    it.each([...fixed.keys()])('fix %i adds no syntax problem', async (number) => {
      const problems = async (of: Texts): Promise<number> =>
        (await checkTexts(of)).analysis.findings.filter((it) => it.rule === 'syntax').length;
      const { texts: after } = await fixAll(texts, rule, number);
      expect(await problems(after)).toBeLessThanOrEqual(await problems(texts));
    });

    it.each([...fixed.keys()])(
      'fix %i, if it is safe, keeps every offer that selected h2 selecting it',
      async (number) => {
        const { texts: after, applied } = await fixAll(texts, rule, number);
        const [before, then] = [
          selectingH2((await checkTexts(texts)).snapshot),
          selectingH2((await checkTexts(after)).snapshot),
        ];
        const spoiled = [...before].filter((it) => !then.has(it));
        expect(applied.some(({ safety }) => safety === 'safe') ? spoiled : []).toEqual([]);
      },
    );

    it.each([...fixed.keys()])('fix %i keeps line ends and tabs', async (number) => {
      const { texts: plain } = await fixAll(texts, rule, number);
      const change = (of: Texts, how: (text: string, file: string) => string): Texts =>
        Object.fromEntries(Object.entries(of).map(([file, text]) => [file, how(text, file)]));
      const foreign = (text: string, file: string): string => {
        const broken = text.replace(/\r?\n/g, '\r\n');
        // YAML knows no tabs in front of a line.
        return /\.ya?ml$/.test(file) ? broken : broken.replace(/^ {4}/gm, '\t');
      };
      const { texts: after } = await fixAll(change(texts, foreign), rule, number);
      expect(after).toEqual(change(plain, foreign));
    });
  });
});
