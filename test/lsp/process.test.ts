import { fork, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import { Editor } from './editor.ts';
import { NO_ALPN, streamConfiguration, streamServer, temporaryFolder } from './workspace.ts';

/** Made by `npm run build`, which comes before this suite in `npm test`. */
const BUNDLE = path.join(import.meta.dirname, '../../dist/server.js');

describe('the bundled server', () => {
  it('talks over standard input and output, and ends as it is told', async () => {
    const { editor, server } = await startProcess();
    await editor.connection.sendRequest('shutdown');
    const ended = once(server, 'exit');
    await editor.connection.sendNotification('exit');
    expect(await ended).toEqual([0, null]);
  });

  it('ends when its client is gone', async () => {
    const { server } = await startProcess();
    const ended = once(server, 'exit');
    server.stdin.end();
    expect(await ended).toEqual([1, null]);
  });

  it('talks over the channel that Node gives to child processes', async () => {
    const server = fork(BUNDLE, ['--node-ipc']);
    onTestFinished(() => void server.kill());
    const connection = createProtocolConnection(new IPCMessageReader(server), new IPCMessageWriter(server));
    const editor = await checkedBy(connection);
    await editor.connection.sendRequest('shutdown');
    const ended = once(server, 'exit');
    await editor.connection.sendNotification('exit');
    expect(await ended).toEqual([0, null]);
  });
});

/** A server process that has checked a folder. */
async function startProcess(): Promise<{ readonly editor: Editor; readonly server: ChildProcessWithoutNullStreams }> {
  const server = spawn(process.execPath, [BUNDLE, '--stdio']);
  onTestFinished(() => void server.kill());
  return { editor: await checkedBy(createProtocolConnection(server.stdout, server.stdin)), server };
}

async function checkedBy(connection: ProtocolConnection): Promise<Editor> {
  const folder = await temporaryFolder({ 'nginx.conf': streamConfiguration(streamServer()) });
  const editor = await Editor.start({ folders: [folder.uri()], connection });
  expect(editor.diagnostics(folder.uri('nginx.conf'))).toEqual([NO_ALPN]);
  return editor;
}
