import type { PeerCertificate, TLSSocket } from 'node:tls';
import { printable } from '../core/text/printable.ts';

/** Facts about the certificate that a server showed. They never change a class: grpc-go's ALPN check does not look at them. */
export interface CertificateFacts {
  /** The subject's common name and all alternative names (`localhost`, `127.0.0.1`), at most 50. */
  readonly names: readonly string[];
  readonly issuer: string;
  /** ISO 8601; `null` = cannot be read. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  /** Whether this machine (or the given CA) trusts the chain, and it names the server. */
  readonly trusted: boolean;
  /** Why not, as Node names it (`DEPTH_ZERO_SELF_SIGNED_CERT`, `ERR_TLS_CERT_ALTNAME_INVALID`). */
  readonly whyNot: string | null;
}

const MOST_NAMES = 50;

/** Reads them after `secureConnect`. `null` = the server showed none. */
export function certificateFacts(socket: TLSSocket): CertificateFacts | null {
  const certificate: Partial<PeerCertificate> = socket.getPeerCertificate();
  if (certificate.raw === undefined) return null;
  const alternatives = (certificate.subjectaltname ?? '').split(', ').map((entry) => entry.replace(/^[A-Za-z ]+:/, ''));
  const names = [...new Set([...texts(certificate.subject?.CN), ...alternatives])].filter((name) => name !== '');
  const issuer = certificate.issuer;
  const [issuedBy = ''] = [...texts(issuer?.CN), ...texts(issuer?.O), ...texts(issuer?.OU)];
  return {
    names: names.slice(0, MOST_NAMES).map((name) => printable(name)),
    issuer: printable(issuedBy),
    validFrom: isoDate(certificate.valid_from),
    validTo: isoDate(certificate.valid_to),
    trusted: socket.authorized,
    whyNot: socket.authorized ? null : reason(socket.authorizationError),
  };
}

/** A part of a distinguished name: Node gives an array where it occurs more than once. */
function texts(value: unknown): readonly string[] {
  return [value].flat().filter((entry) => typeof entry === 'string');
}

function isoDate(text: string | undefined): string | null {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function reason(error: unknown): string {
  if (error instanceof Error)
    return 'code' in error && typeof error.code === 'string' ? error.code : printable(error.message);
  return typeof error === 'string' ? printable(error) : 'not trusted';
}
