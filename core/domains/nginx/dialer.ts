import type { DialerOffer } from '../../alpn/index.ts';
import type { ByVersion, Dialer, GrpcEvidence, Route } from '../facts.ts';
import { lazy } from '../../text/lazy.ts';
import { readSocketAddress } from './address.ts';
import { nginx, type NginxVersion } from '../nginxVersion.ts';
import type { Way } from './locationEvidence.ts';
import { append, firstValue, headOf, isOn, values, type Placed, type Scope } from './scope.ts';
import type { VirtualServer } from './server.ts';
import { isPlaceholder } from './template.ts';
import { upstreamRefusal } from './tlsRefusal.ts';
import { evaluate, moduleOf, possibilitiesOf, type Known, type Possibility } from './variables.ts';

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

/** So many addresses of one variable are told apart. */
const MOST_TARGETS = 1000;

/** The directive that a stream server goes on with: of several the last one counts. */
export function streamPass(server: VirtualServer): Placed | undefined {
  const { scope } = server;
  return laterOf(scope, scope.own('proxy_pass'), scope.own('pass'));
}

/**
 * All ways out of a server.
 * @param evidence what says whether gRPC takes a way out of an http server
 */
export function routesOf(server: VirtualServer, evidence?: (way: Way) => GrpcEvidence): readonly Route[] {
  if (server.module === 'http') return addRoutes(undefined, server.scope, { match: '', depth: 0, evidence }) ?? [];
  const pass = streamPass(server);
  if (pass === undefined) return [];
  const kind = pass.directive.name.value === 'pass' ? 'pass' : 'server';
  return targetsOf(pass, server.scope).map((target) => ({
    kind,
    match: matchOf('', target),
    by: target?.by,
    dialer: streamDialer(server, pass, target),
  }));
}

/** Whether a server that ends TLS ends the connection, too: it cannot `pass` on what `ssl_preread` has made it read (ngx_stream_pass_handler). */
export function cannotPassOn(server: VirtualServer): boolean {
  if (!server.mentions('ssl_preread') || !isOn(server.scope.effective('ssl_preread'))) return false;
  return streamPass(server)?.directive.name.value === 'pass';
}

/**
 * Where a stream server sends one connection. `undefined`: nowhere, or it depends on what is not known.
 * @param known the variables that are known of the connection
 */
export function targetFor(server: VirtualServer, known: Known): string | undefined {
  const pass = server.module === 'stream' ? streamPass(server) : undefined;
  return pass && evaluate(firstValue(pass) ?? '', server.scope, known);
}

/** The targets that a directive can lead to; one `undefined` where they are not known. */
function targetsOf(pass: Placed, scope: Scope): readonly (Possibility | undefined)[] {
  const written = firstValue(pass) ?? '';
  const found = written.includes('$') ? possibilitiesOf(written, scope) : undefined;
  // An empty address is no way out: nginx closes the connection.
  const some = found?.filter(({ value }) => value !== '').slice(0, MOST_TARGETS) ?? [];
  return some.length > 0 ? some : [undefined];
}

/** So many of a map's values are named; the rest is counted. */
const MOST_KEYS = 5;

function matchOf(match: string, target: Possibility | undefined): string {
  if (target === undefined || target.keys.length === 0) return match;
  const named = target.keys.slice(0, MOST_KEYS).join(', ');
  const more = target.keys.length - MOST_KEYS;
  return `${match === '' ? '' : `${match} `}${named}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Nobody nests locations deeper; a file that does is there to exhaust the stack. */
const DEEPEST = 100;

interface Place {
  readonly match: string;
  readonly depth: number;
  readonly evidence: ((way: Way) => GrpcEvidence) | undefined;
}

/** Adds the ways out of the blocks in a block. */
function addRoutes(before: Route[] | undefined, scope: Scope, place: Place): Route[] | undefined {
  let routes = before;
  const depth = place.depth + 1;
  if (place.depth > DEEPEST) return routes;
  for (const location of scope.blocks('location')) {
    routes = addRoute(routes, 'location', location, { ...place, match: locationMatch(location), depth });
  }
  for (const condition of scope.blocks('if')) routes = addRoute(routes, 'if', condition, { ...place, depth });
  return routes;
}

function addRoute(before: Route[] | undefined, kind: Route['kind'], scope: Scope, place: Place): Route[] | undefined {
  // Of several handlers in one location the last one counts (nginx sets one handler per location).
  const pass = laterOf(scope, scope.own('grpc_pass'), scope.own('proxy_pass'));
  let routes = before;
  if (pass !== undefined) {
    for (const target of targetsOf(pass, scope)) {
      const dialer = httpDialer(scope, pass, target);
      const way = { scope, dialer, by: target?.by, keys: target?.keys ?? [] };
      const { evidence } = place;
      routes = append(routes, {
        kind,
        match: matchOf(place.match, target),
        by: target?.by,
        dialer,
        ...(evidence && { grpc: lazy(() => evidence(way)) }),
      });
    }
  }
  return addRoutes(routes, scope, place);
}

function locationMatch(location: Scope): string {
  const { args } = location.of?.directive ?? { args: [] };
  return args.length === 1 ? (args[0]?.value ?? '') : values(location.of).join(' ');
}

/** The one of two directives of a block that nginx reads last. */
function laterOf(scope: Scope, a: Placed | undefined, b: Placed | undefined): Placed | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.inclusion === b.inclusion) return a.directive.start > b.directive.start ? a : b;
  const order = scope.segments.findLast(
    ({ directives }) => directives.includes(a.directive) || directives.includes(b.directive),
  );
  return order?.directives.includes(a.directive) === true ? a : b;
}

function streamDialer(server: VirtualServer, pass: Placed, target: Possibility | undefined): Dialer {
  const { scope } = server;
  const to = firstValue(pass) ?? '';
  const handsOver = pass.directive.name.value === 'pass';
  const ssl = handsOver ? undefined : scope.effective('proxy_ssl');
  const tls = isOn(ssl);
  const resolved = to.includes('$') ? target?.value : to;
  return {
    at: headOf(pass),
    tlsAt: tls && ssl !== undefined ? headOf(ssl) : undefined,
    via: handsOver ? 'pass' : 'proxy_pass',
    speaks: speaksAny,
    to,
    resolved,
    addresses: addressesOf(scope, resolved ?? '', { groups: !handsOver }),
    tls,
    serverName: tls ? () => sentName('proxy_ssl', scope, resolved) : noName,
    offer: isLeftOpen(scope) ? leftOpen : tls ? streamOffer(scope.effective('proxy_ssl_alpn')) : mirrors,
    refusal: tls ? refusalOn('proxy_ssl', scope) : notRefused,
  };
}

const noName: Dialer['serverName'] = () => undefined;

/** The name in the ClientHello (ngx_stream_proxy_ssl_name, ngx_http_upstream_ssl_name): none unless `…_ssl_server_name` is on, and never an address. */
function sentName(
  leg: 'proxy_ssl' | 'grpc_ssl',
  scope: Scope,
  target: string | undefined,
): ReturnType<Dialer['serverName']> {
  const [isSent, name] = [`${leg}_server_name`, `${leg}_name`];
  if (scope.isUncertain(isSent)) return undefined;
  if (!isOn(scope.effective(isSent))) return null;
  if (scope.isUncertain(name)) return undefined;
  const written = firstValue(scope.effective(name)) ?? '$proxy_host';
  const text = written === '$proxy_host' ? target : written;
  if (text === undefined || text.startsWith('unix:') || text.includes('$') || isPlaceholder(text)) return undefined;
  const { host } = readSocketAddress(text);
  return host === '*' || host.startsWith('[') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) ? null : host;
}

const leftOpen = constant<DialerOffer>({ kind: 'unknown', because: 'a template decides what is offered' });

function isLeftOpen(scope: Scope): boolean {
  return scope.isUncertain('proxy_ssl') || scope.isUncertain('proxy_ssl_alpn');
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

const inVariable = constant<DialerOffer>({ kind: 'unknown', because: 'the address is in a variable' });

function httpDialer(scope: Scope, pass: Placed, target: Possibility | undefined): Dialer {
  const to = firstValue(pass) ?? '';
  const resolved = to.includes('$') ? target?.value : to;
  const address = resolved ?? to;
  const grpc = pass.directive.name.value === 'grpc_pass';
  const tls = (grpc ? GRPC_OVER_TLS : HTTP_OVER_TLS).test(address);
  const byVersion = !grpc && firstValue(scope.effective('proxy_http_version')) === '2';
  const offersTls = grpc ? offersH2 : byVersion ? offersByVersion : offersNothing;
  return {
    at: headOf(pass),
    tlsAt: undefined,
    via: grpc ? 'grpc_pass' : 'proxy_pass',
    speaks: grpc ? speaksHttp2 : byVersion ? speaksByVersion : speaksHttp1,
    to,
    resolved,
    addresses: addressesOf(scope, targetOf(resolved ?? ''), { groups: true }),
    tls,
    serverName: tls ? () => sentName(grpc ? 'grpc_ssl' : 'proxy_ssl', scope, targetOf(resolved ?? '')) : noName,
    // A variable at the start holds the scheme, too.
    offer: address.startsWith('$') || isPlaceholder(address) ? inVariable : tls ? offersTls : offersNothing,
    refusal: tls ? refusalOn(grpc ? 'grpc_ssl' : 'proxy_ssl', scope) : notRefused,
  };
}

const notRefused: Dialer['refusal'] = () => undefined;

function refusalOn(leg: 'proxy_ssl' | 'grpc_ssl', scope: Scope): Dialer['refusal'] {
  return (version) => {
    const refusal = upstreamRefusal(leg, scope, version);
    return refusal && { alert: refusal.alert, at: headOf(refusal.directive) };
  };
}

const GRPC_OVER_TLS = /^grpcs:\/\//i;
const HTTP_OVER_TLS = /^https:\/\//i;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;

/** What is connected to: `grpcs://host:port/uri` without its scheme and its path; `unix:` addresses as they are. */
function targetOf(address: string): string {
  const start = SCHEME.test(address) ? address.indexOf('://') + 3 : 0;
  if (address.startsWith('unix:', start)) return address.slice(start);
  const slash = address.indexOf('/', start);
  return address.slice(start, slash < 0 ? address.length : slash);
}

const groups = new WeakMap<Scope, ReadonlyMap<string, Scope>>();

/** The upstream groups of a module's block, by name in lower case; of two with one name the first (nginx refuses the second). */
function groupsOf(block: Scope): ReadonlyMap<string, Scope> {
  let found = groups.get(block);
  if (found === undefined) {
    found = new Map(
      block
        .blocks('upstream')
        .map((it) => [(firstValue(it.of) ?? '').toLowerCase(), it] as const)
        .reverse(),
    );
    groups.set(block, found);
  }
  return found;
}

/** The servers behind a target: those of the upstream group of that name, or the target itself. */
function addressesOf(scope: Scope, target: string, options: { readonly groups: boolean }): readonly string[] {
  if (target === '' || target.includes('$') || isPlaceholder(target)) return [];
  const group = options.groups ? groupsOf(moduleOf(scope)).get(target.toLowerCase()) : undefined;
  return group === undefined ? [target] : serversIn(group);
}

const serversOfGroup = new WeakMap<Scope, readonly string[]>();

/** The addresses of an upstream group: read once, however many servers pass on to it. */
function serversIn(group: Scope): readonly string[] {
  let servers = serversOfGroup.get(group);
  if (servers === undefined) {
    servers = group.all('server').flatMap((it) => firstValue(it) ?? []);
    serversOfGroup.set(group, servers);
  }
  return servers;
}

/** Where connections of a stream server go that are sent to a target: an upstream group's servers, or the target itself. */
export function addressesBehind(server: VirtualServer, target: string): readonly string[] {
  return addressesOf(server.scope, target, { groups: server.scope.own('pass') === undefined });
}

/** The `server` directives of the upstream group that a way out of a server leads to. `undefined`: it names its address itself. */
export function serversBehind(
  { scope }: VirtualServer,
  { resolved, via }: Pick<Dialer, 'resolved' | 'via'>,
): readonly Placed[] | undefined {
  if (resolved === undefined || via === 'pass') return undefined;
  return groupsOf(moduleOf(scope)).get(targetOf(resolved).toLowerCase())?.all('server');
}
