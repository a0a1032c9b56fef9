import type { DomainInput } from '../domain.ts';
import type { Dialer } from '../facts.ts';
import { commentsAt } from './comments.ts';
import { goServerAt } from './goServers.ts';
import { grpcIn, grpcPortIn } from '../grpcNames.ts';
import { noReasons, shortened, type Reasons } from '../grpcReasons.ts';
import { firstValue, values, type Placed, type Scope } from './scope.ts';
import type { VirtualServer } from './server.ts';
import { DENIES, portsIn } from './streamEvidence.ts';
import type { NginxTree } from './tree.ts';

/** One way out of an http server. */
export interface Way {
  /** The block that `proxy_pass` or `grpc_pass` stands in. */
  readonly scope: Scope;
  readonly dialer: Dialer;
  /** The variable that chooses this way, without its `$`, and its values that do. */
  readonly by: string | undefined;
  readonly keys: readonly string[];
}

/**
 * What speaks for and against gRPC in a location of an http server. `proxy_pass` beside a name or a port that says gRPC is mostly gRPC-Web,
 * Connect, a gateway to JSON or something else that works that way: it takes two of different kinds.
 */
export function locationReasons(server: VirtualServer, way: Way, input: DomainInput<NginxTree>): Reasons {
  const { scope, dialer } = way;
  const reasons = noReasons();
  if (dialer.via === 'grpc_pass') {
    reasons.certain.push(`grpc_pass ${dialer.to}`);
    return reasons;
  }
  addContentType(way, reasons);
  addHealthCheck(scope, reasons);
  addHints(server, way, input, reasons);
  const address = dialer.resolved ?? dialer.to;
  if (/^grpcs?:\/\//i.test(address)) reasons.certain.push(`the address ${shortened(address)}`);
  const [, path] = /^https?:\/\/[^/]{0,300}(\/[^/$][^$]*)$/i.exec(address) ?? [];
  if (path !== undefined) reasons.against.push(`the path ${shortened(path)} of the upstream`);
  if (speaksToBrowsers(scope)) reasons.against.push('Access-Control headers: browsers, which speak gRPC-Web');
  return reasons;
}

function addContentType({ scope, by, keys }: Way, { certain, against }: Reasons): void {
  if (by === 'content_type' || by === 'http_content_type') {
    const grpc = keys.find(isGrpcContentType);
    if (grpc !== undefined) certain.push(`requests of the content type ${grpc} go this way`);
    else against.push(`$${by} chooses this way, and not for gRPC`);
  }
  if (scope.of?.directive.name.value === 'if' && asksFor(scope.of) === 'grpc')
    certain.push('the condition asks for the content type of gRPC');
  for (const condition of scope.blocks('if')) {
    const asked = condition.of && asksFor(condition.of);
    if (asked === undefined || condition.own('return') === undefined) continue;
    if (asked === 'others') certain.push('what is not of the content type of gRPC is sent away');
    else against.push('what is of the content type of gRPC is sent elsewhere');
  }
}

/** `application/grpc`, `~^application/grpc`, `application/grpc+proto`; not `application/grpc-web`. */
function isGrpcContentType(text: string): boolean {
  return /application\\?\/grpc(?![-\w])/i.test(text);
}

/** Whether a condition fits requests with the content type of gRPC, or those with another one. `undefined`: it asks for something else. */
function asksFor(condition: Placed): 'grpc' | 'others' | undefined {
  const [variable = '', operator = '', ...rest] = values(condition)
    .flatMap((it) => it.replace(/^\(|\)$/g, '').split(/\s+/))
    .filter((it) => it !== '');
  if (variable !== '$content_type' && variable !== '$http_content_type') return undefined;
  if (!rest.some(isGrpcContentType)) return undefined;
  return operator.startsWith('!') ? 'others' : 'grpc';
}

const HEALTH = /grpc\\?\.health\\?\.v1\\?\.Health/;

function addHealthCheck(scope: Scope, { certain }: Reasons): void {
  const match = matchOf(scope);
  if (HEALTH.test(match)) certain.push(`location ${shortened(match)}, the health check of gRPC`);
  if (values(scope.own('health_check')).includes('type=grpc')) certain.push('health_check type=grpc');
}

function matchOf(scope: Scope): string {
  let block: Scope | undefined = scope;
  while (block !== undefined && block.of?.directive.name.value === 'if') block = block.parent;
  return values(block?.of).join(' ');
}

function addHints(server: VirtualServer, way: Way, input: DomainInput<NginxTree>, reasons: Reasons): void {
  const { scope, dialer } = way;
  const { certain, likely, hints } = reasons;
  const names = namesIn(server, way);
  const said = saidBy(names, scope, input, reasons);
  const match = matchOf(scope);
  if (SERVICE.test(match)) said.push(`location ${shortened(match)}, which looks like a gRPC service`);
  const port = grpcPortIn(
    portsIn(dialer.addresses),
    names.map(([, text]) => text),
  );
  const sure = [port === undefined ? undefined : `upstream port ${port}`, directiveFor(scope)].filter(
    (it) => it !== undefined,
  );
  const goServer = goServerAt(dialer.addresses, input.grpcServers);
  if (goServer !== undefined) (goServer.certain && said.length > 0 ? certain : likely).push(goServer.because);
  const all = [...sure, ...said.slice(0, MOST_HINTS)];
  (sure.length > 1 || (sure.length > 0 && said.length > 0) ? likely : hints).push(...all);
}

/** So many names are told. */
const MOST_HINTS = 2;

/** A gRPC service or method: `/helloworld.Greeter/SayHello`, `= /pkg.v1.Service/Method`, `~ ^/pkg\.Service/`. Connect and gRPC-Web have the same. */
const SERVICE = /^(?:(?:=|~\*?|\^~)\s*)?\^?\/(?:[a-z_]\w{0,60}\\?\.){1,10}[A-Z]\w{0,60}(?:\/\w{0,60})?\$?$/;

type Name = readonly [of: string, text: string];

function namesIn(server: VirtualServer, { scope, dialer }: Way): readonly Name[] {
  return [
    ...server.names.map((it): Name => ['server_name', it]),
    ['proxy_pass', dialer.to],
    ...[dialer.resolved ?? dialer.to, ...dialer.addresses]
      .filter((it) => it !== dialer.to)
      .map((it): Name => ['upstream', it]),
    ['location', matchOf(scope)],
  ];
}

/** The names and comments that say gRPC; what says that it is not goes against it. */
function saidBy(names: readonly Name[], scope: Scope, input: DomainInput<NginxTree>, { against }: Reasons): string[] {
  const found: string[] = [];
  const comments = scope.of === undefined ? [] : commentsAt(scope.of, input).filter(({ value }) => !DENIES.test(value));
  for (const [of, text] of [...names, ...comments.map(({ value }): Name => ['the comment', value])]) {
    const said = HEALTH.test(text) ? undefined : grpcIn(text);
    if (said === 'yes')
      found.push(of === 'the comment' ? `the comment "${shortened(text)}"` : `${of} ${shortened(text)}`);
    else if (said === 'no') against.push(`${of} ${shortened(text)}`);
  }
  return found;
}

/** Directives that are of use for gRPC alone. */
const GRPC_DIRECTIVES = [
  'grpc_set_header',
  'grpc_read_timeout',
  'grpc_send_timeout',
  'grpc_socket_keepalive',
  'grpc_ssl_verify',
];

/** What a location does for gRPC, though it passes requests on as plain HTTP. */
function directiveFor(scope: Scope): string | undefined {
  const directive = GRPC_DIRECTIVES.find((it) => scope.own(it) !== undefined);
  if (directive !== undefined) return directive;
  for (const header of scope.all('proxy_set_header')) {
    const [name = '', value = ''] = values(header);
    if (/^content-type$/i.test(name) && isGrpcContentType(value)) return `proxy_set_header ${name} ${value}`;
    if (/^te$/i.test(name) && value.toLowerCase() === 'trailers') return `proxy_set_header ${name} ${value}`;
  }
  if (scope.all('add_header').some((it) => firstValue(it)?.toLowerCase() === 'grpc-status'))
    return 'add_header grpc-status';
  if (scope.all('error_page').some((it) => grpcIn(values(it).at(-1) ?? '') === 'yes')) return 'an error_page for gRPC';
  const version = scope.effective('proxy_http_version');
  return /^2(?:\.0)?$/.test(firstValue(version) ?? '') ? `proxy_http_version ${firstValue(version) ?? ''}` : undefined;
}

/** Whether a location answers browsers of other origins: there gRPC-Web or JSON is spoken. */
function speaksToBrowsers(scope: Scope): boolean {
  for (let block: Scope | undefined = scope; block !== undefined; block = block.parent) {
    for (const holder of [block, ...block.blocks('if')]) {
      for (const name of ['add_header', 'more_set_headers']) {
        if (holder.all(name).some((it) => /^access-control-/i.test(firstValue(it) ?? ''))) return true;
      }
    }
    if (block.of?.directive.name.value === 'server') return false;
  }
  return false;
}
