import {
  BANDS,
  bandBehaviour,
  goRemoteError,
  judge,
  type Band,
  type CureId,
  type Offer,
  type Outcome,
  type Verdict,
} from '../core/alpn/index.ts';
import type { CertificateFacts } from './certificate.ts';
import { decidingAlert, outcomeOf, type ProbeClass } from './classify.ts';
import type { Failure, Observation } from './handshake.ts';
import type { TlsVersion } from './grpcGoTls.ts';
import type { Http2Seen } from './http2.ts';
import { TLS12 } from './records.ts';

/** One handshake, as the JSON prints it. */
export interface HandshakeReport {
  readonly offer: Offer;
  readonly tlsOffered: readonly TlsVersion[];
  /** `1.3`; the version of the ServerHello where the handshake did not finish; `null` = none came. */
  readonly tlsNegotiated: string | null;
  readonly outcome: Outcome;
  /** What broke the connection, during the handshake or in the moment behind it, as the system or the TLS engine words it. */
  readonly error: Failure | null;
  /** Milliseconds from the start of the connection to the end of the handshake. */
  readonly ms: number;
}

/** What one address means for the grpc-go clients of one band. */
export interface BandVerdict {
  readonly side: 'client';
  readonly grpcGo: Band;
  readonly result: Verdict['result'];
  readonly brokeAt: '1.67.0' | null;
  readonly error: string | null;
  readonly printedBy: 'client' | 'server' | 'proxy' | null;
  readonly cures: readonly CureId[];
}

/** What was found at one address. */
export interface AddressReport {
  readonly address: string;
  readonly class: ProbeClass;
  /** What the offer of h2 came to, after all handshakes that were needed to tell. */
  readonly outcome: Outcome;
  readonly handshakes: readonly HandshakeReport[];
  /** `null` = nothing is known of what is spoken behind the handshake. */
  readonly http2: Http2Seen | null;
  /** `null` = no handshake finished. */
  readonly certificate: CertificateFacts | null;
  /** The first line of what is no TLS, if it is text; `null` = the address answers in TLS, or not at all. */
  readonly banner: string | null;
  /** One per band, oldest first. */
  readonly verdicts: readonly BandVerdict[];
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
  readonly notes: readonly string[];
}

/** The whole result: plain data. */
export interface ProbeReport {
  readonly schema: 1;
  /** Which TLS made the handshakes. */
  readonly engine: string;
  readonly targets: readonly TargetReport[];
}

/** One handshake as plain data. */
export function handshakeReport(observation: Observation): HandshakeReport {
  return {
    offer: observation.offer,
    tlsOffered: observation.maxVersion === '1.2' ? ['1.2'] : ['1.2', '1.3'],
    tlsNegotiated: observation.version,
    outcome: outcomeOf(observation),
    error: observation.failure ?? observation.late,
    ms: observation.milliseconds,
  };
}

/** The verdict for each band about a grpc-go client of this address. `decisive`: the handshake with an offer of h2. */
export function verdictsOf(
  found: { readonly class: ProbeClass; readonly outcome: Outcome; readonly http2: Http2Seen | null },
  decisive: Observation,
): readonly BandVerdict[] {
  const answer = found.http2?.answer;
  const speaksNoHttp2 = answer === 'http/1.1' || answer === 'other';
  const peerSpeaks = answer === 'settings' ? 'h2' : speaksNoHttp2 ? 'http/1.1' : 'unknown';
  const ofWire = wireVerdict(found, decisive);
  return BANDS.map((band) => {
    const behaviour = bandBehaviour(band);
    const verdict = ofWire ?? judge({ side: 'client', outcome: found.outcome, peerSpeaks, behaviour });
    // What grpc-go says of bytes that are no HTTP at all depends on the bytes.
    const isUnworded = ofWire === undefined && answer === 'other' && verdict.error !== behaviour.refusal;
    return {
      side: 'client',
      grpcGo: band,
      result: verdict.result,
      brokeAt: verdict.brokeAt ?? null,
      error: isUnworded ? null : (verdict.error ?? null),
      printedBy: verdict.printedBy ?? null,
      cures: verdict.cures,
    };
  });
}

/** Verdicts that ALPN does not decide: all bands share them. `undefined` = core/alpn judges. */
function wireVerdict(
  found: { readonly class: ProbeClass; readonly outcome: Outcome },
  decisive: Observation,
): Verdict | undefined {
  const alert = decidingAlert(decisive);
  const words = alert === undefined ? brokenOff(decisive) : goRemoteError(alert.number);
  switch (found.class) {
    case 'A':
    case 'B':
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
      return { result: 'depends', error: words, printedBy: 'client', cures: [] };
    case 'closes':
      return { result: 'fails', error: words, printedBy: 'client', cures: [] };
    case 'closes-on-h2':
      return decisive.end === 'silent'
        ? { result: 'fails', cures: ['configure-h2'] }
        : { result: 'fails', error: words, printedBy: 'client', cures: ['configure-h2'] };
    case 'unknown':
      // The server broke off behind its answer: judging the answer alone would promise what does not work.
      return alert === undefined || found.outcome.kind === 'refused'
        ? undefined
        : { result: 'fails', error: words, printedBy: 'client', cures: [] };
    case 'timeout':
    case 'unreachable':
    case 'skipped':
      return { result: 'unknown', cures: [] };
  }
}

/** How crypto/tls words a connection that ends in the middle (io.EOF, ECONNRESET behind the operation's name). */
function brokenOff({ end }: Observation): string {
  return end === 'reset' ? 'read: connection reset by peer' : 'EOF';
}

/** Whether somebody answered at this address: only those count for the exit code. */
function answered(address: AddressReport): boolean {
  return address.class !== 'skipped' && address.class !== 'unreachable' && address.class !== 'timeout';
}

/** 0 = of every target at least one address answered, and all that answered are class A; 1 otherwise. */
export function exitCodeOf(report: ProbeReport): 0 | 1 {
  const fine = (target: TargetReport): boolean => {
    const answers = target.addresses.filter(answered);
    return answers.length > 0 && answers.every((address) => address.class === 'A');
  };
  return report.targets.length > 0 && report.targets.every(fine) ? 0 : 1;
}

/** The report as the command line prints it with `--format json`: the tool beside it, two blanks of indentation. */
export function reportJson(report: ProbeReport, tool: { readonly name: string; readonly version: string }): string {
  const { schema, engine, targets } = report;
  return JSON.stringify({ schema, tool, engine, targets }, undefined, 2);
}
