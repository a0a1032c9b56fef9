/**
 * The versions of nginx that the oracle tests start, beside the installed one: each in a folder of its own in `.cache/nginx`, none of them installed.
 *   node scripts/nginx-versions.mjs            all of them
 *   node scripts/nginx-versions.mjs 1.30.6     this one
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildFromCrate } from './nginx/fromCrate.mjs';
import { unpackFromDebian } from './nginx/fromDebian.mjs';
import { root, run } from './processes.mjs';

const LIBRARIES = ['libc6', 'libcrypt1', 'zlib1g'];
const OPENSSL_3_5 = [...LIBRARIES, 'libpcre2-8-0', 'libssl3t64', 'libzstd1'];

/**
 * Where each version is to be had. 1.31 and newer are in no suite and in no registry: GRPC_ALPN_NGINX names one.
 *
 * @type {Readonly<Record<string, { suite: string, packages: readonly string[] } | { crate: string }>>}
 */
const SOURCES = {
  '1.18.0': {
    suite: 'bullseye',
    packages: ['nginx-core', 'libnginx-mod-stream', ...LIBRARIES, 'libpcre3', 'libssl1.1'],
  },
  '1.22.1': { suite: 'bookworm', packages: ['nginx', 'libnginx-mod-stream', ...LIBRARIES, 'libpcre2-8-0', 'libssl3'] },
  '1.26.3': { suite: 'trixie', packages: ['nginx', 'libnginx-mod-stream', ...OPENSSL_3_5] },
  '1.28.3': { crate: '1.28.5' },
  '1.30.6': { suite: 'forky', packages: ['nginx', 'libnginx-mod-stream', ...OPENSSL_3_5] },
};

/** All of them, oldest first. */
export const NGINX_VERSIONS = Object.keys(SOURCES);

/** Those that every run of the tests uses: what a stable distribution has, and the newest. */
export const USUAL_NGINX_VERSIONS = ['1.22.1', '1.30.6'];

const FOLDER = path.join(root, '.cache/nginx');
const UNFINISHED = /^unfinished-(\d+)-/;

/** The program of a version, which is there once `ensureNginx` has been asked for it. @param {string} version */
export function pathOfNginx(version) {
  return path.join(FOLDER, version, 'nginx');
}

/**
 * Makes sure that a version is there. A folder gets its name when everything in it works, so that several may do this at once.
 *
 * @param {string} version
 * @returns {Promise<string | undefined>} What to do, where it cannot be done from here.
 */
export async function ensureNginx(version) {
  if (existsSync(pathOfNginx(version)) || (await installedVersion()) === version) return undefined;
  const source = SOURCES[version];
  if (source === undefined)
    return `nginx ${version} is in no registry that is known here: name a program in GRPC_ALPN_NGINX instead.`;
  console.log(
    `nginx ${version}: ${'suite' in source ? `unpacking it from Debian ${source.suite}` : 'building it'} ...`,
  );
  mkdirSync(FOLDER, { recursive: true });
  removeAbandoned();
  const folder = mkdtempSync(path.join(FOLDER, `unfinished-${process.pid}-`));
  try {
    const problem = 'suite' in source ? await unpackFromDebian(folder, source) : await buildFromCrate(folder, source);
    if (problem !== undefined) return advised(version, problem);
    const { output } = await run(path.join(folder, 'nginx'), ['-V']);
    const found = versionIn(output);
    if (found !== version)
      return advised(
        version,
        `It is ${found === undefined ? `no nginx that starts: ${output}` : `nginx ${found} by now`}.`,
      );
    for (const name of readdirSync(folder).filter((it) => it.endsWith('.deb') || it === 'apt'))
      rmSync(path.join(folder, name), { recursive: true });
    return takeName(folder, version);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Makes sure that the versions are there which the tests use: the usual ones, or all. With GRPC_ALPN_NGINX, that one is enough.
 *
 * @param {{ all?: boolean }} [options]
 * @returns {Promise<readonly string[]>} What to do, where it cannot be done from here.
 */
export async function ensureNginxes({ all = false } = {}) {
  const isGiven = Boolean(process.env.GRPC_ALPN_NGINX);
  const versions = all ? NGINX_VERSIONS : isGiven ? [] : USUAL_NGINX_VERSIONS;
  const problems = [];
  for (const version of versions) problems.push(await ensureNginx(version));
  return problems.filter((it) => it !== undefined);
}

/** @param {string} version @param {string} problem */
function advised(version, problem) {
  return `nginx ${version} is needed by test/oracle and cannot be had: ${problem.trimEnd()}
Where it comes from stands in scripts/nginx-versions.mjs. GRPC_ALPN_NGINX=/path/to/nginx makes the tests use that one alone.`;
}

/** @param {string} folder @param {string} version */
function takeName(folder, version) {
  try {
    renameSync(folder, path.join(FOLDER, version));
    return undefined;
  } catch (error) {
    // Another run was faster.
    if (existsSync(pathOfNginx(version))) return undefined;
    return advised(version, error instanceof Error ? error.message : String(error));
  }
}

/** Removes what runs have left that were ended half way. */
function removeAbandoned() {
  for (const name of readdirSync(FOLDER)) {
    const owner = Number(UNFINISHED.exec(name)?.[1] ?? process.pid);
    if (!isRunning(owner)) rmSync(path.join(FOLDER, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} output Of `nginx -V`. */
function versionIn(output) {
  return /^nginx version: \S*?\/(\d+\.\d+\.\d+)/m.exec(output)?.[1];
}

async function installedVersion() {
  const installed = ['/usr/sbin/nginx', '/usr/local/sbin/nginx'].find((file) => existsSync(file)) ?? 'nginx';
  return versionIn((await run(installed, ['-V'])).output);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const asked = process.argv.slice(2);
  for (const version of asked.length === 0 ? NGINX_VERSIONS : asked) {
    const problem = await ensureNginx(version);
    if (problem !== undefined) {
      console.error(problem);
      process.exitCode = 1;
    }
  }
}
