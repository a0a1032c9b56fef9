import { createConnection, type Socket } from 'node:net';
import { checkServerIdentity, connect, type TLSSocket } from 'node:tls';
import type { Offer } from '../core/alpn/index.ts';
import { certificateFacts, type CertificateFacts } from './certificate.ts';
import { grpcGoContext, type Credentials, type TlsVersion } from './grpcGoTls.ts';
import { PREFACE, readAnswer, type Http2Seen } from './http2.ts';
import { printable } from '../core/text/printable.ts';
import { RecordReader, type Heard } from './records.ts';
import { tap } from './tap.ts';

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
  readonly maxVersion: TlsVersion;
  readonly credentials: Credentials;
  /** Milliseconds until it is given up. */
  readonly timeout: number;
  /** What to do behind a finished handshake: leave at once, listen a moment, or ask in HTTP/2 and wait for the answer. */
  readonly then: 'leave' | 'listen' | 'ask';
  readonly signal?: AbortSignal | undefined;
}

/** An error as the system or the TLS engine words it: a detail for people, never what decides. */
export interface Failure {
  readonly code: string | null;
  readonly message: string;
}

/**
 * How a handshake ended: `secure` it finished; `unreached` there was no connection; `closed` and `reset` the peer went away (FIN, RST);
 * `silent` the time was over; `failed` the TLS engine gave up, over an alert of the peer or by itself.
 */
export type HandshakeEnd = 'secure' | 'unreached' | 'closed' | 'reset' | 'silent' | 'failed';

/** Everything that was seen of one handshake. */
export interface Observation {
  readonly offer: Offer;
  readonly maxVersion: TlsVersion;
  readonly end: HandshakeEnd;
  readonly heard: Heard;
  /** After `secure`: the protocol that was selected; `null` = none. */
  readonly alpn: string | null;
  /** `1.2`, `1.3`; from the ServerHello where the handshake did not finish; `null` = no ServerHello came. */
  readonly version: string | null;
  readonly failure: Failure | null;
  /** What broke the connection in the moment behind a finished handshake (a TLS 1.3 server judges the client certificate only then). */
  readonly late: Failure | null;
  readonly certificate: CertificateFacts | null;
  readonly http2: Http2Seen | null;
  /** Milliseconds from the start of the connection to the end of the handshake. */
  readonly milliseconds: number;
}

/** How long a finished connection is listened to: TLS 1.3 alerts about the client certificate took less than this in every measured case. */
const LISTEN = 200;
/** How long an answer to the HTTP/2 preface is waited for. */
const ANSWER = 3000;
/** How long the engine may take to name what the records have already shown. */
const NAMING = 250;

/**
 * Makes one handshake as grpc-go would, one connection, and closes it. Nothing is sent behind the handshake unless `then` is `ask`. The
 * promise settles when the socket is closed; it rejects only with the signal's reason.
 */
export async function handshake(options: HandshakeOptions): Promise<Observation> {
  options.signal?.throwIfAborted();
  const context = grpcGoContext(options.maxVersion, options.credentials);
  const started = performance.now();
  const socket = createConnection({ host: options.address, port: options.port, autoSelectFamily: false });
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

/** The course of one handshake. Ends once, by `finish`, whatever happens first. */
class Talk {
  readonly done: Promise<Observation>;
  peerClosed = false;
  readonly #options: HandshakeOptions;
  readonly #socket: Socket;
  readonly #started: number;
  readonly #reader = new RecordReader();
  #resolve: (observation: Observation) => void = () => undefined;
  #tls: TLSSocket | undefined;
  #secure: Pick<Observation, 'alpn' | 'version' | 'certificate' | 'milliseconds'> | undefined;
  #failure: Failure | null = null;
  #late: Failure | null = null;
  #answer: Uint8Array = new Uint8Array(0);
  #timer: NodeJS.Timeout | undefined;
  #finished = false;

  constructor(options: HandshakeOptions, socket: Socket, started: number) {
    this.#options = options;
    this.#socket = socket;
    this.#started = started;
    this.done = new Promise((resolve) => (this.#resolve = resolve));
  }

  begin(secureContext: ReturnType<typeof grpcGoContext>): void {
    const { offer, sni, identity } = this.#options;
    const tls = connect({
      socket: tap(this.#socket, (bytes) => this.#hear(bytes)),
      secureContext,
      rejectUnauthorized: false,
      checkServerIdentity: (_host, certificate) => checkServerIdentity(identity, certificate),
      ...(offer.length > 0 && { ALPNProtocols: [...offer] }),
      ...(sni !== undefined && { servername: sni }),
    });
    this.#tls = tls;
    tls.once('secureConnect', () => this.#connected(tls));
    tls.on('data', (bytes: Uint8Array) => this.#read(bytes));
    tls.on('error', (error: Error) => this.broken(error));
    tls.once('close', () => this.finish(this.peerClosed ? 'closed' : 'failed'));
  }

  broken(error: Error): void {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
    // OpenSSL's message holds addresses and source lines of its own; its reason is what a person can use.
    const words = 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
    const failure = { code, message: printable(words.trim()) };
    if (this.#secure !== undefined) this.#late ??= failure;
    else this.#failure ??= failure;
    if (this.#tls === undefined) this.finish('unreached');
    else if (this.peerClosed) this.finish('closed');
    else this.finish(code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED' ? 'reset' : 'failed');
  }

  timeUp(): void {
    if (this.#tls === undefined) this.#failure = { code: 'ETIMEDOUT', message: 'no connection within the time limit' };
    this.finish('silent');
  }

  /** Ends the talk; only the first call counts. */
  finish(end: HandshakeEnd): void {
    if (this.#finished) return;
    this.#finished = true;
    clearTimeout(this.#timer);
    const heard = this.#reader.heard();
    const { offer, maxVersion } = this.#options;
    this.#resolve({
      offer,
      maxVersion,
      end: this.#secure === undefined ? end : 'secure',
      heard,
      alpn: null,
      version: heard.serverHello === undefined ? null : versionName(heard.serverHello.version),
      failure: this.#failure,
      late: this.#late,
      certificate: null,
      http2: this.#http2(end),
      milliseconds: this.#elapsed(),
      ...this.#secure,
    });
    this.#tls?.destroy();
    this.#socket.destroy();
  }

  #elapsed(): number {
    return Math.round(performance.now() - this.#started);
  }

  #hear(bytes: Uint8Array): void {
    if (this.#secure !== undefined) return;
    this.#reader.push(bytes);
    // The engine says in the same turn what is wrong, but for the first few bytes of something else than TLS.
    if (this.#reader.failed) this.#timer ??= setTimeout(() => this.finish('failed'), NAMING);
  }

  #connected(tls: TLSSocket): void {
    clearTimeout(this.#timer);
    this.#secure = {
      alpn: typeof tls.alpnProtocol === 'string' ? tls.alpnProtocol : null,
      version: tls.getProtocol()?.replace(/^TLSv/, '') ?? null,
      certificate: certificateFacts(tls),
      milliseconds: this.#elapsed(),
    };
    if (this.#options.then === 'leave') {
      this.finish('secure');
      return;
    }
    if (this.#options.then === 'ask') tls.write(PREFACE);
    this.#timer = setTimeout(() => this.finish('silent'), this.#options.then === 'ask' ? ANSWER : LISTEN);
  }

  #read(bytes: Uint8Array): void {
    this.#answer = Buffer.concat([this.#answer, bytes.subarray(0, 64)]).subarray(0, 64);
    if (readAnswer(this.#answer) !== undefined) this.finish('secure');
  }

  #http2(end: HandshakeEnd): Http2Seen | null {
    if (this.#secure === undefined) return null;
    const asked = this.#options.then === 'ask';
    const read = readAnswer(this.#answer);
    if (!asked) return read === undefined ? null : { asked, answer: read };
    if (read !== undefined) return { asked, answer: read };
    return { asked, answer: this.#answer.length > 0 ? 'other' : end === 'silent' ? 'silence' : 'closed' };
  }
}

/** The name of a version number: `1.2` for 0x0303. */
export function versionName(version: number): string {
  const names: Readonly<Record<number, string>> = {
    0x0300: 'SSL 3.0',
    0x0301: '1.0',
    0x0302: '1.1',
    0x0303: '1.2',
    0x0304: '1.3',
  };
  return names[version] ?? `0x${version.toString(16).padStart(4, '0')}`;
}
