import { window, type ExtensionContext } from 'vscode';
import type { Endpoint } from '../server/protocol.ts';
import { pickTarget } from './probePicker.ts';
import { checkRequest, probeResult, readProbeRequest, refusalText, type ProbeResult } from './probeRequest.ts';
import { consentedSettings, runProbe, type ProbeRunOptions } from './probeRun.ts';
import { readRecentTargets, RECENT_TARGETS, rememberTarget } from './recentTargets.ts';

/** What the command needs from the rest of the extension. */
export interface ProbeCommandOptions extends ProbeRunOptions {
  readonly memory: ExtensionContext['globalState'];
  /** The endpoints of the workspace; none while the server is not running. */
  readonly endpoints: () => Promise<readonly Endpoint[]>;
  /** Whether the user chose what the caller names where its host and port are shown. Other extensions and key bindings may name anything. */
  readonly isShown: boolean;
}

/**
 * Probes what the user chooses, or what the caller names: that is asked for, unless the user chose it from what shows it.
 * @param argument `{target: 'host:port', sni?}`; anything else asks
 * @returns the report; `undefined` = the user has left, cancelled or not consented, or the target is none (which is said)
 */
export async function probeEndpoint(argument: unknown, options: ProbeCommandOptions): Promise<ProbeResult | undefined> {
  const { memory, endpoints } = options;
  const recent = readRecentTargets(memory.get(RECENT_TARGETS));
  const named = readProbeRequest(argument);
  const request = named ?? (await pickTarget({ recent, endpoints }));
  if (request === undefined) return undefined;
  const checked = checkRequest(request);
  if (checked.kind === 'refused') {
    void window.showErrorMessage(`gRPC ALPN: ${refusalText(checked)}`);
    return undefined;
  }
  const settings = await consentedSettings([checked], { isShown: named === undefined || options.isShown });
  if (settings === undefined) return undefined;
  await memory.update(RECENT_TARGETS, rememberTarget(recent, checked.request));
  const report = await runProbe([checked], settings, options);
  return report === undefined ? undefined : probeResult(report);
}
