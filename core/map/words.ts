import {
  alertName,
  bandsWords,
  groupNeighbours,
  isByGrpcGoTls,
  negotiate,
  type Band,
  type Offer,
  type Outcome,
} from '../alpn/index.ts';
import { judgementText, type Judgement } from './tones.ts';
import type { DialerFacts, DialFacts, EdgeModule, LeadFacts, ListenerFacts, MapEvidence, MapVerdict } from './types.ts';

/** `*:8443`, `unix:/run/x.sock`; `port 8443` where the address is not known; `aws_lb_listener.grpc, port 443` of what a platform runs. */
export function socketWords({
  name,
  address,
  port,
}: Pick<ListenerFacts, 'address' | 'port'> & { readonly name?: ListenerFacts['name'] }): string {
  if (typeof name === 'string') return port === null ? name : `${name}, port ${port}`;
  if (address === '') return port === null ? 'an address not in the text' : `port ${port}`;
  return port === null ? address : `${address}:${port}`;
}

/** What takes the connections, and what becomes of TLS: `stream, TLS ends here`. */
export function kindWords(listener: Pick<ListenerFacts, 'source' | 'module' | 'tls' | 'proxyProtocol'>): string {
  const { source, module } = listener;
  const words = {
    stream: 'stream',
    http: source === 'go' ? 'net/http' : 'http',
    grpc: 'grpc-go',
    tls: 'crypto/tls',
    ...EDGE_WORDS,
  };
  return `${words[module]}, ${tlsWords(listener)}`;
}

/** What each product is called. */
export const EDGE_WORDS: Readonly<Record<EdgeModule, string>> = {
  nlb: 'AWS NLB',
  alb: 'AWS ALB',
  'classic-elb': 'AWS Classic Load Balancer',
  'nat-gateway': 'AWS NAT gateway',
  'ingress-nginx': 'ingress-nginx',
  'f5-nginx-ingress': 'F5 NGINX Ingress Controller',
};

/** What declares what a platform runs. */
const DECLARING: ReadonlyMap<ListenerFacts['source'], string> = new Map([
  ['terraform', 'Terraform'],
  ['cloudformation', 'CloudFormation'],
  ['kubernetes', 'Kubernetes'],
]);

/** What a configuration runs in, or a Go file is built with: `nginx 1.26.3, from …`. */
export function versionWords(listener: {
  readonly source: ListenerFacts['source'];
  readonly nginxVersion?: ListenerFacts['nginxVersion'];
  readonly grpcGo: ListenerFacts['grpcGo'];
}): string {
  const declaring = DECLARING.get(listener.source);
  if (declaring !== undefined) return declaring;
  if (listener.source === 'go') {
    if (listener.grpcGo === null) return 'grpc-go of an unknown version';
    const { value, from, certainty } = listener.grpcGo;
    return `grpc-go ${value}${certainty === 'at-least' ? ' or newer' : ''}, from ${from}`;
  }
  const version = listener.nginxVersion ?? null;
  return version === null ? 'nginx of an unknown version' : `nginx ${version.value}, from ${version.from}`;
}

/** Where a client leads, as written. */
export function dialerWords({ to }: Pick<DialerFacts, 'to'>): string {
  return to === '' ? 'a target not in the text' : to;
}

/** What a client's credentials are. */
export function credentialsWords({ credentials }: Pick<DialerFacts, 'credentials'>): string {
  return {
    tls: 'credentials.NewTLS',
    'alpn-disabled': 'experimental/credentials',
    insecure: 'insecure credentials',
    advancedtls: 'advancedtls',
    xds: 'xDS credentials',
    alts: 'ALTS',
    local: 'local credentials',
    own: 'own credentials',
    unknown: 'credentials made elsewhere',
  }[credentials];
}

/** The names of a server, as many as can be read at once; empty where it has none. */
export function namesWords({ serverNames }: Pick<ListenerFacts, 'serverNames'>, most = 3): string {
  const names = serverNames.filter((it) => it !== '');
  return names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');
}

/** What becomes of TLS at a listener. */
export function tlsWords({ tls, proxyProtocol }: Pick<ListenerFacts, 'tls' | 'proxyProtocol'>): string {
  const words = {
    plain: 'no TLS',
    terminated: 'TLS ends here',
    passthrough: 'TLS passes through',
    unknown: 'whether TLS ends here is not known',
  }[tls];
  return proxyProtocol ? `${words}, PROXY protocol` : words;
}

/** What a listener does with a client that offers h2, as grpc-go does, as a clause behind "offered h2:". */
export function answerWords({
  source,
  tls,
  module,
  http2,
  alpn,
}: Pick<ListenerFacts, 'source' | 'tls' | 'module' | 'http2' | 'alpn'>): string {
  if (tls === 'passthrough' && DECLARING.has(source)) return 'passes TLS through: nothing to configure';
  if (tls === 'plain' && http2 !== null && module !== 'stream')
    return http2 ? 'no TLS, HTTP/2 is spoken' : 'no TLS, no HTTP/2';
  return outcomeWords(negotiate(['h2'], alpn));
}

/** Whether nothing connects to it by itself: what leaves through a NAT gateway is addressed to something else. */
export function hasNoEntry({ module }: Pick<ListenerFacts, 'module'>): boolean {
  return module === 'nat-gateway';
}

/** An outcome as a clause. */
function outcomeWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'selected':
      return `selects ${outcome.protocol}`;
    case 'none':
      return 'selects nothing';
    case 'unoffered':
      return `selects ${outcome.protocol}, which was not offered`;
    case 'refused':
      return `refuses: ${alertName(outcome.alert).replaceAll('_', ' ')}`;
    case 'relayed':
      return 'passes it on to the upstream';
    case 'plaintext':
      return 'no TLS';
    case 'unknown':
      return `not known: ${outcome.because}`;
  }
}

/** What a way out of a listener, or a client, offers, as a clause. */
export function offerWords(
  {
    tls,
    speaks,
    offer,
    protocol = null,
  }: Pick<DialFacts, 'tls' | 'speaks' | 'offer'> & Partial<Pick<DialFacts, 'protocol'>>,
  listener?: Pick<ListenerFacts, 'source' | 'tls'>,
): string {
  if (listener !== undefined && DECLARING.has(listener.source))
    return listener.tls === 'passthrough' ? 'as the client sent it' : (protocol ?? 'how is not known');
  if (!tls) {
    const any = listener?.tls === 'passthrough' ? 'as the client sent it' : 'no TLS';
    return { h2: 'HTTP/2, no TLS', 'http/1.1': 'HTTP/1.1, no TLS', any }[speaks];
  }
  switch (offer.kind) {
    case 'fixed':
      return `TLS, offers ${protocolsWords(offer.protocols)}`;
    case 'mirrors':
      return 'TLS, offers what was selected';
    case 'unknown':
      return `TLS, offer not known: ${offer.because}`;
  }
}

/** `h2, http/1.1`; an empty offer is "nothing". */
function protocolsWords(protocols: Offer): string {
  return protocols.length === 0 ? 'nothing' : protocols.map((it) => (it === '' ? '""' : it)).join(', ');
}

type Target = Pick<DialFacts, 'to' | 'resolved' | 'addresses' | 'port'>;

/** Where a way out begins: `location /`, `for api.example.com`, `every connection`. */
export function routeWords({ route: { kind, match, by } }: Pick<DialFacts, 'route'>): string {
  if (kind === 'target') return kind;
  if (kind === 'location' || kind === 'if') return match === '' ? kind : `${kind} ${match}`;
  if (match === '') return kind === 'pass' ? 'pass' : 'every connection';
  return by === null || by === 'ssl_preread_server_name' ? `for ${match}` : `$${by}: ${match}`;
}

/** A target as written, and what its variables become. */
export function toWords({ to, resolved }: Pick<DialFacts, 'to' | 'resolved'>): string {
  return resolved === null || resolved === to ? to : `${resolved} (${to})`;
}

/** What a target stands for, as much as can be read at once; empty where it stands for itself. */
export function targetAddresses({ to, resolved, addresses, port }: Target, most = 3): string {
  if (addresses.length === 0 && port !== null) return to.endsWith(`port ${port}`) ? '' : `port ${port}`;
  const others = addresses.filter((it) => !(resolved ?? to).endsWith(it));
  return others.length > most
    ? `${others.slice(0, most).join(', ')} and ${others.length - most} more`
    : others.join(', ');
}

/** The target as written, and what it stands for where that is something else. */
export function targetWords(dial: Target, most = 3): string {
  const addresses = targetAddresses(dial, most);
  return addresses === '' ? toWords(dial) : `${toWords(dial)}: ${addresses}`;
}

/** A listener that something leads to: `*:50051`, `Ingress shop/orders, port 443 for grpc.example.com`. */
export function leadWords(lead: LeadFacts): string {
  const names = namesWords(lead);
  return `${socketWords(lead)}${names === '' ? '' : ` for ${names}`}`;
}

/** Several of them, as many as can be read at once. */
export function leadsWords(leads: readonly LeadFacts[], most = 3): string {
  const words = leads.slice(0, most).map(leadWords).join('; ');
  return leads.length > most ? `${words} and ${leads.length - most} more` : words;
}

/** What decides how a verdict is told: of a listener, or of one of its ways out. */
interface Judged {
  readonly grpc: MapEvidence;
  readonly tls: ListenerFacts['tls'] | DialFacts['tls'];
  readonly verdicts: readonly MapVerdict[];
}

/** What one band of grpc-go gets on a leg; `undefined` where no TLS is spoken. */
export function judgementOf(leg: Judged, band: Band): Judgement | undefined {
  const verdict = leg.verdicts.find(({ grpcGo }) => grpcGo === band);
  return verdict && judgement(leg, verdict);
}

/** What each grpc-go gets on a leg: releases that get the same are one entry. */
export function judgementsOf(leg: Judged): readonly { readonly bands: string; readonly judgement: Judgement }[] {
  const entries = leg.verdicts.map((verdict) => ({ band: verdict.grpcGo, judgement: judgement(leg, verdict) }));
  return groupNeighbours(entries, (a, b) => judgementText(a.judgement) === judgementText(b.judgement)).map((group) => ({
    bands: bandsWords(group.map(({ band }) => band)),
    judgement: group[0].judgement,
  }));
}

/** A failure is one only where gRPC runs: TLS without ALPN is usual elsewhere. */
function judgement({ grpc: { evidence }, tls }: Judged, verdict: MapVerdict): Judgement {
  if (evidence === 'no') return { tone: 'silent', words: 'not gRPC', error: undefined };
  switch (verdict.result) {
    case 'works':
      return { tone: 'works', words: 'works', error: undefined };
    case 'unknown': {
      const words = tls === 'passthrough' ? 'the server behind it decides' : 'cannot be said from here';
      return { tone: 'unknown', words, error: undefined };
    }
    case 'depends':
      return { tone: 'depends', words: 'works only if the peer speaks HTTP/2 all the same', error: undefined };
    case 'fails':
      return failure(verdict, evidence);
  }
}

function failure({ error, brokeAt, cures }: MapVerdict, evidence: MapEvidence['evidence']): Judgement {
  // What has never worked is not gRPC, where nothing says that it is.
  if (evidence === 'unknown' && brokeAt === null)
    return { tone: 'silent', words: 'would fail if it were gRPC', error: undefined };
  const since = isByGrpcGoTls({ cures }) ? 'fails, since 1.60 at the latest' : 'fails, has never worked';
  const words = brokeAt === null ? since : `fails since ${brokeAt}`;
  return {
    tone: evidence === 'unknown' ? 'depends' : 'fails',
    words: evidence === 'unknown' ? `${words}, if it is gRPC` : words,
    // The long text begins with the short one and goes on with advice.
    error: error?.split('. If you upgraded')[0],
  };
}
