import type { GrpcGoSelection } from '../domains/facts.ts';
import type { Related } from './rule.ts';

/** At most so many other places are named; the rest is counted. */
const MOST_RELATED = 5;

/** What a module builds with, or is reckoned with. */
export function buildWords({ version, certainty, because }: GrpcGoSelection): string {
  return certainty === 'stated'
    ? `grpc-go ${version.text} is assumed for this module: ${because}`
    : `this module builds with grpc-go ${version.text}`;
}

/** Keeps the first few related places; the last one kept says how many are left out. */
export function shortened(related: readonly Related[]): readonly Related[] {
  const kept = related.slice(0, MOST_RELATED);
  const last = kept.at(-1);
  const more = related.length - kept.length;
  return last === undefined || more === 0
    ? kept
    : [...kept.slice(0, -1), { ...last, message: `${last.message}, and ${more} more` }];
}
