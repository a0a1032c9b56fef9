import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createProtocolConnection } from 'vscode-languageserver-protocol/node';
import { CAPABILITIES, Editor } from './editor.ts';
import { editorFor, editorOn, NO_ALPN, streamConfiguration, streamServer, temporaryFolder } from './workspace.ts';

const LISTENER = `package main

import (
	"crypto/tls"

	"google.golang.org/grpc"
)

func main() {
	listener, _ := tls.Listen("tcp", ":8443", &tls.Config{})
	_ = grpc.NewServer().Serve(listener)
}
`;

const WITHOUT_H2 = 'error go-tls-listener-without-h2 9:16-9:26';

const PLAIN = 'package plain\n\nfunc Add(a, b int) int { return a + b }\n';

/** More Go files than are read before the first snapshot. */
const MANY = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`many/p${i % 300}/${i}.go`, PLAIN]));

describe('Go source', () => {
  it('is checked as it is typed', async () => {
    const { editor, folder } = await editorOn({ 'main.go': LISTENER });
    const uri = folder.uri('main.go');
    expect(editor.diagnostics(uri)).toEqual([WITHOUT_H2]);
    await editor.open(uri, LISTENER, 'go');
    const undo = await editor.replace(uri, 'tls.Config{', 'tls.Config{NextProtos: []string{"h2"}');
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([]);
    await undo();
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([WITHOUT_H2]);
  });

  it('is checked where one file is open without a folder, and that file alone', async () => {
    const folder = await temporaryFolder({ 'main.go': LISTENER, 'other.go': LISTENER });
    const editor = await editorFor({ folders: [] });
    const uri = folder.uri('main.go');
    await editor.open(uri, LISTENER, 'go');
    await editor.settled();
    expect(editor.diagnostics(uri)).toEqual([WITHOUT_H2]);
    expect(editor.filesWithDiagnostics()).toEqual([uri]);
    await editor.close(uri);
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([]);
  });

  it('of very many files is read behind the rest, with progress, and nobody waits for it', async () => {
    const folder = await temporaryFolder({ ...MANY, 'main.go': LISTENER, 'nginx.conf': '' });
    const capabilities = { ...CAPABILITIES, window: { workDoneProgress: true } };
    const editor = await Editor.start({ folders: [folder.uri()], capabilities });
    onTestFinished(() => editor.stop());
    expect(editor.status?.state).toBe('ready');
    expect(editor.diagnostics(folder.uri('main.go'))).toEqual([]);
    const nginx = folder.uri('nginx.conf');
    await editor.open(nginx, streamConfiguration(streamServer()));
    await editor.settled();
    expect(editor.diagnostics(nginx)).toEqual([NO_ALPN]);
    await editor.until(() => editor.progress.find(({ kind }) => kind === 'end'));
    expect(editor.diagnostics(folder.uri('main.go'))).toEqual([WITHOUT_H2]);
    const [begin, ...reports] = editor.progress.slice(0, -1);
    expect(begin).toMatchObject({ kind: 'begin', title: 'gRPC ALPN: reading the workspace' });
    expect(reports.length).toBeGreaterThan(0);
    for (const it of reports) expect(it).toMatchObject({ kind: 'report', message: /^\d+ of 3001 files$/ });
  });

  it('is let go with its folder while it is read', async () => {
    const { editor, folder } = await editorOn(
      { ...MANY, 'main.go': LISTENER },
      { capabilities: { ...CAPABILITIES, window: { workDoneProgress: true } } },
    );
    await editor.changeFolders({ removed: [folder.uri()] });
    await editor.until(() => editor.progress.find(({ kind }) => kind === 'end'));
    await editor.settled();
    expect(editor.filesWithDiagnostics()).toEqual([]);
    expect(editor.log).toEqual([]);
  });
});

describe('the bundled server', () => {
  /** A server made of its bundles and these files of dist, with a folder of Go source. */
  async function serverOf(...files: readonly string[]): Promise<{ readonly editor: Editor; readonly uri: string }> {
    const dist = await mkdtemp(path.join(tmpdir(), 'grpc-alpn-dist-'));
    for (const file of ['server.js', 'shared.js', ...files]) {
      await copyFile(path.join(import.meta.dirname, '../../dist', file), path.join(dist, file));
    }
    const server = spawn(process.execPath, [path.join(dist, 'server.js'), '--stdio']);
    onTestFinished(async () => {
      server.kill();
      await rm(dist, { recursive: true });
    });
    const folder = await temporaryFolder({ 'main.go': LISTENER, 'nginx.conf': streamConfiguration(streamServer()) });
    const connection = createProtocolConnection(server.stdout, server.stdin);
    const editor = await Editor.start({ folders: [folder.uri()], connection });
    expect(editor.diagnostics(folder.uri('nginx.conf'))).toEqual([NO_ALPN]);
    return { editor, uri: folder.uri('main.go') };
  }

  it('reads Go source with nothing but the files beside it', async () => {
    const { editor, uri } = await serverOf('web-tree-sitter.wasm.br', 'tree-sitter-go.wasm.br');
    expect(editor.diagnostics(uri)).toEqual([WITHOUT_H2]);
    expect(editor.status?.notes).toEqual([]);
  });

  it.each([
    ['tree-sitter-go.wasm', ['web-tree-sitter.wasm.br']],
    ['web-tree-sitter.wasm', ['tree-sitter-go.wasm.br']],
  ])('says that it misses %s, and checks all else', async (missing, files) => {
    const { editor, uri } = await serverOf(...files);
    expect(editor.diagnostics(uri)).toEqual([]);
    expect(editor.status?.notes.map(({ message }) => message)).toEqual([
      `has Go source, which is not read: ${missing} is missing`,
    ]);
    expect(editor.status?.failures).toEqual([]);
  });
});
