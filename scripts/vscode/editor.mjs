// @ts-check
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chooseAction, openActions } from './action-menu.mjs';
import { placeOf, shownText } from './in-page.mjs';
import { answer, choices, goToLine, pick } from './quick-input.mjs';
import { inOneLine, PATIENCE, until } from './until.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./in-page.mjs').Point} Point */
/** @typedef {'trust' | 'restrict'} TrustAnswer */

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
    await pick(this.page, {
      key: 'Control+P',
      text: file,
      fits: ([name, description]) => name === path.basename(file) && parents.includes(description),
    });
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
    await pick(this.page, { key: 'F1', text: title, fits: ([name]) => name === title });
  }

  /**
   * Types into the open input box or quick pick and accepts it.
   * @param {string} text
   * @returns {Promise<void>}
   */
  async answer(text) {
    await answer(this.page, text);
  }

  /**
   * The rows of the open quick pick, once one contains `text`.
   * @param {string} text
   * @returns {Promise<readonly string[]>}
   */
  async choices(text) {
    return choices(this.page, text);
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
    return until(`a hover over ${text}`, async () => {
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
    return openActions(this.page, { title, open: () => this.press('Control+.') });
  }

  /**
   * Applies the first action on the text whose title contains `title`. By keyboard: a transparent block may lie over the
   * menu and take clicks.
   * @param {string} text
   * @param {string} title
   * @returns {Promise<void>}
   */
  async quickFix(text, title) {
    await this.openQuickFixes(text, title);
    await chooseAction(this.page, { title, by: 'keyboard' });
  }

  /**
   * Chooses from "Refactor…" on the text the first refactoring whose title contains `title`.
   * @param {string} text
   * @param {{ readonly title: string, readonly by: 'mouse' | 'keyboard' }} what
   * @returns {Promise<void>}
   */
  async refactor(text, { title, by }) {
    const { x, y } = await this.#find(text);
    await this.page.mouse.click(x, y);
    // By its keys: over the menu of the right button a hover may open, which takes the click.
    const open = () => this.press('Control+Shift+R');
    await openActions(this.page, { title, open });
    await chooseAction(this.page, { title, by });
  }

  /**
   * The rows of the Problems view that are on the screen, once `fits` accepts them. A problem's row has `[Ln 1, Col 1]` behind its first
   * line; with a colon behind it, it is the row of a related place; the others are files.
   * @param {(problems: readonly string[]) => boolean} [fits] default: there are any
   * @returns {Promise<readonly string[]>}
   */
  async problems(fits = (problems) => problems.length > 0) {
    await this.showProblems();
    return until('problems', async () => {
      const rows = (await this.page.locator('.markers-panel .monaco-list-row').allInnerTexts()).map(inOneLine);
      const problems = rows.filter((it) => /\[Ln \d+, Col \d+\](?!:)/.test(it));
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
    return until(`${expected} in a rendered page`, async () => {
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
    return until(`${expected} in ${this.#file}`, async () => {
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
    return until(`a notification ${text}`, async () => {
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
   * Presses a key, such as `Control+Z`.
   * @param {string} key
   * @returns {Promise<void>}
   */
  async press(key) {
    await this.page.keyboard.press(key);
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

  /**
   * The middle of the first occurrence of the text on the screen; scrolls to it where it must.
   * @param {string} text
   * @returns {Promise<Point>}
   */
  async #find(text) {
    const onScreen = () => this.page.evaluate(placeOf, { file: `/${this.#file}`, needle: text });
    return until(`${text} in ${this.#file}`, async () => {
      const place = await onScreen();
      if (place) return place;
      const lines = fs.readFileSync(path.join(this.folder, this.#file), 'utf8').split('\n');
      const line = lines.findIndex((it) => it.includes(text));
      if (line < 0) return undefined;
      await goToLine(this.page, line + 1);
      return onScreen();
    });
  }
}
