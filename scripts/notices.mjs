/**
 * Writes THIRD-PARTY-NOTICES.txt: the packages that are really inside the bundles or beside them, with their licences.
 *
 *   node scripts/notices.mjs           writes the file
 *   node scripts/notices.mjs --check   fails if it is not up to date
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, WASM_FILES } from './build.mjs';
import { writeGenerated } from './generated.mjs';
import { root } from './processes.mjs';

/** Licences that ask for no more than to be named and printed. */
const ACCEPTED = /^(?:MIT|MIT-0|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|ISC|0BSD|BlueOak-1\.0\.0)$/;

/** Packages that no bundle contains, but data generated from them; the licence's text where the package brings none. */
const SOURCES_OF_DATA = [{ folder: 'node_modules/@nginx/reference-lib', text: 'node_modules/typescript/LICENSE.txt' }];

/**
 * @typedef {object} Notice
 * @property {string} name
 * @property {string} version
 * @property {string} license
 * @property {string} text
 */

/**
 * The folders of all packages of which at least one byte is in a bundle, or a file beside it.
 *
 * @param {import('esbuild').Metafile} metafile
 * @param {readonly string[]} [copied] The files that are put beside the bundles.
 */
export function bundledPackages(metafile, copied = WASM_FILES) {
  const inBundles = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const folders = new Set();
  for (const file of [...inBundles, ...copied]) {
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders].sort();
}

/**
 * What must be said about a package.
 *
 * @param {string} folder
 * @param {string} [textFile] Where the licence's text stands if not in the folder.
 * @returns {Notice}
 */
export function noticeOf(folder, textFile) {
  const { name, version, license } = JSON.parse(readFileSync(path.resolve(root, folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string' || !ACCEPTED.test(license)) {
    throw new Error(`${name} ${version} has the licence ${JSON.stringify(license)}, which nobody has looked at yet`);
  }
  const file = textFile ?? licenceFileOf(folder);
  if (file === undefined) throw new Error(`${name} ${version} brings no text of its licence`);
  return {
    name,
    version,
    license,
    text: readFileSync(path.resolve(root, file), 'utf8').replaceAll('\r\n', '\n').trim(),
  };
}

/** @param {string} folder */
function licenceFileOf(folder) {
  const name = readdirSync(path.resolve(root, folder)).find((entry) =>
    /^(?:licen[cs]e|copying)(?:[.-]|$)/i.test(entry),
  );
  return name === undefined ? undefined : `${folder}/${name}`;
}

/**
 * The text of the file. Packages that share a licence's text share a section.
 *
 * @param {readonly Notice[]} bundled
 * @param {readonly Notice[]} data
 */
export function noticesText(bundled, data) {
  /** @type {Map<string, string[]>} */
  const sections = new Map();
  for (const { name, version, license, text } of [...bundled, ...data]) {
    const names = sections.get(text) ?? [];
    names.push(`${name} ${version} (${license})`);
    sections.set(text, names);
  }
  const intro = [
    'grpc-alpn contains code of other projects, and data that was generated from them.',
    '',
    ...bundled.map(({ name, version, license }) => `  ${name} ${version}, ${license}`),
    ...data.map(({ name, version, license }) => `  ${name} ${version}, ${license} (only data generated from it)`),
  ];
  const rule = '-'.repeat(80);
  const texts = [...sections].map(([text, names]) => `\n${rule}\n${names.join('\n')}\n${rule}\n\n${text}\n`);
  return `${intro.join('\n')}\n${texts.join('')}`;
}

/** @returns {Promise<string>} */
export async function notices() {
  const metafile = await build({ write: false });
  const bundled = bundledPackages(metafile).map((folder) => noticeOf(folder));
  return noticesText(
    bundled,
    SOURCES_OF_DATA.map(({ folder, text }) => noticeOf(folder, text)),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    writeGenerated('THIRD-PARTY-NOTICES.txt', await notices(), { script: 'scripts/notices.mjs' });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
