import { canonicalHost, isLoopback } from '../domains/nginx/address.ts';

/** Where a target of grpc-go leads, as far as its text tells. */
export interface GoTarget {
  /** A name in lower case or an address, IPv6 in brackets; `localhost` where none is written. */
  readonly host: string;
  readonly port: number;
  /** Whether it is this machine. */
  readonly isLocal: boolean;
  /** The name of a service as containers and Kubernetes have it: `orders` of `orders`, `orders.shop.svc.cluster.local`. `undefined`: another host. */
  readonly service: string | undefined;
}

/** grpc-go, internal/resolver/dns: a target without a port means this one. */
const DEFAULT_PORT = 443;

/**
 * Reads a target of `grpc.NewClient` or `grpc.Dial`: `host:port`, with or without `dns:` or `passthrough:` (grpc-go, doc/naming.md).
 * `undefined`: it leads to something else (`unix:`, `xds:`), or the text does not tell (`%s:%d`).
 */
export function readGoTarget(text: string): GoTarget | undefined {
  const endpoint = endpointOf(text);
  const bracket = endpoint.startsWith('[') ? endpoint.indexOf(']') : -1;
  const colon = endpoint.indexOf(':', bracket + 1);
  const written = colon < 0 ? endpoint : endpoint.slice(0, colon);
  const digits = colon < 0 ? String(DEFAULT_PORT) : endpoint.slice(colon + 1);
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
  if (port === 0 || port > 65535) return undefined;
  // A client that connects to no address in particular connects to this machine.
  if (colon === 0 || written === '0.0.0.0') return { host: 'localhost', port, isLocal: true, service: undefined };
  if (!/^(?:[A-Za-z\d_][A-Za-z\d._-]{0,252}|\[[\dA-Fa-f:.]{2,45}\])$/.test(written)) return undefined;
  const host = canonicalHost(written);
  return { host, port, isLocal: isLoopback(host), service: serviceOf(host) };
}

/** What stands behind the scheme and its authority. */
function endpointOf(text: string): string {
  for (const scheme of ['dns:', 'passthrough:']) {
    if (!text.startsWith(scheme)) continue;
    const rest = text.slice(scheme.length);
    if (!rest.startsWith('//')) return rest;
    const slash = rest.indexOf('/', 2);
    return slash < 0 ? '' : rest.slice(slash + 1);
  }
  return text;
}

/** `NAME`, `NAME.NAMESPACE.svc` and `NAME.NAMESPACE.svc.DOMAIN` (Kubernetes, DNS for Services and Pods). */
function serviceOf(host: string): string | undefined {
  if (!/^[a-z]/.test(host) || isLoopback(host)) return undefined;
  const [name, , svc] = host.split('.');
  return !host.includes('.') || svc === 'svc' ? name : undefined;
}
