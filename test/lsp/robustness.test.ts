import { describe, expect, it } from 'vitest';
import { rules } from '../../core/rules/index.ts';
import type { AnyRule, Rule } from '../../core/rules/rule.ts';
import { editorOn, NO_ALPN, streamConfiguration, streamServer } from './workspace.ts';

const BROKEN = streamConfiguration(streamServer());

const throwing: Rule = {
  id: 'throws',
  summary: 'A rule with a mistake',
  check(project) {
    throw new Error(`quotes ${[...project.nginxFiles.values()][0]?.text ?? ''}`);
  },
};

describe('a rule that throws', () => {
  it('is logged once, without what the files hold, and silences no other', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN }, { rules: [throwing, ...rules] });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, BROKEN);
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([NO_ALPN]);
    expect(editor.status?.failures).toEqual(['rule throws failed']);
    expect(editor.log).toHaveLength(1);
    expect(editor.log[0]).toMatch(/^rule throws: Error\n/);
    expect(editor.log[0]).not.toContain('ssl_certificate');
  });
});

describe('a folder that cannot be checked', () => {
  it('shows nothing stale, says so, and recovers', async () => {
    const state = { isBroken: false };
    const everywhere: AnyRule[] = [...rules];
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN, 'other.txt': '' }, { rules: everywhere });
    // A list of rules that cannot be walked through is a mistake that no rule answers for.
    Object.defineProperty(everywhere, Symbol.iterator, {
      value: () => {
        if (state.isBroken) throw new TypeError('broken');
        return rules[Symbol.iterator]();
      },
    });
    const uri = folder.uri('nginx.conf');
    state.isBroken = true;
    await editor.open(uri, `${BROKEN}\n`);
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([]);
    expect(editor.status?.failures).toEqual(['the folder could not be checked']);
    expect(await editor.hover(uri, { line: 5, character: 9 })).toBeNull();
    state.isBroken = false;
    await editor.type(uri, 0, ' ');
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([NO_ALPN]);
    expect(editor.status?.failures).toEqual([]);
  });
});

describe('bad input', () => {
  it('that is no text, as a file and in the editor, is left alone', async () => {
    const { editor, folder } = await editorOn({
      'nginx.conf': Uint8Array.from({ length: 4096 }, (_, i) => i % 256),
      'other/nginx.conf': BROKEN,
    });
    expect(editor.filesWithDiagnostics()).toEqual([folder.uri('other/nginx.conf')]);
    await editor.open(folder.uri('other/nginx.conf'), `\0${BROKEN}`);
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([]);
  });

  it('that is no UTF-8 is read all the same', async () => {
    const { editor, folder } = await editorOn({
      'nginx.conf': Buffer.concat([Buffer.from(BROKEN), Buffer.from([0x23, 0xc3, 0x28, 0xff, 0x0a])]),
    });
    expect(editor.diagnostics(folder.uri('nginx.conf'))).toEqual([NO_ALPN]);
  });

  it('that is too large is noted', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': `${BROKEN}# ${'x'.repeat(16 * 1024 * 1024)}\n` });
    expect(editor.filesWithDiagnostics()).toEqual([]);
    expect(editor.status?.notes).toMatchObject([
      { uri: folder.uri('nginx.conf'), message: expect.stringMatching(/too large/) as string },
    ]);
    await editor.open(folder.uri('nginx.conf'), BROKEN);
    await editor.settled();
    expect(editor.diagnostics(folder.uri('nginx.conf'))).toEqual([NO_ALPN]);
    expect(editor.status?.notes).toEqual([]);
  });

  it('that is gone before it is read leaves nothing behind', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    await editor.tellFiles({ [folder.uri('nginx-new.conf')]: 'created', [folder.uri('gone/deeper')]: 'created' });
    await folder.remove('nginx.conf');
    await editor.tellFiles({ [folder.uri('nginx.conf')]: 'changed' });
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([]);
    expect(editor.status).toMatchObject({ state: 'ready', failures: [] });
  });

  it('of the protocol: what is not open can be closed and changed', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    await editor.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    await editor.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: '' }],
    });
    await editor.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: 'git:/a?b', languageId: 'nginx', version: 1, text: BROKEN },
    });
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([uri]);
  });

  it('that nests 100,000 blocks and a line of 4 MB are survived', async () => {
    const { editor, folder } = await editorOn({ 'nginx.conf': BROKEN });
    const uri = folder.uri('nginx.conf');
    await editor.open(uri, 'http {\n'.repeat(100_000));
    await editor.settled();
    expect(editor.status).toMatchObject({ state: 'ready', failures: [] });
    await editor.close(uri);
    await editor.open(uri, `# ${'x '.repeat(2_000_000)}\n${BROKEN}`);
    await editor.settled();
    expect(editor.diagnostics(uri)).toContain(NO_ALPN.replaceAll('5:', '6:'));
  });
});
