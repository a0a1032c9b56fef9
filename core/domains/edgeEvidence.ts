import { grpcIn, grpcPortIn, namesHttp, otherProtocolIn } from './grpcNames.ts';
import { judged, noReasons } from './grpcReasons.ts';
import type { GrpcEvidence } from './facts.ts';

/** What may tell whether gRPC runs through an edge or to a target. */
export interface EdgeClues {
  /** What the user states, and where, as a clause: `a comment in line 3 that says so`. It decides. */
  readonly stated?: { readonly grpc: 'yes' | 'no'; readonly because: string } | undefined;
  /** What the platform itself is told, each a clause: `protocol_version is "GRPC"`. It leaves no doubt. */
  readonly certain: readonly string[];
  /** What it is told that gRPC needs, and others use, too, each a clause. */
  readonly likely?: readonly string[];
  /** What the platform is told that gRPC cannot go through, as clauses: `the health check is for the port of PostgreSQL`. */
  readonly against: readonly string[];
  /** Names that people gave, with what has them: `{ of: 'the name of the target group', name: 'orders-grpc' }`. */
  readonly names: readonly { readonly of: string; readonly name: string }[];
  /** The ports of what is behind it; without these, its own. */
  readonly ports: readonly number[];
}

/** What is known of one of those that have a name in common: of the listeners of a load balancer. */
export interface OneOfSeveral {
  readonly own: EdgeClues['names'];
  readonly common: EdgeClues['names'];
  /** Whether another of them is gRPC by what is known of itself. */
  readonly isBeside: boolean;
  /** Whether this one is another protocol by what else is known of itself. */
  readonly isOther: boolean;
}

/** The names that tell of it: a common one is not about what stands beside the one for gRPC, or is called something else itself. */
export function namesOfOne({ own, common, isBeside, isOther }: OneOfSeveral): EdgeClues['names'] {
  if (own.some(({ name }) => grpcIn(name) === 'yes')) return [...own, ...common];
  const isElse = isBeside || isOther || own.some(({ name }) => namesHttp(name) || otherProtocolIn(name) !== undefined);
  return [...own, ...(isElse ? common.filter(({ name }) => grpcIn(name) !== 'yes') : common)];
}

/** What the clues come to, by the measure that nginx's are weighed with: what is stated, what is configured, then names and ports. */
export function edgeEvidence({ stated, certain, likely = [], against, names, ports }: EdgeClues): GrpcEvidence {
  if (stated !== undefined) return { grpc: stated.grpc, because: [stated.because] };
  const reasons = noReasons();
  reasons.certain.push(...certain);
  reasons.likely.push(...likely);
  reasons.against.push(...against);
  for (const { of, name } of names) {
    const reason = `${of} says gRPC`;
    // What is declared and what is made of it often have the same name.
    if (grpcIn(name) === 'yes' && !reasons.likely.includes(reason)) reasons.likely.push(reason);
    const other = grpcIn(name) === undefined ? otherProtocolIn(name) : undefined;
    if (other !== undefined)
      (other.vague ? reasons.vaguelyAgainst : reasons.against).push(`${of} says ${other.protocol}`);
  }
  const port = grpcPortIn(
    ports,
    names.map(({ name }) => name),
  );
  if (port !== undefined) reasons.likely.push(`it leads to port ${port}`);
  // What is configured stands above what a name seems to say.
  return judged(certain.length > 0 ? { ...reasons, against: [...against] } : reasons);
}
