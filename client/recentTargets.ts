import type { ProbeRequest } from './probeRequest.ts';
import { readProbeRequest } from './probeRequest.ts';

/** Where the list is kept in VS Code's memory of the extension. */
export const RECENT_TARGETS = 'recentTargets';

/** So many are remembered. */
const MOST = 10;

/** What was stored, whatever wrote it: entries that are none are left out. */
export function readRecentTargets(stored: unknown): readonly ProbeRequest[] {
  const entries: readonly unknown[] = Array.isArray(stored) ? stored : [];
  return entries.flatMap((entry) => readProbeRequest(entry) ?? []).slice(0, MOST);
}

/** The list with this target at its head, and nowhere else. */
export function rememberTarget(recent: readonly ProbeRequest[], latest: ProbeRequest): readonly ProbeRequest[] {
  const others = recent.filter(({ target, sni }) => target !== latest.target || sni !== latest.sni);
  return [latest, ...others].slice(0, MOST);
}
