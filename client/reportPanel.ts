import { randomBytes } from 'node:crypto';
import {
  Uri,
  commands,
  env,
  window,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  type WebviewPanel,
} from 'vscode';
import { PROBE_COMMAND, type PlaceByUri } from '../server/protocol.ts';
import { nameOf, openPlace } from './openPlace.ts';
import { COPIED, copyOf, viewOfContent, type ReportContent } from './reportContent.ts';
import { reportHtml } from './reportHtml.ts';
import { readReportMessage } from './reportMessage.ts';
import type { FromReportPage, ToReportPage } from './reportPage/message.ts';

/** How long what comes is gathered before it is drawn, in milliseconds. */
const PAUSE = 100;

/** What the buttons of a report do. */
export interface ReportActions {
  readonly cancel: () => void;
  readonly again: () => void;
}

/** A report that is shown. */
export interface OpenReport {
  /** Draws this instead of what was shown before. Nothing happens where the user has closed it, or another run has taken its place. */
  show(content: ReportContent): void;
}

/** What a panel needs from the rest of the extension. */
export interface ReportPanelOptions {
  readonly extensionUri: ExtensionContext['extensionUri'];
  readonly log: LogOutputChannel;
}

/** One panel. What the page chooses counts for the drawing that it was chosen in, and for no later one. */
export class ReportPanel {
  readonly #panel: WebviewPanel;
  readonly #log: LogOutputChannel;
  readonly #subscriptions: readonly Disposable[];
  #actions: ReportActions | undefined;
  #content: ReportContent | undefined;
  #drawn: { readonly revision: number; readonly places: readonly PlaceByUri[] } = { revision: 0, places: [] };
  #pause: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(panel: WebviewPanel, { extensionUri, log }: ReportPanelOptions) {
    this.#panel = panel;
    this.#log = log;
    const folder = Uri.joinPath(extensionUri, 'dist');
    const { webview } = panel;
    panel.iconPath = Uri.joinPath(extensionUri, 'assets', 'icon.png');
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    this.#subscriptions = [
      webview.onDidReceiveMessage((message) => {
        const told = readReportMessage(message);
        if (told !== undefined) void this.#act(told);
      }),
      panel.onDidDispose(() => this.#close()),
    ];
    webview.html = reportHtml({
      nonce: randomBytes(18).toString('base64url'),
      source: webview.cspSource,
      script: webview.asWebviewUri(Uri.joinPath(folder, 'reportPage.js')).toString(),
      style: webview.asWebviewUri(Uri.joinPath(folder, 'reportPage.css')).toString(),
    });
  }

  /** Takes another run in; the one before is cancelled. */
  begin(actions: ReportActions): OpenReport {
    this.#actions?.cancel();
    this.#actions = actions;
    this.#panel.reveal();
    return {
      show: (content) => {
        if (this.#actions === actions) this.#show(content);
      },
    };
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #close(): void {
    this.#isClosed = true;
    clearTimeout(this.#pause);
    this.#actions?.cancel();
    for (const it of this.#subscriptions) it.dispose();
  }

  /** What comes in quick succession is drawn once; the end is drawn at once. */
  #show(content: ReportContent): void {
    this.#content = content;
    if (this.#isClosed) return;
    if (content.state !== 'running') {
      clearTimeout(this.#pause);
      this.#pause = undefined;
      void this.#draw();
      return;
    }
    this.#pause ??= setTimeout(() => {
      this.#pause = undefined;
      void this.#draw();
    }, PAUSE);
  }

  /** A panel that is not seen has no page: the page asks when it is there again. */
  async #draw(): Promise<void> {
    if (this.#isClosed || !this.#panel.visible) return;
    if (this.#content === undefined) {
      // The page of a run that has nothing to show yet is empty; of one that an earlier window made nothing is left.
      if (this.#actions === undefined) await this.#tell({ kind: 'gone' });
      return;
    }
    const { view, places } = viewOfContent(this.#content, nameOf);
    const revision = this.#drawn.revision + 1;
    this.#drawn = { revision, places };
    await this.#tell({ kind: 'report', revision, view });
  }

  async #tell(message: ToReportPage): Promise<void> {
    try {
      await this.#panel.webview.postMessage(message);
    } catch (error) {
      // The panel may be closed meanwhile.
      this.#log.warn(`The report was not drawn: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #act(told: FromReportPage): Promise<void> {
    switch (told.kind) {
      case 'ready':
        await this.#draw();
        return;
      case 'again':
        if (this.#actions === undefined) await commands.executeCommand(PROBE_COMMAND);
        else this.#actions.again();
        return;
      case 'cancel':
        this.#actions?.cancel();
        return;
      case 'copy':
        if (this.#content === undefined) return;
        await env.clipboard.writeText(copyOf(this.#content, told.what, nameOf));
        window.setStatusBarMessage(`$(clippy) ${COPIED[told.what]}`, 3000);
        return;
      case 'open': {
        const place = this.#drawn.revision === told.revision ? this.#drawn.places[told.place] : undefined;
        if (place !== undefined) await openPlace(place, this.#panel.viewColumn);
      }
    }
  }
}
