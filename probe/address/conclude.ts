import { classify as alpnClassOf, NO_APPLICATION_PROTOCOL, type Outcome } from '../../core/alpn/index.ts';
import { answerWords } from './answer.ts';
import { classOf, givesUp, outcomeOf, type ProbeClass } from './classify.ts';
import type { TlsVersion } from '../wire/grpcGoTls.ts';
import type { Observation } from '../wire/handshake.ts';
import { TLS13 } from '../wire/records.ts';

/** What the offer of h2 comes to, by one or several handshakes. */
export interface Finding {
  readonly class: ProbeClass;
  readonly outcome: Outcome;
  /** The handshake, made as grpc-go makes it, that the class rests on. */
  readonly decisive: Observation;
  /** How the class was found where one handshake does not show it: sentences. */
  readonly notes: readonly string[];
}

/** The other handshakes that say something about an offer of h2. `undefined` = not made. */
interface Witnesses {
  /** h2, TLS 1.2 only. */
  readonly older: Observation | undefined;
  /** h2 and http/1.1. */
  readonly both: Observation | undefined;
  /** No offer. */
  readonly without: Observation | undefined;
}

/**
 * What the offer of h2 comes to.
 * @param matrix the handshakes with an address, grpc-go's own first
 * @param again grpc-go's own, repeated, where answers contradicted one another
 */
export function conclude(
  matrix: readonly [Observation, ...Observation[]],
  again: readonly Observation[] = [],
): Finding {
  const [first] = matrix;
  const made = (offer: string, tls: TlsVersion): Observation | undefined =>
    matrix.find((it) => it.offer.join() === offer && it.tls === tls);
  const witnesses = { older: made('h2', '1.2'), both: made('h2,http/1.1', '1.3'), without: made('', '1.3') };
  const { decisive, notes } = decisiveOf([first, ...again]);
  const finding: Finding = { class: classOf(decisive), outcome: outcomeOf(decisive), decisive, notes };
  if (finding.outcome.kind === 'unknown' && decisive.heard.serverHello?.version === TLS13)
    return givesUp(decisive) ? uncover(finding, witnesses) : brokenOff(finding, witnesses);
  return compare(finding, witnesses);
}

/** Of the same handshake, made several times: the worst answer. Of a service that answers now and then, a client gets the worst, too. */
function decisiveOf(asked: readonly [Observation, ...Observation[]]): Pick<Finding, 'decisive' | 'notes'> {
  const [first] = asked;
  const counts = new Map<string, number>();
  for (const it of asked) counts.set(wordsOf(it), (counts.get(wordsOf(it)) ?? 0) + 1);
  if (counts.size === 1) return { decisive: first, notes: [] };
  const answered = asked.filter((it) => outcomeOf(it).kind !== 'unknown');
  const decisive = answered.toSorted((a, b) => badness(b) - badness(a))[0] ?? first;
  const found = [...counts].map(([words, count]) => `${words} (${count})`).join(', ');
  const notes = [
    `The answer is not stable: asked ${asked.length} times in the same way, ${found}. Several servers may stand behind this address; the class is that of the worst answer.`,
  ];
  return { decisive, notes };
}

function wordsOf(observation: Observation): string {
  const outcome = outcomeOf(observation);
  return outcome.kind === 'unknown' ? outcome.because : answerWords(outcome);
}

function badness(observation: Observation): number {
  const found = classOf(observation);
  return found === 'A' ? 0 : found === 'B' ? 1 : 2;
}

/** TLS 1.3 hides an answer that the engine did not accept. It is read with TLS 1.2, else in an offer of what servers most often select. */
function uncover(finding: Finding, { older, both, without }: Witnesses): Finding {
  const readable = older === undefined ? undefined : outcomeOf(older);
  if (readable?.kind === 'unoffered') {
    const notes = ['The answer was read in the handshake with TLS 1.2: TLS 1.3 hides it.'];
    return { ...finding, class: 'D', outcome: readable, notes: [...finding.notes, ...notes] };
  }
  if (both?.end === 'secure' && both.version === '1.3' && both.alpn !== null && both.alpn !== 'h2') {
    const outcome = outcomeOf({ ...both, offer: finding.decisive.offer });
    const notes = [`TLS 1.3 hides the answer; offered http/1.1 as well, the server selects ${answered(outcome)}.`];
    return { ...finding, class: 'D', outcome, notes: [...finding.notes, ...notes] };
  }
  const answers = readable?.kind === 'selected' || readable?.kind === 'none' ? readable : undefined;
  const isWhateverIsOffered = without !== undefined && givesUp(without);
  if (answers !== undefined && isWhateverIsOffered) {
    const notes = [
      'The TLS library of this machine does not finish a handshake with TLS 1.3, whatever is offered; the answer was read in the one with TLS 1.2.',
    ];
    return {
      ...finding,
      class: alpnClassOf(answers) ?? 'unknown',
      outcome: answers,
      notes: [...finding.notes, ...notes],
    };
  }
  if (answers === undefined) return finding;
  return withNote(finding, 'With TLS 1.3 the handshake breaks, with TLS 1.2 the server answers.');
}

function answered(outcome: Outcome): string {
  return outcome.kind === 'unoffered' ? outcome.protocol : answerWords(outcome);
}

/** The server broke off behind its ServerHello of TLS 1.3. Some send their alert only then, and encrypt it. */
function brokenOff(finding: Finding, { older, without }: Witnesses): Finding {
  const readable = older === undefined ? undefined : outcomeOf(older);
  if (readable?.kind === 'refused' && readable.alert === NO_APPLICATION_PROTOCOL) {
    const notes = ['The alert was read in the handshake with TLS 1.2: TLS 1.3 hides it.'];
    return { ...finding, class: 'C', outcome: readable, notes: [...finding.notes, ...notes] };
  }
  if (without?.end === 'secure') return onH2(finding);
  const answers = readable?.kind === 'selected' || readable?.kind === 'none';
  return answers ? withNote(finding, 'With TLS 1.3 the handshake breaks, with TLS 1.2 the server answers.') : finding;
}

/** Weighs the handshake without an offer against the one with h2. */
function compare(finding: Finding, { older, without }: Witnesses): Finding {
  const answers = without !== undefined && (without.end === 'secure' || without.heard.serverHello !== undefined);
  if (!answers || finding.decisive.heard.serverHello !== undefined) return finding;
  const saidNothing = finding.class === 'closes' || finding.class === 'timeout';
  const otherAlert = finding.class === 'unknown' && finding.outcome.kind === 'refused';
  if (!saidNothing && !otherAlert) return finding;
  const withTls12 = older === undefined ? undefined : outcomeOf(older);
  const isNewerOnly = withTls12?.kind === 'selected' || withTls12?.kind === 'none';
  const found = onH2(finding);
  return isNewerOnly ? withNote(found, `With TLS 1.2 alone, h2 is answered: ${answerWords(withTls12)}.`) : found;
}

function onH2(finding: Finding): Finding {
  const what = finding.decisive.end === 'silent' ? 'falls silent' : 'breaks off';
  return withNote(
    { ...finding, class: 'closes-on-h2' },
    `Without an offer the server answers: it ${what} because h2 is offered.`,
  );
}

function withNote(finding: Finding, note: string): Finding {
  return { ...finding, notes: [...finding.notes, note] };
}
