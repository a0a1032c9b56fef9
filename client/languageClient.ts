import { Uri, workspace, type LogOutputChannel } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  TransportKind,
  type LanguageClientOptions,
  type ServerOptions,
} from 'vscode-languageclient/node';
import { SELECTED_PATTERNS, SERVER_FLAGS, SETTINGS_SECTION, type InitializationOptions } from '../server/protocol.ts';
import { settingsLayers } from './settingsLayers.ts';

/** What the client is made of. */
export interface LanguageClientParts {
  /** The path of the server's bundle. */
  readonly module: string;
  readonly log: LogOutputChannel;
  /** Called when the server has ended without being asked to. What it returns is logged. */
  readonly onCrash: () => string;
}

/** The library's client, which tells the user nothing on its own: several of its notifications about one crash hide the one that says what to do. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** Makes the client of the server, not started yet. */
export function createLanguageClient({ module, log, onCrash }: LanguageClientParts): LanguageClient {
  // The id is the section in which the library looks for `trace.server`.
  return new QuietClient(SETTINGS_SECTION, 'gRPC ALPN', serverOptions(module), {
    documentSelector: [
      { scheme: 'file', language: 'nginx' },
      { scheme: 'file', language: 'NGINX' },
      ...SELECTED_PATTERNS.map((pattern) => ({ scheme: 'file', pattern })),
    ],
    initializationOptions: {
      copyCommand: true,
      probeCommand: true,
      preUpgradeCommand: true,
      editPreview: true,
      rulePages: true,
    } satisfies InitializationOptions,
    initializationFailedHandler: () => false,
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => ({ action: CloseAction.DoNotRestart, handled: true, message: onCrash() }),
    },
    middleware: { workspace: { configuration: withLayers } },
  });
}

function serverOptions(module: string): ServerOptions {
  const server = { module, transport: TransportKind.ipc };
  return {
    run: { ...server, options: { execArgv: [...SERVER_FLAGS] } },
    debug: { ...server, options: { execArgv: [...SERVER_FLAGS, '--nolazy', '--inspect=6009'] } },
  };
}

type Middleware = NonNullable<LanguageClientOptions['middleware']>;

/** Adds to our section who states what: the server puts grpc-alpn.json between user and workspace. */
const withLayers: NonNullable<NonNullable<Middleware['workspace']>['configuration']> = async (params, token, next) => {
  const values = await next(params, token);
  if (!Array.isArray(values)) return values;
  return values.map((value: unknown, index) => {
    const item = params.items[index];
    if (item?.section !== SETTINGS_SECTION) return value;
    const scope = item.scopeUri === undefined ? undefined : Uri.parse(item.scopeUri);
    const configuration = workspace.getConfiguration(SETTINGS_SECTION, scope);
    const layers = settingsLayers((key) => configuration.inspect(key));
    return { ...(typeof value === 'object' ? value : undefined), layers };
  });
};
