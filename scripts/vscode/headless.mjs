#!/usr/bin/env node
// @ts-check
// A stand-in for the desktop `code` executable. It takes the arguments that @vscode/test-electron passes, runs the same
// test module in the extension host of VS Code's server build with headless chromium as the window, and exits with the
// suite's code. Environment, besides that of workbench.mjs:
//   VSCODE_SERVER_VARIANT        `current` (default) or `oldest`
//   VSCODE_HEADLESS_TIMEOUT_MS   the run is ended after this time, default 300000
//   VSCODE_HEADLESS_SCREENSHOTS  a folder for a screenshot of a failed run
// Exit codes of its own: 3 server ended, 4 timeout, 5 workbench failed, 6 page crashed.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installServer } from './install-server.mjs';
import { whenParentEnds } from './process-groups.mjs';
import { launchBrowser, runServerCli, startServer, verbose } from './workbench.mjs';

/** The window's own log lines come through the same channel as the suite's console. */
const NOISE =
  /^(Creation of workbench contribution|Resolv(ing|ed) connection token|Creating a socket|\[(reconnection-grace-time|Service Worker|AgentHost|AccountPolicyGate|ManagementConnection)|Ignoring fetching additional builtin|Updating additional builtin|(Loading|Started|Completed).* extension|.*authentication provider 'github'|ChatSessionStore|CodeExpectedError|(Error: )?Canceled)/;

const argv = process.argv.slice(2);
const installed = await installServer(process.env['VSCODE_SERVER_VARIANT'] === 'oldest' ? 'oldest' : 'current');
if (argv.some((it) => /^--(version|install-extension|uninstall-extension|list-extensions)\b/.test(it))) {
  process.exit(runServerCli(installed, argv));
}

const { values: options, positionals } = parseArgs({
  args: argv.filter(
    (it) => !/^--(no-sandbox|disable-(gpu-sandbox|updates|workspace-trust)|skip-(welcome|release-notes))$/.test(it),
  ),
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
    'extensions-dir': { type: 'string' },
    'folder-uri': { type: 'string' },
    'disable-extensions': { type: 'boolean' },
  },
});

/** @type {Partial<import('./workbench.mjs').RunningServer>} */
let server = {};
/** @type {import('./workbench.mjs').Browser | undefined} */
let browser;
/** @type {import('./workbench.mjs').Page | undefined} */
let page;
let ending = false;

/**
 * @param {number} code
 * @param {string} [reason]
 * @returns {Promise<void>}
 */
async function finish(code, reason) {
  if (ending) return;
  ending = true;
  if (reason !== undefined) console.error(`headless: ${reason}\n${server.output?.().slice(-3000) ?? ''}`);
  const shots = process.env['VSCODE_HEADLESS_SCREENSHOTS'];
  if (code !== 0 && page && shots !== undefined) {
    const shot = path.join(shots, `failed-${process.pid}.png`);
    await page.screenshot({ path: shot, timeout: 5000 }).then(
      () => console.error(`headless: ${shot}`),
      () => undefined,
    );
  }
  await Promise.race([browser?.close().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 5000))]);
  await server.stop?.();
  process.exit(code);
}

/**
 * Of the given user data folder only settings.json is taken over: the data is always fresh.
 * @returns {Record<string, unknown>}
 */
function givenSettings() {
  const file = path.join(options['user-data-dir'] ?? '', 'User/settings.json');
  return options['user-data-dir'] !== undefined && fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
}

/**
 * @param {number} port
 * @returns {URLSearchParams}
 */
function windowQuery(port) {
  const uri = (/** @type {string} */ file) => `vscode-remote://127.0.0.1:${port}${encodeURI(path.resolve(file))}`;
  const payload = (options.extensionDevelopmentPath ?? []).map((it) => ['extensionDevelopmentPath', uri(it)]);
  if (options.extensionTestsPath !== undefined) payload.push(['extensionTestsPath', uri(options.extensionTestsPath)]);
  if (options['disable-extensions'] === true) payload.push(['disableExtensions', 'true']);
  payload.push(['skipWelcome', 'true']);
  const folder = options['folder-uri'];
  const opened =
    positionals.find((it) => fs.existsSync(it)) ?? (folder === undefined ? undefined : fileURLToPath(folder));
  const query = new URLSearchParams();
  if (opened === undefined) query.set('ew', 'true');
  else query.set(opened.endsWith('.code-workspace') ? 'workspace' : 'folder', path.resolve(opened));
  query.set('payload', JSON.stringify(payload));
  return query;
}

/**
 * @param {string} type
 * @param {readonly unknown[]} args
 */
function log(type, args) {
  if (!verbose && (type === 'debug' || type === 'trace' || NOISE.test(String(args[0])))) return;
  if (type === 'error') console.error(...args);
  else if (type === 'warn') console.warn(...args);
  else console.log(...args);
}

process.on('SIGINT', () => void finish(130, 'SIGINT'));
process.on('SIGTERM', () => void finish(143, 'SIGTERM'));
process.on('SIGHUP', () => void finish(129, 'SIGHUP'));
whenParentEnds(() => void finish(129, 'what started this is gone'));
const deadline = Number(process.env['VSCODE_HEADLESS_TIMEOUT_MS'] ?? 300_000);
setTimeout(() => void finish(4, `the run did not end within ${deadline} ms`), deadline);

try {
  ({ browser, page } = await launchBrowser());
  const extensionsDir = options['extensions-dir'];
  const started = await startServer({
    installed,
    settings: givenSettings(),
    testing: true,
    ...(extensionsDir === undefined ? {} : { extensionsDir }),
  });
  server = started;
  void started.exited.then((it) => finish(3, `the VS Code server ended early (${it})`));
  page.on('crash', () => void finish(6, 'the page crashed'));
  await page.exposeFunction('codeAutomationLog', log);
  await page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => void finish(code));
  const response = await page.goto(`${started.origin}/?${windowQuery(started.port)}`);
  if (response?.ok() !== true) await finish(5, `the workbench answered ${response?.status() ?? 'nothing'}`);
} catch (error) {
  await finish(5, String(error));
}
