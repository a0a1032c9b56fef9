/** A version of TLS as both engines and nginx call it. */
export type TlsVersionName = 'TLSv1.2' | 'TLSv1.3';

/** The versions that grpc-go offers and accepts (credentials/tls.go: MinVersion TLS 1.2 where the program sets none). */
export const GRPC_GO_TLS_VERSIONS: readonly TlsVersionName[] = ['TLSv1.2', 'TLSv1.3'];

/** The suites of TLS 1.3 that grpc-go offers, by OpenSSL's names. No list of ciphers changes them. */
export const GRPC_GO_TLS13_SUITES: readonly string[] = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
];

/** The suites of TLS 1.2 that grpc-go offers and accepts, by OpenSSL's names: crypto/tls's defaults less those that HTTP/2 forbids (RFC 7540 appendix A). */
export const GRPC_GO_TLS12_SUITES: readonly string[] = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
];

/** RFC 8446 section 6.2: no version in common. */
export const PROTOCOL_VERSION = 70;
/** RFC 8446 section 6.2: nothing else in common, such as a cipher suite. */
export const HANDSHAKE_FAILURE = 40;

/** Groups of OpenSSL's cipher lists in which no suite of grpc-go's is (`openssl ciphers GROUP`, OpenSSL 1.1.1 to 3.5). */
const GROUPS_WITHOUT: ReadonlySet<string> = new Set(
  'kRSA RSA kDHE kEDH DHE EDH ADH AECDH aNULL eNULL NULL aDSS DSS PSK kPSK SRP 3DES DES RC4 MD5 SHA SHA1 SHA256 SHA384 CAMELLIA SEED IDEA ARIA'.split(
    ' ',
  ),
);

/**
 * Whether a cipher list of OpenSSL certainly leaves no suite of TLS 1.2 that grpc-go offers (ciphers(1)). `false` = it may leave one: a word
 * that can stand for anything is not looked into.
 */
export function leavesNoGrpcGoSuite(list: string): boolean {
  const words = list.split(/[:, ;]/).filter((it) => it !== '');
  let named = 0;
  for (const word of words) {
    // These only take away or change the order.
    if (/^[!\-+@]/.test(word)) continue;
    if (!isWithout(word)) return false;
    named++;
  }
  return named > 0;
}

/** Whether a word of a cipher list names no suite of grpc-go's. Names of suites have a hyphen, names of groups have none. */
function isWithout(word: string): boolean {
  if (!/^[A-Za-z0-9+-]+$/.test(word)) return false;
  if (word.includes('+')) return word.split('+').some((it) => GROUPS_WITHOUT.has(it));
  return word.includes('-') ? !GRPC_GO_TLS12_SUITES.includes(word) : GROUPS_WITHOUT.has(word);
}
