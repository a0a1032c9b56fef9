// @ts-check
// Starts VS Code's server build, and a headless chromium as its window. Environment:
//   CHROMIUM                 the browser, default: the first of CHROMIUM_PATHS
//   VSCODE_HEADLESS_VERBOSE  set: pass on the server's and the window's own output
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { temporaryDirectory } from './directories.mjs';

/** @typedef {import('./install-server.mjs').InstalledServer} InstalledServer */
/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */

/**
 * @typedef {object} ServerOptions
 * @property {InstalledServer} installed
 * @property {string} [extensionsDir] default: an empty one
 * @property {string} [vsix] an extension to install first; a server that is starting would overwrite the list of extensions
 * @property {Readonly<Record<string, unknown>>} [settings] user settings
 * @property {'off' | 'asked'} [trust] `asked`: Workspace Trust as people have it, with its dialog; default `off`
 * @property {boolean} [testing] the workbench takes `extensionTestsPath` from its address and hides toasts
 * @property {string} [token] who opens the window must know it; default: none is asked for
 */

/**
 * @typedef {object} RunningServer
 * @property {string} origin
 * @property {(folder: string) => string} address what a browser opens to see this folder
 * @property {number} port
 * @property {string} temp folder of this run, removed when the server stops
 * @property {Promise<number | string>} exited exit code or signal
 * @property {() => Promise<void>} stop ends the server with its extension hosts and language servers
 * @property {() => string} output the last it printed
 */

const CHROMIUM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const START_TIMEOUT = 60_000;
const CLI_TIMEOUT = 120_000;

/** True if everything that server and window print is wanted. */
export const verbose = process.env['VSCODE_HEADLESS_VERBOSE'] !== undefined;

/** Nothing but the loopback interface is reachable from the window. */
const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
];

/** User settings of every window that is opened: nothing that asks, greets, updates or reports. */
export const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'remote.autoForwardPorts': false,
};

/**
 * The browser's path. Throws if there is none.
 * @returns {string}
 */
function chromiumPath() {
  const found = [process.env['CHROMIUM'], ...CHROMIUM_PATHS].find((it) => it !== undefined && fs.existsSync(it));
  if (found === undefined)
    throw new Error('No chromium found: install it (Debian: apt-get install chromium) or set CHROMIUM to its path.');
  return found;
}

/**
 * A window without a display.
 * @param {{ readonly width: number, readonly height: number, readonly scale?: number }} [size]
 * @returns {Promise<{ readonly browser: Browser, readonly page: Page }>}
 */
export async function launchBrowser({ width, height, scale = 1 } = { width: 1280, height: 800 }) {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: chromiumPath(), headless: true, args: CHROMIUM_ARGS });
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  if (verbose) page.on('console', (it) => console.error('[page]', it.text()));
  return { browser, page };
}

/**
 * @param {string} temp
 * @returns {NodeJS.ProcessEnv}
 */
function serverEnvironment(temp) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_IPC|VSCODE_GIT|VSCODE_ESM|ELECTRON_)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    TMPDIR: temp,
    VSCODE_CLI: '1', // Else a login shell is started to learn its environment, which can take seconds.
    EXTENSIONS_GALLERY: '{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":"","controlUrl":"","nlsBaseUrl":""}',
  };
}

/**
 * Runs the server's own command line, as in `code --install-extension x.vsix`.
 * @param {InstalledServer} installed
 * @param {readonly string[]} args
 * @param {'inherit' | 'ignore'} [stdout]
 * @returns {number} exit code
 */
export function runServerCli(installed, args, stdout = 'inherit') {
  const temp = temporaryDirectory();
  const own = args.some((it) => it.startsWith('--server-data-dir')) ? [] : ['--server-data-dir', path.join(temp, 's')];
  const { status, error } = spawnSync(installed.node, [installed.main, ...args, ...own], {
    env: serverEnvironment(temp),
    stdio: ['ignore', stdout, 'inherit'],
    timeout: CLI_TIMEOUT,
  });
  fs.rmSync(temp, { recursive: true, force: true, maxRetries: 5 });
  if (error) throw error;
  return status ?? 1;
}

/**
 * Installs a packaged extension into an extensions folder. Throws if that fails.
 * @param {InstalledServer} installed
 * @param {string} vsix
 * @param {string} extensionsDir
 */
export function installExtension(installed, vsix, extensionsDir) {
  const status = runServerCli(
    installed,
    ['--install-extension', path.resolve(vsix), '--extensions-dir', extensionsDir],
    verbose ? 'inherit' : 'ignore',
  );
  if (status !== 0) throw new Error(`${vsix} was not installed (exit code ${status})`);
}

/**
 * Starts a server with fresh data in a temporary folder, on the loopback interface. Everything it started ends with
 * `stop`, and also when this process is killed.
 * @param {ServerOptions} options
 * @returns {Promise<RunningServer>}
 */
export async function startServer({
  installed,
  extensionsDir,
  vsix,
  settings = {},
  trust = 'off',
  testing = false,
  token,
}) {
  const temp = temporaryDirectory();
  const userData = path.join(temp, 'u');
  const extensions = extensionsDir ?? path.join(temp, 'x');
  const trustSettings = {
    'security.workspace.trust.enabled': trust === 'asked',
    'security.workspace.trust.startupPrompt': 'always',
  };
  fs.mkdirSync(path.join(userData, 'User'), { recursive: true });
  fs.writeFileSync(
    path.join(userData, 'User/settings.json'),
    JSON.stringify({ ...QUIET_SETTINGS, ...trustSettings, ...settings }),
  );
  fs.mkdirSync(extensions, { recursive: true });
  try {
    if (vsix !== undefined) installExtension(installed, vsix, extensions);
  } catch (error) {
    fs.rmSync(temp, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }

  const args = ['--host', '127.0.0.1', '--port', '0', '--accept-server-license-terms', '--disable-telemetry'];
  args.push('--server-data-dir', path.join(temp, 's'), '--user-data-dir', userData, '--extensions-dir', extensions);
  if (token === undefined) args.push('--without-connection-token');
  else args.push('--connection-token', token);
  if (trust === 'off') args.push('--disable-workspace-trust');
  if (testing) args.push('--enable-smoke-test-driver');
  const server = spawn(installed.node, [installed.main, ...args], {
    env: serverEnvironment(temp),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const exited = new Promise((/** @type {(status: number | string) => void} */ resolve) => {
    server.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
    server.once('error', (error) => resolve(error.message));
  });
  const group = processGroup(server.pid, temp);

  let output = '';
  const listening = new Promise((/** @type {(port: number) => void} */ resolve) => {
    const read = (/** @type {string} */ data) => {
      output = (output + data).slice(-10_000);
      if (verbose) process.stderr.write(data);
      const port = /agent listening on (\d+)/.exec(output)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    server.stdout.setEncoding('utf8').on('data', read);
    server.stderr.setEncoding('utf8').on('data', read);
  });

  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, START_TIMEOUT, undefined)));
  const port = await Promise.race([listening, exited.then(() => undefined), late]);
  clearTimeout(timer);
  if (typeof port !== 'number') {
    await group.end();
    throw new Error(`The VS Code server did not start.\n${output}`);
  }
  const origin = `http://127.0.0.1:${port}`;
  const address = (/** @type {string} */ folder) => {
    const query = new URLSearchParams({ ...(token === undefined ? {} : { tkn: token }), folder });
    return `${origin}/?${query}`;
  };
  return { port, origin, address, temp, exited, stop: group.end, output: () => output };
}

/**
 * Ends a detached process with all its descendants of the same group, and removes its folder. A shell does the same if
 * this process dies without the chance to: its standard input ends then.
 * @param {number | undefined} pid of the group's first process
 * @param {string} temp
 * @returns {{ readonly end: () => Promise<void> }}
 */
function processGroup(pid, temp) {
  const script = 'cat; kill -s TERM -- "-$0" && sleep 2; kill -s KILL -- "-$0"; sleep 1; rm -rf "$1"';
  const guard =
    pid === undefined
      ? undefined
      : spawn('/bin/sh', ['-c', script, String(pid), temp], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  guard?.unref();

  const signal = (/** @type {NodeJS.Signals | 0} */ name) => {
    try {
      return pid !== undefined && process.kill(-pid, name);
    } catch {
      return false;
    }
  };
  /** @type {Promise<void> | undefined} */
  let ended;
  const end = async () => {
    signal('SIGTERM');
    for (let i = 0; signal(0) && i < 60; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    signal('SIGKILL');
    guard?.kill('SIGKILL');
    fs.rmSync(temp, { recursive: true, force: true, maxRetries: 5 });
  };
  return { end: () => (ended ??= end()) };
}
