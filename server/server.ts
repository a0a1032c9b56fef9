import {
  FileChangeType,
  PositionEncodingKind,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  type WorkspaceFolder,
} from 'vscode-languageserver';
import { version } from '../package.json';
import { rules } from '../core/rules/index.ts';
import type { AnyRule } from '../core/rules/rule.ts';
import { clientFeatures } from './clientFeatures.ts';
import { CODE_ACTION_KINDS } from './codeActions.ts';
import { Session } from './session.ts';
import { pathOfUri } from './paths.ts';

/** What only tests choose. */
export interface ServerOptions {
  /** Rules instead of the product's own. */
  readonly rules?: readonly AnyRule[];
}

const CAPABILITIES: InitializeResult['capabilities'] = {
  positionEncoding: PositionEncodingKind.UTF16,
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  hoverProvider: true,
  codeLensProvider: {},
  codeActionProvider: { codeActionKinds: [...CODE_ACTION_KINDS] },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

/** Serves one client over a connection until it says `exit`. */
export function startServer(connection: Connection, options: ServerOptions = {}): void {
  connection.onInitialize((params): InitializeResult => {
    listen(connection, params, options);
    return { capabilities: CAPABILITIES, serverInfo: { name: 'grpc-alpn', version } };
  });
  connection.listen();
}

function listen(connection: Connection, params: InitializeParams, options: ServerOptions): void {
  const features = clientFeatures(params);
  const session = new Session({ connection, features, rules: options.rules ?? rules });

  connection.onInitialized(() => {
    if (features.folderChanges)
      connection.workspace.onDidChangeWorkspaceFolders((event) => session.changeFolders(event));
    session.begin(workspaceFolders(params));
  });
  connection.onShutdown(() => session.close());

  connection.onDidOpenTextDocument((opened) => session.open(opened));
  connection.onDidChangeTextDocument((changed) => session.change(changed));
  connection.onDidCloseTextDocument(({ textDocument }) => session.closeDocument(textDocument.uri));
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const paths = changes.flatMap(({ uri, type }) => {
      const path = pathOfUri(uri);
      return path === undefined ? [] : [{ path, type }];
    });
    session.changeFiles({
      written: paths.filter(({ type }) => type === FileChangeType.Changed).map(({ path }) => path),
      cameOrWent: paths.filter(({ type }) => type !== FileChangeType.Changed).map(({ path }) => path),
    });
  });
  connection.onDidChangeConfiguration(({ settings }: { readonly settings: unknown }) =>
    session.changeSettings(settings),
  );
  session.answerRequests();
}

function workspaceFolders(params: InitializeParams): WorkspaceFolder[] {
  if (params.workspaceFolders !== undefined && params.workspaceFolders !== null) return params.workspaceFolders;
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- all that clients without workspace folders send
  const { rootUri } = params;
  return rootUri === null ? [] : [{ uri: rootUri, name: '' }];
}
