import { X509Certificate } from 'node:crypto';
import { checkServerIdentity, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { printable } from '../../core/text/printable.ts';
import { certificateProblems, type CertificateProblem } from './certificateProblems.ts';
import { organisationOf, parseDistinguishedName, shortName } from './distinguishedName.ts';

/** Facts about the certificate that a server showed. They never change a class: grpc-go's ALPN check does not look at them. */
export interface CertificateFacts {
  /** The subject's common name and all alternative names (`localhost`, `127.0.0.1`), at most 50. */
  readonly names: readonly string[];
  readonly issuer: string;
  /** ISO 8601; `null` = cannot be read. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  /** Whole days from the probe until it expires; below zero: for so many days it has been expired. `null` = cannot be read. */
  readonly daysLeft: number | null;
  /** Whether the CAs that Node brings along (or the given CA) vouch for the chain, and it names the server. The system's store is not asked. */
  readonly trusted: boolean;
  /** Why not, as Node names it (`DEPTH_ZERO_SELF_SIGNED_CERT`, `ERR_TLS_CERT_ALTNAME_INVALID`). */
  readonly whyNot: string | null;
  /** What is wrong with it by the settings of this machine, in words; empty = nothing is. A client's own trust settings decide what it gets. */
  readonly problems: readonly CertificateProblem[];
  /** Each followed by its issuer, the server's own first: as far as the server sent them, or the probe trusts them. At most 10. */
  readonly chain: readonly ChainCertificate[];
  /** How many there are. */
  readonly chainLength: number;
}

/** One certificate of a chain. */
export interface ChainCertificate {
  /** The common name, else the organisation or unit. */
  readonly subject: string;
  readonly issuer: string;
  /** The issuer's organisation; `null` = none is named. */
  readonly issuerOrganisation: string | null;
  /** ISO 8601; `null` = cannot be read. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  /** Whether subject and issuer are the same. */
  readonly selfSigned: boolean;
  /** `RSA 2048`, `EC prime256v1`, `ED25519`; `null` = this machine's engine does not know the kind of key. */
  readonly key: string | null;
}

/** What a handshake leaves for `certificateFacts`, which takes its time. */
export interface ShownCertificate {
  /** The chain in DER, the server's own certificate first; never empty. */
  readonly chain: readonly [Uint8Array, ...Uint8Array[]];
  readonly chainLength: number;
  readonly trusted: boolean;
  readonly whyNot: string | null;
}

const MOST_NAMES = 50;
const MOST_IN_CHAIN = 10;
const DAY = 24 * 3600_000;

/**
 * Takes it after `secureConnect`. `null` = the server showed none. (`getPeerX509Certificate` would give the chain exactly as it was sent, but
 * Node 20 never frees it.)
 */
export function shownCertificate(socket: TLSSocket): ShownCertificate | null {
  const found: Uint8Array[] = [];
  const seen = new Set<string>();
  // A root is its own issuer.
  for (let at = attempt(() => socket.getPeerCertificate(true)); isThere(at) && !seen.has(at.fingerprint256);) {
    seen.add(at.fingerprint256);
    found.push(at.raw);
    at = at.issuerCertificate;
  }
  const [leaf, ...issuers] = found;
  if (leaf === undefined) return null;
  return {
    chain: [leaf, ...issuers.slice(0, MOST_IN_CHAIN - 1)],
    chainLength: found.length,
    trusted: socket.authorized,
    whyNot: socket.authorized ? null : reason(socket.authorizationError),
  };
}

/** Node gives an empty object where there is no certificate, and leaves out the issuer where that is not known. */
function isThere(certificate: Partial<DetailedPeerCertificate> | undefined): certificate is DetailedPeerCertificate {
  return certificate?.raw !== undefined;
}

/**
 * Reads what was shown. `null` = this machine's engine cannot read it.
 * @param identity the name or address that the certificate should carry
 * @param now the time of this machine's clock
 */
export function certificateFacts(shown: ShownCertificate, identity: string, now: Date): CertificateFacts | null {
  const { trusted, whyNot, chainLength } = shown;
  const chain = shown.chain.flatMap((der) => attempt(() => new X509Certificate(der)) ?? []);
  const [leaf] = chain;
  if (leaf === undefined) return null;
  const alternatives = (leaf.subjectAltName ?? '').split(', ').map((entry) => entry.replace(/^[A-Za-z ]+:/, ''));
  const names = [...new Set([...commonNames(leaf), ...alternatives])].filter((name) => name !== '');
  const [validFrom, validTo] = [isoDate(leaf.validFrom), isoDate(leaf.validTo)];
  return {
    names: names.slice(0, MOST_NAMES).map((name) => printable(name)),
    issuer: shortName(parseDistinguishedName(leaf.issuer)),
    validFrom,
    validTo,
    daysLeft: validTo === null ? null : Math.floor((Date.parse(validTo) - now.getTime()) / DAY),
    trusted,
    whyNot,
    problems: certificateProblems({
      whyNot,
      validFrom,
      validTo,
      now,
      identity,
      isNamed: isNamed(leaf, identity),
      hasAlternativeNames: leaf.subjectAltName !== undefined,
      isSelfSigned: leaf.subject === leaf.issuer,
      issuer: shortName(parseDistinguishedName(leaf.issuer)),
      isAlone: chainLength === 1,
    }),
    chain: chain.map(chainCertificate),
    chainLength,
  };
}

function chainCertificate(certificate: X509Certificate): ChainCertificate {
  const issuer = parseDistinguishedName(certificate.issuer);
  return {
    subject: shortName(parseDistinguishedName(certificate.subject)),
    issuer: shortName(issuer),
    issuerOrganisation: organisationOf(issuer) ?? null,
    validFrom: isoDate(certificate.validFrom),
    validTo: isoDate(certificate.validTo),
    selfSigned: certificate.subject === certificate.issuer,
    key: keyName(certificate),
  };
}

function commonNames(leaf: X509Certificate): readonly string[] {
  return parseDistinguishedName(leaf.subject).get('CN') ?? [];
}

/** What cannot be compared is not said to be wrong. */
function isNamed(leaf: X509Certificate, identity: string): boolean {
  return attempt(() => checkServerIdentity(identity, leaf.toLegacyObject()) === undefined) ?? true;
}

function keyName(certificate: X509Certificate): string | null {
  const key = attempt(() => certificate.publicKey);
  if (key === undefined) return null;
  const { asymmetricKeyType = '', asymmetricKeyDetails: details } = key;
  const size = details?.modulusLength ?? details?.namedCurve;
  return [asymmetricKeyType.toUpperCase(), ...(size === undefined ? [] : [size])].join(' ');
}

/** An engine throws at kinds of keys and forms of names that it does not know. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function isoDate(text: string): string | null {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function reason(error: unknown): string {
  if (error instanceof Error)
    return 'code' in error && typeof error.code === 'string' ? error.code : printable(error.message);
  return typeof error === 'string' ? printable(error) : 'not trusted';
}
