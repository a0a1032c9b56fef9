import { isIP, isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { printable } from '../core/text/printable.ts';

/** An endpoint to probe. */
export interface Target {
  /** As the user wrote it, trimmed; nothing of a URL's path or query in it. */
  readonly text: string;
  /** A name in ASCII (lower case, as DNS wants it) or an IP address without brackets. */
  readonly host: string;
  readonly port: number;
  /** The server name to send to this target (`parseServerName`); `null` = none; `undefined` = as for all targets (`ProbeOptions.sni`). */
  readonly sni?: string | null | undefined;
  /** What was assumed or left out, in words. */
  readonly notes: readonly string[];
}

/** Either the endpoint, or why the text names none and what to write instead. */
export type ParsedTarget =
  | { readonly kind: 'target'; readonly target: Target }
  | { readonly kind: 'refused'; readonly message: string; readonly hint: string };

/** Either a name fit for SNI, or why it is none. */
export type ParsedServerName =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'refused'; readonly message: string; readonly hint: string };

/** grpc-go's dns resolver takes this where a target names no port (internal/resolver/dns, defaultPort). */
const DEFAULT_PORT = 443;

/** grpc-go, internal/resolver/dns, parseTarget: what a target such as `:50051` means. */
const LOCALHOST = 'localhost';

const ASCII = /^[\u0000-\u007f]*$/;

const EXAMPLE = 'write host:port, for instance grpc.example.com:443 or [::1]:443';

function refuse(message: string, hint = EXAMPLE): Extract<ParsedTarget, { kind: 'refused' }> {
  return { kind: 'refused', message, hint };
}

/** Reads `host:port`, `[::1]:443`, a bare host or address, an https:// address, or a gRPC target such as `dns:///host:port`. */
export function parseTarget(input: string): ParsedTarget {
  const text = input.trim();
  if (text === '') return refuse('no target is given');
  if (text.length > 2000) return refuse('the target is too long');
  // What stands before an @ may be a password, with any character in it: nothing of such a text is used or repeated. No endpoint needs one.
  if (text.includes('@')) return refuse('the target contains an @, and what stands before one may be a password');
  if (printable(text, text.length) !== text || /\s/.test(text)) {
    return refuse(`${quoted(text)} contains blanks or characters that cannot be seen`);
  }
  const stripped = stripScheme(text);
  if ('kind' in stripped) return stripped;
  const address = splitPort(stripped.authority);
  if ('kind' in address) return address;
  const host = asciiHost(address.host);
  if (typeof host !== 'string') return host;
  const { port } = address;
  const notes = [...stripped.notes];
  if (stripped.authority.startsWith(':')) notes.push('no host is given: localhost is taken, as grpc-go does');
  if (!ASCII.test(address.host)) notes.push(`grpc-go does not translate names: its target has to be ${host}`);
  if (port === undefined) notes.push(`no port is given: ${DEFAULT_PORT} is taken, as grpc-go does`);
  const isAsWritten = port !== undefined && stripped.authority === text && address.host !== LOCALHOST;
  const shown = isAsWritten ? text : hostPort(host, port ?? DEFAULT_PORT);
  return { kind: 'target', target: { text: shown, host, port: port ?? DEFAULT_PORT, notes } };
}

/** Reads a name for SNI (RFC 6066 section 3: a DNS name, no address, no port). */
export function parseServerName(input: string): ParsedServerName {
  const text = input.trim();
  const hint = 'write a DNS name, for instance grpc.example.com';
  if (text === '') return refuse('no server name is given', hint);
  if (text.includes('@'))
    return refuse('the server name contains an @, and what stands before one may be a password', hint);
  if (isIP(text.replace(/^\[|\]$/g, '')) !== 0)
    return refuse(`${quoted(text)} is an IP address; SNI holds names only`, hint);
  if (text.includes(':')) return refuse(`${quoted(text)} is no DNS name`, hint);
  const host = asciiHost(text);
  return typeof host === 'string' ? { kind: 'name', name: withoutDot(host) } : { ...host, hint };
}

/** The SNI that a grpc-go client of this target sends: its name, or none for an IP address (crypto/tls, hostnameInSNI). */
export function sniOf(target: Target): string | undefined {
  return isIP(target.host) === 0 ? withoutDot(target.host) : undefined;
}

/**
 * The server name that a probe sends to a target; `undefined` = none.
 * @param forAll as in `ProbeOptions.sni`
 */
export function serverNameFor(target: Target, forAll: string | null | undefined): string | undefined {
  const stated = target.sni === undefined ? forAll : target.sni;
  return stated === undefined ? sniOf(target) : (stated ?? undefined);
}

/** `host:port`, with brackets around an IPv6 address. */
export function hostPort(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

function quoted(text: string): string {
  return `"${printable(text, 100)}"`;
}

type Refused = Extract<ParsedTarget, { kind: 'refused' }>;

interface Stripped {
  readonly authority: string;
  readonly notes: readonly string[];
}

/** Takes a URL's scheme and path, or a gRPC resolver's scheme, off. */
function stripScheme(text: string): Stripped | Refused {
  const url = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(text);
  if (url !== null) return stripUrl((url[1] ?? '').toLowerCase(), url[2] ?? '', text);
  const resolver = /^(dns|passthrough|ipv4|ipv6|unix|unix-abstract|xds|vsock):(.*)$/i.exec(text);
  if (resolver === null) return withoutPath(text, []);
  const [, scheme = '', rest = ''] = resolver;
  // A port is digits only, so `dns:53` is the host "dns".
  return /^\d+$/.test(rest) ? { authority: text, notes: [] } : ofResolver(scheme.toLowerCase(), rest, text);
}

function stripUrl(scheme: string, rest: string, text: string): Stripped | Refused {
  switch (scheme) {
    case 'https':
    case 'grpcs':
      return withoutPath(rest, []);
    case 'grpc':
      return withoutPath(rest, ['grpc:// says nothing about TLS: it is probed with TLS']);
    case 'http':
    case 'h2c':
      return refuse(
        `${quoted(text)} means a connection without TLS, where there is no ALPN`,
        'write host:port if the port speaks TLS',
      );
    default: {
      const slash = rest.indexOf('/');
      if (slash < 0) return refuse(`the scheme ${quoted(scheme)} is not known`);
      const resolved = ofResolver(scheme, rest.slice(slash + 1), text);
      if ('kind' in resolved || slash === 0) return resolved;
      return {
        ...resolved,
        notes: [...resolved.notes, "the target's own DNS server is not asked: this machine's resolver is"],
      };
    }
  }
}

/** grpc-go's name syntax (grpc/doc/naming.md): what follows `scheme:` or `scheme://authority/`. */
function ofResolver(scheme: string, endpoint: string, text: string): Stripped | Refused {
  switch (scheme) {
    case 'dns':
    case 'passthrough':
      return { authority: endpoint, notes: [] };
    case 'ipv4':
    case 'ipv6':
      return endpoint.includes(',')
        ? refuse(`${quoted(text)} names several addresses`, 'give each of them as a target of its own')
        : { authority: endpoint, notes: [] };
    case 'unix':
    case 'unix-abstract':
    case 'vsock':
      return refuse(`${quoted(text)} is a local socket; only TCP endpoints can be probed`);
    case 'xds':
      return refuse(`${quoted(text)} is resolved by an xDS control plane`, 'write host:port of one of its endpoints');
    default:
      return refuse(`the scheme ${quoted(scheme)} is not known`);
  }
}

function withoutPath(rest: string, notes: readonly string[]): Stripped | Refused {
  const end = rest.search(/[/?#]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const hasPath = end >= 0 && rest.slice(end) !== '/';
  return {
    authority,
    notes: hasPath ? [...notes, 'what follows the host is left out: a handshake knows no path'] : notes,
  };
}

interface HostAndPort {
  readonly host: string;
  readonly port: number | undefined;
}

function splitPort(authority: string): HostAndPort | Refused {
  if (isIPv6(authority)) return { host: authority, port: undefined };
  const bracketed = /^\[([^[\]]*)\](?::(.*))?$/.exec(authority);
  if (bracketed !== null) {
    const [, written = '', port] = bracketed;
    // A URL writes the % before a zone as %25 (RFC 6874), and so must a target of grpc-go; no interface has a name that begins with 25 and a letter.
    const host = written.replace(/%25(?=[A-Za-z])/, '%');
    if (!isIPv6(host)) return refuse(`${quoted(host)} is no IPv6 address`);
    return withPort(host, port);
  }
  const parts = authority.split(':');
  if (parts.length > 2)
    return refuse(
      `${quoted(authority)} has more than one colon`,
      'write an IPv6 address in brackets: [2001:db8::1]:443',
    );
  const [host = '', port] = parts;
  // With a port alone grpc-go dials this machine.
  return withPort(host === '' && port !== undefined && port !== '' ? LOCALHOST : host, port);
}

function withPort(host: string, port: string | undefined): HostAndPort | Refused {
  if (host === '') return refuse('the host is missing');
  if (port === undefined) return { host, port: undefined };
  if (port === '') return refuse(`the port behind ${quoted(`${host}:`)} is missing`);
  const number = /^\d{1,5}$/.test(port) ? Number(port) : Number.NaN;
  if (number >= 1 && number <= 65535) return { host, port: number };
  return refuse(`${quoted(port)} is no port`, 'a port is a number from 1 to 65535');
}

function asciiHost(host: string): string | Refused {
  if (isIP(host) !== 0) return host;
  if (host.includes('*')) return refuse(`${quoted(host)} is a pattern`, 'name one host that it stands for');
  const ascii = host.includes('%') ? '' : domainToASCII(host);
  if (isIPv4(ascii)) return refuse(`${quoted(host)} is no complete IPv4 address`, `write ${ascii} if that is meant`);
  const name = withoutDot(ascii);
  const labels = name.split('.');
  const isName = name.length <= 253 && labels.every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label));
  return isName ? ascii : refuse(`${quoted(host)} is no host name`);
}
