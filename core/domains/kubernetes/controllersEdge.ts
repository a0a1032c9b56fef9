import type { Location } from '../../text/location.ts';
import type { DomainInput } from '../domain.ts';
import type { Attribute, EdgeHost, EdgeListener, EdgeTarget } from '../edges.ts';
import type { TlsMode } from '../facts.ts';
import { strongestOf } from './albIngress.ts';
import type { NginxController } from './controllers.ts';
import type { IngressBackend } from './ingressBackends.ts';
import type { KubernetesObjects } from './lookup.ts';
import { declarationOf, nameLocation, wordsFor, type KubernetesObject } from './objects.ts';
import { backendTarget } from './targets.ts';
import type { KubernetesTree } from './tree.ts';

/** What an object makes an ingress controller do at one of its ports. */
export interface ControllerEdge {
  readonly product: NginxController;
  readonly by: KubernetesObject;
  /** Where it is told of. */
  readonly at?: Location;
  readonly protocol: string;
  readonly port: number | undefined;
  readonly tls: TlsMode;
  readonly hosts: readonly EdgeHost[];
  readonly http2: Attribute<boolean> | undefined;
  readonly targets: readonly EdgeTarget[];
  readonly remarks: readonly string[];
}

/** The listener that comes of it. */
export function controllerEdge({ by, at = nameLocation(by), ...edge }: ControllerEdge): EdgeListener {
  return {
    source: 'kubernetes',
    name: wordsFor(by),
    at,
    declaration: declarationOf(by),
    alpnPolicy: undefined,
    policyIgnored: undefined,
    grpc: strongestOf(edge.targets),
    ...edge,
  };
}

/** How a controller speaks to the backends of an object. */
export interface Spoken {
  /** `GRPC`, `GRPCS`, `HTTP`, `HTTPS`; `TCP` of what is passed on. */
  readonly protocol: string;
  /** What says so, as clauses, if it is gRPC. */
  readonly certain: readonly string[];
}

/** The Services behind it, each once. */
export function controllerTargets(
  by: KubernetesObject,
  backends: readonly IngressBackend[],
  spoken: (backend: IngressBackend) => Spoken,
  { objects, input }: { readonly objects: KubernetesObjects; readonly input: DomainInput<KubernetesTree> },
): readonly EdgeTarget[] {
  const unique = new Map(backends.toReversed().map((it) => [`${it.name} ${it.port ?? ''}`, it]));
  return [...unique.values()].toReversed().map((backend) => {
    const { name, port, at } = backend;
    const { protocol, certain } = spoken(backend);
    const target = backendTarget(
      {
        name,
        namespace: by.namespace,
        port,
        at,
        by,
        protocol,
        version: undefined,
        clues: { certain, names: [] },
      },
      objects,
      input,
    );
    return protocol.startsWith('HTTP') ? unlikely(target) : target;
  });
}

/** Through HTTP/1.1, which nginx speaks to it, no gRPC gets: what only a name says is not enough then. */
function unlikely(target: EdgeTarget): EdgeTarget {
  const { grpc, because } = target.grpc;
  if (grpc !== 'likely') return target;
  return { ...target, grpc: { grpc: 'unknown', because: [...because, 'nginx is told to speak HTTP/1.1 to it'] } };
}
