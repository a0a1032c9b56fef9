const DEFAULT_SECONDS = 10;

/** The setting `grpcAlpn.probe.timeout`, whatever was written there, as milliseconds: 1 s to 10 min. */
export function timeoutOf(setting: unknown): number {
  const seconds = typeof setting === 'number' && setting > 0 ? setting : DEFAULT_SECONDS;
  return Math.round(Math.min(Math.max(seconds, 1), 600) * 1000);
}
