// @ts-check
import { PATIENCE, until } from './until.mjs';

/** @typedef {import('playwright-core').Page} Page */

/**
 * Titles of the actions in the menu, once one contains `title`; the menu stays open. VS Code has none while an extension registers
 * them: then the menu is opened again.
 * @param {Page} page
 * @param {{ readonly title: string, readonly open: () => Promise<void> }} what
 * @returns {Promise<readonly string[]>}
 */
export async function openActions(page, { title, open }) {
  const rows = actionsIn(page);
  const attempt = async () => {
    await open();
    await rows
      .first()
      .waitFor({ timeout: 5000 })
      .catch(() => undefined);
    const shown = (await rows.allInnerTexts()).map((it) => it.trim());
    if (shown.some((it) => it.includes(title))) return shown;
    await page.keyboard.press('Escape');
    return undefined;
  };
  // Each attempt takes seconds: there is to be room for several on a busy machine.
  return until(`an action ${title}`, attempt, 2 * PATIENCE);
}

/**
 * Chooses the first action whose title contains `title` from the open menu.
 * @param {Page} page
 * @param {{ readonly title: string, readonly by: 'mouse' | 'keyboard' }} what
 * @returns {Promise<void>}
 */
export async function chooseAction(page, { title, by }) {
  if (by === 'mouse') {
    const row = actionsIn(page).filter({ hasText: title }).first();
    const box = await row.boundingBox({ timeout: PATIENCE });
    // What lies over the menu until the mouse moves would take the click.
    if (box) await page.mouse.move(box.x + 20, box.y + box.height / 2, { steps: 3 });
    await row.click({ timeout: PATIENCE });
  } else {
    const titles = await actionsIn(page).allInnerTexts();
    for (let i = titles.findIndex((it) => it.includes(title)); i > 0; i--) await page.keyboard.press('ArrowDown');
    const focused = (await page.locator('.action-widget .monaco-list-row.action.focused').innerText()).trim();
    if (!focused.includes(title)) throw new Error(`${focused} is selected, not ${title}`);
    await page.keyboard.press('Enter');
  }
  await actionsIn(page).first().waitFor({ state: 'hidden', timeout: PATIENCE });
}

/** @param {Page} page */
function actionsIn(page) {
  return page.locator('.action-widget .monaco-list-row.action');
}
