import { describe, expect, it } from 'vitest';
import { CAPABILITIES } from './editor.ts';
import { editorFor, editorOn, NO_ALPN, streamConfiguration, streamServer, temporaryFolder } from './workspace.ts';

const BROKEN = streamConfiguration(streamServer());
const level = (it: string): object => ({ rules: { 'nginx-stream-tls-without-alpn': it } });

describe('settings', () => {
  it('are asked for by folder', async () => {
    const [a, b] = [await temporaryFolder({ 'nginx.conf': BROKEN }), await temporaryFolder({ 'nginx.conf': BROKEN })];
    const editor = await editorFor({
      folders: [a.uri(), b.uri()],
      settings: (scope) => (scope === a.uri() ? level('hint') : null),
    });
    expect(editor.diagnostics(a.uri('nginx.conf'))).toEqual([NO_ALPN.replace('error', 'hint')]);
    expect(editor.diagnostics(b.uri('nginx.conf'))).toEqual([NO_ALPN]);
  });

  it('are taken in when they change', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    await editor.changeSettings(() => level('off'));
    await editor.settled();
    expect(editor.diagnostics(folder.uri('nginx.conf'))).toEqual([]);
    await editor.changeSettings(() => ({ exclude: ['nothing'] }));
    await editor.settled();
    expect(editor.diagnostics(folder.uri('nginx.conf'))).toEqual([NO_ALPN]);
    await editor.changeSettings(() => ({ exclude: ['nginx.conf'] }));
    await editor.settled();
    expect(editor.diagnostics(folder.uri('nginx.conf'))).toEqual([]);
  });

  it('of the workspace outweigh grpc-alpn.json, and this one those of the user', async () => {
    const { editor, folder } = await editorOn(
      { 'nginx.conf': BROKEN, 'grpc-alpn.json': JSON.stringify(level('warning')) },
      { settings: () => ({ layers: { user: level('hint'), workspace: {} } }) },
    );
    expect(editor.diagnostics(folder.uri('nginx.conf'))).toEqual([NO_ALPN.replace('error', 'warning')]);
    await editor.changeSettings(() => ({ layers: { user: level('hint'), workspace: level('information') } }));
    await editor.settled();
    expect(editor.diagnostics(folder.uri('nginx.conf'))).toEqual([NO_ALPN.replace('error', 'information')]);
    await folder.remove('grpc-alpn.json');
    await editor.tellFiles({ [folder.uri('grpc-alpn.json')]: 'deleted' });
    await editor.changeSettings(() => ({ layers: { user: level('hint') } }));
    await editor.settled();
    expect(editor.diagnostics(folder.uri('nginx.conf'))).toEqual([NO_ALPN.replace('error', 'hint')]);
  });

  it('of the wrong type are ignored, said once in the log and kept in the status', async () => {
    const wrong = {
      rules: { 'nginx-stream-tls-without-alpn': 5 },
      nginx: { version: ['1.26.3'] },
      exclude: 'a',
      grpcGo: 7,
    };
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN }, { settings: () => wrong });
    expect(editor.diagnostics(folder.uri('nginx.conf'))).toEqual([NO_ALPN]);
    const messages = editor.status?.notes.map(({ message }) => message) ?? [];
    expect(messages.map((it) => it.split(' ')[0])).toEqual([
      'grpcAlpn.nginx.version',
      'grpcAlpn.rules.nginx-stream-tls-without-alpn',
      'grpcAlpn.exclude',
    ]);
    await editor.changeSettings(() => wrong);
    await editor.settled();
    expect(editor.log).toEqual(messages);
    await editor.changeSettings(() => null);
    await editor.settled();
    expect(editor.status?.notes).toEqual([]);
  });

  it.each([5, 'text', [1], { layers: 5 }, { layers: null }, { layers: { user: 5, workspace: [] } }])(
    'that are %j do no harm',
    async (settings) => {
      const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN }, { settings: () => settings });
      expect(editor.diagnostics(folder.uri('nginx.conf'))).toEqual([NO_ALPN]);
    },
  );

  it('of a client that cannot be asked are taken as it sends them', async () => {
    const capabilities = { ...CAPABILITIES, workspace: { ...CAPABILITIES.workspace, configuration: false } };
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN }, { capabilities });
    await editor.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { grpcAlpn: level('hint') },
    });
    await editor.settled();
    expect(editor.diagnostics(folder.uri('nginx.conf'))).toEqual([NO_ALPN.replace('error', 'hint')]);
  });

  it('may be refused by the client', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    await editor.changeSettings(() => {
      throw new Error('no');
    });
    await editor.settled();
    expect(editor.diagnostics(folder.uri('nginx.conf'))).toEqual([NO_ALPN]);
    expect(editor.log.join()).toContain('the client gave no settings');
  });
});
