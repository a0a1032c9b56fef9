import type { GrpcEvidence } from './facts.ts';

/** What speaks for gRPC and what against it, each a clause that a user can read. */
export interface Reasons {
  /** What leaves no doubt. */
  readonly certain: string[];
  readonly likely: string[];
  /** What alone is too little. */
  readonly hints: string[];
  readonly against: string[];
  /** What says little against it: it counts where nothing speaks for it. */
  readonly vaguelyAgainst: string[];
}

/** No reasons yet. */
export function noReasons(): Reasons {
  return { certain: [], likely: [], hints: [], against: [], vaguelyAgainst: [] };
}

/** What is known where nothing tells. */
export const NOTHING_SAID: GrpcEvidence = { grpc: 'unknown', because: ['nothing here says what is served'] };

/** What the reasons come to: where some speak for gRPC and some against it, nothing is claimed. */
export function judged({ certain, likely, hints, against, vaguelyAgainst }: Reasons): GrpcEvidence {
  const pro = [...certain, ...likely];
  if (pro.length > 0 && against.length > 0) return { grpc: 'unknown', because: [...pro, ...against] };
  if (certain.length > 0) return { grpc: 'yes', because: pro };
  if (likely.length > 0) return { grpc: 'likely', because: likely };
  const contra = [...against, ...vaguelyAgainst];
  if (contra.length > 0) return { grpc: 'no', because: contra };
  return hints.length > 0 ? { grpc: 'unknown', because: hints } : NOTHING_SAID;
}

/** A text that fits into a clause. */
export function shortened(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > 40 ? `${trimmed.slice(0, 39)}…` : trimmed;
}
