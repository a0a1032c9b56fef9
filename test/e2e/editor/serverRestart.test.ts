import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { WITH_ALPN, WITHOUT_ALPN } from '../support/configurations.ts';
import { untilRules } from '../support/diagnostics.ts';
import { clearScratch, replaceText, show, writeOnDisk } from '../support/folders.ts';
import { languageServers } from '../support/serverProcess.ts';
import { polled } from '../support/waiting.ts';

const RULE = 'nginx-stream-tls-without-alpn';

/** The one server that runs. */
function runningServer(): number {
  const [server, ...others] = languageServers();
  assert.ok(server !== undefined && others.length === 0, 'one server runs');
  return server;
}

/** Waits until another server runs and follows what is typed. */
async function untilReplaced(former: number, { document }: vscode.TextEditor): Promise<void> {
  await polled('another server', () => languageServers().find((pid) => pid !== former));
  await replaceText(document, document.getText(), WITH_ALPN);
  await untilRules(document.uri, []);
  await replaceText(document, document.getText(), WITHOUT_ALPN);
  await untilRules(document.uri, [RULE]);
}

describe('the language server', () => {
  afterEach(clearScratch);

  it('that is killed is started again, and goes on with what is open', async () => {
    const uri = writeOnDisk('killed/nginx.conf', WITHOUT_ALPN);
    const editor = await show(uri);
    await untilRules(uri, [RULE]);
    const killed = runningServer();
    process.kill(killed, 'SIGKILL');
    await untilReplaced(killed, editor);
  });

  it('is started anew by its command', async () => {
    const uri = writeOnDisk('restarted/nginx.conf', WITHOUT_ALPN);
    const editor = await show(uri);
    await untilRules(uri, [RULE]);
    const former = runningServer();
    await vscode.commands.executeCommand('grpcAlpn.restartServer');
    await untilReplaced(former, editor);
    assert.notEqual(runningServer(), former);
  });
});
