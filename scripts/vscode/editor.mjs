// @ts-check
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { installExtension, launchBrowser, startServer } from './workbench.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ readonly x: number, readonly y: number }} Point */
/** @typedef {'trust' | 'restrict'} TrustAnswer */

/**
 * @typedef {object} EditorOptions
 * @property {import('./install-server.mjs').InstalledServer} installed
 * @property {string} [vsix] the packaged extension
 * @property {string} folder it is copied, and the copy is opened
 * @property {Readonly<Record<string, unknown>>} [settings] user settings
 * @property {'off' | 'asked'} [trust]
 * @property {{ readonly width: number, readonly height: number, readonly scale?: number }} [size]
 */

const PATIENCE = 30_000;

/**
 * Opens a copy of a folder in VS Code's server build, with the packaged extension installed. `close` ends all of it.
 * @param {EditorOptions} options
 * @returns {Promise<Editor>}
 */
export async function openEditor({ installed, vsix, folder, settings = {}, trust = 'off', size }) {
  const { browser, page } = await launchBrowser(size);
  /** @type {import('./workbench.mjs').RunningServer | undefined} */
  let server;
  const close = async () => {
    await browser.close().catch(() => undefined);
    await server?.stop();
  };
  try {
    server = await startServer({ installed, settings, trust });
    if (vsix !== undefined) installExtension(installed, vsix, server.extensionsDir);
    const copy = path.join(server.temp, path.basename(path.resolve(folder)));
    fs.cpSync(folder, copy, { recursive: true });
    await page.goto(server.address(copy));
    await page.waitForSelector('.explorer-folders-view .monaco-list-row', { timeout: 60_000 });
    return new Editor({ page, folder: copy, temp: server.temp, close });
  } catch (error) {
    await close();
    throw error;
  }
}

/** Drives the window like a person, with mouse and keyboard. What it waits for, it waits for 30 s and then throws. */
export class Editor {
  /** The playwright page, for what is not below. @type {Page} @readonly */
  page;
  /** The copy of the folder. @type {string} @readonly */
  folder;
  /** Ends window and server. @type {() => Promise<void>} @readonly */
  close;
  /** The folder of this run, where server and extension live. @type {string} @readonly */
  temp;
  #file = '';

  /** @param {{ readonly page: Page, readonly folder: string, readonly temp: string, readonly close: () => Promise<void> }} parts */
  constructor({ page, folder, temp, close }) {
    this.page = page;
    this.folder = folder;
    this.close = close;
    this.temp = temp;
  }

  /**
   * Answers the question whether the authors of the folder are trusted.
   * @param {TrustAnswer} answer
   * @returns {Promise<void>}
   */
  async answerTrust(answer) {
    const name = answer === 'trust' ? /^Yes, I trust/ : /^No, I don.t trust/;
    await this.page.locator('.monaco-dialog-box').getByRole('button', { name }).click({ timeout: PATIENCE });
    await this.page.locator('.monaco-dialog-box').waitFor({ state: 'detached', timeout: PATIENCE });
  }

  /**
   * Trusts the folder after all, from the banner of Restricted Mode.
   * @returns {Promise<void>}
   */
  async leaveRestrictedMode() {
    await this.page
      .getByRole('button', { name: 'Manage', exact: true })
      .or(this.page.getByText('Manage', { exact: true }))
      .first()
      .click();
    await this.page
      .locator('.workspace-trust-editor')
      .getByRole('button', { name: 'Trust', exact: true })
      .click({ timeout: PATIENCE });
    await this.page.getByText('Restricted Mode').first().waitFor({ state: 'hidden', timeout: PATIENCE });
  }

  /**
   * The text of the modal dialog that is open; presses the button of this name.
   * @param {string | RegExp} button
   * @returns {Promise<string>}
   */
  async answerDialog(button) {
    const dialog = this.page.locator('.monaco-dialog-box');
    await dialog.waitFor({ timeout: PATIENCE });
    const text = await dialog.innerText();
    await dialog.getByRole('button', { name: button }).click({ timeout: PATIENCE });
    await dialog.waitFor({ state: 'detached', timeout: PATIENCE });
    return text;
  }

  /**
   * Opens a file by its path in the folder.
   * @param {string} file
   * @returns {Promise<void>}
   */
  async openFile(file) {
    const parent = path.dirname(file);
    const parents = parent === '.' ? ['', path.basename(this.folder)] : [parent];
    await this.#pick(
      'Control+P',
      file,
      ([name, description]) => name === path.basename(file) && parents.includes(description),
    );
    await this.page.waitForSelector(`.monaco-editor[data-uri$="/${encodeURI(file)}"] .view-line`, {
      timeout: PATIENCE,
    });
    this.#file = file;
  }

  /**
   * Runs a command by its title in the palette, `Category: Title`.
   * @param {string} title
   * @returns {Promise<void>}
   */
  async command(title) {
    await this.#pick('F1', title, ([name]) => name === title);
  }

  /**
   * Types into the open input box or quick pick and accepts it.
   * @param {string} text
   * @returns {Promise<void>}
   */
  async answer(text) {
    await this.page.waitForSelector('.quick-input-widget input', { state: 'visible', timeout: PATIENCE });
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.type(text);
    await pause(300); // A quick pick filters after a short delay, and shows nothing when it has.
    await this.page.keyboard.press('Enter');
  }

  /**
   * The rows of the open quick pick, once one contains `text`.
   * @param {string} text
   * @returns {Promise<readonly string[]>}
   */
  async choices(text) {
    const rows = this.page.locator('.quick-input-list .monaco-list-row').filter({ visible: true });
    return this.#until(`${text} in the list`, async () => {
      const shown = (await rows.allInnerTexts()).map(inOneLine);
      return shown.some((it) => it.includes(text)) ? shown : undefined;
    });
  }

  /**
   * Sets the cursor on the first occurrence of the text.
   * @param {string} text
   * @returns {Promise<void>}
   */
  async goTo(text) {
    const { x, y } = await this.#find(text);
    await this.page.mouse.click(x, y);
  }

  /**
   * The hover over the first occurrence of the text, once it contains `expected`.
   * @param {string} text
   * @param {string} [expected]
   * @returns {Promise<string>}
   */
  async hover(text, expected = '') {
    const { x, y } = await this.#find(text);
    const hover = this.page.locator('.monaco-resizable-hover, .monaco-hover').filter({ visible: true }).first();
    return this.#until(`a hover over ${text}`, async () => {
      await this.page.mouse.move(x, y + 200);
      await this.page.mouse.move(x, y, { steps: 3 });
      await hover.waitFor({ timeout: 2000 }).catch(() => undefined);
      await pause(500); // Several providers answer one after the other.
      const shown = (await hover.count()) > 0 ? (await hover.innerText()).trim() : '';
      return shown !== '' && shown.includes(expected) ? shown : undefined;
    });
  }

  /**
   * Follows the link with this text in the hover over the first occurrence of `text`.
   * @param {string} text
   * @param {string} link
   * @returns {Promise<void>}
   */
  async followInHover(text, link) {
    await this.hover(text, link);
    await this.page
      .locator('.monaco-hover a', { hasText: link })
      .filter({ visible: true })
      .first()
      .click({ timeout: PATIENCE });
  }

  /**
   * Titles of the actions offered on the text, once one contains `title`; the menu stays open.
   * @param {string} text
   * @param {string} [title]
   * @returns {Promise<readonly string[]>}
   */
  async openQuickFixes(text, title = '') {
    await this.goTo(text);
    const rows = this.#actions();
    return this.#until(`a quick fix on ${text}`, async () => {
      await this.page.keyboard.press('Control+.');
      await rows
        .first()
        .waitFor({ timeout: 2500 })
        .catch(() => undefined);
      const shown = (await rows.allInnerTexts()).map((it) => it.trim());
      if (shown.some((it) => it.includes(title))) return shown;
      await this.page.keyboard.press('Escape');
      return undefined;
    });
  }

  /**
   * Applies the first action on the text whose title contains `title`. By keyboard: a transparent block may lie over the
   * menu and take clicks.
   * @param {string} text
   * @param {string} title
   * @returns {Promise<void>}
   */
  async quickFix(text, title) {
    const titles = await this.openQuickFixes(text, title);
    for (let i = titles.findIndex((it) => it.includes(title)); i > 0; i--) await this.page.keyboard.press('ArrowDown');
    const focused = (await this.page.locator('.action-widget .monaco-list-row.action.focused').innerText()).trim();
    if (!focused.includes(title)) throw new Error(`${focused} is selected, not ${title}`);
    await this.page.keyboard.press('Enter');
    await this.#actions().first().waitFor({ state: 'hidden', timeout: PATIENCE });
  }

  /**
   * The rows of the Problems view that are on the screen, once `fits` accepts them. A problem's row ends with
   * `[Ln 1, Col 1]`, the others are files.
   * @param {(problems: readonly string[]) => boolean} [fits] default: there are any
   * @returns {Promise<readonly string[]>}
   */
  async problems(fits = (problems) => problems.length > 0) {
    await this.showProblems();
    return this.#until('problems', async () => {
      const rows = (await this.page.locator('.markers-panel .monaco-list-row').allInnerTexts()).map(inOneLine);
      const problems = rows.filter((it) => /\[Ln \d+, Col \d+\]$/.test(it));
      return fits(problems) ? problems : undefined;
    });
  }

  /**
   * Opens the Problems view.
   * @returns {Promise<void>}
   */
  async showProblems() {
    if (!(await this.page.locator('.markers-panel').isVisible())) await this.page.keyboard.press('Control+Shift+M');
    await this.page.locator('.markers-panel').waitFor({ timeout: PATIENCE });
  }

  /**
   * Clicks the code of the first problem that has this one: the page of its rule opens.
   * @param {string} code
   * @returns {Promise<void>}
   */
  async openRulePage(code) {
    await this.showProblems();
    const link = this.page.locator('.markers-panel .monaco-list-row a', { hasText: code }).first();
    await link.waitFor({ timeout: PATIENCE });
    await link.click({ modifiers: ['Alt', 'Control'] });
  }

  /**
   * The text of the rendered page (webview) that is open, once it fits.
   * @param {RegExp} expected
   * @returns {Promise<string>}
   */
  async webview(expected) {
    return this.#until(`${expected} in a rendered page`, async () => {
      for (const frame of this.page.frames()) {
        const text = await frame
          .locator('body')
          .innerText({ timeout: 500 })
          .catch(() => '');
        if (frame !== this.page.mainFrame() && expected.test(text)) return text;
      }
      return undefined;
    });
  }

  /**
   * The lines of the open file that are on the screen, once they contain `expected`.
   * @param {string} [expected]
   * @returns {Promise<string>}
   */
  async text(expected = '') {
    return this.#until(`${expected} in ${this.#file}`, async () => {
      const text = await this.page.evaluate(shownText, `/${this.#file}`);
      return text.includes(expected) ? text : undefined;
    });
  }

  /**
   * The texts of the notifications, once one contains `text`.
   * @param {string} [text]
   * @returns {Promise<readonly string[]>}
   */
  async notifications(text = '') {
    return this.#until(`a notification ${text}`, async () => {
      const shown = await this.page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
      return shown.some((it) => it.includes(text)) ? shown : undefined;
    });
  }

  /**
   * Presses a button of the notification that contains `text`.
   * @param {string} text
   * @param {string} button
   * @returns {Promise<void>}
   */
  async pressInNotification(text, button) {
    const toast = this.page.locator('.notifications-toasts .notification-list-item', { hasText: text }).first();
    await toast.hover({ timeout: PATIENCE });
    await toast.getByRole('button', { name: button }).click({ timeout: PATIENCE });
  }

  /**
   * Waits until no notification contains `text`.
   * @param {string} text
   * @returns {Promise<void>}
   */
  async untilNoNotification(text) {
    const toast = this.page.locator('.notifications-toasts .notification-list-item', { hasText: text });
    await toast.first().waitFor({ state: 'hidden', timeout: PATIENCE });
  }

  /**
   * Waits until the text stands anywhere in the window.
   * @param {string | RegExp} text
   * @returns {Promise<void>}
   */
  async waitFor(text) {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor({ timeout: PATIENCE });
  }

  /**
   * Types at the cursor.
   * @param {string} text
   * @returns {Promise<void>}
   */
  async type(text) {
    await this.page.keyboard.type(text);
  }

  /**
   * Presses a key, such as `Control+Z`.
   * @param {string} key
   * @returns {Promise<void>}
   */
  async press(key) {
    await this.page.keyboard.press(key);
  }

  /**
   * Saves the open file.
   * @returns {Promise<void>}
   */
  async save() {
    await this.page.keyboard.press('Control+S');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached', timeout: PATIENCE });
  }

  /**
   * A picture of the window, or of a part of it.
   * @param {string} file
   * @param {{ readonly x: number, readonly y: number, readonly width: number, readonly height: number }} [clip]
   * @returns {Promise<void>}
   */
  async screenshot(file, clip) {
    fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    await pause(400); // Animations end.
    await this.page.screenshot({ path: file, ...(clip === undefined ? {} : { clip }) });
  }

  /**
   * The errors in the extension host's log.
   * @returns {readonly string[]}
   */
  errors() {
    const logs = fs
      .readdirSync(this.temp, { recursive: true, encoding: 'utf8' })
      .filter((it) => /remoteexthost\.log$/.test(it));
    const lines = logs.flatMap((it) => fs.readFileSync(path.join(this.temp, it), 'utf8').split('\n'));
    return lines.filter((line) => line.includes('[error]'));
  }

  #actions() {
    return this.page.locator('.action-widget .monaco-list-row.action');
  }

  /**
   * @template Result
   * @param {string} what
   * @param {() => Promise<Result | undefined>} attempt
   * @returns {Promise<Result>}
   */
  async #until(what, attempt) {
    for (const end = Date.now() + PATIENCE; Date.now() < end; await pause(100)) {
      const result = await attempt();
      if (result !== undefined) return result;
    }
    throw new Error(`Timed out waiting for ${what}`);
  }

  /**
   * Types into the quick input and takes the row whose label and description fit.
   * @param {string} key
   * @param {string} text
   * @param {(row: readonly [string, string]) => boolean} fits
   * @returns {Promise<void>}
   */
  async #pick(key, text, fits) {
    const input = this.page.locator('.quick-input-widget input').filter({ visible: true }).first();
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    /** @type {readonly (readonly [string, string])[]} */
    let seen = [];
    const attempt = async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press(key);
      await input.waitFor({ timeout: 2000 }).catch(() => undefined);
      if (!(await input.isVisible())) return undefined;
      await this.page.keyboard.type(text);
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
    await this.#until(`${text} in the quick input`, attempt).catch((/** @type {Error} */ error) => {
      throw new Error(`${error.message}, shown were ${JSON.stringify(seen)}`);
    });
  }

  /**
   * The middle of the first occurrence of the text on the screen; scrolls to it where it must.
   * @param {string} text
   * @returns {Promise<Point>}
   */
  async #find(text) {
    const onScreen = () => this.page.evaluate(placeOf, { file: `/${this.#file}`, needle: text });
    return this.#until(`${text} in ${this.#file}`, async () => {
      const place = await onScreen();
      if (place) return place;
      const lines = fs.readFileSync(path.join(this.folder, this.#file), 'utf8').split('\n');
      const line = lines.findIndex((it) => it.includes(text));
      if (line < 0) return undefined;
      await this.page.keyboard.press('Control+G');
      await this.answer(`:${line + 1}`);
      await pause(300);
      return onScreen();
    });
  }
}

/**
 * @param {string} text
 * @returns {string}
 */
function inOneLine(text) {
  return text.replace(/\s+/g, ' ').trim();
}

// The functions below run in the page: they may use nothing from here.

/**
 * @param {readonly Element[]} rows
 * @returns {readonly (readonly [string, string])[]}
 */
function labels(rows) {
  return rows.map((row) => [
    row.querySelector('.label-name')?.textContent ?? '',
    row.querySelector('.label-description')?.textContent ?? '',
  ]);
}

/**
 * @param {string} file
 * @returns {string}
 */
function shownText(file) {
  const editor = [...document.querySelectorAll('.monaco-editor[data-uri]')].find((it) =>
    decodeURI(it.getAttribute('data-uri') ?? '').endsWith(file),
  );
  return [...(editor?.querySelectorAll('.view-line') ?? [])]
    .map((it) => ({ top: it.getBoundingClientRect().top, text: it.textContent ?? '' }))
    .sort((a, b) => a.top - b.top)
    .map(({ text }) => text.replaceAll('\u00a0', ' '))
    .join('\n');
}

/**
 * @param {{ readonly file: string, readonly needle: string }} what
 * @returns {Point | undefined}
 */
function placeOf({ file, needle }) {
  const editor = [...document.querySelectorAll('.monaco-editor[data-uri]')].find((it) =>
    decodeURI(it.getAttribute('data-uri') ?? '').endsWith(file),
  );
  const area = editor?.querySelector('.lines-content')?.parentElement?.getBoundingClientRect();
  if (!editor || !area) return undefined;
  for (const line of editor.querySelectorAll('.view-line')) {
    const at = (line.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(needle);
    if (at < 0) continue;
    const range = document.createRange();
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    let before = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const length = node.textContent?.length ?? 0;
      if (at >= before && at < before + length) range.setStart(node, at - before);
      if (at + needle.length <= before + length) {
        range.setEnd(node, at + needle.length - before);
        break;
      }
      before += length;
    }
    const box = range.getBoundingClientRect();
    const y = box.y + box.height / 2;
    if (y > area.top && y < area.bottom) return { x: box.x + box.width / 2, y };
  }
  return undefined;
}
