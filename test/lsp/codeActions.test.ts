import { describe, expect, it } from 'vitest';
import type { CodeAction, TextDocumentEdit } from 'vscode-languageserver-protocol/node';
import { CAPABILITIES, type Editor } from './editor.ts';
import { editorOn, NO_ALPN, streamConfiguration, streamServer } from './workspace.ts';

const BROKEN = streamConfiguration(streamServer());
const FINE = streamConfiguration(streamServer({ alpn: 'h2' }));
const GO_MOD = 'module example.com/orders\n\ngo 1.23\n\nrequire google.golang.org/grpc v1.67.1\n';

/** The actions that mend what is found, without those that silence or probe it. */
function mending(actions: readonly CodeAction[]): readonly CodeAction[] {
  return actions.filter(({ kind, title }) => kind === 'quickfix' && !/^(?:Ignore|Probe) /.test(title));
}

/** The edits of an action, all of which are of one document. */
function editsOf(action: CodeAction | undefined): TextDocumentEdit {
  const [change, ...more] = action?.edit?.documentChanges ?? [];
  if (change === undefined || !('edits' in change) || more.length > 0) throw new Error('not the edits of one document');
  return change;
}

/** Does what the editor does when an action is chosen; an edit of another version is refused. */
async function apply(editor: Editor, action: CodeAction | undefined): Promise<'applied' | 'refused'> {
  const { textDocument, edits } = editsOf(action);
  if (textDocument.version !== editor.version(textDocument.uri)) return 'refused';
  await editor.edit(
    textDocument.uri,
    edits.flatMap((it) => ('newText' in it ? [it] : [])),
  );
  return 'applied';
}

describe('a quick fix', () => {
  it('is preferred when it is the only safe one, and mends what is found', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, BROKEN);
    await editor.settled();
    const actions = await editor.codeActions(uri);
    expect(actions.map(({ title, kind, isPreferred }) => ({ title, kind, isPreferred }))).toEqual([
      { title: 'Add `ssl_alpn h2;`', kind: 'quickfix', isPreferred: true },
      { title: 'Ignore `nginx-stream-tls-without-alpn` here', kind: 'quickfix' },
    ]);
    expect(actions[0]?.diagnostics).toEqual(editor.shown(uri)?.diagnostics);
    expect(await apply(editor, actions[0])).toBe('applied');
    await editor.settled();
    expect(editor.text(uri)).toBe(FINE);
    expect(editor.diagnostics(uri)).toEqual([]);
  });

  it('keeps the line ends of the document', async () => {
    const [broken, fine] = [BROKEN.replaceAll('\n', '\r\n'), FINE.replaceAll('\n', '\r\n')];
    const { editor, folder } = await editorOn({ 'nginx.conf': broken });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, broken);
    await editor.settled();
    await apply(editor, (await editor.codeActions(uri))[0]);
    expect(editor.text(uri)).toBe(fine);
  });

  it('is not preferred where the version of nginx is not known', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN.replace('# grpc-alpn: nginx=1.26.3\n', '') });
    const [action] = await editor.codeActions(folder.uri('nginx.conf'));
    expect(action).not.toHaveProperty('isPreferred');
  });

  it('changes files that are not open', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    const { textDocument, edits } = editsOf((await editor.codeActions(uri))[0]);
    expect(textDocument).toEqual({ uri, version: null });
    expect(edits).toEqual([
      {
        range: { start: { line: 7, character: 34 }, end: { line: 7, character: 34 } },
        newText: '\n        ssl_alpn h2;',
      },
    ]);
  });

  it('names the version that it is for: after another keystroke it is refused', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, BROKEN);
    await editor.settled();
    const [stale] = await editor.codeActions(uri);
    await editor.type(uri, 0, '#');
    expect(await apply(editor, stale)).toBe('refused');
    const [fresh] = await editor.codeActions(uri);
    expect(await apply(editor, fresh)).toBe('applied');
    await editor.settled();
    expect(editor.text(uri)).toBe(`#${FINE}`);
  });

  it('is for the text that was sent before the request, not for the one that was checked', async () => {
    const { editor, folder } = await editorOn(
      { 'nginx.conf': BROKEN },
      { initializationOptions: { debounce: 3_600_000 } },
    );
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, BROKEN);
    await editor.settled();
    await editor.type(uri, BROKEN.indexOf('        listen'), '        # one more line\n');
    const [action] = await editor.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: { line: 6, character: 10 }, end: { line: 6, character: 10 } },
      context: { diagnostics: [] },
    });
    expect(await apply(editor, action)).toBe('applied');
    expect(editor.text(uri)).toBe(FINE.replace('        listen', '        # one more line\n        listen'));
  });

  it('is not offered for a file that is another one on the disk by now', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    await folder.write('nginx.conf', `# one more line\n${BROKEN}`);
    expect(await editor.codeActions(uri)).toEqual([]);
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([NO_ALPN.replaceAll('5:', '6:')]);
    expect(mending(await editor.codeActions(uri))).toHaveLength(1);
  });

  it('is only offered where the finding is, and only where quick fixes are wanted', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    const at = (line: number): Promise<CodeAction[]> =>
      editor.connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range: { start: { line, character: 0 }, end: { line, character: 2 } },
        context: { diagnostics: [] },
      });
    expect(await at(1)).toEqual([]);
    expect(mending(await editor.codeActions(uri, 0, ['refactor']))).toEqual([]);
    expect(mending(await editor.codeActions(uri, 0, ['source.fixAll']))).toEqual([]);
    expect(mending(await editor.codeActions(uri, 0, ['quickfix']))).toHaveLength(1);
    expect(mending(await editor.codeActions(uri, 0, ['']))).toHaveLength(1);
  });

  it('is written in the older way for clients that know no versions', async () => {
    const capabilities = { ...CAPABILITIES, workspace: { ...CAPABILITIES.workspace, workspaceEdit: {} } };
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN }, { capabilities });
    const uri = folder.uri('nginx.conf');
    expect((await editor.codeActions(uri))[0]?.edit).toEqual({
      changes: { [uri]: [expect.objectContaining({ newText: '\n        ssl_alpn h2;' })] },
    });
  });

  it('is not there for clients that know only commands', async () => {
    const capabilities = { ...CAPABILITIES, textDocument: { ...CAPABILITIES.textDocument, codeAction: {} } };
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN }, { capabilities });
    expect(await editor.codeActions(folder.uri('nginx.conf'))).toEqual([]);
  });
});

describe('the fixes of a requirement', () => {
  it('are never preferred, and each comes with the command to copy', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN, 'go.mod': GO_MOD });
    const uri = folder.uri('go.mod');
    await editor.open(uri, GO_MOD, 'go.mod');
    await editor.settled();
    const actions = await editor.codeActions(uri);
    const fixes = mending(actions).filter(({ edit }) => edit !== undefined);
    const copies = actions.filter(({ command }) => command !== undefined);
    expect(fixes).toHaveLength(2);
    expect(actions.some(({ isPreferred }) => isPreferred)).toBe(false);
    expect(copies.map(({ command }) => command?.command)).toEqual(['grpcAlpn.copyText', 'grpcAlpn.copyText']);
    expect(copies[1]?.command?.arguments).toEqual(['go get google.golang.org/grpc@v1.66.3 && go mod tidy']);
    expect(await apply(editor, fixes[1])).toBe('applied');
    await editor.settled();
    expect(editor.text(uri)).toBe(GO_MOD.replace('v1.67.1', 'v1.66.3'));
    expect(editor.diagnostics(uri)).toEqual([]);
  });

  it('have nothing to copy in an editor without that command', async () => {
    const { editor, folder } = await editorOn({ 'go.mod': GO_MOD }, { initializationOptions: { copyCommand: false } });
    const actions = await editor.codeActions(folder.uri('go.mod'));
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.every(({ command }) => command === undefined)).toBe(true);
  });
});

describe('a stopgap', () => {
  const DOCKERFILE = 'FROM golang:1.25\nCOPY . .\nRUN go build -o /orders\nCMD ["/orders"]\n';

  it('is offered behind what mends the finding, is never preferred, and is told of once it is there', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN, 'go.mod': GO_MOD, Dockerfile: DOCKERFILE });
    const actions = mending(await editor.codeActions(folder.uri('nginx.conf')));
    const stopgap = actions.findIndex(({ title }) => title.startsWith('Stopgap'));
    expect(actions.map(({ isPreferred }) => isPreferred === true)).toEqual(actions.map((_, i) => i === 0));
    expect(stopgap).toBeGreaterThan(0);
    const { textDocument } = editsOf(actions[stopgap]);
    expect(textDocument.uri).toBe(folder.uri('Dockerfile'));
    await editor.open(textDocument.uri, DOCKERFILE, 'dockerfile');
    await editor.settled();
    const again = mending(await editor.codeActions(folder.uri('nginx.conf')));
    expect(await apply(editor, again[stopgap])).toBe('applied');
    await editor.settled();
    expect(editor.text(textDocument.uri)).toContain('\nENV GRPC_ENFORCE_ALPN_ENABLED=false\nCMD');
    expect(editor.diagnostics(textDocument.uri)).toEqual(['warning alpn-opt-out 3:4-3:35']);
    const left = mending(await editor.codeActions(folder.uri('nginx.conf')));
    expect(left.filter(({ title }) => title.startsWith('Stopgap'))).toEqual([]);
  });
});
