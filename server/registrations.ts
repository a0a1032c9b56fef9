import {
  BulkRegistration,
  CodeActionRequest,
  CodeLensRequest,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  HoverRequest,
  TextDocumentSyncKind,
  WatchKind,
  type BulkUnregistration,
  type Connection,
  type RelativePattern,
} from 'vscode-languageserver';
import { matchesPath } from '../core/text/glob.ts';
import { baseName, folderOf, type FilePath } from '../core/text/filePath.ts';
import { CONFIGURATION_FILE } from '../core/workspace/options.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import { CODE_ACTION_KINDS } from './codeActions.ts';
import type { OpenDocuments } from './documents.ts';
import { describeError, type Log } from './log.ts';
import { uriOfPath } from './paths.ts';
import { SELECTED_PATTERNS, SETTINGS_SECTION } from './protocol.ts';

/** Files by whose names alone a change can matter. */
const WATCHED_PATTERNS = [
  ...SELECTED_PATTERNS,
  '**/nginx*',
  '**/nginx/**',
  '**/conf.d/*',
  '**/snippets/*',
  '**/stream.d/*',
  '**/go.sum',
  '**/go.work.sum',
  '**/vendor/modules.txt',
  `**/${CONFIGURATION_FILE}`,
  '**/.gitignore',
];

/** Languages whose documents are sent whatever their names are. */
const SELECTED_LANGUAGES: ReadonlySet<string> = new Set(['nginx', 'NGINX']);

/** Registers at run time what only the workspace tells: files to watch, and documents to be sent. */
export class Registrations {
  readonly #connection: Connection;
  readonly #features: ClientFeatures;
  readonly #log: Log;
  #wanted = '';
  #registered = '';
  #current: BulkUnregistration | undefined;
  #isFollowing = false;
  #files: { readonly watched: readonly FilePath[]; readonly sent: readonly FilePath[] } = { watched: [], sent: [] };

  constructor(options: { readonly connection: Connection; readonly features: ClientFeatures; readonly log: Log }) {
    this.#connection = options.connection;
    this.#features = options.features;
    this.#log = options.log;
  }

  /** What is the same for every workspace. */
  async registerFixed(): Promise<void> {
    const { watchesFiles, registersSettings } = this.#features;
    const bulk = BulkRegistration.create();
    if (registersSettings) bulk.add(DidChangeConfigurationNotification.type, { section: SETTINGS_SECTION });
    if (watchesFiles) {
      const watchers = WATCHED_PATTERNS.map((globPattern) => ({ globPattern }));
      // When a folder comes or goes, clients tell of the folder and not of the files in it.
      bulk.add(DidChangeWatchedFilesNotification.type, {
        watchers: [...watchers, { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete }],
      });
    }
    if (watchesFiles || registersSettings) await this.#register(bulk);
  }

  /**
   * Takes in which files are included; what other names already bring is left out.
   * @param included.lone those of files that are open without a folder: no pattern finds them
   */
  include(
    included: { readonly workspace: readonly FilePath[]; readonly lone: readonly FilePath[] },
    documents: OpenDocuments,
  ): void {
    const { watchesFiles, relativePatterns, registersDocuments } = this.#features;
    const paths = [...new Set([...included.workspace, ...included.lone])].sort();
    const lone = new Set(included.lone);
    const isWatched = (path: FilePath): boolean =>
      lone.has(path) ? !relativePatterns : fitsAny(WATCHED_PATTERNS, path);
    const isSent = (path: FilePath): boolean =>
      fitsAny(SELECTED_PATTERNS, path) || SELECTED_LANGUAGES.has(documents.get(path)?.languageId ?? '');
    const watched = watchesFiles ? paths.filter((it) => !isWatched(it)) : [];
    const sent = registersDocuments ? paths.filter((it) => !isSent(it)) : [];
    this.#files = { watched, sent };
    this.#wanted = watched.length + sent.length === 0 ? '' : JSON.stringify(this.#files);
    if (!this.#isFollowing) void this.#follow();
  }

  /** One after the other: a client that is slow to answer gets the newest set next, not all those in between. */
  async #follow(): Promise<void> {
    this.#isFollowing = true;
    while (this.#registered !== this.#wanted) {
      this.#registered = this.#wanted;
      const before = this.#current;
      this.#current = this.#registered === '' ? undefined : await this.#register(this.#bulk());
      before?.dispose();
    }
    this.#isFollowing = false;
  }

  #bulk(): BulkRegistration {
    const { watched, sent } = this.#files;
    const bulk = BulkRegistration.create();
    if (watched.length > 0) {
      const watchers = watched.map((it) => ({
        globPattern: this.#features.relativePatterns ? relativePattern(it) : globOf(it),
      }));
      bulk.add(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (sent.length > 0) {
      const documentSelector = sent.map((it) => ({ scheme: 'file', pattern: globOf(it) }));
      bulk.add(DidOpenTextDocumentNotification.type, { documentSelector });
      bulk.add(DidChangeTextDocumentNotification.type, {
        documentSelector,
        syncKind: TextDocumentSyncKind.Incremental,
      });
      bulk.add(DidCloseTextDocumentNotification.type, { documentSelector });
      bulk.add(HoverRequest.type, { documentSelector });
      if (this.#features.registersCodeLenses) bulk.add(CodeLensRequest.type, { documentSelector });
      bulk.add(CodeActionRequest.type, { documentSelector, codeActionKinds: [...CODE_ACTION_KINDS] });
    }
    return bulk;
  }

  async #register(bulk: BulkRegistration): Promise<BulkUnregistration | undefined> {
    try {
      return await this.#connection.client.register(bulk);
    } catch (error) {
      this.#log.error(`the client refused a registration: ${describeError(error)}`);
      return undefined;
    }
  }
}

function relativePattern(path: FilePath): RelativePattern {
  return { baseUri: uriOfPath(folderOf(path)), pattern: globOf(baseName(path)) };
}

function fitsAny(patterns: readonly string[], path: FilePath): boolean {
  return patterns.some((it) => matchesPath(it, path, { hidden: true }));
}

/** A glob for one path. LSP's globs cannot be escaped; `?` stands for characters that mean something, and for a drive letter, which may be of either case. */
function globOf(path: string): string {
  return path.replace(/^[A-Z]:|[*?[\]{}\\,!]/g, (it) => (it.endsWith(':') ? '?:' : '?'));
}
