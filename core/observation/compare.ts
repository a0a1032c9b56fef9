import type { Offer, Outcome } from '../alpn/index.ts';
import { outcomeWords } from './outcomeWords.ts';
import type {
  Comparison,
  ObservedAddress,
  ObservedTarget,
  OfferOutcome,
  Prediction,
  WorkspaceContext,
} from './types.ts';

/**
 * What the workspace says about a target beside what a probe saw there, one for each prediction. `agrees`: every address that said
 * something to grpc-go's offer did what is written, with every offer that can be compared. `differs`: some address did something else.
 */
export function compare<Place>(
  { predictions }: Pick<WorkspaceContext<Place>, 'predictions'>,
  observed: ObservedTarget,
): readonly Comparison<Place>[] {
  const results = predictions.map((prediction) => ({ prediction, found: findingOf(prediction, observed) }));
  const fitting = results.filter(({ found }) => found.result === 'agrees').map(({ prediction }) => prediction);
  return results.map(({ prediction, found }) => ({
    prediction,
    result: found.result,
    explanation: explanationOf(prediction, found, { observed, fitting }),
  }));
}

/** One offer at one address: what is written, and what was seen. */
interface Pair {
  readonly address: string;
  readonly offer: Offer;
  readonly predicted: Outcome;
  readonly seen: Outcome;
}

type Found =
  | { readonly result: 'agrees'; readonly pairs: readonly Pair[] }
  | { readonly result: 'differs'; readonly pairs: readonly Pair[]; readonly other: readonly Pair[] }
  | { readonly result: 'unknown'; readonly because: readonly string[] };

function findingOf<Place>({ outcomes, label }: Prediction<Place>, { addresses }: ObservedTarget): Found {
  const decisive = outcomes.find(({ offer }) => isGrpcGo(offer));
  if (decisive === undefined || !canBeCompared(decisive.outcome))
    return { result: 'unknown', because: [`${label}: ${whyNot(decisive?.outcome)}.`] };
  const pairs = addresses.flatMap((address) => pairsAt(address, outcomes));
  const other = pairs.filter(({ predicted, seen }) => !isSame(predicted, seen));
  if (other.length > 0) return { result: 'differs', pairs, other };
  // What was seen without ALPN says little about it.
  if (pairs.some(({ offer }) => isGrpcGo(offer))) return { result: 'agrees', pairs };
  return { result: 'unknown', because: [nothingSeen(addresses)] };
}

function pairsAt({ address, outcomes: seen }: ObservedAddress, predicted: readonly OfferOutcome[]): readonly Pair[] {
  return seen.flatMap((it) => {
    const written = predicted.find(({ offer }) => offer.join() === it.offer.join());
    if (written === undefined || !canBeCompared(written.outcome) || !canBeCompared(it.outcome)) return [];
    return { address, offer: it.offer, predicted: written.outcome, seen: it.outcome };
  });
}

function isGrpcGo(offer: Offer): boolean {
  return offer.join() === 'h2';
}

/** Whether an outcome says what a handshake came to. */
function canBeCompared({ kind }: Outcome): boolean {
  return kind !== 'unknown' && kind !== 'relayed';
}

function isSame(a: Outcome, b: Outcome): boolean {
  switch (a.kind) {
    case 'selected':
    case 'unoffered':
      return a.kind === b.kind && a.protocol === b.protocol;
    case 'refused':
      return b.kind === 'refused' && a.alert === b.alert;
    case 'none':
    case 'plaintext':
    case 'relayed':
    case 'unknown':
      return a.kind === b.kind;
  }
}

function whyNot(outcome: Outcome | undefined): string {
  if (outcome?.kind === 'relayed') return 'TLS passes through, and what answers behind it is not written here';
  return outcome?.kind === 'unknown' ? `what it does is not known: ${outcome.because}` : 'what it does is not known';
}

const SILENT: ReadonlySet<string> = new Set(['timeout', 'unreachable', 'skipped']);

function nothingSeen(addresses: readonly ObservedAddress[]): string {
  if (addresses.length === 0) return 'No address was found to compare with.';
  if (addresses.every((it) => SILENT.has(it.class))) return 'No address answered, so there is nothing to compare with.';
  return 'What was seen does not tell what the offer of h2 comes to, so there is nothing to compare with.';
}

interface Surroundings<Place> {
  readonly observed: ObservedTarget;
  /** The predictions that what was seen agrees with. */
  readonly fitting: readonly Prediction<Place>[];
}

function explanationOf<Place>(
  prediction: Prediction<Place>,
  found: Found,
  surroundings: Surroundings<Place>,
): readonly string[] {
  switch (found.result) {
    case 'unknown':
      return found.because;
    case 'agrees':
      return surroundings.fitting.length > 1 ? [AMBIGUOUS] : [];
    case 'differs':
      return [...whatDiffers(found), ...whyItMay(prediction, found, surroundings)];
  }
}

const AMBIGUOUS = 'More than one listener of this workspace does what was seen: this does not tell which of them runs.';

/** What is written and what was seen, offer by offer; addresses that did the same are named together. */
function whatDiffers({ pairs, other }: Extract<Found, { result: 'differs' }>): readonly string[] {
  const groups = new Map<string, { readonly pair: Pair; readonly addresses: Set<string> }>();
  for (const pair of other) {
    const key = JSON.stringify([pair.offer, pair.seen]);
    const same = groups.get(key);
    if (same === undefined) groups.set(key, { pair, addresses: new Set([pair.address]) });
    else same.addresses.add(pair.address);
  }
  const all = new Set(pairs.map(({ address }) => address));
  return [...groups.values()].map(({ pair: { offer, predicted, seen }, addresses }) => {
    const what = offer.length === 0 ? 'Without ALPN' : `Offered ${offer.join(' and ')}`;
    const where = addressWords([...addresses], all.size);
    return `${what}, it ${outcomeWords(seen)} at ${where}; as it is written, it ${outcomeWords(predicted)}.`;
  });
}

/** So many addresses are named. */
const MOST_NAMED = 3;

function addressWords(addresses: readonly string[], all: number): string {
  const named = addresses.slice(0, MOST_NAMED).join(', ');
  const more = addresses.length > MOST_NAMED ? ' and others' : '';
  return `${named}${more}${all === 1 ? '' : ` (${addresses.length} of ${all} addresses)`}`;
}

/** What may explain it, the most telling first. None of it is known. */
function whyItMay<Place>(
  prediction: Prediction<Place>,
  { pairs, other }: Extract<Found, { result: 'differs' }>,
  { observed, fitting }: Surroundings<Place>,
): readonly string[] {
  const all = new Set(pairs.map(({ address }) => address));
  const differing = new Set(other.map(({ address }) => address));
  const [fits] = fitting;
  return [
    ...(fits === undefined ? [] : [`What was seen is what another listener of this workspace does: ${fits.label}.`]),
    ...(differing.size < all.size
      ? [`${numberWords(all.size - differing.size, all.size)} what is written: addresses need not run the same.`]
      : differsByVersion(other)
        ? ['The same address did different things with the same offer, by the version of TLS.']
        : []),
    ...inBetween(observed, differing),
    ...(observed.sni === null
      ? ['No server name was sent, so the default server answered: with a name it may be another one.']
      : []),
    ...(prediction.isDeclared === true
      ? ['What runs may not be what is declared: not applied since, changed by hand, or another stack or cluster.']
      : [
          versionWords(prediction),
          'What runs may not be what is written: an older state of the file, another file, or no reload since.',
        ]),
    isLocal(observed.target)
      ? 'Another program may listen on that port.'
      : 'Something in front of it may answer: a load balancer, a proxy, a firewall that inspects TLS.',
  ];
}

function numberWords(some: number, all: number): string {
  return `${some} of ${all} addresses ${some === 1 ? 'does' : 'do'}`;
}

/** What the differing addresses reveal of who answers there. */
function inBetween({ addresses }: ObservedTarget, differing: ReadonlySet<string>): readonly string[] {
  const there = addresses.filter(({ address }) => differing.has(address));
  const products = new Set(there.flatMap(({ product }) => product ?? []));
  const inspections = new Set(there.flatMap(({ inspection }) => inspection ?? []));
  return [
    ...[...products].map((it) => `What answers there seems to be ${it}: then its settings count, and not these.`),
    ...[...inspections].map(
      (it) => `TLS seems to be inspected on the way (${it}): then that answers, and not the server.`,
    ),
  ];
}

function differsByVersion(other: readonly Pair[]): boolean {
  return other.some((a) =>
    other.some((b) => a.address === b.address && a.offer.join() === b.offer.join() && !isSame(a.seen, b.seen)),
  );
}

function versionWords<Place>({ version }: Prediction<Place>): string {
  return version === null
    ? 'Which version runs is not known here: the prediction is that of the newest.'
    : `Another version may run than ${version}.`;
}

/** Whether a target is the machine that the probe ran on. */
function isLocal(target: string): boolean {
  return target.startsWith('127.') || target.startsWith('localhost:') || target.startsWith('[::1]:');
}
