/**
 * Programs outside npm that the tests need: the real nginx, openssl, a browser for VS Code's server build, and Go.
 * As root on Debian (and what descends from it) the missing packages are installed; elsewhere the command to run is printed.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from './processes.mjs';

/**
 * @typedef {object} Package
 * @property {string} name Debian's.
 * @property {string} why
 * @property {() => boolean | Promise<boolean>} present
 * @property {Readonly<Partial<Record<'brew' | 'dnf' | 'apk' | 'pacman', string>>>} [elsewhere] Other names; empty where nothing is to be installed.
 */

/** What is needed, and why. @type {readonly Package[]} */
const NEEDED = [
  { name: 'nginx', why: 'the oracle tests start it', present: () => isInPath('nginx') },
  {
    name: 'libnginx-mod-stream',
    why: 'the oracle tests use its stream module',
    present: nginxHasStream,
    elsewhere: { brew: '', dnf: 'nginx-mod-stream', apk: 'nginx-mod-stream', pacman: 'nginx-mod-stream' },
  },
  { name: 'openssl', why: 'the oracle tests start its s_server', present: () => isInPath('openssl') },
  { name: 'curl', why: 'the oracle tests explain what it says', present: () => isInPath('curl') },
  {
    name: 'chromium',
    why: 'the end-to-end tests show VS Code in it',
    present: () => isInPath('chromium') || isInPath('chromium-browser'),
  },
];

const SOURCE = 'an nginx is built from its source';

/** What is needed besides where an nginx is built. @type {readonly Package[]} */
export const BUILD_PACKAGES = [
  { name: 'gcc', why: SOURCE, present: () => isInPath('cc') },
  { name: 'make', why: SOURCE, present: () => isInPath('make') },
  {
    name: 'libc6-dev',
    why: SOURCE,
    present: () => process.platform === 'darwin' || existsSync('/usr/include/stdio.h'),
    elsewhere: { brew: '', dnf: 'glibc-devel', apk: 'musl-dev', pacman: 'glibc' },
  },
  {
    name: 'libpcre2-dev',
    why: SOURCE,
    present: () => existsSync('/usr/include/pcre2.h'),
    elsewhere: { brew: 'pcre2', dnf: 'pcre2-devel', apk: 'pcre2-dev', pacman: 'pcre2' },
  },
  {
    name: 'libssl-dev',
    why: SOURCE,
    present: () => existsSync('/usr/include/openssl/ssl.h'),
    elsewhere: { brew: 'openssl', dnf: 'openssl-devel', apk: 'openssl-dev', pacman: 'openssl' },
  },
  {
    name: 'zlib1g-dev',
    why: SOURCE,
    present: () => existsSync('/usr/include/zlib.h'),
    elsewhere: { brew: 'zlib', dnf: 'zlib-devel', apk: 'zlib-dev', pacman: 'zlib' },
  },
];

/** The oldest Go that builds the real clients and servers of test/oracle. */
const OLDEST_GO = [1, 26];

/** Debian starts services as soon as they are installed, unless this file says no with exit code 101. */
const POLICY = '/usr/sbin/policy-rc.d';

/** @param {string} program */
function isInPath(program) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.some((folder) => folder !== '' && existsSync(path.join(folder, program)));
}

async function nginxHasStream() {
  if (existsSync('/usr/share/nginx/modules-available/mod-stream.conf')) return true;
  const { output } = await run(isInPath('nginx') ? 'nginx' : '/usr/sbin/nginx', ['-V']);
  return /--with-stream(?!=dynamic|_)/.test(output);
}

/** Which packages are missing. @param {readonly Package[]} packages */
async function missingPackages(packages) {
  const missing = [];
  for (const needed of packages) if (!(await needed.present())) missing.push(needed);
  return missing;
}

/** How packages are installed on this machine: a command line, for a reader. @param {readonly Package[]} packages */
function commandFor(packages) {
  const like = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const names = (/** @type {'brew' | 'dnf' | 'apk' | 'pacman'} */ manager) =>
    packages.flatMap(({ name, elsewhere }) => elsewhere?.[manager] ?? name).filter((name) => name !== '');
  const own = packages.map(({ name }) => name).join(' ');
  if (process.platform === 'darwin') return `brew install ${names('brew').join(' ')}`;
  if (process.platform === 'win32') return `wsl -- sudo apt-get install -y --no-install-recommends ${own}`;
  if (/^ID(?:_LIKE)?=.*\b(?:fedora|rhel)\b/m.test(like)) return `sudo dnf install -y ${names('dnf').join(' ')}`;
  if (/^ID(?:_LIKE)?=.*\balpine\b/m.test(like)) return `doas apk add ${names('apk').join(' ')}`;
  if (/^ID(?:_LIKE)?=.*\barch\b/m.test(like)) return `sudo pacman -S ${names('pacman').join(' ')}`;
  return `sudo apt-get install -y --no-install-recommends ${own}`;
}

/** @param {readonly string[]} names */
async function aptInstall(names) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const install = () => run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], { env });
  const first = await install();
  if (first.code === 0) return first;
  await run('apt-get', ['update', '-q'], { env });
  return install();
}

/** The same, with the services of the packages left alone. @param {readonly string[]} names */
async function aptInstallWithoutStarting(names) {
  const ours = !existsSync(POLICY);
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return await aptInstall(names);
  } finally {
    if (ours) rmSync(POLICY);
  }
}

/**
 * Makes sure that Debian packages are there.
 *
 * @param {readonly Package[]} [packages]
 * @returns {Promise<string | undefined>} What to do, where it cannot be done from here.
 */
export async function ensurePackages(packages = NEEDED) {
  const missing = await missingPackages(packages);
  if (missing.length === 0) return undefined;
  const names = missing.map(({ name }) => name);
  const list = missing.map(({ name, why }) => `  ${name}: ${why}`).join('\n');
  if (process.getuid?.() !== 0 || !isInPath('apt-get')) {
    return `These packages are needed and not installed:\n${list}\nInstall them with:\n  ${commandFor(missing)}`;
  }
  console.log(`Installing Debian packages (no service is started):\n${list}`);
  const { code, output } = await aptInstallWithoutStarting(names);
  return code === 0 ? undefined : `${output}\napt-get could not install ${names.join(' ')}`;
}

/** Makes sure that Go is there. @returns {Promise<string | undefined>} What to do, where it is not. */
export async function ensureGo() {
  const wanted = OLDEST_GO.join('.');
  const { code, output } = await run('go', ['version']);
  const version = /\bgo(\d+)\.(\d+)/.exec(output);
  if (code !== 0 || version === null)
    return `Go ${wanted} or newer is needed in PATH for test/oracle. It is to be had at https://go.dev/dl/`;
  const [, major = '0', minor = '0'] = version;
  const isEnough = Number(major) > 1 || Number(minor) >= (OLDEST_GO[1] ?? 0);
  return isEnough
    ? undefined
    : `Go ${wanted} or newer is needed in PATH for test/oracle; this is ${version[0]}. Newer ones are at https://go.dev/dl/`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const problem of [await ensurePackages(), await ensureGo()]) {
    if (problem === undefined) continue;
    console.error(problem);
    process.exitCode = 1;
  }
}
