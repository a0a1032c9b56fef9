import {
  effectiveOffer,
  judge,
  negotiate,
  REFUSED_BY_SERVER,
  type GrpcGoBehaviour,
  type Offer,
  type Outcome,
  type ServerAlpn,
  type Verdict,
} from '../alpn/index.ts';
import { cannotPassOn } from '../domains/nginx/dialer.ts';
import { hopsBehind, nextHops } from './answer.ts';
import { edgesBehind } from './edgePlaces.ts';
import { goPlacesOf } from './goPlaces.ts';
import { grpcGoOfFile, servingVerdict, speaksTls } from './goServing.ts';
import type { LinkedModule } from './link.ts';
import type { Dial, Project, ProjectListener } from './project.ts';

/** What a grpc-go client offers (credentials.NewTLS without protocols of its own). */
export const GRPC_GO_OFFER: Offer = ['h2'];

/** What a grpc-go server does with offers: credentials.NewTLS adds h2, crypto/tls decides. */
export const GRPC_GO_SERVER: ServerAlpn = { kind: 'selects', protocols: ['h2'], order: 'server', otherwise: 'go' };

/**
 * What this grpc-go gets as a client of a listener. `undefined`: no TLS is spoken there.
 * @param offer left out: what credentials.NewTLS offers
 */
export function clientVerdict(
  project: Project,
  listener: ProjectListener,
  behaviour: GrpcGoBehaviour,
  offer: Offer = GRPC_GO_OFFER,
): Verdict | undefined {
  return verdictAt({ project, behaviour, offer }, listener, 0);
}

/** A client of some listener. */
interface Client {
  readonly project: Project;
  readonly behaviour: GrpcGoBehaviour;
  readonly offer: Offer;
}

/** Listeners that pass on to each other are followed so far. */
const DEEPEST = 8;

function verdictAt(client: Client, listener: ProjectListener, depth: number): Verdict | undefined {
  if (listener.tls === 'plain') return undefined;
  if (listener.tls === 'passthrough') return verdictBehind(client, listener, depth);
  const { behaviour, offer } = client;
  const outcome = negotiate(offer, listener.alpn);
  // In http, what is not HTTP/2 is HTTP/1; a stream passes on what it gets, and a gRPC server behind it speaks HTTP/2.
  const http1 = listener.module === 'http' && outcome.kind === 'none';
  const peerSpeaks = http1 ? 'http/1.1' : listener.module === 'http' ? 'unknown' : 'h2';
  const verdict = judge({ side: 'client', outcome, peerSpeaks, behaviour });
  const ends = verdict.result === 'works' && listener.module === 'stream' && cannotPassOn(listener.server);
  return ends ? { result: 'fails', error: REFUSED_BY_SERVER, printedBy: 'client', cures: [] } : verdict;
}

const UNKNOWN: Verdict = { result: 'unknown', cures: [] };

/** Where TLS passes through, the next hop decides: told where this workspace has it, in nginx or in Go, for every server behind. */
function verdictBehind(client: Client, listener: ProjectListener, depth: number): Verdict {
  if (depth > DEEPEST) return UNKNOWN;
  const next = nextHops(client.project, listener);
  const verdicts =
    next === undefined ? verdictsInGo(client, listener) : next.map((it) => verdictAt(client, it, depth + 1) ?? UNKNOWN);
  const [first] = verdicts;
  return first !== undefined && verdicts.every((it) => it.result === first.result && it.error === first.error)
    ? first
    : UNKNOWN;
}

/** What the servers in Go give that a listener's connections come to; none, if some way of it leads elsewhere. */
function verdictsInGo({ project, behaviour, offer }: Client, listener: ProjectListener): readonly Verdict[] {
  if (project.goSource.servings.length === 0) return [];
  const places = goPlacesOf(project);
  const ways = listener.dials().map((dial) => (dial.dialer.addresses.length === 1 ? places.servingsBehind(dial) : []));
  if (ways.some((servings) => servings.length === 0)) return [];
  return ways.flat().map((serving) => {
    // Where one speaks TLS and the other does not, they will not be meant to meet.
    if (!speaksTls(serving)) return UNKNOWN;
    return servingVerdict(serving, { client: behaviour, server: grpcGoOfFile(project, serving.at), offer });
  });
}

/** What becomes of a dial to this grpc-go as a server. `undefined`: nothing is opened over TLS there. Unknown where it leads to what ends TLS itself: another nginx of this workspace, a load balancer. */
export function serverVerdict(
  project: Project,
  listener: ProjectListener,
  dial: Dial,
  behaviour: GrpcGoBehaviour,
): Verdict | undefined {
  if (!dial.dialer.tls) return undefined;
  if (hopsBehind(project, listener, dial) !== undefined) return UNKNOWN;
  if (edgesBehind(project, dial).some(({ tls }) => tls !== 'passthrough')) return UNKNOWN;
  const client: Outcome = listener.tls === 'terminated' ? negotiate(GRPC_GO_OFFER, listener.alpn) : { kind: 'none' };
  const offer = effectiveOffer(dial.offer, client);
  const refusal = dial.dialer.refusal(listener.nginxVersion?.value);
  const outcome: Outcome =
    refusal !== undefined
      ? { kind: 'refused', alert: refusal.alert }
      : offer === undefined
        ? { kind: 'unknown', because: 'what is offered is not known' }
        : negotiate(offer, GRPC_GO_SERVER);
  return judge({ side: 'server', outcome, peerSpeaks: dial.speaks === 'http/1.1' ? 'http/1.1' : 'h2', behaviour });
}

/**
 * Whether a hop works with older grpc-go and fails with this one.
 * @param role the side that this grpc-go is on
 */
export function breaksHop(
  project: Project,
  listener: ProjectListener,
  behaviour: GrpcGoBehaviour,
  role: LinkedModule['role'],
): boolean {
  return (
    (role === 'either' && clientVerdict(project, listener, behaviour)?.brokeAt !== undefined) ||
    listener.dials().some((dial) => serverVerdict(project, listener, dial, behaviour)?.brokeAt !== undefined)
  );
}
