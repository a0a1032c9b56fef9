/**
 * The versions of nginx that the oracle tests start, beside the installed one: each in a folder of its own in `.cache/nginx`, none of them installed.
 *   node scripts/nginx-versions.mjs            all of them
 *   node scripts/nginx-versions.mjs 1.30.6     this one
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run } from './processes.mjs';
import { buildFromCrate } from './programs/fromCrate.mjs';
import { unpackFromDebian } from './programs/fromDebian.mjs';
import { makeFolder } from './programs/madeFolder.mjs';

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

/** The program of a version, which is there once `ensureNginx` has been asked for it. @param {string} version */
export function pathOfNginx(version) {
  return path.join(FOLDER, version, 'nginx');
}

/**
 * Makes sure that a version is there.
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
  const problem = await makeFolder(path.join(FOLDER, version), async (folder) => {
    const missing =
      'suite' in source
        ? await unpackFromDebian(folder, { ...source, programs: { nginx: 'usr/sbin/nginx' } })
        : await buildFromCrate(folder, source);
    return missing ?? (await otherVersion(folder, version));
  });
  return problem === undefined ? undefined : advised(version, problem);
}

/** What is wrong with the program in a folder. @param {string} folder @param {string} version */
async function otherVersion(folder, version) {
  const { output } = await run(path.join(folder, 'nginx'), ['-V']);
  const found = versionIn(output);
  if (found === version) return undefined;
  return `It is ${found === undefined ? `no nginx that starts: ${output}` : `nginx ${found} by now`}.`;
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
