import { onTestFinished, describe, expect, it } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver-protocol/node';
import { CAPABILITIES, Editor } from './editor.ts';
import { BARE_SERVER, goClient, goMain, goMod } from '../support/goTexts.ts';
import { editorOn, streamConfiguration, streamServer, temporaryFolder } from './workspace.ts';

const BROKEN = streamConfiguration(streamServer());

describe('hover', () => {
  it('tells about a directive as it is now', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, BROKEN);
    const before = await editor.hover(uri, { line: 5, character: 9 });
    expect(before).toMatchObject({
      contents: { kind: 'markdown' },
      range: { start: { line: 5, character: 8 }, end: { line: 5, character: 14 } },
    });
    expect(JSON.stringify(before)).toContain('missing selected ALPN property');
    await editor.replace(uri, 'a.key;', 'a.key; ssl_alpn h2;');
    await editor.replace(uri, 'events {}\n', '');
    const after = await editor.hover(uri, { line: 4, character: 9 });
    expect(JSON.stringify(after)).not.toContain('missing selected ALPN property');
  });

  it('tells in plain text where the client wants that', async () => {
    const capabilities = {
      ...CAPABILITIES,
      textDocument: { ...CAPABILITIES.textDocument, hover: { contentFormat: ['plaintext' as const] } },
    };
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN }, { capabilities });
    expect(await editor.hover(folder.uri('nginx.conf'), { line: 5, character: 9 })).toMatchObject({
      contents: { kind: 'plaintext' },
    });
  });

  it.each(['README.md', 'no/such.conf', '../outside.conf'])('has nothing to say about %s', async (name) => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN, 'README.md': 'listen' });
    expect(await editor.hover(folder.uri(name), { line: 0, character: 0 })).toBeNull();
  });

  it.each([
    ['behind the end of a line', { line: 0, character: 4000 }],
    ['behind the last line', { line: 4000, character: 0 }],
  ])('has nothing to say %s', async (_, position) => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    expect(await editor.hover(folder.uri('nginx.conf'), position)).toBeNull();
  });

  it('has nothing to say about what is no file', async () => {
    const { editor } = await editorOn({ 'nginx.conf': BROKEN });
    expect(await editor.hover('untitled:a.conf', { line: 0, character: 0 })).toBeNull();
    expect(await editor.hover('no uri at all', { line: 0, character: 0 })).toBeNull();
  });
});

describe('a request', () => {
  it('can be cancelled while the server reads', async () => {
    const folder = await temporaryFolder({ 'nginx.conf': BROKEN });
    const editor = await Editor.startUnchecked({ folders: [folder.uri()] });
    onTestFinished(() => editor.stop());
    const cancellation = new CancellationTokenSource();
    const answer = editor.connection.sendRequest(
      'textDocument/hover',
      { textDocument: { uri: folder.uri('nginx.conf') }, position: { line: 5, character: 9 } },
      cancellation.token,
    );
    cancellation.cancel();
    await expect(answer).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([folder.uri('nginx.conf')]);
  });

  it('of which the server knows nothing is refused', async () => {
    const { editor } = await editorOn({});
    await expect(editor.connection.sendRequest('grpc-alpn/no-such', {})).rejects.toThrow(/no-such/);
  });
});

describe('grpc-alpn/endpoints', () => {
  it('lists what can be probed, each once', async () => {
    const server = streamServer({ port: 8443 }).replace(
      '    proxy_pass',
      '    server_name orders.example.com;\n        proxy_pass',
    );
    const { editor, folder } = await editorOn({
      'nginx.conf': streamConfiguration(server),
      'other/nginx.conf': streamConfiguration(server),
    });
    const endpoints = await editor.endpoints();
    expect(endpoints).toEqual([
      {
        target: 'orders.example.com:8443',
        uri: folder.uri('nginx.conf'),
        range: { start: { line: 5, character: 8 }, end: { line: 5, character: 23 } },
      },
      {
        target: '127.0.0.1:8443',
        sni: 'orders.example.com',
        uri: folder.uri('nginx.conf'),
        range: { start: { line: 5, character: 8 }, end: { line: 5, character: 23 } },
      },
    ]);
  });
});

describe('grpc-alpn/map', () => {
  it('is said to be another one when a check has ended', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, BROKEN);
    await editor.settled();
    const changed = new Promise<void>((resolve) => {
      editor.connection.onNotification('grpc-alpn/mapChanged', () => resolve());
    });
    await editor.replace(uri, '443', '444');
    await changed;
    expect(await editor.connection.sendRequest('grpc-alpn/map', {})).toMatchObject({ listeners: [{ port: 444 }] });
  });

  it('tells about the listeners of one folder, or of all', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const one = {
      uri: folder.uri('nginx.conf'),
      configuration: folder.uri('nginx.conf'),
      port: 443,
      module: 'stream',
      tls: 'terminated',
      alpn: { kind: 'ignores' },
    };
    expect(await editor.connection.sendRequest('grpc-alpn/map', { folder: folder.uri() })).toMatchObject({
      schema: 1,
      listeners: [one],
    });
    expect(await editor.connection.sendRequest('grpc-alpn/map', {})).toMatchObject({ schema: 1, listeners: [one] });
    expect(await editor.connection.sendRequest('grpc-alpn/map', { folder: folder.uri('none') })).toEqual({
      schema: 1,
      modules: [],
      listeners: [],
      dialers: [],
    });
  });

  it('tells about listeners and clients in Go, also in a document that is not saved', async () => {
    const saved = goMain(...BARE_SERVER, goClient('localhost:9443'));
    const { editor, folder } = await editorOn({ 'go.mod': goMod('v1.67.1'), 'main.go': saved });
    const uri = folder.uri('main.go');
    const place = { uri, configuration: uri, source: 'go' };
    let isAsked = (): void => undefined;
    editor.connection.onNotification('grpc-alpn/mapChanged', () => isAsked());
    const mapWith = async (words: string): Promise<unknown> => {
      for (;;) {
        const changed = new Promise<void>((resolve) => (isAsked = resolve));
        const map: unknown = await editor.connection.sendRequest('grpc-alpn/map', {});
        if (JSON.stringify(map).includes(words)) return map;
        await changed;
      }
    };
    expect(await mapWith('"port":9443')).toMatchObject({
      listeners: [{ ...place, module: 'tls', port: 9443, alpn: { kind: 'ignores' } }],
      dialers: [{ ...place, module: 'grpc', to: 'localhost:9443', leadsTo: [{ ...place, port: 9443 }] }],
    });
    await editor.open(uri, saved, 'go');
    await editor.replace(uri, '":9443"', '":9444"');
    expect(await mapWith('"port":9444')).toMatchObject({
      listeners: [{ port: 9444 }],
      dialers: [{ to: 'localhost:9443', leadsTo: [] }],
    });
  });
});
