import { baseName, type FilePath } from '../../text/filePath.ts';
import { contains, lowerBound } from '../../text/span.ts';
import type { DomainInput } from '../domain.ts';
import type { GrpcEvidence, Route } from '../facts.ts';
import type { Configuration } from './configuration.ts';
import { GRPC_PORTS, OTHER_PROTOCOL_NAMES, OTHER_PROTOCOL_PORTS } from './protocols.ts';
import { listensOf, type VirtualServer } from './server.ts';
import { grpcStatementsOf, isOurs, type GrpcStatement, type GrpcStatements } from './statement.ts';
import type { Comment, Directive, NginxTree } from './tree.ts';

/** Whether gRPC runs through a server, with the reasons. A statement decides; then what nginx itself does; then names and ports. */
export function evidenceOf(
  server: VirtualServer,
  routes: readonly Route[],
  configuration: Configuration,
  input: DomainInput<NginxTree>,
): GrpcEvidence {
  const stated = statementFor(server, configuration, input);
  if (stated !== undefined) return stated;
  const grpcPass = routes.find(({ dialer }) => dialer.via === 'grpc_pass');
  if (grpcPass !== undefined) return { grpc: 'yes', because: [`grpc_pass ${grpcPass.dialer.to}`] };
  // What http serves beside `grpc_pass` is the web; nobody asks there.
  if (server.module === 'http') return NOTHING_SAID;
  const likely = reasonsFor(server, routes, input);
  const other = reasonsAgainst(server, routes);
  if (likely.length > 0 && other.length > 0) return { grpc: 'unknown', because: [...likely, ...other] };
  if (likely.length > 0) return { grpc: 'likely', because: likely };
  if (other.length > 0) return { grpc: 'no', because: other };
  return NOTHING_SAID;
}

const NOTHING_SAID: GrpcEvidence = { grpc: 'unknown', because: ['nothing here says what is served'] };

/** The innermost statement: in the server's block, elsewhere in its file but in no other server, for the file, for the configuration. */
function statementFor(
  server: VirtualServer,
  configuration: Configuration,
  input: DomainInput<NginxTree>,
): GrpcEvidence | undefined {
  const file = server.scope.of?.file ?? configuration.main;
  const block = server.scope.of?.directive;
  const tree = input.files.get(file)?.tree;
  const statement = tree === undefined ? undefined : statementAt(grpcStatementsOf(tree), block);
  if (statement !== undefined) return { grpc: statement.grpc, because: [`stated by a comment in ${baseName(file)}`] };
  const byFile = input.options.grpcOf(file);
  if (byFile !== undefined) return { grpc: byFile.grpc, because: [`stated in ${byFile.from}`] };
  const byConfiguration = configuration.stated?.grpc;
  return byConfiguration === undefined
    ? undefined
    : { grpc: byConfiguration, because: ['stated for this configuration'] };
}

function statementAt({ all, general }: GrpcStatements, block: Directive | undefined): GrpcStatement | undefined {
  if (all.length === 0 || block === undefined) return general;
  const first = all[lowerBound(all, block.start)];
  return first !== undefined && contains(block, first) ? first : general;
}

/** A name that says gRPC: as a word of its own or as a part (`grpc-api`, `mygrpc`), but never this product's name. */
function saysGrpc(text: string): boolean {
  return /grpc/i.test(text.replace(/grpc-alpn/gi, '').replace(/grpc-?web/gi, ''));
}

function reasonsFor(server: VirtualServer, routes: readonly Route[], input: DomainInput<NginxTree>): readonly string[] {
  const reasons: string[] = [];
  const name = server.names.find(saysGrpc);
  if (name !== undefined) reasons.push(`server_name ${name}`);
  for (const { dialer } of routes) {
    if (saysGrpc(dialer.to)) reasons.push(`proxy_pass ${dialer.to}`);
    const address = dialer.addresses.find(saysGrpc);
    if (address !== undefined && address !== dialer.to) reasons.push(`upstream server ${address}`);
    const port = dialer.addresses.map(portOf).find((it) => it !== undefined && GRPC_PORTS.has(it));
    if (port !== undefined) reasons.push(`upstream port ${port}, ${GRPC_PORTS.get(port) ?? ''}`);
  }
  const port = portsOf(server).find((it) => GRPC_PORTS.has(it));
  if (port !== undefined) reasons.push(`port ${port}, ${GRPC_PORTS.get(port) ?? ''}`);
  const { of } = server.scope;
  if (of === undefined) return reasons;
  if (saysGrpc(baseName(of.file))) reasons.push(`the file is called ${baseName(of.file)}`);
  const comment = commentsAt(of.file, of.directive.start, of.directive.end, input).find(
    ({ value }) => saysGrpc(value) && !DENIES.test(value),
  );
  if (comment !== undefined) reasons.push(`the comment "${shortened(comment.value)}"`);
  return reasons;
}

/** A comment with one of these may say that gRPC is just what does not run here. */
const DENIES = /\b(?:no|non|not|never|without|instead|except|unlike|neither|nor|elsewhere|\w+n['’]t)\b/i;

function reasonsAgainst(server: VirtualServer, routes: readonly Route[]): readonly string[] {
  const ports = [
    ...portsOf(server),
    ...routes.flatMap(({ dialer }) => dialer.addresses.flatMap((it) => portOf(it) ?? [])),
  ];
  const port = ports.find((it) => OTHER_PROTOCOL_PORTS.has(it));
  if (port !== undefined) return [`port ${port} is ${OTHER_PROTOCOL_PORTS.get(port) ?? ''}`];
  const names = [...server.names, ...routes.flatMap(({ dialer }) => [dialer.to, ...dialer.addresses])];
  const words = names.flatMap((it) => it.toLowerCase().split(/[^a-z0-9]+/));
  const word = words.find((it) => OTHER_PROTOCOL_NAMES.has(it));
  return word === undefined ? [] : [`the name ${word}`];
}

function portsOf(server: VirtualServer): readonly number[] {
  return listensOf(server).flatMap(({ ports }) => ports.flatMap((it) => it ?? []));
}

function portOf(address: string): number | undefined {
  const [, port] = /:(\d{1,5})$/.exec(address) ?? [];
  return port === undefined ? undefined : Number(port);
}

/** The comments in a block and on the lines directly above it. */
function commentsAt(file: FilePath, start: number, end: number, input: DomainInput<NginxTree>): readonly Comment[] {
  const parsed = input.files.get(file);
  if (parsed === undefined) return [];
  const { comments } = parsed.tree;
  let first = lowerBound(comments, start);
  const inside = comments.slice(first, lowerBound(comments, end));
  const above: Comment[] = [];
  for (let next = start; first > 0; first--) {
    const comment = comments[first - 1];
    if (comment === undefined || /\S|\n[^\S\n]*\n/.test(parsed.text.slice(comment.end, next))) break;
    above.push(comment);
    next = comment.start;
  }
  return [...above, ...inside].filter((it) => !isOurs(it));
}

function shortened(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > 40 ? `${trimmed.slice(0, 39)}…` : trimmed;
}
