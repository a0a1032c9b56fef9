import { window, type LogOutputChannel } from 'vscode';
import { State } from 'vscode-languageclient/node';
import {
  CONTEXT_REQUEST,
  ENDPOINTS_AT_REQUEST,
  ENDPOINTS_REQUEST,
  MAP_CHANGED_NOTIFICATION,
  MAP_REQUEST,
  OBSERVED_NOTIFICATION,
  PRE_UPGRADE_REQUEST,
  STATUS_NOTIFICATION,
  type ContextParams,
  type Endpoint,
  type EndpointsAtParams,
  type MapResult,
  type ObservedParams,
  type PreUpgradeParams,
  type PreUpgradeResult,
  type Status,
  type TargetContext,
} from '../server/protocol.ts';
import { TOO_MANY, afterCrash } from './crashes.ts';
import { createLanguageClient } from './languageClient.ts';
import { SHOW_LOG, showLogOnDemand } from './notifications.ts';
import type { ServerState } from './statusView.ts';

/** What the server's keeper needs from the rest of the extension. */
export interface LanguageServerOptions {
  /** The path of the server's bundle. */
  readonly module: string;
  readonly log: LogOutputChannel;
  readonly onState: (state: ServerState) => void;
  /** Called when a check has ended. */
  readonly onMapChanged: () => void;
}

/** The server's process, which is kept running. None of these functions rejects. */
export interface LanguageServer {
  start(): Promise<void>;
  /** Starts it anew, whatever has become of it. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** What can be probed in the workspace; nothing while the server is not running. */
  endpoints(): Promise<readonly Endpoint[]>;
  /** The endpoints that are named at a place; none while the server is not running. */
  endpointsAt(params: EndpointsAtParams): Promise<readonly Endpoint[]>;
  /** What the workspace says of targets, in their order; nothing while the server is not running. */
  context(params: ContextParams): Promise<readonly TargetContext[]>;
  /** Tells what a probe has seen. */
  observed(params: ObservedParams): Promise<void>;
  /** All listeners of the workspace; `undefined` while the server is not running. */
  map(): Promise<MapResult | undefined>;
  /** What raising grpc-go would break; `undefined` while the server is not running, and where it has nothing to tell of. */
  preUpgrade(params: PreUpgradeParams): Promise<PreUpgradeResult | undefined>;
}

const RESTART = 'Restart';

/** Makes the server's keeper; `start` starts the server. */
export function createLanguageServer({ module, log, onState, onMapChanged }: LanguageServerOptions): LanguageServer {
  let crashes: readonly number[] = [];
  let starting: Promise<void> = Promise.resolve();

  const client = createLanguageClient({ module, log, onCrash });
  client.onNotification(STATUS_NOTIFICATION, (status: Status) => onState({ kind: 'running', status }));
  client.onNotification(MAP_CHANGED_NOTIFICATION, onMapChanged);

  function onCrash(): string {
    const next = afterCrash(crashes, Date.now());
    crashes = next.crashes;
    if (next.action === 'give-up') {
      const words = `crashed ${TOO_MANY} times within three minutes and is not started again`;
      onState({ kind: 'stopped' });
      void offerRestart(`gRPC ALPN: the language server ${words}. Nothing is checked.`);
      return `The server ${words}.`;
    }
    onState({ kind: 'starting' });
    const message = 'gRPC ALPN: the language server ended unexpectedly and is started again.';
    showLogOnDemand(log, window.showWarningMessage(message, SHOW_LOG));
    // Not before the library has done with the old process.
    setImmediate(() => void start());
    return 'The server ended unexpectedly and is started again.';
  }

  async function offerRestart(message: string): Promise<void> {
    const pressed = await window.showErrorMessage(message, RESTART, SHOW_LOG);
    if (pressed === RESTART) await restart();
    else if (pressed === SHOW_LOG) log.show();
  }

  async function launch(): Promise<void> {
    const before = crashes;
    onState({ kind: 'starting' });
    try {
      await client.start();
    } catch (error) {
      log.error(`The server was not started: ${wordsOf(error)}`);
    }
    if (client.state === State.Running) log.info('The server is running.');
    else if (crashes === before) {
      onState({ kind: 'stopped' });
      void offerRestart('gRPC ALPN: the language server could not be started. Nothing is checked.');
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
      // The library ends a server that does not answer.
      log.warn(`The server did not end by itself: ${wordsOf(error)}`);
    }
  }

  async function restart(): Promise<void> {
    await stop();
    crashes = [];
    await start();
  }

  const endpoints = (): Promise<readonly Endpoint[]> =>
    asked('its endpoints', [], () => client.sendRequest(ENDPOINTS_REQUEST));
  const endpointsAt = (params: EndpointsAtParams): Promise<readonly Endpoint[]> =>
    asked('the endpoints of a place', [], () => client.sendRequest(ENDPOINTS_AT_REQUEST, params));
  const context = (params: ContextParams): Promise<readonly TargetContext[]> =>
    asked('what the workspace says of targets', [], () => client.sendRequest(CONTEXT_REQUEST, params));
  const map = (): Promise<MapResult | undefined> =>
    asked('its map', undefined, () => client.sendRequest(MAP_REQUEST, {}));
  const preUpgrade = (params: PreUpgradeParams): Promise<PreUpgradeResult | undefined> =>
    asked(
      'what an upgrade would break',
      undefined,
      async () => (await client.sendRequest<PreUpgradeResult | null>(PRE_UPGRADE_REQUEST, params)) ?? undefined,
    );

  /** What a running server answers; `otherwise` where it does not. */
  async function asked<Answer>(what: string, otherwise: Answer, ask: () => Promise<Answer>): Promise<Answer> {
    if (client.state !== State.Running) return otherwise;
    try {
      return await ask();
    } catch (error) {
      log.warn(`The server did not tell ${what}: ${wordsOf(error)}`);
      return otherwise;
    }
  }

  async function observed(params: ObservedParams): Promise<void> {
    if (client.state !== State.Running) return;
    try {
      await client.sendNotification(OBSERVED_NOTIFICATION, params);
    } catch (error) {
      log.warn(`The server was not told what was seen: ${wordsOf(error)}`);
    }
  }

  return { start, restart, stop, endpoints, endpointsAt, context, observed, map, preUpgrade };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
