import { alertName, HANDSHAKE_FAILURE, type CureId, type Offer, type Outcome } from '../../core/alpn/index.ts';
import type { Words } from '../../core/observation/view.ts';
import type { ProbeClass } from '../address/classify.ts';
import type { AddressReport } from '../report.ts';

/** Our own text as words: what stands between back quotes is to be read letter by letter. */
export function said(text: string): Words {
  return text
    .split('`')
    .map((part, at) => (at % 2 === 0 ? part : { code: part }))
    .filter((piece) => piece !== '');
}

/** The same of a text that may hold what is foreign. */
export function quoted(text: string): Words {
  return said(text).map((piece) => (typeof piece === 'string' ? { text: piece } : piece));
}

/** One line per class, behind the address; `unknown` is worded by the outcome. */
const FOUND: Readonly<Record<Exclude<ProbeClass, 'unknown'>, string>> = {
  A: 'selects `h2`, as gRPC wants it',
  B: 'finishes the TLS handshake without selecting a protocol',
  C: 'refuses the offer of `h2`: alert no_application_protocol (120)',
  D: 'selects a protocol that was not offered',
  'refused-name': 'refuses the server name: alert unrecognized_name (112)',
  'tls-version': 'speaks no TLS version that grpc-go offers (1.2 and 1.3)',
  'client-certificate': 'wants a client certificate before it says anything about ALPN',
  closes: 'ends the connection during the TLS handshake, without an alert',
  'closes-on-h2': 'breaks off if `h2` is offered, and answers if nothing is',
  plaintext: 'does not speak TLS here, but a plaintext protocol',
  'not-tls': 'does not speak TLS here',
  timeout: 'did not answer in time',
  unreachable: 'cannot be connected to',
  skipped: 'was not probed: this machine has no route to it',
};

/** What was found at an address, with its class where it is one of the four. */
export function foundWords({ class: found, outcome }: Pick<AddressReport, 'class' | 'outcome'>): Words {
  if (found === 'D' && (outcome.kind === 'unoffered' || outcome.kind === 'selected'))
    return ['selects ', { code: outcome.protocol }, ', which was not offered (class D)'];
  if (found !== 'unknown') return said(`${FOUND[found]}${/^[A-D]$/.test(found) ? ` (class ${found})` : ''}`);
  if (outcome.kind === 'refused') return [`refuses the handshake: alert ${alertName(outcome.alert)}`];
  return [outcome.kind === 'unknown' ? 'could not be told' : 'answers, and then breaks the handshake off'];
}

/** Advice where core/alpn names no cure: the way on is not a setting of ALPN. */
const ADVICE: Readonly<Partial<Record<ProbeClass, string>>> = {
  'client-certificate':
    'Probe again with the certificate and key that the client uses: `--cert` and `--key`, in VS Code the settings `grpcAlpn.probe.clientCertificate` and `grpcAlpn.probe.clientKey`.',
  closes:
    'Look at the log of the server, and at what stands in between: a firewall, an unknown server name or a missing client certificate can end a connection like this.',
  'not-tls': 'Check host and port: another service may listen here.',
  timeout: 'Check the address, the port and the firewalls in between, and probe from where the client runs.',
  unreachable: 'Check the address and the port, and whether the server is running.',
  skipped: 'Probe from a machine that has a route to it, if clients use this address.',
};

/** What to do where there are no cures. `undefined` = nothing to advise. */
export function advice({ class: found, outcome, http2, handshakes }: AddressReport): string | undefined {
  if (found === 'unknown' && outcome.kind === 'refused' && outcome.alert === HANDSHAKE_FAILURE)
    return handshakes.some((it) => it.tlsOffered.includes('1.0') && it.outcome.kind === 'refused')
      ? `${UNEXPLAINED} It refused every TLS version and cipher suite just the same.`
      : UNEXPLAINED;
  if (found === 'A' && http2?.answer === 'closed') return HUNG_UP;
  return ADVICE[found];
}

/** Alert 40 (RFC 8446 section 6.2), where no other TLS versions or cipher suites were seen to be accepted. */
const UNEXPLAINED =
  'Look at the log of the server: its alert does not say why it refuses. An unknown server name, a missing client certificate, a rule about addresses, or TLS versions and cipher suites can be the reason.';

const HUNG_UP =
  'Look at the log of what ends TLS here, and whether the server behind it runs: the connection is closed behind the handshake. A missing client certificate can do that, too.';

/** What to change; back quotes around what is to be written as it stands. */
export const CURES: Readonly<Record<CureId, string>> = {
  'configure-h2':
    'Let what ends TLS at this address select `h2`. nginx, http: `http2 on;` (before 1.25.1: `listen … ssl http2;`); nginx, stream: `ssl_alpn h2;` (since 1.21.4); a Go server: `"h2"` in `NextProtos` of its tls.Config; AWS NLB: ALPN policy `HTTP2Preferred`.',
  'offer-h2': 'Let the side that opens the connection offer `h2`.',
  'pass-tls-through': 'Or let TLS pass through the proxy, so that the gRPC server behind it answers itself.',
  'speak-http2': 'Put a server that speaks HTTP/2 behind this address: gRPC does not work over HTTP/1.1.',
  'speak-tls':
    'Use the port that speaks TLS, or end TLS in front of this one: a client with TLS credentials cannot talk to it.',
  'allow-grpc-go-tls':
    'Allow TLS 1.2 or 1.3 and, for TLS 1.2, ECDHE suites with AES-GCM or ChaCha20-Poly1305: grpc-go offers no others.',
  'use-known-name': 'Dial, or send as SNI, a name that the server is configured for; or configure this name there.',
  'disable-by-environment':
    'Stopgap: `GRPC_ENFORCE_ALPN_ENABLED=false` in the environment of the client, for its whole process. It will be removed from grpc-go.',
  'experimental-credentials':
    'Stopgap: `NewTLSWithALPNDisabled` of `google.golang.org/grpc/experimental/credentials`, for one connection, since grpc-go 1.70. It will be removed from grpc-go.',
};

/** `h2`, `h2, http/1.1`, `no ALPN` */
export function offerWords(offer: Offer): Words {
  return offer.length === 0 ? ['no ALPN'] : [{ code: offer.join(', ') }];
}

/** What a handshake came to, in a few words. */
export function outcomeWords(outcome: Outcome): Words {
  switch (outcome.kind) {
    case 'selected':
      return [{ code: outcome.protocol }, ' selected'];
    case 'none':
      return ['nothing selected'];
    case 'unoffered':
      return [{ code: outcome.protocol }, ' selected, not offered'];
    case 'refused':
      return [`refused: alert ${alertName(outcome.alert)}`];
    case 'relayed':
      return ['passed on'];
    case 'plaintext':
      return ['no answer in TLS'];
    case 'unknown':
      return [{ text: outcome.because }];
  }
}
