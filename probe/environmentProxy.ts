import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** Environment variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy through which grpc-go's dns resolver opens a connection, by the environment: `http://proxy.example:3128`, without credentials,
 * `http://[not shown]` where it cannot be told from them; `undefined` = none. The rules are those of golang.org/x/net/http/httpproxy, which grpc-go asks for an https address
 * (internal/resolver/delegatingresolver). Up to 1.70 it asks for the resolved address, since 1.71 for the host as written.
 */
export function proxyFor(host: string, port: number, environment: Environment): string | undefined {
  const proxy = proxyAddress(firstOf(environment, 'HTTPS_PROXY', 'https_proxy'));
  if (proxy === undefined) return undefined;
  // Go compares this one name before it turns capitals into small letters.
  if (host === 'localhost' || isLoopback(host)) return undefined;
  const name = host.toLowerCase();
  const excluded = firstOf(environment, 'NO_PROXY', 'no_proxy');
  return excluded !== undefined && excludes(excluded, name, port) ? undefined : proxy;
}

/** What the environment does with a target: the proxy that grpc-go would go through, and what to know of it. */
export interface ProxyFact {
  /** As `proxyFor` says of the host; `null` = only releases up to 1.70 would go through one. */
  readonly proxy: string | null;
  /** Sentences. */
  readonly notes: readonly string[];
}

/**
 * The proxy for a target. `undefined` = no release of grpc-go would go through one.
 * @param addresses what the host resolves to here
 */
export function proxyFact(
  { host, port }: { readonly host: string; readonly port: number },
  addresses: readonly string[],
  environment: Environment,
): ProxyFact | undefined {
  const newer = proxyFor(host, port, environment);
  const older = addresses.map((address) => proxyFor(address, port, environment)).find((it) => it !== undefined);
  const direct =
    addresses.length > 0
      ? 'the probe connected directly, so what it met may be somebody else'
      : 'since 1.71 it leaves the name to the proxy, while the probe needs its addresses';
  if (newer === undefined && older === undefined) return undefined;
  const hidden = (newer ?? older)?.endsWith(NOT_SHOWN) === true ? [HIDDEN] : [];
  if (newer === undefined)
    return {
      proxy: null,
      notes: [
        `The environment of this machine names the proxy ${older ?? ''}: grpc-go up to 1.70, which compares NO_PROXY with the resolved address, would go through it, newer ones would not; ${direct}.`,
        ...hidden,
      ],
    };
  const except =
    addresses.length > 0 && older === undefined
      ? ' (up to 1.70 it compares NO_PROXY with the resolved address, and connects directly)'
      : '';
  return {
    proxy: newer,
    notes: [
      `The environment of this machine names the proxy ${newer}: grpc-go with its dns resolver would go through it${except}; ${direct}.`,
      ...hidden,
    ],
  };
}

function firstOf(environment: Environment, ...names: readonly string[]): string | undefined {
  return names.map((name) => environment[name]).find((value) => value !== undefined && value !== '');
}

/** Scheme, host and port of a proxy; user and password stay away. Go takes `host:port` for an address with http. */
function proxyAddress(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  return hostOf(value) ?? hostOf(`http://${value}`);
}

const HIDDEN =
  'The address of that proxy is not shown: an @ stands behind what ends it (/, ? or #), so it may be a part of a password; in a password these are written %2F, %3F and %23.';

/** Instead of an address that may hold a part of a password. */
const NOT_SHOWN = '[not shown]';

/** What Go's net/url takes for user and password, for a host and for a port (parseAuthority). */
const AUTHORITY =
  /^(?:[A-Za-z0-9\-._:~!$&'()*+,;=%@]*@)?(\[[0-9A-Fa-f:.]{2,45}\]|[^\s\u0000-\u001f\u007f[\]\\^`{|}:%@/?#]+)(:\d*)?$/;

function hostOf(text: string): string | undefined {
  const [start = '', scheme = '', authority = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)/.exec(text) ?? [];
  const [, host, port = ''] = AUTHORITY.exec(authority) ?? [];
  if (host === undefined) return undefined;
  // A password that is not escaped may hold what ends an authority: then user and password look like host and port, to Go as well.
  if (text.slice(start.length).includes('@')) return `${scheme.toLowerCase()}://${NOT_SHOWN}`;
  return `${scheme.toLowerCase()}://${host}${port}`;
}

function excludes(list: string, host: string, port: number): boolean {
  const entries = list.split(',').map((entry) => entry.trim().toLowerCase());
  return entries.includes('*') || entries.some((entry) => fits(entry, host, String(port)));
}

/** Whether one entry of NO_PROXY is about a host: a network, an address, or a name, the last two with a port or without. */
function fits(entry: string, host: string, port: string): boolean {
  const [network = '', length = '', ...more] = entry.split('/');
  if (more.length === 0 && isIP(network) !== 0 && /^\d{1,3}$/.test(length))
    return isWithin(host, network, Number(length));
  const { host: named, port: only } = splitPort(entry);
  if (named === '' || (only !== '' && only !== port)) return false;
  if (isIP(named) !== 0) return isWithin(host, named);
  if (isAddress(host)) return false;
  const suffix = asciiName(named.startsWith('*.') ? named.slice(1) : named);
  return suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

/** Go takes IDNA's form of what is not ASCII, where there is one. */
function asciiName(name: string): string {
  if (/^[\u0000-\u007f]*$/.test(name)) return name;
  const [dot, rest] = name.startsWith('.') ? ['.', name.slice(1)] : ['', name];
  const ascii = domainToASCII(rest);
  return ascii === '' ? name : `${dot}${ascii}`;
}

/** net.SplitHostPort; what it refuses is a host without a port. */
function splitPort(entry: string): { readonly host: string; readonly port: string } {
  const [, bracketed, plain, port] = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(entry) ?? [];
  return port === undefined ? { host: entry, port: '' } : { host: bracketed ?? plain ?? '', port };
}

function isAddress(host: string): boolean {
  return isIP(withoutZone(host)) !== 0;
}

function isLoopback(host: string): boolean {
  return isWithin(host, '127.0.0.0', 8) || isWithin(host, '::1');
}

/** Whether a host is an address inside a network, or the same address; one of IPv4 may be written as one of IPv6. */
function isWithin(host: string, network: string, length?: number): boolean {
  const bare = withoutZone(host);
  const family = isIP(network) === 4 ? 'ipv4' : 'ipv6';
  if (isIP(bare) === 0 || (length ?? 0) > (family === 'ipv4' ? 32 : 128)) return false;
  const list = new BlockList();
  if (length === undefined) list.addAddress(network, family);
  else list.addSubnet(network, length, family);
  return list.check(bare, isIP(bare) === 4 ? 'ipv4' : 'ipv6');
}

function withoutZone(host: string): string {
  const [address = ''] = host.split('%');
  return address;
}
