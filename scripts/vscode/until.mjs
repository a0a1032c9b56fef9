// @ts-check
import { setTimeout as pause } from 'node:timers/promises';

/** How long anything in the window is waited for, in milliseconds. */
export const PATIENCE = 30_000;

/**
 * Attempts again and again until there is a result. Throws after `PATIENCE`, or what is given instead.
 * @template Result
 * @param {string} what for the error message
 * @param {() => Promise<Result | undefined>} attempt
 * @param {number} [patience] milliseconds
 * @returns {Promise<Result>}
 */
export async function until(what, attempt, patience = PATIENCE) {
  for (const end = Date.now() + patience; Date.now() < end; await pause(100)) {
    const result = await attempt();
    if (result !== undefined) return result;
  }
  throw new Error(`Timed out waiting for ${what}`);
}

/**
 * A text of the window without its line breaks.
 * @param {string} text
 * @returns {string}
 */
export function inOneLine(text) {
  return text.replace(/\s+/g, ' ').trim();
}
