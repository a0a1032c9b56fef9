import {
  effectiveOffer,
  judge,
  negotiate,
  type GrpcGoBehaviour,
  type Offer,
  type Outcome,
  type ServerAlpn,
  type Verdict,
} from '../alpn/index.ts';
import type { Dial, ProjectListener } from './project.ts';

/** What a grpc-go client offers (credentials.NewTLS without protocols of its own). */
export const GRPC_GO_OFFER: Offer = ['h2'];

/** What a grpc-go server does with offers: credentials.NewTLS adds h2, crypto/tls decides. */
export const GRPC_GO_SERVER: ServerAlpn = { kind: 'selects', protocols: ['h2'], order: 'server', otherwise: 'go' };

/** What this grpc-go gets as a client of a listener. `undefined`: no TLS is spoken there. */
export function clientVerdict(listener: ProjectListener, behaviour: GrpcGoBehaviour): Verdict | undefined {
  if (listener.tls === 'plain') return undefined;
  const outcome = negotiate(GRPC_GO_OFFER, listener.alpn);
  // In http, what is not HTTP/2 is HTTP/1; a stream passes on what it gets, and a gRPC server behind it speaks HTTP/2.
  const http1 = listener.module === 'http' && outcome.kind === 'none';
  return judge({
    side: 'client',
    outcome,
    peerSpeaks: http1 ? 'http/1.1' : listener.module === 'http' ? 'unknown' : 'h2',
    behaviour,
  });
}

/** What becomes of a dial to this grpc-go as a server. `undefined`: nothing is opened over TLS there. */
export function serverVerdict(listener: ProjectListener, dial: Dial, behaviour: GrpcGoBehaviour): Verdict | undefined {
  if (!dial.dialer.tls) return undefined;
  const client: Outcome = listener.tls === 'terminated' ? negotiate(GRPC_GO_OFFER, listener.alpn) : { kind: 'none' };
  const offer = effectiveOffer(dial.offer, client);
  const outcome: Outcome =
    offer === undefined
      ? { kind: 'unknown', because: 'what is offered is not known' }
      : negotiate(offer, GRPC_GO_SERVER);
  return judge({ side: 'server', outcome, peerSpeaks: dial.speaks === 'http/1.1' ? 'http/1.1' : 'h2', behaviour });
}

/** Whether a hop works with older grpc-go and fails with this one, on either of its legs. */
export function breaksHop(listener: ProjectListener, behaviour: GrpcGoBehaviour): boolean {
  const verdicts = [
    clientVerdict(listener, behaviour),
    ...listener.dials.map((dial) => serverVerdict(listener, dial, behaviour)),
  ];
  return verdicts.some((it) => it?.brokeAt !== undefined);
}
