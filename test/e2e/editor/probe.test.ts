import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** `A=50001&B=50002…`: scripts/e2e.mjs starts the servers. */
const ports = new URLSearchParams(process.env['E2E_CLASS_PORTS']);

describe('the probe', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  for (const expected of ['A', 'B', 'C', 'D']) {
    it(`tells a real server of class ${expected}`, async () => {
      const port = ports.get(expected);
      assert.ok(port, `a server of class ${expected} runs`);
      const found = await vscode.commands.executeCommand<{ readonly class?: string } | undefined>(
        'grpcAlpn.probe',
        { target: `127.0.0.1:${port}` },
        // As code lenses do: else a dialog asks.
        'shown',
      );
      assert.equal(found?.class, expected);
    });
  }
});
