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
import type { LinkedModule } from './link.ts';
import type { Dial, Project, ProjectListener } from './project.ts';

/** What a grpc-go client offers (credentials.NewTLS without protocols of its own). */
export const GRPC_GO_OFFER: Offer = ['h2'];

/** What a grpc-go server does with offers: credentials.NewTLS adds h2, crypto/tls decides. */
const GRPC_GO_SERVER: ServerAlpn = { kind: 'selects', protocols: ['h2'], order: 'server', otherwise: 'go' };

/** What this grpc-go gets as a client of a listener. `undefined`: no TLS is spoken there. */
export function clientVerdict(
  project: Project,
  listener: ProjectListener,
  behaviour: GrpcGoBehaviour,
): Verdict | undefined {
  if (listener.tls === 'plain') return undefined;
  if (listener.tls === 'passthrough') return verdictBehind(project, listener, behaviour);
  const outcome = negotiate(GRPC_GO_OFFER, listener.alpn);
  // In http, what is not HTTP/2 is HTTP/1; a stream passes on what it gets, and a gRPC server behind it speaks HTTP/2.
  const http1 = listener.module === 'http' && outcome.kind === 'none';
  const peerSpeaks = http1 ? 'http/1.1' : listener.module === 'http' ? 'unknown' : 'h2';
  return judge({ side: 'client', outcome, peerSpeaks, behaviour });
}

const UNKNOWN: Verdict = { result: 'unknown', cures: [] };

/** Where TLS passes through, the next hop decides: told where this workspace has it, for every server behind. */
function verdictBehind(project: Project, listener: ProjectListener, behaviour: GrpcGoBehaviour): Verdict {
  const addresses = listener.dials().flatMap(({ dialer }) => dialer.addresses);
  const verdicts = addresses.map((address) => {
    const next = listenerAt(project, listener, address);
    return next === undefined ? UNKNOWN : (clientVerdict(project, next, behaviour) ?? UNKNOWN);
  });
  const [first] = verdicts;
  return first !== undefined && verdicts.every((it) => it.result === first.result && it.error === first.error)
    ? first
    : UNKNOWN;
}

/** The listener of this workspace that ends TLS at an address: of the same nginx on its own machine, or by its name. */
function listenerAt(project: Project, from: ProjectListener, address: string): ProjectListener | undefined {
  const [, host = '', port] = /^(.*):(\d{1,5})$/.exec(address) ?? [];
  const isHere = /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(host);
  const found = project.listeners.filter(
    (it) =>
      it.tls === 'terminated' &&
      it.port === Number(port) &&
      (isHere ? it.configuration === from.configuration : it.serverNames.includes(host)),
  );
  // Which of several servers answers is a question of names that a stream does not look at.
  return found.length === 1 ? found[0] : undefined;
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
    listener.dials().some((dial) => serverVerdict(listener, dial, behaviour)?.brokeAt !== undefined)
  );
}
