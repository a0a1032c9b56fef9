import type { Offer, Outcome } from '../../core/alpn/index.ts';
import type { Comparison, WorkspaceContext } from '../../core/observation/types.ts';
import type { ComparisonView, PlaceView } from '../../core/observation/view.ts';
import { offerWords, outcomeWords } from './phrases.ts';
import type { AddressReport } from '../report.ts';
import type { KnownCure } from './viewCures.ts';

/** Numbers places, so that whoever draws a view need not know them. */
export class Places<Place> {
  readonly all: Place[] = [];
  readonly #wordsOf: (place: Place) => string;

  constructor(wordsOf: (place: Place) => string) {
    this.#wordsOf = wordsOf;
  }

  viewOf(place: Place): PlaceView {
    return { place: this.all.push(place) - 1, words: this.#wordsOf(place) };
  }
}

/** Predictions beside what was seen. */
export function comparisonsOf<Place>(
  comparisons: readonly Comparison<Place>[],
  addresses: readonly AddressReport[],
  places: Places<Place>,
): readonly ComparisonView[] {
  return comparisons.map(({ prediction, result, explanation }) => ({
    result,
    words: WORDS[result],
    label: prediction.label,
    version: prediction.version,
    at: places.viewOf(prediction.at),
    rows: prediction.outcomes.map(({ offer, outcome }) => ({
      offer: offerWords(offer),
      predicted: outcomeWords(outcome),
      seen: seenOf(offer, addresses),
    })),
    explanation,
  }));
}

const WORDS: Readonly<Record<ComparisonView['result'], string>> = {
  agrees: 'answers as it is written',
  differs: 'does not answer as it is written',
  unknown: 'cannot be compared',
};

/** What came of an offer: the same everywhere, or at the first address where something is known and how many differ. */
function seenOf(offer: Offer, addresses: readonly AddressReport[]): ReturnType<typeof outcomeWords> {
  const outcomes = addresses
    .flatMap((address) => outcomeAt(offer, address) ?? [])
    .filter(({ kind }) => kind !== 'unknown');
  const [first, ...others] = outcomes;
  if (first === undefined) return ['not seen'];
  const key = JSON.stringify(first);
  return others.every((it) => JSON.stringify(it) === key) ? outcomeWords(first) : ['differs between addresses'];
}

function outcomeAt(offer: Offer, address: AddressReport): Outcome | undefined {
  if (offer.join() === 'h2') return address.outcome;
  return address.handshakes.find((it) => it.offer.join() === offer.join() && it.tlsOffered.join() === '1.2,1.3')
    ?.outcome;
}

/** The lines that the workspace would have written there; sure are those of listeners that answer as it is written. */
export function curesOfPredictions<Place>(
  predictions: WorkspaceContext<Place>['predictions'],
  comparisons: readonly Comparison<Place>[],
  places: Places<Place>,
): readonly KnownCure[] {
  const all = predictions.flatMap(({ cures }, index) => {
    const isSure = comparisons[index]?.result === 'agrees';
    return cures.map(({ title, line, at }) => ({ title, line, at: places.viewOf(at), isSure }));
  });
  // Two listeners of one server have the same line to add.
  const key = ({ title, at }: (typeof all)[number]): string => JSON.stringify([title, at.words]);
  const best = [...all].sort((a, b) => Number(b.isSure) - Number(a.isSure));
  return best.filter((cure, index) => best.findIndex((it) => key(it) === key(cure)) === index);
}
