import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { applyEveryFix } from '../support/codeActions.ts';
import { GO_SERVER, goMod } from '../support/configurations.ts';
import { untilNoRule, untilRule } from '../support/diagnostics.ts';
import { clearScratch, replaceText, show, writeOnDisk } from '../support/folders.ts';
import { expectHover } from '../support/hovers.ts';
import { polled } from '../support/waiting.ts';

const RULE = 'go-tls-listener-without-h2';

/** A module with one file. */
function writeModule(folder: string): vscode.Uri {
  writeOnDisk(`${folder}/go.mod`, goMod('v1.67.1'));
  return writeOnDisk(`${folder}/main.go`, GO_SERVER);
}

describe('Go source', () => {
  afterEach(clearScratch);

  it('is flagged without being opened, and again as it is typed', async () => {
    const uri = writeModule('go/flagged');
    const diagnostic = await untilRule(uri, RULE);
    const { document } = await show(uri);
    assert.equal(document.getText(diagnostic.range), 'tls.NewListener');
    assert.match(diagnostic.message, /missing selected ALPN property/);
    await replaceText(document, 'tls.Config{}', 'tls.Config{NextProtos: []string{"h2"}}');
    await untilNoRule(uri, RULE);
  });

  it('is mended by each quick fix, and the fix is undone in one step', async () => {
    const uri = writeModule('go/mended');
    const titles = await applyEveryFix(uri, RULE);
    assert.ok(titles.includes('Add `NextProtos: []string{"h2"}`'), titles.join());
  });

  it('is explained by hovers', async () => {
    const uri = writeModule('go/explained');
    await expectHover(uri, 'tls.NewListener', ['selects nothing', 'class B', 'grpc-go', 'v1.67.1']);
    await expectHover(uri, 'grpc.NewServer', ['selects nothing', 'class B']);
    await expectHover(uri, 'grpc.NewClient', ['localhost:9443', 'offers h2', 'missing selected ALPN property']);
    await expectHover(uri, 'credentials.NewTLS', ['localhost:9443', 'offers h2']);
  });

  it('has code lenses at listeners and clients, once they are switched on', async () => {
    const uri = writeModule('go/lenses');
    await untilRule(uri, RULE);
    await show(uri);
    const settings = vscode.workspace.getConfiguration('grpcAlpn.codeLens');
    await settings.update('enabled', true, vscode.ConfigurationTarget.Workspace);
    try {
      const titles = await polled('code lenses', async () => {
        const lenses = await vscode.commands.executeCommand<readonly vscode.CodeLens[]>(
          'vscode.executeCodeLensProvider',
          uri,
          10,
        );
        return lenses.length > 0 ? lenses.map(({ command }) => command?.title) : undefined;
      });
      assert.deepEqual(titles, [
        'ALPN: offers h2',
        'Probe localhost:9443',
        'ALPN: none selected',
        'Probe 127.0.0.1:9443',
      ]);
    } finally {
      await settings.update('enabled', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
