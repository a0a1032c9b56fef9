// @ts-check
import assert from 'node:assert/strict';
import { openFiles, reportFailure, WITHOUT_ALPN } from './support.mjs';

describe('Restricted Mode', () => {
  /** @type {import('./support.mjs').Editor | undefined} */
  let editor;

  afterEach(async function () {
    await reportFailure(editor, this.currentTest);
    await editor?.close();
    editor = undefined;
  });

  it('checks, but does not let the settings of the folder name more to be read, until it is trusted', async () => {
    editor = await openFiles(
      {
        'nginx.conf': WITHOUT_ALPN,
        'edge.cfg': WITHOUT_ALPN.replace('ssl;', 'ssl; ssl_alpn http/1.1;'),
        '.vscode/settings.json': JSON.stringify({ 'grpcAlpn.nginx.roots': ['edge.cfg'] }),
      },
      { trust: 'asked' },
    );
    await editor.answerTrust('restrict');
    await editor.waitFor('Restricted Mode');
    await editor.openFile('nginx.conf');
    const restricted = await editor.problems();
    assert.equal(restricted.length, 1, restricted.join('\n'));
    assert.ok(restricted[0]?.includes('nginx-stream-tls-without-alpn'), restricted[0]);

    await editor.leaveRestrictedMode();
    await editor.problems((problems) => problems.some((it) => it.includes('nginx-stream-alpn-without-h2')));
  });

  it('checks Go source', async () => {
    editor = await openFiles(
      {
        'go.mod': 'module example.com/service\n\ngo 1.25.0\n\nrequire google.golang.org/grpc v1.66.3\n',
        'main.go': `package main

import (
	"crypto/tls"

	"google.golang.org/grpc"
)

func main() {
	listener, _ := tls.Listen("tcp", ":9443", &tls.Config{})
	grpc.NewServer().Serve(listener)
}
`,
      },
      { trust: 'asked' },
    );
    await editor.answerTrust('restrict');
    await editor.waitFor('Restricted Mode');
    await editor.openFile('main.go');
    await editor.problems((problems) => problems.some((it) => it.includes('go-tls-listener-without-h2')));
  });

  it('probes only after the host was shown and agreed to', async () => {
    const target = `127.0.0.1:${new URLSearchParams(process.env['E2E_CLASS_PORTS']).get('B')}`;
    editor = await openFiles({ 'nginx.conf': WITHOUT_ALPN }, { trust: 'asked' });
    await editor.answerTrust('restrict');
    await editor.problems();
    await editor.command('gRPC ALPN: Probe Endpoint');
    await editor.answer(target);
    assert.ok((await editor.answerDialog(/^Probe/)).includes(target));
    await editor.webview(/class B/i);
  });
});
