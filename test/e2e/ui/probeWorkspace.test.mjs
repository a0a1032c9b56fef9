// @ts-check
import assert from 'node:assert/strict';
import { openFiles, reportFailure, WITHOUT_ALPN } from './support.mjs';

/** @typedef {import('../../../scripts/vscode/editor.mjs').Editor} Editor */

/** `A=50001&B=50002…`: scripts/e2e.mjs starts the servers. */
const ports = new URLSearchParams(process.env['E2E_CLASS_PORTS']);
const [a, b] = [ports.get('A'), ports.get('B')];

const FILES = {
  'nginx.conf': WITHOUT_ALPN.replace('listen 8443', `listen 127.0.0.1:${b}`).replace('127.0.0.1:50051', 'unix:/run/a'),
  'go.mod': 'module example.com/service\n\ngo 1.25.0\n\nrequire google.golang.org/grpc v1.66.3\n',
  'main.go': `package main

import (
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func main() {
	grpc.NewClient("127.0.0.1:${a}", grpc.WithTransportCredentials(credentials.NewTLS(nil)))
}
`,
};

describe('a probe of the workspace', () => {
  /** @type {Editor | undefined} */
  let editor;

  afterEach(async function () {
    await reportFailure(editor, this.currentTest);
    await editor?.close();
    editor = undefined;
  });

  it('lists every host in one question, also where the workspace is trusted, and makes one report', async () => {
    editor = await openFiles(FILES);
    await editor.openFile('main.go');
    await editor.openFile('nginx.conf');
    await editor.problems((problems) => problems.some((it) => it.includes('nginx-stream-tls-without-alpn')));

    await editor.command('gRPC ALPN: Probe All Endpoints of this Workspace');
    const asked = await editor.answerDialog(/^Cancel/);
    assert.ok(asked.includes('Probe 2 endpoints?'), asked);

    await editor.command('gRPC ALPN: Probe All Endpoints of this Workspace');
    const question = await editor.answerDialog(/^Probe/);
    for (const port of [a, b]) assert.ok(question.includes(`127.0.0.1:${port}`), question);
    const report = await editor.webview(/class B/i);
    for (const port of [a, b]) assert.ok(report.includes(`127.0.0.1:${port}`), report);
  });

  it('of more hosts than a question holds lists them all, ticked, and probes those that stay so', async () => {
    const listens = Array.from({ length: 30 }, (_, index) => `listen 127.0.0.2:${20001 + index} ssl;`).join(' ');
    editor = await openFiles({ 'nginx.conf': FILES['nginx.conf'].replace(' ssl;', ` ssl; ${listens}`) });
    await editor.openFile('nginx.conf');
    await editor.problems();
    await editor.command('gRPC ALPN: Probe All Endpoints of this Workspace');
    const rows = await editor.choices(`127.0.0.1:${b}`);
    assert.ok(
      rows.some((it) => it.includes('127.0.0.2:20001')),
      rows.join('\n'),
    );
    const list = editor.page.locator('.quick-input-widget').filter({ visible: true });
    assert.ok((await list.innerText()).includes('31 Selected'), await list.innerText());
    assert.ok((await list.innerText()).includes('Probe 31 endpoints?'), await list.innerText());
    await list.getByRole('checkbox', { name: 'Toggle all checkboxes' }).click({ timeout: 30_000 });
    await list
      .locator('.monaco-list-row')
      .filter({ hasText: `127.0.0.1:${b}` })
      .click({ timeout: 30_000 });
    await editor.press('Enter');
    const report = await editor.webview(/class B/i);
    assert.ok(report.includes(`127.0.0.1:${b}`) && !report.includes('127.0.0.2'), report);
  });

  it('is told beside the finding of its listener and in the hover, until the text changes', async () => {
    editor = await openFiles(FILES);
    await editor.openFile('nginx.conf');
    await editor.problems((problems) => problems.some((it) => it.includes('nginx-stream-tls-without-alpn')));
    await editor.quickFix('listen', 'Probe 127');
    await editor.webview(/class B/i);
    await editor.openFile('nginx.conf');
    const observed = editor.page.locator('.markers-panel .monaco-list-row').filter({ hasText: 'observed at' });
    await observed.first().waitFor({ timeout: 30_000 });
    const hover = await editor.hover('listen', 'Observed');
    assert.ok(hover.includes('That is what is written here.'), hover);

    await editor.goTo('events {}');
    await editor.press('End');
    await editor.page.keyboard.type(' ');
    await observed.first().waitFor({ state: 'detached', timeout: 30_000 });
  });

  it('is offered in the context menu, with what is named there, and says so where nothing is', async () => {
    editor = await openFiles(FILES);
    await editor.openFile('main.go');
    await editor.openFile('nginx.conf');
    await editor.problems();
    await editor.goTo('events {}');
    await editor.command('gRPC ALPN: Probe Endpoint Here');
    assert.ok((await editor.notifications('nothing to probe here')).length > 0);

    await editor.goTo('listen');
    await editor.press('Shift+F10');
    const entry = editor.page.getByRole('menuitem', { name: 'Probe Endpoint Here' });
    // A menu that has just opened under the pointer takes no click for a moment.
    await entry.hover({ timeout: 30_000 });
    await editor.press('Enter');
    assert.deepEqual(await editor.choices(''), [`127.0.0.1:${b}`]);
    await editor.press('Enter');
    await editor.webview(/class B/i);
  });
});
