import * as vscode from 'vscode';
import { WITHOUT_ALPN } from '../support/configurations.ts';
import { diagnosticsOf, untilDiagnostics, untilRules } from '../support/diagnostics.ts';
import { clearScratch, fileIn, folder, writeOnDisk } from '../support/folders.ts';
import * as assert from 'node:assert/strict';

const RULE = 'nginx-stream-tls-without-alpn';

/** Sets `grpcAlpn.rules` for the scratch folder alone; without a level, clears it. */
async function setLevel(level?: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('grpcAlpn', folder('scratch').uri);
  const value = level === undefined ? undefined : { [RULE]: level };
  await configuration.update('rules', value, vscode.ConfigurationTarget.WorkspaceFolder);
}

describe('settings', () => {
  afterEach(async () => {
    await setLevel();
    await clearScratch();
  });

  it('change the level of a rule at once', async () => {
    const uri = writeOnDisk('settings/nginx.conf', WITHOUT_ALPN);
    await untilRules(uri, [RULE]);
    for (const [level, severity] of [
      ['hint', vscode.DiagnosticSeverity.Hint],
      ['warning', vscode.DiagnosticSeverity.Warning],
    ] as const) {
      await setLevel(level);
      await untilDiagnostics(uri, level, ([first]) => first?.severity === severity);
    }
    await setLevel('off');
    await untilRules(uri, []);
    await setLevel();
    await untilRules(uri, [RULE]);
  });

  it('of one folder do not count in the other', async () => {
    const other = fileIn('samples', 'e2e-settings/nginx.conf');
    const uri = writeOnDisk('settings/one/nginx.conf', WITHOUT_ALPN);
    await vscode.workspace.fs.writeFile(other, Buffer.from(WITHOUT_ALPN));
    try {
      await untilRules(uri, [RULE]);
      await untilRules(other, [RULE]);
      await setLevel('off');
      await untilRules(uri, []);
      assert.equal(diagnosticsOf(other).length, 1);
    } finally {
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(other, '..'), { recursive: true });
    }
    await untilRules(other, []);
  });
});
