// @ts-check
// Runs mocha files that drive the window from outside: `ui-suite.mjs FILE...`. Environment: E2E_RESULTS names the file
// for the counts, E2E_GREP picks tests.
import * as fs from 'node:fs';
import Mocha from 'mocha';
import { whenParentEnds } from './process-groups.mjs';

whenParentEnds(() => process.exit(129));
const grep = process.env['E2E_GREP'];
const mocha = new Mocha({
  ui: 'bdd',
  timeout: 120_000,
  forbidPending: true,
  color: true,
  ...(grep === undefined ? {} : { grep }),
});
for (const file of process.argv.slice(2)) mocha.addFile(file);
await mocha.loadFilesAsync();
const failures = await new Promise((/** @type {(count: number) => void} */ resolve) => {
  const runner = mocha.run(resolve);
  /** @type {string[]} */
  const told = [];
  runner.on('fail', (test, error) => told.push(`${test.fullTitle()}: ${error}`));
  // Counted after each test: a run that is ended from outside still says how far it came, and what it was doing.
  const count = (/** @type {string | undefined} */ running) => {
    const { passes: passed = 0, failures: failed = 1 } = runner.stats ?? {};
    fs.writeFileSync(
      process.env['E2E_RESULTS'] ?? '/dev/null',
      JSON.stringify({ passed, failed, failures: told, running }),
    );
  };
  runner.on('test', (test) => count(test.fullTitle()));
  runner.on('test end', (test) => count(`what follows ${test.fullTitle()}`));
  runner.once('end', () => count(undefined));
});
process.exit(failures === 0 ? 0 : 1);
