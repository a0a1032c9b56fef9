import { describe, expect, it } from 'vitest';
import { editorFor, editorOn, NO_ALPN, streamConfiguration, streamServer, temporaryFolder } from './workspace.ts';

const BROKEN = streamConfiguration(streamServer());
const FINE = streamConfiguration(streamServer({ alpn: 'h2' }));

describe('several workspace folders', () => {
  it('may have files of the same name', async () => {
    const [a, b] = [await temporaryFolder({ 'nginx.conf': BROKEN }), await temporaryFolder({ 'nginx.conf': FINE })];
    const editor = await editorFor({ folders: [a.uri(), b.uri()] });
    expect(editor.filesWithDiagnostics()).toEqual([a.uri('nginx.conf')]);
    await editor.open(b.uri('nginx.conf'), FINE);
    await editor.replace(b.uri('nginx.conf'), '        ssl_alpn h2;\n', '');
    await editor.settled();
    expect(editor.diagnostics(b.uri('nginx.conf'))).toEqual([NO_ALPN]);
    expect(editor.status?.folders.map(({ uri, summary }) => [uri, summary.error])).toEqual([
      [a.uri(), 1],
      [b.uri(), 1],
    ]);
  });

  it('come and go', async () => {
    const [a, b] = [await temporaryFolder({ 'nginx.conf': BROKEN }), await temporaryFolder({ 'nginx.conf': BROKEN })];
    const editor = await editorFor({ folders: [a.uri()] });
    await editor.changeFolders({ added: [b.uri()] });
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([a.uri('nginx.conf'), b.uri('nginx.conf')].sort());
    await editor.changeFolders({ removed: [a.uri()] });
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([b.uri('nginx.conf')]);
    expect(editor.status?.folders.map(({ uri }) => uri)).toEqual([b.uri()]);
  });

  it('may stand in one another: a file belongs to the innermost', async () => {
    const outer = await temporaryFolder({ 'nginx.conf': FINE, 'inner/nginx.conf': BROKEN });
    const inner = outer.uri('inner');
    const off = { rules: { 'nginx-stream-tls-without-alpn': 'off' } };
    const editor = await editorFor({
      folders: [outer.uri(), inner],
      settings: (scope) => (scope === inner ? off : null),
    });
    const uri = outer.uri('inner/nginx.conf');
    expect(editor.diagnostics(uri)).toEqual([]);
    await editor.changeFolders({ removed: [inner] });
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([NO_ALPN]);
    await editor.changeFolders({ added: [inner] });
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([]);
  });

  it('may be gone from the disk', async () => {
    const folder = await temporaryFolder({ 'nginx.conf': BROKEN });
    const editor = await editorFor({ folders: [folder.uri('no-such-folder'), folder.uri()] });
    expect(editor.filesWithDiagnostics()).toEqual([folder.uri('nginx.conf')]);
  });

  it('that are no files are left alone', async () => {
    const folder = await temporaryFolder({ 'nginx.conf': BROKEN });
    const editor = await editorFor({ folders: ['vscode-vfs://github/a/b', folder.uri()] });
    expect(editor.status?.folders.map(({ uri }) => uri)).toEqual([folder.uri()]);
    await editor.open('untitled:nginx.conf', BROKEN);
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([folder.uri('nginx.conf')]);
  });
});

describe('a file that is opened without a folder', () => {
  it('is checked with what it includes, and nothing else', async () => {
    const folder = await temporaryFolder({
      'nginx.conf': `${FINE}stream { include extra/*; }\n`,
      'extra/orders': `# grpc-alpn: grpc=yes\n${streamServer({ indent: '' })}`,
      'nginx-other.conf': BROKEN,
      'deeper/nginx.conf': BROKEN,
    });
    const editor = await editorFor({ folders: [] });
    await editor.open(folder.uri('nginx.conf'), `events {}\nstream {\n    include extra/*;\n}\n`);
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([folder.uri('extra/orders')]);
    expect(editor.status?.folders).toMatchObject([{ uri: folder.uri('nginx.conf'), summary: { files: 2, error: 1 } }]);
    await editor.close(folder.uri('nginx.conf'));
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([]);
    expect(editor.status?.folders).toEqual([]);
  });

  it('follows the disk and its own text', async () => {
    const folder = await temporaryFolder({ 'edge.conf': FINE, 'grpc-alpn.json': '{}' });
    const uri = folder.uri('edge.conf');
    const editor = await editorFor({ folders: [] });
    await editor.open(uri, FINE);
    await editor.replace(uri, '        ssl_alpn h2;\n', '');
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([NO_ALPN]);
    await folder.write('grpc-alpn.json', '{"rules": {"nginx-stream-tls-without-alpn": "hint"}}');
    await editor.tellFiles({ [folder.uri('grpc-alpn.json')]: 'changed' });
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([NO_ALPN.replace('error', 'hint')]);
  });

  it('is taken over by a folder that is added, and left behind by one that goes', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, BROKEN);
    await editor.changeFolders({ removed: [folder.uri()] });
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([NO_ALPN]);
    expect(editor.status?.folders.map((it) => it.uri)).toEqual([uri]);
    await editor.changeFolders({ added: [folder.uri()] });
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([NO_ALPN]);
    expect(editor.status?.folders.map((it) => it.uri)).toEqual([folder.uri()]);
  });
});
