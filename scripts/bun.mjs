/**
 * Bun, for test/oracle/probeBoringssl.test.ts: it runs this TypeScript with Node's interfaces, and its TLS is BoringSSL, like that of VS Code's Electron. In
 * `.cache/bun`; nothing is installed.
 *   node scripts/bun.mjs
 */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run, runNpm } from './processes.mjs';
import { makeFolder } from './programs/madeFolder.mjs';

const VERSION = '1.4.5';

const FOLDER = path.join(root, '.cache/bun', VERSION);
const PROGRAM = process.platform === 'win32' ? 'bun.exe' : 'bun';

/** The program. Throws how to get it, if it is not there. */
export function findBun() {
  const file = path.join(FOLDER, PROGRAM);
  if (!existsSync(file)) throw new Error('Bun is missing. How to get it: node scripts/bun.mjs');
  return file;
}

/**
 * Makes sure that it is there.
 *
 * @returns {Promise<readonly string[]>} What to do, where it cannot be done from here.
 */
export async function ensureBun() {
  if (existsSync(FOLDER)) return [];
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const wanted = `@oven/bun-${system}-${process.arch === 'arm64' ? 'aarch64' : process.arch}@${VERSION}`;
  console.log(`Bun: unpacking it from ${wanted} ...`);
  const problem = await makeFolder(FOLDER, (folder) => unpack(folder, wanted));
  return problem === undefined
    ? []
    : [`Bun is needed by test/oracle/probeBoringssl.test.ts and cannot be had: ${problem.trimEnd()}`];
}

/** @param {string} folder @param {string} wanted */
async function unpack(folder, wanted) {
  const packed = await runNpm(['pack', wanted, '--silent', '--pack-destination', folder]);
  const archive = readdirSync(folder).find((it) => it.endsWith('.tgz'));
  if (packed.code !== 0 || archive === undefined) return `npm cannot get ${wanted}:\n${packed.output}`;
  const unpacked = await run('tar', ['-xzf', archive], { cwd: folder });
  if (unpacked.code !== 0) return `${archive} cannot be unpacked:\n${unpacked.output}`;
  renameSync(path.join(folder, 'package/bin', PROGRAM), path.join(folder, PROGRAM));
  for (const rest of ['package', archive]) rmSync(path.join(folder, rest), { recursive: true });
  const { output } = await run(path.join(folder, PROGRAM), ['--version']);
  return output.trim() === VERSION ? undefined : `This is no Bun ${VERSION}: ${output}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const problem of await ensureBun()) {
    console.error(problem);
    process.exitCode = 1;
  }
}
