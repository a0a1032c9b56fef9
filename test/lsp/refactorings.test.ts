import { describe, expect, it } from 'vitest';
import type { ClientCapabilities, CodeAction, CodeActionContext } from 'vscode-languageserver-protocol/node';
import { CAPABILITIES, type Editor } from './editor.ts';
import { editorOn, streamConfiguration, streamServer } from './workspace.ts';

const TEXT = streamConfiguration(streamServer({ alpn: 'h2' }));
const KIND = 'refactor.rewrite.grpcAlpn';
const ASKED: CodeActionContext = { diagnostics: [], triggerKind: 1 };

/** What VS Code says it can with edits. */
const PREVIEW: ClientCapabilities = {
  ...CAPABILITIES,
  workspace: {
    ...CAPABILITIES.workspace,
    workspaceEdit: { documentChanges: true, changeAnnotationSupport: { groupsOnLabel: true } },
  },
};

function actionsIn(
  editor: Editor,
  uri: string,
  { line = 5, ...context }: Partial<CodeActionContext> & { readonly line?: number },
): Promise<CodeAction[]> {
  const position = { line, character: 3 };
  return editor.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: position, end: position },
    context: { diagnostics: [], ...context },
  });
}

function kinds(actions: readonly CodeAction[]): readonly (string | undefined)[] {
  return actions.map(({ kind }) => kind).filter((it) => it?.startsWith('refactor') === true);
}

const BOTH = [`${KIND}.passTlsThrough`, `${KIND}.serveWithGrpcPass`];

describe('a refactoring', () => {
  it('is offered anywhere in the server block, and nowhere else', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': TEXT });
    const uri = folder.uri('nginx.conf');
    const lines = TEXT.split('\n').map((_, line) => line);
    const offered = await Promise.all(lines.map((line) => actionsIn(editor, uri, { ...ASKED, line })));
    const inside = lines.filter((line) => kinds(offered[line] ?? []).length > 0);
    expect(inside.map((line) => TEXT.split('\n')[line]?.trim().split(' ')[0])).toEqual([
      'server',
      'listen',
      'ssl_certificate',
      'ssl_certificate_key',
      'ssl_alpn',
      'proxy_pass',
      '}',
    ]);
    expect(kinds(offered[inside[0] ?? 0] ?? [])).toEqual(BOTH);
  });

  it('comes when it is asked for: by its kind, by one that holds it, or by a user; no light bulb is lit for it', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': TEXT });
    const uri = folder.uri('nginx.conf');
    const kindsFor = async (context: Partial<CodeActionContext>): Promise<readonly (string | undefined)[]> =>
      kinds(await actionsIn(editor, uri, context));
    expect(await kindsFor({ only: ['refactor'] })).toEqual(BOTH);
    expect(await kindsFor({ only: ['refactor.rewrite'] })).toEqual(BOTH);
    expect(await kindsFor({ only: [`${KIND}.serveWithGrpcPass`] })).toEqual([BOTH[1]]);
    expect(await kindsFor({ only: [''] })).toEqual(BOTH);
    expect(await kindsFor({ only: ['quickfix'] })).toEqual([]);
    expect(await kindsFor({ only: ['refactor.extract'] })).toEqual([]);
    expect(await kindsFor(ASKED)).toEqual(BOTH);
    expect(await kindsFor({ triggerKind: 2 })).toEqual([]);
    expect(await kindsFor({})).toEqual([]);
  });

  it('says what it does, and wants to be confirmed', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': TEXT }, { capabilities: PREVIEW });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, TEXT);
    await editor.settled();
    const [pass, serve] = await actionsIn(editor, uri, { only: ['refactor'] });
    expect(pass?.edit?.changeAnnotations).toEqual({
      purpose: {
        label: 'Pass TLS through',
        description: expect.stringContaining('The upstream must end TLS itself') as string,
        needsConfirmation: true,
      },
    });
    expect(serve?.edit?.changeAnnotations).toEqual({
      purpose: {
        label: 'Serve with http and grpc_pass',
        description: expect.stringContaining('grpc_pass grpc://127.0.0.1:50051') as string,
        needsConfirmation: true,
      },
    });
    const [change] = serve?.edit?.documentChanges ?? [];
    expect(change).toMatchObject({ textDocument: { uri, version: editor.version(uri) } });
    const edits = change !== undefined && 'edits' in change ? change.edits : [];
    expect(edits.length).toBeGreaterThan(0);
    expect(edits.every((it) => 'annotationId' in it && it.annotationId === 'purpose')).toBe(true);
  });

  it('asks once for all, where the editor shows all and ticks what need not be confirmed', async () => {
    const workspaceEdit = { ...PREVIEW.workspace?.workspaceEdit, resourceOperations: ['create' as const] };
    const { editor, folder } = await editorOn(
      { 'nginx.conf': TEXT },
      {
        capabilities: { ...PREVIEW, workspace: { ...PREVIEW.workspace, workspaceEdit } },
        initializationOptions: { editPreview: true },
      },
    );
    const uri = folder.uri('nginx.conf');
    const [pass] = await actionsIn(editor, uri, { only: ['refactor'] });
    const [question, change, ...more] = pass?.edit?.documentChanges ?? [];
    const options = { ignoreIfExists: true };
    expect(question).toEqual({ kind: 'create', uri, options, annotationId: 'question' });
    const edits = change !== undefined && 'edits' in change ? change.edits : [];
    expect(edits.length).toBeGreaterThan(1);
    expect(edits.every((it) => 'annotationId' in it && it.annotationId === 'purpose')).toBe(true);
    expect(more).toEqual([]);
    const annotation = { label: 'Pass TLS through', description: expect.any(String) as string };
    expect(pass?.edit?.changeAnnotations).toEqual({
      purpose: annotation,
      question: { ...annotation, needsConfirmation: true },
    });
  });

  it('is applied as it is where the editor knows no confirmation', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': TEXT });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, TEXT);
    await editor.settled();
    const [pass] = await actionsIn(editor, uri, { only: ['refactor'] });
    expect(pass?.edit).not.toHaveProperty('changeAnnotations');
    const [change] = pass?.edit?.documentChanges ?? [];
    const edits = change !== undefined && 'edits' in change ? change.edits : [];
    await editor.edit(
      uri,
      edits.flatMap((it) => ('newText' in it ? [it] : [])),
    );
    expect(editor.text(uri)).toBe(TEXT.replace(' ssl;', ';').replace(/^ *ssl_.*\n/gm, ''));
  });

  it('changes several files at once, each with its version', async () => {
    const main = 'events {}\nstream {\n    include stream.d/*.conf;\n}\nhttp {\n}\n';
    const server = streamServer({ indent: '' });
    const { editor, folder } = await editorOn(
      { 'nginx.conf': main, 'stream.d/orders.conf': server },
      { capabilities: PREVIEW },
    );
    const uri = folder.uri('stream.d/orders.conf');
    await editor.open(uri, server);
    await editor.settled();
    const [serve] = await actionsIn(editor, uri, { line: 1, only: [`${KIND}.serveWithGrpcPass`] });
    const changes = serve?.edit?.documentChanges ?? [];
    expect(changes.map((it) => ('textDocument' in it ? it.textDocument : undefined))).toEqual([
      { uri, version: editor.version(uri) },
      { uri: folder.uri('nginx.conf'), version: null },
    ]);
  });

  it('is not offered where a file that it would change is another one by now', async () => {
    const main = 'events {}\nstream {\n    include stream.d/*.conf;\n}\nhttp {\n}\n';
    const { editor, folder } = await editorOn({
      'nginx.conf': main,
      'stream.d/orders.conf': streamServer({ indent: '' }),
    });
    const uri = folder.uri('stream.d/orders.conf');
    await folder.write('nginx.conf', `# one more line\n${main}`);
    expect(kinds(await actionsIn(editor, uri, { line: 1, only: ['refactor'] }))).toEqual([`${KIND}.passTlsThrough`]);
    await editor.settled();
    expect(kinds(await actionsIn(editor, uri, { line: 1, only: ['refactor'] }))).toEqual(BOTH);
  });
});
