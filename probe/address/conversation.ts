import type { TLSSocket } from 'node:tls';
import type { Offer } from '../../core/alpn/index.ts';
import { shownCertificate, type ShownCertificate } from '../peer/certificate.ts';
import type { Contexts, TlsOffer } from '../wire/grpcGoTls.ts';
import { handshake, type Observation } from '../wire/handshake.ts';
import { RecordReader } from '../wire/records.ts';

/** What to probe, and how. */
export interface AddressOptions {
  readonly address: string;
  readonly port: number;
  readonly sni: string | undefined;
  /** The host of the target: a name or an address. */
  readonly host: string;
  /** What the certificate should name: the SNI, else the host. */
  readonly identity: string;
  readonly contexts: Contexts;
  /** Whether the contexts have a client certificate. */
  readonly hasCertificate: boolean;
  /** Whether they have a CA of the user's. */
  readonly hasCa: boolean;
  /** Whether to ask in HTTP/2 behind the handshake. */
  readonly http2: boolean;
  /** Milliseconds for all handshakes together. */
  readonly timeout: number;
  /** How many connections there may be at the same time, beside the first. */
  readonly connections: number;
  readonly signal?: AbortSignal | undefined;
  readonly onHandshake?: ((offer: Offer, tls: TlsOffer) => void) | undefined;
  readonly onObserved?: ((observation: Observation) => void) | undefined;
}

/** One cell of the matrix. */
export interface Cell {
  readonly offer: Offer;
  readonly tls: TlsOffer;
}

/** A handshake that runs. */
export interface Running {
  /** Settles when the handshake itself is over: with what was seen, or with `undefined` where it has finished and is listened to. Rejects as `done` does. */
  shaken(): Promise<Observation | undefined>;
  /** Rejects only with the signal's reason. */
  readonly done: Promise<Observation>;
}

/** How much of the time the first handshake may take: a server that falls silent over h2 is asked once more without it. */
const FIRST_SHARE = 0.6;

/** A later handshake may take so many milliseconds, or so many times what the first took: one that hangs must not hold up the report. */
const PATIENCE = 3000;
const PATIENCE_FACTOR = 5;

/** All handshakes with one address, within its time. */
export class Conversation {
  readonly #options: AddressOptions;
  readonly #begun = performance.now();
  #patience = PATIENCE;
  #isShown = false;

  constructor(options: AddressOptions) {
    this.#options = options;
  }

  /** The share of the time that is over. */
  used(): number {
    return (performance.now() - this.#begun) / this.#options.timeout;
  }

  /** The first handshake, which shows how fast the server is. */
  lead(cell: Cell, then: 'listen' | 'ask'): Running {
    let listens = (): void => undefined;
    const listening = new Promise<undefined>((resolve) => (listens = () => resolve(undefined)));
    const done = this.#make(cell, FIRST_SHARE * this.#options.timeout, then, listens);
    return {
      done,
      shaken: async () => {
        const early = await Promise.race([done, listening]);
        this.#patience = Math.max(PATIENCE, PATIENCE_FACTOR * (performance.now() - this.#begun));
        return early;
      },
    };
  }

  /** Another handshake. Rejects only with the signal's reason. */
  shake(cell: Cell): Promise<Observation> {
    return this.#make(cell, Math.min(this.#patience, (1 - this.used()) * this.#options.timeout), 'leave');
  }

  async #make(
    { offer, tls }: Cell,
    timeout: number,
    then: 'leave' | 'listen' | 'ask',
    onShaken?: () => void,
  ): Promise<Observation> {
    const { address, port, sni, identity, contexts, signal, onHandshake, onObserved } = this.#options;
    signal?.throwIfAborted();
    if (timeout <= 0) return tooLate({ offer, tls });
    onHandshake?.(offer, tls);
    const certificateOf = (socket: TLSSocket): ShownCertificate | null => this.#certificateOf(socket);
    const to = { address, port, sni, identity, contexts, certificateOf };
    const observed = await handshake({ ...to, offer, tls, timeout, then, signal, onShaken });
    onObserved?.(observed);
    return observed;
  }

  /** All handshakes show the same, and reading it takes a good part of the time of one: once is enough. */
  #certificateOf(socket: TLSSocket): ShownCertificate | null {
    if (this.#isShown) return null;
    const shown = shownCertificate(socket);
    this.#isShown = shown !== null;
    return shown;
  }
}

/** A handshake for which there was no time. */
function tooLate({ offer, tls }: Cell): Observation {
  return {
    offer,
    tls,
    end: 'silent',
    heard: new RecordReader().heard(),
    alpn: null,
    version: null,
    cipherSuite: null,
    failure: { code: 'ETIMEDOUT', message: 'not tried: the time limit was reached before' },
    late: null,
    certificate: null,
    http2: null,
    milliseconds: 0,
  };
}
