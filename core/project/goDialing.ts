import {
  behaviour,
  judge,
  negotiate,
  type DialerOffer,
  type GrpcGoBehaviour,
  type Offer,
  type Verdict,
} from '../alpn/index.ts';
import type { GoDialing } from '../domains/goSource/facts.ts';
import { edgesFor } from './edgePlaces.ts';
import { edgeClientVerdict } from './edgeVerdict.ts';
import { goPlacesOf } from './goPlaces.ts';
import { grpcGoOfFile, servingVerdict, speaksTls } from './goServing.ts';
import { readGoTarget } from './goTarget.ts';
import { edgeLeads, goLeads, nginxLeads, type Lead } from './leads.ts';
import type { Project } from './project.ts';
import { differ } from './rivals.ts';
import { clientVerdict, GRPC_GO_SERVER } from './verdict.ts';

/** What a Go client offers. `undefined`: it speaks no TLS. */
export function offerOfDialing({ credentials, offer }: GoDialing): DialerOffer | undefined {
  switch (credentials.kind) {
    // Its own dialer may open TLS.
    case 'insecure':
      return offer;
    // Neither is TLS between a client and a server.
    case 'alts':
    case 'local':
      return undefined;
    case 'tls':
    case 'alpn-disabled':
    case 'advancedtls':
    case 'xds':
    case 'own':
    case 'unknown':
      return offer ?? { kind: 'unknown', because: 'its credentials are made elsewhere' };
  }
}

/** The listeners of this workspace that a client's target may mean; none, if it does not stand in the text or leads elsewhere. */
export function destinationsOf(project: Project, dialing: GoDialing): readonly Lead[] {
  const places = goPlacesOf(project);
  const target = dialing.target === undefined ? undefined : readGoTarget(dialing.target.text);
  return [
    ...edgeLeads(target === undefined ? [] : edgesFor(project, target)),
    ...nginxLeads(places.listenersAt(dialing)),
    ...goLeads(places.servingsAt(dialing)),
  ];
}

/**
 * What this client gets where it leads: from the listeners of this workspace that its target may mean, if all give the same; elsewhere from
 * a grpc-go server, where it offers no h2. `undefined`: no TLS is spoken, or its credentials do not exist in this grpc-go.
 * @param grpcGo what the client is built with, with NewTLS
 * @param offer left out: what its credentials offer
 */
export function dialingVerdict(
  project: Project,
  dialing: GoDialing,
  grpcGo: GrpcGoBehaviour,
  offer: DialerOffer | undefined = offerOfDialing(dialing),
): Verdict | undefined {
  const { kind } = dialing.credentials;
  if (offer === undefined || (kind === 'alpn-disabled' && !grpcGo.hasExperimentalCredentials)) return undefined;
  if (kind === 'unknown' || offer.kind !== 'fixed') return UNKNOWN;
  // Only NewTLS checks.
  const credentials = kind === 'tls' || kind === 'alpn-disabled' ? kind : 'other';
  const client = behaviour({ version: grpcGo.version, credentials });
  const destinations = withoutPassing(project, destinationsOf(project, dialing));
  if (destinations.length === 0) return elsewhere(offer.protocols, grpcGo);
  const verdicts = destinations.map((it) =>
    verdictAt({ project, dialing, behaviour: client, offer: offer.protocols }, it),
  );
  const [first = UNKNOWN] = verdicts;
  return verdicts.every((it) => it.result === first.result && it.error === first.error) ? first : UNKNOWN;
}

const UNKNOWN: Verdict = { result: 'unknown', cures: [] };

/** What passes TLS through to something that has the same name decides nothing beside it; not another thing of that name. */
function withoutPassing(project: Project, destinations: readonly Lead[]): readonly Lead[] {
  const isPassing = (it: Lead): boolean => it.kind === 'edge' && it.edge.tls === 'passthrough';
  const deciding = destinations.filter((it) => !isPassing(it));
  const isInFront = (it: Lead): boolean =>
    it.kind === 'edge' && deciding.every((other) => other.kind !== 'edge' || !differ(project, it.edge, other.edge));
  return deciding.length > 0 ? destinations.filter((it) => !isPassing(it) || !isInFront(it)) : destinations;
}

/** What a grpc-go server makes of an offer without h2; of one with it, nothing can be said without knowing the server. */
function elsewhere(offer: Offer, server: GrpcGoBehaviour): Verdict {
  if (offer.includes('h2')) return UNKNOWN;
  return judge({ side: 'server', outcome: negotiate(offer, GRPC_GO_SERVER), peerSpeaks: 'h2', behaviour: server });
}

/** A client that offers something, and the project that it is in. */
interface Client {
  readonly project: Project;
  readonly dialing: GoDialing;
  readonly behaviour: GrpcGoBehaviour;
  readonly offer: Offer;
}

function verdictAt({ project, dialing, behaviour: client, offer }: Client, destination: Lead): Verdict {
  if (destination.kind === 'edge') return edgeClientVerdict(project, destination.edge, client, offer) ?? UNKNOWN;
  if (destination.kind === 'nginx') return clientVerdict(project, destination.listener, client, offer) ?? UNKNOWN;
  const { serving } = destination;
  // Where one speaks TLS and the other does not, they will not be meant to meet.
  if (!speaksTls(serving)) return UNKNOWN;
  const places = goPlacesOf(project);
  // What is built together has the same grpc-go.
  const server =
    places.moduleOf(serving.at.file) === places.moduleOf(dialing.at.file)
      ? behaviour({ version: client.version, credentials: 'tls' })
      : grpcGoOfFile(project, serving.at);
  return servingVerdict(serving, { client, server, offer });
}
