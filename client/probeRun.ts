import { env, window, workspace, type LogOutputChannel } from 'vscode';
import { Collected, probe, thisMachine, type ProbeReport } from '../probe/index.ts';
import type { TargetContext } from '../server/protocol.ts';
import type { LanguageServer } from './languageServer.ts';
import { SHOW_LOG, showLogOnDemand } from './notifications.ts';
import type { ReadyRequest } from './probeAllRequests.ts';
import { consentText, needsConsent, requestText } from './probeRequest.ts';
import { readProbeSettings, type ProbeSettings } from './probeSettings.ts';
import { observedIn, type ReportContent } from './reportContent.ts';
import type { ReportViews } from './reportView.ts';

/** What a probe needs from the rest of the extension. */
export interface ProbeRunOptions {
  readonly log: LogOutputChannel;
  readonly reports: ReportViews;
  readonly server: Pick<LanguageServer, 'context' | 'observed'>;
}

/**
 * Probes what the user has agreed to, and shows what comes of it while it comes. Never rejects.
 * @param settings those that the user has agreed to: what is set meanwhile counts for the next probe
 * @returns the report; `undefined` = the user has cancelled, or it failed, which is said
 */
export async function runProbe(
  requests: readonly ReadyRequest[],
  settings: ProbeSettings,
  options: ProbeRunOptions,
): Promise<ProbeReport | undefined> {
  try {
    return await probeInView(requests, settings, options);
  } catch (error) {
    const { log } = options;
    log.error(error instanceof Error ? error : String(error));
    const words = error instanceof Error ? error.message : String(error);
    showLogOnDemand(log, window.showErrorMessage(`gRPC ALPN: the probe was not carried out: ${words}`, SHOW_LOG));
    return undefined;
  }
}

/**
 * Asks where it has to be asked, once the settings are read.
 * @returns the settings to probe with; `undefined` = the user does not agree, or they cannot be used, which is said
 */
export async function consentedSettings(
  requests: readonly ReadyRequest[],
  { isShown }: { readonly isShown: boolean },
): Promise<ProbeSettings | undefined> {
  const settings = await usableSettings();
  if (settings === undefined) return undefined;
  const { http2, credentials } = settings;
  const surroundings = {
    isTrusted: workspace.isTrusted,
    isShown,
    http2,
    certificate: credentials.cert !== undefined,
  };
  if (!needsConsent(surroundings)) return settings;
  const { message, detail, button } = consentText(
    requests.map(({ request }) => request),
    surroundings,
  );
  const pressed = await window.showWarningMessage(message, { modal: true, detail }, button);
  return pressed === button ? settings : undefined;
}

/** `undefined` = they cannot be used, which is said. */
export async function usableSettings(): Promise<ProbeSettings | undefined> {
  const settings = await readProbeSettings();
  if (settings.kind === 'ready') return settings;
  void window.showErrorMessage(`gRPC ALPN: ${settings.message}`);
  return undefined;
}

async function probeInView(
  requests: readonly ReadyRequest[],
  { timeout, http2, credentials, files }: ProbeSettings,
  options: ProbeRunOptions,
): Promise<ProbeReport | undefined> {
  const targets = requests.map(({ target }) => target);
  const machine = thisMachine(env.remoteName);
  const collected = new Collected(targets, machine);
  const controller = new AbortController();
  const again = async (): Promise<void> => {
    const now = await consentedSettings(requests, { isShown: true });
    if (now !== undefined) await runProbe(requests, now, options);
  };
  const view = options.reports.open(titleOf(requests), {
    cancel: () => controller.abort(),
    again: () => void again(),
  });
  let content: ReportContent = { ...collected.report(), state: 'running', contexts: [], files };
  const show = (changed: Partial<ReportContent>): void => {
    content = { ...content, ...changed };
    view.show(content);
  };
  const ask = async (): Promise<readonly TargetContext[]> => {
    const contexts = await options.server.context({ targets: requests.map(({ request }) => request) });
    show({ contexts });
    return contexts;
  };
  show({});
  const asked = ask();
  // The texts are those that the probe began with, however late the answer comes.
  const tell = async (): Promise<void> => {
    const seen = observedIn(content);
    const texts = (await asked).flatMap((context) => context.texts);
    if (seen.length > 0) await options.server.observed({ targets: seen, machine: machine.host, texts });
  };
  try {
    const report = await probe({
      targets,
      timeout,
      http2,
      credentials,
      machine,
      signal: controller.signal,
      onProgress: (step) => {
        collected.add(step);
        show(collected.report());
      },
    });
    show({ report, state: 'done', unfinished: [] });
    return report;
  } catch (error) {
    show({ ...collected.report(), state: 'cancelled' });
    if (controller.signal.aborted) return undefined;
    throw error;
  } finally {
    void tell();
  }
}

function titleOf(requests: readonly ReadyRequest[]): string {
  const [only, ...others] = requests;
  if (only === undefined || others.length > 0) return `gRPC ALPN: ${requests.length} endpoints`;
  return `gRPC ALPN: ${requestText(only.request)}`;
}
