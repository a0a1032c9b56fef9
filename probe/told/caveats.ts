import type { CertificateProblem } from '../peer/certificateProblems.ts';
import type { AddressReport } from '../report.ts';

/** What of a report tells how far certificates matter. */
type Certificates = Pick<AddressReport, 'clientCertificate' | 'certificate'>;

/**
 * Why clients may not get through where ALPN is right, by what was seen of certificates: parts of a sentence, without a full stop. They change
 * no class. Empty = nothing was seen.
 */
export function stopsOf({ clientCertificate, certificate }: Certificates): readonly string[] {
  const reasons = [...new Set(certificate?.problems.flatMap(({ kind }) => REFUSED[kind] ?? []))];
  return [
    ...(clientCertificate === 'required' ? ['a client certificate is required'] : []),
    ...(clientCertificate === 'refused' ? ['the given client certificate is refused'] : []),
    ...(reasons.length === 0 ? [] : [`clients that verify the certificate fail: ${reasons.join(', and ')}`]),
  ];
}

/** Whether something else than time and name is wrong with the certificate by this machine's settings: a client may have others. */
export function needsTrust({ certificate }: Pick<Certificates, 'certificate'>): boolean {
  return certificate !== null && certificate.problems.some(({ kind }) => REFUSED[kind] === undefined);
}

/** What no list of trusted issuers mends. */
const REFUSED: Readonly<Partial<Record<CertificateProblem['kind'], string>>> = {
  expired: 'it has expired',
  'not-yet-valid': 'it is not valid yet',
  'wrong-name': 'Go finds no fitting name in it',
};
