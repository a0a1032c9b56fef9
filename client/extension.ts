import { commands, env, window, type ExtensionContext } from 'vscode';
import { COPY_COMMAND, PRE_UPGRADE_COMMAND, PROBE_COMMAND, PROBE_SHOWN } from '../server/protocol.ts';
import { clearRecentTargets } from './clearRecentTargets.ts';
import { createExplain } from './explainCommand.ts';
import { provideExplainLinks } from './explainLinks.ts';
import { createLanguageServer, type LanguageServer } from './languageServer.ts';
import { createMapView } from './mapView.ts';
import { serveReports, serveRulePages } from './pages.ts';
import { preUpgradeCheck } from './preUpgradeCommand.ts';
import { probeAll } from './probeAllCommand.ts';
import { probeAtCursor } from './probeAtCursor.ts';
import { probeEndpoint } from './probeCommand.ts';
import { createReportViews } from './reportView.ts';
import { createStatusItem } from './statusItem.ts';
import type { ServerState } from './statusView.ts';

let server: LanguageServer | undefined;

/** Called by VS Code once. Returns before the server runs: nobody has to wait for it. */
export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('gRPC ALPN', { log: true });
  const status = createStatusItem();
  const pages = serveReports();
  const explain = createExplain(pages);
  const running = createLanguageServer({
    module: context.asAbsolutePath('dist/server.js'),
    log,
    onState: (state) => {
      status.show(state);
      map.serverIs(state.kind);
      tellWhatIsThere(state);
    },
    onMapChanged: () => map.refresh(),
  });
  const map = createMapView({ extensionUri: context.extensionUri, log, map: () => running.map() });
  const reports = createReportViews({ extensionUri: context.extensionUri, log });
  const probing = {
    memory: context.globalState,
    log,
    reports,
    server: running,
    endpoints: () => running.endpoints(),
  };
  server = running;
  context.subscriptions.push(
    log,
    status,
    pages,
    map,
    reports,
    serveRulePages(context),
    commands.registerCommand(PROBE_COMMAND, (argument: unknown, origin: unknown) =>
      probeEndpoint(argument, { ...probing, isShown: origin === PROBE_SHOWN }),
    ),
    commands.registerCommand('grpcAlpn.probeAll', () => probeAll(probing)),
    commands.registerCommand('grpcAlpn.probeHere', () =>
      probeAtCursor({
        endpointsAt: (params) => running.endpointsAt(params),
        probe: (request) => probeEndpoint(request, { ...probing, isShown: true }),
      }),
    ),
    commands.registerCommand('grpcAlpn.clearRecentTargets', () => clearRecentTargets(context.globalState)),
    commands.registerCommand('grpcAlpn.showMap', () => map.show()),
    commands.registerCommand(PRE_UPGRADE_COMMAND, (argument: unknown) =>
      preUpgradeCheck(argument, {
        pages,
        map: () => running.map(),
        preUpgrade: (params) => running.preUpgrade(params),
      }),
    ),
    commands.registerCommand('grpcAlpn.explainError', explain),
    provideExplainLinks(explain),
    commands.registerCommand('grpcAlpn.restartServer', () => running.restart()),
    commands.registerCommand('grpcAlpn.showLog', () => log.show()),
    commands.registerCommand(COPY_COMMAND, copyText),
  );
  void running.start();
}

/** Called by VS Code when the window closes or the extension is switched off. */
export async function deactivate(): Promise<void> {
  await server?.stop();
}

/** Commands about modules are offered where there is one, those of load balancers in files of any language where one is declared. */
function tellWhatIsThere(state: ServerState): void {
  const folders = state.kind === 'running' ? state.status.folders : [];
  const tell = (name: string, isThere: boolean): void =>
    void commands.executeCommand('setContext', `grpcAlpn.${name}`, isThere);
  tell(
    'hasModules',
    folders.some(({ summary }) => summary.modules > 0),
  );
  tell(
    'hasEdges',
    folders.some(({ hasEdges }) => hasEdges),
  );
}

async function copyText(text: unknown): Promise<void> {
  if (typeof text !== 'string') return;
  await env.clipboard.writeText(text);
  window.setStatusBarMessage('$(clippy) Copied.', 3000);
}
