import { goRemoteError } from './alert.ts';
import { NO_APPLICATION_PROTOCOL } from './negotiate.ts';
import type { GrpcGoBehaviour } from './grpcGo.ts';
import type { Outcome } from './types.ts';

/** Ways out, best first where several are named. */
export type CureId =
  /** Make the accepting side select h2. */
  | 'configure-h2'
  /** Make the side that opens the connection offer h2. */
  | 'offer-h2'
  /** Let TLS pass through the proxy. */
  | 'pass-tls-through'
  /** Put a peer behind it that speaks HTTP/2. */
  | 'speak-http2'
  /** Make both sides agree on TLS: the accepting side speaks none. */
  | 'speak-tls'
  /** Allow TLS versions and cipher suites that grpc-go offers. */
  | 'allow-grpc-go-tls'
  /** Use a server name that the peer knows. */
  | 'use-known-name'
  /** GRPC_ENFORCE_ALPN_ENABLED=false: a stopgap for the whole process. */
  | 'disable-by-environment'
  /** experimental/credentials: a stopgap for one connection, grpc-go >= 1.70. */
  | 'experimental-credentials';

/** What one handshake means for gRPC. */
export interface Verdict {
  readonly result: 'works' | 'fails' | 'depends' | 'unknown';
  /**
   * Set where the failure came with this version. Where nothing is known of what the peer speaks, only if that is HTTP/2: whoever words it
   * has to say so. Without it, a failure came with no upgrade to this version; most have never worked, see `isByGrpcGoTls`.
   */
  readonly brokeAt?: '1.67.0';
  /** The cause as it is printed: on the client behind `authentication handshake failed: ` or as the whole transport error. */
  readonly error?: string;
  readonly printedBy?: 'client' | 'server' | 'proxy';
  readonly cures: readonly CureId[];
}

/** What a grpc-go client prints whose server went away during the handshake: the peer of a server that refuses a connection without ALPN. Broken pipe and connection reset occur, too. */
export const REFUSED_BY_SERVER = 'error reading server preface: EOF';

/** What a grpc-go client prints when an HTTP/1.1 server answers its preface: the words of golang.org/x/net/http2 since v0.38, which grpc-go requires from 1.73.0 on. */
export const ANSWERED_IN_HTTP1 =
  'error reading server preface: http2: failed reading the frame payload: http2: frame too large, note that the frame header looked like an HTTP/1.1 header';

/** The same by older versions of golang.org/x/net. */
export const ANSWERED_IN_HTTP1_BEFORE = 'error reading server preface: http2: frame too large';

/** crypto/tls, handshake_client.go: checkALPN. */
export const UNADVERTISED = 'tls: server selected unadvertised ALPN protocol';

/** crypto/tls, conn.go: readRecordOrCCS, when the first bytes that the peer sends are no TLS record. */
export const NOT_TLS = 'tls: first record does not look like a TLS handshake';

/**
 * Judges one handshake. A refusal with alert 40 counts as one for TLS versions or cipher suites: who has only the alert to go by does not
 * know that, and leaves the cure away.
 * @param options.side the side of the connection that is grpc-go
 * @param options.outcome what the handshake came to
 * @param options.peerSpeaks what follows the handshake on the other side; `unknown` makes `brokeAt` conditional
 */
export function judge(options: {
  readonly side: 'client' | 'server';
  readonly outcome: Outcome;
  readonly peerSpeaks: 'h2' | 'http/1.1' | 'unknown';
  readonly behaviour: GrpcGoBehaviour;
}): Verdict {
  const { side, outcome, peerSpeaks, behaviour } = options;
  switch (outcome.kind) {
    case 'selected':
      return selected(outcome.protocol, side, peerSpeaks, behaviour);
    case 'none':
      return side === 'client' ? noneForClient(peerSpeaks, behaviour) : noneForServer(peerSpeaks, behaviour);
    case 'unoffered':
      return {
        result: 'fails',
        error: UNADVERTISED,
        printedBy: side === 'client' ? 'client' : 'proxy',
        cures: ['configure-h2'],
      };
    case 'refused':
      return refused(outcome.alert, side);
    case 'plaintext':
      return side === 'client'
        ? { result: 'fails', error: NOT_TLS, printedBy: 'client', cures: ['speak-tls'] }
        : { result: 'fails', printedBy: 'proxy', cures: ['speak-tls'] };
    case 'relayed':
    case 'unknown':
      return { result: 'unknown', cures: [] };
  }
}

/**
 * Whether a failure comes of the TLS versions and cipher suites that grpc-go offers by itself, since 1.60.0 (credentials/tls.go, NewTLS): an
 * older one offers what its Go does, and may get through.
 */
export function isByGrpcGoTls({ cures }: Pick<Verdict, 'cures'>): boolean {
  return cures.includes('allow-grpc-go-tls');
}

function selected(
  protocol: string,
  side: 'client' | 'server',
  peerSpeaks: 'h2' | 'http/1.1' | 'unknown',
  behaviour: GrpcGoBehaviour,
): Verdict {
  if (peerSpeaks === 'h2') return { result: 'works', cures: [] };
  if (peerSpeaks === 'http/1.1') return answeredInHttp1(side, behaviour);
  // A peer that selected h2 has promised HTTP/2; grpc-go accepts any protocol and speaks HTTP/2 (facts: lab C, C2).
  return protocol === 'h2' ? { result: 'works', cures: [] } : { result: 'depends', cures: ['configure-h2'] };
}

function answeredInHttp1(side: 'client' | 'server', { version }: GrpcGoBehaviour): Verdict {
  if (side === 'server') return { result: 'fails', cures: ['speak-http2'] };
  const { major, minor } = version.semver;
  const error = major > 1 || minor >= 73 ? ANSWERED_IN_HTTP1 : ANSWERED_IN_HTTP1_BEFORE;
  return { result: 'fails', error, printedBy: 'client', cures: ['speak-http2'] };
}

function stopgaps(behaviour: GrpcGoBehaviour): readonly CureId[] {
  return [
    ...(behaviour.hasExperimentalCredentials ? (['experimental-credentials'] as const) : []),
    ...(behaviour.variable === 'decides' ? (['disable-by-environment'] as const) : []),
  ];
}

function noneForClient(peerSpeaks: 'h2' | 'http/1.1' | 'unknown', behaviour: GrpcGoBehaviour): Verdict {
  if (behaviour.enforces) {
    const failure = { result: 'fails', error: behaviour.refusal, printedBy: 'client' } as const;
    return peerSpeaks === 'http/1.1'
      ? { ...failure, cures: ['speak-http2', 'configure-h2'] }
      : { ...failure, brokeAt: '1.67.0', cures: ['configure-h2', 'pass-tls-through', ...stopgaps(behaviour)] };
  }
  switch (peerSpeaks) {
    case 'h2':
      return { result: 'works', cures: [] };
    case 'http/1.1':
      return answeredInHttp1('client', behaviour);
    case 'unknown':
      return { result: 'depends', cures: ['configure-h2'] };
  }
}

function noneForServer(peerSpeaks: 'h2' | 'http/1.1' | 'unknown', behaviour: GrpcGoBehaviour): Verdict {
  if (behaviour.enforces) {
    const failure = { result: 'fails', error: REFUSED_BY_SERVER, printedBy: 'client' } as const;
    return peerSpeaks === 'http/1.1'
      ? { ...failure, cures: ['speak-http2', 'offer-h2'] }
      : { ...failure, brokeAt: '1.67.0', cures: ['offer-h2', 'pass-tls-through', ...stopgaps(behaviour)] };
  }
  switch (peerSpeaks) {
    case 'h2':
      return { result: 'works', cures: [] };
    case 'http/1.1':
      return answeredInHttp1('server', behaviour);
    case 'unknown':
      return { result: 'depends', cures: ['offer-h2'] };
  }
}

function refused(alert: number, side: 'client' | 'server'): Verdict {
  const cure: readonly CureId[] =
    alert === NO_APPLICATION_PROTOCOL
      ? [side === 'client' ? 'configure-h2' : 'offer-h2']
      : alert === 112
        ? ['use-known-name']
        : alert === 70 || alert === 40 || alert === 71
          ? ['allow-grpc-go-tls']
          : [];
  return { result: 'fails', error: goRemoteError(alert), printedBy: 'client', cures: cure };
}
