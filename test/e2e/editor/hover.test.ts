import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { goMod, grpcServer, streamServer } from '../support/configurations.ts';
import { clearScratch, show, writeOnDisk } from '../support/folders.ts';
import { polled } from '../support/waiting.ts';

/** The hover over the first occurrence of a text, once it speaks of grpc-go. */
async function hoverOver(uri: vscode.Uri, text: string): Promise<string> {
  const { document } = await show(uri);
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, text);
  return polled(`a hover over ${text}`, async () => {
    const hovers = await vscode.commands.executeCommand<readonly vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      document.positionAt(offset + 1),
    );
    const shown = hovers.flatMap(({ contents }) => contents.map(textOf)).join('\n');
    console.log(shown);
    return shown.includes('grpc-go') ? shown : undefined;
  });
}

function textOf(content: vscode.Hover['contents'][number]): string {
  return content instanceof vscode.MarkdownString ? content.value : JSON.stringify(content);
}

describe('hover', () => {
  after(clearScratch);

  it('on the directives of a stream server', async () => {
    const text = streamServer(
      'listen 8443 ssl;',
      'ssl_alpn h2;',
      'proxy_ssl on;',
      'proxy_ssl_alpn h2;',
      'proxy_pass 127.0.0.1:50051;',
    );
    const uri = writeOnDisk('hover/nginx.conf', text);
    for (const directive of ['listen 8443', 'ssl_alpn h2', 'proxy_ssl on', 'proxy_ssl_alpn']) {
      assert.match(await hoverOver(uri, directive), /1\.6\d/, directive);
    }
  });

  it('on the directives of an http server, with where the nginx version comes from', async () => {
    const uri = writeOnDisk('hover/http/nginx.conf', grpcServer('listen 8443 ssl;', 'http2 on;'));
    for (const directive of ['listen 8443', 'http2 on', 'grpc_pass']) {
      assert.match(await hoverOver(uri, directive), /1\.31\.5/, directive);
    }
  });

  it('on the requirement of grpc-go', async () => {
    const uri = writeOnDisk('hover/go.mod', goMod('v1.68.1'));
    assert.match(await hoverOver(uri, 'v1.68.1'), /1\.67/);
  });
});
