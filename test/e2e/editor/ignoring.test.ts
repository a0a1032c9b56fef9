import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { applyAction, quickFixes } from '../support/codeActions.ts';
import { goMod, WITHOUT_ALPN } from '../support/configurations.ts';
import { untilRule, untilRules } from '../support/diagnostics.ts';
import { clearScratch, replaceText, show, writeOnDisk } from '../support/folders.ts';

const RULE = 'nginx-stream-tls-without-alpn';

/** Applies the action of this title on the rule's first finding. */
async function act(uri: vscode.Uri, rule: string, title: string): Promise<void> {
  const actions = await quickFixes(uri, await untilRule(uri, rule));
  const action = actions.find((it) => it.title === title);
  assert.ok(action, actions.map((it) => it.title).join());
  await applyAction(action);
}

describe('the action that ignores', () => {
  afterEach(clearScratch);

  it('silences a finding, is reported once there is nothing to silence, and is removed then', async () => {
    const uri = writeOnDisk('ignored/nginx.conf', WITHOUT_ALPN);
    const { document } = await show(uri);
    await act(uri, RULE, `Ignore \`${RULE}\` here`);
    assert.equal(
      document.getText(),
      WITHOUT_ALPN.replace('        listen', `        # grpc-alpn: ignore ${RULE} -- reason\n        listen`),
    );
    await untilRules(uri, []);

    await replaceText(document, 'ssl;', 'ssl; ssl_alpn h2;');
    await untilRules(uri, ['unused-ignore']);
    await act(uri, 'unused-ignore', 'Remove this comment');
    assert.equal(document.getText(), WITHOUT_ALPN.replace('ssl;', 'ssl; ssl_alpn h2;'));
    await untilRules(uri, []);
  });

  it('writes the comments of go.mod there', async () => {
    const rule = 'grpc-go-enforces-alpn';
    const uri = writeOnDisk('ignored/go.mod', goMod('v1.68.1'));
    const { document } = await show(uri);
    await act(uri, rule, `Ignore \`${rule}\` here`);
    assert.match(document.getText(), /^\/\/ grpc-alpn: ignore grpc-go-enforces-alpn -- reason\nrequire /m);
    await untilRules(uri, []);
  });

  it('selects the reason', async () => {
    const uri = writeOnDisk('typed/nginx.conf', WITHOUT_ALPN);
    const editor = await show(uri);
    await act(uri, RULE, `Ignore \`${RULE}\` here`);
    assert.equal(editor.document.getText(editor.selection), 'reason');
    await vscode.commands.executeCommand('type', { text: 'a database' });
    assert.match(editor.document.getText(), /-- a database\n {8}listen/);
    await untilRules(uri, []);
  });
});
