/**
 * What reads the metrics of `grpc-alpn probe --format openmetrics`, for test/oracle/monitoring.test.ts: Prometheus' promtool, node_exporter with its
 * textfile collector, and the parser of Prometheus' client library for Python. In `.cache/monitoring`; nothing is installed.
 *   node scripts/monitoring.mjs
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run } from './processes.mjs';
import { unpackFromDebian } from './programs/fromDebian.mjs';
import { makeFolder } from './programs/madeFolder.mjs';

const SOURCE = {
  suite: 'bookworm',
  packages: ['prometheus', 'prometheus-node-exporter', 'python3-prometheus-client', 'libc6'],
  programs: {
    promtool: 'usr/bin/promtool',
    node_exporter: 'usr/bin/prometheus-node-exporter',
  },
};

const FOLDER = path.join(root, '.cache/monitoring/bookworm');

/** The folder of Python's module prometheus_client. */
export const PYTHON_PATH = path.join(FOLDER, 'usr/lib/python3/dist-packages');

/**
 * A program, which is there once `ensureMonitoring` has been asked for it. Throws how to get it, if it is not there.
 *
 * @param {keyof typeof SOURCE.programs} name
 */
export function findMonitoring(name) {
  const file = path.join(FOLDER, name);
  if (!existsSync(file)) throw new Error(`${name} is missing. How to get it: node scripts/monitoring.mjs`);
  return file;
}

/**
 * Makes sure that all of it is there.
 *
 * @returns {Promise<readonly string[]>} What to do, where it cannot be done from here.
 */
export async function ensureMonitoring() {
  const problems = [await python(), await prometheus()];
  return problems.filter((it) => it !== undefined);
}

async function python() {
  const { code, output } = await run('python3', ['--version']);
  return code === 0 ? undefined : `python3 is needed in PATH by test/oracle/monitoring.test.ts: ${output}`;
}

async function prometheus() {
  if (existsSync(FOLDER)) return undefined;
  console.log(`promtool and node_exporter: unpacking them from Debian ${SOURCE.suite} ...`);
  const problem = await makeFolder(FOLDER, async (folder) => {
    const missing = await unpackFromDebian(folder, SOURCE);
    if (missing !== undefined) return missing;
    for (const name of Object.keys(SOURCE.programs)) {
      const { code, output } = await run(path.join(folder, name), ['--version']);
      if (code !== 0) return `${name} does not start:\n${output}`;
    }
    return undefined;
  });
  return problem === undefined
    ? undefined
    : `promtool and node_exporter are needed by test/oracle/monitoring.test.ts and cannot be had: ${problem.trimEnd()}
Where they come from stands in scripts/monitoring.mjs.`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const problem of await ensureMonitoring()) {
    console.error(problem);
    process.exitCode = 1;
  }
}
