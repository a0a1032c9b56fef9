import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';
import { peakOf, SERVER_FLAGS } from './processes.mjs';

/** @typedef {Pick<Awaited<ReturnType<typeof startLanguageServer>>, 'connection' | 'notified'>} Server */

/**
 * Starts the bundled language server as the extension does, and opens a folder in it, as an editor does, over standard input and output.
 *
 * @param {string} bundle
 * @param {string} folder
 */
export async function startLanguageServer(bundle, folder) {
  const { child, connection, notified } = startServer(process.execPath, [...SERVER_FLAGS, bundle, '--stdio']);
  const ready = notified('grpc-alpn/status', ({ state, folders }) => state === 'ready' && folders.length > 0);
  await initialize(connection, folder, { debounce: 0 });
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
    stop: () => stop(child, connection),
  };
}

/**
 * Starts gopls and opens a folder in it. It waits for nothing before it tells diagnostics, and asks no network.
 *
 * @param {string} program
 * @param {string} folder
 */
export async function startGopls(program, folder) {
  const settings = { diagnosticsDelay: '1ms' };
  const env = { GOPROXY: 'off', GOFLAGS: '-mod=mod', GOTELEMETRY: 'off' };
  const { child, connection, notified } = startServer(program, ['serve'], { cwd: folder, env, settings });
  await initialize(connection, folder, settings);
  await connection.sendNotification('initialized', {});
  return { connection, notified, stop: () => stop(child, connection) };
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Readonly<Record<string, string>>, settings?: object }} [options] `settings`: what the client answers for each section.
 */
function startServer(command, args, { cwd, env = {}, settings } = {}) {
  const child = spawn(command, [...args], {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  /** Who waits for a notification. @type {Set<(method: string, params: any) => void>} */
  const listeners = new Set();
  connection.onNotification((method, params) => listeners.forEach((it) => it(method, params)));
  // The library keeps these to itself unless they are asked for by name.
  connection.onNotification('$/progress', (params) => listeners.forEach((it) => it('$/progress', params)));
  connection.onRequest((method, /** @type {any} */ params) =>
    method === 'workspace/configuration' && settings !== undefined ? params.items.map(() => settings) : null,
  );
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
  return { child, connection, notified };
}

/**
 * @param {import('vscode-languageserver-protocol/node').MessageConnection} connection
 * @param {string} folder
 * @param {object} initializationOptions
 */
async function initialize(connection, folder, initializationOptions) {
  const uri = pathToFileURL(folder).href;
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: 'measured' }],
    capabilities: {
      window: { workDoneProgress: true },
      textDocument: { publishDiagnostics: { versionSupport: true, relatedInformation: true } },
    },
    initializationOptions,
  });
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {import('vscode-languageserver-protocol/node').MessageConnection} connection
 */
async function stop(child, connection) {
  await connection.sendRequest('shutdown');
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await connection.sendNotification('exit');
  await ended;
  connection.dispose();
}

/**
 * Opens a folder: how long until its first diagnostics, and until its Go source is read as well.
 *
 * @param {Awaited<ReturnType<typeof startLanguageServer>>} server
 * @returns {Promise<{ first: number, read: Promise<number> }>} Milliseconds.
 */
export async function openWhole(server) {
  const start = performance.now();
  const read = server.notified('$/progress', ({ value }) => value.kind === 'end').then(() => performance.now() - start);
  await server.open();
  return { first: performance.now() - start, read };
}

/**
 * Opens a file in a server. Gives a function that replaces so many characters, and says how long it took to the diagnostics of that version.
 *
 * @param {Server} server
 * @param {string} file
 * @param {string} languageId
 * @param {string} text
 */
export async function openIn({ connection, notified }, file, languageId, text) {
  const uri = pathToFileURL(file).href;
  let version = 1;
  /** @param {string} method @param {object} params */
  const sent = async (method, params) => {
    const published = notified('textDocument/publishDiagnostics', (it) => it.uri === uri && it.version === version);
    const start = performance.now();
    await connection.sendNotification(method, params);
    await published;
    return performance.now() - start;
  };
  await sent('textDocument/didOpen', { textDocument: { uri, languageId, version, text } });
  /** @param {{ line: number, character: number }} start @param {number} length @param {string} newText */
  return (start, length, newText) => {
    version += 1;
    const end = { line: start.line, character: start.character + length };
    return sent('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start, end }, text: newText }],
    });
  };
}
