import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls, type SecureVersion } from 'node:tls';
import { GRPC_GO_TLS12_SUITES, GRPC_GO_TLS13_SUITES, type Offer, type Outcome } from '../../core/alpn/index.ts';

/** The four offers that tell servers apart. */
export const OFFERS: readonly Offer[] = [['h2'], ['h2', 'http/1.1'], ['http/1.1'], []];

/** One real TLS handshake. It is written independently of probe/, which is checked against it. */
export interface HandshakeOptions {
  /** Of no meaning for a unix socket. */
  readonly port: number;
  /** Default 127.0.0.1; the path of a unix socket. */
  readonly host?: string;
  /** `[]` = no ALPN extension. */
  readonly offer: Offer;
  /** The name of the SNI extension. `undefined` or an IP address: none is sent, as Go does it. */
  readonly serverName?: string | undefined;
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
  /** Whether the header of the PROXY protocol, version 1, is sent first. */
  readonly proxyProtocol?: boolean;
  /** Milliseconds, default 5000. */
  readonly timeout?: number;
}

/**
 * Makes a TLS handshake and says what came of it. Alerts are read from the wire (they are not encrypted before the ServerHello), not
 * from the engine's error codes. `unknown` gives in `because` one of: `timeout`, `closed`, or the error's code.
 */
export async function handshake(options: HandshakeOptions): Promise<Outcome> {
  const first = await attempt(options);
  if (first.kind !== 'hidden') return first;
  // TLS 1.3 hides the server's choice from us when our side refuses it; TLS 1.2 shows it in the ServerHello.
  const second = await attempt({ ...options, maxVersion: 'TLSv1.2' });
  return second.kind === 'hidden' ? { kind: 'unknown', because: second.code } : second;
}

type Attempt = Outcome | { readonly kind: 'hidden'; readonly code: string };

function attempt(options: HandshakeOptions): Promise<Attempt> {
  const { port, host = '127.0.0.1', offer, serverName, timeout = 5000 } = options;
  return new Promise((resolve) => {
    const tcp = connectTcp(host.startsWith('/') ? { path: host } : { port, host });
    if (options.proxyProtocol === true) tcp.write('PROXY TCP4 127.0.0.1 127.0.0.1 50000 443\r\n');
    const seen = new Wire(tcp);
    const named = serverName !== undefined && isIP(serverName) === 0;
    const tls = connectTls({
      socket: seen,
      // More than grpc-go offers would come through where grpc-go does not.
      ciphers: [...GRPC_GO_TLS13_SUITES, ...GRPC_GO_TLS12_SUITES].join(':'),
      ...(named ? { servername: serverName } : {}),
      ...(offer.length > 0 ? { ALPNProtocols: [...offer] } : {}),
      ...(options.minVersion === undefined ? {} : { minVersion: options.minVersion }),
      ...(options.maxVersion === undefined ? {} : { maxVersion: options.maxVersion }),
      rejectUnauthorized: false,
    });
    const end = (result: Attempt): void => {
      clearTimeout(timer);
      tls.destroy();
      tcp.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => end({ kind: 'unknown', because: 'timeout' }), timeout);
    const failed = (error: NodeJS.ErrnoException): void =>
      end(explain(seen.received(), offer, error.code ?? error.message));
    tcp.on('error', failed);
    tls.on('error', failed);
    tls.on('secureConnect', () => {
      const protocol = tls.alpnProtocol;
      end(typeof protocol === 'string' ? chosen(protocol, offer) : { kind: 'none' });
    });
  });
}

function chosen(protocol: string, offer: Offer): Outcome {
  return offer.includes(protocol) ? { kind: 'selected', protocol } : { kind: 'unoffered', protocol };
}

/** What the server's bytes say about a handshake that our side did not finish. */
function explain(bytes: Buffer, offer: Offer, code: string): Attempt {
  const type = bytes[0];
  if (type === undefined) return { kind: 'unknown', because: code === 'ECONNRESET' ? 'closed' : code };
  if (bytes[1] !== 3 || type < 20 || type > 23) return { kind: 'plaintext' };
  if (type === 21) return { kind: 'refused', alert: bytes[6] ?? 0 };
  const hello = type === 22 && bytes[5] === 2 ? readServerHello(bytes.subarray(9)) : undefined;
  if (hello === undefined) return { kind: 'unknown', because: code };
  if (hello.protocol !== undefined) return chosen(hello.protocol, offer);
  return hello.tls13 ? { kind: 'hidden', code } : { kind: 'unknown', because: code };
}

/** RFC 8446 section 4.1.3, from behind the handshake header. */
function readServerHello(body: Buffer): { readonly protocol: string | undefined; readonly tls13: boolean } | undefined {
  const session = 2 + 32;
  const extensions = session + 1 + (body[session] ?? 0) + 2 + 1;
  if (body.length < extensions + 2) return undefined;
  const end = Math.min(extensions + 2 + body.readUInt16BE(extensions), body.length);
  let protocol: string | undefined;
  let tls13 = false;
  for (let at = extensions + 2; at + 4 <= end; at += 4 + body.readUInt16BE(at + 2)) {
    const type = body.readUInt16BE(at);
    const data = body.subarray(at + 4, at + 4 + body.readUInt16BE(at + 2));
    if (type === 16) protocol = data.subarray(3, 3 + (data[2] ?? 0)).toString('latin1');
    if (type === 43) tls13 = true;
  }
  return { protocol, tls13 };
}

/** Lies between TLS and TCP and keeps what the server sent. */
class Wire extends Duplex {
  readonly #tcp: Socket;
  readonly #chunks: Buffer[] = [];

  constructor(tcp: Socket) {
    super();
    this.#tcp = tcp;
    tcp.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      if (!this.push(chunk)) tcp.pause();
    });
    tcp.on('end', () => this.push(null));
  }

  received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  override _read(): void {
    this.#tcp.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#tcp.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#tcp.end(done);
  }
}
