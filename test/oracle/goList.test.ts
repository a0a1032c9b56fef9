import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GO_CASES } from './goCases.ts';
import { claimOf, compare, type Verdict } from './goClaims.ts';
import { workspaces } from './goRandom.ts';
import { folderOfModule, openCourt, type Court, type GoWorkspace, type Judgement } from './goRun.ts';

/** 300 random workspaces, ten times as many with `npm run oracle -- --long`. */
const RUNS = process.env['GRPC_ALPN_ORACLE_LONG'] === undefined ? 300 : 3000;

/** Another seed tries others: GRPC_ALPN_SEED=2. The same one tries the same. */
const SEED = Number(process.env['GRPC_ALPN_SEED'] ?? 1);

/** Of a hundred modules whose build has grpc-go in it, so many must be claimed to be exactly known, and so many to be known at all. */
const LEAST = { exact: 70, claimed: 90 };

let court: Court;
beforeAll(async () => {
  court = await openCourt();
});
afterAll(() => court.close());

describe('the grpc-go that go selects', () => {
  it.each(GO_CASES)('is told: $name', async ({ workspace, claims, builds }) => {
    const { judgement, modules } = await court.judge(workspace);
    const told = modules.filter((it) => folderOfModule(it) in claims);
    expect(judgement.builds, judgement.output).toBe(builds);
    expect(Object.fromEntries(told.map((it) => [folderOfModule(it), claimOf(it)])), judgement.output).toEqual(claims);
    expect(wrongAmong(workspace, judgement, compare(workspace, judgement, modules))).toBeUndefined();
  });

  it(
    `is not contradicted in ${RUNS} random workspaces`,
    async () => {
      const built: Verdict[] = [];
      let failed = 0;
      const agrees = fc.asyncProperty(workspaces, async (workspace) => {
        const { judgement, modules } = await court.judge(workspace);
        const verdicts = compare(workspace, judgement, modules);
        if (!judgement.builds) failed++;
        if (judgement.built !== undefined) built.push(...verdicts);
        const wrong = wrongAmong(workspace, judgement, verdicts);
        if (wrong !== undefined) throw new Error(wrong);
      });
      // A failure that takes long to shrink is shown as far as it is.
      await fc.assert(agrees, {
        seed: SEED,
        numRuns: RUNS,
        plugins: [fc.interruptAfterTimeLimit(RUNS * 2_000, { failOnInterrupt: true })],
      });
      const count = (claim: Verdict['claim']): number => built.filter((it) => it.claim === claim).length;
      const [exact, atLeast, unknown, none] = [count('exact'), count('at-least'), count('unknown'), count('none')];
      console.log(
        `${RUNS} workspaces, ${failed} of which do not build; of ${built.length} modules built with grpc-go ${exact} exact, ${atLeast} at least, ${unknown} unknown, ${none} not mentioned`,
      );
      expect((exact / built.length) * 100).toBeGreaterThan(LEAST.exact);
      expect(((exact + atLeast) / built.length) * 100).toBeGreaterThan(LEAST.claimed);
    },
    RUNS * 3_000,
  );
});

/** What is wrong, with the workspace; `undefined`: nothing. */
function wrongAmong(
  { files, ...rest }: GoWorkspace,
  judgement: Judgement,
  verdicts: readonly Verdict[],
): string | undefined {
  const wrong = verdicts
    .filter((it) => it.wrong !== undefined)
    .map(({ words, wrong: why }) => `${words}: ${why ?? ''}`);
  if (wrong.length === 0) return undefined;
  const modules = Object.entries(files).filter(([name]) => /go\.(?:mod|work)$/.test(name));
  const texts = modules.map(([name, text]) => `--- ${name}\n${text}`);
  return [...wrong, ...texts, JSON.stringify(rest), judgement.output].join('\n');
}
