/**
 * TLS alerts by number: the name of RFC 8446 section 6 (and of the RFCs that it lists), and the text with which Go's crypto/tls
 * reports one that the peer sent (crypto/tls/alert.go, behind `remote error: tls: `).
 */
const ALERTS: Readonly<Record<number, readonly [name: string, goText: string]>> = {
  0: ['close_notify', 'close notify'],
  10: ['unexpected_message', 'unexpected message'],
  20: ['bad_record_mac', 'bad record MAC'],
  21: ['decryption_failed', 'decryption failed'],
  22: ['record_overflow', 'record overflow'],
  30: ['decompression_failure', 'decompression failure'],
  40: ['handshake_failure', 'handshake failure'],
  42: ['bad_certificate', 'bad certificate'],
  43: ['unsupported_certificate', 'unsupported certificate'],
  44: ['certificate_revoked', 'revoked certificate'],
  45: ['certificate_expired', 'expired certificate'],
  46: ['certificate_unknown', 'unknown certificate'],
  47: ['illegal_parameter', 'illegal parameter'],
  48: ['unknown_ca', 'unknown certificate authority'],
  49: ['access_denied', 'access denied'],
  50: ['decode_error', 'error decoding message'],
  51: ['decrypt_error', 'error decrypting message'],
  60: ['export_restriction', 'export restriction'],
  70: ['protocol_version', 'protocol version not supported'],
  71: ['insufficient_security', 'insufficient security level'],
  80: ['internal_error', 'internal error'],
  86: ['inappropriate_fallback', 'inappropriate fallback'],
  90: ['user_canceled', 'user canceled'],
  100: ['no_renegotiation', 'no renegotiation'],
  109: ['missing_extension', 'missing extension'],
  110: ['unsupported_extension', 'unsupported extension'],
  111: ['certificate_unobtainable', 'certificate unobtainable'],
  112: ['unrecognized_name', 'unrecognized name'],
  113: ['bad_certificate_status_response', 'bad certificate status response'],
  114: ['bad_certificate_hash_value', 'bad certificate hash value'],
  115: ['unknown_psk_identity', 'unknown PSK identity'],
  116: ['certificate_required', 'certificate required'],
  120: ['no_application_protocol', 'no application protocol'],
  121: ['ech_required', 'encrypted client hello required'],
};

/** `no_application_protocol (120)`; a number that no RFC names is given as it is. */
export function alertName(alert: number): string {
  const known = ALERTS[alert];
  return known === undefined ? `alert ${alert}` : `${known[0]} (${alert})`;
}

/** What a Go client prints when its peer sent this alert (crypto/tls: alert.Error, `alert(n)` for an unknown one). */
export function goRemoteError(alert: number): string {
  return `remote error: tls: ${ALERTS[alert]?.[1] ?? `alert(${alert})`}`;
}
