import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isRunning } from '../processes.mjs';

const UNFINISHED = /^unfinished-(\d+)-/;

/**
 * Makes a folder that is there as a whole or not at all: it gets its name when everything in it works, so that several may do this at once.
 *
 * @param {string} folder What is to be there in the end; its parent is for such folders alone.
 * @param {(folder: string) => Promise<string | undefined>} fill Fills an empty one. What it returns is what went wrong.
 * @returns {Promise<string | undefined>} What went wrong.
 */
export async function makeFolder(folder, fill) {
  if (existsSync(folder)) return undefined;
  const parent = path.dirname(folder);
  mkdirSync(parent, { recursive: true });
  removeAbandoned(parent);
  const unfinished = mkdtempSync(path.join(parent, `unfinished-${process.pid}-`));
  try {
    return (await fill(unfinished)) ?? takeName(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** @param {string} unfinished @param {string} folder */
function takeName(unfinished, folder) {
  try {
    renameSync(unfinished, folder);
    return undefined;
  } catch (error) {
    // Another run was faster.
    if (existsSync(folder)) return undefined;
    return error instanceof Error ? error.message : String(error);
  }
}

/** Removes what runs have left that were ended half way. @param {string} parent */
function removeAbandoned(parent) {
  for (const name of readdirSync(parent)) {
    const owner = Number(UNFINISHED.exec(name)?.[1] ?? process.pid);
    if (!isRunning(owner)) rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}
