import { window, workspace, Uri, type LogOutputChannel } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  TransportKind,
  type LanguageClientOptions,
} from 'vscode-languageclient/node';
import {
  ENDPOINTS_REQUEST,
  SELECTED_PATTERNS,
  SETTINGS_SECTION,
  STATUS_NOTIFICATION,
  type Endpoint,
  type InitializationOptions,
  type Status,
} from '../server/protocol.ts';
import { TOO_MANY, afterCrash } from './crashes.ts';
import { SHOW_LOG, showLogOnDemand } from './notifications.ts';
import { settingsLayers } from './settingsLayers.ts';
import type { ServerState } from './statusView.ts';

/** What the server's keeper needs from the rest of the extension. */
export interface LanguageServerOptions {
  /** The path of the server's bundle. */
  readonly module: string;
  readonly log: LogOutputChannel;
  readonly onState: (state: ServerState) => void;
}

/** The server's process, which is kept running. None of these functions rejects. */
export interface LanguageServer {
  start(): Promise<void>;
  /** Starts it anew, whatever has become of it. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** What can be probed in the workspace; nothing while the server is not running. */
  endpoints(): Promise<readonly Endpoint[]>;
}

const RESTART = 'Restart';

/** Makes the client of the server; `start` starts it. */
export function createLanguageServer({ module, log, onState }: LanguageServerOptions): LanguageServer {
  let crashes: readonly number[] = [];
  let starting: Promise<void> = Promise.resolve();

  const onCrash: NonNullable<LanguageClientOptions['errorHandler']>['closed'] = () => {
    const next = afterCrash(crashes, Date.now());
    crashes = next.crashes;
    if (next.action === 'restart') {
      onState({ kind: 'starting' });
      showLogOnDemand(
        log,
        window.showWarningMessage('gRPC ALPN: the language server ended unexpectedly and is started again.', SHOW_LOG),
      );
      return { action: CloseAction.Restart, handled: true };
    }
    onState({ kind: 'stopped' });
    void offerRestart();
    return {
      action: CloseAction.DoNotRestart,
      handled: true,
      message: `The server has crashed ${TOO_MANY} times within three minutes. It is not started again.`,
    };
  };

  async function offerRestart(): Promise<void> {
    const message = `gRPC ALPN: the language server crashed ${TOO_MANY} times within three minutes and is not started again. Nothing is checked.`;
    const pressed = await window.showErrorMessage(message, RESTART, SHOW_LOG);
    if (pressed === RESTART) await restart();
    else if (pressed === SHOW_LOG) log.show();
  }

  const client = new LanguageClient('grpcAlpn', 'gRPC ALPN', serverOptions(module), {
    documentSelector: [
      { scheme: 'file', language: 'nginx' },
      { scheme: 'file', language: 'NGINX' },
      ...SELECTED_PATTERNS.map((pattern) => ({ scheme: 'file', pattern })),
    ],
    initializationOptions: { copyCommand: true } satisfies InitializationOptions,
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: onCrash,
    },
    middleware: { workspace: { configuration: withLayers } },
  });
  client.onNotification(STATUS_NOTIFICATION, (status: Status) => onState({ kind: 'running', status }));

  async function launch(): Promise<void> {
    onState({ kind: 'starting' });
    try {
      await client.start();
      log.info('The server is running.');
    } catch (error) {
      log.error(`The server was not started: ${error instanceof Error ? error.message : String(error)}`);
      if (client.state !== State.Running && client.state !== State.Starting) onState({ kind: 'stopped' });
    }
  }

  function start(): Promise<void> {
    starting = launch();
    return starting;
  }

  async function stop(): Promise<void> {
    await starting;
    if (client.state !== State.Running) return;
    try {
      await client.stop();
    } catch (error) {
      // A server that does not answer is ended by the library.
      log.warn(`The server did not end by itself: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async function restart(): Promise<void> {
    await stop();
    crashes = [];
    await start();
  }

  async function endpoints(): Promise<readonly Endpoint[]> {
    if (client.state !== State.Running) return [];
    try {
      return await client.sendRequest<readonly Endpoint[]>(ENDPOINTS_REQUEST);
    } catch (error) {
      log.warn(`The server did not tell its endpoints: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  }

  return { start, restart, stop, endpoints };
}

function serverOptions(module: string): ConstructorParameters<typeof LanguageClient>[2] {
  const run = { module, transport: TransportKind.ipc };
  return { run, debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } } };
}

type ConfigurationMiddleware = NonNullable<
  NonNullable<NonNullable<LanguageClientOptions['middleware']>['workspace']>['configuration']
>;

/** Adds to our section who states what: the server puts grpc-alpn.json between user and workspace. */
const withLayers: ConfigurationMiddleware = async (params, token, next) => {
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
