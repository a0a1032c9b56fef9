/**
 * Which program and TLS library make the handshakes: `Node 20.20.2, OpenSSL 3.0.19`. Electron's Node is built on BoringSSL and states
 * an OpenSSL version all the same.
 */
export function engineName(versions: Readonly<Record<string, string | undefined>> = process.versions): string {
  const { node = '?', openssl = '?', electron } = versions;
  const boring = electron !== undefined || /^0\.|boring/i.test(openssl);
  const host = electron === undefined ? '' : ` (Electron ${electron})`;
  return `Node ${node}${host}, ${boring ? 'BoringSSL' : `OpenSSL ${openssl}`}`;
}
