import { describe, expect, it } from 'vitest';
import { editorOn, NO_ALPN, streamConfiguration, streamServer } from './workspace.ts';

const BROKEN = streamConfiguration(streamServer());
const FINE = streamConfiguration(streamServer({ alpn: 'h2' }));
const GO_MOD = 'module example.com/orders\n\ngo 1.23\n\nrequire google.golang.org/grpc v1.68.1\n';

describe('what is shown', () => {
  it('is there for files that are not open', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN, 'service/go.mod': GO_MOD });
    expect(editor.diagnostics(folder.uri('nginx.conf'))).toEqual([NO_ALPN]);
    expect(editor.diagnostics(folder.uri('service/go.mod'))).toEqual(['warning grpc-go-enforces-alpn 4:31-4:38']);
    expect(editor.shown(folder.uri('nginx.conf'))?.version).toBeUndefined();
  });

  it('has source, code, page and related places', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN, 'go.mod': GO_MOD });
    const [diagnostic] = editor.shown(folder.uri('go.mod'))?.diagnostics ?? [];
    expect(diagnostic).toMatchObject({
      source: 'grpc-alpn',
      code: 'grpc-go-enforces-alpn',
      codeDescription: { href: 'grpc-alpn-rule:/grpc-go-enforces-alpn.md' },
      relatedInformation: [
        {
          location: {
            uri: folder.uri('nginx.conf'),
            range: { start: { line: 5, character: 8 }, end: { line: 5, character: 22 } },
          },
        },
      ],
    });
  });

  it('says related places in words to a client that cannot show them', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN, 'go.mod': GO_MOD }, { capabilities: {} });
    const [diagnostic] = editor.shown(folder.uri('go.mod'))?.diagnostics ?? [];
    expect(diagnostic).not.toHaveProperty('relatedInformation');
    expect(diagnostic).not.toHaveProperty('codeDescription');
    expect(diagnostic?.message).toMatch(/\nnginx\.conf, line 6: [^\n]+$/);
  });

  it('names no page to a client that does not open it', async () => {
    const { editor, folder } = await editorOn(
      { 'nginx.conf': BROKEN },
      { initializationOptions: { rulePages: false } },
    );
    const [diagnostic] = editor.shown(folder.uri('nginx.conf'))?.diagnostics ?? [];
    expect(diagnostic?.code).toBe('nginx-stream-tls-without-alpn');
    expect(diagnostic).not.toHaveProperty('codeDescription');
  });

  it('carries the version of an open document', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, BROKEN);
    await editor.settled();
    expect(editor.shown(uri)?.version).toBe(1);
    await editor.replace(uri, 'events {}', 'events { }');
    await editor.settled();
    expect(editor.shown(uri)?.version).toBe(2);
    await editor.close(uri);
    await editor.settled();
    expect(editor.shown(uri)?.version).toBeUndefined();
    expect(editor.diagnostics(uri)).toEqual([NO_ALPN]);
  });

  it('is sent only for files where something is another', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN, 'other/nginx.conf': BROKEN });
    await editor.open(folder.uri('nginx.conf'), BROKEN);
    await editor.settled();
    editor.published.length = 0;
    await editor.replace(folder.uri('nginx.conf'), 'listen 443 ssl', 'listen 443');
    await editor.settled();
    expect(editor.published.map(({ uri }) => uri)).toEqual([folder.uri('nginx.conf')]);
  });

  it('is written with the spelling of URIs that the client uses', async () => {
    const { editor, folder } = await editorOn({ 'a b/nginx.conf': BROKEN });
    const spelled = folder.uri('a b/nginx.conf').replace('nginx.conf', 'n%67inx.conf');
    await editor.open(spelled, BROKEN);
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([spelled]);
  });
});

describe('a change in the editor', () => {
  it('ends right when typed character by character', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, BROKEN);
    const behind = 'ssl_certificate_key a.key;';
    await editor.type(uri, BROKEN.indexOf(behind) + behind.length, '\n        ssl_alpn h2;');
    await editor.settled();
    expect(editor.text(uri)).toBe(FINE);
    expect(editor.diagnostics(uri)).toEqual([]);
    expect(editor.shown(uri)?.version).toBe(editor.version(uri));
    const versions = editor.published.flatMap(({ version }) => version ?? []);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  });

  it('ends right when each keystroke is answered', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': FINE });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, FINE);
    const line = '        ssl_alpn h2;\n';
    for (let i = 0; i < line.length; i++) {
      const start = { line: 8, character: 0 };
      const end = line[i] === '\n' ? { line: 9, character: 0 } : { line: 8, character: 1 };
      await editor.edit(uri, [{ range: { start, end }, newText: '' }]);
      const version = editor.version(uri);
      await editor.until(() => (editor.shown(uri)?.version === version ? true : undefined));
      expect(editor.text(uri)).toHaveLength(FINE.length - i - 1);
    }
    expect(editor.diagnostics(uri)).toEqual([NO_ALPN]);
  });

  it('can be undone', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, BROKEN);
    const undo = await editor.replace(uri, '443 ssl', '443');
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([]);
    await undo();
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([NO_ALPN]);
  });

  it('wins over the disk as long as the document is open', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': FINE });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, BROKEN);
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([NO_ALPN]);
    await folder.write('nginx.conf', `# written again\n${FINE}`);
    await editor.tellFiles({ [uri]: 'changed' });
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([NO_ALPN]);
    await editor.close(uri);
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([]);
  });

  it('is not lost while the workspace is still being read', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': FINE });
    const uri = folder.uri('nginx.conf');
    await editor.changeSettings(() => null);
    await editor.open(uri, FINE);
    await editor.replace(uri, '        ssl_alpn h2;\n', '');
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([NO_ALPN]);
  });

  it('waits for the next keystroke, but no request waits', async () => {
    const { editor, folder } = await editorOn(
      { 'nginx.conf': BROKEN },
      { initializationOptions: { debounce: 3_600_000 } },
    );
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, BROKEN);
    await editor.settled();
    await editor.replace(uri, '443 ssl', '443');
    // The answer to a request that waits for nothing: by now the change has come and not been taken in.
    await expect(editor.connection.sendRequest('no/such')).rejects.toThrow();
    expect(editor.diagnostics(uri)).toEqual([NO_ALPN]);
    await editor.hover(uri, { line: 0, character: 0 });
    expect(editor.diagnostics(uri)).toEqual([]);
  });

  it('shows a file that only the editor has', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': 'events {}\nstream { include conf.d/*; }\n' });
    const uri = folder.uri('conf.d/orders');
    await editor.open(uri, `# grpc-alpn: grpc=yes\n${streamServer({ indent: '' })}`);
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual(['error nginx-stream-tls-without-alpn 2:4-2:18']);
    await editor.close(uri);
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([]);
  });
});

describe('a change on the disk', () => {
  it('is taken in', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    await folder.write('nginx.conf', FINE);
    await editor.tellFiles({ [uri]: 'changed' });
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([]);
  });

  it('moves what is shown when a file is renamed', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    await folder.rename('nginx.conf', 'nginx-edge.conf');
    await editor.tellFiles({ [folder.uri('nginx.conf')]: 'deleted', [folder.uri('nginx-edge.conf')]: 'created' });
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([folder.uri('nginx-edge.conf')]);
  });

  it('moves what is shown when an open file is renamed', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    await editor.open(folder.uri('nginx.conf'), BROKEN);
    await folder.rename('nginx.conf', 'nginx-edge.conf');
    await editor.close(folder.uri('nginx.conf'));
    await editor.open(folder.uri('nginx-edge.conf'), BROKEN);
    await editor.tellFiles({ [folder.uri('nginx.conf')]: 'deleted', [folder.uri('nginx-edge.conf')]: 'created' });
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([folder.uri('nginx-edge.conf')]);
  });

  it('clears what is shown when a file is deleted', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    await folder.remove('nginx.conf');
    await editor.tellFiles({ [folder.uri('nginx.conf')]: 'deleted' });
    await editor.settled();
    expect(editor.shown(folder.uri('nginx.conf'))).toMatchObject({ diagnostics: [] });
  });

  it('counts also when only the folder is told of', async () => {
    const { editor, folder } = await editorOn({ 'go.mod': 'module m\n', 'edge/nginx.conf': BROKEN });
    expect(editor.filesWithDiagnostics()).toEqual([folder.uri('edge/nginx.conf')]);
    await folder.rename('edge', 'border');
    await editor.tellFiles({ [folder.uri('edge')]: 'deleted', [folder.uri('border')]: 'created' });
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([folder.uri('border/nginx.conf')]);
  });

  it('counts for what .gitignore leaves out', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    await folder.write('.gitignore', 'nginx.conf\n');
    await editor.tellFiles({ [folder.uri('.gitignore')]: 'created' });
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([]);
  });
});
