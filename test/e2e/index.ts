import * as fs from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';

/**
 * What VS Code calls to run a suite in its extension host. E2E_SUITE names the folder of bundled tests, E2E_RESULTS the
 * file for the counts, E2E_GREP picks tests. Rejects if a test failed.
 */
export async function run(): Promise<void> {
  const { E2E_SUITE: suite = 'editor', E2E_RESULTS: results, E2E_GREP: grep } = process.env;
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 60_000,
    forbidPending: true,
    color: true,
    ...(grep === undefined ? {} : { grep }),
  });
  const directory = path.join(__dirname, suite);
  for (const file of fs.readdirSync(directory).sort()) {
    if (file.endsWith('.test.js')) mocha.addFile(path.join(directory, file));
  }
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      if (failures === 0) resolve();
      else reject(new Error(`${failures} tests failed`));
    });
    const failures: string[] = [];
    runner.on('fail', (test, error: unknown) => failures.push(`${test.fullTitle()}: ${String(error)}`));
    runner.once('end', () => {
      const { passes: passed, failures: failed } = runner.stats ?? { passes: 0, failures: 1 };
      if (results !== undefined) fs.writeFileSync(results, JSON.stringify({ passed, failed, failures }));
    });
  });
}
