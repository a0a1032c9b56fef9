import { afterAll, beforeAll, describe, it } from 'vitest';
import { BUILD_TIMEOUT } from './grpcGo.ts';
import { readLab } from './lab.ts';
import { expectOutcome, startLabCalls, type LabCalls } from './labCalls.ts';
import { LAB_ROWS, LAB_VERSIONS, MIXED_ROWS, outcomeOf, type LabVersion } from './labRows.ts';

const started = new Map<LabVersion, LabCalls>();

beforeAll(async () => {
  const programs = [...(await readLab())];
  for (const version of LAB_VERSIONS) {
    const rows = LAB_ROWS.filter((row) => outcomeOf(row, version) !== 'not built');
    const built = new Map(programs.filter(([name]) => rows.some(({ program }) => program === name)));
    started.set(version, await startLabCalls(version, built));
  }
}, BUILD_TIMEOUT);

afterAll(() => Promise.all([...started.values()].map((calls) => calls.stop())));

function callsWith(version: LabVersion): LabCalls {
  const calls = started.get(version);
  if (calls === undefined) throw new Error(`grpc-go ${version} was not started`);
  return calls;
}

describe.each(LAB_VERSIONS)('Go programs with grpc-go %s', (version) => {
  const rows = LAB_ROWS.map((row) => ({ ...row, outcome: outcomeOf(row, version) }));

  it.each(rows.filter(({ outcome }) => outcome !== 'not built'))(
    '$program meets $meets: $outcome',
    async ({ program, meets, outcome }) => {
      expectOutcome(await callsWith(version).call(program, meets), outcome, version);
    },
  );
});

describe('Go programs that meet another version of grpc-go', () => {
  it.each(MIXED_ROWS)(
    '$program with $version meets a $meets with $other: $outcome',
    async ({ program, meets, version, other, outcome }) => {
      const error = await callsWith(version).call(program, meets, callsWith(other).peer);
      expectOutcome(error, outcome, meets === 'client' ? other : version);
    },
  );
});
