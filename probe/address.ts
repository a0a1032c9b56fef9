import type { Offer, Outcome } from '../core/alpn/index.ts';
import { classOf, lacksClientCertificate, outcomeOf, type ProbeClass } from './classify.ts';
import type { Credentials, TlsVersion } from './grpcGoTls.ts';
import { handshake, versionName, type Observation } from './handshake.ts';
import { handshakeReport, verdictsOf, type AddressReport } from './report.ts';
import { banner, speaks } from './speaks.ts';
import { TLS13 } from './records.ts';

/** What to probe, and how. */
export interface AddressOptions {
  readonly address: string;
  readonly port: number;
  readonly sni: string | undefined;
  /** What the certificate should name: the SNI, else the address. */
  readonly identity: string;
  readonly credentials: Credentials;
  /** Whether to ask in HTTP/2 behind the handshake. */
  readonly http2: boolean;
  /** Milliseconds for all handshakes together. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
  readonly onHandshake?: ((offer: Offer, tls: TlsVersion) => void) | undefined;
}

const H2: Offer = ['h2'];
const NOTHING: Offer = [];

/** How much of the time that is left the first handshake may take: a server that falls silent over h2 is asked once more without it. */
const FIRST_SHARE = 0.6;
/** The same for each repetition. */
const REPEAT_SHARE = 0.5;

/** The finding about the offer of h2, by one or several handshakes. */
interface Finding {
  readonly class: ProbeClass;
  readonly outcome: Outcome;
  readonly notes: readonly string[];
}

/**
 * Probes one address: an offer of h2 as grpc-go makes it, an offer of nothing, and what more it takes to tell them apart. One connection at
 * a time. Rejects only with the signal's reason.
 */
export async function probeAddress(options: AddressOptions): Promise<AddressReport> {
  const ends = performance.now() + options.timeout;
  const seen: Observation[] = [];

  const shake = async (
    offer: Offer,
    maxVersion: TlsVersion,
    share: number,
    then: 'leave' | 'listen' | 'ask',
  ): Promise<Observation | undefined> => {
    const left = ends - performance.now();
    if (left <= 0) return undefined;
    options.onHandshake?.(offer, maxVersion);
    const { address, port, sni, identity, credentials, signal } = options;
    const timeout = left * share;
    const observation = await handshake({
      address,
      port,
      offer,
      sni,
      identity,
      maxVersion,
      credentials,
      timeout,
      then,
      signal,
    });
    seen.push(observation);
    return observation;
  };

  const first = await shake(H2, '1.3', FIRST_SHARE, options.http2 ? 'ask' : 'listen');
  if (first === undefined) throw new Error('a probe needs a time limit above zero');
  let finding: Finding = { class: classOf(first), outcome: outcomeOf(first), notes: [] };
  if (isHidden(first)) {
    finding = await uncover(finding, (offer, version) => shake(offer, version, REPEAT_SHARE, 'leave'));
  }
  if (first.end !== 'unreached' && first.heard.kind !== 'other') {
    const without = await shake(NOTHING, '1.3', 1, 'leave');
    if (without !== undefined) finding = compare(finding, first, without);
  }

  const http2 = seen.find((observation) => observation.http2 !== null)?.http2 ?? null;
  return {
    address: options.address,
    class: finding.class,
    outcome: finding.outcome,
    handshakes: seen.map(handshakeReport),
    http2,
    certificate: seen.find(({ certificate }) => certificate !== null)?.certificate ?? null,
    verdicts: verdictsOf({ ...finding, http2 }, first),
    banner: first.heard.kind === 'other' ? (banner(first.heard.head) ?? null) : null,
    notes: [...finding.notes, ...notesOf(first, finding, options)],
  };
}

/** Whether a handshake of TLS 1.3 broke where only the engine knows why: behind the encrypted answer. */
function isHidden({ end, heard }: Observation): boolean {
  return end !== 'secure' && end !== 'silent' && heard.serverHello?.version === TLS13;
}

/** Asks again in a way that shows the answer: with TLS 1.2, where it is readable, else with an offer of what servers most often select. */
async function uncover(
  finding: Finding,
  shake: (offer: Offer, version: TlsVersion) => Promise<Observation | undefined>,
): Promise<Finding> {
  const readable = await shake(H2, '1.2');
  if (readable === undefined) return finding;
  const outcome = outcomeOf(readable);
  if (outcome.kind === 'unoffered') {
    const notes = ['The answer was read in a second handshake, with TLS 1.2: TLS 1.3 hides it.'];
    return { class: 'D', outcome, notes };
  }
  if (outcome.kind === 'selected' || outcome.kind === 'none') {
    return { ...finding, notes: ['With TLS 1.3 the handshake breaks, with TLS 1.2 the server answers.'] };
  }
  const offered = await shake(['h2', 'http/1.1'], '1.3');
  if (offered?.end !== 'secure' || offered.alpn === null || offered.alpn === 'h2') return finding;
  const notes = [`TLS 1.3 hides the answer; offered http/1.1 as well, the server selects ${offered.alpn}.`];
  return { class: 'D', outcome: { kind: 'unoffered', protocol: offered.alpn }, notes };
}

/** Weighs the handshake without an offer against the one with h2. */
function compare(finding: Finding, first: Observation, without: Observation): Finding {
  const answers = without.end === 'secure' || without.heard.serverHello !== undefined;
  if (!answers || first.heard.serverHello !== undefined) return finding;
  const saidNothing = finding.class === 'closes' || finding.class === 'timeout';
  const otherAlert = finding.class === 'unknown' && finding.outcome.kind === 'refused';
  if (!saidNothing && !otherAlert) return finding;
  return {
    ...finding,
    class: 'closes-on-h2',
    notes: [...finding.notes, 'Without an offer the server answers: it breaks off because h2 is offered.'],
  };
}

function notesOf(first: Observation, finding: Finding, { credentials }: AddressOptions): readonly string[] {
  const notes: string[] = [];
  const known = first.end !== 'secure' && (finding.outcome.kind === 'selected' || finding.outcome.kind === 'none');
  const given = credentials.cert === undefined ? 'none was given' : 'the given one was refused';
  if (known && lacksClientCertificate(first)) {
    notes.push(`The server asks for a client certificate, ${given}; its answer about ALPN could be read all the same.`);
  } else if (finding.class === 'client-certificate') {
    notes.push(`The server asks for a client certificate, ${given}: probe again with one.`);
  } else if (known && first.end === 'failed' && !first.heard.alerts.length) {
    notes.push('The handshake was ended by the TLS library of this machine; grpc-go may go on.');
  } else if (known) {
    notes.push(
      `The server broke off behind its answer (${finding.outcome.kind === 'selected' ? 'h2 was selected' : 'no protocol was selected'}).`,
    );
  }
  if (first.late !== null) {
    const asks = /certificate.?required/i.test(`${first.late.code ?? ''} ${first.late.message}`);
    notes.push(
      asks
        ? `The server wants a client certificate (said behind the handshake), ${given}; ALPN was settled before.`
        : `The server broke off behind the handshake: ${first.late.code ?? first.late.message}.`,
    );
  }
  if (first.heard.kind === 'other') notes.push(`It speaks ${speaks(first.heard.head).name}.`);
  const chosen = first.heard.serverHello?.version;
  if (finding.class === 'tls-version' && chosen !== undefined)
    notes.push(`The server chose TLS ${versionName(chosen)}.`);
  return notes;
}
