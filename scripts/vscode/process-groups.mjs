// @ts-check
// Child processes that end with this one: each leads a process group, and the whole group is ended.
import { spawn, spawnSync } from 'node:child_process';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/**
 * @typedef {object} StartOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] default: this process's own
 * @property {'inherit' | 'ignore' | 'pipe'} [output] default `inherit`
 */

/** @type {Set<ChildProcess>} */
const running = new Set();
/** Nothing is started any more. */
let ending = false;
const windows = process.platform === 'win32';
const GRACE = 5000;

/**
 * Starts a program. Its standard input is closed. Throws if this process is about to end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {StartOptions} [options]
 * @returns {ChildProcess}
 */
export function start(command, args, { cwd, env = process.env, output = 'inherit' } = {}) {
  if (ending) throw new Error(`${command} is not started: everything is being ended`);
  const script = windows && /\.(cmd|bat)$/i.test(command);
  const child = spawn(script ? `"${command}"` : command, script ? args.map((it) => `"${it}"`) : args, {
    cwd,
    env,
    shell: script,
    stdio: ['ignore', output, output],
    detached: !windows,
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/**
 * Runs a program to its end: its exit code, 128 after a signal, 124 when it took longer than `timeout` milliseconds and
 * was ended. Throws if it cannot be started.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {StartOptions & { readonly timeout: number }} options
 * @returns {Promise<number>}
 */
export async function run(command, args, { timeout, ...options }) {
  const child = start(command, args, options);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    console.error(`${command} ${args[0] ?? ''} did not end within ${timeout / 1000} s and is ended`);
    void end(child);
  }, timeout);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(late ? 124 : (code ?? 128)));
    });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {ChildProcess} child
 * @param {NodeJS.Signals | 0} signal
 * @returns {boolean} true if something of the group is there
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return false;
  try {
    return process.kill(windows ? child.pid : -child.pid, signal);
  } catch {
    return false;
  }
}

/**
 * Ends a program and what it started: asks first, and is not asked back after some seconds.
 * @param {ChildProcess} child
 * @returns {Promise<void>}
 */
export async function end(child) {
  if (windows) {
    if (child.exitCode === null) spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
    return;
  }
  signalGroup(child, 'SIGTERM');
  for (const late = Date.now() + GRACE; signalGroup(child, 0) && Date.now() < late;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  signalGroup(child, 'SIGKILL');
}

/**
 * Makes the function that ends this process: everything that was started is ended, `cleanUp` runs, and the process exits
 * with the code. Ctrl-C and termination call it, too. The first call decides; later ones wait for the same end.
 * @param {() => Promise<void> | void} [cleanUp]
 * @returns {(code: number) => Promise<never>}
 */
export function endOnSignals(cleanUp) {
  /** @type {Promise<never> | undefined} */
  let finished;
  const finish = (/** @type {number} */ code) => {
    ending = true;
    return (finished ??= Promise.allSettled([...[...running].map(end), cleanUp?.()]).then(() => process.exit(code)));
  };
  process.on('SIGINT', () => void finish(130));
  process.on('SIGTERM', () => void finish(143));
  process.on('SIGHUP', () => void finish(129));
  process.on('exit', () => {
    for (const child of running) signalGroup(child, 'SIGKILL');
  });
  return finish;
}

/**
 * Calls back when the process that started this one is gone, even if it was killed.
 * @param {() => void} callback
 */
export function whenParentEnds(callback) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, 1000);
  timer.unref();
}
