// @ts-check
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { until } from '../../../scripts/vscode/until.mjs';
import { contrasts, THEMES } from './contrasts.mjs';
import { openFiles, reportFailure } from './support.mjs';

/** @typedef {import('playwright-core').Frame} Frame */

const SAMPLES = new URL('../../../samples', import.meta.url).pathname;

/** @returns {Readonly<Record<string, string>>} */
function samples() {
  const names = fs.readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' });
  const files = names.filter((it) => fs.statSync(path.join(SAMPLES, it)).isFile());
  return Object.fromEntries(files.map((it) => [it, fs.readFileSync(path.join(SAMPLES, it), 'utf8')]));
}

describe('the map', () => {
  /** @type {import('./support.mjs').Editor} */
  let editor;

  before(async () => {
    editor = await openFiles({
      ...samples(),
      '.vscode/settings.json': JSON.stringify({ 'workbench.colorTheme': 'Default Light Modern' }),
    });
    await editor.command('gRPC ALPN: Show Map');
  });
  afterEach(async function () {
    await reportFailure(editor, this.currentTest);
  });
  after(() => editor?.close());

  /**
   * The page of the map, once it shows a picture.
   * @returns {Promise<Frame>}
   */
  async function map() {
    return until('the map', async () => {
      for (const frame of editor.page.frames()) {
        const shown = await frame
          .locator('#map .listener')
          .count()
          .catch(() => 0);
        if (shown > 0) return frame;
      }
      return undefined;
    });
  }

  /**
   * Waits until so many listeners and clients are shown: Go source is read behind everything else.
   * @param {Frame} frame
   * @param {number} count
   * @returns {Promise<void>}
   */
  async function shown(frame, count) {
    await until(`${count} listeners and clients`, async () =>
      (await frame.locator('.listener').count()) === count ? true : undefined,
    );
  }

  /**
   * The name of the item that has the focus, once it fits.
   * @param {RegExp} expected
   * @returns {Promise<string>}
   */
  async function focused(expected) {
    const frame = await map();
    return until(`focus on ${expected}`, async () => {
      const label = await frame.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
      return expected.test(label) ? label : undefined;
    });
  }

  /**
   * Where the cursor is, as the status bar says it.
   * @param {string} line
   * @returns {Promise<void>}
   */
  async function cursorAt(line) {
    await editor.waitFor(new RegExp(`^Ln ${line}, Col `));
  }

  it('shows every listener, with what is offered, what is selected and the verdict in words', async () => {
    const frame = await map();
    await shown(frame, 8);
    const labels = await frame
      .locator('[role=treeitem]')
      .evaluateAll((items) => items.map((it) => it.getAttribute('aria-label') ?? ''));
    const broken = labels.find((it) => it.startsWith('*:8443'));
    assert.match(broken ?? '', /offers h2, it selects nothing/);
    assert.match(
      broken ?? '',
      /grpc-go 1\.67 \(orders: v1\.67\.1\) as client: fails since 1\.67\.0: .*missing selected/,
    );
    assert.match(labels.find((it) => it.includes('to orders_grpc_tls')) ?? '', /TLS, offers nothing.*as server: fails/);
    assert.match(labels.find((it) => it.startsWith('*:5432')) ?? '', /not gRPC: .*5432/);
    assert.match(labels.find((it) => it.startsWith('*:50443')) ?? '', /crypto\/tls.*offers h2, it selects nothing/);
    const client = labels.find((it) => it.startsWith('client of localhost:50443'));
    assert.match(client ?? '', /credentials\.NewTLS.*offers h2.*as client: fails since 1\.67\.0/);
    assert.match(await frame.locator('#summary').innerText(), /^7 listeners, 1 client: 6 fail/);
    const headings = await frame.locator('.configuration > .heading').allInnerTexts();
    assert.match(headings[0] ?? '', /nginx\.conf[^]*nginx 1\.22\.1/);
    assert.match(headings[1] ?? '', /main\.go[^]*grpc-go v1\.67\.1/);
  });

  it('shows verdicts for another grpc-go, and keeps that choice', async () => {
    const frame = await map();
    await frame.locator('#band').selectOption('1.65-1.66');
    await until('2 failing listeners', async () =>
      /^7 listeners, 1 client: 2 fail/.test(await frame.locator('#summary').innerText()) ? true : undefined,
    );
    await frame.locator('#band').selectOption('1.67');
  });

  it('a click leads to the line', async () => {
    const frame = await map();
    await frame.locator('.listener > .box:not(.client)', { hasText: '*:9443' }).click();
    await editor.waitFor('orders.conf');
    await cursorAt('19');
    await frame.locator('.route', { hasText: '10.0.0.9:5432' }).click();
    await cursorAt('47');
    await frame.locator('.listener > .box:not(.client)', { hasText: 'localhost:50443' }).click();
    await cursorAt('34');
    await frame.locator('.route', { hasText: '*:50443' }).click();
    await cursorAt('30');
  });

  it('follows what is typed', async () => {
    await editor.openFile('nginx/stream.d/orders.conf');
    await editor.goTo('listen 8443 ssl');
    await editor.press('Home');
    await editor.press('Shift+End');
    await editor.page.keyboard.type('listen 8444 ssl;');
    const frame = await map();
    await frame.locator('.title', { hasText: '*:8444' }).waitFor();
    for (let i = 0; i < 3; i++) await editor.press('Control+Z');
    await editor.command('File: Revert File');
    await frame.locator('.title', { hasText: '*:8443' }).waitFor();
  });

  it('filters, by text and by verdict', async () => {
    const frame = await map();
    await frame.locator('#filter').fill('5432');
    assert.equal(await frame.locator('.listener').count(), 1);
    await frame.locator('#filter').fill('no such name');
    assert.equal(await frame.locator('#none').isVisible(), true);
    await frame.locator('#filter').fill('');
    await frame.locator('#tones button', { hasText: 'fail' }).click();
    assert.equal(await frame.locator('.listener').count(), 6);
    await frame.locator('#tones button', { hasText: 'fail' }).click();
    assert.equal(await frame.locator('.listener').count(), 8);
  });

  it('is copied as Mermaid', async () => {
    const frame = await map();
    await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await frame.locator('#copy').click();
    await editor.waitFor('Copied as Mermaid.');
    const copied = await editor.page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /^flowchart LR\n/);
    assert.match(copied, /subgraph configuration0 \["nginx\/nginx\.conf"\]/);
    assert.equal(copied.match(/:::fails/g)?.length, 6);
    assert.match(copied, /d0 -->\|"TLS, offers h2"\| l6/);
  });

  it('is there again, as it was, when its tab comes back', async () => {
    const before = await map();
    await before.locator('#filter').fill('9443');
    // Escape, with which commands are opened, empties a search box.
    await before.locator('#copy').focus();
    await editor.command('gRPC ALPN: Show Map');
    await editor.openFile('nginx/nginx.conf');
    await editor.command('gRPC ALPN: Show Map');
    const after = await map();
    assert.equal(await after.locator('#filter').inputValue(), '9443');
    assert.equal(await after.locator('.listener').count(), 1);
    await after.locator('#filter').fill('');
  });

  it('is there again when the window is loaded anew', async () => {
    await editor.page.reload();
    await editor.page.getByRole('tab', { name: 'gRPC ALPN: Map' }).click();
    const frame = await map();
    // What the window had put away: the filter of a moment before, or none.
    await frame.locator('#filter').fill('');
    await shown(frame, 8);
  });

  it('can be used by keyboard alone', async () => {
    const frame = await map();
    await frame.locator('#copy').focus();
    for (let i = 0; i < 6; i++) {
      await editor.press('Tab');
      if (await frame.evaluate(() => document.activeElement?.getAttribute('role') === 'treeitem')) break;
    }
    await focused(/nginx\.conf/);
    await editor.press('ArrowRight');
    await focused(/^\*:443/);
    await editor.press('ArrowRight');
    await focused(/^location \//);
    await editor.press('ArrowDown');
    await focused(/^\*:8443/);
    await editor.press('ArrowUp');
    await editor.press('ArrowLeft');
    await focused(/^\*:443/);
    await editor.press('End');
    await focused(/^leads to \*:50443/);
    await editor.press('ArrowLeft');
    await focused(/^client of localhost:50443/);
    const outline = await frame.evaluate(() => {
      const box = document.activeElement?.querySelector(':scope > .box:not(.client)');
      return box === null || box === undefined ? '' : getComputedStyle(box).outlineStyle;
    });
    assert.equal(outline, 'solid');
    await editor.press('Enter');
    await cursorAt('34');
  });

  for (const { theme, of } of THEMES) {
    it(`can be read in ${theme}`, async () => {
      await editor.command('View: Close All Editors');
      await editor.command('gRPC ALPN: Show Map');
      const settings = path.join(editor.folder, '.vscode/settings.json');
      fs.writeFileSync(settings, JSON.stringify({ 'workbench.colorTheme': theme }));
      const frame = await map();
      await frame.locator(`body.${of}`).waitFor();
      await editor.screenshot(path.join(SAMPLES, '../.cache/e2e', `map-${of}.png`));
      const ratios = await frame.evaluate(contrasts, '#map :is(span, button, label, select):not(#summary)');
      assert.ok(ratios.length > 50);
      const least = Math.min(...ratios.map(({ ratio }) => ratio));
      assert.ok(least >= 4.5, JSON.stringify(ratios.filter(({ ratio }) => ratio < 4.5)));
    });
  }
});
