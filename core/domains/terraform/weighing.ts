import type { DomainOptions } from '../domain.ts';
import { namesOfOne, type EdgeClues } from '../edgeEvidence.ts';
import type { EdgeHost, EdgeListener, EdgeTarget } from '../edges.ts';
import type { GrpcEvidence } from '../facts.ts';
import { namesHttp, otherProtocolIn } from '../grpcNames.ts';
import { told, type NameClue } from './evidence.ts';
import type { FoundTarget } from './reading.ts';
import { statedIn, statedOf } from './statements.ts';
import type { Placed } from './values.ts';

/** The load balancer of a listener, as far as it is known. */
export interface Balancer {
  /** `undefined`: it is declared somewhere else. */
  readonly address: string | undefined;
  readonly place: Placed | undefined;
  readonly names: readonly NameClue[];
  readonly hosts: readonly EdgeHost[];
}

/** A listener, before it is weighed whether that is gRPC. */
export interface Unweighed {
  readonly edge: Omit<EdgeListener, 'targets' | 'grpc'>;
  readonly place: Placed;
  /** The names that the code gives it. */
  readonly names: readonly NameClue[];
  readonly balancer: Balancer;
  readonly targets: readonly FoundTarget[];
}

/** A listener, and what tells of it alone. */
interface Alone extends Unweighed {
  readonly own: readonly NameClue[];
  /** What names it and others of its load balancer. */
  readonly common: readonly NameClue[];
  readonly stated: EdgeClues['stated'];
  readonly alone: GrpcEvidence['grpc'];
}

/**
 * Listeners with what tells whether they are gRPC: what their load balancer is called, and the names by which clients reach all of it, are about
 * those of them of which nothing else is known.
 */
export function weighed(listeners: readonly Unweighed[], options: DomainOptions): readonly EdgeListener[] {
  const isShared = sharedHosts(listeners);
  const found = listeners.map((it) => aloneOf(it, isShared));
  const carriers = new Set(found.flatMap((it) => (isCarrier(it) ? (it.balancer.address ?? []) : [])));
  return found.map((it) => {
    const { edge, place, balancer, targets, own, common, alone } = it;
    const isBeside = !isCarrier(it) && balancer.address !== undefined && carriers.has(balancer.address);
    const isOther = alone === 'no' || (targets.length > 0 && targets.every(isCalledOther));
    const behind = targets.length === 1 ? targets.flatMap(({ names }) => names) : [];
    const names = namesOfOne({ own: [...own, ...behind], common, isBeside, isOther });
    const stated = statedIn(place) ?? (balancer.place === undefined ? undefined : statedIn(balancer.place));
    const led = targets.map((target) => ledTo(target, stated, targets.length === 1));
    const otherwise = stated ?? statedOf(place, options);
    return { ...edge, targets: led, grpc: evidenceOf({ ...it, stated: otherwise }, names, led) };
  });
}

function aloneOf(listener: Unweighed, isShared: (listener: Unweighed, host: EdgeHost) => boolean): Alone {
  const { edge, place, names, balancer, targets } = listener;
  const own = edge.hosts.filter((it) => !isShared(listener, it)).map(clueOfHost);
  const common = edge.hosts.filter((it) => isShared(listener, it)).map(clueOfHost);
  const stated = statedIn(place);
  const alone = { ...listener, own: [...names, ...own], common: [...balancer.names, ...common], stated };
  const itself = evidenceOf(
    alone,
    alone.own,
    targets.map(({ target }) => target),
  );
  return { ...alone, alone: itself.grpc };
}

function isCarrier({ alone }: Alone): boolean {
  return alone === 'yes' || alone === 'likely';
}

function isCalledOther({ names }: FoundTarget): boolean {
  return names.some(({ name }) => namesHttp(name) || otherProtocolIn(name) !== undefined);
}

function clueOfHost({ name }: EdgeHost): NameClue {
  return { of: 'the name that clients use', name };
}

/** Names of a load balancer, and of a certificate that several of its listeners have. */
function sharedHosts(listeners: readonly Unweighed[]): (listener: Unweighed, host: EdgeHost) => boolean {
  const counts = new Map<string, number>();
  const keyOf = ({ balancer }: Unweighed, { name }: EdgeHost): string => `${balancer.address ?? ''} ${name}`;
  for (const it of listeners) {
    for (const host of it.edge.hosts) counts.set(keyOf(it, host), (counts.get(keyOf(it, host)) ?? 0) + 1);
  }
  const names = new Map<readonly EdgeHost[], ReadonlySet<string>>();
  const namesIn = (hosts: readonly EdgeHost[]): ReadonlySet<string> => {
    const known = names.get(hosts) ?? new Set(hosts.map(({ name }) => name));
    names.set(hosts, known);
    return known;
  };
  return (listener, host) =>
    (counts.get(keyOf(listener, host)) ?? 0) > 1 || namesIn(listener.balancer.hosts).has(host.name);
}

/** What is stated of a listener is said of what it leads to, if that is certain and nothing is stated there. */
function ledTo({ target, place }: FoundTarget, stated: EdgeClues['stated'], isOnly: boolean): EdgeTarget {
  if (stated === undefined || (stated.grpc === 'yes' && !isOnly) || statedIn(place) !== undefined) return target;
  return { ...target, grpc: { grpc: stated.grpc, because: [stated.because] } };
}

/** Whether gRPC runs through a listener: what it says itself, and where it leads. */
function evidenceOf(
  { edge, targets: found, stated }: Pick<Alone, 'edge' | 'targets' | 'stated'>,
  own: readonly NameClue[],
  targets: readonly EdgeTarget[],
): GrpcEvidence {
  if (stated !== undefined) return { grpc: stated.grpc, because: [stated.because] };
  const sure = targets.find(({ grpc }) => grpc.grpc === 'yes');
  if (sure !== undefined) return sure.grpc;
  // What leads to nothing but what certainly is something else carries nothing else.
  const [first] = targets;
  if (first !== undefined && targets.every(({ grpc }) => grpc.grpc === 'no')) return first.grpc;
  const behind = targets.flatMap(({ port }) => port ?? []);
  const ports = behind.length > 0 ? behind : edge.port === undefined ? [] : [edge.port];
  const names = [...new Set([...own, ...found.flatMap((it) => it.names)])];
  return told({ certain: [], names, ports });
}
