import {
  ANSWERED_IN_HTTP1,
  ANSWERED_IN_HTTP1_BEFORE,
  BANDS,
  bandBehaviour,
  behaviour,
  goRemoteError,
  HANDSHAKE_FAILURE,
  judge,
  REFUSED_BY_SERVER,
  type Band,
  type CureId,
  type GrpcGoBehaviour,
  type Offer,
  type Outcome,
  type Verdict,
} from '../core/alpn/index.ts';
import type { CertificateFacts } from './peer/certificate.ts';
import { decidingAlert, givesUp, outcomeOf, type ClientCertificate, type ProbeClass } from './address/classify.ts';
import { isGrpcGoSuite } from './wire/cipherSuites.ts';
import type { Failure, Observation } from './wire/handshake.ts';
import type { Http2Seen } from './wire/http2.ts';
import type { InspectionHint } from './peer/inspection.ts';
import type { Machine } from './machine.ts';
import type { ProductHint } from './peer/product.ts';
import { TLS12 } from './wire/records.ts';

/** One handshake, as the JSON prints it. */
export interface HandshakeReport {
  readonly offer: Offer;
  /** As in `TlsOffer`; `1.0` stands for every older version, too. */
  readonly tlsOffered: readonly ('1.0' | '1.2' | '1.3')[];
  /** `1.3`; the version of the ServerHello where the handshake did not finish; `null` = none came. */
  readonly tlsNegotiated: string | null;
  /** By IANA's name; `null` = no ServerHello came. */
  readonly cipherSuite: string | null;
  readonly outcome: Outcome;
  /** What broke the connection, during the handshake or in the moment behind it, as the system or the TLS engine words it. */
  readonly error: Failure | null;
  /** Milliseconds from the start of the connection to the end of the handshake. */
  readonly ms: number;
}

/** A stopgap that a client can take: what it changes is in `stopgaps` of an address. */
export type Stopgap = Extract<CureId, 'disable-by-environment' | 'experimental-credentials'>;

/** What one address means for the grpc-go clients of one band. */
export interface BandVerdict {
  readonly side: 'client';
  readonly grpcGo: Band;
  readonly result: Verdict['result'];
  /** As in `Verdict`: where `http2` of the address is `null`, or no answer in it, it broke only if what answers speaks HTTP/2. */
  readonly brokeAt: '1.67.0' | null;
  readonly error: string | null;
  readonly printedBy: 'client' | 'server' | 'proxy' | null;
  readonly cures: readonly CureId[];
}

/** The same for clients that have taken a stopgap. */
export interface StopgapVerdict extends BandVerdict {
  readonly stopgap: Stopgap;
}

/** What TLS an address accepts of what grpc-go offers. `null` = cannot be told. */
export interface TlsFacts {
  readonly accepts: { readonly '1.2': boolean | null; readonly '1.3': boolean | null };
  /** What was agreed upon with what grpc-go offers, by IANA's name. */
  readonly cipherSuite: string | null;
  /** What an address that refused all that grpc-go offers accepts instead. */
  readonly instead: { readonly version: string; readonly cipherSuite: string } | null;
}

/** What was found at one address. */
export interface AddressReport {
  readonly address: string;
  readonly class: ProbeClass;
  /** What the offer of h2 came to, after all handshakes that were needed to tell. */
  readonly outcome: Outcome;
  /** The first is as grpc-go makes it; see `MATRIX` for the order. Behind them: with everything that the engine has, where all were refused; the first once more, where answers contradicted one another. */
  readonly handshakes: readonly HandshakeReport[];
  readonly tls: TlsFacts;
  readonly clientCertificate: ClientCertificate;
  /** `null` = nothing is known of what is spoken behind the handshake. */
  readonly http2: Http2Seen | null;
  /** `null` = no handshake finished. */
  readonly certificate: CertificateFacts | null;
  /** What suggests that something on the way opens TLS; `null` = nothing does. */
  readonly inspection: InspectionHint | null;
  /** The product that ends TLS here, with what to change in it; `null` = it cannot be told. */
  readonly product: ProductHint | null;
  /** The first line of what is no TLS, if it is text; `null` = the address answers in TLS, or not at all. */
  readonly banner: string | null;
  /** Whether ALPN decides what a client gets, so that versions of grpc-go can differ; else all get the same. */
  readonly decidedBy: 'alpn' | 'wire';
  /** One per band, oldest first. */
  readonly verdicts: readonly BandVerdict[];
  /** One per band that has a stopgap, and stopgap. */
  readonly stopgaps: readonly StopgapVerdict[];
  /** What differs between TLS versions or offers, and what else a person should know. */
  readonly notes: readonly string[];
}

/** What was found at one target. */
export interface TargetReport {
  /** `host:443` */
  readonly target: string;
  /** The name that was sent; `null` = none. */
  readonly sni: string | null;
  /** In the order of the resolver; empty if the name does not resolve. */
  readonly addresses: readonly AddressReport[];
  /** The proxy that grpc-go would go through because of this machine's environment (`http://proxy.example:3128`, no credentials); the probe did not. `null` = none. */
  readonly proxy: string | null;
  readonly notes: readonly string[];
}

/** The whole result: plain data. */
export interface ProbeReport {
  readonly schema: 1;
  /** Which TLS made the handshakes. */
  readonly engine: string;
  readonly machine: Machine;
  /** When the probe began: ISO 8601, UTC. */
  readonly started: string;
  readonly targets: readonly TargetReport[];
  /** What concerns the machine, or all targets. */
  readonly notes: readonly string[];
}

const TLS_OFFERED = { '1.2': ['1.2'], '1.3': ['1.2', '1.3'], anything: ['1.0', '1.2', '1.3'] } as const;

/** One handshake as plain data. */
export function handshakeReport(observation: Observation): HandshakeReport {
  return {
    offer: observation.offer,
    tlsOffered: TLS_OFFERED[observation.tls],
    tlsNegotiated: observation.version,
    cipherSuite: observation.cipherSuite,
    outcome: outcomeOf(observation),
    error: observation.failure ?? observation.late,
    ms: observation.milliseconds,
  };
}

/** crypto/tls, handshake_client.go: pickCipherSuite. */
const UNOFFERED_SUITE = 'tls: server chose an unconfigured cipher suite';

/** What an address was found to be, as far as verdicts rest on it. */
export type Found = Pick<AddressReport, 'class' | 'outcome' | 'clientCertificate' | 'http2' | 'tls'>;

/**
 * The verdicts about grpc-go clients of an address.
 * @param decisive the handshake with an offer of h2
 */
export function verdictsOf(
  found: Found,
  decisive: Observation,
): Pick<AddressReport, 'decidedBy' | 'verdicts' | 'stopgaps'> {
  const ofWire = wireVerdict(found, decisive);
  const verdictOf = (client: GrpcGoBehaviour): Verdict => ofWire ?? alpnVerdict(found, client);
  return {
    decidedBy: ofWire === undefined ? 'alpn' : 'wire',
    verdicts: BANDS.map((band) => bandVerdict(band, verdictOf(bandBehaviour(band)))),
    stopgaps: BANDS.flatMap((band) =>
      stopgapBehaviours(band).map(({ stopgap, client }) => ({ stopgap, ...bandVerdict(band, verdictOf(client)) })),
    ),
  };
}

/** The verdict about one grpc-go client of an address that was probed. */
export function verdictFor(address: AddressReport, client: GrpcGoBehaviour): Verdict {
  if (address.decidedBy === 'alpn') return alpnVerdict(address, client);
  const shared = address.verdicts[0];
  if (shared === undefined) return { result: 'unknown', cures: [] };
  const { result, error, printedBy, cures } = shared;
  return { result, cures, ...(error !== null && { error }), ...(printedBy !== null && { printedBy }) };
}

function alpnVerdict({ outcome, http2, clientCertificate, tls }: Found, client: GrpcGoBehaviour): Verdict {
  const answer = http2?.answer;
  const wantsCertificate = clientCertificate === 'required' || clientCertificate === 'refused';
  const speaksNoHttp2 = answer === 'http/1.1' || answer === 'other';
  const peerSpeaks = answer === 'settings' ? 'h2' : speaksNoHttp2 ? 'http/1.1' : 'unknown';
  const verdict = judge({ side: 'client', outcome, peerSpeaks, behaviour: client });
  // One that hangs up for want of a certificate may speak anything to those that have one.
  if (http2?.answer === 'closed' && !wantsCertificate) return hungUp(verdict, http2.asked);
  // A peer that speaks HTTP/2 begins with SETTINGS at once.
  if (answer === 'silence' && verdict.result === 'works') return { ...verdict, result: 'depends' };
  if (isUnexplained(outcome) && tls.instead === null) return { ...verdict, cures: [] };
  if (verdict.error !== ANSWERED_IN_HTTP1 && verdict.error !== ANSWERED_IN_HTTP1_BEFORE) return verdict;
  const { error, ...unworded } = verdict;
  // What grpc-go says of bytes that are no HTTP at all depends on the bytes.
  return answer === 'other' ? unworded : { ...unworded, error };
}

/** What a client gets where the connection was ended behind the handshake: that shows nothing of what else is spoken there, as when an upstream is down. */
function hungUp(verdict: Verdict, asked: boolean): Verdict {
  if (verdict.result === 'fails') return verdict;
  const result = asked && verdict.result === 'works' ? 'fails' : 'depends';
  return { ...verdict, result, error: REFUSED_BY_SERVER, printedBy: 'client' };
}

/** Alert 40 has many reasons; only where other versions or suites are accepted it is known which (RFC 8446, section 6.2). */
function isUnexplained(outcome: Outcome): boolean {
  return outcome.kind === 'refused' && outcome.alert === HANDSHAKE_FAILURE;
}

function bandVerdict(grpcGo: Band, { result, brokeAt, error, printedBy, cures }: Verdict): BandVerdict {
  return {
    side: 'client',
    grpcGo,
    result,
    brokeAt: brokeAt ?? null,
    error: error ?? null,
    printedBy: printedBy ?? null,
    cures,
  };
}

function stopgapBehaviours(band: Band): readonly { readonly stopgap: Stopgap; readonly client: GrpcGoBehaviour }[] {
  const { version, variable, hasExperimentalCredentials } = bandBehaviour(band);
  return [
    ...(variable === 'decides'
      ? [
          {
            stopgap: 'disable-by-environment',
            client: behaviour({ version, environment: 'false', credentials: 'tls' }),
          } as const,
        ]
      : []),
    ...(hasExperimentalCredentials
      ? [{ stopgap: 'experimental-credentials', client: behaviour({ version, credentials: 'alpn-disabled' }) } as const]
      : []),
  ];
}

/** Verdicts that ALPN does not decide: all bands share them. `undefined` = core/alpn judges. */
function wireVerdict(found: Found, decisive: Observation): Verdict | undefined {
  const alert = decidingAlert(decisive);
  const words = alert === undefined ? brokenOff(decisive) : goRemoteError(alert.number);
  const printed = words === undefined ? {} : ({ error: words, printedBy: 'client' } as const);
  switch (found.class) {
    case 'A':
    case 'B':
      return givesUp(decisive) ? unfinished(found, decisive) : undefined;
    case 'C':
    case 'D':
    case 'refused-name':
    case 'plaintext':
      return undefined;
    case 'not-tls':
      return found.outcome.kind === 'plaintext' ? undefined : { result: 'fails', cures: [] };
    case 'tls-version': {
      const version = decisive.heard.serverHello?.version;
      if (version === undefined || version >= TLS12) return undefined;
      const error = `tls: server selected unsupported protocol version ${version.toString(16)}`;
      return { result: 'fails', error, printedBy: 'client', cures: ['allow-grpc-go-tls'] };
    }
    case 'client-certificate':
      return { result: 'depends', ...printed, cures: [] };
    case 'closes':
      return { result: 'fails', ...printed, cures: [] };
    case 'closes-on-h2':
      return { result: 'fails', ...printed, cures: ['configure-h2'] };
    case 'unknown': {
      // The server broke off behind its answer: judging the answer alone would promise what does not work.
      const brokeOff = alert !== undefined || decisive.heard.encryptedAlert;
      return brokeOff && found.outcome.kind !== 'refused' ? { result: 'fails', ...printed, cures: [] } : undefined;
    }
    case 'timeout':
    case 'unreachable':
    case 'skipped':
      return { result: 'unknown', cures: [] };
  }
}

/** Of an answer in a handshake that this machine's engine did not finish, nobody knows whether grpc-go would: class A promises nothing then. */
function unfinished(found: Found, { heard, cipherSuite }: Observation): Verdict | undefined {
  if (cipherSuite !== null && !isGrpcGoSuite(cipherSuite))
    return { result: 'fails', error: UNOFFERED_SUITE, printedBy: 'client', cures: ['allow-grpc-go-tls'] };
  if (heard.malformed !== undefined) return { result: 'fails', cures: [] };
  return found.class === 'A' ? { result: 'unknown', cures: [] } : undefined;
}

/** How crypto/tls words a connection that ends in the middle (io.EOF, ECONNRESET behind the operation's name); `undefined` = it ended in another way. */
function brokenOff({ end, heard }: Observation): string | undefined {
  // Go would name an alert that is encrypted here.
  if (heard.encryptedAlert) return undefined;
  return end === 'reset' ? 'read: connection reset by peer' : end === 'closed' ? 'EOF' : undefined;
}

/**
 * Of class A, a server that showed to speak HTTP/1 behind the handshake, or hung up, fails all the same, and of one with which no handshake was
 * finished nothing is known.
 */
function isFine({ class: found, http2, verdicts }: AddressReport): boolean {
  const hungUp = http2?.answer === 'closed';
  return found === 'A' && verdicts.every(({ result }) => result === 'works' || (result === 'depends' && !hungUp));
}

/** Whether somebody answered at this address: only those count for the exit code. */
function answered(address: AddressReport): boolean {
  return address.class !== 'skipped' && address.class !== 'unreachable' && address.class !== 'timeout';
}

/** 0 = of every target at least one address answered, and all that answered are class A and were not seen to speak something else than HTTP/2, or to hang up; 1 otherwise. */
export function exitCodeOf(report: Pick<ProbeReport, 'targets'>): 0 | 1 {
  const fine = (target: TargetReport): boolean => {
    const answers = target.addresses.filter(answered);
    return answers.length > 0 && answers.every(isFine);
  };
  return report.targets.length > 0 && report.targets.every(fine) ? 0 : 1;
}

/** The report as the command line prints it with `--format json`: the tool beside it, two blanks of indentation. */
export function reportJson(report: ProbeReport, tool: { readonly name: string; readonly version: string }): string {
  const { schema, engine, machine, started, targets, notes } = report;
  return JSON.stringify({ schema, tool, engine, machine, started, targets, notes }, undefined, 2);
}
