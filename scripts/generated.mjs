import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './processes.mjs';

/**
 * Writes a generated file; with `--check` among the script's arguments it only compares, and makes the script fail if the file is not up to date.
 *
 * @param {string} file From the root of the repository.
 * @param {string} text
 * @param {{ script: string }} options `script`: what a reader runs to bring the file up to date.
 */
export function writeGenerated(file, text, { script }) {
  const target = path.join(root, file);
  const fresh = existsSync(target) && readFileSync(target, 'utf8') === text;
  if (!process.argv.includes('--check')) {
    if (!fresh) writeFileSync(target, text);
    console.log(`${file}: ${fresh ? 'unchanged' : 'written'}`);
    return;
  }
  if (fresh) return;
  console.error(`${file} is not up to date: run node ${script}`);
  process.exitCode = 1;
}
