import type { GrpcEvidenceLevel } from '../domains/facts.ts';
import { serversBehind } from '../domains/nginx/dialer.ts';
import { firstValue, headOf } from '../domains/nginx/scope.ts';
import { readGoTarget } from '../project/goTarget.ts';
import type { Dial, Project, ProjectListener } from '../project/project.ts';
import type { Location } from '../text/location.ts';
import type { Endpoint } from './endpoints.ts';

/** An address that nginx connects to. */
export interface UpstreamEndpoint extends Endpoint {
  /** The directive that leads there, where `at` is the `server` of an upstream group that it names. */
  readonly via: Location;
  /** Whether TLS is spoken there: nginx opens it, or passes on its clients'. */
  readonly tls: boolean;
  /** How sure it is that gRPC goes there. */
  readonly grpc: GrpcEvidenceLevel;
  /** Whether `proxy_pass` of http leads there: most of these are websites. */
  readonly isWeb: boolean;
}

/** Where nginx connects to, as far as it stands in the text, with the server name that it sends there. */
export function* upstreamsOf({ listeners }: Pick<Project, 'listeners'>): Iterable<UpstreamEndpoint> {
  for (const listener of listeners) {
    for (const dial of listener.dials()) yield* endpointsOf(listener, dial);
  }
}

function* endpointsOf(listener: ProjectListener, dial: Dial): Iterable<UpstreamEndpoint> {
  const { dialer, route } = dial;
  // `pass` hands a connection over inside of nginx.
  if (dialer.via === 'pass') return;
  const { grpc } = route.grpc?.() ?? listener.grpc;
  const tls = dialer.tls || listener.tls === 'passthrough';
  const isWeb = listener.module === 'http' && dialer.via === 'proxy_pass';
  for (const { text, at } of addressesOf(listener, dial)) {
    const target = withPort(text, dial);
    if (target !== undefined) yield { target, sni: serverNameFor(target, dial), at, via: dialer.at, tls, grpc, isWeb };
  }
}

function addressesOf(
  { server }: ProjectListener,
  { dialer }: Dial,
): readonly { readonly text: string; readonly at: Location }[] {
  const servers = serversBehind(server, dialer);
  if (servers === undefined) return dialer.addresses.map((text) => ({ text, at: dialer.at }));
  return servers.map((it) => ({ text: firstValue(it) ?? '', at: headOf(it) }));
}

/** `host:port`. `undefined`: the text says something else, or names no port that TLS is spoken on. */
function withPort(text: string, { dialer: { via, tls, resolved } }: Dial): string | undefined {
  const hasPort = /:\d{1,5}$/.test(text);
  // `grpcs://host` and `https://host` mean port 443; a `server` without a port means 80 (ngx_http_upstream.c).
  const scheme = via === 'grpc_pass' ? 'grpcs' : 'https';
  const means443 = tls && resolved?.startsWith(`${scheme}://${text}`) === true;
  const read = hasPort || means443 ? readGoTarget(text) : undefined;
  return read && `${read.host}:${read.port}`;
}

/** The name that is sent: as nginx does it, or as a client does that knows the host. */
function serverNameFor(target: string, { dialer }: Dial): string | null | undefined {
  const name = dialer.serverName();
  if (name === null) return /^(?:[\d.]+|\[.*\]):\d+$/.test(target) ? undefined : null;
  return name === undefined || target.startsWith(`${name}:`) || !isServerName(name) ? undefined : name;
}

/** Whether a name can be sent by the probe, which takes DNS names only. */
function isServerName(name: string): boolean {
  return name.length <= 253 && /^[a-z\d][a-z\d-]*(?:\.[a-z\d][a-z\d-]*)*$/.test(name);
}
