import type { DialerOffer } from '../alpn/index.ts';
import type { GoDialing, GoOwnCredentials } from '../domains/goSource/facts.ts';
import { folderOf } from '../text/filePath.ts';
import { offerOfDialing } from './goDialing.ts';
import type { Project } from './project.ts';

/**
 * What a Go client offers, also where code of its own package makes the handshake: for the only client of a package, and where all such
 * handshakes offer the same. `undefined`: it speaks no TLS.
 */
export function offerInPackage(project: Project, dialing: GoDialing): DialerOffer | undefined {
  const offer = offerOfDialing(dialing);
  const { kind } = dialing.credentials;
  if (kind !== 'own' && kind !== 'insecure') return offer;
  const { dialings, ownCredentials } = project.goSource;
  const isHere = (it: GoDialing | GoOwnCredentials): boolean => folderOf(it.at.file) === folderOf(dialing.at.file);
  const made = ownCredentials.filter((it) => it.side === 'client' && isHere(it));
  if (made.length === 0) return offer;
  const offers = made.map(({ config }) => (config?.protocols.kind === 'known' ? config.protocols.names : undefined));
  const [first] = offers;
  const isSame = offers.every((it) => it !== undefined && it.join() === first?.join());
  if (first === undefined || !isSame || dialings.filter(isHere).length !== 1) return UNKNOWN;
  return { kind: 'fixed', protocols: first };
}

const UNKNOWN: DialerOffer = { kind: 'unknown', because: 'which handshake is made for it is not known' };
