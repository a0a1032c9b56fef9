import { window, type Memento } from 'vscode';
import { readRecentTargets, RECENT_TARGETS } from './recentTargets.ts';

/** Forgets what was probed, and says so. */
export async function clearRecentTargets(memory: Memento): Promise<void> {
  const { length } = readRecentTargets(memory.get(RECENT_TARGETS));
  await memory.update(RECENT_TARGETS, undefined);
  const forgotten = length === 1 ? 'One target is forgotten' : `${length} targets are forgotten`;
  void window.showInformationMessage(`gRPC ALPN: ${length === 0 ? 'No target was remembered' : forgotten}.`);
}
