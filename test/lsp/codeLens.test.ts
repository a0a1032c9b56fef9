import { describe, expect, it } from 'vitest';
import type { CodeLens } from 'vscode-languageserver-protocol/node';
import { CAPABILITIES, type Editor, type EditorOptions } from './editor.ts';
import { editorOn, streamConfiguration, streamServer } from './workspace.ts';

const ON = { codeLens: { enabled: true } };

const WITH_REFRESH = {
  ...CAPABILITIES,
  workspace: { ...CAPABILITIES.workspace, codeLens: { refreshSupport: true } },
  textDocument: { ...CAPABILITIES.textDocument, codeLens: { dynamicRegistration: true } },
};

async function lensesOf(editor: Editor, uri: string): Promise<readonly CodeLens[]> {
  return editor.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
}

/** As `line: title`, and what a command is called with. */
function told(lenses: readonly CodeLens[]): readonly string[] {
  return lenses.map(({ range, command }) => {
    const argument = command?.arguments === undefined ? '' : ` ${JSON.stringify(command.arguments)}`;
    return `${range.start.line}: ${command?.title}${argument}`;
  });
}

async function editorWith(
  text: string,
  options: Partial<EditorOptions> = {},
): Promise<{ readonly editor: Editor; readonly uri: string }> {
  const { editor, folder } = await editorOn({ 'nginx.conf': text }, { settings: () => ON, ...options });
  const uri = folder.uri('nginx.conf');
  await editor.open(uri, text);
  await editor.settled();
  return { editor, uri };
}

describe('code lenses', () => {
  it('tell what an offer of h2 gets, and lead to the probe', async () => {
    const { editor, uri } = await editorWith(`# grpc-alpn: nginx=1.26.3
# grpc-alpn: grpc=yes
events {}
stream {
    server {
        listen 441 ssl;
        server_name api.example;
        ssl_certificate a.crt;
        ssl_certificate_key a.key;
        ssl_alpn h2;
        proxy_pass 10.0.0.5:50051;
    }
    server {
        listen [::]:442 ssl;
        ssl_certificate a.crt;
        ssl_certificate_key a.key;
        proxy_pass 10.0.0.5:50051;
    }
    server {
        listen 443 ssl;
        ssl_certificate a.crt;
        ssl_certificate_key a.key;
        ssl_alpn http/1.1;
        proxy_pass 10.0.0.5:50051;
    }
    server {
        listen 444;
        proxy_pass 10.0.0.5:50051;
    }
}
http {
    server {
        listen 80;
        location / { return 204; }
    }
}
`);
    expect(told(await lensesOf(editor, uri))).toEqual([
      '5: ALPN: h2',
      '5: Probe api.example:441 [{"target":"api.example:441"},"shown"]',
      '13: ALPN: none selected',
      '13: Probe [::1]:442 [{"target":"[::1]:442"},"shown"]',
      '19: ALPN: refused (alert 120)',
      '19: Probe 127.0.0.1:443 [{"target":"127.0.0.1:443"},"shown"]',
      '26: ALPN: passes through',
      '26: Probe 127.0.0.1:444 [{"target":"127.0.0.1:444"},"shown"]',
    ]);
  });

  it('tell once of a directive that makes several listeners', async () => {
    const { editor, uri } = await editorWith(
      streamConfiguration(streamServer({ alpn: 'h2' })).replace('listen 443', 'listen 443-445'),
    );
    expect(told(await lensesOf(editor, uri))).toEqual([
      '5: ALPN: h2',
      '5: Probe 127.0.0.1:443 [{"target":"127.0.0.1:443"},"shown"]',
    ]);
  });

  it('are not there unless the setting says so', async () => {
    const { editor, uri } = await editorWith(streamConfiguration(streamServer()), { settings: () => ({}) });
    expect(await lensesOf(editor, uri)).toEqual([]);
  });

  it('have no link in an editor without the command', async () => {
    const { editor, uri } = await editorWith(streamConfiguration(streamServer()), {
      initializationOptions: { probeCommand: false },
    });
    expect(told(await lensesOf(editor, uri))).toEqual(['5: ALPN: none selected']);
  });

  it('follow what is typed', async () => {
    const { editor, uri } = await editorWith(streamConfiguration(streamServer()));
    await editor.replace(uri, '        proxy_pass', '        ssl_alpn h2;\n        proxy_pass');
    expect(told(await lensesOf(editor, uri))[0]).toBe('5: ALPN: h2');
  });

  it('are asked for again when the setting changes, and when another file does', async () => {
    const files = {
      'nginx.conf': `stream {\nssl_certificate a;\nssl_certificate_key b;\ninclude alpn.conf;\n${streamServer()}}\n`,
      'alpn.conf': '',
    };
    const { editor, folder } = await editorOn(files, { settings: () => ({}), capabilities: WITH_REFRESH });
    let refreshed = 0;
    editor.connection.onRequest('workspace/codeLens/refresh', () => {
      refreshed++;
      editor.wake();
      return null;
    });
    const refreshes = (count: number): Promise<true> => editor.until(() => (refreshed === count ? true : undefined));
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, files['nginx.conf']);
    await editor.settled();
    expect([refreshed, await lensesOf(editor, uri)]).toEqual([0, []]);

    await editor.changeSettings(() => ON);
    await refreshes(1);
    expect(told(await lensesOf(editor, uri))[0]).toMatch(/ALPN: none selected$/);

    await editor.open(folder.uri('alpn.conf'), '');
    await editor.type(folder.uri('alpn.conf'), 0, '# ');
    await editor.settled();
    expect(refreshed).toBe(1);
    await editor.edit(folder.uri('alpn.conf'), [
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 2 } }, newText: 'ssl_alpn h2;' },
    ]);
    await refreshes(2);
    expect(told(await lensesOf(editor, uri))[0]).toMatch(/ALPN: h2$/);

    await editor.changeSettings(() => ({ layers: { user: ON, workspace: { codeLens: { enabled: false } } } }));
    await refreshes(3);
    expect(await lensesOf(editor, uri)).toEqual([]);
  });

  it('are registered for files with other names', async () => {
    const { editor } = await editorOn(
      { 'nginx.conf': 'stream { include a/b; }', 'a/b': '' },
      { capabilities: WITH_REFRESH },
    );
    const methods = [...editor.registrations.values()].map(({ method }) => method);
    expect(methods).toContain('textDocument/codeLens');
  });

  it('a setting that is neither true nor false is told of', async () => {
    const { editor } = await editorWith(streamConfiguration(), { settings: () => ({ codeLens: { enabled: 'yes' } }) });
    expect(editor.status?.notes.map(({ message }) => message)).toEqual([
      'grpcAlpn.codeLens.enabled is "yes": it must be true or false; it is ignored',
    ]);
  });
});
