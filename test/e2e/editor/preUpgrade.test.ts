import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { goMod, WITHOUT_ALPN } from '../support/configurations.ts';
import { untilRule } from '../support/diagnostics.ts';
import { clearScratch, fileIn, show, writeOnDisk } from '../support/folders.ts';
import { eventually, polled } from '../support/waiting.ts';

interface Result {
  readonly version: string;
  readonly breaks: number;
  readonly markdown: string;
}

/** What the tab in front shows, if it is a report of this command. */
function reportInFront(): vscode.Uri | undefined {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isRendered = input instanceof vscode.TabInputCustom && input.viewType === 'vscode.markdown.preview.editor';
  return isRendered && input.uri.path.includes('before grpc-go') ? input.uri : undefined;
}

describe('the pre-upgrade check', () => {
  afterEach(clearScratch);

  it('of a go.mod opens its report, rendered, with links that lead to the places', async () => {
    const nginx = writeOnDisk('upgrade/nginx.conf', WITHOUT_ALPN);
    const module = writeOnDisk('upgrade/go.mod', goMod('v1.66.3'));
    await untilRule(nginx, 'nginx-stream-tls-without-alpn');
    // The first check may not know of the go.mod that was written behind it.
    const result = await polled('the module in the report', async () => {
      const found = await vscode.commands.executeCommand<Result | undefined>('grpcAlpn.preUpgradeCheck', module);
      return found?.markdown.includes('upgrade/go\\.mod') === true ? found : undefined;
    });
    assert.ok(result.breaks > 0, result.markdown);
    const report = await eventually({
      what: 'the report in front',
      events: [vscode.window.tabGroups.onDidChangeTabs, vscode.window.tabGroups.onDidChangeTabGroups],
      look: reportInFront,
      instead: () => vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? 'no tab',
    });
    const document = await vscode.workspace.openTextDocument(report);
    assert.equal(document.getText(), result.markdown);
    const [, href = ''] = /nginx\\\.conf[^\]]*\]\(<([^>#]+)#L\d+,\d+>\)/.exec(result.markdown) ?? [];
    const [first] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(first);
    assert.equal(vscode.Uri.joinPath(first.uri, decodeURIComponent(href)).toString(), nginx.toString());
  });

  it('is an action on a requirement below 1.67', async () => {
    const uri = writeOnDisk('raising/go.mod', goMod('v1.66.3'));
    const { document } = await show(uri);
    const at = document.positionAt(document.getText().indexOf('google.golang.org') + 3);
    const action = await polled('the action', async () => {
      const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        new vscode.Range(at, at),
      );
      return actions.find(({ title }) => title === 'Check what raising grpc-go would break');
    });
    assert.equal(action.command?.command, 'grpcAlpn.preUpgradeCheck');
    const argument: unknown = action.command.arguments?.[0];
    const result = await vscode.commands.executeCommand<Result | undefined>(action.command.command, argument);
    assert.ok(result?.markdown.includes('raising/go\\.mod'));
  });

  it('has nothing to show of a module that there is not', async () => {
    const uri = fileIn('scratch', 'no/such/go.mod');
    assert.equal(
      await vscode.commands.executeCommand('grpcAlpn.preUpgradeCheck', { module: uri.toString() }),
      undefined,
    );
  });
});
