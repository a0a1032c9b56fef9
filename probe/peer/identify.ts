import { certificateFacts } from './certificate.ts';
import type { Observation } from '../wire/handshake.ts';
import { inspectionHint } from './inspection.ts';
import { productHint } from './product.ts';
import type { AddressReport } from '../report.ts';
import { serverHeader } from '../wire/serverHeader.ts';

/** Who was meant to answer. */
export interface Meant {
  readonly address: string;
  /** The host of the target. */
  readonly host: string;
  /** What the certificate should name. */
  readonly identity: string;
  /** Whether a CA was given to the probe. */
  readonly hasCa: boolean;
}

/** Who answers at an address, from all handshakes with it: its certificate, and what that and its manners reveal. */
export function identify(
  observations: readonly Observation[],
  { class: found, outcome, http2 }: Pick<AddressReport, 'class' | 'outcome' | 'http2'>,
  { address, host, identity, hasCa }: Meant,
): Pick<AddressReport, 'certificate' | 'inspection' | 'product'> {
  const shown = observations.find(({ certificate }) => certificate !== null)?.certificate ?? null;
  const certificate = shown === null ? null : certificateFacts(shown, identity, new Date());
  const plain = observations.find(({ heard }) => heard.kind === 'other');
  const server = http2?.server ?? (plain === undefined ? null : (serverHeader(plain.heard.head) ?? null));
  return {
    certificate,
    inspection:
      certificate === null ? null : (inspectionHint({ certificate, identity, address, class: found, hasCa }) ?? null),
    product: productHint({ names: [identity, host], certificate, class: found, outcome, server }) ?? null,
  };
}
