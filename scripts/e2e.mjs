// @ts-check
// The end-to-end tests in a real VS Code: `node scripts/e2e.mjs [--desktop] [--only SUITE] [--grep TEXT] [--no-build]`.
//   default               VS Code's server build from npm with headless chromium, the oldest supported and the newest
//   --desktop             the desktop program, downloaded by @vscode/test-electron, in the same two versions
//   VSCODE_EXECUTABLE=…   that program
// Exit code 0 if all passed. Counts are left in .cache/results/e2e.json.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './processes.mjs';
import { prepareDirectory, temporaryDirectory } from './vscode/directories.mjs';
import { bundleTests } from './vscode/bundle-tests.mjs';
import { endOnSignals, run } from './vscode/process-groups.mjs';
import { installServer, serverBuildRunsHere } from './vscode/install-server.mjs';
import { installExtension } from './vscode/workbench.mjs';

/** @typedef {{ readonly passed: number, readonly failed: number, readonly failures?: readonly string[] }} Counts */
/** @typedef {{ readonly name: string, readonly run: () => Promise<Counts> }} Suite */

/**
 * One VS Code to test with.
 * @typedef {object} Target
 * @property {string} name
 * @property {{ readonly vscodeExecutablePath?: string, readonly version?: string }} start for `runTests`
 * @property {NodeJS.ProcessEnv} env
 * @property {(vsix: string, extensionsDir: string) => Promise<void>} install
 */

const headless = path.join(root, 'scripts/vscode/headless.mjs');
const SUITE_TIMEOUT = 8 * 60_000;
/** They wait for a window at each step, about 5 minutes in all; each test has a limit of its own. */
const WINDOW_TIMEOUT = 16 * 60_000;
const BUILD_TIMEOUT = 3 * 60_000;

const { values: options } = parseArgs({
  options: {
    desktop: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    grep: { type: 'string' },
    'no-build': { type: 'boolean', default: false },
  },
});

/** @type {{ engines: { vscode: string } }} */
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const vsix = path.join(root, '.cache/e2e/grpc-alpn.vsix');
const temp = temporaryDirectory();

/**
 * Builds and packages the extension.
 * @returns {Promise<void>}
 */
async function packageExtension() {
  fs.mkdirSync(path.dirname(vsix), { recursive: true });
  const args = [path.join(root, 'scripts/package.mjs'), `--out=${vsix}`];
  const status = await run(process.execPath, args, { cwd: root, timeout: BUILD_TIMEOUT });
  if (status !== 0) throw new Error('The extension was not packaged');
}

/**
 * @param {import('./vscode/install-server.mjs').Variant} variant
 * @returns {Promise<Target>}
 */
async function serverTarget(variant) {
  const installed = await installServer(variant);
  return {
    name: `VS Code ${installed.version} (server build)`,
    start: { vscodeExecutablePath: headless },
    env: { VSCODE_SERVER_VARIANT: variant },
    install: async (file, extensionsDir) => installExtension(installed, file, extensionsDir),
  };
}

/**
 * @param {string} name
 * @param {Target['start']} start
 * @returns {Target}
 */
function desktopTarget(name, start) {
  return {
    name,
    start,
    env: {},
    install: async (file, extensionsDir) => {
      const { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath } = await import('@vscode/test-electron');
      const program = start.vscodeExecutablePath ?? (await downloadAndUnzipVSCode(start.version));
      const own = [
        '--install-extension',
        file,
        '--extensions-dir',
        extensionsDir,
        '--user-data-dir',
        path.join(temp, 'cli'),
      ];
      const [command = program, ...args] =
        program === headless
          ? [program]
          : resolveCliArgsFromVSCodeExecutablePath(program, { reuseMachineInstall: true });
      if ((await run(command, [...args, ...own], { timeout: BUILD_TIMEOUT })) !== 0)
        throw new Error(`${file} was not installed`);
    },
  };
}

/** @returns {Promise<readonly Target[]>} */
async function targets() {
  const given = process.env['VSCODE_EXECUTABLE'];
  if (given !== undefined) return [desktopTarget(given, { vscodeExecutablePath: path.resolve(given) })];
  if (options.desktop) {
    const minimum = manifest.engines.vscode.replace('^', '');
    return [minimum, 'stable'].map((version) => desktopTarget(`VS Code ${version} (desktop)`, { version }));
  }
  return [await serverTarget('oldest'), await serverTarget('current')];
}

/**
 * @param {string} name
 * @param {(results: string) => Promise<number>} execute runs it to the exit code, and leaves the counts in `results`
 * @returns {Suite}
 */
function suite(name, execute) {
  return {
    name,
    run: async () => {
      const results = path.join(temp, 'results.json');
      fs.rmSync(results, { force: true });
      const status = await execute(results);
      if (!fs.existsSync(results)) {
        console.error(`${name}: ended with exit code ${status} before its tests did`);
        return { passed: 0, failed: 1 };
      }
      /** @type {Counts & { readonly running?: string }} */
      const { passed, failed, failures = [], running } = JSON.parse(fs.readFileSync(results, 'utf8'));
      if (running !== undefined) {
        return { passed, failed: failed + 1, failures: [...failures, `ended by exit code ${status} in: ${running}`] };
      }
      // No test at all, and an end that the tests did not cause, are failures too.
      const unexplained = failed === 0 && (status !== 0 || passed === 0) ? 1 : 0;
      if (unexplained > 0) console.error(`${name}: exit code ${status} after ${passed} passed tests`);
      return { passed, failed: failed + unexplained, failures };
    },
  };
}

/**
 * A window with two folders: a copy of the samples, and an empty one for what the tests write.
 * @param {string} directory
 * @returns {string} the workspace file
 */
function prepareWorkspace(directory) {
  prepareDirectory(directory);
  fs.cpSync(path.join(root, 'samples'), path.join(directory, 'samples'), { recursive: true });
  fs.mkdirSync(path.join(directory, 'scratch'));
  const file = path.join(directory, 'e2e.code-workspace');
  fs.writeFileSync(file, JSON.stringify({ folders: [{ path: 'samples' }, { path: 'scratch' }] }));
  return file;
}

/**
 * @param {Target} target
 * @param {{ readonly tests: string, readonly extension: string, readonly extensionsDir: string, readonly results: string }} what
 * @returns {Promise<number>}
 */
function runInVscode(target, { tests, extension, extensionsDir, results }) {
  const workspace = prepareWorkspace(path.join(temp, 'w'));
  const userData = prepareDirectory(path.join(temp, 'u'));
  const runOptions = {
    ...target.start,
    extensionDevelopmentPath: extension,
    extensionTestsPath: path.join(root, 'out/e2e/index'),
    launchArgs: [workspace, '--user-data-dir', userData, '--extensions-dir', extensionsDir],
  };
  return run(process.execPath, [path.join(root, 'scripts/vscode/extension-suite.mjs'), JSON.stringify(runOptions)], {
    cwd: root,
    env: {
      ...testEnvironment(results),
      ...target.env,
      E2E_SUITE: tests,
      VSCODE_HEADLESS_TIMEOUT_MS: String(SUITE_TIMEOUT - 30_000),
    },
    timeout: SUITE_TIMEOUT,
  });
}

/** @type {NodeJS.ProcessEnv} */
const shared = {};

/**
 * @param {string} results
 * @returns {NodeJS.ProcessEnv}
 */
function testEnvironment(results) {
  const screenshots = path.join(root, '.cache/e2e');
  fs.mkdirSync(screenshots, { recursive: true });
  const grep = options.grep === undefined ? {} : { E2E_GREP: options.grep };
  return {
    ...process.env,
    ...shared,
    ...grep,
    E2E_RESULTS: results,
    E2E_ROOT: root,
    VSCODE_HEADLESS_SCREENSHOTS: screenshots,
  };
}

/**
 * @param {Target} target
 * @returns {readonly Suite[]}
 */
function suitesOf(target) {
  return [
    suite(`editor, ${target.name}`, (results) =>
      runInVscode(target, {
        tests: 'editor',
        extension: root,
        extensionsDir: prepareDirectory(path.join(temp, 'none')),
        results,
      }),
    ),
    suite(`packaged, ${target.name}`, async (results) => {
      const extensionsDir = prepareDirectory(path.join(temp, 'x'));
      const empty = prepareDirectory(path.join(temp, 'empty'));
      fs.writeFileSync(
        path.join(empty, 'package.json'),
        JSON.stringify({
          name: 'empty',
          publisher: 'grpc-alpn-test',
          version: '0.0.1',
          engines: { vscode: manifest.engines.vscode },
        }),
      );
      await target.install(vsix, extensionsDir);
      return runInVscode(target, { tests: 'packaged', extension: empty, extensionsDir, results });
    }),
  ];
}

/**
 * What only mouse and keyboard reach: dialogs, toasts, links. Playwright drives the server build, never the desktop program.
 * @returns {readonly Suite[]}
 */
function uiSuites() {
  const directory = path.join(root, 'test/e2e/ui');
  const files = fs.readdirSync(directory).filter((it) => it.endsWith('.test.mjs'));
  return /** @type {const} */ (['oldest', 'current']).map((variant) =>
    suite(`window, ${variant} server build`, (results) =>
      run(
        process.execPath,
        [path.join(root, 'scripts/vscode/ui-suite.mjs'), ...files.map((it) => path.join(directory, it))],
        {
          cwd: root,
          env: { ...testEnvironment(results), VSCODE_SERVER_VARIANT: variant, E2E_VSIX: vsix },
          timeout: WINDOW_TIMEOUT,
        },
      ),
    ),
  );
}

/** @returns {Promise<Counts>} */
async function main() {
  if (!options['no-build']) await packageExtension();
  await bundleTests();
  const { startClassServers } = await import('./classServers.mjs');
  const classServers = await startClassServers({ host: '127.0.0.1' });
  shared['E2E_CLASS_PORTS'] = classServers.map((it) => `${it.class}=${it.port}`).join('&');

  const suites = (await targets()).flatMap(suitesOf);
  if (serverBuildRunsHere()) suites.push(...uiSuites());
  else console.log('The window tests are not run here: they need the server build, which npm has for Linux x64 only.');

  const sum = { passed: 0, failed: 0 };
  /** @type {string[]} */
  const summary = [];
  for (const it of suites.filter(({ name }) => name.includes(options.only))) {
    console.log(`\n== ${it.name}`);
    const started = Date.now();
    const { passed, failed, failures = [] } = await it.run();
    sum.passed += passed;
    sum.failed += failed;
    summary.push(`${it.name}: ${passed} passed, ${failed} failed, ${Math.round((Date.now() - started) / 1000)} s`);
    summary.push(...failures.map((failure) => `  ${failure}`));
  }
  console.log(`\n${summary.join('\n')}`);
  await Promise.all(classServers.map((it) => it.close()));
  return sum;
}

const finish = endOnSignals(() => fs.rmSync(temp, { recursive: true, force: true, maxRetries: 5 }));
/** @type {Counts} */
let counts = { passed: 0, failed: 1 };
try {
  counts = await main();
} catch (error) {
  console.error(error);
}
const results = path.join(root, '.cache/results');
fs.mkdirSync(results, { recursive: true });
fs.writeFileSync(path.join(results, 'e2e.json'), JSON.stringify(counts));
console.log(`e2e: ${counts.passed} passed, ${counts.failed} failed`);
await finish(counts.failed === 0 && counts.passed > 0 ? 0 : 1);
