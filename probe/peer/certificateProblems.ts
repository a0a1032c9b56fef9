import { FACTS } from '../../core/alpn/index.ts';
import { printable } from '../../core/text/printable.ts';

/** What is wrong with a certificate, by the settings and the clock of this machine. */
export interface CertificateProblem {
  readonly kind:
    | 'expired'
    | 'not-yet-valid'
    | 'wrong-name'
    | 'self-signed'
    /** The server did not send the issuer's certificate, and the probe does not have it. */
    | 'missing-issuer'
    /** The chain ends in an issuer that the probe does not trust. */
    | 'unknown-issuer'
    | 'other';
  /** One sentence. */
  readonly text: string;
}

/** What problems are told from. */
export interface ProblemsInput {
  /** As `whyNot` of `CertificateFacts`. */
  readonly whyNot: string | null;
  /** ISO 8601; `null` = cannot be read. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly now: Date;
  readonly identity: string;
  readonly isNamed: boolean;
  readonly hasAlternativeNames: boolean;
  readonly isSelfSigned: boolean;
  readonly issuer: string;
  /** Whether its issuer's certificate was neither sent nor is known here. */
  readonly isAlone: boolean;
}

/** When this program was made, more or less: a clock that is behind this is wrong. */
const MADE = new Date(`${FACTS.asOf}-01T00:00:00Z`);

/** All problems: the chain first, then time, then name. An engine tells only one of them. */
export function certificateProblems(input: ProblemsInput): readonly CertificateProblem[] {
  return [...chainProblem(input), ...timeProblem(input), ...nameProblem(input)];
}

/** Whether the clock shows a time before this program was made. */
export function isClockBehind(now: Date): boolean {
  return now < MADE;
}

/** By the names that OpenSSL and BoringSSL share; `error` of Node has one of them, or the words below, with its blanks. */
const CHAIN: ReadonlyMap<string, 'self-signed' | 'issuer'> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed'],
  ['SELF_SIGNED_CERTIFICATE', 'self-signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'issuer'],
  ['SELF_SIGNED_CERTIFICATE_IN_CERTIFICATE_CHAIN', 'issuer'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'issuer'],
  ['UNABLE_TO_GET_ISSUER_CERTIFICATE', 'issuer'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'issuer'],
  ['UNABLE_TO_GET_LOCAL_ISSUER_CERTIFICATE', 'issuer'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'issuer'],
  ['UNABLE_TO_VERIFY_THE_FIRST_CERTIFICATE', 'issuer'],
  ['CERT_UNTRUSTED', 'issuer'],
  ['CERTIFICATE_NOT_TRUSTED', 'issuer'],
]);

/** What is told in words of its own: by the dates and names of the certificate. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERTIFICATE_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERTIFICATE_IS_NOT_YET_VALID',
  'TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
]);

/** What else an engine says, as a person would. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['CERT_REVOKED', 'It is revoked.'],
  ['CERTIFICATE_REVOKED', 'It is revoked.'],
  ['CERT_SIGNATURE_FAILURE', 'A signature in its chain is wrong.'],
  ['CERTIFICATE_SIGNATURE_FAILURE', 'A signature in its chain is wrong.'],
  ['CERT_CHAIN_TOO_LONG', 'Its chain is longer than this machine follows.'],
  ['CERTIFICATE_CHAIN_TOO_LONG', 'Its chain is longer than this machine follows.'],
  ['INVALID_CA', 'A certificate in its chain issues others, and is not allowed to.'],
  ['INVALID_CA_CERTIFICATE', 'A certificate in its chain issues others, and is not allowed to.'],
  ['PATH_LENGTH_EXCEEDED', 'A certificate in its chain may not issue others at that depth.'],
  ['INVALID_PURPOSE', 'It is not meant for servers.'],
  ['UNSUPPORTED_CERTIFICATE_PURPOSE', 'It is not meant for servers.'],
  ['UNSUITABLE_CERTIFICATE_PURPOSE', 'It is not meant for servers.'],
  ['CERT_REJECTED', 'This machine is told to reject it.'],
  ['CERTIFICATE_REJECTED', 'This machine is told to reject it.'],
  ['EE_KEY_TOO_SMALL', 'Its key is smaller than this machine accepts.'],
  ['CA_MD_TOO_WEAK', 'A certificate in its chain is signed with a digest that this machine does not accept.'],
]);

/** Node's list is Mozilla's as of its release; crypto/x509 asks the system (SystemCertPool) where a client names no roots. */
const STORES =
  "The probe goes by the CAs that Node brings along, or by the given CA, and grpc-go by its system's store, where this one may well be.";

function chainProblem({ whyNot, isSelfSigned, issuer, isAlone }: ProblemsInput): readonly CertificateProblem[] {
  if (whyNot === null) return [];
  const code = normalised(whyNot);
  if (ELSEWHERE.has(code)) return [];
  const kind = CHAIN.get(code);
  if (kind === 'self-signed' || (kind !== undefined && isSelfSigned))
    return [
      { kind: 'self-signed', text: 'It is signed by itself: a client has to be given this very certificate to trust.' },
    ];
  if (kind === undefined) {
    return [{ kind: 'other', text: OTHERS.get(code) ?? `This machine does not accept it: ${printable(whyNot)}.` }];
  }
  const by = issuer === '' ? 'its issuer' : `“${issuer}”, its issuer`;
  return isAlone
    ? [
        {
          kind: 'missing-issuer',
          text: `The server sent it alone, and the probe does not know ${by}: either the server leaves an intermediate certificate out (it should send the full chain), or that is a private CA. ${STORES}`,
        },
      ]
    : [
        {
          kind: 'unknown-issuer',
          text: `Its chain ends in an issuer that the probe does not know${issuer === '' ? '' : ` (it was issued by “${issuer}”)`}: a private CA, or one that Node's list lacks. ${STORES}`,
        },
      ];
}

function timeProblem({ validFrom, validTo, now }: ProblemsInput): readonly CertificateProblem[] {
  const clock = isClockBehind(now)
    ? `, but that clock is behind the time when this program was made (${FACTS.asOf}): it is the clock that is wrong`
    : '';
  const today = `by the clock of this machine (${now.toISOString().slice(0, 16).replace('T', ' ')} UTC)${clock}`;
  if (validTo !== null && Date.parse(validTo) < now.getTime())
    return [{ kind: 'expired', text: `It expired on ${validTo.slice(0, 10)}, ${today}.` }];
  if (validFrom !== null && Date.parse(validFrom) > now.getTime())
    return [{ kind: 'not-yet-valid', text: `It is not valid before ${validFrom.slice(0, 10)}, ${today}.` }];
  return [];
}

function nameProblem({ isNamed, identity, hasAlternativeNames }: ProblemsInput): readonly CertificateProblem[] {
  if (!isNamed) return [{ kind: 'wrong-name', text: `It does not name ${printable(identity)}.` }];
  if (hasAlternativeNames) return [];
  return [
    {
      kind: 'wrong-name',
      // crypto/x509 since Go 1.15.
      text: `It names ${printable(identity)} as common name only: Go looks at subject alternative names alone, and refuses it.`,
    },
  ];
}

/** `UNABLE_TO_GET_ISSUER_CERT_LOCALLY` of `X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY`; `SELF_SIGNED_CERTIFICATE` of "self-signed certificate". */
function normalised(code: string): string {
  return code
    .trim()
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '_')
    .replace(/^(?:X509_V_)?ERR_/, '');
}
