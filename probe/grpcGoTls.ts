import { constants, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { GRPC_GO_TLS12_SUITES, GRPC_GO_TLS13_SUITES } from '../core/alpn/index.ts';

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

/** The settings of a handshake like grpc-go's, as far as the engine in use can be told so. */
export function grpcGoContext(maxVersion: TlsVersion, credentials: Credentials): SecureContext {
  let problem: unknown;
  for (const attempt of ATTEMPTS) {
    try {
      return createSecureContext({
        ...attempt,
        minVersion: 'TLSv1.2',
        // Go does not insist on renegotiation_info (RFC 5746); OpenSSL 3 would.
        secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
        maxVersion: maxVersion === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
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

/** Says in words why a CA, certificate or key cannot be used; `undefined` = it can. */
export function credentialsProblem(credentials: Credentials): string | undefined {
  const { ca, cert, key } = credentials;
  if ((cert === undefined) !== (key === undefined)) return 'a client certificate and its key are needed together';
  for (const [value, what] of [
    [ca, 'the CA'],
    [cert, 'the client certificate'],
    [key, "the client certificate's key"],
  ] as const) {
    if (value === undefined) continue;
    const text = pemText(value);
    if (!/-----BEGIN [A-Z0-9 ]+-----/.test(text)) return `${what} is not in PEM form`;
  }
  try {
    // Node leaves a CA that it cannot read out without a word.
    for (const block of blocksOf(ca)) new X509Certificate(block);
    grpcGoContext('1.3', credentials);
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `the CA, the client certificate or its key cannot be used: ${why}`;
  }
}

function pemText(value: string | Uint8Array): string {
  return typeof value === 'string' ? value : Buffer.from(value).toString('latin1');
}

function blocksOf(ca: string | Uint8Array | undefined): readonly string[] {
  const blocks = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;
  return ca === undefined ? [] : (pemText(ca).match(blocks) ?? []);
}
