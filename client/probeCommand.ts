import { ProgressLocation, window, workspace, type ExtensionContext, type LogOutputChannel } from 'vscode';
import { probe, renderMarkdown, type ProbeReport } from '../probe/index.ts';
import type { Endpoint } from '../server/protocol.ts';
import type { ReportPages } from './pages.ts';
import { pickTarget } from './probePicker.ts';
import {
  checkRequest,
  consentText,
  probeResult,
  readProbeRequest,
  refusalText,
  requestText,
  type CheckedRequest,
  type ProbeResult,
} from './probeRequest.ts';
import { progressText, timeoutOf } from './probeProgress.ts';
import { readRecentTargets, rememberTarget } from './recentTargets.ts';
import { SHOW_LOG, showLogOnDemand } from './notifications.ts';

const RECENT = 'recentTargets';

/** What the command needs from the rest of the extension. */
export interface ProbeCommandOptions {
  readonly memory: ExtensionContext['globalState'];
  readonly log: LogOutputChannel;
  readonly pages: ReportPages;
  /** The endpoints of the workspace; none while the server is not running. */
  readonly endpoints: () => Promise<readonly Endpoint[]>;
}

type Ready = Extract<CheckedRequest, { kind: 'ready' }>;

/**
 * Probes what the user chooses, or what the caller names.
 * @param argument `{target: 'host:port', sni?}`; anything else asks
 * @returns the report; `undefined` = the user has left, cancelled or not consented, or the target is none (which is said)
 */
export async function probeEndpoint(argument: unknown, options: ProbeCommandOptions): Promise<ProbeResult | undefined> {
  const { log, memory, pages } = options;
  try {
    const recent = readRecentTargets(memory.get(RECENT));
    const request = readProbeRequest(argument) ?? (await pickTarget({ recent, endpoints: options.endpoints }));
    if (request === undefined) return undefined;
    const checked = checkRequest(request);
    if (checked.kind === 'refused') {
      void window.showErrorMessage(`gRPC ALPN: ${refusalText(checked)}`);
      return undefined;
    }
    if (!(await consents(checked))) return undefined;
    await memory.update(RECENT, rememberTarget(recent, checked.request));
    const report = await probeWithProgress(checked);
    if (report === undefined) return undefined;
    await pages.show(`gRPC ALPN: ${requestText(checked.request)}`, renderMarkdown(report));
    return probeResult(report);
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
    const words = error instanceof Error ? error.message : String(error);
    showLogOnDemand(log, window.showErrorMessage(`gRPC ALPN: the probe was not carried out: ${words}`, SHOW_LOG));
    return undefined;
  }
}

/** In a trusted workspace, choosing a target is consent; in Restricted Mode the user is asked once more. */
async function consents({ request }: Ready): Promise<boolean> {
  if (workspace.isTrusted) return true;
  const { message, detail, button } = consentText(request);
  return (await window.showWarningMessage(message, { modal: true, detail }, button)) === button;
}

/** `undefined` = cancelled. */
async function probeWithProgress({ request, target }: Ready): Promise<ProbeReport | undefined> {
  const controller = new AbortController();
  const options = {
    location: ProgressLocation.Notification,
    title: `Probing ${requestText(request)}`,
    cancellable: true,
  };
  return window.withProgress(options, async (progress, token) => {
    token.onCancellationRequested(() => controller.abort());
    try {
      return await probe({
        targets: [target],
        sni: request.sni,
        timeout: timeoutOf(workspace.getConfiguration('grpcAlpn.probe').get('timeout')),
        signal: controller.signal,
        onProgress: (step) => {
          const message = progressText(step);
          if (message !== undefined) progress.report({ message });
        },
      });
    } catch (error) {
      if (controller.signal.aborted) return undefined;
      throw error;
    }
  });
}
