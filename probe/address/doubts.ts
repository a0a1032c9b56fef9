import { HANDSHAKE_FAILURE, PROTOCOL_VERSION, type Outcome } from '../../core/alpn/index.ts';
import { answerWords } from './answer.ts';
import { outcomeOf } from './classify.ts';
import type { Observation } from '../wire/handshake.ts';
import { TLS12 } from '../wire/records.ts';

/** RFC 8446 section 6.2; RFC 7507. */
const INSUFFICIENT_SECURITY = 71;
const INAPPROPRIATE_FALLBACK = 86;

/** Alerts by which a server says that it has no TLS in common with the client: they say nothing about ALPN. */
const TLS_REFUSALS: readonly number[] = [
  HANDSHAKE_FAILURE,
  PROTOCOL_VERSION,
  INSUFFICIENT_SECURITY,
  INAPPROPRIATE_FALLBACK,
];

/** Whether a handshake was refused for its versions or cipher suites, as far as can be told. */
export function isTlsRefusal(outcome: Outcome): boolean {
  return outcome.kind === 'refused' && TLS_REFUSALS.includes(outcome.alert);
}

/** Whether everything that grpc-go offers was refused for its versions or cipher suites, as far as can be told. */
export function isRefusedForTls(matrix: readonly Observation[]): boolean {
  return matrix.every((it) => {
    const isOlder = it.heard.serverHello !== undefined && it.heard.serverHello.version < TLS12;
    return isOlder || isTlsRefusal(outcomeOf(it));
  });
}

/** Whether the connection went away, or never came, before the server said anything. */
export function isLost({ end, heard }: Observation): boolean {
  return heard.kind === 'nothing' && (end === 'closed' || end === 'reset' || end === 'unreached');
}

/**
 * Whether the answers differ in a way that one server hardly has: then there may be several behind the address, and the same handshake is
 * worth repeating.
 */
export function contradicts(matrix: readonly [Observation, ...Observation[]]): boolean {
  const [first, ...others] = matrix;
  const chosen = matrix.filter(({ tls }) => tls === '1.3').flatMap(({ version }) => version ?? []);
  if (new Set(chosen).size > 1) return true;
  return others.some((it) => it.heard.kind === 'other' || (it.offer.includes('h2') && disagree(first, it)));
}

function disagree(first: Observation, other: Observation): boolean {
  const [ours, theirs] = [outcomeOf(first), outcomeOf(other)];
  if (theirs.kind === 'unknown' || isTlsRefusal(theirs)) return false;
  const isGood = (outcome: Outcome): boolean => outcome.kind === 'selected' && outcome.protocol === 'h2';
  // An engine that gives up by itself gives up over the same answer again.
  if (ours.kind === 'unknown') return first.end !== 'failed' && (isGood(theirs) || theirs.kind === 'none');
  if (other.offer.length === 1) return answerWords(ours) !== answerWords(theirs);
  // That http/1.1 is preferred to h2 is rare enough to be looked at twice.
  return isGood(ours) !== isGood(theirs);
}
