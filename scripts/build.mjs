/**
 * Builds dist/client.js, dist/server.js and dist/cli.js, and what the page of the map is made of: dist/mapPage.js and dist/mapPage.css.
 * Beside them stand the WebAssembly files that server and command line load when there is Go source.
 *
 *   node scripts/build.mjs           for use: minified, no source maps
 *   node scripts/build.mjs --dev     for debugging (F5): source maps, readable
 *   node scripts/build.mjs --watch   the same, again at every change
 *   node scripts/build.mjs --meta    also dist/meta.json: which file brings how many bytes into which bundle
 */
import * as esbuild from 'esbuild';
import { chmodSync, copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './processes.mjs';

/**
 * What is built. The command line is a program that a shell can start; a page runs in the oldest supported editor's Chromium.
 *
 * @type {readonly { readonly name: string, readonly entry: string, readonly banner?: string, readonly page?: boolean }[]}
 */
const BUNDLES = [
  { name: 'client', entry: 'client/extension.ts' },
  { name: 'server', entry: 'server/main.ts' },
  { name: 'cli', entry: 'cli/main.ts', banner: '#!/usr/bin/env node\n' },
  { name: 'mapPage', entry: 'client/mapPage/page.ts', page: true },
  { name: 'mapPage', entry: 'client/mapPage/page.css', page: true },
];

/** Copied as they are: the engine of tree-sitter, and its grammars. */
export const WASM_FILES = [
  'node_modules/web-tree-sitter/web-tree-sitter.wasm',
  'node_modules/tree-sitter-go/tree-sitter-go.wasm',
];

/** A CommonJS bundle has no `import.meta.url`, from which modules tell where they are. */
const OWN_URL = "'use strict';const ownUrl=require('node:url').pathToFileURL(__filename).href;";

/**
 * @param {typeof BUNDLES[number]} bundle
 * @param {{ dev?: boolean, write?: boolean }} options
 * @returns {esbuild.BuildOptions & { metafile: true }}
 */
function optionsFor({ name, entry, banner = '', page = false }, { dev = false, write = true }) {
  return {
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: `dist/${name}${entry.endsWith('.css') ? '.css' : '.js'}`,
    bundle: true,
    ...(page
      ? { platform: 'browser', format: 'iife', target: 'chrome132' }
      : {
          platform: 'node',
          format: 'cjs',
          target: 'node20',
          banner: { js: `${banner}${OWN_URL}` },
          define: { 'import.meta.url': 'ownUrl' },
        }),
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
  const missing = [...BUNDLES.map(({ entry }) => entry), ...WASM_FILES].filter(
    (file) => !existsSync(path.join(root, file)),
  );
  if (missing.length > 0) throw new Error(`nothing to build from: ${missing.join(', ')} not found`);
  const results = await Promise.all(BUNDLES.map((bundle) => esbuild.build(optionsFor(bundle, options))));
  if (options.write !== false) finish(options);
  return {
    inputs: Object.assign({}, ...results.map(({ metafile }) => metafile.inputs)),
    outputs: Object.assign({}, ...results.map(({ metafile }) => metafile.outputs)),
  };
}

/**
 * Puts the WebAssembly files beside the bundles, makes dist/cli.js executable, and takes away source maps of an earlier build that fit no more.
 *
 * @param {{ dev?: boolean }} options
 */
function finish({ dev = false }) {
  for (const { name } of BUNDLES)
    for (const map of ['js.map', 'css.map']) if (!dev) rmSync(path.join(root, `dist/${name}.${map}`), { force: true });
  for (const file of WASM_FILES) copyFileSync(path.join(root, file), path.join(root, 'dist', path.basename(file)));
  chmodSync(path.join(root, 'dist/cli.js'), 0o755);
}

/** Builds all bundles at every change, and says when: the task of .vscode/tasks.json waits for these words. */
async function watch() {
  let building = 0;
  /** @type {esbuild.Plugin} */
  const tellBuilds = {
    name: 'tell builds',
    setup(build) {
      build.onStart(() => {
        if (building === 0) console.log('build started');
        building += 1;
      });
      build.onEnd(() => {
        building -= 1;
        if (building > 0) return;
        if (existsSync(path.join(root, 'dist/cli.js'))) finish({ dev: true });
        console.log('build finished');
      });
    },
  };
  const contexts = BUNDLES.map((bundle) =>
    esbuild.context({ ...optionsFor(bundle, { dev: true }), plugins: [tellBuilds] }),
  );
  for (const context of await Promise.all(contexts)) await context.watch();
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
