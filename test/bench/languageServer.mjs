import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';
import { peakOf, SERVER_FLAGS } from './processes.mjs';

/**
 * Starts the bundled language server as the extension does, and opens a folder in it, as an editor does, over standard input and output.
 *
 * @param {string} bundle
 * @param {string} folder
 */
export async function startLanguageServer(bundle, folder) {
  const child = spawn(process.execPath, [...SERVER_FLAGS, bundle, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  /** Who waits for a notification. @type {Set<(method: string, params: any) => void>} */
  const listeners = new Set();
  connection.onNotification((method, params) => listeners.forEach((it) => it(method, params)));
  connection.onRequest(() => null);
  connection.listen();

  /**
   * @param {string} method
   * @param {(params: any) => boolean} isMeant
   * @returns {Promise<void>}
   */
  const notified = (method, isMeant) =>
    new Promise((resolve) => {
      /** @param {string} name @param {any} params */
      const listener = (name, params) => {
        if (name !== method || !isMeant(params)) return;
        listeners.delete(listener);
        resolve();
      };
      listeners.add(listener);
    });

  const ready = notified('grpc-alpn/status', ({ state, folders }) => state === 'ready' && folders.length > 0);
  const uri = pathToFileURL(folder).href;
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: 'measured' }],
    capabilities: { textDocument: { publishDiagnostics: { versionSupport: true, relatedInformation: true } } },
    initializationOptions: { debounce: 0 },
  });
  return {
    connection,
    notified,
    /** Says that the client is ready; resolves when the folder has been checked. */
    async open() {
      await connection.sendNotification('initialized', {});
      await ready;
    },
    /** In megabytes. */
    peak: () => peakOf(child.pid),
    async stop() {
      await connection.sendRequest('shutdown');
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await connection.sendNotification('exit');
      await ended;
      connection.dispose();
    },
  };
}
