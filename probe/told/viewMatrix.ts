import type { Offer } from '../../core/alpn/index.ts';
import type { CellView, MatrixView } from '../../core/observation/view.ts';
import { MATRIX } from '../address/address.ts';
import { offerWords, outcomeWords } from './phrases.ts';
import type { HandshakeReport } from '../report.ts';

/**
 * The handshakes of addresses at which all came to the same.
 * @param handshakes those of each address; `null` is given where there are none
 */
export function matrixOf(handshakes: readonly (readonly HandshakeReport[])[]): MatrixView | null {
  const all = handshakes.flat();
  const newer = all.filter(isWithTls13);
  const older = all.filter(isTls12Only);
  if (newer.length + older.length === 0) return null;
  const offers = [...new Set(MATRIX.map(({ offer }) => offer))].filter(isFirst);
  const rows = offers
    .map((offer) => ({ offer: offerWords(offer), cells: [cellOf(newer, offer), cellOf(older, offer)] }))
    .filter(({ cells }) => cells.some((it) => it !== null));
  const isSame = newer.length > 0 && newer.every(({ tlsNegotiated }) => tlsNegotiated === '1.2') && rows.every(isTold);
  if (older.length === 0 || isSame)
    return {
      columns: [columnOf(newer)],
      rows: rows.map(({ offer, cells: [first = null] }) => ({ offer, cells: [first] })),
    };
  return { columns: [columnOf(newer), 'TLS 1.2 only'], rows };
}

function isWithTls13({ tlsOffered }: HandshakeReport): boolean {
  return tlsOffered.join() === '1.2,1.3';
}

function isTls12Only({ tlsOffered }: HandshakeReport): boolean {
  return tlsOffered.join() === '1.2';
}

function isFirst(offer: Offer, at: number, all: readonly Offer[]): boolean {
  return all.findIndex((it) => it.join() === offer.join()) === at;
}

/** Where TLS 1.2 is negotiated whatever is offered, the second column says what the first does. */
function isTold({ cells: [first, second] }: { readonly cells: readonly CellView[] }): boolean {
  if (first === undefined || second === undefined || first === null) return false;
  return second === null || JSON.stringify(first.words) === JSON.stringify(second.words);
}

function columnOf(handshakes: readonly HandshakeReport[]): string {
  const versions = new Set(handshakes.flatMap(({ tlsNegotiated }) => tlsNegotiated ?? []));
  const [version] = versions;
  if (versions.size !== 1 || version === undefined) return 'TLS 1.3 and 1.2 offered';
  return version === '1.3' ? 'TLS 1.3' : `TLS ${version}, though 1.3 is offered`;
}

function cellOf(handshakes: readonly HandshakeReport[], offer: Offer): CellView {
  const made = handshakes.filter((it) => it.offer.join() === offer.join());
  const [first] = made;
  if (first === undefined) return null;
  const times = made.map(({ ms }) => ms);
  const [least, most] = [Math.min(...times), Math.max(...times)];
  return {
    tone: toneOf(first),
    words: outcomeWords(first.outcome),
    detail: least === most ? `${least} ms` : `${least} to ${most} ms`,
  };
}

/** Only an offer with h2 can succeed or fail for gRPC. */
function toneOf({ offer, outcome }: HandshakeReport): NonNullable<CellView>['tone'] {
  if (!offer.includes('h2') || outcome.kind === 'unknown') return 'neutral';
  if (outcome.kind === 'selected') return outcome.protocol === 'h2' ? 'works' : 'neutral';
  return offer.length === 1 ? 'fails' : 'neutral';
}
