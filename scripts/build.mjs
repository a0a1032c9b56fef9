/**
 * Builds dist/client.js, dist/server.js and dist/cli.js, and what the pages of the map and of a probe's report are made of: dist/mapPage.js,
 * dist/reportPage.js and their CSS. dist/shared.js are packages that client and server have in common:
 * what stands in both would be packed twice.
 * Beside them stand, compressed, the WebAssembly files that server and command line load when there is Go source or Terraform, and in one
 * file, dist/rulePages.json, the pages of the rules that the editor shows.
 *
 *   node scripts/build.mjs           for use: minified, no source maps
 *   node scripts/build.mjs --dev     for debugging (F5): source maps, readable
 *   node scripts/build.mjs --watch   the same, again at every change
 *   node scripts/build.mjs --meta    also dist/meta.json: which file brings how many bytes into which bundle
 */
import * as esbuild from 'esbuild';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
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

/** Put beside the bundles as `NAME.wasm.br`: the engine of tree-sitter, and its grammars. A package compresses them a fifth worse than Brotli. */
export const WASM_FILES = [
  'node_modules/web-tree-sitter/web-tree-sitter.wasm',
  'node_modules/tree-sitter-go/tree-sitter-go.wasm',
  'node_modules/@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm',
];

/** Modules for features of LSP that nobody here uses, in both libraries. */
const UNUSED_FEATURES = [
  'callHierarchy',
  'diagnostic',
  'fileOperations',
  'foldingRange',
  'inlayHint',
  'inlineCompletion',
  'inlineValue',
  'linkedEditingRange',
  'notebook',
  'semanticTokens',
  'textDocumentContent',
  'typeHierarchy',
];

/**
 * What is left out of the libraries, and what they get in its place: of the client nearly half, and all that wants minimatch. Its features there
 * tell the server of nothing that the editor could do; those of the server are functions that add something to a class.
 */
const LEFT_OUT = [
  {
    folder: 'node_modules/vscode-languageclient/lib/common',
    modules: [
      ...UNUSED_FEATURES,
      'colorProvider',
      'completion',
      'declaration',
      'definition',
      'documentHighlight',
      'documentLink',
      'documentSymbol',
      'formatting',
      'implementation',
      'reference',
      'rename',
      'selectionRange',
      'signatureHelp',
      'typeDefinition',
      'workspaceSymbol',
    ],
    contents: `class NoFeature {
  fillClientCapabilities() {}
  initialize() {}
  getState() { return { kind: 'static' }; }
  clear() {}
}
module.exports = new Proxy({}, { get: () => NoFeature });`,
  },
  {
    folder: 'node_modules/vscode-languageserver/lib/common',
    modules: [...UNUSED_FEATURES, 'moniker'],
    contents: 'module.exports = new Proxy({}, { get: () => (base) => base });',
  },
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

/**
 * Leaves the modules of unused features out. Fails where a library has no such module any more.
 *
 * @type {esbuild.Plugin}
 */
const leaveOutUnused = {
  name: 'leave unused features out',
  setup(build) {
    for (const { folder, modules, contents } of LEFT_OUT) {
      const missing = modules.filter((it) => !existsSync(path.join(root, folder, `${it}.js`)));
      if (missing.length > 0) throw new Error(`${folder} has no ${missing.join(', ')} to leave out`);
      const filter = new RegExp(String.raw`/${folder}/(?:${modules.join('|')})\.js$`.replaceAll('/', '[\\\\/]'));
      build.onLoad({ filter }, () => ({ contents }));
    }
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
    plugins: shares ? [takeShared, leaveOutUnused] : [],
    alias: {
      // What it has for Node is CommonJS, of which everything is taken.
      yaml: path.join(root, 'node_modules/yaml/browser/dist/index.js'),
      // Two releases of it are there, which differ in nothing that is used.
      'vscode-languageserver-types': path.join(root, 'node_modules/vscode-languageserver-types/lib/esm/main.js'),
    },
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
 * Puts WebAssembly files and pages beside the bundles, makes dist/cli.js executable, and takes away source maps of an earlier build that fit no more.
 *
 * @param {{ dev?: boolean }} options
 */
function finish({ dev = false }) {
  for (const { name } of BUNDLES)
    for (const map of ['js.map', 'css.map']) if (!dev) rmSync(path.join(root, `dist/${name}.${map}`), { force: true });
  for (const { name, bytes } of compressedWasm()) writeFileSync(path.join(root, 'dist', name), bytes);
  writeFileSync(path.join(root, 'dist/rulePages.json'), JSON.stringify(rulePages()));
  chmodSync(path.join(root, 'dist/cli.js'), 0o755);
}

/** The pages of the rules by their ids. Packed one by one, they would take twice the room. */
function rulePages() {
  const folder = path.join(root, 'docs/rules');
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map((it) => [path.basename(it, '.md'), readFileSync(path.join(folder, it), 'utf8')]));
}

/** @type {readonly { name: string, bytes: Buffer }[] | undefined} */
let compressed;

/** The WebAssembly files as they are put beside the bundles. Compressing them takes a second, and they stay the same while this runs. */
function compressedWasm() {
  compressed ??= WASM_FILES.map((file) => {
    const bytes = readFileSync(path.join(root, file));
    const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    return { name: `${path.basename(file)}.br`, bytes: brotliCompressSync(bytes, { params }) };
  });
  return compressed;
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
