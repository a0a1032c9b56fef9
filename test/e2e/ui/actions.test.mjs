// @ts-check
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inOneLine, until } from '../../../scripts/vscode/until.mjs';
import { openFiles, reportFailure, WITHOUT_ALPN } from './support.mjs';

/** @typedef {import('./support.mjs').Editor} Editor */

const SETTINGS = '.vscode/settings.json';
const CASES = new URL('../../features/refactor/', import.meta.url).pathname;

/**
 * A workspace that a refactoring is tried on, and its files afterwards.
 * @param {string} name its folder
 * @returns {{ readonly before: Readonly<Record<string, string>>, readonly after: Readonly<Record<string, string>> }}
 */
function refactorCase(name) {
  const folder = path.join(CASES, name);
  /** @type {Record<string, string>} */
  const before = {};
  /** @type {Record<string, string>} */
  const after = {};
  for (const file of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!fs.statSync(path.join(folder, file)).isFile()) continue;
    const text = fs.readFileSync(path.join(folder, file), 'utf8');
    if (file.endsWith('.refactored')) after[file.slice(0, -'.refactored'.length)] = text;
    else before[file] = text.replace(/^[ \t]*# cursor\n/m, '');
  }
  return { before, after };
}

/**
 * Waits until these files hold these texts.
 * @param {Editor} editor
 * @param {Readonly<Record<string, string>>} texts
 * @returns {Promise<void>}
 */
async function untilOnDisk(editor, texts) {
  /** @param {string} file */
  const read = (file) => fs.readFileSync(path.join(editor.folder, file), 'utf8');
  await until(`the new text of ${Object.keys(texts).join(', ')}`, async () =>
    Object.entries(texts).every(([file, text]) => read(file) === text) ? true : undefined,
  ).catch((/** @type {Error} */ error) => {
    throw new Error([error.message, ...Object.keys(texts).map(read)].join('\n'));
  });
}

/**
 * The editor's refactor preview, once it shows something.
 * @param {Editor} editor
 */
async function preview({ page }) {
  const panel = page.locator('.bulk-edit-panel').filter({ visible: true });
  const boxes = panel.locator('.edit-checkbox');
  await boxes.first().waitFor({ timeout: 30_000 });
  return {
    /** Whether each box is ticked: of files, and of the edits in them. */
    ticked: () =>
      boxes.evaluateAll((all) =>
        all.map((it) => (it instanceof HTMLInputElement ? it.checked : it.getAttribute('aria-checked') === 'true')),
      ),
    /** @param {string} text */
    row: (text) => panel.locator('.monaco-list-row', { hasText: text }).first().waitFor({ timeout: 30_000 }),
    /** @param {'Apply' | 'Discard'} button */
    press: async (button) => {
      await panel.getByRole('button', { name: button, exact: true }).click();
      await boxes.first().waitFor({ state: 'detached', timeout: 30_000 });
    },
  };
}

describe('a refactoring', () => {
  /** @type {Editor | undefined} */
  let editor;

  afterEach(async function () {
    await reportFailure(editor, this.currentTest);
    await editor?.close();
    editor = undefined;
  });

  it('is chosen with the mouse, shown before it is applied, discarded, applied, and undone', async () => {
    const { before, after } = refactorCase('passTlsThrough/both-sides');
    editor = await openFiles(before);
    await editor.openFile('nginx.conf');

    await editor.refactor('proxy_pass', { title: 'Pass TLS through', by: 'mouse' });
    const discarded = await preview(editor);
    assert.deepEqual(new Set(await discarded.ticked()), new Set([true]));
    await discarded.press('Discard');
    await untilOnDisk(editor, before);
    await editor.text('ssl_alpn h2; # only h2');

    await editor.refactor('proxy_pass', { title: 'Pass TLS through', by: 'mouse' });
    await (await preview(editor)).press('Apply');
    await untilOnDisk(editor, after);
    await editor.goTo('proxy_pass');
    await editor.press('Control+Z');
    await editor.text('ssl_alpn h2; # only h2');
    await editor.press('Control+S');
    await untilOnDisk(editor, before);
  });

  it('is chosen and applied by keyboard, in two files at once, and undone in both', async () => {
    const { before, after } = refactorCase('serveWithGrpcPass/included-file');
    editor = await openFiles({ ...before, [SETTINGS]: JSON.stringify({ 'files.autoSave': 'afterDelay' }) });
    await editor.openFile('stream.d/orders.conf');
    await editor.refactor('listen 8443', { title: 'Serve with http and grpc_pass', by: 'keyboard' });
    const shown = await preview(editor);
    await shown.row('nginx.conf');
    await shown.row('orders.conf');
    assert.deepEqual(new Set(await shown.ticked()), new Set([true]));
    await editor.press('Control+Enter');
    await untilOnDisk(editor, after);
    assert.deepEqual(Object.keys(after).sort(), ['nginx.conf', 'stream.d/orders.conf']);

    // The text may be on the disk before the editor has taken notice of it; what is changed meanwhile it would not save.
    await until('that nothing is left to save', async () =>
      (await editor?.page.locator('.tab.dirty').count()) === 0 ? true : undefined,
    );
    await editor.goTo('listen 9443');
    await editor.press('Control+Z');
    await editor.text('listen 8443 ssl;');
    await untilOnDisk(editor, before);
  });
});

describe('the list of actions', () => {
  /** @type {Editor} */
  let editor;

  const port = new URLSearchParams(process.env['E2E_CLASS_PORTS']).get('B');
  const QUIET = { 'files.autoSave': 'off' };

  before(async () => {
    editor = await openFiles({
      'nginx.conf': WITHOUT_ALPN.replace('listen 8443', `listen 127.0.0.1:${port}`),
      [SETTINGS]: JSON.stringify(QUIET),
    });
    await editor.openFile('nginx.conf');
    await editor.problems();
  });
  afterEach(async function () {
    await reportFailure(editor, this.currentTest);
  });
  after(() => editor?.close());

  it('has fixes first, then what ignores, and refactorings last', async () => {
    assert.deepEqual(await editor.openQuickFixes('listen', 'ssl_alpn'), [
      'Add `ssl_alpn h2;`',
      'Ignore `nginx-stream-tls-without-alpn` here',
      `Probe 127.0.0.1:${port}`,
      'Pass TLS through',
      'Serve with http and grpc_pass',
    ]);
    await editor.press('Escape');
  });

  it('ignores a finding for a reason that is typed at once; a comment that silences nothing is removed', async () => {
    await editor.quickFix('listen', 'Ignore');
    await editor.text('-- reason');
    await editor.page.keyboard.type('until the proxy is replaced');
    await editor.text('# grpc-alpn: ignore nginx-stream-tls-without-alpn -- until the proxy is replaced');
    await editor.problems((problems) => problems.length === 0);

    await editor.goTo('ssl;');
    await editor.press('End');
    await editor.page.keyboard.type(' ssl_alpn h2;');
    const unused = await editor.problems();
    assert.ok(unused.length === 1 && unused[0]?.includes('unused-ignore'), unused.join('\n'));
    await editor.quickFix('ignore nginx', 'Remove this comment');
    await editor.problems((problems) => problems.length === 0);
    assert.ok(!(await editor.text('ssl_alpn h2;')).includes('ignore'));
    await editor.command('File: Revert File');
    await editor.problems();
  });

  it('a code lens probes, once the setting shows it', async () => {
    const lens = editor.page.locator('.codelens-decoration').filter({ visible: true });
    assert.equal(await lens.count(), 0);
    fs.writeFileSync(
      path.join(editor.folder, SETTINGS),
      JSON.stringify({ ...QUIET, 'grpcAlpn.codeLens.enabled': true }),
    );
    await lens.first().waitFor({ timeout: 30_000 });
    assert.deepEqual((await lens.allTextContents()).map(inOneLine), [`ALPN: none selected | Probe 127.0.0.1:${port}`]);
    await lens.getByText('Probe').click();
    await editor.webview(/class B/i);
    await editor.openFile('nginx.conf');
    await lens.getByText('observed: class B').waitFor({ timeout: 30_000 });
  });
});
