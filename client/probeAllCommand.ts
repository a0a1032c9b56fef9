import { window, workspace } from 'vscode';
import type { ProbeReport } from '../probe/index.ts';
import type { Endpoint } from '../server/protocol.ts';
import { allRequests, fitsQuestion, type ReadyRequest } from './probeAllRequests.ts';
import { consentText, requestText, sentWords, type ConsentSurroundings } from './probeRequest.ts';
import { runProbe, usableSettings, type ProbeRunOptions } from './probeRun.ts';

/** What the command needs from the rest of the extension. */
export interface ProbeAllOptions extends ProbeRunOptions {
  /** The endpoints of the workspace; none while the server is not running. */
  readonly endpoints: () => Promise<readonly Endpoint[]>;
}

/**
 * Probes all endpoints of the workspace, once the user has seen every host and consents: in any workspace.
 * @returns the report; `undefined` = there is nothing to probe (which is said), the user does not consent, or has cancelled
 */
export async function probeAll(options: ProbeAllOptions): Promise<ProbeReport | undefined> {
  const { ready, refused } = allRequests(await options.endpoints());
  for (const words of refused) options.log.info(`Not probed: ${words}`);
  if (ready.length === 0) {
    const words = 'no listener, upstream or client of this workspace names an endpoint that speaks TLS';
    void window.showInformationMessage(`gRPC ALPN: there is nothing to probe: ${words}.`);
    return undefined;
  }
  const settings = await usableSettings();
  if (settings === undefined) return undefined;
  const { http2, credentials } = settings;
  const surroundings = { isTrusted: workspace.isTrusted, http2, certificate: credentials.cert !== undefined };
  const consented = fitsQuestion(ready) ? await asked(ready, surroundings) : await ticked(ready, surroundings);
  return consented.length === 0 ? undefined : runProbe(consented, settings, options);
}

async function asked(
  ready: readonly ReadyRequest[],
  surroundings: ConsentSurroundings,
): Promise<readonly ReadyRequest[]> {
  const requests = ready.map(({ request }) => request);
  const { message, detail, button } = consentText(requests, surroundings);
  return (await window.showWarningMessage(message, { modal: true, detail }, button)) === button ? ready : [];
}

/** The same question as a list, in which all are ticked: it scrolls, and some can be left out. */
async function ticked(
  ready: readonly ReadyRequest[],
  surroundings: ConsentSurroundings,
): Promise<readonly ReadyRequest[]> {
  const { message } = consentText(
    ready.map(({ request }) => request),
    surroundings,
  );
  const items = ready.map((it) => ({ label: requestText(it.request), picked: true, it }));
  const chosen = await window.showQuickPick(items, {
    canPickMany: true,
    ignoreFocusOut: true,
    title: `gRPC ALPN: ${message}`,
    placeHolder: `TLS connections are opened to all that are ticked. ${sentWords(surroundings)}`,
  });
  return (chosen ?? []).map(({ it }) => it);
}
