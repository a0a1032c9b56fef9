import {
  CodeActionTriggerKind,
  LSPErrorCodes,
  ProtocolRequestType,
  ProtocolRequestType0,
  ResponseError,
  type CancellationToken,
  type Connection,
  type DidChangeTextDocumentParams,
  type DidOpenTextDocumentParams,
  type WorkspaceFoldersChangeEvent,
} from 'vscode-languageserver';
import type { AnyRule } from '../core/rules/rule.ts';
import type { FilePath } from '../core/text/filePath.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import { codeActionsAt } from './codeActions.ts';
import { contextResult, endpointsAtResult } from './context.ts';
import { CodeLensRefresher, codeLensesIn } from './codeLens.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { DiagnosticsKept } from './diagnosticsKept.ts';
import { OpenDocuments } from './documents.ts';
import type { Folder } from './folder.ts';
import { Folders } from './folders.ts';
import { hoverOf } from './hover.ts';
import { describeError, withoutRepetition, type Log } from './log.ts';
import { endpointsResult, mapResult } from './map.ts';
import { Observations } from './observations.ts';
import { pathOfUri, UriSpelling } from './paths.ts';
import { preUpgradeResult } from './preUpgrade.ts';
import {
  CONTEXT_REQUEST,
  ENDPOINTS_AT_REQUEST,
  ENDPOINTS_REQUEST,
  MAP_CHANGED_NOTIFICATION,
  MAP_REQUEST,
  OBSERVED_NOTIFICATION,
  PRE_UPGRADE_REQUEST,
  SETTINGS_SECTION,
  STATUS_NOTIFICATION,
  type ContextParams,
  type Endpoint,
  type EndpointsAtParams,
  type MapParams,
  type MapResult,
  type PreUpgradeParams,
  type PreUpgradeResult,
  type TargetContext,
} from './protocol.ts';
import { Publisher } from './publisher.ts';
import { readObserved, readTexts } from './readObserved.ts';
import { ReadingProgress } from './readingProgress.ts';
import { Registrations } from './registrations.ts';
import { readSettings, type FolderSettings } from './settings.ts';
import { statusOf } from './status.ts';

const MAP = new ProtocolRequestType<MapParams, MapResult, never, void, void>(MAP_REQUEST);
const PRE_UPGRADE = new ProtocolRequestType<PreUpgradeParams, PreUpgradeResult | null, never, void, void>(
  PRE_UPGRADE_REQUEST,
);
const ENDPOINTS = new ProtocolRequestType0<readonly Endpoint[], never, void, void>(ENDPOINTS_REQUEST);
const ENDPOINTS_AT = new ProtocolRequestType<EndpointsAtParams, readonly Endpoint[], never, void, void>(
  ENDPOINTS_AT_REQUEST,
);
const CONTEXT = new ProtocolRequestType<ContextParams, readonly TargetContext[], never, void, void>(CONTEXT_REQUEST);

/** One client: what it has open, what is checked for it, and what it has been told. */
export class Session {
  readonly #connection: Connection;
  readonly #features: ClientFeatures;
  readonly #ruleIds: readonly string[];
  readonly #log: Log;
  readonly #warnings: Log;
  readonly #documents = new OpenDocuments();
  readonly #uris = new UriSpelling();
  readonly #folders: Folders;
  readonly #observations = new Observations();
  readonly #diagnosticsKept = new WeakMap<Folder, DiagnosticsKept>();
  readonly #publisher: Publisher;
  readonly #registrations: Registrations;
  readonly #readingProgress: ReadingProgress;
  readonly #codeLenses: CodeLensRefresher;
  /** What a client that is not asked for settings has sent. */
  #pushedSettings: unknown;
  #status = '';
  #isRunning = false;

  constructor(options: {
    readonly connection: Connection;
    readonly features: ClientFeatures;
    readonly rules: readonly AnyRule[];
  }) {
    const { connection, features, rules } = options;
    this.#connection = connection;
    this.#features = features;
    this.#ruleIds = rules.map(({ id }) => id);
    this.#log = withoutRepetition({ error: (message) => connection.console.error(message) });
    this.#warnings = withoutRepetition({ error: (message) => connection.console.warn(message) });
    this.#publisher = new Publisher({
      send: (params) => void connection.sendDiagnostics(params),
      sendsVersions: features.diagnosticVersions,
    });
    this.#registrations = new Registrations({ connection, features, log: this.#log });
    this.#readingProgress = new ReadingProgress({ connection, log: this.#log });
    this.#codeLenses = new CodeLensRefresher({
      connection,
      features,
      observations: this.#observations,
      log: this.#log,
    });
    this.#folders = new Folders({
      uris: this.#uris,
      onClose: (folder) => {
        this.#observations.forgetFolder(folder);
        this.#publisher.publish(folder, new Map());
        this.#tellRegistrations();
        this.#tellProgress();
      },
      surroundings: {
        documents: this.#documents,
        rules,
        log: this.#log,
        debounce: features.debounce,
        settingsOf: (folder) => this.#settingsOf(folder),
        onUpdate: (folder) => this.#tell(folder),
        onProgress: () => this.#tellProgress(),
      },
    });
  }

  /** The client is ready. */
  begin(folders: WorkspaceFoldersChangeEvent['added']): void {
    this.#isRunning = true;
    void this.#registrations.registerFixed();
    this.#folders.change({ added: folders, removed: [] });
    this.#tellStatus();
  }

  close(): void {
    this.#isRunning = false;
    this.#folders.close();
  }

  changeFolders(event: WorkspaceFoldersChangeEvent): void {
    this.#folders.change(event);
    this.#tellStatus();
  }

  open(params: DidOpenTextDocumentParams): void {
    const path = this.#documents.open(params);
    if (path === undefined) return;
    this.#uris.setDocument(path, params.textDocument.uri);
    if (this.#isRunning) this.#folders.changeLoneFiles();
    for (const folder of this.#folders.all) {
      // A file that is not known may be one that only the editor has.
      if (folder.checked?.snapshot.texts.has(path) === true) folder.changeText(path, 'now');
      else folder.changeFiles([path], true);
    }
  }

  change(params: DidChangeTextDocumentParams): void {
    const path = this.#documents.change(params);
    if (path === undefined) return;
    this.#observations.forgetFile(path);
    for (const folder of this.#folders.all) folder.changeText(path, 'typed');
  }

  closeDocument(uri: string): void {
    const path = this.#documents.close(uri);
    if (path === undefined) return;
    this.#uris.setDocument(path, undefined);
    this.#folders.changeLoneFiles();
    for (const folder of this.#folders.all) folder.changeText(path, 'now');
    this.#tellStatus();
  }

  /** Files on the disk. */
  changeFiles(changes: { readonly written: readonly FilePath[]; readonly cameOrWent: readonly FilePath[] }): void {
    const written = changes.written.filter((path) => this.#documents.get(path) === undefined);
    for (const folder of this.#folders.all) {
      folder.changeFiles(written, false);
      folder.changeFiles(changes.cameOrWent, true);
    }
  }

  changeSettings(pushed: unknown): void {
    if (!this.#features.configuration) this.#pushedSettings = sectionOf(pushed);
    for (const folder of this.#folders.all) folder.reload();
  }

  answerRequests(): void {
    const connection = this.#connection;
    connection.onHover(async ({ textDocument, position }, token) => {
      const { folder, path } = (await this.#ownerOf(textDocument.uri, token)) ?? {};
      if (folder?.checked === undefined || path === undefined) return null;
      const seen = this.#observations.in(folder, path);
      return hoverOf(folder.checked, { path, position, seen }, this.#features) ?? null;
    });
    connection.onCodeAction(async ({ textDocument, range, context }, token) => {
      const { folder, path } = (await this.#ownerOf(textDocument.uri, token)) ?? {};
      if (folder === undefined || path === undefined) return [];
      const observed = this.#observations.related(folder);
      const surroundings = { features: this.#features, uris: this.#uris, documents: this.#documents, observed };
      const isInvoked = context.triggerKind === CodeActionTriggerKind.Invoked;
      const at = { path, range, only: context.only, isInvoked };
      return [...(await codeActionsAt(folder, at, surroundings))];
    });
    connection.onCodeLens(async ({ textDocument }, token) => {
      const { folder, path } = (await this.#ownerOf(textDocument.uri, token)) ?? {};
      if (folder === undefined || path === undefined) return [];
      return [...codeLensesIn(folder, path, { features: this.#features, observations: this.#observations })];
    });
    connection.onRequest(MAP, async ({ folder: uri }, token) => {
      await unlessCancelled(this.#folders.settled(), token);
      const folders = this.#folders.all.filter((it) => uri === undefined || it === this.#folders.byUri(uri));
      return mapResult(folders, this.#uris);
    });
    connection.onRequest(PRE_UPGRADE, async (params, token) => {
      await unlessCancelled(this.#folders.settled(), token);
      return preUpgradeResult(this.#folders, params) ?? null;
    });
    connection.onRequest(ENDPOINTS, async (token) => {
      await unlessCancelled(this.#folders.settled(), token);
      return endpointsResult(this.#folders.all, this.#uris);
    });
    connection.onRequest(ENDPOINTS_AT, async ({ uri, position }, token) => {
      const { folder, path } = (await this.#ownerOf(uri, token)) ?? {};
      if (folder?.checked === undefined || path === undefined) return [];
      return endpointsAtResult(folder.checked, { path, position }, this.#uris);
    });
    connection.onRequest(CONTEXT, async (params, token) => {
      await unlessCancelled(this.#folders.settled(), token);
      return contextResult(this.#folders.all, params, this.#uris);
    });
    connection.onNotification(OBSERVED_NOTIFICATION, (params: unknown) => this.#observe(params));
  }

  /** The folder that tells about a file, with everything taken in that came before the request. */
  async #ownerOf(uri: string, token: CancellationToken): Promise<{ folder: Folder; path: FilePath } | undefined> {
    const path = pathOfUri(uri);
    if (path === undefined) return undefined;
    await unlessCancelled(this.#folders.ownerOf(path)?.settled() ?? this.#folders.settled(), token);
    // Whose file it is may depend on what was taken in meanwhile.
    const folder = this.#folders.ownerOf(path);
    return folder && { folder, path };
  }

  /** Takes in what a probe saw, and shows it. */
  async #observe(params: unknown): Promise<void> {
    await this.#folders.settled();
    if (!this.#isRunning) return;
    this.#observations.add(readObserved(params), this.#folders.all, readTexts(params));
    for (const folder of this.#folders.all) this.#publish(folder);
    this.#codeLenses.update(this.#folders.all);
  }

  async #settingsOf({ uri, path }: Folder): Promise<FolderSettings> {
    const settings = readSettings(await this.#askSettings(uri), { folder: path, ruleIds: this.#ruleIds });
    for (const problem of settings.problems) this.#warnings.error(problem);
    return settings;
  }

  async #askSettings(scopeUri: string): Promise<unknown> {
    if (!this.#features.configuration) return this.#pushedSettings;
    try {
      const answer: unknown = await this.#connection.workspace.getConfiguration({
        scopeUri,
        section: SETTINGS_SECTION,
      });
      return answer;
    } catch (error) {
      this.#log.error(`the client gave no settings: ${describeError(error)}`);
      return undefined;
    }
  }

  #tell(folder: Folder): void {
    this.#tellStatus();
    if (folder.isReading) return;
    this.#observations.follow(folder);
    this.#codeLenses.update(this.#folders.all);
    void this.#connection.sendNotification(MAP_CHANGED_NOTIFICATION);
    this.#publish(folder);
    this.#tellRegistrations();
    this.#tellProgress();
  }

  #publish(folder: Folder): void {
    const { checked } = folder;
    const kept = this.#diagnosticsKept.get(folder) ?? new DiagnosticsKept();
    this.#diagnosticsKept.set(folder, kept);
    const options = {
      kept,
      features: this.#features,
      uris: this.#uris,
      documents: this.#documents,
      observed: this.#observations.related(folder),
      isOwn: (path: FilePath) => this.#folders.ownerOf(path) === folder,
    };
    this.#publisher.publish(folder, checked === undefined ? new Map() : diagnosticsOf(checked, options));
  }

  #tellProgress(): void {
    this.#readingProgress.update(this.#folders.all.flatMap(({ behind }) => behind ?? []));
  }

  #tellRegistrations(): void {
    const [workspace, lone]: [FilePath[], FilePath[]] = [[], []];
    for (const { main, includedFiles } of this.#folders.all)
      (main === undefined ? workspace : lone).push(...includedFiles);
    this.#registrations.include({ workspace, lone }, this.#documents);
  }

  #tellStatus(): void {
    const status = statusOf(this.#folders.all, this.#uris);
    const text = JSON.stringify(status);
    if (text === this.#status) return;
    this.#status = text;
    void this.#connection.sendNotification(STATUS_NOTIFICATION, status);
  }
}

function sectionOf(settings: unknown): unknown {
  if (typeof settings !== 'object' || settings === null) return undefined;
  return new Map<string, unknown>(Object.entries(settings)).get(SETTINGS_SECTION);
}

/** Waits, but not longer than the client does. */
function unlessCancelled(promise: Promise<void>, token: CancellationToken): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (): void => reject(new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled by the client'));
    if (token.isCancellationRequested) refuse();
    const subscription = token.onCancellationRequested(refuse);
    void promise.then(resolve, reject).finally(() => subscription.dispose());
  });
}
