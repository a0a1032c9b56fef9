import { edgeEvidence, namesOfOne, type EdgeClues } from '../edgeEvidence.ts';
import type { EdgeTarget } from '../edges.ts';
import type { GrpcEvidence, GrpcEvidenceLevel } from '../facts.ts';
import { OTHER_PROTOCOL_PORTS, VAGUE_PORTS } from '../protocols.ts';
import type { Named, Target } from './targets.ts';

/** What is known of a listener itself. */
export interface Own {
  readonly stated: EdgeClues['stated'];
  readonly certain: readonly string[];
  readonly names: readonly Named[];
  readonly port: number | undefined;
}

/** A listener among others of its load balancer. */
export interface Among {
  /** What names it alone in `names`. */
  readonly own: Own;
  /** The names of the load balancer. */
  readonly common: readonly Named[];
  /** Which one that is; `undefined`: not known, or it has no other listeners. */
  readonly balancer: string | undefined;
  readonly targets: readonly Target[];
}

/** Listeners with what tells whether they are gRPC: the name of their load balancer is about those of them of which nothing else is known. */
export function weighedAmong<Edge extends object>(
  found: readonly { readonly edge: Edge; readonly among: Among }[],
): readonly (Edge & ReturnType<typeof weighed>)[] {
  const listeners = found.map(({ among }) => among);
  const alone = listeners.map(({ own, targets }) => weighed({ ...own, stated: undefined }, targets).grpc.grpc);
  const carriers = new Map<string, number>();
  listeners.forEach(({ balancer }, i) => {
    if (balancer !== undefined && SURE[alone[i] ?? 'unknown'] >= SURE.likely)
      carriers.set(balancer, (carriers.get(balancer) ?? 0) + 1);
  });
  return found.map(({ edge, among: { own, common, balancer, targets } }, i) => {
    const isCarrier = SURE[alone[i] ?? 'unknown'] >= SURE.likely;
    const behind = targets.length === 1 ? targets.flatMap(({ names }) => names) : [];
    const isBeside = !isCarrier && balancer !== undefined && carriers.has(balancer);
    const names = namesOfOne({ own: [...own.names, ...behind], common, isBeside, isOther: alone[i] === 'no' });
    return { ...edge, ...weighed({ ...own, names: names.filter((it) => !behind.includes(it)) }, targets) };
  });
}

/**
 * Targets with what tells whether they are gRPC, and the same of the listener that leads to them. Of an only target all tells that is known of
 * its listener; a listener of several carries what the surest of them is.
 */
function weighed(
  own: Own,
  targets: readonly Target[],
): { readonly targets: readonly EdgeTarget[]; readonly grpc: GrpcEvidence } {
  const isOnly = targets.length === 1;
  const found = targets.map(({ certain, against: other, names, groupPort, ...target }) => {
    const clues = isOnly
      ? { certain: [...own.certain, ...certain], names: [...own.names, ...names] }
      : { certain, names };
    return { ...target, grpc: evidence({ ...own, ...clues }, [target.port, groupPort], other) };
  });
  const itself = evidence(own, [], []);
  const [first] = found;
  if (isOnly && first !== undefined) return { targets: found, grpc: first.grpc };
  const grpc = found.reduce((one, it) => (SURE[it.grpc.grpc] > SURE[one.grpc] ? it.grpc : one), itself);
  return { targets: found, grpc: itself.grpc === 'no' && grpc.grpc === 'unknown' ? itself : grpc };
}

/** That one target is something else says nothing of those beside it of which nothing is known. */
const SURE: Readonly<Record<GrpcEvidenceLevel, number>> = { yes: 3, likely: 2, unknown: 1, no: 0 };

/** @param behind the first that is known is the one that something listens on */
function evidence(
  { stated, certain, names, port }: Own,
  behind: readonly (number | undefined)[],
  other: readonly string[],
): GrpcEvidence {
  const known = behind.flatMap((it) => it ?? []);
  const ports = known.length > 0 ? known : port !== undefined ? [port] : [];
  const contra = [...other, ...against(port, 'its port'), ...against(known[0], 'the port behind it')];
  return edgeEvidence({ stated, certain, against: contra, names, ports });
}

function against(port: number | undefined, of: string): readonly string[] {
  const protocol = port === undefined || VAGUE_PORTS.has(port) ? undefined : OTHER_PROTOCOL_PORTS.get(port);
  return protocol === undefined ? [] : [`${of} is ${port ?? ''}, that of ${protocol}`];
}
