import type { Progress } from '../probe/index.ts';

/** What a running probe is doing, in a few words. `undefined` = nothing new to say. */
export function progressText(progress: Progress): string | undefined {
  switch (progress.kind) {
    case 'resolving':
      return 'looking up the name';
    case 'handshake':
      return progress.offer.length === 0
        ? `offering no protocol to ${progress.address}`
        : `offering ${progress.offer.join(', ')} to ${progress.address}`;
    case 'resolved':
    case 'address':
      return undefined;
  }
}

const DEFAULT_SECONDS = 10;

/** The setting `grpcAlpn.probe.timeout`, whatever was written there, as milliseconds: 1 s to 10 min. */
export function timeoutOf(setting: unknown): number {
  const seconds = typeof setting === 'number' && setting > 0 ? setting : DEFAULT_SECONDS;
  return Math.round(Math.min(Math.max(seconds, 1), 600) * 1000);
}
