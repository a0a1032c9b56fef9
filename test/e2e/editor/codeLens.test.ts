import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { streamServer } from '../support/configurations.ts';
import { untilRules } from '../support/diagnostics.ts';
import { clearScratch, show, writeOnDisk } from '../support/folders.ts';
import { polled } from '../support/waiting.ts';

/** `A=50001&B=50002…`: scripts/e2e.mjs starts the servers. */
const port = new URLSearchParams(process.env['E2E_CLASS_PORTS']).get('A') ?? '';

async function lensesOf(uri: vscode.Uri): Promise<readonly vscode.CodeLens[]> {
  return vscode.commands.executeCommand<readonly vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);
}

describe('code lenses', () => {
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('grpcAlpn.codeLens');

  afterEach(async () => {
    await settings().update('enabled', undefined, vscode.ConfigurationTarget.Workspace);
    await clearScratch();
  });

  it('are off until the setting turns them on; then they tell what h2 gets and probe it', async () => {
    const text = streamServer(`listen 127.0.0.1:${port} ssl;`, 'proxy_pass 127.0.0.1:50051;');
    const uri = writeOnDisk('lens/nginx.conf', text);
    const { document } = await show(uri);
    await untilRules(uri, ['nginx-stream-tls-without-alpn']);
    assert.deepEqual(await lensesOf(uri), []);

    await settings().update('enabled', true, vscode.ConfigurationTarget.Workspace);
    const lenses = await polled('code lenses', async () => {
      const found = await lensesOf(uri);
      return found.length > 0 ? found : undefined;
    });
    const line = text.split('\n').findIndex((it) => it.includes('listen'));
    assert.deepEqual(
      lenses.map(({ range, command }) => `${range.start.line} ${command?.title}`),
      [`${line} ALPN: none selected`, `${line} Probe 127.0.0.1:${port}`],
    );

    // What runs is not what is written: the prediction and the observation are told apart.
    const probe = lenses[1]?.command;
    assert.ok(probe);
    const given: readonly unknown[] = probe.arguments ?? [];
    assert.deepEqual(given, [{ target: `127.0.0.1:${port}` }, 'shown']);
    const found = await vscode.commands.executeCommand<{ readonly class?: string } | undefined>(
      probe.command,
      ...given,
    );
    assert.equal(found?.class, 'A');

    await settings().update('enabled', undefined, vscode.ConfigurationTarget.Workspace);
    await show(document.uri);
    await polled('no code lenses', async () => ((await lensesOf(uri)).length === 0 ? true : undefined));
  });
});
