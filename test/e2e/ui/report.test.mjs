// @ts-check
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { until } from '../../../scripts/vscode/until.mjs';
import { contrasts, THEMES } from './contrasts.mjs';
import { openFiles, reportFailure, startBlackHole, WITHOUT_ALPN } from './support.mjs';

/** @typedef {import('playwright-core').Frame} Frame */

const ports = new URLSearchParams(process.env['E2E_CLASS_PORTS']);
const ALONE = `127.0.0.1:${ports.get('B')}`;
const SHOTS = new URL('../../../.cache/e2e', import.meta.url).pathname;
const SETTINGS = '.vscode/settings.json';

/** What is written there selects nothing, as the server does that runs. */
const WRITTEN = WITHOUT_ALPN.replace('listen 8443 ssl;', `listen ${ports.get('B')} ssl;`);
const MODULE = 'module example.com/orders\n\ngo 1.25.0\n\nrequire google.golang.org/grpc v1.72.0\n';
const CLIENT = `package main

import (
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func main() {
	grpc.NewClient("${ALONE}", grpc.WithTransportCredentials(credentials.NewTLS(nil)))
}
`;

describe('the report of a probe', () => {
  /** @type {import('./support.mjs').Editor} */
  let editor;

  before(async () => {
    editor = await openFiles({
      'nginx.conf': WRITTEN,
      'go.mod': MODULE,
      'main.go': CLIENT,
      [SETTINGS]: JSON.stringify({ 'workbench.colorTheme': 'Default Light Modern' }),
    });
    await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await editor.openFile('nginx.conf');
    await editor.problems();
  });
  afterEach(async function () {
    await reportFailure(editor, this.currentTest);
  });
  after(() => editor?.close());

  /**
   * @param {string} target
   * @returns {Promise<void>}
   */
  async function probe(target) {
    await editor.command('gRPC ALPN: Probe Endpoint');
    await editor.answer(target);
  }

  /**
   * The page of the report, once its verdict fits.
   * @param {RegExp} expected
   * @returns {Promise<Frame>}
   */
  async function report(expected) {
    return until(`a report with ${expected}`, async () => {
      for (const frame of editor.page.frames()) {
        const verdict = await frame
          .locator('h1')
          .first()
          .innerText({ timeout: 500 })
          .catch(() => '');
        if (frame !== editor.page.mainFrame() && expected.test(verdict)) return frame;
      }
      return undefined;
    });
  }

  /**
   * @param {Frame} frame
   * @param {string} id of a button
   * @param {string} said in the status bar
   * @returns {Promise<string>} what is on the clipboard then
   */
  async function copied(frame, id, said) {
    await frame.locator(`#copy-${id}`).click();
    await editor.waitFor(said);
    return editor.page.evaluate(() => navigator.clipboard.readText());
  }

  it('has the verdict first, then who gets what, what to change, the handshakes, the evidence', async () => {
    await probe(ALONE);
    const frame = await report(/grpc-go 1\.67 and newer fails here/);
    await frame.locator('.comparison').waitFor();
    const headings = await frame.locator('#report :is(h1, h2, h3)').allInnerTexts();
    assert.deepEqual(headings.slice(1), [
      'Modules of this workspace',
      'What to change',
      'What the workspace says',
      'Handshakes',
      'Evidence',
    ]);
    const text = await frame.locator('#report').innerText();
    assert.match(text, /finishes the TLS handshake without selecting a protocol \(class B\)/);
    assert.match(
      text,
      /grpc-go 1\.67 to 1\.69 fails:\s+credentials: cannot check peer: missing selected ALPN property/,
    );
    assert.match(text, /Breaks with the upgrade to grpc-go 1\.67\.0/);
    assert.match(text, /example\.com\/orders with grpc-go v1\.72\.0 fails/);
    assert.match(text, /answers as it is written/);
    assert.match(text, /Probed from .*with Node .*at \d{4}-\d\d-\d\d/);
    assert.equal(await frame.locator('ol.cures > li').first().locator('pre').innerText(), 'ssl_alpn h2;');
    const cells = await frame.locator('table tbody tr').first().locator('th, td').allInnerTexts();
    assert.deepEqual(
      cells.map((it) => it.replace(/\d+ ms/, '').trim()),
      ['h2', 'nothing selected', 'nothing selected'],
    );
    assert.equal(await frame.locator('#status').getAttribute('role'), 'status');
    assert.match((await frame.locator('#status').textContent()) ?? '', /fails here/);
  });

  it('is copied: for a ticket, as JSON, and as commands', async () => {
    const frame = await report(/fails here/);
    const markdown = await copied(frame, 'markdown', 'Copied as Markdown.');
    assert.ok(markdown.startsWith(`# \`${ALONE}\`: grpc-go 1.67 and newer fails here\n`), markdown);
    assert.match(markdown, /## What to change\n\n- [^\n]*ssl_alpn h2;/);
    /** @type {{ readonly tool: { readonly name: string }, readonly targets: readonly { readonly target: string }[] }} */
    const json = JSON.parse(await copied(frame, 'json', 'Copied as JSON.'));
    assert.equal(json.tool.name, 'grpc-alpn');
    assert.equal(json.targets[0]?.target, ALONE);
    const openssl = await copied(frame, 'openssl', 'The openssl command is copied.');
    assert.ok(openssl.startsWith(`openssl s_client -connect ${ALONE} -noservername -alpn h2 -min_protocol `), openssl);
    const grpcurl = await copied(frame, 'grpcurl', 'The grpcurl command is copied.');
    assert.equal(grpcurl, `grpcurl -max-time 10 -insecure ${ALONE} list\n`);
  });

  it('leads to the places that it names', async () => {
    const frame = await report(/fails here/);
    // The line of the cursor, not the status bar: that tells of what has the focus, which the page may take back.
    const line = (/** @type {number} */ number) =>
      editor.page.locator('.monaco-editor .active-line-number', { hasText: new RegExp(`^${number}$`) }).first();
    await frame.locator('.comparison .place').click();
    await line(6).waitFor();
    await frame.locator('.place', { hasText: 'go.mod' }).click();
    await line(5).waitFor();
  });

  it('is probed again in the same tab', async () => {
    const frame = await report(/fails here/);
    const before = await frame.locator('#foot').innerText();
    await frame.locator('#again').click();
    await until('a later report', async () => {
      const foot = await frame.locator('#foot').innerText();
      return foot !== before && (await frame.locator('#again').isVisible()) ? true : undefined;
    });
    assert.equal(await editor.page.getByRole('tab', { name: `gRPC ALPN: ${ALONE}` }).count(), 1);
  });

  it('can be used by keyboard alone', async () => {
    const frame = await report(/fails here/);
    await frame.locator('#again').focus();
    /** @type {string[]} */
    const reached = [];
    for (let i = 0; i < 16; i++) {
      reached.push(
        await frame.evaluate(() => document.activeElement?.id || (document.activeElement?.textContent ?? '')),
      );
      await editor.press('Tab');
    }
    assert.deepEqual(reached.slice(0, 5), ['again', 'copy-markdown', 'copy-json', 'copy-openssl', 'copy-grpcurl']);
    assert.ok(
      reached.some((it) => it.startsWith('go.mod:')),
      reached.join(),
    );
    assert.ok(
      reached.some((it) => it.startsWith('nginx.conf:')),
      reached.join(),
    );
    await frame.locator('#copy-openssl').focus();
    const outline = await frame.evaluate(() => {
      const focused = document.activeElement;
      return focused === null ? '' : getComputedStyle(focused).outlineStyle;
    });
    assert.equal(outline, 'solid');
    await editor.press('Enter');
    await editor.waitFor('The openssl command is copied.');
  });

  it('is cancelled, and keeps what came', async () => {
    const hole = await startBlackHole();
    try {
      await probe(`127.0.0.1:${hole.port}`);
      const frame = await report(/Probing …: 0 of 1 address done/);
      assert.equal(await frame.locator('#copy-json').isDisabled(), true);
      const started = Date.now();
      await frame.locator('#cancel').click();
      await report(/Cancelled: 0 of 1 address done/);
      assert.ok(Date.now() - started < 5000, 'it ends at once');
      assert.match(await frame.locator('#report').innerText(), /127\.0\.0\.1: was not probed to the end/);
      assert.equal(await frame.locator('#again').isVisible(), true);
      assert.match(await copied(frame, 'markdown', 'Copied as Markdown.'), /^# [^\n]*: Cancelled: 0 of 1 address done/);
    } finally {
      hole.close();
    }
  });

  it('is there again when its tab comes back', async () => {
    await editor.openFile('nginx.conf');
    await editor.page.getByRole('tab', { name: `gRPC ALPN: ${ALONE}` }).click();
    await report(/fails here/);
  });

  for (const { theme, of } of THEMES) {
    it(`can be read in ${theme}`, async () => {
      await editor.command('View: Close All Editors');
      fs.writeFileSync(path.join(editor.folder, SETTINGS), JSON.stringify({ 'workbench.colorTheme': theme }));
      await probe(ALONE);
      const frame = await report(/fails here/);
      await frame.locator(`body.${of}`).waitFor();
      await frame.locator('.comparison').waitFor();
      await editor.screenshot(path.join(SHOTS, `report-${of}.png`));
      const ratios = await frame.evaluate(
        contrasts,
        '#report :is(p:not(#status), span, strong, code, button, h1, h2, li, div, td, th, dt, dd, summary)',
      );
      assert.ok(ratios.length > 40);
      const least = Math.min(...ratios.map(({ ratio }) => ratio));
      assert.ok(least >= 4.5, JSON.stringify(ratios.filter(({ ratio }) => ratio < 4.5)));
    });
  }

  it('is gone when the window is loaded anew, and offers to probe', async () => {
    await editor.command('Developer: Reload Window');
    await editor.page.getByRole('tab', { name: `gRPC ALPN: ${ALONE}` }).click();
    const frame = await report(/The report is gone/);
    await frame.locator('#gone-again').click();
    await editor.choices(ALONE);
    await editor.press('Escape');
  });
});
