import type { ObservedTarget } from '../core/observation/types.ts';
import type { AddressReport, ProbeReport } from './report.ts';

/** What was seen, for those who compare it with what is written. */
export function observedOf({ started, targets }: Pick<ProbeReport, 'started' | 'targets'>): readonly ObservedTarget[] {
  return targets.map(({ target, sni, addresses }) => ({
    target,
    sni,
    at: started,
    addresses: addresses.map(observedAddress),
  }));
}

/** The decisive outcome first: it may rest on several handshakes. */
function observedAddress({
  address,
  class: found,
  outcome,
  handshakes,
  product,
  inspection,
}: AddressReport): ObservedTarget['addresses'][number] {
  const others = handshakes
    .filter(({ offer, tlsOffered }) => tlsOffered.join() === '1.2,1.3' && offer.join() !== 'h2')
    .map((it) => ({ offer: it.offer, outcome: it.outcome }));
  return {
    address,
    class: found,
    outcomes: [{ offer: ['h2'], outcome }, ...others],
    ...(product?.isGuess === false && { product: product.product }),
    ...(inspection !== null && { inspection: inspection.product ?? 'a private issuer' }),
  };
}
