import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { goMod, WITH_ALPN, WITHOUT_ALPN } from '../support/configurations.ts';
import { ruleOf, untilDiagnostics, untilRule, untilRules } from '../support/diagnostics.ts';
import { clearScratch, fileIn, replaceText, show, writeOnDisk } from '../support/folders.ts';

const RULE = 'nginx-stream-tls-without-alpn';

describe('diagnostics follow', () => {
  afterEach(clearScratch);

  it('what is typed and not saved, and undo', async () => {
    const uri = writeOnDisk('typed/nginx.conf', WITHOUT_ALPN);
    const { document } = await show(uri);
    await untilRules(uri, [RULE]);
    await replaceText(document, 'ssl;', 'ssl;\n        ssl_alpn h2;');
    await untilRules(uri, []);
    await vscode.commands.executeCommand('undo');
    await untilRules(uri, [RULE]);
  });

  it('half-typed text: the other server keeps its finding, at its place', async () => {
    const second = '    server {\n        listen 9443 ssl;\n        proxy_pass 127.0.0.1:50052;\n    }\n}\n';
    const uri = writeOnDisk('half/nginx.conf', WITH_ALPN.replace(/\}\n$/, second));
    const { document } = await show(uri);
    await untilRule(uri, RULE);
    await replaceText(document, 'ssl_alpn h2;', 'ssl_alpn h2;\n        proxy_conn');
    await untilDiagnostics(uri, 'a finding on the second server', (found) =>
      found.some((it) => ruleOf(it) === RULE && document.getText(it.range).startsWith('listen 9443')),
    );
  });

  it('a rename', async () => {
    const uri = writeOnDisk('old/nginx.conf', WITHOUT_ALPN);
    await untilRules(uri, [RULE]);
    const renamed = fileIn('scratch', 'new/nginx.conf');
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(uri, renamed);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await untilRules(renamed, [RULE]);
    await untilRules(uri, []);
  });

  it('the deletion of an open file', async () => {
    const uri = writeOnDisk('deleted/nginx.conf', WITHOUT_ALPN);
    await show(uri);
    await untilRules(uri, [RULE]);
    const edit = new vscode.WorkspaceEdit();
    edit.deleteFile(uri);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await untilRules(uri, []);
  });

  it('changes on disk by another program', async () => {
    const uri = writeOnDisk('disk/nginx.conf', WITHOUT_ALPN);
    await untilRules(uri, [RULE]);
    fs.writeFileSync(uri.fsPath, WITH_ALPN);
    await untilRules(uri, []);
    fs.writeFileSync(uri.fsPath, WITHOUT_ALPN);
    await untilRules(uri, [RULE]);
    fs.rmSync(uri.fsPath);
    await untilRules(uri, []);
  });

  it('an included file, whatever its language, saved or not', async () => {
    const [before = '', body = ''] = WITHOUT_ALPN.split('stream {\n');
    writeOnDisk('included/nginx.conf', `${before}stream {\n    include servers/edge.inc;\n}\n`);
    const uri = writeOnDisk('included/servers/edge.inc', body.replace(/\}\n$/, ''));
    await untilRules(uri, [RULE]);
    const { document } = await show(uri);
    for (const language of ['plaintext', 'yaml']) {
      await vscode.languages.setTextDocumentLanguage(document, language);
      await replaceText(document, 'ssl;', 'ssl; ssl_alpn h2;');
      await untilRules(uri, []);
      await replaceText(document, 'ssl; ssl_alpn h2;', 'ssl;');
      await untilRules(uri, [RULE]);
    }
  });

  it('an edit of another file: go.mod warns while a hop would be refused', async () => {
    const configuration = writeOnDisk('linked/nginx.conf', WITHOUT_ALPN);
    const uri = writeOnDisk('linked/go.mod', goMod('v1.68.1'));
    const { Warning, Information } = vscode.DiagnosticSeverity;
    const { document } = await show(configuration);
    await untilDiagnostics(uri, 'a warning', ([first]) => first?.severity === Warning);
    await replaceText(document, 'ssl;', 'ssl; ssl_alpn h2;');
    await untilDiagnostics(uri, 'an information', ([first]) => first?.severity === Information);
  });
});
