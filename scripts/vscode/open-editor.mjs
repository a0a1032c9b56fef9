// @ts-check
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Editor } from './editor.mjs';
import { launchBrowser, startServer } from './workbench.mjs';

/**
 * @typedef {object} EditorOptions
 * @property {import('./install-server.mjs').InstalledServer} installed
 * @property {string} [vsix] the packaged extension
 * @property {string} folder it is copied, and the copy is opened
 * @property {Readonly<Record<string, unknown>>} [settings] user settings
 * @property {'off' | 'asked'} [trust]
 * @property {{ readonly width: number, readonly height: number, readonly scale?: number }} [size]
 */

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
    server = await startServer({ installed, settings, trust, ...(vsix === undefined ? {} : { vsix }) });
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
