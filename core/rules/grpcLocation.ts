import type { GrpcEvidence } from '../domains/facts.ts';
import { firstValue, values, type Scope } from '../domains/nginx/scope.ts';
import { grpcStatementFor } from '../domains/nginx/statement.ts';
import type { Dial, Project, ProjectListener } from '../project/project.ts';

/** A block of an http server with `proxy_pass`: a location, or an `if` in one. */
export interface PassingBlock {
  readonly scope: Scope;
  readonly dial: Dial;
  /** Whether the server passes nothing else on. */
  readonly alone: boolean;
}

/** Whether what a block passes on by `proxy_pass` is gRPC. `undefined`: nothing makes it likely. */
export function evidenceAt(
  project: Project,
  listener: ProjectListener,
  { scope, dial, alone }: PassingBlock,
): GrpcEvidence | undefined {
  const said = dial.route.grpc?.();
  if (said === undefined || said.grpc === 'no' || said.grpc === 'unknown' || upgrades(scope)) return undefined;
  // What the user states of a server or a file need not be true of each of its locations.
  const isGeneral = !alone && isStatedAround(project, listener, scope);
  return isGeneral && !looksLikeGrpc(scope) ? undefined : said;
}

/** Whether a WebSocket goes this way: HTTP/2 has no such header. */
function upgrades(scope: Scope): boolean {
  return scope.all('proxy_set_header').some((it) => firstValue(it)?.toLowerCase() === 'upgrade');
}

/** Whether it is stated that gRPC runs here, and not just about this block. */
function isStatedAround(project: Project, listener: ProjectListener, { of }: Scope): boolean {
  if (of === undefined) return true;
  const tree = project.nginxFiles.get(of.file)?.tree;
  const statement = tree && grpcStatementFor(tree, of.directive);
  if (statement !== undefined) return statement.within !== of.directive;
  const stated = project.options.nginx.configurations.find(({ main }) => main === listener.configuration)?.grpc;
  return stated !== undefined || project.options.grpcOf(of.file) !== undefined;
}

/** Whether a location has the path of a gRPC service, or what only gRPC asks for. */
function looksLikeGrpc(scope: Scope): boolean {
  const te = scope.all('proxy_set_header').find((it) => firstValue(it)?.toLowerCase() === 'te');
  return values(te)[1]?.toLowerCase() === 'trailers' || isServicePath(values(scope.of).at(-1) ?? '');
}

/** `/package.Service/` or a method of it, also as a regular expression. */
function isServicePath(match: string): boolean {
  const path = match.replace(/^\^/, '').replaceAll('\\.', '.');
  return /^\/(?:[a-z]\w{0,60}\.){1,10}[A-Z]\w{0,60}\//.test(path);
}
