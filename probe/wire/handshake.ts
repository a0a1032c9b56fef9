import { createConnection } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Offer } from '../../core/alpn/index.ts';
import type { ShownCertificate } from '../peer/certificate.ts';
import type { Contexts, TlsOffer } from './grpcGoTls.ts';
import type { Http2Seen } from './http2.ts';
import type { Heard } from './records.ts';
import { Talk } from './talk.ts';

/** What one handshake offers, and to whom. */
export interface HandshakeOptions {
  /** An IP address. */
  readonly address: string;
  readonly port: number;
  readonly offer: Offer;
  /** `undefined` = no SNI is sent. */
  readonly sni: string | undefined;
  /** The name or address that the certificate should carry. */
  readonly identity: string;
  readonly tls: TlsOffer;
  readonly contexts: Contexts;
  /** Reads the certificate behind a finished handshake; `null` = there is none, or it need not be read. */
  readonly certificateOf: (socket: TLSSocket) => ShownCertificate | null;
  /** Milliseconds until it is given up. */
  readonly timeout: number;
  /** What to do behind a finished handshake: leave at once, listen a moment, or ask in HTTP/2 and wait for the answer. */
  readonly then: 'leave' | 'listen' | 'ask';
  readonly signal?: AbortSignal | undefined;
  /** Called once, if the handshake finished and is listened to from now on: the promise settles later. */
  readonly onShaken?: (() => void) | undefined;
}

/** An error as the system or the TLS engine words it: a detail for people, never what decides. */
export interface Failure {
  readonly code: string | null;
  readonly message: string;
}

/**
 * How a handshake ended: `secure` it finished; `unreached` there was no connection; `closed` and `reset` the peer went away (FIN, RST);
 * `silent` the time was over; `failed` the TLS engine gave up, over an alert of the peer or by itself, or the peer sent without end.
 */
export type HandshakeEnd = 'secure' | 'unreached' | 'closed' | 'reset' | 'silent' | 'failed';

/** Everything that was seen of one handshake. */
export interface Observation {
  readonly offer: Offer;
  readonly tls: TlsOffer;
  readonly end: HandshakeEnd;
  readonly heard: Heard;
  /** After `secure`: the protocol that was selected; `null` = none. */
  readonly alpn: string | null;
  /** `1.2`, `1.3`; from the ServerHello where the handshake did not finish; `null` = no ServerHello came. */
  readonly version: string | null;
  /** The cipher suite by its name in IANA's registry (`TLS_AES_128_GCM_SHA256`); from the ServerHello where the handshake did not finish; `null` = no ServerHello came. */
  readonly cipherSuite: string | null;
  readonly failure: Failure | null;
  /** What broke the connection in the moment behind a finished handshake (a TLS 1.3 server judges the client certificate only then). */
  readonly late: Failure | null;
  /** The alert that `late` is, which is encrypted: the engine's number. `undefined` = it is none, or the engine gives no number. */
  readonly lateAlert?: number | undefined;
  /** What `certificateOf` gave. */
  readonly certificate: ShownCertificate | null;
  readonly http2: Http2Seen | null;
  /** Milliseconds from the start of the connection to the end of the handshake. */
  readonly milliseconds: number;
}

/**
 * Makes one handshake as grpc-go would, one connection, and closes it. Nothing is sent behind the handshake unless `then` is `ask`. The
 * promise settles when the socket is closed; it rejects only with the signal's reason.
 */
export async function handshake(options: HandshakeOptions): Promise<Observation> {
  options.signal?.throwIfAborted();
  const context = options.contexts.of(options.tls);
  const started = performance.now();
  const socket = createConnection({
    host: options.address,
    port: options.port,
    autoSelectFamily: false,
    // As Go does it.
    noDelay: true,
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const talk = new Talk(options, socket, started);
  const onAbort = (): void => talk.finish('failed');
  const timer = setTimeout(() => talk.timeUp(), Math.max(0, options.timeout));
  options.signal?.addEventListener('abort', onAbort, { once: true });
  socket.once('connect', () => talk.begin(context));
  socket.once('end', () => (talk.peerClosed = true));
  socket.on('error', (error: Error) => talk.broken(error));
  socket.once('close', () => talk.finish(talk.peerClosed ? 'closed' : 'reset'));
  try {
    const observation = await talk.done;
    await closed;
    options.signal?.throwIfAborted();
    return observation;
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', onAbort);
  }
}
