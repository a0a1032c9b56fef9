import {
  classify as alpnClassOf,
  NO_APPLICATION_PROTOCOL,
  type AlpnClass,
  type Outcome,
} from '../../core/alpn/index.ts';
import type { Observation } from '../wire/handshake.ts';
import { printable } from '../../core/text/printable.ts';
import { FATAL, TLS12, TLS13, type HeardAlert } from '../wire/records.ts';
import { speaks } from '../wire/speaks.ts';
import { versionName } from '../wire/tlsVersions.ts';

/** What an address is, seen by a client that offers only h2. A to D are those of core/alpn. */
export type ProbeClass =
  | AlpnClass
  /** Alert 112: the server does not know the name (or wants one). */
  | 'refused-name'
  /** No TLS version in common. */
  | 'tls-version'
  /** Refused for want of a client certificate before anything about ALPN could be read. */
  | 'client-certificate'
  /** Ends the connection without a word, whatever is offered. */
  | 'closes'
  /** Breaks off if h2 is offered, and answers if nothing is. */
  | 'closes-on-h2'
  /** Speaks a protocol of text, or HTTP/2, without TLS. */
  | 'plaintext'
  /** Sends bytes that are neither TLS nor text. */
  | 'not-tls'
  | 'timeout'
  | 'unreachable'
  /** This machine has no route to it. */
  | 'skipped'
  | 'unknown';

/** Alerts that speak of the client's certificate (RFC 8446 section 6.2); grpc-go servers send 42 or 116 if there is none. */
const BAD_CERTIFICATE = 42;
const CERTIFICATE_REQUIRED = 116;
/** A server says of a certificate that was given: unsupported, revoked, expired, unknown, of an unknown CA, without access. */
const GIVEN_REFUSED: readonly number[] = [43, 44, 45, 46, 48, 49];
const UNRECOGNIZED_NAME = 112;
const PROTOCOL_VERSION = 70;
const CLOSE_NOTIFY = 0;

/** Errors of connect(2) that mean that this machine cannot go there at all. */
const NO_ROUTE: readonly (string | null)[] = [
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'ENETDOWN',
];

/**
 * Errors of connect(2) that are about this machine and not about the other: descriptors, memory or ports are used up, or a rule of its own
 * forbids the connection.
 */
const OWN_FAULTS: ReadonlyMap<string | null, string> = new Map([
  ['EMFILE', 'this process has no more files and sockets (EMFILE): probe fewer addresses at the same time'],
  ['ENFILE', 'this machine has no more files and sockets (ENFILE)'],
  ['ENOBUFS', 'this machine has no memory left for connections (ENOBUFS)'],
  ['ENOMEM', 'this machine has no memory left for connections (ENOMEM)'],
  ['EAGAIN', 'this machine has no ports left for connections (EAGAIN)'],
  ['EACCES', 'this machine does not allow the connection (EACCES)'],
  ['EPERM', 'this machine does not allow the connection (EPERM)'],
]);

/** The alert that decided: the fatal one, or a warning behind which the server fell silent. */
export function decidingAlert({ heard, end }: Observation): HeardAlert | undefined {
  const fatal = heard.alerts.find(({ level }) => level === FATAL);
  if (fatal !== undefined) return fatal;
  if (end === 'secure' || heard.serverHello !== undefined) return undefined;
  return heard.alerts.findLast(({ number }) => number !== CLOSE_NOTIFY);
}

/**
 * What one handshake came to, from the protocol on the wire alone: the engines' words for one thing differ. A ServerHello of TLS 1.2 is the
 * answer whatever follows it; one of TLS 1.3 hides the answer, so there only a finished handshake tells.
 */
export function outcomeOf(observation: Observation): Outcome {
  const { offer, end, heard, alpn } = observation;
  if (end === 'secure') return protocolOutcome(offer, alpn ?? undefined);
  const alert = decidingAlert(observation);
  const hello = heard.serverHello;
  // Some servers send a ServerHello before they look at the offer: their last word counts.
  if (alert?.number === NO_APPLICATION_PROTOCOL) return { kind: 'refused', alert: alert.number };
  if (hello === undefined) {
    if (alert !== undefined) return { kind: 'refused', alert: alert.number };
    if (heard.kind === 'other') return { kind: 'plaintext' };
    return { kind: 'unknown', because: whyNothing(observation) };
  }
  if (hello.version === TLS12) return protocolOutcome(offer, hello.alpn);
  if (hello.version === TLS13)
    return { kind: 'unknown', because: 'TLS 1.3 hides the answer, and the handshake did not finish' };
  return {
    kind: 'unknown',
    because: `the server chose TLS ${versionName(hello.version)}, which grpc-go does not speak`,
  };
}

function protocolOutcome(offer: readonly string[], protocol: string | undefined): Outcome {
  if (protocol === undefined) return { kind: 'none' };
  return { kind: offer.includes(protocol) ? 'selected' : 'unoffered', protocol: printable(protocol, 255) };
}

function whyNothing({ end, heard, failure }: Observation): string {
  if (heard.malformed !== undefined) return `the server sent ${heard.malformed}`;
  switch (end) {
    case 'unreached':
      if (failure?.code === 'ETIMEDOUT') return failure.message;
      return (
        OWN_FAULTS.get(failure?.code ?? null) ??
        `no connection: ${failure?.code ?? failure?.message ?? 'unknown error'}`
      );
    case 'closed':
      return 'the server closed the connection without an answer';
    case 'reset':
      return 'the connection was reset without an answer';
    case 'silent':
      return failure?.code === 'ETIMEDOUT' ? failure.message : 'no answer within the time limit';
    case 'secure':
    case 'failed':
      return `the handshake failed: ${failure?.code ?? failure?.message ?? 'unknown error'}`;
  }
}

/**
 * The class that one handshake with an offer of h2 shows. An answer about ALPN counts if the handshake finished, if only the client
 * certificate is missing (such a client would be served), or if it was this machine's engine that gave up (grpc-go might not: verdicts say
 * so, `givesUp`).
 * If the server broke off behind its answer, the class says that instead: no grpc-go version gets through.
 */
export function classOf(observation: Observation): ProbeClass {
  const { end, heard } = observation;
  const outcome = outcomeOf(observation);
  if (outcome.kind === 'refused') return refusedClass(outcome.alert);
  if (outcome.kind === 'unoffered') return 'D';
  if (outcome.kind === 'plaintext') return speaks(heard.head).plaintext ? 'plaintext' : 'not-tls';
  if (outcome.kind === 'unknown') return unknownClass(observation);
  const brokeOff = decidingAlert(observation) !== undefined || end === 'closed' || end === 'reset' || end === 'silent';
  if (brokeOff && !lacksClientCertificate(observation))
    return end === 'silent' ? 'timeout' : heard.alerts.length > 0 ? 'unknown' : 'closes';
  return alpnClassOf(outcome) ?? 'unknown';
}

/** Whether it was this machine's engine that ended the handshake by itself. */
export function givesUp(observation: Observation): boolean {
  const { end, heard } = observation;
  return end === 'failed' && !heard.encryptedAlert && decidingAlert(observation) === undefined;
}

/**
 * What a server makes of the client's certificate, as far as can be seen: `asked` it asks and finishes the handshake, with the given one or
 * without; what it does behind the handshake with those that have none, that does not tell (nginx refuses their requests, or hangs up).
 * From TLS 1.3 on its request is encrypted: `unknown`.
 */
export type ClientCertificate = 'not-asked' | 'asked' | 'required' | 'refused' | 'unknown';

/** What the handshakes with an address, all with the same certificate or none, show about it. */
export function clientCertificateOf(observations: readonly Observation[], given: boolean): ClientCertificate {
  const isRefused = observations.some((it) => lacksClientCertificate(it) || asksLate(it));
  if (isRefused) return given ? 'refused' : 'required';
  const readable = observations.filter(({ heard }) => heard.serverHello?.version === TLS12);
  if (readable.some(({ heard }) => heard.certificateRequest)) return 'asked';
  return readable.some(({ end }) => end === 'secure') ? 'not-asked' : 'unknown';
}

/**
 * Whether the server broke off behind a finished handshake of TLS 1.3 because of the client's certificate. There the alert is encrypted: only
 * the engine can tell its number. It decides no class.
 */
export function asksLate({ lateAlert }: Observation): boolean {
  if (lateAlert === undefined) return false;
  return lateAlert === CERTIFICATE_REQUIRED || lateAlert === BAD_CERTIFICATE || GIVEN_REFUSED.includes(lateAlert);
}

/** Whether the server asked for a client certificate and the handshake then failed on the server's side. */
export function lacksClientCertificate(observation: Observation): boolean {
  const { end, heard } = observation;
  if (end === 'secure' || end === 'silent') return false;
  const alert = decidingAlert(observation)?.number;
  if (alert === CERTIFICATE_REQUIRED || alert === BAD_CERTIFICATE) return true;
  // Nobody judges a certificate before it was asked for: without a request the same alerts speak of names, addresses and rules. TLS 1.3 hides
  // the request.
  if (!heard.certificateRequest)
    return heard.serverHello?.version === TLS13 && alert !== undefined && GIVEN_REFUSED.includes(alert);
  // Without an alert it was this machine's engine that gave up.
  return end !== 'failed' || alert !== undefined;
}

function refusedClass(alert: number): ProbeClass {
  switch (alert) {
    case NO_APPLICATION_PROTOCOL:
      return 'C';
    case UNRECOGNIZED_NAME:
      return 'refused-name';
    case PROTOCOL_VERSION:
      return 'tls-version';
    case CERTIFICATE_REQUIRED:
    case BAD_CERTIFICATE:
      return 'client-certificate';
    default:
      return 'unknown';
  }
}

function unknownClass({ end, heard, failure }: Observation): ProbeClass {
  if (end === 'unreached') {
    if (NO_ROUTE.includes(failure?.code ?? null)) return 'skipped';
    if (OWN_FAULTS.has(failure?.code ?? null)) return 'unknown';
    return failure?.code === 'ETIMEDOUT' ? 'timeout' : 'unreachable';
  }
  if (heard.malformed !== undefined) return 'not-tls';
  const hello = heard.serverHello;
  if (hello !== undefined && hello.version < TLS12) return 'tls-version';
  if (hello !== undefined && heard.alerts.some(({ level }) => level === FATAL)) return 'unknown';
  if (end === 'silent') return 'timeout';
  return end === 'closed' || end === 'reset' ? 'closes' : 'unknown';
}
