import type { DialerOffer } from '../../alpn/index.ts';
import type { ByVersion, Dialer, Route } from '../facts.ts';
import { nginx, type NginxVersion } from '../nginxVersion.ts';
import { append, firstValue, headOf, isOn, values, type Placed, type Scope } from './scope.ts';
import type { VirtualServer } from './server.ts';

/** nginx 1.31.0: `proxy_ssl_alpn` in stream (CHANGES). */
export const PROXY_SSL_ALPN_SINCE = nginx('1.31.0');
/** nginx 1.29.4: `proxy_http_version 2` (CHANGES). */
const PROXY_HTTP2_SINCE = nginx('1.29.4');

const offersNothing = constant<DialerOffer>({ kind: 'fixed', protocols: [] });
const offersH2 = constant<DialerOffer>({ kind: 'fixed', protocols: ['h2'] });
const offersByVersion: ByVersion<DialerOffer> = (version) =>
  isHttp2Since(version) ? offersH2(version) : offersNothing(version);
const mirrors = constant<DialerOffer>({ kind: 'mirrors' });

const speaksAny = constant('any');
const speaksHttp1 = constant('http/1.1');
const speaksHttp2 = constant('h2');
const speaksByVersion: Dialer['speaks'] = (version) => (isHttp2Since(version) ? 'h2' : 'http/1.1');

function constant<const Value>(value: Value): ByVersion<Value> {
  return () => value;
}

function isHttp2Since(version: NginxVersion | undefined): boolean {
  return version === undefined || version >= PROXY_HTTP2_SINCE;
}

/** All ways out of a server. */
export function routesOf(server: VirtualServer): readonly Route[] {
  if (server.module === 'stream') {
    const pass = server.scope.own('proxy_pass');
    return pass === undefined ? [] : [{ kind: 'server', match: '', dialer: streamDialer(server, pass) }];
  }
  return addRoutes(undefined, server.scope, { match: '', depth: 0 }) ?? [];
}

/** Nobody nests locations deeper; a file that does is there to exhaust the stack. */
const DEEPEST = 100;

interface Place {
  readonly match: string;
  readonly depth: number;
}

/** Adds the ways out of the blocks in a block. */
function addRoutes(before: Route[] | undefined, scope: Scope, { match, depth }: Place): Route[] | undefined {
  let routes = before;
  if (depth > DEEPEST) return routes;
  for (const location of scope.blocks('location')) {
    routes = addRoute(routes, 'location', location, { match: matchOf(location), depth: depth + 1 });
  }
  for (const condition of scope.blocks('if')) routes = addRoute(routes, 'if', condition, { match, depth: depth + 1 });
  return routes;
}

function addRoute(before: Route[] | undefined, kind: Route['kind'], scope: Scope, place: Place): Route[] | undefined {
  // Of several handlers in one location the last one counts (nginx sets one handler per location).
  const pass = laterOf(scope.own('grpc_pass'), scope.own('proxy_pass'));
  const route = pass && { kind, match: place.match, dialer: httpDialer(scope, pass) };
  return addRoutes(route === undefined ? before : append(before, route), scope, place);
}

function matchOf(location: Scope): string {
  const { args } = location.of?.directive ?? { args: [] };
  return args.length === 1 ? (args[0]?.value ?? '') : values(location.of).join(' ');
}

function laterOf(a: Placed | undefined, b: Placed | undefined): Placed | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.file === b.file && a.directive.start > b.directive.start ? a : b;
}

function streamDialer(server: VirtualServer, pass: Placed): Dialer {
  const { scope } = server;
  const to = firstValue(pass) ?? '';
  const ssl = scope.effective('proxy_ssl');
  const tls = isOn(ssl);
  return {
    at: headOf(pass),
    tlsAt: tls && ssl !== undefined ? headOf(ssl) : undefined,
    via: 'proxy_pass',
    speaks: speaksAny,
    to,
    addresses: addressesOf(scope, to),
    tls,
    offer: tls ? streamOffer(scope.effective('proxy_ssl_alpn')) : mirrors,
  };
}

function streamOffer(directive: Placed | undefined): ByVersion<DialerOffer> {
  if (directive === undefined) return offersNothing;
  const written = values(directive);
  if (written.every((it) => it === '$ssl_alpn_protocol')) return mirrors;
  if (written.some((it) => it.includes('$')))
    return constant({ kind: 'unknown', because: 'proxy_ssl_alpn has a variable' });
  // Empty values are skipped (ngx_stream_proxy_module.c): `proxy_ssl_alpn "";` cancels an inherited one.
  return constant({ kind: 'fixed', protocols: written.filter((it) => it !== '') });
}

function httpDialer(scope: Scope, pass: Placed): Dialer {
  const to = firstValue(pass) ?? '';
  const grpc = pass.directive.name.value === 'grpc_pass';
  const tls = (grpc ? GRPC_OVER_TLS : HTTP_OVER_TLS).test(to);
  const byVersion = !grpc && firstValue(scope.effective('proxy_http_version')) === '2';
  return {
    at: headOf(pass),
    tlsAt: undefined,
    via: grpc ? 'grpc_pass' : 'proxy_pass',
    speaks: grpc ? speaksHttp2 : byVersion ? speaksByVersion : speaksHttp1,
    to,
    addresses: addressesOf(scope, targetOf(to)),
    tls,
    offer: !tls || !(grpc || byVersion) ? offersNothing : grpc ? offersH2 : offersByVersion,
  };
}

const GRPC_OVER_TLS = /^grpcs:\/\//i;
const HTTP_OVER_TLS = /^https:\/\//i;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;

/** What is connected to: `grpcs://host:port/uri` without its scheme and its path; `unix:` addresses as they are. */
function targetOf(address: string): string {
  const start = SCHEME.test(address) ? address.indexOf('://') + 3 : 0;
  if (address.startsWith('unix:', start)) return address;
  const slash = address.indexOf('/', start);
  return address.slice(start, slash < 0 ? address.length : slash);
}

const groups = new WeakMap<Scope, ReadonlyMap<string, Scope>>();

/** The upstream groups of a module's block, by name; of two with one name the first (nginx refuses the second). */
function groupsOf(block: Scope): ReadonlyMap<string, Scope> {
  let found = groups.get(block);
  if (found === undefined) {
    found = new Map(
      block
        .blocks('upstream')
        .map((it) => [firstValue(it.of) ?? '', it] as const)
        .reverse(),
    );
    groups.set(block, found);
  }
  return found;
}

/** The servers behind a target: those of the upstream group of that name, or the target itself. */
function addressesOf(scope: Scope, target: string): readonly string[] {
  if (target === '' || target.includes('$')) return [];
  let block = scope;
  while (block.parent !== undefined && block.of?.directive.name.value !== 'server') block = block.parent;
  const group = groupsOf(block.parent ?? block).get(target);
  return group === undefined ? [target] : group.all('server').flatMap((it) => firstValue(it) ?? []);
}
