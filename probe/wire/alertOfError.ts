/** What the engines add to the number of an alert that the peer sent: the reason of the error (OpenSSL's and BoringSSL's SSL_AD_REASON_OFFSET). */
const ALERT_REASONS = 1000;
/** The bits of the reason in a number that an engine packs (the library's own number is above them). */
const REASON = 0xfff;
const HIGHEST_ALERT = 255;

/** What both engines name alert 116 and its kin in Node's codes, `ERR_SSL_…_ALERT_` before it: for engines that give no number. */
const NAMES: Readonly<Record<string, number>> = {
  BAD_CERTIFICATE: 42,
  UNSUPPORTED_CERTIFICATE: 43,
  CERTIFICATE_REVOKED: 44,
  CERTIFICATE_EXPIRED: 45,
  CERTIFICATE_UNKNOWN: 46,
  UNKNOWN_CA: 48,
  ACCESS_DENIED: 49,
  CERTIFICATE_REQUIRED: 116,
};

/**
 * The alert over which an engine gave up, where it was encrypted and only the engine can tell: from the number of its error
 * (`error:0A00045C:…` is 1000 + 116), never from its words. `undefined` = the error is no alert of the peer.
 */
export function alertOfError({
  code,
  message,
}: {
  readonly code: string | null;
  readonly message: string;
}): number | undefined {
  const packed = /\berror:([0-9a-f]{6,8}):/i.exec(message)?.[1];
  if (packed !== undefined) {
    const alert = (Number.parseInt(packed, 16) & REASON) - ALERT_REASONS;
    return alert > 0 && alert <= HIGHEST_ALERT ? alert : undefined;
  }
  const name = /^ERR_SSL_.*ALERT_([A-Z_]+)$/.exec(code ?? '')?.[1];
  return name === undefined ? undefined : NAMES[name];
}
