import { symlink } from 'node:fs/promises';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CAPABILITIES } from './editor.ts';
import {
  CODE_ACTION_KINDS,
  editorFor,
  editorOn,
  streamConfiguration,
  streamServer,
  temporaryFolder,
} from './workspace.ts';

const MAIN = '# grpc-alpn: nginx=1.26.3\nevents {}\nstream {\n    include listeners/edge.txt;\n}\n';
const INCLUDED = `# grpc-alpn: grpc=yes\n${streamServer({ indent: '' })}`;
const FOUND = 'error nginx-stream-tls-without-alpn 2:4-2:18';

describe('an included file', () => {
  it('is checked whatever its name and its language are', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': MAIN, 'listeners/edge.txt': INCLUDED });
    const uri = folder.uri('listeners/edge.txt');
    expect(editor.diagnostics(uri)).toEqual([FOUND]);
    await editor.open(uri, INCLUDED, 'plaintext');
    await editor.replace(uri, '443 ssl', '443');
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([]);
  });

  it('is asked for by name where its name says nothing', async () => {
    const { editor, folder } = await editorOn({
      'nginx.conf': MAIN.replace('edge.txt;', 'edge.txt; include nginx/conf.d/a; include listeners/a.conf;'),
      'listeners/edge.txt': INCLUDED,
      'listeners/a.conf': '',
      'nginx/conf.d/a': '',
    });
    const pattern = path.posix.join(folder.path, 'listeners/edge.txt');
    const documents = { documentSelector: [{ scheme: 'file', pattern }] };
    const registered = (method: string): unknown[] =>
      [...editor.registrations.values()].filter((it) => it.method === method).map((it): unknown => it.registerOptions);
    await editor.until(() => registered('textDocument/hover')[0]);
    expect(registered('textDocument/didOpen')).toEqual([documents]);
    expect(registered('textDocument/didChange')).toEqual([{ ...documents, syncKind: 2 }]);
    expect(registered('textDocument/didClose')).toEqual([documents]);
    expect(registered('textDocument/hover')).toEqual([documents]);
    expect(registered('textDocument/codeAction')).toEqual([{ ...documents, codeActionKinds: CODE_ACTION_KINDS }]);
    expect(registered('workspace/didChangeWatchedFiles')).toContainEqual({ watchers: [{ globPattern: pattern }] });

    await editor.open(folder.uri('nginx.conf'), MAIN.replace('listeners/edge.txt', 'listeners/*.none'));
    await editor.until(() => (registered('textDocument/didOpen').length === 0 ? true : undefined));
    expect(registered('textDocument/hover')).toEqual([]);
  });

  it('of a file without a folder is watched where it stands', async () => {
    const folder = await temporaryFolder({ 'nginx.conf': MAIN, 'listeners/edge.txt': INCLUDED });
    const workspace = {
      ...CAPABILITIES.workspace,
      didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
    };
    const editor = await editorFor({ folders: [], capabilities: { ...CAPABILITIES, workspace } });
    const [main, included] = [folder.uri('nginx.conf'), folder.uri('listeners/edge.txt')];
    await editor.open(main, MAIN);
    const watchers = [{ globPattern: { baseUri: folder.uri('listeners'), pattern: 'edge.txt' } }];
    const isWatched = (): boolean =>
      [...editor.registrations.values()].some(
        (it) => JSON.stringify(it.registerOptions) === JSON.stringify({ watchers }),
      );
    await editor.until(() => (isWatched() ? true : undefined));
    expect(editor.diagnostics(included)).toEqual([FOUND]);
    await folder.write('listeners/edge.txt', '');
    await editor.tellFiles({ [included]: 'changed' });
    await editor.settled();
    expect(editor.diagnostics(included)).toEqual([]);
    await editor.close(main);
    await editor.until(() => (isWatched() ? undefined : true));
  });

  it('is not asked for by name as long as it is open in the language nginx', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': MAIN, 'listeners/edge.txt': INCLUDED });
    const hovers = (): number =>
      [...editor.registrations.values()].filter(({ method }) => method === 'textDocument/hover').length;
    await editor.until(() => (hovers() === 1 ? true : undefined));
    await editor.open(folder.uri('listeners/edge.txt'), INCLUDED, 'nginx');
    await editor.until(() => (hovers() === 0 ? true : undefined));
    await editor.close(folder.uri('listeners/edge.txt'));
    await editor.until(() => (hovers() === 1 ? true : undefined));
    expect(editor.diagnostics(folder.uri('listeners/edge.txt'))).toEqual([FOUND]);
  });

  it('is let go when nothing includes it any more, and taken in again', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': MAIN, 'listeners/edge.txt': INCLUDED });
    const [main, included] = [folder.uri('nginx.conf'), folder.uri('listeners/edge.txt')];
    await editor.open(main, MAIN);
    const isAskedFor = (): boolean =>
      [...editor.registrations.values()].some(({ method }) => method === 'textDocument/didOpen');
    await editor.until(() => (isAskedFor() ? true : undefined));
    const undo = await editor.replace(main, '    include', '    #include');
    await editor.settled();
    expect(editor.diagnostics(included)).toEqual([]);
    await editor.until(() => (isAskedFor() ? undefined : true));
    await undo();
    await editor.settled();
    expect(editor.diagnostics(included)).toEqual([FOUND]);
    await editor.until(() => (isAskedFor() ? true : undefined));
  });

  it('that comes into a folder which a pattern names is taken in', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': MAIN.replace('edge.txt', '*'), 'listeners/a.txt': '' });
    await folder.write('listeners/b.txt', INCLUDED);
    await editor.tellFiles({ [folder.uri('listeners/b.txt')]: 'created' });
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([folder.uri('listeners/b.txt')]);
    await folder.remove('listeners/b.txt');
    await editor.tellFiles({ [folder.uri('listeners/b.txt')]: 'deleted' });
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([]);
  });

  it('outside of the folder is not read, also not through a link', async () => {
    const outside = await temporaryFolder({ 'secret.conf': INCLUDED });
    const folder = await temporaryFolder({
      'nginx.conf': `stream {\n    include ${outside.path}/secret.conf;\n    include linked.txt;\n    include ../*/secret.conf;\n}\n`,
    });
    await symlink(path.join(outside.path, 'secret.conf'), path.join(folder.path, 'linked.txt'));
    const editor = await editorFor({ folders: [folder.uri()] });
    expect(editor.filesWithDiagnostics()).toEqual([]);
    expect(editor.status?.folders).toMatchObject([{ summary: { files: 1, listeners: 0 } }]);
  });

  it('that includes itself does no harm', async () => {
    const { editor, folder } = await editorOn({
      'nginx.conf': `${streamConfiguration(streamServer())}include nginx.conf;\n`,
    });
    expect(editor.filesWithDiagnostics()).toEqual([folder.uri('nginx.conf')]);
  });
});
