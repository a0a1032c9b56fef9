/**
 * Builds dist/client.js, dist/server.js and dist/cli.js.
 *
 *   node scripts/build.mjs           for use: minified, no source maps
 *   node scripts/build.mjs --dev     for debugging (F5): source maps, readable
 *   node scripts/build.mjs --watch   the same, again at every change
 *   node scripts/build.mjs --meta    also dist/meta.json: which file brings how many bytes into which bundle
 */
import * as esbuild from 'esbuild';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './processes.mjs';

/** What is built, by the name of the bundle. */
const entryPoints = { client: 'client/extension.ts', server: 'server/main.ts', cli: 'cli/main.ts' };

/**
 * @param {{ dev?: boolean, write?: boolean }} options
 * @returns {esbuild.BuildOptions & { metafile: true }}
 */
function optionsFor({ dev = false, write = true }) {
  return {
    absWorkingDir: root,
    entryPoints,
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    // The UMD builds that some packages name as `main` hide their own files from a bundler.
    mainFields: ['module', 'main'],
    minify: !dev,
    sourcemap: dev,
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    write,
  };
}

/**
 * Builds all bundles once.
 *
 * @param {{ dev?: boolean, write?: boolean }} [options] `write: false`: only to learn what would be bundled.
 * @returns {Promise<esbuild.Metafile>}
 */
export async function build(options = {}) {
  const missing = Object.values(entryPoints).filter((file) => !existsSync(path.join(root, file)));
  if (missing.length > 0) throw new Error(`nothing to build from: ${missing.join(', ')} not found`);
  const { metafile } = await esbuild.build(optionsFor(options));
  if (options.write !== false) finish(options);
  return metafile;
}

/**
 * Makes dist/cli.js a program that a shell can start, and takes away source maps of an earlier build that fit no more.
 *
 * @param {{ dev?: boolean }} options
 */
function finish({ dev = false }) {
  for (const name of Object.keys(entryPoints))
    if (!dev) rmSync(path.join(root, `dist/${name}.js.map`), { force: true });
  const file = path.join(root, 'dist/cli.js');
  if (!readFileSync(file, 'utf8').startsWith('#!'))
    throw new Error(`${entryPoints.cli} must start with #!/usr/bin/env node`);
  chmodSync(file, 0o755);
}

async function watch() {
  /** @type {esbuild.Plugin} */
  const tellBuilds = {
    name: 'tell builds',
    setup(build) {
      build.onStart(() => console.log('build started'));
      build.onEnd(({ errors }) => {
        if (errors.length === 0) finish({ dev: true });
        console.log(`build finished, ${errors.length} errors`);
      });
    },
  };
  const context = await esbuild.context({ ...optionsFor({ dev: true }), plugins: [tellBuilds] });
  await context.watch();
}

/** @param {esbuild.Metafile} metafile */
function report(metafile) {
  for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
    if (!file.endsWith('.map')) console.log(`${file.padEnd(16)} ${(bytes / 1000).toFixed(0).padStart(5)} kB`);
  }
}

async function main() {
  const flags = new Set(process.argv.slice(2));
  if (flags.has('--watch')) return watch();
  const metafile = await build({ dev: flags.has('--dev') });
  report(metafile);
  if (!flags.has('--meta')) return;
  writeFileSync(path.join(root, 'dist/meta.json'), JSON.stringify(metafile));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
