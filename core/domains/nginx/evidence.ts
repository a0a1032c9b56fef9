import type { DomainInput } from '../domain.ts';
import type { GrpcEvidence, GrpcEvidenceLevel, Route } from '../facts.ts';
import { baseName, type FilePath } from '../../text/filePath.ts';
import type { Configuration } from './configuration.ts';
import { locationReasons, type Way } from './locationEvidence.ts';
import { mayNameGrpc } from '../grpcNames.ts';
import { judged, NOTHING_SAID } from '../grpcReasons.ts';
import { isOn, type Scope } from './scope.ts';
import type { VirtualServer } from './server.ts';
import { grpcStatementFor } from './statement.ts';
import { streamReasons } from './streamEvidence.ts';
import type { NginxTree } from './tree.ts';

type Input = DomainInput<NginxTree>;

/** Whether gRPC runs through a server, with the reasons. A statement decides; then what nginx itself does; then ports and names. */
export function evidenceOf(
  server: VirtualServer,
  routes: () => readonly Route[],
  configuration: Configuration,
  input: Input,
): GrpcEvidence {
  const { scope } = server;
  const stated = statementFor(scope, configuration, input);
  if (stated !== undefined) return stated;
  if (server.mentions('ssl_reject_handshake') && isOn(scope.effective('ssl_reject_handshake'))) return SERVES_NOTHING;
  if (server.module === 'stream') return judged(streamReasons(server, routes(), input));
  // Where no word says it, what http serves is the web.
  return mayServeGrpc(configuration, input) ? strongest(routes()) : NOTHING_SAID;
}

const SERVES_NOTHING: GrpcEvidence = { grpc: 'no', because: ['ssl_reject_handshake on: nothing is served'] };

/** Whether gRPC takes one way out of an http server: a location may say it where the server as a whole does not. */
export function routeEvidenceOf(
  server: VirtualServer,
  way: Way,
  configuration: Configuration,
  input: Input,
): GrpcEvidence {
  const stated = statementFor(way.scope, configuration, input);
  if (stated !== undefined) return stated;
  return mayServeGrpc(configuration, input) ? judged(locationReasons(server, way, input)) : NOTHING_SAID;
}

/** Whether any http server of a configuration has to be looked at closely. */
function mayServeGrpc({ mentions }: Configuration, { grpcServers }: Input): boolean {
  return grpcServers.length > 0 || mayNameGrpc(mentions);
}

const STRENGTH: Readonly<Record<GrpcEvidenceLevel, number>> = { yes: 3, likely: 2, unknown: 1, no: 0 };

/** A server carries gRPC where one of its ways does. That none does says nothing: it may serve anything beside them. */
function strongest(routes: readonly Route[]): GrpcEvidence {
  let found = NOTHING_SAID;
  for (const { grpc } of routes) {
    const evidence = grpc?.();
    if (evidence !== undefined && STRENGTH[found.grpc] < STRENGTH[evidence.grpc]) found = evidence;
  }
  return found;
}

/** The innermost statement: in the file, for the file, in the files that include it, for the configuration. */
function statementFor(scope: Scope, configuration: Configuration, input: Input): GrpcEvidence | undefined {
  const file = fileOf(scope, configuration);
  const inFile = statedIn(scope, file, input);
  if (inFile !== undefined) return inFile;
  const byFile = input.options.grpcOf(file);
  if (byFile !== undefined) return { grpc: byFile.grpc, because: [`a statement in ${byFile.from}`] };
  let inner = file;
  for (let outer = scope.parent; outer !== undefined; outer = outer.parent) {
    const outerFile = fileOf(outer, configuration);
    const stated = outerFile === inner ? undefined : statedIn(outer, outerFile, input);
    if (stated !== undefined) return stated;
    inner = outerFile;
  }
  const byConfiguration = configuration.stated?.grpc;
  return byConfiguration === undefined
    ? undefined
    : { grpc: byConfiguration, because: ['a statement for this configuration'] };
}

function fileOf(scope: Scope, configuration: Configuration): FilePath {
  return scope.of?.file ?? configuration.main;
}

function statedIn(scope: Scope, file: FilePath, input: Input): GrpcEvidence | undefined {
  const tree = input.files.get(file)?.tree;
  const statement = tree && grpcStatementFor(tree, scope.of?.directive);
  return statement && { grpc: statement.grpc, because: [`a comment in ${baseName(file)} that says so`] };
}
