import { describe, expect, it } from 'vitest';
import type { ClientCapabilities, CodeAction, Range, TextDocumentEdit } from 'vscode-languageserver-protocol/node';
import { CAPABILITIES, type Editor } from './editor.ts';
import { editorOn, NO_ALPN, streamConfiguration, streamServer } from './workspace.ts';

const FIX_ALL = 'source.fixAll.grpcAlpn';
const BROKEN = streamConfiguration(streamServer(), streamServer({ port: 444 }));
const FINE = streamConfiguration(streamServer({ alpn: 'h2' }), streamServer({ port: 444, alpn: 'h2' }));

/** All of a document. */
function everything(editor: Editor, uri: string): Range {
  return { start: { line: 0, character: 0 }, end: { line: editor.text(uri).split('\n').length, character: 0 } };
}

async function actionsFor(
  editor: Editor,
  uri: string,
  only: readonly string[] | undefined,
  range: Range = everything(editor, uri),
): Promise<readonly CodeAction[]> {
  return editor.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range,
    context: { diagnostics: [], ...(only !== undefined && { only }) },
  });
}

function editsOf(action: CodeAction | undefined): TextDocumentEdit {
  const [change, ...more] = action?.edit?.documentChanges ?? [];
  if (change === undefined || !('edits' in change) || more.length > 0) throw new Error('not the edits of one document');
  return change;
}

async function apply(editor: Editor, action: CodeAction | undefined): Promise<void> {
  const { textDocument, edits } = editsOf(action);
  expect(textDocument.version).toBe(editor.version(textDocument.uri));
  await editor.edit(
    textDocument.uri,
    edits.flatMap((it) => ('newText' in it ? [it] : [])),
  );
}

/** A document in an editor, checked. */
async function opened(
  texts: Readonly<Record<string, string>>,
  name = 'nginx.conf',
): Promise<{ readonly editor: Editor; readonly uri: string; readonly uriOf: (name: string) => string }> {
  const { editor, folder } = await editorOn(texts);
  const uri = folder.uri(name);
  await editor.open(uri, texts[name] ?? '');
  await editor.settled();
  return { editor, uri, uriOf: (it) => folder.uri(it) };
}

describe('fix all', () => {
  it.each([[FIX_ALL], ['source.fixAll'], ['source']])('is there for %s, and mends all that is safe', async (only) => {
    const { editor, uri } = await opened({ 'nginx.conf': BROKEN });
    const actions = await actionsFor(editor, uri, [only]);
    expect(actions.map(({ kind, title }) => ({ kind, title }))).toEqual([
      { kind: FIX_ALL, title: 'Apply all safe fixes of gRPC ALPN' },
    ]);
    expect(actions[0]?.diagnostics).toEqual(editor.shown(uri)?.diagnostics);
    await apply(editor, actions[0]);
    await editor.settled();
    expect(editor.text(uri)).toBe(FINE);
    expect(await actionsFor(editor, uri, [FIX_ALL])).toEqual([]);
  });

  it.each([[undefined], [['quickfix']], [['source.organizeImports']], [['source.fixAll.other']], [['sour']]])(
    'is not there for %j',
    async (only) => {
      const { editor, uri } = await opened({ 'nginx.conf': BROKEN });
      expect((await actionsFor(editor, uri, only)).filter(({ kind }) => kind === FIX_ALL)).toEqual([]);
    },
  );

  it('is about the whole document, whatever is selected', async () => {
    const { editor, uri } = await opened({ 'nginx.conf': BROKEN });
    const start = { line: 0, character: 0 };
    await apply(editor, (await actionsFor(editor, uri, [FIX_ALL], { start, end: start }))[0]);
    expect(editor.text(uri)).toBe(FINE);
  });

  it('is not there where nothing is safe', async () => {
    const { editor, uri } = await opened({ 'nginx.conf': BROKEN.replace('# grpc-alpn: nginx=1.26.3\n', '') });
    expect(editor.diagnostics(uri)).toHaveLength(2);
    expect(await actionsFor(editor, uri, [FIX_ALL])).toEqual([]);
  });

  it('changes no other document', async () => {
    const { editor, uri, uriOf } = await opened({
      'nginx.conf': streamConfiguration('include other.conf;\n', streamServer()),
      'other.conf': `# grpc-alpn: grpc=yes\n${streamServer({ port: 444 })}`,
    });
    expect(editor.diagnostics(uriOf('other.conf'))).toHaveLength(1);
    const [action] = await actionsFor(editor, uri, [FIX_ALL]);
    expect(editsOf(action).textDocument).toEqual({ uri, version: 1 });
    await apply(editor, action);
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([]);
    expect(editor.diagnostics(uriOf('other.conf'))).toHaveLength(1);
  });

  it('takes fixes that overlap one after the other, in one edit', async () => {
    const ids = 'syntax, nginx-stream-alpn-without-h2, nginx-stream-tls-without-alpn';
    const text = BROKEN.replace('        listen 443', `        # grpc-alpn: ignore ${ids} -- old\n        listen 443`);
    const { editor, uri } = await opened({ 'nginx.conf': text });
    await apply(editor, (await actionsFor(editor, uri, [FIX_ALL]))[0]);
    await editor.settled();
    expect(editor.text(uri)).toContain('ignore nginx-stream-tls-without-alpn -- old\n');
    expect(editor.diagnostics(uri)).toEqual([]);
    expect(await actionsFor(editor, uri, [FIX_ALL])).toEqual([]);
  });

  it('is for the text that was sent before the request', async () => {
    const { editor, uri } = await opened({ 'nginx.conf': BROKEN });
    await editor.type(uri, 0, '# one more line\n');
    await apply(editor, (await actionsFor(editor, uri, [FIX_ALL]))[0]);
    expect(editor.text(uri)).toBe(`# one more line\n${FINE}`);
  });

  it('is not there for a file that is another one on the disk by now', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    await folder.write('nginx.conf', `# one more line\n${BROKEN}`);
    const start = { line: 0, character: 0 };
    expect(await actionsFor(editor, uri, [FIX_ALL], { start, end: start })).toEqual([]);
  });

  it('keeps line ends, and is written in the older way for clients that know no versions', async () => {
    const [broken, fine] = [BROKEN.replaceAll('\n', '\r\n'), FINE.replaceAll('\n', '\r\n')];
    const capabilities = { ...CAPABILITIES, workspace: { ...CAPABILITIES.workspace, workspaceEdit: {} } };
    const { editor, folder } = await editorOn({ 'nginx.conf': broken }, { capabilities });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, broken);
    const [action] = await actionsFor(editor, uri, [FIX_ALL]);
    await editor.edit(uri, action?.edit?.changes?.[uri] ?? []);
    expect(editor.text(uri)).toBe(fine);
  });
});

describe('the action that silences a finding', () => {
  it('writes a comment above it, for the user to complete', async () => {
    const { editor, uri } = await opened({ 'nginx.conf': BROKEN });
    const actions = await editor.codeActions(uri);
    const action = actions.find(({ title }) => title === 'Ignore `nginx-stream-tls-without-alpn` here');
    expect(action).toMatchObject({ kind: 'quickfix', diagnostics: [editor.shown(uri)?.diagnostics[0]] });
    expect(action).not.toHaveProperty('isPreferred');
    await apply(editor, action);
    await editor.settled();
    expect(editor.text(uri)).toBe(
      BROKEN.replace(
        '        listen 443',
        '        # grpc-alpn: ignore nginx-stream-tls-without-alpn -- reason\n        listen 443',
      ),
    );
    expect(editor.diagnostics(uri)).toEqual([NO_ALPN.replaceAll('5:', '12:')]);
  });

  it.each([
    ['above', BROKEN, '        # grpc-alpn: ignore nginx-stream-tls-without-alpn -- ${0:reason}\n'],
    [
      'beside',
      BROKEN.replace('server {\n        listen 443', 'server { set $x "\n"; listen 443'),
      ' # grpc-alpn: ignore nginx-stream-tls-without-alpn -- ${0:reason}',
    ],
  ])('selects the reason in an editor that takes snippets, in a comment %s', async (_, text, value) => {
    const capabilities: ClientCapabilities = {
      ...CAPABILITIES,
      workspace: { ...CAPABILITIES.workspace, workspaceEdit: { documentChanges: true, snippetEditSupport: true } },
    };
    const { editor, folder } = await editorOn({ 'nginx.conf': text }, { capabilities });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, text);
    await editor.settled();
    const actions = await editor.codeActions(uri);
    const ignore = editsOf(actions.find(({ title }) => title.startsWith('Ignore '))).edits;
    expect(ignore.map((it) => ('snippet' in it ? it.snippet : undefined))).toEqual([{ kind: 'snippet', value }]);
    const fix = editsOf(actions.find(({ title }) => title.startsWith('Add '))).edits;
    expect(fix.every((it) => 'newText' in it)).toBe(true);
  });

  it('is there once for each of the selected findings, and once for those on one line', async () => {
    const text = BROKEN.replace('listen 443 ssl;', 'listen 443 ssl; listen 445 ssl;');
    const { editor, uri } = await opened({ 'nginx.conf': text });
    const actions = await actionsFor(editor, uri, ['quickfix']);
    const told = actions.map(({ title, diagnostics }) => `${title}: ${diagnostics?.length ?? 0}`);
    expect(told).toEqual([
      'Add `ssl_alpn h2;`: 2',
      'Add `ssl_alpn h2;`: 1',
      'Ignore `nginx-stream-tls-without-alpn` here: 2',
      'Ignore `nginx-stream-tls-without-alpn` here: 1',
    ]);
  });

  it('is there for go.mod, with its comments', async () => {
    const text = 'module example.com/orders\n\ngo 1.23\n\nrequire google.golang.org/grpc v1.70.0\n';
    const { editor, uri } = await opened({ 'go.mod': text }, 'go.mod');
    const action = (await editor.codeActions(uri)).find(({ title }) => title.startsWith('Ignore '));
    await apply(editor, action);
    await editor.settled();
    expect(editor.text(uri)).toContain('\n// grpc-alpn: ignore grpc-go-enforces-alpn -- reason\nrequire ');
    expect(editor.diagnostics(uri)).toEqual([]);
  });

  it('is not there for findings about such comments', async () => {
    const text = streamConfiguration(streamServer({ alpn: 'h2' })).replace(
      'events',
      '# grpc-alpn: ignore syntax\nevents',
    );
    const { editor, uri } = await opened({ 'nginx.conf': text });
    expect(editor.diagnostics(uri)).toHaveLength(2);
    expect((await actionsFor(editor, uri, ['quickfix'])).map(({ title }) => title)).toEqual(['Remove this comment']);
  });
});
