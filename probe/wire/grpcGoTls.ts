import { constants } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { GRPC_GO_TLS12_SUITES, GRPC_GO_TLS13_SUITES } from '../../core/alpn/index.ts';

/** What a probe may be given to identify itself and to trust servers: PEM. */
export interface Credentials {
  readonly ca?: string | Uint8Array | undefined;
  readonly cert?: string | Uint8Array | undefined;
  readonly key?: string | Uint8Array | undefined;
}

/** The protocol versions that a handshake offers. */
export type TlsVersion = '1.2' | '1.3';

/** More suites than grpc-go offers would let a server answer that refuses a grpc-go client. */
const CIPHERS = [...GRPC_GO_TLS13_SUITES, ...GRPC_GO_TLS12_SUITES].join(':');

/** crypto/tls, defaults.go: defaultSupportedSignatureAlgorithms without SHA-1. */
const SIGNATURES = [
  'rsa_pss_rsae_sha256',
  'ecdsa_secp256r1_sha256',
  'ed25519',
  'rsa_pss_rsae_sha384',
  'rsa_pss_rsae_sha512',
  'rsa_pkcs1_sha256',
  'rsa_pkcs1_sha384',
  'rsa_pkcs1_sha512',
  'ecdsa_secp384r1_sha384',
  'ecdsa_secp521r1_sha512',
].join(':');

/** crypto/tls, defaults.go: the elliptic curves that every engine knows. */
const GROUPS = 'X25519:P-256:P-384:P-521';

/** Strict to lax: OpenSSL's security level would refuse servers for reasons that Go does not have, and BoringSSL has no levels. */
const ATTEMPTS = [
  { ciphers: `${CIPHERS}:@SECLEVEL=0`, sigalgs: SIGNATURES, ecdhCurve: GROUPS },
  { ciphers: CIPHERS, sigalgs: SIGNATURES, ecdhCurve: GROUPS },
  { ciphers: CIPHERS },
];

/** Everything that an engine has: what a server that refuses grpc-go may accept. */
const ANYTHING = [
  { ciphers: 'ALL:@SECLEVEL=0', minVersion: 'TLSv1' },
  { ciphers: 'ALL', minVersion: 'TLSv1' },
  { minVersion: 'TLSv1' },
] as const;

/**
 * What a ClientHello offers beside ALPN: `1.3` what grpc-go offers, TLS 1.2 and 1.3; `1.2` the same without TLS 1.3; `anything` every version
 * and cipher suite of the engine, to find out what a server that refuses grpc-go wants instead.
 */
export type TlsOffer = TlsVersion | 'anything';

/** Makes the settings of handshakes, each kind once: reading certificates and lists of ciphers takes longer than a handshake on loopback. */
export class Contexts {
  readonly #credentials: Credentials;
  readonly #made = new Map<TlsOffer, SecureContext>();

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  /** Throws what the engine says where the credentials have a `credentialsProblem`. */
  of(offer: TlsOffer): SecureContext {
    const made = this.#made.get(offer) ?? contextFor(offer, this.#credentials);
    this.#made.set(offer, made);
    return made;
  }
}

/** The settings of a handshake like grpc-go's (or wider), as far as the engine in use can be told so. */
function contextFor(offer: TlsOffer, credentials: Credentials): SecureContext {
  let problem: unknown;
  for (const attempt of offer === 'anything' ? ANYTHING : ATTEMPTS) {
    try {
      return createSecureContext({
        minVersion: 'TLSv1.2',
        ...attempt,
        // Go does not insist on renegotiation_info (RFC 5746), as OpenSSL 3 would, and does not renegotiate.
        secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT | constants.SSL_OP_NO_RENEGOTIATION,
        maxVersion: offer === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
        ca: pem(credentials.ca),
        cert: pem(credentials.cert),
        key: pem(credentials.key),
      });
    } catch (error) {
      problem = error;
    }
  }
  throw problem;
}

function pem(value: string | Uint8Array | undefined): string | Buffer | undefined {
  return value === undefined || typeof value === 'string' ? value : Buffer.from(value);
}
