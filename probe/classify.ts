import { classify as alpnClassOf, NO_APPLICATION_PROTOCOL, type AlpnClass, type Outcome } from '../core/alpn/index.ts';
import { versionName, type Observation } from './handshake.ts';
import { printable } from '../core/text/printable.ts';
import { FATAL, TLS12, TLS13, type HeardAlert } from './records.ts';
import { speaks } from './speaks.ts';

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
      return `no connection: ${failure?.code ?? failure?.message ?? 'unknown error'}`;
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
 * certificate is missing (such a client would be served), or if it was this machine's engine that gave up (grpc-go might not).
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

/** Whether the server asked for a client certificate and the handshake then failed on the server's side. */
export function lacksClientCertificate(observation: Observation): boolean {
  const { end, heard } = observation;
  if (end === 'secure' || end === 'silent') return false;
  const alert = decidingAlert(observation)?.number;
  return heard.certificateRequest || alert === CERTIFICATE_REQUIRED || alert === BAD_CERTIFICATE;
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
    return failure?.code === 'ETIMEDOUT' ? 'timeout' : 'unreachable';
  }
  if (heard.malformed !== undefined) return 'not-tls';
  const hello = heard.serverHello;
  if (hello !== undefined && hello.version < TLS12) return 'tls-version';
  if (hello !== undefined && heard.alerts.some(({ level }) => level === FATAL)) return 'unknown';
  if (end === 'silent') return 'timeout';
  return end === 'closed' || end === 'reset' ? 'closes' : 'unknown';
}
