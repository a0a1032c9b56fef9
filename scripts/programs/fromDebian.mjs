import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../processes.mjs';

/** A keyring with the keys of all suites, where this machine has it outside of what apt trusts anyway. */
const KEYRINGS = ['/usr/share/keyrings/debian-archive-keyring.gpg', '/usr/share/keyrings/debian-archive-keyring.pgp'];

/** Code names and kinds of Debian's own suites: what tells its mirror from other sources of packages. */
const SUITES = /^(?:bullseye|bookworm|trixie|forky|sid|oldoldstable|oldstable|stable|testing|unstable)$/;

/**
 * Unpacks programs and the libraries that they need from a suite of Debian into a folder, beside whatever is installed. Nothing is installed, and
 * no rights are needed. `<folder>/<name of a program>` starts it with its own libraries.
 *
 * @param {string} folder An empty one.
 * @param {{ suite: string, packages: readonly string[], programs: Readonly<Record<string, string>> }} options `programs`: where the packages have
 *   each of them (`{ nginx: 'usr/sbin/nginx' }`).
 * @returns {Promise<string | undefined>} What went wrong, and what to do.
 */
export async function unpackFromDebian(folder, { suite, packages, programs }) {
  const mirror = await mirrorOfDebian();
  if (mirror === undefined)
    return 'It is unpacked from Debian packages: that needs apt-get, dpkg-deb and a mirror of Debian among the sources of apt.';
  const apt = aptOf(folder, suite, mirror);
  const update = await apt(['update']);
  if (update.code !== 0) return `apt-get cannot read the suite ${suite} of ${mirror}:\n${update.output}`;
  const download = await apt(['download', ...packages]);
  const files = readdirSync(folder).filter((name) => name.endsWith('.deb'));
  if (download.code !== 0 || files.length !== packages.length)
    return `apt-get cannot download ${packages.join(' ')} of ${suite}:\n${download.output}`;
  for (const file of files) {
    const { code, output } = await run('dpkg-deb', ['-x', path.join(folder, file), folder]);
    if (code !== 0) return `${file} cannot be unpacked:\n${output}`;
  }
  for (const name of [...files, 'apt']) rmSync(path.join(folder, name), { recursive: true });
  const problems = Object.entries(programs).map(([name, program]) => writeStarter(folder, name, program));
  return problems.find((it) => it !== undefined);
}

/** Where this machine gets its Debian packages from. */
async function mirrorOfDebian() {
  const { code, output } = await run('apt-get', ['indextargets', '--format', '$(REPO_URI) $(CODENAME) $(COMPONENT)']);
  if (code !== 0) return undefined;
  const sources = output.split('\n').map((line) => line.split(' '));
  return sources.find(
    ([uri = '', suite = '', component]) => SUITES.test(suite) && component === 'main' && !uri.includes('security'),
  )?.[0];
}

/**
 * apt-get with nothing but this suite, and with lists and state of its own; how the machine reaches its mirror stays as it is set up.
 *
 * @param {string} folder
 * @param {string} suite
 * @param {string} mirror
 */
function aptOf(folder, suite, mirror) {
  const own = (/** @type {string[]} */ ...names) => path.join(folder, 'apt', ...names);
  for (const name of ['state/lists/partial', 'cache/archives/partial']) mkdirSync(own(name), { recursive: true });
  const keyring = KEYRINGS.find((file) => existsSync(file));
  writeFileSync(
    own('sources.list'),
    `deb ${keyring === undefined ? '' : `[signed-by=${keyring}] `}${mirror} ${suite} main\n`,
  );
  writeFileSync(own('status'), '');
  writeFileSync(own('preferences'), '');
  const options = [
    `Dir::Etc::sourcelist=${own('sources.list')}`,
    'Dir::Etc::sourceparts=-',
    `Dir::Etc::preferences=${own('preferences')}`,
    'Dir::Etc::preferencesparts=-',
    `Dir::State=${own('state')}`,
    `Dir::State::status=${own('status')}`,
    `Dir::Cache=${own('cache')}`,
    'Acquire::Languages=none',
    // A mirror that was frozen has lists that are out of date; their signatures are checked all the same.
    'Acquire::Check-Valid-Until=false',
    // apt's own user may not write here.
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
  return (/** @type {readonly string[]} */ args) => run('apt-get', ['-q', ...options, ...args], { cwd: folder });
}

/**
 * Writes a script that starts a program with its own dynamic loader: the libraries of this machine may be older than it.
 *
 * @param {string} folder
 * @param {string} name
 * @param {string} program
 */
function writeStarter(folder, name, program) {
  const libraries = ['lib', 'usr/lib'].flatMap((name) => {
    const multiarch = readable(path.join(folder, name)).filter((it) => it.includes('-linux-'));
    return multiarch.map((it) => `${name}/${it}`);
  });
  const loader = libraries
    .flatMap((name) => readable(path.join(folder, name)).map((file) => `${name}/${file}`))
    .find((file) => /\/ld-linux[^/]*\.so\.\d+$/.test(file));
  if (loader === undefined || !existsSync(path.join(folder, program)))
    return `The packages do not hold ${loader === undefined ? 'a dynamic loader' : program} any more: see scripts/programs/fromDebian.mjs.`;
  const search = libraries.map((it) => `"$here/${it}"`).join(':');
  const starter = path.join(folder, name);
  writeFileSync(
    starter,
    `#!/bin/sh\nhere=\${0%/*}\nexec "$here/${loader}" --library-path ${search} "$here/${program}" "$@"\n`,
  );
  chmodSync(starter, 0o755);
  return undefined;
}

/** @param {string} folder */
function readable(folder) {
  return existsSync(folder) ? readdirSync(folder) : [];
}
