import type { GoModule, GrpcEvidence } from '../../domains/facts.ts';
import { edgeClientVerdict } from '../../project/edgeVerdict.ts';
import type { ProjectEdge } from '../../project/edges.ts';
import { moduleOf } from '../../project/goModules.ts';
import { rivalsOf } from '../../project/rivals.ts';
import type { Location } from '../../text/location.ts';
import type { Clients } from './goHops.ts';
import { fateAtOtherEnd, fateOf, type Upgrade, type UpgradeHop } from './hop.ts';
import { linkedHop } from './linkedHop.ts';
import { grpcGoOf, grpcGoOfModule } from './versions.ts';

/** Load balancers, gateways and ingress controllers, as the modules that are raised meet them as clients. */
export function* edgeHops(upgrade: Upgrade, dialers: Clients['dialers']): Iterable<UpgradeHop> {
  for (const edge of upgrade.then.edges) {
    if (speaksHttp1Behind(edge)) continue;
    const met = linkedHop(upgrade, edge, dialers.get(edge) ?? []);
    if (met === undefined) continue;
    const { isServer, dialers: led } = met;
    const client = clientOf(upgrade, edge, led);
    const [before, after] = grpcGoOfModule(upgrade, client?.file);
    const isShared = led.length > 0 && rivalsOf(upgrade.then, edge).length > 0;
    const grpc = isShared ? perhapsDialled(edge.grpc) : met.grpc;
    const [today, verdict] = [before, after].map((it) => edgeClientVerdict(upgrade.then, edge, it));
    if (today === undefined || verdict === undefined) continue;
    const fate = isServer ? fateAtOtherEnd(today, verdict) : fateOf(today, verdict);
    const told = { what: { kind: 'edge', edge }, at: edge.at, refusedBy: 'client' } as const;
    yield { ...told, grpc, dialers: isShared ? [] : led, fate, verdict };
  }
}

/**
 * The module that an upgrade breaks first, of those that dial an edge, or else may be its clients by name: what is behind it says nothing of
 * who connects. `undefined`: none is known.
 */
function clientOf(upgrade: Upgrade, edge: ProjectEdge, dialers: readonly Location[]): GoModule | undefined {
  const { then, today, raised } = upgrade;
  const dialling = dialers.flatMap(({ file }) => moduleOf(then.modules, file) ?? []);
  const named = edge.modules.filter(({ module, role }) => role === 'either' && raised.has(module.file));
  const clients = dialling.length > 0 ? dialling : named.map(({ module }) => module);
  return clients.find(({ file }) => !grpcGoOf(upgrade, today, file).enforces) ?? clients[0];
}

/** Which of several things of one name a client reaches is not known. */
function perhapsDialled(own: GrpcEvidence): GrpcEvidence {
  if (own.grpc === 'yes') return own;
  const because = ['a client in Go dials its name, which leads to something else as well'];
  return { grpc: 'likely', because: own.grpc === 'likely' ? [...own.because, ...because] : because };
}

/** An ALB whose target groups all speak HTTP/1.1: no gRPC gets through, whatever ALPN comes to, and no upgrade has to do with it. */
function speaksHttp1Behind({ targets }: ProjectEdge): boolean {
  return (
    targets.length > 0 &&
    targets.every(({ version }) => {
      const declared = version?.declared;
      return declared?.kind === 'absent' || (declared?.kind === 'stated' && declared.value === 'HTTP1');
    })
  );
}
