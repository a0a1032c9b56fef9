/**
 * Measures what the product promises about speed and size, and prints it as one table: `npm run bench`.
 * Exit code 1 where a bound is not met. Wants nginx and Go, and Linux for the figures about memory.
 *
 *   node scripts/bench.mjs           everything
 *   node scripts/bench.mjs large     only the measures of that name
 */
import * as esbuild from 'esbuild';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import {
  bounded,
  measureKeystrokes,
  measureLargeFile,
  measureMap,
  measureSizes,
  measureStart,
  measureTraps,
  measureTree,
} from '../test/bench/measures.mjs';
import { measureDeclarations } from '../test/bench/declarationMeasures.mjs';
import { measureGoFiles, measureGoKeystrokes, measureModuleEdits } from '../test/bench/goMeasures.mjs';
import { entriesOf } from '../test/bench/package.mjs';
import { measureProbe } from '../test/bench/probeMeasures.mjs';
import { startPipeline } from '../test/bench/processes.mjs';
import { build } from './build.mjs';
import { root, run, runNode } from './processes.mjs';

/** @typedef {import('../test/bench/measures.mjs').Row} Row */
/** @typedef {import('../test/bench/measures.mjs').Place} Place */

/** The largest .vsix, in kilobytes. */
const LARGEST_PACKAGE = 700;

/** @type {Readonly<Record<string, (place: Place) => Promise<Row[]>>>} */
const measures = {
  large: measureLargeFile,
  sizes: measureSizes,
  keystrokes: measureKeystrokes,
  traps: measureTraps,
  tree: measureTree,
  map: measureMap,
  modules: measureModuleEdits,
  'go-files': measureGoFiles,
  'go-keystrokes': measureGoKeystrokes,
  declarations: measureDeclarations,
  start: measureStart,
  probe: measureProbe,
  package: measurePackage,
};

/** @param {Place} place @returns {Promise<Row[]>} */
async function measurePackage({ folder }) {
  const file = path.join(folder('package', {}), 'grpc-alpn.vsix');
  const { code, output } = await runNode('scripts/package.mjs', [`--out=${file}`]);
  if (code !== 0) throw new Error(output);
  const { bytes, entries } = entriesOf(file);
  const largest = entries.slice(0, 4).map((it) => `${path.basename(it.name)} ${kilobytes(it.bytes)}`);
  const rest = entries.slice(4).reduce((sum, it) => sum + it.bytes, 0);
  const wasm = entries.filter(({ name }) => name.endsWith('.wasm.br'));
  return [
    bounded('size of the .vsix', {
      measured: kilobytes(bytes),
      yardstick: `${LARGEST_PACKAGE} kB (${largest.join(', ')}, ${entries.length - 4} others ${kilobytes(rest)})`,
      ratio: bytes / 1000 / LARGEST_PACKAGE,
      most: 1,
    }),
    {
      what: '  of it WebAssembly, for Go source and Terraform',
      measured: kilobytes(wasm.reduce((sum, it) => sum + it.bytes, 0)),
      yardstick: wasm.map((it) => `${path.basename(it.name)} ${kilobytes(it.bytes)}`).join(', '),
      ratio: wasm.reduce((sum, it) => sum + it.bytes, 0) / bytes,
      bound: undefined,
    },
  ];
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(0)} kB`;
}

/** @param {readonly Row[]} rows */
function print(rows) {
  const head = ['measure', 'measured', 'against', 'ratio', 'bound', ''];
  const cells = rows.map(({ what, measured, yardstick, ratio, bound }) => [
    what,
    measured,
    yardstick,
    ratio?.toFixed(2) ?? '',
    bound?.words ?? '',
    bound === undefined ? 'told' : isMet(bound) ? 'met' : 'NOT met',
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...cells].map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {readonly string[]} */ row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  console.log([line(head), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n'));
}

/** @param {NonNullable<Row['bound']>} bound */
function isMet({ value, most }) {
  return value <= most;
}

/** @returns {Promise<string>} */
async function findNginx() {
  for (const nginx of ['/usr/sbin/nginx', 'nginx']) if ((await run(nginx, ['-v'])).code === 0) return nginx;
  throw new Error('nginx is not installed. On Debian: apt-get install nginx-light libnginx-mod-stream');
}

async function main() {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((it) => !Object.hasOwn(measures, it));
  if (unknown.length > 0)
    throw new Error(`no measure ${unknown.join(', ')}; there are ${Object.keys(measures).join(', ')}`);
  const nginx = await findNginx();
  await build();
  const scratch = mkdtempSync(path.join(tmpdir(), 'grpc-alpn-bench-'));
  const bundle = async (/** @type {string} */ entry) => {
    const outfile = path.join(scratch, `${path.basename(entry, '.ts')}.cjs`);
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      mainFields: ['module', 'main'],
      minify: true,
      logLevel: 'warning',
    });
    return outfile;
  };
  const pipeline = startPipeline(await bundle('test/bench/pipeline.ts'));
  try {
    /** @type {Place} */
    const place = {
      root,
      nginx,
      bundle,
      pipeline,
      folder: (name, texts) => {
        const folder = path.join(scratch, name);
        mkdirSync(folder, { recursive: true });
        for (const [file, text] of Object.entries(texts)) {
          mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
          writeFileSync(path.join(folder, file), text);
        }
        return folder;
      },
    };
    const rows = [];
    for (const [name, measure] of Object.entries(measures)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      process.stderr.write(`${name} …\n`);
      rows.push(...(await measure(place)));
    }
    console.log(`${cpus().length} processors, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}\n`);
    print(rows);
    process.exitCode = rows.every(({ bound }) => bound === undefined || isMet(bound)) ? 0 : 1;
  } finally {
    pipeline.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
