import type { DomainInput } from '../domain.ts';
import type { Route } from '../facts.ts';
import { baseName } from '../../text/filePath.ts';
import { readSocketAddress } from './address.ts';
import { commentsAt } from './comments.ts';
import { goServerAt } from './goServers.ts';
import { grpcIn, grpcPortIn, otherProtocolIn } from '../grpcNames.ts';
import { OTHER_PROTOCOL_PORTS, VAGUE_PORTS } from '../protocols.ts';
import { noReasons, shortened, type Reasons } from '../grpcReasons.ts';
import { values, type Scope } from './scope.ts';
import { listensOf, type VirtualServer } from './server.ts';
import type { NginxTree } from './tree.ts';

/** What speaks for and against gRPC behind a stream server: ports, names, protocols and comments. */
export function streamReasons(server: VirtualServer, all: readonly Route[], input: DomainInput<NginxTree>): Reasons {
  const reasons = noReasons();
  const routes = all.slice(0, MOST_ROUTES);
  const names = namesIn(server, routes);
  addNames(names, reasons);
  const addresses = routes.flatMap(({ dialer }) => dialer.addresses.slice(0, MOST_ADDRESSES));
  const goServer = goServerAt(addresses, input.grpcServers);
  if (goServer !== undefined) (goServer.certain ? reasons.certain : reasons.likely).push(goServer.because);
  const own = listensOf(server).flatMap(({ ports }) => ports.flatMap((it) => it ?? []));
  addPorts('upstream port', portsIn(addresses), names, reasons);
  addPorts('port', own, names, reasons);
  addProtocols(server.scope, reasons);
  const directive = OTHER_DIRECTIVES.find((it) => server.scope.own(it) !== undefined);
  if (directive !== undefined) reasons.against.push(`${directive}, which speaks another protocol`);
  if (server.scope.of !== undefined) addComments(commentsAt(server.scope.of, input), reasons);
  return reasons;
}

/** So many ways out of a server, and addresses of each, are looked at: what more there is is of the same kind. */
const MOST_ROUTES = 100;
const MOST_ADDRESSES = 20;

/** Directives of stream servers that answer, or read, a protocol of their own. */
const OTHER_DIRECTIVES = ['zone_sync', 'mqtt', 'mqtt_preread', 'return'];

/** A name, and what it names: `server_name grpc.example.com`. */
interface Name {
  readonly of: string;
  readonly text: string;
}

/** Directives of a stream server whose values name what is served; of a path the last parts do. */
const NAMING = ['ssl_certificate', 'access_log', 'error_log', 'proxy_ssl_name'];

function namesIn(server: VirtualServer, routes: readonly Route[]): readonly Name[] {
  const { of } = server.scope;
  const names: Name[] = server.names.map((text) => ({ of: 'server_name', text }));
  for (const { dialer } of routes) {
    const { via, to, resolved, addresses } = dialer;
    names.push({ of: via, text: to });
    if (resolved !== undefined && resolved !== to) names.push({ of: 'upstream', text: resolved });
    for (const text of addresses.slice(0, MOST_ADDRESSES))
      if (text !== to && text !== resolved) names.push({ of: 'upstream server', text });
  }
  for (const { placed } of server.listens) {
    const [text = ''] = values(placed);
    if (/[A-Za-z]/.test(text)) names.push({ of: 'listen', text });
  }
  for (const name of NAMING) {
    const [text = ''] = values(server.scope.own(name));
    if (text !== '') names.push({ of: name, text: text.split('/').slice(-2).join('/') });
  }
  if (of !== undefined) names.push({ of: 'the file', text: baseName(of.file) });
  return names;
}

function addNames(names: readonly Name[], { likely, against, vaguelyAgainst }: Reasons): void {
  const told = new Set<string>();
  for (const { of, text } of names) {
    // Of each kind of name one is enough.
    const said = told.has(of) ? undefined : grpcIn(text);
    if (said !== undefined) {
      told.add(of);
      (said === 'yes' ? likely : against).push(`${of} ${shortened(text)}`);
    }
    const other = otherProtocolIn(text);
    const list = other?.vague === true ? vaguelyAgainst : against;
    if (other !== undefined && list.length < MOST_NAMES)
      list.push(`the name ${other.word} in ${of} ${shortened(text)} (${other.protocol})`);
  }
}

/** So many names of other protocols are told. */
const MOST_NAMES = 2;

/** The ports of some addresses. */
export function portsIn(addresses: readonly string[]): readonly number[] {
  return addresses.flatMap((it) => readSocketAddress(it).port ?? []);
}

function addPorts(words: string, ports: readonly number[], names: readonly Name[], reasons: Reasons): void {
  const { likely, against, vaguelyAgainst } = reasons;
  const grpc = grpcPortIn(
    ports,
    names.map(({ text }) => text),
  );
  if (grpc !== undefined) likely.push(`${words} ${grpc}`);
  const others = ports.filter((it) => OTHER_PROTOCOL_PORTS.has(it));
  const other = others.find((it) => !VAGUE_PORTS.has(it)) ?? others[0];
  if (other === undefined) return;
  (VAGUE_PORTS.has(other) ? vaguelyAgainst : against).push(
    `${words} ${other} is ${OTHER_PROTOCOL_PORTS.get(other) ?? ''}`,
  );
}

/** HTTP/2 alone is for gRPC (browsers get HTTP/1.1 beside it); another protocol's name is for that one. */
function addProtocols(scope: Scope, { likely, against }: Reasons): void {
  for (const name of ['ssl_alpn', 'proxy_ssl_alpn']) {
    const protocols = values(scope.effective(name));
    const other = protocols.find((it) => OTHER_PROTOCOL_ALPN.test(it));
    if (other !== undefined) against.push(`${name} ${other}`);
    else if (protocols.length > 0 && protocols.every((it) => it === 'h2' || it === 'grpc-exp'))
      likely.push(`${name} ${protocols.join(' ')}`);
  }
}

/** Names of the IANA registry of ALPN protocol IDs for which a stream server would end TLS. */
const OTHER_PROTOCOL_ALPN =
  /^(?:dot|mqtt|ftp|imap|pop3|managesieve|coap|co|xmpp-client|xmpp-server|irc|nntp|nnsp|ntske\/1|sunrpc|smb|stun\.turn|stun\.nat-discovery|postgresql|radius\/1\.[01]|sip\/2|tds\/8\.0|dicom|acme-tls\/1|webrtc|c-webrtc|doq)$/;

function addComments(comments: readonly { readonly value: string }[], { likely, against }: Reasons): void {
  const telling = comments.filter(({ value }) => !DENIES.test(value));
  const grpc = telling.find(({ value }) => grpcIn(value) === 'yes');
  if (grpc !== undefined) likely.push(`the comment "${shortened(grpc.value)}"`);
  for (const { value } of telling) {
    const other = otherProtocolIn(value);
    const protocol = grpcIn(value) === 'no' ? 'not gRPC itself' : other?.vague === false ? other.protocol : undefined;
    if (protocol === undefined) continue;
    against.push(`the comment "${shortened(value)}" (${protocol})`);
    return;
  }
}

/** A comment with one of these may say that the protocol which it names is just what does not run here. */
export const DENIES = /\b(?:no|non|not|never|without|instead|except|unlike|neither|nor|elsewhere|\w{2,6}n['’]t)\b/i;
