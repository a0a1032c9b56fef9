import type { ServerAlpn } from '../alpn/index.ts';

/**
 * The ALPN policies of an NLB's TLS listener, and what each selects, the first that the client offers, too. `None` is the default. AWS documents
 * (Network Load Balancers user guide, "ALPN policies"): without a common protocol, ALPN is not used, and the handshake goes on.
 */
export const ALPN_POLICIES: ReadonlyMap<string, ServerAlpn> = new Map<string, ServerAlpn>([
  ['None', { kind: 'ignores' }],
  ['HTTP1Only', selecting('http/1.1', 'http/1.0')],
  ['HTTP2Only', selecting('h2')],
  ['HTTP2Optional', selecting('http/1.1', 'http/1.0', 'h2')],
  ['HTTP2Preferred', selecting('h2', 'http/1.1', 'http/1.0')],
]);

/** What a value is that is none of them, as a clause: case counts, and there is one policy. */
export function noAlpnPolicy(value: string): string {
  return `"${value.slice(0, 40)}" is none of the five ALPN policies (${[...ALPN_POLICIES.keys()].join(', ')})`;
}

/** The policy that a fix sets: clients with and without HTTP/2 get what they offer. */
export const BEST_ALPN_POLICY = 'HTTP2Preferred';

function selecting(...protocols: readonly string[]): ServerAlpn {
  return { kind: 'selects', protocols, order: 'server', otherwise: 'none' };
}
