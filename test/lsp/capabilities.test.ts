import { describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { CAPABILITIES } from './editor.ts';
import { CODE_ACTION_KINDS, editorFor, editorOn, streamConfiguration, streamServer } from './workspace.ts';

describe('initialize', () => {
  it('says what the server can', async () => {
    const { editor } = await editorOn({});
    expect(editor.initialized).toEqual({
      capabilities: {
        positionEncoding: 'utf-16',
        textDocumentSync: { openClose: true, change: 2 },
        hoverProvider: true,
        codeLensProvider: {},
        codeActionProvider: { codeActionKinds: CODE_ACTION_KINDS },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
      serverInfo: { name: 'grpc-alpn', version },
    });
  });

  it('is followed by watchers for files, and for folders that come and go', async () => {
    const { editor } = await editorOn({});
    const [registration] = [...editor.registrations.values()].filter(
      ({ method }) => method === 'workspace/didChangeWatchedFiles',
    );
    const { watchers } = registration?.registerOptions as { watchers: { globPattern: string; kind?: number }[] };
    const patterns = watchers.map(({ globPattern }) => globPattern);
    expect(patterns).toEqual(
      expect.arrayContaining([
        '**/*.conf',
        '**/nginx*',
        '**/go.mod',
        '**/go.work',
        '**/grpc-alpn.json',
        '**/.gitignore',
      ]),
    );
    expect(watchers).toContainEqual({ globPattern: '**/*', kind: 5 });
  });

  it('registers nothing with a client that takes no registrations', async () => {
    const { editor } = await editorOn({ 'nginx.conf': 'stream { include a/b; }', 'a/b': '' }, { capabilities: {} });
    expect([...editor.registrations.keys()]).toEqual([]);
  });

  it('serves a client that knows nothing of workspace folders', async () => {
    const { editor, folder } = await editorOn(
      { 'nginx.conf': streamConfiguration(streamServer()) },
      { capabilities: { ...CAPABILITIES, workspace: {} } },
    );
    expect(editor.filesWithDiagnostics()).toEqual([folder.uri('nginx.conf')]);
    expect(editor.log).toEqual([]);
  });

  it('tells what is checked', async () => {
    const { editor, folder } = await editorOn({
      'nginx.conf': streamConfiguration(streamServer(), streamServer({ port: 444, alpn: 'h2' })),
    });
    expect(editor.statuses.map(({ state }) => state)).toEqual(['checking', 'ready']);
    expect(editor.status).toEqual({
      state: 'ready',
      folders: [
        {
          uri: folder.uri(),
          summary: { files: 1, listeners: 2, modules: 0, error: 1, warning: 0, information: 0, hint: 0 },
          hasEdges: false,
        },
      ],
      failures: [],
      notes: [],
    });
  });

  it('tells what could not be read', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': Uint8Array.of(0, 1, 2, 255) });
    expect(editor.status?.notes).toEqual([{ uri: folder.uri('nginx.conf'), message: 'is no text: not read' }]);
    expect(editor.filesWithDiagnostics()).toEqual([]);
  });

  it('is ready without a folder', async () => {
    const editor = await editorFor({ folders: [] });
    expect(editor.status).toEqual({ state: 'ready', folders: [], failures: [], notes: [] });
  });
});
