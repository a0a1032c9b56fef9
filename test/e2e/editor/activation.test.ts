import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { untilRule } from '../support/diagnostics.ts';
import { clearScratch, writeOnDisk } from '../support/folders.ts';
import { WITHOUT_ALPN } from '../support/configurations.ts';

describe('activation', () => {
  after(clearScratch);

  it('happens by itself in a folder with an nginx configuration', async () => {
    await untilRule(writeOnDisk('activation/nginx.conf', WITHOUT_ALPN), 'nginx-stream-tls-without-alpn');
    const extension = vscode.extensions.getExtension('grpc-alpn.grpc-alpn');
    assert.equal(extension?.isActive, true);
  });

  it('registers every command that the palette shows', async () => {
    const manifest: unknown = vscode.extensions.getExtension('grpc-alpn.grpc-alpn')?.packageJSON;
    const matches = JSON.stringify(manifest).matchAll(/"command":"(grpcAlpn\.\w+)"/g);
    const contributed = [...matches].map(([, id = '']) => id);
    assert.ok(contributed.includes('grpcAlpn.probe'), `commands: ${contributed.join()}`);
    const registered = new Set(await vscode.commands.getCommands());
    assert.deepEqual(
      contributed.filter((it) => !registered.has(it)),
      [],
    );
  });
});
