import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { WITHOUT_ALPN } from '../support/configurations.ts';
import { pageOf, untilRule } from '../support/diagnostics.ts';
import { clearScratch, writeOnDisk } from '../support/folders.ts';
import { eventually } from '../support/waiting.ts';

describe('the page of a rule', () => {
  afterEach(clearScratch);

  it('is a document that comes with the extension', async () => {
    const rule = 'nginx-stream-tls-without-alpn';
    const page = pageOf(await untilRule(writeOnDisk('page/nginx.conf', WITHOUT_ALPN), rule));
    assert.ok(page, 'the diagnostic has an address');
    assert.notEqual(page.scheme, 'https', 'it must be there offline');
    const document = await vscode.workspace.openTextDocument(page);
    assert.ok(document.getText().includes(rule));
  });

  it('opens rendered', async () => {
    const page = pageOf(
      await untilRule(writeOnDisk('page/rendered/nginx.conf', WITHOUT_ALPN), 'nginx-stream-tls-without-alpn'),
    );
    await vscode.commands.executeCommand('vscode.open', page);
    const viewType = await eventually({
      what: 'a rendered page',
      events: [vscode.window.tabGroups.onDidChangeTabs, vscode.window.tabGroups.onDidChangeTabGroups],
      look: () => {
        const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
        return input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputWebview
          ? input.viewType
          : undefined;
      },
      instead: () => vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? 'no tab',
    });
    assert.match(viewType, /markdown\.preview/);
  });
});
