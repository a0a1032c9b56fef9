// @ts-check
// Only modules of Node here: in a fresh clone nothing is installed yet.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root, runNpm } from './processes.mjs';

/** @typedef {Record<string, { readonly version?: string, readonly optional?: boolean }>} Packages */

/**
 * Whether node_modules holds exactly the versions that package-lock.json names.
 * @returns {boolean}
 */
function isInstalled() {
  const installed = path.join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const present = packagesOf(installed);
  return Object.entries(packagesOf(path.join(root, 'package-lock.json'))).every(
    ([folder, { version, optional = false }]) => {
      if (folder === '') return true;
      const found = present[folder];
      return found === undefined ? optional : found.version === version;
    },
  );
}

/**
 * @param {string} file
 * @returns {Packages}
 */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/**
 * Installs the exact npm dependencies where they are missing or stale. Throws with npm's words if that fails.
 * @returns {Promise<void>}
 */
export async function ensureDependencies() {
  if (isInstalled()) return;
  console.log('Installing the npm dependencies …');
  const { code, output } = await runNpm(['ci', '--no-audit', '--no-fund']);
  if (code !== 0) throw new Error(`npm ci ended with ${code}\n${output}`);
}
