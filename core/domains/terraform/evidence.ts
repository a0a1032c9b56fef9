import type { DomainOptions } from '../domain.ts';
import { edgeEvidence, type EdgeClues } from '../edgeEvidence.ts';
import type { GrpcEvidence } from '../facts.ts';
import { grpcPortIn } from '../grpcNames.ts';
import { OTHER_PROTOCOL_PORTS, VAGUE_PORTS } from '../protocols.ts';
import { statedOf } from './statements.ts';
import type { Placed } from './values.ts';

/** A name that somebody gave, and what has it. */
export type NameClue = EdgeClues['names'][number];

/** What is known of a target. */
export interface Clues {
  readonly place: Placed;
  readonly certain: readonly string[];
  readonly names: readonly NameClue[];
  readonly ports: readonly number[];
  readonly options: DomainOptions;
}

/** Whether gRPC runs to a target. */
export function targetEvidence({ place, certain, names, ports, options }: Clues): GrpcEvidence {
  return told({ stated: statedOf(place, options), certain, names, ports });
}

/** What names and ports say, each reason once: two names may say the same. */
export function told(clues: Omit<EdgeClues, 'against' | 'likely'>): GrpcEvidence {
  const { grpc, because } = edgeEvidence({ ...clues, against: againstBy(clues.ports, clues.names) });
  return { grpc, because: [...new Set(because)] };
}

function againstBy(ports: readonly number[], names: readonly NameClue[]): readonly string[] {
  const spoken = names.map(({ name }) => name);
  return ports.flatMap((port) => {
    const protocol = OTHER_PROTOCOL_PORTS.get(port);
    // Ports of the web say nothing here: targets of gRPC often have them.
    if (protocol === undefined || VAGUE_PORTS.has(port) || grpcPortIn([port], spoken) !== undefined) return [];
    return [`port ${port} is ${protocol}`];
  });
}
