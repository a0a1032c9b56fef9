import { PassThrough } from 'node:stream';
import type { AnyRule } from '../../core/rules/rule.ts';
import { createConnection, ProposedFeatures } from 'vscode-languageserver';
import {
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type ClientCapabilities,
  type CodeAction,
  type Hover,
  type InitializeResult,
  type Position,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  type Registration,
  type TextEdit,
  type Unregistration,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Endpoint, Status } from '../../server/protocol.ts';
import { startServer } from '../../server/server.ts';

/** One word about work that goes on. */
export type WorkDone = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

/** How an editor is started. */
export interface EditorOptions {
  /** URIs of the workspace folders. */
  readonly folders: readonly string[];
  /** What `workspace/configuration` answers, by scope. */
  readonly settings?: (scopeUri: string) => unknown;
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: object;
  readonly rules?: readonly AnyRule[];
  /** Instead of a server in this process. */
  readonly connection?: ProtocolConnection;
}

/** What VS Code says it can. */
export const CAPABILITIES: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true },
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
  textDocument: {
    synchronization: { dynamicRegistration: true },
    hover: { dynamicRegistration: true, contentFormat: ['markdown', 'plaintext'] },
    codeAction: {
      dynamicRegistration: true,
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } },
      isPreferredSupport: true,
    },
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true, versionSupport: true },
  },
};

/** The client's side of the protocol: what an editor does and remembers. */
export class Editor {
  readonly connection: ProtocolConnection;
  readonly registrations = new Map<string, Registration>();
  readonly log: string[] = [];
  readonly statuses: Status[] = [];
  /** What was told of work that goes on, in the order of its coming. */
  readonly progress: WorkDone[] = [];
  /** Every `publishDiagnostics`, in the order of their coming. */
  readonly published: PublishDiagnosticsParams[] = [];
  initialized: InitializeResult | undefined;
  settings: (scopeUri: string) => unknown;
  readonly #options: EditorOptions;
  readonly #documents = new Map<string, TextDocument>();
  readonly #shown = new Map<string, PublishDiagnosticsParams>();
  readonly #waiting = new Set<() => void>();

  constructor(options: EditorOptions) {
    this.#options = options;
    this.settings = options.settings ?? (() => null);
    this.connection = options.connection ?? serverInProcess(options.rules);
    this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.published.push(params);
      this.#shown.set(params.uri, params);
      this.wake();
    });
    this.connection.onNotification('grpc-alpn/status', (status: Status) => {
      this.statuses.push(status);
      this.wake();
    });
    this.connection.onNotification('window/logMessage', ({ message }: { readonly message: string }) => {
      this.log.push(message);
      this.wake();
    });
    this.connection.onRequest('window/workDoneProgress/create', () => null);
    this.connection.onNotification('$/progress', ({ value }: { readonly value: WorkDone }) => {
      this.progress.push(value);
      this.wake();
    });
    this.connection.onRequest(
      'workspace/configuration',
      ({ items }: { readonly items: { readonly scopeUri: string }[] }) =>
        items.map(({ scopeUri }) => this.settings(scopeUri)),
    );
    this.connection.onRequest(
      'client/registerCapability',
      ({ registrations }: { readonly registrations: Registration[] }) => {
        for (const it of registrations) this.registrations.set(it.id, it);
        this.wake();
      },
    );
    this.connection.onRequest(
      'client/unregisterCapability',
      ({ unregisterations }: { readonly unregisterations: Unregistration[] }) => {
        for (const it of unregisterations) this.registrations.delete(it.id);
        this.wake();
      },
    );
    this.connection.listen();
  }

  /** Starts a server and waits until it has checked everything. */
  static async start(options: EditorOptions): Promise<Editor> {
    const editor = await Editor.startUnchecked(options);
    await editor.settled();
    return editor;
  }

  /** Starts a server and does not wait for its first check. */
  static async startUnchecked(options: EditorOptions): Promise<Editor> {
    const editor = new Editor(options);
    await editor.#initialize();
    return editor;
  }

  async #initialize(): Promise<void> {
    const { folders, capabilities = CAPABILITIES, initializationOptions } = this.#options;
    this.initialized = await this.connection.sendRequest('initialize', {
      processId: null,
      rootUri: folders[0] ?? null,
      capabilities,
      workspaceFolders: folders.map((uri) => ({ uri, name: uri })),
      initializationOptions: {
        debounce: 0,
        copyCommand: true,
        probeCommand: true,
        rulePages: true,
        ...initializationOptions,
      },
    });
    await this.connection.sendNotification('initialized', {});
  }

  /** Resolves when the server has taken in all that it was sent: what it said because of that has come before. */
  async settled(): Promise<void> {
    await this.endpoints();
  }

  /** Resolves with the first value of `look` that is not `undefined`; it looks again whenever something comes. */
  async until<Value>(look: () => Value | undefined): Promise<Value> {
    for (;;) {
      const value = look();
      if (value !== undefined) return value;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** What is shown for a file, as `severity rule line:character-line:character`, counted from 0. */
  diagnostics(uri: string): readonly string[] {
    const names = ['', 'error', 'warning', 'information', 'hint'];
    return (this.#shown.get(uri)?.diagnostics ?? []).map(
      ({ severity, code, range }) => `${names[severity ?? 0] ?? ''} ${code ?? ''} ${rangeText(range)}`,
    );
  }

  /** What is shown for a file, as it came. */
  shown(uri: string): PublishDiagnosticsParams | undefined {
    return this.#shown.get(uri);
  }

  /** The files that have diagnostics. */
  filesWithDiagnostics(): readonly string[] {
    return [...this.#shown.values()]
      .filter(({ diagnostics }) => diagnostics.length > 0)
      .map(({ uri }) => uri)
      .sort();
  }

  get status(): Status | undefined {
    return this.statuses.at(-1);
  }

  text(uri: string): string {
    return this.#document(uri).getText();
  }

  version(uri: string): number {
    return this.#document(uri).version;
  }

  async open(uri: string, text: string, languageId = 'nginx'): Promise<void> {
    this.#documents.set(uri, TextDocument.create(uri, languageId, 1, text));
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  async close(uri: string): Promise<void> {
    this.#documents.delete(uri);
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** Edits an open document; the ranges are of the text before all of them. */
  async edit(uri: string, edits: readonly TextEdit[]): Promise<void> {
    const document = this.#document(uri);
    // From the last one on, an edit does not move the ones that are still to come.
    const changes = [...edits]
      .sort((a, b) => document.offsetAt(b.range.start) - document.offsetAt(a.range.start))
      .map(({ range, newText }) => ({ range, text: newText }));
    const version = document.version + 1;
    this.#documents.set(uri, TextDocument.update(document, changes, version));
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: changes,
    });
  }

  /** Puts a text in the place of the first one that is written so; returns what takes it back. */
  async replace(uri: string, written: string, newText: string): Promise<() => Promise<void>> {
    const document = this.#document(uri);
    const offset = document.getText().indexOf(written);
    if (offset < 0) throw new Error(`${written} does not stand in ${uri}`);
    const start = document.positionAt(offset);
    await this.edit(uri, [{ range: { start, end: document.positionAt(offset + written.length) }, newText }]);
    return () =>
      this.edit(uri, [
        { range: { start, end: this.#document(uri).positionAt(offset + newText.length) }, newText: written },
      ]);
  }

  /** Types a text at an offset, one change per character. */
  async type(uri: string, offset: number, text: string): Promise<void> {
    for (let i = 0; i < text.length; i++) {
      const at = this.#document(uri).positionAt(offset + i);
      await this.edit(uri, [{ range: { start: at, end: at }, newText: text.charAt(i) }]);
    }
  }

  /** Tells what happened on the disk, as a file watcher does. */
  async tellFiles(changes: Readonly<Record<string, 'created' | 'changed' | 'deleted'>>): Promise<void> {
    const types = {
      created: FileChangeType.Created,
      changed: FileChangeType.Changed,
      deleted: FileChangeType.Deleted,
    } as const;
    await this.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: Object.entries(changes).map(([uri, it]) => ({ uri, type: types[it] })),
    });
  }

  async changeFolders(event: {
    readonly added?: readonly string[];
    readonly removed?: readonly string[];
  }): Promise<void> {
    const folders = (uris: readonly string[] = []) => uris.map((uri) => ({ uri, name: uri }));
    await this.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: folders(event.added), removed: folders(event.removed) },
    });
  }

  async changeSettings(settings: (scopeUri: string) => unknown): Promise<void> {
    this.settings = settings;
    await this.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  }

  /** The code actions on the n-th diagnostic of a file. */
  async codeActions(uri: string, index = 0, only?: readonly string[]): Promise<readonly CodeAction[]> {
    const diagnostic = this.#shown.get(uri)?.diagnostics[index];
    if (diagnostic === undefined) throw new Error(`no diagnostic ${index} in ${uri}`);
    return this.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range: diagnostic.range,
      context: { diagnostics: [diagnostic], ...(only !== undefined && { only }) },
    });
  }

  hover(uri: string, position: Position): Promise<Hover | null> {
    return this.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position });
  }

  endpoints(): Promise<readonly Endpoint[]> {
    return this.connection.sendRequest('grpc-alpn/endpoints');
  }

  /** Where a text first stands in an open document. */
  positionOf(uri: string, written: string): Position {
    return this.#document(uri).positionAt(this.text(uri).indexOf(written));
  }

  /** Ends the server's work and the connection. */
  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    this.connection.dispose();
  }

  #document(uri: string): TextDocument {
    const document = this.#documents.get(uri);
    if (document === undefined) throw new Error(`${uri} is not open`);
    return document;
  }

  /** Makes whoever waits look again: something has come. */
  wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** A range as `line:character-line:character`. */
function rangeText({ start, end }: Range): string {
  return `${start.line}:${start.character}-${end.line}:${end.character}`;
}

/** A server in this process, joined with its client by two streams. */
function serverInProcess(rules: readonly AnyRule[] | undefined): ProtocolConnection {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const server = createConnection(
    (logger) => createProtocolConnection(toServer, toClient, logger),
    { shutdownReceived: false, initialize: () => undefined, exit: () => undefined },
    ProposedFeatures.all,
  );
  startServer(server, rules === undefined ? {} : { rules });
  return createProtocolConnection(toClient, toServer);
}
