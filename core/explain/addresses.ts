import type { TlsSide } from '../alpn/errorText.ts';
import { freeHostPorts, hostPortAt, hostPortText, isIpv4, type HostPort } from './hostPort.ts';

/**
 * What an address in a text is. `dialled`: what a connection was opened to. `listener`: where a proxy accepts. `client`: where a connection came
 * from, a port that is another one every time and on which nobody listens. `own`: the same of who prints. `resolver`: a DNS server.
 * `mentioned`: it stands there, and nothing says what it is.
 */
export type AddressRole = 'dialled' | 'listener' | 'client' | 'own' | 'resolver' | 'mentioned';

/** An address found in a text. */
export interface FoundAddress {
  /** `host:port`, an IPv6 host in brackets. */
  readonly address: string;
  readonly host: string;
  readonly role: AddressRole;
  /** The name that the client meant, without port: what grpc-go sends as SNI. */
  readonly serverName?: string;
  /** The name with its port, where the text has it. */
  readonly namedTarget?: string;
}

/** Addresses and names of one piece of a text. */
export interface FoundPlaces {
  readonly addresses: readonly FoundAddress[];
  /** Names without a port. */
  readonly names: readonly string[];
}

/**
 * Finds what a text says of the connection.
 * @param squashed the piece without white space, in which the words around addresses are looked for
 * @param plain the same piece with it, for addresses that stand for themselves
 * @param options.printedBy who prints: for the side that has accepted the connection the far end of it is a client
 */
export function placesIn(
  squashed: string,
  plain: string,
  { printedBy }: { readonly printedBy: TlsSide | undefined },
): FoundPlaces {
  const addresses = [
    ...resolverAddresses(squashed),
    ...subchannels(squashed),
    ...dials(squashed),
    ...pairs(squashed, printedBy),
    ...quoted(squashed, 'ServerHandshake("').map((it) => found(it, 'client')),
    ...behind(squashed, 'TLShandshakeerrorfrom').map((it) => found(it, 'client')),
    ...quoted(squashed, 'upstream:"').map((it) => found(it, 'dialled')),
    ...nginxServers(squashed),
    ...behind(squashed, 'ipv4:').map((it) => found(it, 'dialled')),
    ...behind(squashed, 'ipv6:').map((it) => found(it, 'dialled')),
    ...curlConnections(squashed),
  ];
  const known = new Map(addresses.reverse().map((it) => [it.address, it]));
  const result = [...known.values()].reverse();
  // A name in the text is what a person typed, unless the program itself has said where it connected.
  const names = namesIn(squashed, plain);
  if (result.some(({ role }) => role === 'dialled' || role === 'listener')) return { addresses: result, names };
  const free = [...freeHostPorts(plain)].map((it) => found(it, 'mentioned'));
  return { addresses: [...result, ...free.filter(({ address }) => !known.has(address))], names };
}

function found(it: HostPort, role: AddressRole): FoundAddress {
  return { address: hostPortText(it), host: it.host, role };
}

/** Everything behind an anchor up to a quote, where it is an address; a scheme in front of it is left out. */
function quoted(text: string, anchor: string): readonly HostPort[] {
  return textsBehind(text, anchor).flatMap((inside) => {
    const address = hostPortAt(inside, schemeEnd(inside));
    return address === undefined ? [] : [address];
  });
}

function textsBehind(text: string, anchor: string): readonly string[] {
  return placesOf(text, anchor).map((at) => {
    const inside = text.slice(at, at + 300);
    const end = inside.indexOf('"');
    return end < 0 ? '' : inside.slice(0, end);
  });
}

/** Behind every occurrence of an anchor. */
function placesOf(text: string, anchor: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf(anchor); at >= 0; at = text.indexOf(anchor, at + anchor.length))
    places.push(at + anchor.length);
  return places;
}

function behind(text: string, anchor: string): readonly HostPort[] {
  return placesOf(text, anchor).flatMap((at) => hostPortAt(text, at) ?? []);
}

/** `dns:///`, `grpcs://` */
function schemeEnd(text: string): number {
  return /^[a-z][a-z0-9+.-]{0,20}:\/{2,3}/i.exec(text)?.[0].length ?? 0;
}

/** grpc-go's `{Addr: "10.0.0.1:443", ServerName: "orders.example.com:443", }`; the name is what was dialled, with its port. */
function subchannels(text: string): readonly FoundAddress[] {
  return placesOf(text, 'Addr:"').flatMap((at) => {
    const address = hostPortAt(text, at);
    if (address === undefined) return [];
    const rest = text.slice(address.end, address.end + 300);
    const end = rest.indexOf('}');
    const written = textsBehind(end < 0 ? rest : rest.slice(0, end), 'ServerName:"')[0] ?? '';
    const name = hostPortAt(written, 0);
    if (name === undefined) {
      const host = /^[A-Za-z0-9][\w.-]{0,252}$/.exec(written)?.[0];
      return [{ ...found(address, 'dialled'), ...(host !== undefined && !isIpv4(host) && { serverName: host }) }];
    }
    if (hostPortText(name) === hostPortText(address) || isIpv4(name.host) || name.host.includes(':'))
      return [found(address, 'dialled')];
    return [{ ...found(address, 'dialled'), serverName: name.host, namedTarget: hostPortText(name) }];
  });
}

/** Go's `dial tcp 10.0.0.1:443: connect: …` (net.OpError), also `tcp4` and `tcp6`. */
function dials(text: string): readonly FoundAddress[] {
  return placesOf(text, 'dialtcp').flatMap((at) => {
    const address = hostPortAt(text, isNetworkDigit(text, at) ? at + 1 : at);
    // With a local address it is the second one.
    if (address === undefined || text.startsWith('->', address.end)) return [];
    return [found(address, 'dialled')];
  });
}

/** Whether the 4 or 6 here is that of `tcp4` or `tcp6`: the space behind it is gone. */
function isNetworkDigit(text: string, at: number): boolean {
  if (text[at] !== '4' && text[at] !== '6') return false;
  const numbers = /^[\d.]{7,16}(?=:)/.exec(text.slice(at, at + 17))?.[0];
  return numbers === undefined ? /^[[A-Za-z]/.test(text.slice(at + 1, at + 2)) : !isIpv4(numbers);
}

/** Go's `read tcp LOCAL->REMOTE: …`, also `write` and `dial`. */
function pairs(text: string, printedBy: TlsSide | undefined): readonly FoundAddress[] {
  const far = printedBy === undefined ? 'mentioned' : printedBy === 'accepts' ? 'client' : 'dialled';
  return placesOf(text, 'tcp').flatMap((at) => {
    const own = hostPortAt(text, at);
    if (own === undefined || !text.startsWith('->', own.end)) return [];
    const remote = hostPortAt(text, own.end + 2);
    return [found(own, 'own'), ...(remote === undefined ? [] : [found(remote, far)])];
  });
}

/** Go's `lookup NAME on 10.0.0.53:53: no such host`. */
function resolverAddresses(text: string): readonly FoundAddress[] {
  return placesOf(text, ':lookup').flatMap((at) => {
    const rest = text.slice(at, at + 320);
    return behind(rest.slice(0, rest.indexOf(':no') < 0 ? undefined : rest.indexOf(':no')), 'on')
      .slice(-1)
      .map((it) => found(it, 'resolver'));
  });
}

/** nginx's `, server: 127.0.0.1:8443,`: in stream, and in http where no name is known, the listener. */
function nginxServers(text: string): readonly FoundAddress[] {
  return behind(text, ',server:').map((it) => found(it, 'listener'));
}

/** curl's `Connected to localhost (127.0.0.1) port 8443`. */
function curlConnections(text: string): readonly FoundAddress[] {
  return placesOf(text, 'Connectedto').flatMap((at) => {
    const [, name = '', host = '', port = ''] =
      /^([\w.-]{1,253})\(([0-9a-fA-F:.]{2,45})\)port(\d{1,5})/.exec(text.slice(at, at + 330)) ?? [];
    const address = hostPortAt(host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`, 0);
    if (address === undefined) return [];
    return name === host
      ? [found(address, 'dialled')]
      : [{ ...found(address, 'dialled'), serverName: name, namedTarget: `${name}:${address.port}` }];
  });
}

/** `Allowing TLS connection to server "orders.example.com"`; nginx's `, server: orders.example.com,`; `lookup orders.example.com`. */
function namesIn(squashed: string, plain: string): readonly string[] {
  const names = [
    ...textsBehind(squashed, 'connectiontoserver"'),
    ...placesOf(squashed, ',server:').map((at) => /^[\w.-]{1,253}(?=,)/.exec(squashed.slice(at, at + 254))?.[0] ?? ''),
    ...placesOf(plain, ': lookup ').map((at) => /^[\w.-]{1,253}/.exec(plain.slice(at, at + 253))?.[0] ?? ''),
  ];
  return [...new Set(names.filter((it) => /^[A-Za-z0-9_](?:[\w.-]{0,251}[A-Za-z0-9_])?$/.test(it)))];
}
