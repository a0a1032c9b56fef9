import { behaviour, REFUSED_BY_SERVER, type GrpcGoBehaviour, type Verdict } from '../alpn/index.ts';
import type { GoDialing } from '../domains/goSource/facts.ts';
import { servingVerdict, speaksTls } from './goServing.ts';
import type { Meeting } from './meetings.ts';
import { offerInPackage } from './ownOffer.ts';
import type { Project } from './project.ts';

/** What becomes of a connection between two modules. */
export type MeetingResult =
  /** A protocol is selected, or nobody asks for one. */
  | { readonly kind: 'works' }
  /** It works with grpc-go below 1.67.0. */
  | { readonly kind: 'refused'; readonly by: 'client' | 'server'; readonly error: string }
  /** It has never worked. */
  | { readonly kind: 'fails' }
  | { readonly kind: 'unknown' };

/** The grpc-go of both ends, with credentials.NewTLS. */
export interface BothEnds {
  readonly client: GrpcGoBehaviour;
  readonly server: GrpcGoBehaviour;
}

/** What the handshake of a meeting comes to where its ends have these grpc-go. */
export function meetingResult(project: Project, { dialing, serving, through }: Meeting, ends: BothEnds): MeetingResult {
  const offer = offerInPackage(project, dialing);
  // An nginx that ends TLS parts the two: what each end gets there does not depend on the other one.
  const isParted = through !== undefined && through.listener.tls !== 'passthrough';
  // Where one speaks TLS and the other does not, they will not be meant to meet.
  if (isParted || !speaksTls(serving) || offer?.kind !== 'fixed' || dialing.credentials.kind === 'unknown')
    return UNKNOWN;
  const client = clientOf(dialing, ends.client);
  return resultOf(servingVerdict(serving, { client, server: ends.server, offer: offer.protocols }));
}

const UNKNOWN: MeetingResult = { kind: 'unknown' };

/** Only the credentials of credentials.NewTLS check. */
function clientOf({ credentials: { kind } }: GoDialing, { version }: GrpcGoBehaviour): GrpcGoBehaviour {
  return behaviour({ version, credentials: kind === 'tls' || kind === 'alpn-disabled' ? kind : 'other' });
}

function resultOf({ result, brokeAt, error = '' }: Verdict): MeetingResult {
  switch (result) {
    case 'works':
      return { kind: 'works' };
    case 'fails':
      if (brokeAt === undefined) return { kind: 'fails' };
      // A server that refuses says nothing; what its client prints is that it is gone.
      return { kind: 'refused', by: error === REFUSED_BY_SERVER ? 'server' : 'client', error };
    case 'depends':
    case 'unknown':
      return UNKNOWN;
  }
}
