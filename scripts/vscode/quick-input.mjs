// @ts-check
import { setTimeout as pause } from 'node:timers/promises';
import { labels } from './in-page.mjs';
import { inOneLine, PATIENCE, until } from './until.mjs';

/** @typedef {import('playwright-core').Page} Page */

/**
 * Types into the quick input that a key opens, and takes the row that fits.
 * @param {Page} page
 * @param {{ readonly key: string, readonly text: string, readonly fits: (row: readonly [label: string, description: string]) => boolean }} what
 * @returns {Promise<void>}
 */
export async function pick(page, { key, text, fits }) {
  const input = page.locator('.quick-input-widget input').filter({ visible: true }).first();
  const rows = page.locator('.quick-input-list .monaco-list-row');
  /** @type {readonly (readonly [string, string])[]} */
  let seen = [];
  const attempt = async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press(key);
    await input.waitFor({ timeout: 2000 }).catch(() => undefined);
    if (!(await input.isVisible())) return undefined;
    await page.keyboard.type(text);
    for (let i = 0; i < 25; i++) {
      await pause(100); // Results come in steps.
      seen = await rows.evaluateAll(labels);
      const index = seen.findIndex(fits);
      if (index < 0) continue;
      await rows.nth(index).click();
      return true;
    }
    return undefined;
  };
  await until(`${text} in the quick input`, attempt).catch((/** @type {Error} */ error) => {
    throw new Error(`${error.message}, shown were ${JSON.stringify(seen)}`);
  });
}

/**
 * Types into the open input box or quick pick and accepts it. Types anew where another input has just taken its place; and
 * of a quick pick, the row must be chosen that shows the text: the list follows what is typed a moment later.
 * @param {Page} page
 * @param {string} text
 * @returns {Promise<void>}
 */
export async function answer(page, text) {
  const input = page.locator('.quick-input-widget input').filter({ visible: true }).first();
  const list = page.locator('.quick-input-list').filter({ visible: true });
  const chosen = list.locator('.monaco-list-row.focused');
  const isTaken = async () => {
    if ((await input.inputValue({ timeout: 1000 })) !== text) return false;
    if ((await list.count()) === 0) return true;
    return (await chosen.allInnerTexts()).some((it) => it.includes(text));
  };
  await until(`${text} as the chosen row`, async () => {
    await input.waitFor({ timeout: 2000 }).catch(() => undefined);
    if (!(await input.isVisible())) return undefined;
    await input.focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(text);
    for (let i = 0; i < 25; i++) {
      await pause(100);
      if (await isTaken().catch(() => false)) return true;
    }
    return undefined;
  });
  await page.keyboard.press('Enter');
}

/**
 * Scrolls the open editor to a line.
 * @param {Page} page
 * @param {number} line counted from one
 * @returns {Promise<void>}
 */
export async function goToLine(page, line) {
  await page.keyboard.press('Control+G');
  await page.waitForSelector('.quick-input-widget input', { state: 'visible', timeout: PATIENCE });
  await page.keyboard.type(`${line}`);
  await pause(300); // The list says nothing of the number that is typed.
  await page.keyboard.press('Enter');
  await pause(300);
}

/**
 * The rows of the open quick pick, once one contains `text`.
 * @param {Page} page
 * @param {string} text
 * @returns {Promise<readonly string[]>}
 */
export async function choices(page, text) {
  const rows = page.locator('.quick-input-list .monaco-list-row').filter({ visible: true });
  return until(`${text} in the list`, async () => {
    const shown = (await rows.allInnerTexts()).map(inOneLine);
    return shown.some((it) => it.includes(text)) ? shown : undefined;
  });
}
