import { describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver-protocol/node';
import type { PreUpgradeParams, PreUpgradeResult } from '../../server/protocol.ts';
import { clientOf, listenerWithoutH2, moduleOn } from '../support/goServices.ts';
import type { Editor } from './editor.ts';
import { editorFor, editorOn, temporaryFolder } from './workspace.ts';

const SHOP = {
  'cart/go.mod': moduleOn('cart', 'v1.66.3'),
  'cart/main.go': clientOf('orders:50051'),
  'orders/go.mod': moduleOn('orders', 'v1.66.3'),
  'orders/main server.go': listenerWithoutH2(50051),
};

function check(editor: Editor, params: PreUpgradeParams = {}): Promise<PreUpgradeResult | null> {
  return editor.connection.sendRequest('grpc-alpn/preUpgradeCheck', params);
}

describe('grpc-alpn/preUpgradeCheck', () => {
  it('tells what would break, with links to the places', async () => {
    const { editor, folder } = await editorOn(SHOP);
    const result = await check(editor);
    expect(result).toMatchObject({ version: 'v1.84.0', breaks: 1 });
    expect(result?.markdown).toContain('# Before grpc-go is raised to v1.84.0');
    expect(result?.markdown).toContain(`(<${folder.uri('orders/main server.go').replaceAll(' ', '%20')}#L14,19>)`);
  });

  it('links as the client shows them: from the root that it names', async () => {
    const { editor, folder } = await editorOn(SHOP);
    const inside = await check(editor, { linkRoot: folder.uri() });
    expect(inside?.markdown).toContain('[orders/main server\\.go\\:14](</orders/main%20server.go#L14,19>)');
    const beside = await check(editor, { linkRoot: folder.uri('cart') });
    expect(beside?.markdown).toContain('(</../orders/main%20server.go#L14,19>)');
  });

  it('of one module, with the version that is asked for', async () => {
    const { editor, folder } = await editorOn(SHOP);
    const result = await check(editor, { module: folder.uri('orders/go.mod'), version: 'v1.66.3' });
    expect(result).toMatchObject({ version: 'v1.66.3', breaks: 0 });
    expect(result?.markdown).not.toContain('shop.example/cart');
  });

  it('counts unsaved text', async () => {
    const { editor, folder } = await editorOn(SHOP);
    const uri = folder.uri('orders/main server.go');
    await editor.open(uri, SHOP['orders/main server.go'], 'go');
    await editor.replace(uri, '&tls.Config{', '&tls.Config{NextProtos: []string{"h2"}, ');
    expect(await check(editor)).toMatchObject({ breaks: 0 });
  });

  it('puts the folders of a workspace into one report', async () => {
    const [one, other] = await Promise.all([temporaryFolder(SHOP), temporaryFolder(SHOP)]);
    const editor = await editorFor({ folders: [one.uri(), other.uri()] });
    const result = await check(editor);
    expect(result?.breaks).toBe(2);
    expect(result?.markdown.match(/^# /gm)).toHaveLength(2);
  });

  it.each([
    ['a module that there is not', { module: 'file:///no/such/go.mod' }],
    ['what is no file', { module: 'untitled:go.mod' }],
    ['what is no version', { version: 'latest' }],
  ])('has nothing to say of %s', async (_, params) => {
    const { editor } = await editorOn(SHOP);
    expect(await check(editor, params)).toBeNull();
  });
});

describe('the action on a requirement', () => {
  const TITLE = 'Check what raising grpc-go would break';
  const actionsAt = (editor: Editor, uri: string, line: number): Promise<readonly CodeAction[]> => {
    const at = { line, character: 12 };
    const params = { textDocument: { uri }, range: { start: at, end: at }, context: { diagnostics: [] } };
    return editor.connection.sendRequest('textDocument/codeAction', params);
  };
  const titles = async (editor: Editor, uri: string, line: number): Promise<readonly string[]> =>
    (await actionsAt(editor, uri, line)).map(({ title }) => title);

  it('runs the check of its module, and changes nothing', async () => {
    const { editor, folder } = await editorOn(SHOP, { initializationOptions: { preUpgradeCommand: true } });
    const uri = folder.uri('cart/go.mod');
    const action = (await actionsAt(editor, uri, 4)).find(({ title }) => title === TITLE);
    expect(action).toMatchObject({
      kind: 'quickfix',
      command: { command: 'grpcAlpn.preUpgradeCheck', arguments: [{ module: uri }] },
    });
    expect(action?.edit).toBeUndefined();
    expect(await titles(editor, uri, 0)).not.toContain(TITLE);
  });

  it('is not there where grpc-go checks already', async () => {
    const texts = { 'go.mod': moduleOn('cart', 'v1.67.0') };
    const { editor, folder } = await editorOn(texts, { initializationOptions: { preUpgradeCommand: true } });
    expect(await titles(editor, folder.uri('go.mod'), 4)).not.toContain(TITLE);
  });

  it('is not there in an editor that cannot show it', async () => {
    const { editor, folder } = await editorOn(SHOP);
    expect(await titles(editor, folder.uri('cart/go.mod'), 4)).not.toContain(TITLE);
  });
});
