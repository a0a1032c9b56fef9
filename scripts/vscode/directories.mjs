// @ts-check
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { isRunning } from '../processes.mjs';

/**
 * An empty folder at this path.
 * @param {string} directory
 * @returns {string} the same path
 */
export function prepareDirectory(directory) {
  fs.rmSync(directory, { recursive: true, force: true });
  fs.mkdirSync(directory, { recursive: true });
  return directory;
}

/**
 * Removes `<name>.<pid>` folders whose process is gone.
 * @param {string} parent
 * @param {string} name
 */
export function removeAbandoned(parent, name) {
  if (!fs.existsSync(parent)) return;
  for (const entry of fs.readdirSync(parent)) {
    const pid = new RegExp(`^${name}\\.(\\d+)$`).exec(entry)?.[1];
    if (pid !== undefined && !isRunning(Number(pid)))
      fs.rmSync(path.join(parent, entry), { recursive: true, force: true });
  }
}

/**
 * A new folder for one run. The name is short because sockets live in it, and their paths may have 108 bytes.
 * @returns {string}
 */
export function temporaryDirectory() {
  return fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'ga-'));
}
