/** What to do after the server has ended without being asked to. */
export type AfterCrash = 'restart' | 'give-up';

/** So many crashes within so many milliseconds are no accident. */
export const TOO_MANY = 5;
const WITHIN = 3 * 60_000;

/**
 * Decides after a crash, and returns what to remember.
 * @param earlier when the server crashed before, in milliseconds
 * @param now the time of this crash
 */
export function afterCrash(
  earlier: readonly number[],
  now: number,
): { readonly action: AfterCrash; readonly crashes: readonly number[] } {
  const crashes = [...earlier.filter((time) => now - time < WITHIN), now];
  return { action: crashes.length < TOO_MANY ? 'restart' : 'give-up', crashes };
}
