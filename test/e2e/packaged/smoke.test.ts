import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { quickFixes } from '../support/codeActions.ts';
import { WITHOUT_ALPN } from '../support/configurations.ts';
import { pageOf, untilRule } from '../support/diagnostics.ts';
import { clearScratch, show, writeOnDisk } from '../support/folders.ts';

describe('the packaged extension', () => {
  after(clearScratch);

  it('is the one from the .vsix', () => {
    const extension = vscode.extensions.getExtension('grpc-alpn.grpc-alpn');
    assert.ok(extension, 'it is installed');
    assert.match(path.basename(extension.extensionPath), /^grpc-alpn\.grpc-alpn-\d/);
    assert.notEqual(path.resolve(extension.extensionPath), process.env['E2E_ROOT']);
  });

  it('finds, explains and fixes', async () => {
    const uri = writeOnDisk('packaged/nginx.conf', WITHOUT_ALPN);
    await show(uri);
    const diagnostic = await untilRule(uri, 'nginx-stream-tls-without-alpn');
    assert.notDeepEqual(await quickFixes(uri, diagnostic), []);
    const page = pageOf(diagnostic);
    assert.ok(page);
    assert.ok((await vscode.workspace.openTextDocument(page)).getText().length > 200);
  });
});
