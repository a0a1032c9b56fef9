/**
 * Everything that has to hold, in order: `check` is the fast part for every commit, `test` is all of it.
 * The last line is the count: every test of the suites, and every other stage as one.
 *
 * Only modules of Node at the top, here and in what is imported: in a fresh clone nothing is installed yet.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { ensureGo, ensurePackages } from './debian.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureBun } from './bun.mjs';
import { ensureCfnLint } from './cfn-lint.mjs';
import { ensureMonitoring } from './monitoring.mjs';
import { ensureNginxes } from './nginx-versions.mjs';
import { programOf, root, runNode } from './processes.mjs';
import { ensureServers } from './servers.mjs';

/**
 * @typedef {object} Result
 * @property {number} passed
 * @property {number} failed
 * @property {string} output Shown if something failed.
 *
 * @typedef {object} Stage
 * @property {string} name
 * @property {() => Promise<Result>} run
 * @property {boolean} [alone] Starts servers or measures time: nothing else runs beside it, and its output is shown as it comes.
 */

const RESULTS = path.join(root, '.cache/results');
const AT_ONCE = 2;

/** @type {(outcome: { code: number, output: string }) => Result} */
const oneOf = ({ code, output }) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output });

/** A stage that is one program. @type {(name: string, script: () => string, args: readonly string[]) => Stage} */
const program = (name, script, args) => ({ name, run: async () => oneOf(await runNode(script(), args)) });

/** @type {(project: string) => Stage} */
const types = (project) =>
  program(`types ${project}`, () => programOf('typescript', 'tsc'), [
    ...['-p', `tsconfig${project === 'all' ? '' : `.${project}`}.json`],
    ...['--noEmit', '--incremental', '--tsBuildInfoFile', `.cache/types-${project}.tsbuildinfo`],
  ]);

/**
 * A suite of vitest. A test that is skipped counts as failed: nothing is left out in silence.
 *
 * @type {(name: string, args: readonly string[], options?: { alone?: boolean }) => Stage}
 */
const vitest = (name, args, { alone = false } = {}) => ({
  name,
  alone,
  run: async () => {
    const file = path.join(RESULTS, `${name}.json`);
    rmSync(file, { force: true });
    // Its own default leaves one of two processors idle once the other stages have ended.
    const workers = `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`;
    const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
    const { code, output } = await runNode(programOf('vitest'), ['run', workers, ...reporters, ...args], {
      live: alone,
    });
    if (!existsSync(file)) return { passed: 0, failed: 1, output };
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(file, 'utf8'));
    const skipped = numPendingTests + numTodoTests;
    const failed = numFailedTests + skipped;
    return {
      passed: numPassedTests,
      failed: failed === 0 && code !== 0 ? 1 : failed,
      output: skipped > 0 ? `${output}\n${skipped} tests were skipped` : output,
    };
  },
});

/** The suite inside VS Code, which leaves its counts behind. @type {Stage} */
const endToEnd = {
  name: 'e2e',
  alone: true,
  run: async () => {
    for (const file of endToEndResults()) rmSync(file);
    const { code, output } = await runNode(path.join(root, 'scripts/e2e.mjs'), [], { live: true });
    let passed = 0;
    let failed = 0;
    for (const file of endToEndResults()) {
      const counts = JSON.parse(readFileSync(file, 'utf8'));
      passed += counts.passed;
      failed += counts.failed;
    }
    const isUnexplained = failed === 0 && (code !== 0 || passed === 0);
    return { passed, failed: isUnexplained ? 1 : failed, output };
  },
};

function endToEndResults() {
  return readdirSync(RESULTS)
    .filter((name) => /^e2e.*\.json$/.test(name))
    .map((name) => path.join(RESULTS, name));
}

/** Suites with a stage of their own. */
const SUITES = {
  docs: 'test/docs/**',
  lsp: 'test/lsp/**',
  oracle: 'test/oracle/**',
  packaging: 'test/house/package.test.ts',
};

/** What tries thousands of texts, or asks ESLint hundreds of times: for `test`, not for every commit. */
const THOROUGH = [
  'test/domains/nginx/fuzz.test.ts',
  'test/domains/nginx/linear.test.ts',
  'test/domains/go/parse.test.ts',
  'test/house/layers.test.ts',
];

/**
 * The fast part, longest first. Of a file that did not change, an earlier run's answer is good enough for formatting always, for lint only here:
 * what its rules say can depend on the types of another file, so `test` asks them again.
 *
 * @type {(options: { fresh: boolean }) => readonly Stage[]}
 */
const check = ({ fresh }) => [
  program('lint', () => programOf('eslint'), [
    ...['--max-warnings', '0', '.'],
    ...(fresh ? [] : ['--cache', '--cache-strategy', 'content', '--cache-location', '.cache/eslint']),
  ]),
  vitest(
    'unit',
    [...Object.values(SUITES), ...THOROUGH].flatMap((pattern) => ['--exclude', pattern]),
  ),
  types('all'),
  types('scripts'),
  types('core'),
  types('e2e'),
  types('page'),
  program('format', () => programOf('prettier'), [
    ...['--check', '--log-level', 'warn', '.'],
    ...['--cache', '--cache-strategy', 'content', '--cache-location', '.cache/prettier'],
  ]),
  program('dead code', () => programOf('knip'), []),
  program('generated files', () => path.join(root, 'scripts/generate.mjs'), ['--check']),
  program('grammar', () => programOf('vscode-tmgrammar-test'), ['test/grammar/*.nginx']),
];

/** @type {() => readonly Stage[]} */
const all = () => [
  ...check({ fresh: true }),
  program('build', () => path.join(root, 'scripts/build.mjs'), []),
  vitest('thorough', THOROUGH),
  vitest('docs', ['test/docs']),
  vitest('lsp', ['test/lsp'], { alone: true }),
  vitest('oracle', ['test/oracle'], { alone: true }),
  vitest('packaging', ['test/house/package.test.ts'], { alone: true }),
  endToEnd,
];

/** @type {Stage} */
const dependencies = {
  name: 'dependencies',
  run: async () => {
    await ensureDependencies();
    return { passed: 1, failed: 0, output: '' };
  },
};

/** @type {Stage} */
const programs = {
  name: 'programs',
  run: async () => {
    const missing = [await ensurePackages(), await ensureGo()].filter((problem) => problem !== undefined);
    const problems = [
      ...missing,
      ...(await ensureNginxes()),
      ...(await ensureServers()),
      ...(await ensureMonitoring()),
      ...(await ensureBun()),
      ...(await ensureCfnLint()),
    ];
    return { passed: problems.length === 0 ? 1 : 0, failed: problems.length, output: problems.join('\n') };
  },
};

/**
 * Runs one stage and prints how it went.
 *
 * @param {Stage} stage
 * @returns {Promise<Result>}
 */
async function runStage(stage) {
  if (stage.alone) console.log(`\n${stage.name} ...`);
  const start = performance.now();
  const result = await stage
    .run()
    .catch((/** @type {unknown} */ error) =>
      oneOf({ code: 1, output: error instanceof Error ? error.message : String(error) }),
    );
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const count = result.passed + result.failed === 1 ? '' : `  ${result.passed} passed, ${result.failed} failed`;
  console.log(
    `${result.failed === 0 ? 'ok    ' : 'FAILED'}  ${stage.name.padEnd(16)} ${seconds.padStart(6)} s${count}`,
  );
  if (result.failed > 0 && result.output !== '') console.log(result.output.trimEnd());
  return result;
}

/**
 * Runs stages in order, as many at once as allowed; one that runs alone waits for those before it.
 *
 * @param {readonly Stage[]} stages
 */
async function runStages(stages) {
  /** @type {Promise<Result>[]} */
  const results = [];
  /** @type {Map<Stage, Promise<unknown>>} */
  const running = new Map();
  for (const stage of stages) {
    while (running.size >= (stage.alone ? 1 : AT_ONCE)) await Promise.race(running.values());
    const result = runStage(stage).finally(() => running.delete(stage));
    running.set(stage, result);
    results.push(result);
    if (stage.alone) await result;
  }
  return Promise.all(results);
}

/** @param {readonly Result[]} results */
function finish(results) {
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

async function main() {
  const which = process.argv[2];
  if (which !== 'check' && which !== 'test') {
    console.error('usage: node scripts/run-stages.mjs check|test');
    process.exitCode = 2;
    return;
  }
  mkdirSync(RESULTS, { recursive: true });
  const setUp = [await runStage(dependencies)];
  if (setUp.some(({ failed }) => failed > 0)) return finish(setUp);
  if (which === 'test') setUp.push(await runStage(programs));
  finish([...setUp, ...(await runStages(which === 'check' ? check({ fresh: false }) : all()))]);
}

await main();
