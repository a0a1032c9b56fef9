import { CIPHER_SUITE_NAMES } from './cipherSuiteNames.ts';
import type { TlsFacts } from '../report.ts';

/** The suites that grpc-go offers and accepts, by IANA's numbers (core/alpn/grpcGoTls.ts has them by OpenSSL's names). */
const GRPC_GO_NUMBERS: readonly number[] = [0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8];

const GRPC_GO: ReadonlySet<string> = new Set(GRPC_GO_NUMBERS.map(cipherSuiteName));

/** The name of a suite in IANA's registry; `0x002f` where it is not known here. */
export function cipherSuiteName(suite: number): string {
  return CIPHER_SUITE_NAMES.get(suite) ?? `0x${suite.toString(16).padStart(4, '0')}`;
}

/** Whether grpc-go offers a suite of this name. */
export function isGrpcGoSuite(name: string): boolean {
  return GRPC_GO.has(name);
}

/** What an address accepts that refuses all that grpc-go offers, and why grpc-go does not offer that: what follows "it" in a sentence. */
export function insteadWords({ version, cipherSuite }: NonNullable<TlsFacts['instead']>): string {
  const accepted = `refuses every version and cipher suite that grpc-go offers, and accepts TLS ${version} with ${cipherSuite}`;
  if (version !== '1.2' && version !== '1.3') return `${accepted}: grpc-go offers TLS 1.2 and 1.3`;
  if (isGrpcGoSuite(cipherSuite))
    return `${accepted}, which grpc-go would take: it is something else that it wants otherwise`;
  return isForbiddenByHttp2(cipherSuite)
    ? `${accepted}, which grpc-go does not offer: HTTP/2 forbids it (RFC 9113, appendix A)`
    : `${accepted}, which grpc-go does not offer: Go's crypto/tls does not have it`;
}

/**
 * Whether RFC 9113, appendix A, has the suite: of TLS 1.2 all but those with an ephemeral key exchange and authenticated encryption.
 * Suites for ChaCha20 came later than the list.
 */
function isForbiddenByHttp2(name: string): boolean {
  const isEphemeral = name.startsWith('TLS_DHE_') || name.startsWith('TLS_ECDHE_');
  const isAuthenticated = /_(?:GCM|CCM)(?:_|$)/.test(name);
  return name.includes('_WITH_') && !name.includes('CHACHA20') && !(isEphemeral && isAuthenticated);
}
