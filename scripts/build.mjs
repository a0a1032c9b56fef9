/**
 * Builds dist/client.js, dist/server.js and dist/cli.js, and what the pages of the map and of a probe's report are made of: dist/mapPage.js,
 * dist/reportPage.js and their CSS. dist/shared.js are packages that client and server have in common:
 * what stands in both would be packed twice.
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

/** What of other packages client and server have in common, as they name it. */
const SHARED = [
  'semver/functions/compare',
  'semver/functions/parse',
  'semver/functions/satisfies',
  'vscode-languageserver-protocol',
  'vscode-languageserver-protocol/node',
  'vscode-languageserver-textdocument',
  'vscode-languageserver-types',
];

/**
 * @typedef {object} Bundle
 * @property {string} name
 * @property {string} [entry] Without it: what is shared.
 * @property {string} [banner]
 * @property {boolean} [page] Whether it runs in a webview.
 * @property {boolean} [shares] Whether what is shared is taken from beside it.
 */

/**
 * What is built. The command line is a program that a shell can start; a page runs in the oldest supported editor's Chromium.
 *
 * @type {readonly Bundle[]}
 */
const BUNDLES = [
  { name: 'shared' },
  { name: 'client', entry: 'client/extension.ts', shares: true },
  { name: 'server', entry: 'server/main.ts', shares: true },
  { name: 'cli', entry: 'cli/main.ts', banner: '#!/usr/bin/env node\n' },
  { name: 'mapPage', entry: 'client/mapPage/page.ts', page: true },
  { name: 'mapPage', entry: 'client/mapPage/page.css', page: true },
  { name: 'reportPage', entry: 'client/reportPage/page.ts', page: true },
  { name: 'reportPage', entry: 'client/reportPage/page.css', page: true },
];

/** Copied as they are: the engine of tree-sitter, and its grammars. */
export const WASM_FILES = [
  'node_modules/web-tree-sitter/web-tree-sitter.wasm',
  'node_modules/tree-sitter-go/tree-sitter-go.wasm',
];

/** A CommonJS bundle has no `import.meta.url`, from which modules tell where they are. */
const OWN_URL = "'use strict';const ownUrl=require('node:url').pathToFileURL(__filename).href;";

/**
 * Takes what is shared from the bundle of it that stands beside the others.
 *
 * @type {esbuild.Plugin}
 */
const takeShared = {
  name: 'take what is shared',
  setup(build) {
    const namespace = 'shared';
    build.onResolve({ filter: /^(?:semver|vscode-languageserver-)/ }, ({ path: named }) => {
      const path = named.replace(/\.js$/, '');
      return SHARED.includes(path) ? { path, namespace } : undefined;
    });
    build.onResolve({ filter: /^/, namespace }, ({ path }) => ({ path, external: true }));
    build.onLoad({ filter: /^/, namespace }, ({ path }) => ({
      contents: `module.exports = require('./shared.js')[${JSON.stringify(path)}];`,
    }));
  },
};

const sharedText = SHARED.map((it) => `exports[${JSON.stringify(it)}] = require(${JSON.stringify(it)});`).join('\n');

/**
 * @param {Bundle} bundle
 * @param {{ dev?: boolean, write?: boolean }} options
 * @returns {esbuild.BuildOptions & { metafile: true }}
 */
function optionsFor({ name, entry, banner = '', page = false, shares = false }, { dev = false, write = true }) {
  return {
    absWorkingDir: root,
    ...(entry === undefined ? { stdin: { contents: sharedText, resolveDir: root } } : { entryPoints: [entry] }),
    outfile: `dist/${name}${entry?.endsWith('.css') === true ? '.css' : '.js'}`,
    bundle: true,
    plugins: shares ? [takeShared] : [],
    // What it has for Node is CommonJS, of which everything is taken.
    alias: { yaml: path.join(root, 'node_modules/yaml/browser/dist/index.js') },
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
  const missing = [...BUNDLES.flatMap(({ entry = [] }) => entry), ...WASM_FILES].filter(
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
  const contexts = BUNDLES.map((bundle) => {
    const options = optionsFor(bundle, { dev: true });
    return esbuild.context({ ...options, plugins: [...(options.plugins ?? []), tellBuilds] });
  });
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
