import type { GrpcGoBehaviour } from '../../alpn/index.ts';
import type { GrpcEvidence } from '../../domains/facts.ts';
import type { LinkedModule } from '../../project/link.ts';
import type { Location } from '../../text/location.ts';
import type { Upgrade } from './hop.ts';
import { grpcGoOfModule } from './versions.ts';

/** A hop as the modules that are raised meet it. */
export interface LinkedHop {
  /** Today's and tomorrow's grpc-go of the module that meets it. */
  readonly before: GrpcGoBehaviour;
  readonly after: GrpcGoBehaviour;
  /** Whether only modules meet it that are named as the server behind it: they are not its clients. */
  readonly isServer: boolean;
  readonly grpc: GrpcEvidence;
  /** The clients in Go that lead there. */
  readonly dialers: readonly Location[];
}

/**
 * How an upgrade meets a hop. `undefined`: it does not, or the hop is certainly not gRPC.
 * @param dialers the clients in Go that lead there
 */
export function linkedHop(
  upgrade: Upgrade,
  hop: { readonly grpc: GrpcEvidence; readonly modules: readonly LinkedModule[] },
  dialers: readonly Location[],
): LinkedHop | undefined {
  const { raised, isOnly } = upgrade;
  if (hop.grpc.grpc === 'no') return undefined;
  const linked = hop.modules.filter(({ module }) => raised.has(module.file));
  if (isOnly && hop.modules.length > 0 && linked.length === 0 && dialers.length === 0) return undefined;
  const grpc: GrpcEvidence = dialers.length === 0 ? hop.grpc : { grpc: 'yes', because: ['a client in Go dials it'] };
  const [before, after] = grpcGoOfModule(upgrade, (linked[0] ?? hop.modules[0])?.module.file);
  const isServer = isOnly && dialers.length === 0 && linked.length > 0 && linked.every(({ role }) => role === 'server');
  return { before, after, isServer, grpc, dialers };
}
