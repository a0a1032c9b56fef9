import {
  behaviour,
  judge,
  negotiate,
  type DialerOffer,
  type GrpcGoBehaviour,
  type Offer,
  type Verdict,
} from '../alpn/index.ts';
import type { GoDialing, GoServing } from '../domains/goSource/facts.ts';
import { goPlacesOf } from './goPlaces.ts';
import { grpcGoOfFile, servingVerdict, speaksTls } from './goServing.ts';
import type { Project, ProjectListener } from './project.ts';
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

/** A listener of this workspace that a Go client may mean. */
export type GoDestination =
  { readonly kind: 'nginx'; readonly listener: ProjectListener } | { readonly kind: 'go'; readonly serving: GoServing };

/** The listeners of this workspace that a client's target may mean; none, if it does not stand in the text or leads elsewhere. */
export function destinationsOf(project: Project, dialing: GoDialing): readonly GoDestination[] {
  const places = goPlacesOf(project);
  return [
    ...places.listenersAt(dialing).map((listener) => ({ kind: 'nginx', listener }) as const),
    ...places.servingsAt(dialing).map((serving) => ({ kind: 'go', serving }) as const),
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
  const destinations = destinationsOf(project, dialing);
  if (destinations.length === 0) return elsewhere(offer.protocols, grpcGo);
  const verdicts = destinations.map((it) =>
    verdictAt({ project, dialing, behaviour: client, offer: offer.protocols }, it),
  );
  const [first = UNKNOWN] = verdicts;
  return verdicts.every((it) => it.result === first.result && it.error === first.error) ? first : UNKNOWN;
}

const UNKNOWN: Verdict = { result: 'unknown', cures: [] };

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

function verdictAt({ project, dialing, behaviour: client, offer }: Client, destination: GoDestination): Verdict {
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
