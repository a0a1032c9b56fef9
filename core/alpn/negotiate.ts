import type { AlpnClass, DialerOffer, Offer, Outcome, ServerAlpn } from './types.ts';

/** RFC 7301 section 3.2. */
export const NO_APPLICATION_PROTOCOL = 120;

/** What comes of a handshake between a client with this offer and this server. */
export function negotiate(offer: Offer, server: ServerAlpn): Outcome {
  switch (server.kind) {
    case 'ignores':
      return { kind: 'none' };
    case 'refuses':
      return { kind: 'refused', alert: server.alert };
    case 'relays':
      return { kind: 'relayed' };
    case 'plaintext':
      return { kind: 'plaintext' };
    case 'unknown':
      return { kind: 'unknown', because: server.because };
    case 'selects':
      return select(offer, server);
  }
}

function select(offer: Offer, server: Extract<ServerAlpn, { kind: 'selects' }>): Outcome {
  if (offer.length === 0) return { kind: 'none' };
  const [preferred, other] = server.order === 'server' ? [server.protocols, offer] : [offer, server.protocols];
  const common = preferred.find((protocol) => other.includes(protocol));
  if (common !== undefined) return { kind: 'selected', protocol: common };
  const first = server.protocols[0];
  switch (server.otherwise) {
    case 'alert':
      return { kind: 'refused', alert: NO_APPLICATION_PROTOCOL };
    case 'none':
      return { kind: 'none' };
    case 'first':
      return first === undefined ? { kind: 'none' } : { kind: 'unoffered', protocol: first };
    case 'go':
      return first === undefined || (server.protocols.includes('h2') && offer.includes('http/1.1'))
        ? { kind: 'none' }
        : { kind: 'refused', alert: NO_APPLICATION_PROTOCOL };
  }
}

/** What a dialer really offers, once it is known what the other leg (its client's handshake) came to. `undefined` = cannot be said. */
export function effectiveOffer(dialer: DialerOffer, client: Outcome): Offer | undefined {
  if (dialer.kind === 'fixed') return dialer.protocols;
  if (dialer.kind === 'unknown') return undefined;
  if (client.kind === 'selected') return [client.protocol];
  return client.kind === 'none' ? [] : undefined;
}

/** The class of a server, from the outcome of an offer of h2 alone. `undefined` = none of the four. */
export function classify(outcome: Outcome): AlpnClass | undefined {
  switch (outcome.kind) {
    case 'selected':
      return outcome.protocol === 'h2' ? 'A' : 'D';
    case 'none':
      return 'B';
    case 'refused':
      return outcome.alert === NO_APPLICATION_PROTOCOL ? 'C' : undefined;
    case 'unoffered':
      return 'D';
    case 'relayed':
    case 'plaintext':
    case 'unknown':
      return undefined;
  }
}
