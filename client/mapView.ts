import { randomBytes } from 'node:crypto';
import {
  Uri,
  ViewColumn,
  env,
  window,
  workspace,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  type WebviewPanel,
} from 'vscode';
import type { MapResult } from '../server/protocol.ts';
import { mapHtml } from './mapHtml.ts';
import { readMapMessage } from './mapMessage.ts';
import type { FromPage, ToPage } from './mapPage/picture.ts';
import { nothingToDraw, pictureAsMermaid, pictureOf, placeIn } from './mapPicture.ts';
import { nameOf, openPlace } from './openPlace.ts';
import type { ServerState } from './statusView.ts';

const VIEW_TYPE = 'grpcAlpn.map';

/** What the map needs from the rest of the extension. */
export interface MapViewOptions {
  readonly extensionUri: ExtensionContext['extensionUri'];
  readonly log: LogOutputChannel;
  /** Asks the server; `undefined` while it is not running. */
  readonly map: () => Promise<MapResult | undefined>;
}

/** The map of all connections, in a panel of its own. */
export interface MapView {
  /** Opens the panel, or brings it to the front. */
  show(): void;
  /** What the server does, told as often as it likes. */
  serverIs(state: ServerState['kind']): void;
  /** What the server knows may have changed. */
  refresh(): void;
  dispose(): void;
}

/** Makes the map; nothing is asked or drawn before its panel is open. A panel of an earlier session is taken over. */
export function createMapView({ extensionUri, log, map }: MapViewOptions): MapView {
  let open: MapPanel | undefined;
  let state: ServerState['kind'] = 'starting';

  const adopt = (panel: WebviewPanel): void => {
    const made = new MapPanel(panel, { extensionUri, log, map, state: () => state });
    open = made;
    panel.onDidDispose(() => {
      if (open === made) open = undefined;
    });
  };
  const serializer = window.registerWebviewPanelSerializer(VIEW_TYPE, {
    deserializeWebviewPanel(panel: WebviewPanel): Promise<void> {
      open?.dispose();
      adopt(panel);
      return Promise.resolve();
    },
  });
  return {
    show() {
      if (open !== undefined) open.reveal();
      else adopt(window.createWebviewPanel(VIEW_TYPE, 'gRPC ALPN: Map', ViewColumn.Active, { enableFindWidget: true }));
    },
    serverIs(next) {
      if (next === state) return;
      state = next;
      open?.refresh();
    },
    refresh() {
      open?.refresh();
    },
    dispose() {
      serializer.dispose();
      open?.dispose();
    },
  };
}

/** One panel. What the page chooses counts for the answer that it was drawn from, and for no later one. */
class MapPanel {
  readonly #panel: WebviewPanel;
  readonly #options: MapViewOptions & { readonly state: () => ServerState['kind'] };
  readonly #subscriptions: readonly Disposable[];
  #drawn: { readonly revision: number; readonly result: MapResult } | undefined;
  #asking: 'no' | 'once' | 'again' = 'no';

  constructor(panel: WebviewPanel, options: MapViewOptions & { readonly state: () => ServerState['kind'] }) {
    this.#panel = panel;
    this.#options = options;
    const folder = Uri.joinPath(options.extensionUri, 'dist');
    const { webview } = panel;
    panel.iconPath = Uri.joinPath(options.extensionUri, 'assets', 'icon.png');
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    this.#subscriptions = [
      webview.onDidReceiveMessage((message) => {
        const told = readMapMessage(message);
        if (told !== undefined) void this.#act(told);
      }),
      panel.onDidDispose(() => this.#subscriptions.forEach((it) => void it.dispose())),
    ];
    webview.html = mapHtml({
      nonce: randomBytes(18).toString('base64url'),
      source: webview.cspSource,
      script: webview.asWebviewUri(Uri.joinPath(folder, 'mapPage.js')).toString(),
      style: webview.asWebviewUri(Uri.joinPath(folder, 'mapPage.css')).toString(),
    });
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    this.#panel.dispose();
  }

  /** Asks and draws anew. A panel that is not seen has no page: the page asks when it is there again. */
  refresh(): void {
    if (!this.#panel.visible) return;
    if (this.#asking !== 'no') this.#asking = 'again';
    else void this.#ask();
  }

  async #ask(): Promise<void> {
    const { map, state, log } = this.#options;
    try {
      do {
        this.#asking = 'once';
        const result = state() === 'running' ? await map() : undefined;
        await this.#draw(result);
      } while (this.#isAskedAgain());
    } catch (error) {
      // The panel may be closed meanwhile.
      log.warn(`The map was not drawn: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.#asking = 'no';
    }
  }

  #isAskedAgain(): boolean {
    return this.#asking === 'again';
  }

  async #draw(result: MapResult | undefined): Promise<void> {
    if (result === undefined || result.listeners.length + result.dialers.length === 0) {
      const state = this.#options.state();
      const hasFolder = (workspace.workspaceFolders ?? []).length > 0;
      // A server that runs and does not answer is about to end.
      await this.#tell(nothingToDraw(result === undefined && state === 'running' ? 'starting' : state, hasFolder));
      return;
    }
    const revision = (this.#drawn?.revision ?? 0) + 1;
    this.#drawn = { revision, result };
    await this.#tell({ kind: 'picture', revision, picture: pictureOf(result, nameOf) });
  }

  async #tell(message: ToPage): Promise<void> {
    await this.#panel.webview.postMessage(message);
  }

  async #act(told: FromPage): Promise<void> {
    if (told.kind === 'ready') {
      this.refresh();
      return;
    }
    if (this.#drawn?.revision !== told.revision) return;
    const { result } = this.#drawn;
    if (told.kind === 'copy') {
      await env.clipboard.writeText(pictureAsMermaid(result, nameOf, told.band));
      window.setStatusBarMessage('$(clippy) Copied as Mermaid.', 3000);
      return;
    }
    const place = placeIn(result, told.listener, told.route);
    if (place !== undefined) await openPlace(place, this.#panel.viewColumn);
  }
}
