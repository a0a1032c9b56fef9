import { nginx } from '../../domains/nginxVersion.ts';
import { firstValue, isOn, values, type Placed, type Scope } from '../../domains/nginx/scope.ts';
import type { Project, ProjectListener } from '../../project/project.ts';
import { baseName } from '../../text/filePath.ts';
import type { TextEdit } from '../../text/textEdit.ts';
import { canListenInHttp } from './canListen.ts';
import { flush } from './convert.ts';
import { isKnownInHttp } from './counterpart.ts';
import { destinationFor, writeTo, type Destination } from './destination.ts';
import { hasHttp2Directive, httpServer } from './httpServer.ts';
import { httpUpstream, upstreamLines, type HttpUpstream } from './httpUpstream.ts';
import { inheritedBy } from './inherited.ts';
import { unitOf } from './layout.ts';
import type { Refactoring } from './refactoring.ts';
import { blockSpan, passageOf, removalsOf, type Passage } from './removal.ts';
import { isWhole } from './whole.ts';

/** nginx 1.13.10 brought `grpc_pass` (CHANGES). */
const GRPC_PASS_SINCE = nginx('1.13.10');

/** Turns a stream server into one of http that speaks HTTP/2 and passes gRPC on. `undefined`: that is not what this server could do. */
export function serveWithGrpcPass(project: Project, listener: ProjectListener): Refactoring | undefined {
  const { scope } = listener.server;
  const { of } = scope;
  const version = listener.nginxVersion?.value;
  const file = of && project.nginxFiles.get(of.file);
  const destination = destinationFor(project, listener);
  if (of === undefined || file === undefined || destination === undefined) return undefined;
  if (version !== undefined && version < GRPC_PASS_SINCE) return undefined;
  if (!canBeGrpc(listener) || !canListenInHttp(project, listener)) return undefined;
  const upstream = httpUpstream(project, scope, destination.scope);
  if (upstream === 'impossible' || (upstream !== undefined && !isWhole(project, upstream.of.file))) return undefined;
  const name = upstream?.name ?? addressIn(scope);
  if (name === undefined) return undefined;
  const target = `${isOn(scope.effective('proxy_ssl')) ? 'grpcs' : 'grpc'}://${name}`;
  const passage = passageOf(file, of.directive);
  const server = httpServer(project, scope, {
    target,
    behind: passage.behind,
    http: destination.scope,
    hasHttp2Directive: hasHttp2Directive(version),
    keepsSessionZone: (zone) => isSessionZoneKept(scope, zone),
  });
  if (server === undefined) return undefined;
  const lines = [...upstreamLines(project, upstream), ...flush(passage.above), ...server.lines];
  const gone = [{ of, passage }, ...goneWith(project, upstream)];
  const isEmpty = isLeftEmpty(project, destination, gone);
  const written = writeTo(destination, lines, { unit: unitOf(file, of.directive), replacesStream: isEmpty });
  const removed = isEmpty ? (destination.http === undefined ? [] : streamOf(project, destination)) : gone;
  return {
    id: 'serveWithGrpcPass',
    title: 'Serve with http and grpc_pass',
    description: describe(listener, {
      target,
      to: baseName(destination.file.path),
      lost: [...new Set([...server.lost, ...(upstream?.written?.lost ?? [])])],
    }),
    edits: [...removals(project, removed), { file: destination.file.path, ...written }],
  };
}

/** Addresses that need no quotes. */
const ADDRESS = /^(?:unix:[\w./-]+|[\w.-]+:\d{1,5}|\[[\da-fA-F:.]+\]:\d{1,5})$/;

/** The address that a server passes on to; `undefined`: none that `grpc_pass` would take. */
function addressIn(server: Scope): string | undefined {
  const address = firstValue(server.own('proxy_pass'));
  return address !== undefined && ADDRESS.test(address) ? address : undefined;
}

/** Whether all that decides is known, and nothing needs the bytes as they come. */
function canBeGrpc({ server: { scope, listens } }: ProjectListener): boolean {
  const target = firstValue(scope.own('proxy_pass'));
  if (target === undefined || target.includes('$') || listens.length === 0) return false;
  if (scope.own('pass') !== undefined || scope.own('return') !== undefined) return false;
  // What a client's own TLS would have to be ended with is not here.
  if (isOn(scope.effective('ssl_preread')) && listens.some(({ ssl }) => !ssl)) return false;
  const certificates = ['ssl_certificate', 'ssl_certificate_key'].map((name) => scope.effective(name));
  if (listens.some(({ ssl }) => ssl) && !certificates.every((it) => it && values(it).every(isKnownInHttp)))
    return false;
  // What is said over several lines would be another value with another indentation.
  const written = [...scope.segments.flatMap(({ directives }) => directives), ...inheritedBy(scope).map(directiveOf)];
  return written.every(({ args }) => args.every(({ value }) => !value.includes('\n')));
}

function directiveOf({ directive }: Placed): Placed['directive'] {
  return directive;
}

/** Whether `stream` or another server of it goes on using a zone of `ssl_session_cache`. */
function isSessionZoneKept(server: Scope, zone: string): boolean {
  const around = server.parent;
  const others = around?.blocks('server').filter((it) => it.of?.directive !== server.of?.directive) ?? [];
  return [around, ...others].some((it) =>
    it?.all('ssl_session_cache').some((placed) => values(placed).some((value) => value.startsWith(`shared:${zone}:`))),
  );
}

/** A block that is taken out of its file. */
interface Gone {
  readonly of: Placed;
  readonly passage: Pick<Passage, 'start' | 'end'>;
}

function goneWith({ nginxFiles }: Project, upstream: HttpUpstream | undefined): readonly Gone[] {
  const file = upstream && nginxFiles.get(upstream.of.file);
  if (upstream?.isLeft !== true || file === undefined) return [];
  return [{ of: upstream.of, passage: passageOf(file, upstream.of.directive) }];
}

/** Whether neither a directive nor a comment is left in `stream`. */
function isLeftEmpty({ nginxFiles }: Project, { stream }: Destination, gone: readonly Gone[]): boolean {
  const { block } = stream.directive;
  const file = nginxFiles.get(stream.file);
  if (block === undefined || file === undefined) return false;
  const leaves = new Set(gone.map(({ of }) => of.directive));
  return (
    block.children.every((it) => leaves.has(it)) &&
    file.tree.comments
      .filter(({ start, end }) => block.start < start && end <= block.end)
      .every(({ start, end }) => gone.some(({ passage }) => passage.start <= start && end <= passage.end))
  );
}

function streamOf({ nginxFiles }: Project, { stream }: Destination): readonly Gone[] {
  const file = nginxFiles.get(stream.file);
  return file === undefined ? [] : [{ of: stream, passage: blockSpan(file, stream.directive) }];
}

function removals({ nginxFiles }: Project, gone: readonly Gone[]): readonly TextEdit[] {
  return [...new Set(gone.map(({ of }) => of.file))].flatMap((path) => {
    const file = nginxFiles.get(path);
    const passages = gone.filter(({ of }) => of.file === path).map(({ passage }) => passage);
    return file === undefined
      ? []
      : removalsOf(file, passages).map((span): TextEdit => ({ file: path, span, newText: '' }));
  });
}

function describe(
  { server: { scope, listens } }: ProjectListener,
  { target, to, lost }: { readonly target: string; readonly to: string; readonly lost: readonly string[] },
): string {
  const sentences = [
    `The server moves to http {} in ${to}: nginx speaks HTTP/2 with the clients${listens.some(({ ssl }) => ssl) ? ', selects h2 by ALPN,' : ''} and passes each call on with grpc_pass ${target}.`,
    ...(listens.some(({ ssl }) => !ssl)
      ? ['Where it listens without ssl, clients must use gRPC without TLS: TLS that passes through today will not.']
      : []),
    ...(isOn(scope.effective('proxy_protocol'))
      ? ['grpc_pass sends no PROXY protocol header: the upstream must no longer expect it.']
      : []),
    ...(lost.length > 0 ? [`Left as comments, because http has no counterpart: ${lost.join(', ')}.`] : []),
  ];
  return sentences.join(' ');
}
