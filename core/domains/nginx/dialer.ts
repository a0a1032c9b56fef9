import type { DialerOffer } from '../../alpn/index.ts';
import type { ByVersion, Dialer, Route } from '../facts.ts';
import { nginx, type NginxVersion } from '../nginxVersion.ts';
import { headOf, isOn, values, type Placed, type Scope } from './scope.ts';
import type { VirtualServer } from './server.ts';

/** nginx 1.31.0: `proxy_ssl_alpn` in stream (CHANGES). */
export const PROXY_SSL_ALPN_SINCE = nginx('1.31.0');
/** nginx 1.29.4: `proxy_http_version 2` (CHANGES). */
const PROXY_HTTP2_SINCE = nginx('1.29.4');

const offersNothing = constant<DialerOffer>({ kind: 'fixed', protocols: [] });
const offersH2 = constant<DialerOffer>({ kind: 'fixed', protocols: ['h2'] });
const offersByVersion: ByVersion<DialerOffer> = (version) => (isHttp2Since(version) ? offersH2(version) : offersNothing(version));
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
  return httpRoutes(server.scope);
}

function httpRoutes(server: Scope): readonly Route[] {
  const routes: Route[] = [];
  addRoutes(server, { match: '', depth: 0 }, routes);
  return routes;
}

/** Nobody nests locations deeper; a file that does is there to exhaust the stack. */
const DEEPEST = 100;

interface Place {
  readonly match: string;
  readonly depth: number;
}

function addRoutes(scope: Scope, { match, depth }: Place, routes: Route[]): void {
  if (depth > DEEPEST) return;
  for (const location of scope.blocks('location'))
    addRoute('location', location, { match: values(location.of).join(' '), depth: depth + 1 }, routes);
  for (const condition of scope.blocks('if')) addRoute('if', condition, { match, depth: depth + 1 }, routes);
}

function addRoute(kind: Route['kind'], scope: Scope, place: Place, routes: Route[]): void {
  // Of several handlers in one location the last one counts (nginx sets one handler per location).
  const pass = laterOf(scope.own('grpc_pass'), scope.own('proxy_pass'));
  if (pass !== undefined) routes.push({ kind, match: place.match, dialer: httpDialer(scope, pass) });
  addRoutes(scope, place, routes);
}

function laterOf(a: Placed | undefined, b: Placed | undefined): Placed | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.file === b.file && a.directive.start > b.directive.start ? a : b;
}

function streamDialer(server: VirtualServer, pass: Placed): Dialer {
  const { scope } = server;
  const to = values(pass)[0] ?? '';
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
  if (written.some((it) => it.includes('$'))) return constant({ kind: 'unknown', because: 'proxy_ssl_alpn has a variable' });
  // Empty values are skipped (ngx_stream_proxy_module.c): `proxy_ssl_alpn "";` cancels an inherited one.
  return constant({ kind: 'fixed', protocols: written.filter((it) => it !== '') });
}

function httpDialer(scope: Scope, pass: Placed): Dialer {
  const to = values(pass)[0] ?? '';
  const grpc = pass.directive.name.value === 'grpc_pass';
  const { scheme = grpc ? 'grpc' : 'http', target } = splitAddress(to);
  const tls = scheme === (grpc ? 'grpcs' : 'https');
  const byVersion = !grpc && values(scope.effective('proxy_http_version'))[0] === '2';
  return {
    at: headOf(pass),
    tlsAt: undefined,
    via: grpc ? 'grpc_pass' : 'proxy_pass',
    speaks: grpc ? speaksHttp2 : byVersion ? speaksByVersion : speaksHttp1,
    to,
    addresses: addressesOf(scope, target.startsWith('unix:') ? to : target),
    tls,
    offer: !tls || !(grpc || byVersion) ? offersNothing : grpc ? offersH2 : offersByVersion,
  };
}

/** The parts of `grpcs://host:port/uri`, the scheme in lower case. */
function splitAddress(text: string): { readonly scheme?: string; readonly target: string } {
  const colon = text.indexOf('://');
  const hasScheme = colon > 0 && SCHEME.test(text.slice(0, colon));
  const start = hasScheme ? colon + 3 : 0;
  const slash = text.indexOf('/', start);
  const target = text.slice(start, slash < 0 ? text.length : slash);
  return hasScheme ? { scheme: text.slice(0, colon).toLowerCase(), target } : { target };
}

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*$/;

const groups = new WeakMap<Scope, ReadonlyMap<string, Scope>>();

/** The upstream groups of a module's block, by name; of two with one name the first (nginx refuses the second). */
function groupsOf(block: Scope): ReadonlyMap<string, Scope> {
  let found = groups.get(block);
  if (found === undefined) {
    found = new Map(
      block
        .blocks('upstream')
        .map((it) => [values(it.of)[0] ?? '', it] as const)
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
  return group === undefined ? [target] : group.all('server').flatMap((it) => values(it)[0] ?? []);
}
