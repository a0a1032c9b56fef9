import {
  BANDS,
  bandBehaviour,
  negotiate,
  type GrpcGoBehaviour,
  type Offer,
  type ServerAlpn,
  type Verdict,
} from '../alpn/index.ts';
import type { ListenerFacts, MapVerdict } from '../map/types.ts';

/** The offers that the map tells about. */
const OFFERS: readonly Offer[] = [['h2'], ['h2', 'http/1.1'], ['http/1.1'], []];

/** Made once: to read a version costs more than to judge by it. */
const BEHAVIOURS: readonly GrpcGoBehaviour[] = BANDS.map(bandBehaviour);

const known = new WeakMap<ServerAlpn, ListenerFacts['outcomes']>();

/** What comes of each offer; listeners that are alike share it. */
export function outcomesOf(alpn: ServerAlpn): ListenerFacts['outcomes'] {
  let outcomes = known.get(alpn);
  if (outcomes === undefined) {
    outcomes = OFFERS.map((offer) => ({ offer, outcome: negotiate(offer, alpn) }));
    known.set(alpn, outcomes);
  }
  return outcomes;
}

/** What each band gets on one leg; those of which nothing can be said are left out. */
export function verdictsOf(
  side: MapVerdict['side'],
  verdictOf: (behaviour: GrpcGoBehaviour) => Verdict | undefined,
): readonly MapVerdict[] {
  return BEHAVIOURS.flatMap((behaviour) => {
    const verdict = verdictOf(behaviour);
    if (verdict === undefined) return [];
    const { result, brokeAt = null, error = null, cures } = verdict;
    return { side, grpcGo: behaviour.band, result, brokeAt, error, cures };
  });
}
