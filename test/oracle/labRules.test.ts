import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseGoVersion } from '../../core/alpn/index.ts';
import { analyze, type GradedFinding } from '../../core/analyze.ts';
import { relativeTo } from '../../core/text/filePath.ts';
import { NO_SETTINGS } from '../../core/workspace/settings.ts';
import { Workspace } from '../../core/workspace/workspace.ts';
import { applyFix, unmarked } from '../rules/harness.ts';
import { readMarkers } from '../support/markers.ts';
import { grammars } from '../support/grammars.ts';
import { memoryFileSource, textFiles } from '../support/memoryFileSource.ts';
import { FOLDER } from '../support/openWorkspace.ts';
import { BUILD_TIMEOUT } from './grpcGo.ts';
import { labGoMod, readLab, writeLab, type LabTexts } from './lab.ts';
import { expectOutcome, startLabCalls, type LabCalls } from './labCalls.ts';
import { LAB_ROWS, LAB_VERSIONS, outcomeOf, type LabOutcome, type LabRow, type LabVersion } from './labRows.ts';

const run = promisify(execFile);
const PROGRAMS = await readLab();
const FIXED = await fixedPrograms();

describe('the programs', () => {
  it('all have a row', () => {
    expect([...PROGRAMS.keys()].sort()).toEqual([...new Set(LAB_ROWS.map(({ program }) => program))].sort());
  });
});

describe.each(LAB_VERSIONS)('what is said of the programs with grpc-go %s', (version) => {
  const programs = [...PROGRAMS.keys()].filter((name) =>
    rowsOf(name).some((row) => outcomeOf(row, version) !== 'not built'),
  );

  it.each(programs)('%s: what happens', async (program) => {
    const found = await findingsIn(PROGRAMS.get(program) ?? {}, version);
    expect(found.map(placeAndRule)).toEqual(expected(program, version));
    for (const { rule, message } of found.filter(({ rule }) => !rule.startsWith('alpn-opt-out'))) {
      const hasWorked = rowsOf(program).some((row) => outcomeOf(row, 'v1.66.3') === 'works');
      expect(message.includes('never worked'), `${rule}: ${message}`).toBe(!hasWorked);
      expect(/since 1\.67\.0|>= 1\.67\.0/.test(message) || !hasWorked, `${rule}: ${message}`).toBe(true);
    }
  });
});

describe.each(LAB_VERSIONS)('what is said of the programs before an upgrade to grpc-go %s', (version) => {
  it.each([...PROGRAMS.keys()])('%s: what happens after it', async (program) => {
    const said = await findingsIn(PROGRAMS.get(program) ?? {}, 'v1.66.3', version);
    expect(said.map(placeAndRule)).toEqual(expected(program, version));
  });
});

describe('what the fixes make of the programs', () => {
  it('is something for nearly every program that fails', () => {
    const failing = LAB_ROWS.filter((row) => row.silence === undefined && row.outcomes.some(isFailure));
    const unfixed = failing
      .map(({ program }) => program)
      .filter((name) => !FIXED.some(({ program }) => program === name));
    // Which of the two TLS has to go, and where a configuration of the whole package is to be set, nobody but the authors know.
    expect(unfixed.sort()).toEqual(['a-variable', 'q-double-tls']);
  });

  it(
    'is formatted and vetted, as the programs are',
    async () => {
      const all = new Map([...PROGRAMS, ...FIXED.map(({ name, texts }) => [name, texts] as const)]);
      const folder = await writeLab('v1.85.0', all);
      try {
        expect((await run('gofmt', ['-l', '.'], { cwd: folder })).stdout).toBe('');
        const env = { ...process.env, GOWORK: 'off' };
        expect((await run('go', ['vet', './...'], { cwd: folder, env })).stderr).toBe('');
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    BUILD_TIMEOUT,
  );

  describe.each(LAB_VERSIONS)('with grpc-go %s', (version) => {
    const fixed = FIXED.filter(({ since }) => LAB_VERSIONS.indexOf(since) <= LAB_VERSIONS.indexOf(version));
    let calls: LabCalls;

    beforeAll(async () => {
      const others = [...PROGRAMS].filter(([name]) => outcomeOf(rowOf(name), version) !== 'not built');
      calls = await startLabCalls(
        version,
        new Map([...others, ...fixed.map(({ name, texts }) => [name, texts] as const)]),
      );
    }, BUILD_TIMEOUT);

    afterAll(() => calls.stop());

    it.each(fixed)('$program: $title', async ({ name, program }) => {
      expectOutcome(await calls.call(name, rowOf(program).meets), 'works', version);
      // Who got through before still does.
      for (const row of LAB_ROWS.filter(({ meets }) => meets === program))
        if (outcomeOf(row, version) === 'works') expectOutcome(await calls.call(row.program, name), 'works', version);
    });
  });
});

/** What a fix makes of a program. */
interface FixedProgram {
  readonly name: string;
  readonly program: string;
  readonly title: string;
  readonly texts: LabTexts;
  /** The first version that it is for. */
  readonly since: LabVersion;
}

async function fixedPrograms(): Promise<readonly FixedProgram[]> {
  const all = await Promise.all(
    [...PROGRAMS].map(async ([program, marked]) => {
      // The newest version that a finding is about has all fixes that there are.
      const versions = await Promise.all(LAB_VERSIONS.map((version) => findingsIn(marked, version)));
      const findings = versions.findLast((found) => found.length > 0) ?? [];
      const fixes = findings
        .flatMap((it) => it.fixes)
        .filter(({ edits }) => edits.every(({ file }) => file.endsWith('.go')));
      return fixes.map((fix, index): FixedProgram => {
        const texts = applyFix(unmarked(marked), fix);
        const needsNewest = /WithALPNDisabled|go-connections >= 0\.8\.2/.test(fix.title);
        return {
          name: `${program}-fix${index + 1}`,
          program,
          title: fix.title,
          texts,
          since: needsNewest ? 'v1.85.0' : 'v1.66.3',
        };
      });
    }),
  );
  return all.flat();
}

/**
 * What is found in the Go files of a program, in a module that requires this version of grpc-go.
 * @param assumed the version that `--assume-grpc-go` states
 */
async function findingsIn(
  marked: LabTexts,
  required: LabVersion,
  assumed?: LabVersion,
): Promise<readonly GradedFinding[]> {
  const value = assumed === undefined ? undefined : parseGoVersion(assumed);
  const texts = { 'go.mod': await labGoMod(required), ...unmarked(marked) };
  const workspace = new Workspace({ folder: FOLDER, grammars, source: memoryFileSource(textFiles(FOLDER, texts)) });
  const { project } = await workspace.open({
    ...NO_SETTINGS,
    commandLine: value === undefined ? {} : { grpcGoVersion: { value, from: '--assume-grpc-go' } },
  });
  const { failures, findings } = analyze(project);
  expect(failures).toEqual([]);
  return findings.filter(({ at }) => at.file.endsWith('.go'));
}

function placeAndRule({ at, severity, rule, message }: GradedFinding): unknown {
  return { file: relativeTo(FOLDER, at.file), span: at.span, severity, rule, message };
}

/** The markers tell of the version where the call fails: a version before that one, with which it still works, gets a warning; later ones nothing. */
function expected(program: string, version: LabVersion): readonly unknown[] {
  const outcomes = rowsOf(program).filter(({ silence }) => silence === undefined);
  const fails = outcomes.some((row) => isFailure(outcomeOf(row, version)));
  const later = LAB_VERSIONS.slice(LAB_VERSIONS.indexOf(version) + 1);
  const willFail = later.some((it) => outcomes.some((row) => isFailure(outcomeOf(row, it))));
  return Object.entries(PROGRAMS.get(program) ?? {}).flatMap(([file, text]) =>
    readMarkers(text).markers.flatMap(({ span, severity, rule, message }) => {
      const of = { file, span, rule, message: expect.stringContaining(message) as unknown };
      if (severity !== 'error') return [{ ...of, severity }];
      return fails ? [{ ...of, severity: 'error' }] : willFail ? [{ ...of, severity: 'warning' }] : [];
    }),
  );
}

function rowsOf(name: string): readonly LabRow[] {
  return LAB_ROWS.filter(({ program }) => program === name);
}

function rowOf(name: string): LabRow {
  const row = LAB_ROWS.find(({ program }) => program === name);
  if (row === undefined) throw new Error(`${name} has no row`);
  return row;
}

function isFailure(outcome: LabOutcome): boolean {
  return outcome !== 'works' && outcome !== 'not built';
}
