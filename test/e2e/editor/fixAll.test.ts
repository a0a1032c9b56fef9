import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { streamServer } from '../support/configurations.ts';
import { ruleOf, untilDiagnostics, untilRules } from '../support/diagnostics.ts';
import { clearScratch, replaceText, show, writeOnDisk } from '../support/folders.ts';
import { polled } from '../support/waiting.ts';

const FIX_ALL = 'source.fixAll.grpcAlpn';

/** Within this time, in ms, the editor tells its extensions what a command has changed. */
const SETTLING_TIME = 1_000;

/** Two servers that safe fixes cure, and one whose fixes change what it does: those are for people to choose. */
const BROKEN = streamServer(
  'listen 8443 ssl;',
  'proxy_pass 127.0.0.1:50051;',
  'ssl_certificate server.crt;',
  'ssl_certificate_key server.key;',
  '}',
  'server {',
  'listen 9443;',
  'ssl_alpn h2;',
  'proxy_pass 127.0.0.1:50051;',
  '}',
  'server {',
  'listen 10443 ssl;',
  'ssl_alpn http/1.1;',
  'proxy_pass 127.0.0.1:50051;',
);
const UNSAFE = 'nginx-alpn-directive-without-tls';
const RULES = ['nginx-stream-tls-without-alpn', UNSAFE, 'nginx-stream-alpn-without-h2'];

const FIXED = BROKEN.replace('server.key;', 'server.key;\n        ssl_alpn h2;').replace('http/1.1', 'h2 http/1.1');

/** The document, once all that is broken in it is told. */
async function opened(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const { document } = await show(uri);
  await untilRules(uri, RULES);
  return document;
}

/**
 * Runs the command until the document changes: it does nothing until the editor has learned that there is somebody who fixes
 * all in this document, and no event tells when. The change is told later than the command ends, and a second run before that
 * would fix the text of before once more.
 */
async function fixAll(document: vscode.TextDocument): Promise<void> {
  const before = document.version;
  await polled('a change by the command', async () => {
    await vscode.commands.executeCommand('editor.action.fixAll');
    await new Promise((resolve) => setTimeout(resolve, SETTLING_TIME));
    return document.version === before ? undefined : true;
  });
}

describe('fix all', () => {
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('editor');

  afterEach(async () => {
    await settings().update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Workspace);
    await clearScratch();
  });

  it('happens on save where the settings say so, and leaves what is not safe', async () => {
    await settings().update('codeActionsOnSave', { [FIX_ALL]: 'explicit' }, vscode.ConfigurationTarget.Workspace);
    const uri = writeOnDisk('onSave/nginx.conf', BROKEN);
    const document = await opened(uri);
    await replaceText(document, '127.0.0.1:50051', '127.0.0.1:50052');
    assert.ok(await document.save());
    assert.equal(document.getText(), FIXED.replace('127.0.0.1:50051', '127.0.0.1:50052'));
    assert.equal(fs.readFileSync(uri.fsPath, 'utf8'), document.getText());
    await untilRules(uri, [UNSAFE]);
  });

  it('does not happen on save otherwise', async () => {
    const uri = writeOnDisk('notOnSave/nginx.conf', BROKEN);
    const document = await opened(uri);
    await replaceText(document, '127.0.0.1:50051', '127.0.0.1:50052');
    assert.ok(await document.save());
    assert.equal(document.getText(), BROKEN.replace('127.0.0.1:50051', '127.0.0.1:50052'));
  });

  it('happens by command, and is undone in one step', async () => {
    const uri = writeOnDisk('command/nginx.conf', BROKEN);
    const document = await opened(uri);
    await fixAll(document);
    assert.equal(document.getText(), FIXED);
    const [left] = await untilDiagnostics(uri, 'only what is not safe', (found) => found.length === 1);
    assert.equal(left && ruleOf(left), UNSAFE);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), BROKEN);
  });
});
