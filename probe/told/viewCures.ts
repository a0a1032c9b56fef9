import { bandsWords, ENFORCE_VARIABLE, groupNeighbours, type CureId } from '../../core/alpn/index.ts';
import type { CureView, PlaceView, Words } from '../../core/observation/view.ts';
import { advice, CURES, quoted, said } from './phrases.ts';
import type { AddressReport, BandVerdict, Stopgap } from '../report.ts';
import { resultWords } from './viewClients.ts';

/** A line that somebody knows to be the one to write: the workspace, or who knows the product. */
export interface KnownCure {
  readonly title: string;
  readonly line: string | null;
  readonly at: PlaceView | null;
  /** Whether what answers does what is written there. Else something else may run, and the line change nothing. */
  readonly isSure: boolean;
}

/** What to change so that all addresses work, best first; stopgaps come last, the narrower one first. */
export function curesOf(addresses: readonly AddressReport[], known: readonly KnownCure[]): readonly CureView[] {
  const ids = new Set(addresses.flatMap(({ verdicts }) => verdicts.flatMap(({ cures }) => cures)));
  if (ids.size === 0) return adviceOf(addresses);
  const isSetting = ids.has('configure-h2') || ids.has('allow-grpc-go-tls');
  const [written, writtenStopgaps] = isSetting ? parted(known.filter((it) => it.isSure)) : [[], []];
  const [doubtful] = isSetting ? parted(known.filter((it) => !it.isSure)) : [[]];
  const ofProduct = ids.has('configure-h2') ? productCures(addresses, false) : [];
  const ofGuess = ids.has('configure-h2') ? productCures(addresses, true) : [];
  // What the workspace would have written says all of it; a product may be guessed wrongly, and may be asked to let TLS through.
  const isSaid = (id: CureId): boolean =>
    (id === 'configure-h2' && written.length + ofProduct.length > 0) ||
    ((id === 'pass-tls-through' || id === 'allow-grpc-go-tls') && written.length > 0);
  const general = [...ids].filter((id) => !isStopgap(id) && !isSaid(id));
  return [
    ...written.map((it) => knownCure('cure', it)),
    ...ofProduct,
    ...general.map((id) => cureView('cure', said(CURES[id]))),
    ...ofGuess,
    ...doubtful.map((it) => ({ ...knownCure('cure', it), words: ['If that is what runs: ', ...quoted(it.title)] })),
    ...STOPGAPS.filter((id) => ids.has(id)).flatMap((id) => stopgapView(id, addresses, writtenStopgaps)),
    ...inspectionAdvice(addresses),
  ];
}

/** The narrower one first: one connection, and a whole process. */
const STOPGAPS: readonly Stopgap[] = ['experimental-credentials', 'disable-by-environment'];

function isStopgap(id: CureId): boolean {
  return STOPGAPS.some((it) => it === id);
}

function cureView(kind: CureView['kind'], words: Words): CureView {
  return { kind, words, line: null, at: null, effect: null };
}

/** Cures, and stopgaps: their titles say that they are. */
function parted(known: readonly KnownCure[]): readonly [readonly KnownCure[], readonly KnownCure[]] {
  const isStopgapTitle = ({ title }: KnownCure): boolean => title.startsWith('Stopgap');
  return [known.filter((it) => !isStopgapTitle(it)), known.filter(isStopgapTitle)];
}

/** A title may hold what stands in a file. */
function knownCure(kind: CureView['kind'], { title, line, at }: KnownCure): CureView {
  return { kind, words: quoted(title), line, at, effect: null };
}

/** What stands in the title of a stopgap for one place. */
const NAMES: Readonly<Record<Stopgap, string>> = {
  'experimental-credentials': 'ALPNDisabled',
  'disable-by-environment': ENFORCE_VARIABLE,
};

/** A stopgap with what it changes, at its place where the workspace knows one; none where it changes nothing. */
function stopgapView(
  id: Stopgap,
  addresses: readonly AddressReport[],
  known: readonly KnownCure[],
): readonly CureView[] {
  const effects = new Set(addresses.flatMap((it) => effectOf(id, it)));
  if (effects.size === 0) return [];
  const placed = known.filter(({ title }) => title.includes(NAMES[id])).map((it) => knownCure('stopgap', it));
  const all = placed.length === 0 ? [cureView('stopgap', said(CURES[id]))] : placed;
  return all.map((it) => ({ ...it, effect: [`With it: ${[...effects].join('; ')}.`] }));
}

function effectOf(id: Stopgap, address: AddressReport): readonly string[] {
  const changed = address.stopgaps.filter(
    ({ stopgap, grpcGo, result }) =>
      stopgap === id && address.verdicts.find((it) => it.grpcGo === grpcGo)?.result !== result,
  );
  const alike = (a: BandVerdict, b: BandVerdict): boolean => a.result === b.result;
  return groupNeighbours(changed, alike).map(
    (group) => `${bandsWords(group.map(({ grpcGo }) => grpcGo))} ${resultWords(group[0].result, address)}`,
  );
}

/** What has to be changed in the products that showed themselves, or that are guessed. */
function productCures(addresses: readonly AddressReport[], isGuess: boolean): readonly CureView[] {
  const lines = new Set(addresses.flatMap(({ product }) => (product?.isGuess === isGuess ? product.cure : [])));
  return [...lines].map((it) => cureView('cure', said(it)));
}

function inspectionAdvice(addresses: readonly AddressReport[]): readonly CureView[] {
  const lines = new Set(addresses.flatMap(({ inspection }) => inspection?.advice ?? []));
  return [...lines].map((it) => cureView('advice', said(it)));
}

function adviceOf(addresses: readonly AddressReport[]): readonly CureView[] {
  const all = new Set(addresses.flatMap((it) => advice(it) ?? []));
  return [...[...all].map((it) => cureView('advice', said(it))), ...inspectionAdvice(addresses)];
}
