import type { Socket } from 'node:net';
import { checkServerIdentity, connect, type SecureContext, type TLSSocket } from 'node:tls';
import { printable } from '../../core/text/printable.ts';
import { alertOfError } from './alertOfError.ts';
import { cipherSuiteName } from './cipherSuites.ts';
import type { Failure, HandshakeEnd, HandshakeOptions, Observation } from './handshake.ts';
import { PREFACE, readAnswer, type Http2Seen } from './http2.ts';
import { RecordReader } from './records.ts';
import { serverHeader } from './serverHeader.ts';
import { tap } from './tap.ts';
import { versionName, versionOf } from './tlsVersions.ts';

/** How long a finished connection is listened to: TLS 1.3 alerts about the client certificate took less than this in every measured case. */
const LISTEN = 200;
/** How much of an answer is kept: a frame, or the first headers of HTTP/1. */
const KEPT_ANSWER = 512;
/** How long an answer to the HTTP/2 preface is waited for. */
const ANSWER = 3000;
/** How long the engine may take to name what the records have already shown. */
const NAMING = 250;
/** Errors that tell of the connection, not of TLS. Node also calls a FIN during the handshake ECONNRESET. */
const LOST: readonly string[] = ['ECONNRESET', 'EPIPE', 'ECONNABORTED'];
/** A handshake that is not over when so much has come is none: crypto/tls takes certificates of at most 256 kB (maxHandshakeCertificateMsg). */
const MOST_BYTES = 1024 * 1024;
/** And so much without a ServerHello, which stands at the beginning. */
const MOST_BEFORE_HELLO = 64 * 1024;

/** The course of one handshake. Ends once, by `finish`, whatever happens first. */
export class Talk {
  readonly done: Promise<Observation>;
  peerClosed = false;
  readonly #options: HandshakeOptions;
  readonly #socket: Socket;
  readonly #started: number;
  readonly #reader = new RecordReader();
  #resolve: (observation: Observation) => void = () => undefined;
  #tls: TLSSocket | undefined;
  #secure: Pick<Observation, 'alpn' | 'version' | 'cipherSuite' | 'certificate' | 'milliseconds'> | undefined;
  #failure: Failure | null = null;
  #late: Failure | null = null;
  #lateAlert: number | undefined;
  #answer: Uint8Array = new Uint8Array(0);
  #timer: NodeJS.Timeout | undefined;
  #finished = false;
  #bytes = 0;

  constructor(options: HandshakeOptions, socket: Socket, started: number) {
    this.#options = options;
    this.#socket = socket;
    this.#started = started;
    this.done = new Promise((resolve) => (this.#resolve = resolve));
  }

  begin(secureContext: SecureContext): void {
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
    // A close_notify says it as well as a FIN; some, as nginx, wait for the answer to it before they close.
    tls.once('end', () => {
      if (this.#secure !== undefined) this.finish('closed');
    });
    tls.once('close', () => this.finish(this.peerClosed ? 'closed' : 'failed'));
  }

  broken(error: Error): void {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
    // OpenSSL's message holds addresses and source lines of its own; its reason is what a person can use.
    const words = 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
    const failure = { code, message: printable(words.trim()) };
    if (this.#secure === undefined) this.#failure ??= failure;
    else if (this.#late === null) {
      this.#late = failure;
      this.#lateAlert = alertOfError({ code, message: error.message });
    }
    const isLost = code !== null && LOST.includes(code);
    // A connection that is reset as soon as it is accepted was one: a closed port gives ECONNREFUSED.
    if (isLost) this.finish(this.peerClosed ? 'closed' : 'reset');
    // Whatever else the error is, it is the engine that gives up, even if the peer has said its last.
    else this.finish(this.#tls === undefined ? 'unreached' : 'failed');
  }

  timeUp(): void {
    if (this.#tls === undefined) {
      const seconds = Math.round(this.#options.timeout / 100) / 10;
      this.#failure = { code: 'ETIMEDOUT', message: `no connection within ${seconds} s` };
    }
    this.finish(this.#tls === undefined ? 'unreached' : 'silent');
  }

  /** Ends the talk; only the first call counts. */
  finish(end: HandshakeEnd): void {
    if (this.#finished) return;
    this.#finished = true;
    clearTimeout(this.#timer);
    const heard = this.#reader.heard();
    const { offer, tls } = this.#options;
    this.#resolve({
      offer,
      tls,
      end: this.#secure === undefined ? end : 'secure',
      heard,
      alpn: null,
      version: heard.serverHello === undefined ? null : versionName(heard.serverHello.version),
      cipherSuite: heard.serverHello === undefined ? null : cipherSuiteName(heard.serverHello.cipherSuite),
      failure: this.#failure,
      late: this.#late,
      ...(this.#lateAlert !== undefined && { lateAlert: this.#lateAlert }),
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
    if (this.#finished) return;
    this.#bytes += bytes.length;
    if (this.#secure === undefined) this.#reader.push(bytes);
    if (this.#bytes > (this.#reader.hasServerHello ? MOST_BYTES : MOST_BEFORE_HELLO)) this.#flooded();
    // The engine says in the same turn what is wrong, but for the first few bytes of something else than TLS.
    else if (this.#reader.failed) this.#timer ??= setTimeout(() => this.finish('failed'), NAMING);
  }

  #flooded(): void {
    if (this.#secure === undefined) {
      const message = `${this.#bytes} bytes came, and the handshake was not over`;
      this.#failure ??= { code: null, message };
    }
    this.finish('failed');
  }

  #connected(tls: TLSSocket): void {
    clearTimeout(this.#timer);
    this.#secure = {
      alpn: typeof tls.alpnProtocol === 'string' ? tls.alpnProtocol : null,
      version: versionOf(tls.getProtocol()),
      cipherSuite: tls.getCipher().standardName,
      milliseconds: this.#elapsed(),
      certificate: this.#options.certificateOf(tls),
    };
    if (this.#options.then === 'leave') {
      this.finish('secure');
      return;
    }
    if (this.#options.then === 'ask') tls.write(PREFACE);
    this.#options.onShaken?.();
    this.#timer = setTimeout(() => this.finish('silent'), this.#options.then === 'ask' ? ANSWER : LISTEN);
  }

  #read(bytes: Uint8Array): void {
    this.#answer = Buffer.concat([this.#answer, bytes.subarray(0, KEPT_ANSWER)]).subarray(0, KEPT_ANSWER);
    if (readAnswer(this.#answer) !== undefined) this.finish('secure');
  }

  #http2(end: HandshakeEnd): Http2Seen | null {
    if (this.#secure === undefined || this.#options.then === 'leave') return null;
    const asked = this.#options.then === 'ask';
    const read = readAnswer(this.#answer);
    const server = serverHeader(this.#answer) ?? null;
    if (read !== undefined) return { asked, answer: read, server };
    // Who was not asked need not answer; who goes away unasked would have gone away from a client, too.
    if (end === 'silent' && !asked) return null;
    return { asked, server, answer: this.#answer.length > 0 ? 'other' : end === 'silent' ? 'silence' : 'closed' };
  }
}
