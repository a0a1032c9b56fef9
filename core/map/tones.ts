/**
 * How a hop is shown. `depends`: it works, or fails, by something that is not known here. `silent`: there is nothing to judge, because no
 * TLS is spoken or because it is certainly not gRPC.
 */
export type Tone = 'works' | 'fails' | 'depends' | 'unknown' | 'silent';

/** All tones, the most pressing first. */
export const TONES: readonly Tone[] = ['fails', 'depends', 'unknown', 'works', 'silent'];

/** A sign for each tone, so that colour is never the only one. */
export const TONE_SIGNS: Readonly<Record<Tone, string>> = {
  works: '✓',
  fails: '✗',
  depends: '!',
  unknown: '?',
  silent: '–',
};

/** What one grpc-go gets on one leg. */
export interface Judgement {
  readonly tone: Tone;
  /** `works`, `fails since 1.67.0`. */
  readonly words: string;
  /** What grpc-go prints; `undefined` where it does not fail, or nothing is printed. */
  readonly error: string | undefined;
}

/** The most pressing of several tones. */
export function worstTone(tones: Iterable<Tone>): Tone {
  const all = new Set(tones);
  return TONES.find((it) => all.has(it)) ?? 'silent';
}

/** A judgement as one clause. */
export function judgementText({ words, error }: Judgement): string {
  return error === undefined ? words : `${words}: ${error}`;
}
