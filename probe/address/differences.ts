import { answerWords } from './answer.ts';
import { outcomeOf } from './classify.ts';
import { isLost, isTlsRefusal } from './doubts.ts';
import type { TlsVersion } from '../wire/grpcGoTls.ts';
import type { Observation } from '../wire/handshake.ts';

/** What differs between the handshakes of the matrix in a way that a client may meet: sentences. */
export function differencesOf(matrix: readonly Observation[]): readonly string[] {
  const made = (offer: string, tls: TlsVersion): Observation | undefined =>
    matrix.find((it) => it.offer.join() === offer && it.tls === tls);
  const [newer, older, both, none] = [
    made('h2', '1.3'),
    made('h2', '1.2'),
    made('h2,http/1.1', '1.3'),
    made('', '1.3'),
  ];
  if (newer === undefined || older === undefined || both === undefined || none === undefined) return [];
  return [...betweenVersions(newer, older), ...betweenOffers(newer, both, none), ...lostOnes(newer, matrix)];
}

function betweenVersions(newer: Observation, older: Observation): readonly string[] {
  const [a, b] = [outcomeOf(newer), outcomeOf(older)];
  if (answerWords(a) === answerWords(b) || a.kind === 'unknown' || b.kind === 'unknown') return [];
  // That TLS 1.2 is not accepted at all is no difference about ALPN.
  if (isTlsRefusal(b)) return [];
  const offered = newer.version === '1.3' ? 'with TLS 1.3' : 'offered TLS 1.2 and 1.3';
  return [`TLS versions differ: ${offered} ${answerWords(a)}, with TLS 1.2 ${answerWords(b)}.`];
}

function betweenOffers(h2: Observation, both: Observation, none: Observation): readonly string[] {
  const notes: string[] = [];
  const [ofH2, ofBoth, ofNone] = [outcomeOf(h2), outcomeOf(both), outcomeOf(none)];
  if (ofH2.kind === 'selected' && ofBoth.kind === 'selected' && ofBoth.protocol !== ofH2.protocol)
    notes.push(
      `Offered http/1.1 as well, the server prefers ${ofBoth.protocol}: clients that offer both do not get h2.`,
    );
  else if (answerWords(ofBoth) !== answerWords(ofH2) && ofH2.kind !== 'unknown' && ofBoth.kind !== 'unknown')
    notes.push(`Offers differ: h2 alone: ${answerWords(ofH2)}; h2 and http/1.1: ${answerWords(ofBoth)}.`);
  if (ofNone.kind === 'refused' && ofH2.kind === 'selected')
    notes.push(`Without an offer the server refuses the handshake: clients that offer nothing do not get in.`);
  return notes;
}

/** Handshakes that nobody answered where grpc-go's was. */
function lostOnes(first: Observation, matrix: readonly Observation[]): readonly string[] {
  const lost = matrix.filter(isLost);
  if (isLost(first) || lost.length === 0) return [];
  const which = lost.map(({ offer, tls }) => {
    const protocols = offer.length === 0 ? 'no ALPN' : offer.join(' and ');
    return tls === '1.2' ? `${protocols} with TLS 1.2 alone` : protocols;
  });
  return [`${lost.length} of ${matrix.length} handshakes were ended without an answer: ${which.join('; ')}.`];
}
