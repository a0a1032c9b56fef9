import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The root of the repository. */
export const root = path.resolve(import.meta.dirname, '..');

/**
 * The program that a package brings, as arguments of Node: no shell and no `.cmd` file is needed, whatever the platform.
 *
 * @param {string} packageName
 * @param {string} [program] Where the package has more than one.
 */
export function programOf(packageName, program = path.posix.basename(packageName)) {
  const folder = path.join(root, 'node_modules', packageName);
  /** @type {{ bin?: string | Record<string, string> }} */
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = typeof bin === 'string' ? bin : bin?.[program];
  if (file === undefined) throw new Error(`${packageName} brings no program ${program}`);
  return path.join(folder, file);
}

/**
 * Runs a program and waits for its end. Standard input is empty: nobody can be asked.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ live?: boolean, env?: Readonly<Record<string, string>>, cwd?: string }} [options] `live`: its output goes straight to ours;
 *   `cwd`: default the root of the repository.
 * @returns {Promise<{ code: number, output: string }>} Code 127 where it could not be started.
 */
export function run(command, args, { live = false, env = {}, cwd = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'],
    });
    /** @type {Buffer[]} */
    const chunks = [];
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk));
    child.on('error', (error) => resolve({ code: 127, output: `${command}: ${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }));
  });
}

/**
 * Runs a script or a package's program with this Node.
 *
 * @param {string} script
 * @param {readonly string[]} [args]
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runNode(script, args = [], options) {
  return run(process.execPath, [script, ...args], options);
}

/**
 * Runs npm, also where it is no program of its own but a script of Node's (Windows).
 *
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runNpm(args, options) {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? runNode(script, args, options) : run('npm', args, options);
}

/**
 * Whether a process of this user is there.
 *
 * @param {number} pid
 * @returns {boolean}
 */
export function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
