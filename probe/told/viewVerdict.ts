import type { Verdicted, Words } from '../../core/observation/view.ts';
import { needsTrust, stopsOf } from './caveats.ts';
import { foundWords, said } from './phrases.ts';
import { whoWords } from './viewClients.ts';
import type { AddressReport } from '../report.ts';

/** The verdict about a target, from all of its addresses. An address that this machine cannot go to says nothing about the others. */
export function verdictOf(addresses: readonly AddressReport[]): Verdicted {
  const reached = addresses.filter((it) => it.class !== 'skipped');
  const counted = reached.length === 0 ? addresses : reached;
  const [first, ...others] = counted;
  if (first === undefined) return { tone: 'unknown', words: ['Cannot be told: there is no address to probe'] };
  const all = counted.map((address) => ({ address, ...ofAddress(address) }));
  const alone = ofAddress(first);
  if (others.every((it) => keyOf(ofAddress(it)) === keyOf(alone))) return withTrust(alone, counted);

  const failing = all.filter(({ tone }) => tone === 'fails');
  const share = `${failing.length} of ${counted.length} addresses`;
  if (failing.length > 0) {
    const [who, ...more] = new Set(failing.map(({ address }) => failingBands(address)));
    const words = who === undefined || more.length > 0 ? `Fails at ${share}` : `${capital(who)} fails at ${share}`;
    return { tone: 'fails', words: [words] };
  }
  const working = all.filter(({ tone }) => tone === 'works').length;
  const open = counted.length - working;
  if (working === 0) return { tone: 'depends', words: [`Cannot be told for ${open} addresses`] };
  return {
    tone: 'depends',
    words: [
      `Works at ${working} of ${counted.length} addresses; of the other${open === 1 ? '' : 's'} it cannot be told`,
    ],
  };
}

/** What works does so only for clients that trust the certificates. */
function withTrust(verdict: Verdicted, addresses: readonly AddressReport[]): Verdicted {
  if (verdict.tone !== 'works' || !addresses.some(needsTrust)) return verdict;
  return { ...verdict, words: [...verdict.words, ', if the client trusts the certificate'] };
}

/** The verdict about one address, whoever is to trust its certificate. */
function ofAddress(address: AddressReport): Verdicted {
  const results = new Set(address.verdicts.map(({ result }) => result));
  if (results.has('fails')) {
    const who = failingBands(address);
    return { tone: 'fails', words: [`${capital(who)} fails here`] };
  }
  if (results.has('works')) return works(address);
  if (results.has('depends')) return depends(address);
  return { tone: 'unknown', words: ['Cannot be told: ', ...foundWords(address)] };
}

function works(address: AddressReport): Verdicted {
  const stops = stopsOf(address);
  if (stops.length > 0) return { tone: 'depends', words: said(`Selects \`h2\`; ${stops.join('; ')}`) };
  const insists =
    address.clientCertificate === 'asked' ? ', with a client certificate if the server insists on one' : '';
  return { tone: 'works', words: [`Works with every grpc-go${insists}`] };
}

function depends({ class: found, http2 }: AddressReport): Verdicted {
  const words = (): Words => {
    if (found === 'client-certificate') return ['Cannot be told without the right client certificate'];
    if (http2?.answer === 'closed') return said('Selects `h2`, and closes the connection behind the handshake');
    return ['Works if what answers speaks HTTP/2'];
  };
  return { tone: 'depends', words: words() };
}

function failingBands(address: AddressReport): string {
  const failing = address.verdicts.filter(({ result }) => result === 'fails');
  return whoWords(
    failing.map(({ grpcGo }) => grpcGo),
    address,
  );
}

function keyOf({ tone, words }: Verdicted): string {
  return JSON.stringify([tone, words]);
}

/** A name that is written in small letters stays as it is. */
function capital(text: string): string {
  return text.startsWith('grpc') ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
