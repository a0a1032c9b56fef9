import { canonicalHost } from './address.ts';
import { isOptional, type Placed } from './scope.ts';
import { isPlaceholder } from './template.ts';

/** What one `listen` directive says. */
export interface Listen {
  readonly placed: Placed;
  /** `*` (also for `0.0.0.0`), `127.0.0.1`, `[::]`, a host name, or `unix:/path`. */
  readonly address: string;
  /** One for each port of a range; `[undefined]` for unix sockets and where the port is no number. */
  readonly ports: readonly (number | undefined)[];
  readonly ssl: boolean;
  readonly http2: boolean;
  readonly isDefault: boolean;
  readonly proxyProtocol: boolean;
  /** Whether a template decides which words it has, be it only that there is one more. */
  readonly isOpen: boolean;
  /** UDP and QUIC: no TLS over TCP, and nothing for this product to say. */
  readonly datagram: boolean;
}

/** nginx takes port 80 where `listen` names none (ngx_http_core_listen; ngx_stream_core_listen wants one). */
const DEFAULT_PORT = 80;

/** nginx opens every port of a range (since 1.15.10); more than this is not a range that anybody means. */
const MOST_PORTS = 65_535;

/** Reads a `listen` directive. `undefined`: it has no argument yet. */
export function readListen(placed: Placed): Listen | undefined {
  const { args } = placed.directive;
  const [first] = args;
  if (first === undefined) return undefined;
  const { address, ports } = readAddress(first.value);
  const listen = {
    placed,
    address,
    ports,
    ssl: false,
    http2: false,
    isDefault: false,
    proxyProtocol: false,
    isOpen: isOptional(placed),
    datagram: false,
  };
  for (let i = 1; i < args.length; i++) {
    const value = args[i]?.value;
    if (value === 'ssl') listen.ssl = true;
    else if (value === 'http2') listen.http2 = true;
    else if (value === 'default_server' || value === 'default') listen.isDefault = true;
    else if (value === 'proxy_protocol') listen.proxyProtocol = true;
    else if (value === 'quic' || value === 'udp') listen.datagram = true;
    // What nginx does not know stands for something else, which another program puts there.
    else if (value !== undefined && (isPlaceholder(value) || !OTHER_PARAMETERS.test(value))) listen.isOpen = true;
  }
  return listen;
}

/** The parameters that say nothing about TLS. Sources: ngx_http_core_listen, ngx_stream_core_listen. */
const OTHER_PARAMETERS =
  /^(?:bind|deferred|reuseport|multipath|spdy|(?:setfib|fastopen|backlog|rcvbuf|sndbuf|accept_filter|ipv6only|so_keepalive|protocol)=.*)$/;

function readAddress(text: string): Pick<Listen, 'address' | 'ports'> {
  if (text.startsWith('unix:')) return { address: text, ports: [undefined] };
  const bracket = text.startsWith('[') ? text.indexOf(']') : -1;
  const colon = text.indexOf(':', bracket + 1);
  if (bracket < 0 && colon < 0) {
    const ports = readPorts(text);
    // A bare number is a port, everything else (a variable apart) an address.
    if (ports !== undefined) return { address: '*', ports };
    return text.includes('$') || text.includes('{')
      ? { address: '*', ports: [undefined] }
      : { address: canonicalHost(text), ports: [DEFAULT_PORT] };
  }
  const host = text.slice(0, bracket >= 0 ? bracket + 1 : colon);
  if (colon < 0) return { address: canonicalHost(host), ports: [DEFAULT_PORT] };
  return { address: canonicalHost(host), ports: readPorts(text.slice(colon + 1)) ?? [undefined] };
}

const PORTS = /^\d{1,5}(?:-\d{1,5})?$/;

function readPorts(text: string): readonly number[] | undefined {
  if (!PORTS.test(text)) return undefined;
  const dash = text.indexOf('-');
  const first = Number(dash < 0 ? text : text.slice(0, dash));
  const last = dash < 0 ? first : Number(text.slice(dash + 1));
  if (first < 1 || last > MOST_PORTS || last < first) return undefined;
  return first === last ? [first] : Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
