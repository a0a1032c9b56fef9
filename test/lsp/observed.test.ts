import { describe, expect, it } from 'vitest';
import type { CodeLens, DiagnosticRelatedInformation } from 'vscode-languageserver-protocol/node';
import type { ObservedTarget, WorkspaceContext } from '../../core/observation/types.ts';
import type { Endpoint, PlaceByUri, TargetContext } from '../../server/protocol.ts';
import { CAPABILITIES, type Editor } from './editor.ts';
import { BARE_SERVER, goMain, goMod } from '../support/goTexts.ts';
import { editorOn, NO_ALPN, streamConfiguration, streamServer } from './workspace.ts';

const BROKEN = streamConfiguration(streamServer());

/** 13:05 of today where this test runs. */
function todayAt1305(): string {
  const time = new Date();
  time.setHours(13, 5, 0, 0);
  return time.toISOString();
}

function seen(target: string, found: 'A' | 'B', at = todayAt1305()): ObservedTarget {
  const outcome = found === 'A' ? ({ kind: 'selected', protocol: 'h2' } as const) : ({ kind: 'none' } as const);
  return {
    target,
    sni: null,
    at,
    addresses: [{ address: '127.0.0.1', class: found, outcomes: [{ offer: ['h2'], outcome }] }],
  };
}

async function observe(editor: Editor, targets: readonly ObservedTarget[], machine?: string): Promise<void> {
  await editor.connection.sendNotification('grpc-alpn/observed', { targets, machine });
  await editor.settled();
}

function relatedOf(editor: Editor, uri: string): readonly DiagnosticRelatedInformation[] {
  return editor.shown(uri)?.diagnostics.flatMap(({ relatedInformation = [] }) => relatedInformation) ?? [];
}

describe('grpc-alpn/context', () => {
  const ask = (editor: Editor, targets: readonly object[]): Promise<readonly WorkspaceContext<PlaceByUri>[]> =>
    editor.connection.sendRequest('grpc-alpn/context', { targets });

  it('tells for each target what the workspace says', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN, 'go.mod': goMod('v1.72.0') });
    const uri = folder.uri('nginx.conf');
    const at = { uri, range: { start: { line: 5, character: 8 }, end: { line: 5, character: 22 } } };
    const [here, elsewhere] = await ask(editor, [
      { target: '127.0.0.1:443' },
      { target: 'shop.example:443', sni: null },
    ]);
    expect(here).toMatchObject({
      predictions: [
        { at, class: 'B', label: 'nginx stream, listen 443 ssl', cures: [{ line: 'ssl_alpn h2;', at: { uri } }] },
      ],
      modules: [
        { module: 'shop.example/orders', grpcGo: 'v1.72.0', certainty: 'exact', at: { uri: folder.uri('go.mod') } },
      ],
    });
    expect(elsewhere?.predictions).toEqual([]);
    expect(await ask(editor, [])).toEqual([]);
  });

  it('tells of the documents as they are, and of all folders', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    await editor.open(folder.uri('nginx.conf'), BROKEN);
    await editor.replace(folder.uri('nginx.conf'), 'a.key;', 'a.key; ssl_alpn h2;');
    expect(await ask(editor, [{ target: '127.0.0.1:443' }])).toMatchObject([{ predictions: [{ class: 'A' }] }]);
  });
});

describe('what a probe has seen', () => {
  it('is told beside the finding of the listener, with time and machine', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    expect(relatedOf(editor, uri)).toEqual([]);
    await observe(editor, [seen('127.0.0.1:443', 'B')], 'laptop');
    expect(relatedOf(editor, uri)).toEqual([
      {
        location: { uri, range: { start: { line: 5, character: 8 }, end: { line: 5, character: 22 } } },
        message: 'observed at 13:05 from laptop, 127.0.0.1:443: class B: offered h2, it selects no protocol',
      },
    ]);
    expect(editor.diagnostics(uri)).toEqual([NO_ALPN]);
  });

  it('stands in the message where the client knows no related places', async () => {
    const textDocument = { ...CAPABILITIES.textDocument, publishDiagnostics: {} };
    const { editor, folder } = await editorOn(
      { 'nginx.conf': BROKEN },
      { capabilities: { ...CAPABILITIES, textDocument } },
    );
    await observe(editor, [seen('127.0.0.1:443', 'B')]);
    expect(editor.shown(folder.uri('nginx.conf'))?.diagnostics[0]?.message).toContain(
      'nginx.conf, line 6: observed at 13:05, 127.0.0.1:443: class B',
    );
  });

  it('is not told of other listeners, nor of findings about the leg behind', async () => {
    const text = streamConfiguration(
      streamServer(),
      streamServer({ port: 444 }),
      streamServer({ port: 445, alpn: 'h2' }).replace('proxy_pass', 'proxy_ssl on; proxy_pass'),
    );
    const { editor, folder } = await editorOn({ 'nginx.conf': text });
    const uri = folder.uri('nginx.conf');
    await observe(editor, [seen('127.0.0.1:443', 'B'), seen('127.0.0.1:445', 'B'), seen('127.0.0.1:446', 'B')]);
    const told = editor
      .shown(uri)
      ?.diagnostics.map((it) => `${it.range.start.line} ${it.relatedInformation?.length ?? 0}`);
    expect(told).toEqual(['5 1', '11 0', expect.stringMatching(/ 0$/)]);
  });

  it('is said not to be what is written, and where several listeners may be meant', async () => {
    const other = BROKEN.replace('ssl_certificate_key a.key;', 'ssl_certificate_key a.key; ssl_alpn http/1.1;');
    const { editor, folder } = await editorOn({ 'a/nginx.conf': BROKEN, 'b/nginx.conf': other });
    await observe(editor, [seen('127.0.0.1:443', 'B')]);
    const messages = ['a', 'b'].map((it) =>
      relatedOf(editor, folder.uri(`${it}/nginx.conf`)).map(({ message }) => message),
    );
    const words =
      'observed at 13:05, 127.0.0.1:443, where 2 listeners of this workspace may be meant: class B: offered h2, it selects no protocol';
    expect(messages).toEqual([[words], [`${words}; that is not what is written here`]]);
  });

  it('is told beside a finding in Go', async () => {
    const main = goMain(...BARE_SERVER);
    const { editor, folder } = await editorOn({ 'go.mod': goMod('v1.67.1'), 'main.go': main });
    const uri = folder.uri('main.go');
    await editor.until(() => (editor.diagnostics(uri).length > 0 ? true : undefined));
    await observe(editor, [seen('127.0.0.1:9443', 'B')]);
    expect(relatedOf(editor, uri).map(({ message }) => message)).toContain(
      'observed at 13:05, 127.0.0.1:9443: class B: offered h2, it selects no protocol',
    );
  });

  it('is replaced when the target is probed again; class A is no news for a finding', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    await observe(editor, [seen('127.0.0.1:443', 'B')]);
    await observe(editor, [seen('127.0.0.1:443', 'B')], 'other');
    expect(relatedOf(editor, uri).map(({ message }) => message)).toEqual([expect.stringContaining('from other')]);
    await observe(editor, [seen('127.0.0.1:443', 'A')]);
    expect(relatedOf(editor, uri)).toEqual([]);
  });

  it('is dropped when the text of the file changes, and not when it is closed and opened', async () => {
    const { editor, folder } = await editorOn({
      'nginx.conf': BROKEN,
      'other/nginx.conf': BROKEN.replace('443', '444'),
    });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, BROKEN);
    await observe(editor, [seen('127.0.0.1:443', 'B')]);
    await editor.close(uri);
    await editor.settled();
    await editor.open(uri, BROKEN);
    const other = folder.uri('other/nginx.conf');
    await editor.open(other, BROKEN.replace('443', '444'));
    await editor.type(other, 0, '#\n');
    await editor.settled();
    expect(relatedOf(editor, uri)).toHaveLength(1);

    const undo = await editor.replace(uri, 'events {}', 'events { }');
    await undo();
    await editor.settled();
    expect(editor.text(uri)).toBe(BROKEN);
    expect(relatedOf(editor, uri)).toEqual([]);
  });

  it('is dropped when the file on the disk changes', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    await observe(editor, [seen('127.0.0.1:443', 'B')]);
    await editor.tellFiles({ [uri]: 'changed' });
    await editor.settled();
    expect(relatedOf(editor, uri)).toHaveLength(1);
    await folder.write('nginx.conf', `${BROKEN}# new\n`);
    await editor.tellFiles({ [uri]: 'changed' });
    await editor.settled();
    expect(relatedOf(editor, uri)).toEqual([]);
  });

  it('is told of a text only that the probe began with', async () => {
    const { editor, folder } = await editorOn({
      'nginx.conf': BROKEN,
      'other/nginx.conf': BROKEN.replace('443', '444'),
    });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, BROKEN);
    const contexts: readonly TargetContext[] = await editor.connection.sendRequest('grpc-alpn/context', {
      targets: [{ target: '127.0.0.1:443' }, { target: '127.0.0.1:444' }, { target: '127.0.0.1:445' }],
    });
    expect(contexts.map(({ texts }) => texts.map((it) => it.uri))).toEqual([
      [uri],
      [folder.uri('other/nginx.conf')],
      [],
    ]);
    const tell = async (texts: readonly unknown[]): Promise<readonly number[]> => {
      await editor.connection.sendNotification('grpc-alpn/observed', {
        targets: [seen('127.0.0.1:443', 'B'), seen('127.0.0.1:444', 'B')],
        texts,
      });
      await editor.settled();
      return [uri, folder.uri('other/nginx.conf')].map((it) => relatedOf(editor, it).length);
    };
    const texts = contexts.flatMap((it) => it.texts);
    expect(await tell(texts)).toEqual([1, 1]);
    expect(await tell([])).toEqual([0, 0]);
    expect(await tell([null, 7, { uri }, { uri: 1, token: 'a' }, ...texts.slice(1)])).toEqual([0, 1]);
    const undo = await editor.replace(uri, 'events {}', 'events { }');
    expect(await tell(texts)).toEqual([0, 1]);
    await undo();
    expect(await tell(texts)).toEqual([1, 1]);
  });

  it('is told in the hover of the listener, with whether it is what is written; class A, too', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    const hover = async (): Promise<string> => JSON.stringify(await editor.hover(uri, { line: 5, character: 20 }));
    await observe(editor, [seen('127.0.0.1:443', 'B')], 'laptop');
    expect(await hover()).toContain('**Observed** at 13:05 from `laptop`, `127.0.0.1:443`: class B');
    expect(await hover()).toContain('That is what is written here.');
    await observe(editor, [seen('127.0.0.1:443', 'A')]);
    expect(await hover()).toContain('That is **not** what is written here:');
    expect(await hover()).toContain('selects h2 at 127');
    // The day, where it is another one.
    await observe(editor, [seen('127.0.0.1:443', 'A', '2020-02-03T12:00:00Z')]);
    expect(await hover()).toContain('**Observed** at 2020-02-0');
  });

  it('is told in the hover where nothing is found', async () => {
    const text = streamConfiguration(streamServer({ alpn: 'h2' }));
    const { editor, folder } = await editorOn({ 'nginx.conf': text });
    await observe(editor, [seen('127.0.0.1:443', 'A')]);
    const hover = JSON.stringify(await editor.hover(folder.uri('nginx.conf'), { line: 5, character: 10 }));
    expect(hover).toContain('class A');
    expect(hover).toContain('That is what is written here.');
  });

  it('is told above the listener where code lenses are on, and they are asked for again', async () => {
    const { editor, folder } = await editorOn(
      { 'nginx.conf': BROKEN },
      {
        settings: () => ({ codeLens: { enabled: true } }),
        capabilities: { ...CAPABILITIES, workspace: { ...CAPABILITIES.workspace, codeLens: { refreshSupport: true } } },
      },
    );
    let refreshed = 0;
    editor.connection.onRequest('workspace/codeLens/refresh', () => {
      refreshed++;
      editor.wake();
      return null;
    });
    const titles = async (): Promise<readonly (string | undefined)[]> => {
      const textDocument = { uri: folder.uri('nginx.conf') };
      const lenses = await editor.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument });
      return lenses.map(({ command }) => command?.title);
    };
    await observe(editor, [seen('127.0.0.1:443', 'B')]);
    await editor.until(() => (refreshed > 0 ? true : undefined));
    expect(await titles()).toEqual(['ALPN: none selected', 'Probe 127.0.0.1:443', 'observed: class B, 13:05']);
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'targets'],
    ['no targets', {}],
    ['targets that are none', { targets: [null, 1, 'a', {}, { target: '127.0.0.1:443' }, { target: 1, at: 2 }] }],
    ['no time', { targets: [{ target: '127.0.0.1:443', sni: null, at: 'yesterday', addresses: [] }] }],
    ['addresses that are none', { targets: [{ ...seen('127.0.0.1:443', 'B'), addresses: [null, {}, 7] }] }],
    [
      'outcomes that are none',
      {
        targets: [
          { ...seen('127.0.0.1:443', 'B'), addresses: [{ address: 'a', class: 'B', outcomes: [1, { outcome: {} }] }] },
        ],
      },
    ],
  ])('may be %s: nothing breaks', async (_, params) => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    await editor.connection.sendNotification('grpc-alpn/observed', params ?? {});
    await editor.settled();
    expect(editor.diagnostics(folder.uri('nginx.conf'))).toEqual([NO_ALPN]);
    expect(await editor.hover(folder.uri('nginx.conf'), { line: 5, character: 10 })).not.toBeNull();
    expect(editor.log).toEqual([]);
  });

  it('is kept of so many targets', async () => {
    const servers = Array.from({ length: 260 }, (_, index) => streamServer({ port: 20000 + index }));
    const { editor, folder } = await editorOn({ 'nginx.conf': streamConfiguration(...servers) });
    const uri = folder.uri('nginx.conf');
    await observe(
      editor,
      servers.map((_, index) => seen(`127.0.0.1:${20000 + index}`, 'B')),
    );
    const diagnostics = editor.shown(uri)?.diagnostics ?? [];
    const told = diagnostics.map(({ relatedInformation = [] }) => relatedInformation.length);
    expect(told.slice(0, 60)).toEqual(Array.from({ length: 60 }, () => 0));
    expect(told.slice(60)).toEqual(Array.from({ length: 200 }, () => 1));
  });
});

describe('the endpoints of a place', () => {
  const TEXT = `# grpc-alpn: nginx=1.26.3
events {}
http {
    upstream orders {
        server 10.0.0.7:50051;
        server 10.0.0.8:50051;
        server unix:/run/orders.sock;
    }
    server {
        listen 443 ssl;
        listen 80;
        http2 on;
        server_name grpc.shop.example;
        grpc_ssl_server_name on;
        grpc_ssl_name orders.internal;
        location /a { grpc_pass grpcs://orders; }
        location /b { grpc_pass grpcs://third.example; }
        location /c { grpc_pass grpc://$where; }
    }
}
`;
  const at = (editor: Editor, uri: string, line: number, character: number): Promise<readonly Endpoint[]> =>
    editor.connection.sendRequest('grpc-alpn/endpointsAt', { uri, position: { line, character } });
  const told = (endpoints: readonly Endpoint[]): readonly string[] =>
    endpoints.map(({ target, sni }) => `${target}${sni === undefined ? '' : ` ${sni ?? 'none'}`}`);

  it.each([
    [4, 20, ['10.0.0.7:50051 orders.internal']],
    [6, 20, []],
    [9, 10, ['grpc.shop.example:443', '127.0.0.1:443 grpc.shop.example']],
    [12, 10, []],
    [15, 30, ['10.0.0.7:50051 orders.internal', '10.0.0.8:50051 orders.internal']],
    [16, 30, ['third.example:443 orders.internal']],
    [17, 30, []],
    [4000, 1, []],
  ])('in nginx, line %i', async (line, character, expected) => {
    const { editor, folder } = await editorOn({ 'nginx.conf': TEXT });
    expect(told(await at(editor, folder.uri('nginx.conf'), line, character))).toEqual(expected);
  });

  it('say so where nginx sends no name', async () => {
    const text = TEXT.replace('grpc_ssl_server_name on;', '');
    const { editor, folder } = await editorOn({ 'nginx.conf': text });
    expect(told(await at(editor, folder.uri('nginx.conf'), 16, 30))).toEqual(['third.example:443 none']);
    expect(told(await at(editor, folder.uri('nginx.conf'), 4, 20))).toEqual(['10.0.0.7:50051']);
  });

  it('in Go', async () => {
    const text = goMain(
      'grpc.NewClient("orders.example:8443", grpc.WithTransportCredentials(insecure.NewCredentials()))',
    );
    const { editor, folder } = await editorOn({ 'go.mod': goMod('v1.67.1'), 'main.go': text });
    const uri = folder.uri('main.go');
    const line = text.split('\n').findIndex((it) => it.includes('NewClient'));
    expect(told(await at(editor, uri, line, 20))).toEqual(['orders.example:8443']);
    expect(told(await at(editor, uri, 0, 1))).toEqual([]);
    expect(await at(editor, folder.uri('no-such.go'), 0, 0)).toEqual([]);
    expect(await at(editor, 'untitled:a', 0, 0)).toEqual([]);
  });

  it('are offered as code actions that name them, to who asks and to clients with the command', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': TEXT });
    const probes = async (triggerKind: 1 | 2): Promise<readonly unknown[]> => {
      const position = { line: 4, character: 20 };
      const actions: readonly { readonly title: string; readonly command?: unknown }[] =
        await editor.connection.sendRequest('textDocument/codeAction', {
          textDocument: { uri: folder.uri('nginx.conf') },
          range: { start: position, end: position },
          context: { diagnostics: [], triggerKind },
        });
      return actions.filter(({ title }) => title.startsWith('Probe'));
    };
    const argument = { target: '10.0.0.7:50051', sni: 'orders.internal' };
    const title = 'Probe 10.0.0.7:50051 (SNI orders.internal)';
    expect(await probes(1)).toEqual([
      { title, kind: 'quickfix', command: { title, command: 'grpcAlpn.probe', arguments: [argument, 'shown'] } },
    ]);
    expect(await probes(2)).toEqual([]);
  });
});
