import type { Node } from 'yaml';
import type { DomainInput } from '../domain.ts';
import type { EdgeHost } from '../edges.ts';
import type { RunningController } from './controllers.ts';
import { controllerTargets, type Spoken } from './controllersEdge.ts';
import { isHost } from './hosts.ts';
import type { IngressBackend } from './ingressBackends.ts';
import type { KubernetesObjects } from './lookup.ts';
import { itemsAt, locationOf, nodeAt, nodeIn, textIn, type KubernetesObject } from './objects.ts';
import type { KubernetesTree } from './tree.ts';

/** What is around the controller's own resources. */
export interface Around {
  readonly objects: KubernetesObjects;
  readonly input: DomainInput<KubernetesTree>;
  readonly running: readonly RunningController[];
  /** By the names of listeners; `undefined`: more than one, or none that is known. */
  readonly ports: (name: string) => number | undefined;
}

/**
 * Where its upstreams lead: one of `type: grpc` is spoken to as gRPC, with `tls.enable` through TLS.
 * @param only what all is passed on to, and how
 */
export function upstreamTargets(
  by: KubernetesObject,
  context: Pick<Around, 'objects' | 'input'>,
  only?: { readonly upstream: string | undefined; readonly spoken: Spoken },
): ReturnType<typeof controllerTargets> {
  const { source } = by;
  const spoken = new Map<IngressBackend, Spoken>();
  for (const node of itemsAt(by, 'spec', 'upstreams')) {
    const backend = upstreamAt(by, node);
    if (backend === undefined || (only?.upstream !== undefined && textIn(source, node, 'name') !== only.upstream))
      continue;
    const isTls = textIn(source, node, 'tls', 'enable') === 'true';
    const isGrpc = textIn(source, node, 'type') === 'grpc';
    const name = textIn(source, node, 'name') ?? backend.name;
    spoken.set(backend, {
      protocol: isGrpc ? (isTls ? 'GRPCS' : 'GRPC') : isTls ? 'HTTPS' : 'HTTP',
      certain: isGrpc ? [`the type of the upstream ${name} is "grpc"`] : [],
    });
  }
  const plain: Spoken = { protocol: 'HTTP', certain: [] };
  return controllerTargets(by, [...spoken.keys()], (it) => only?.spoken ?? spoken.get(it) ?? plain, context);
}

function upstreamAt({ source }: KubernetesObject, upstream: Node): IngressBackend | undefined {
  const node = nodeIn(source, upstream, 'service');
  const name = source.reader.text(node);
  if (node === undefined || name === undefined || name === '') return undefined;
  const port = textIn(source, upstream, 'port');
  return { name, port, at: locationOf(source, node), host: undefined, path: undefined };
}

/** The name that it is for. */
export function hostsOf(server: KubernetesObject): readonly EdgeHost[] {
  const node = nodeAt(server, 'spec', 'host');
  const name = server.source.reader.text(node);
  return node === undefined || name === undefined || !isHost(name)
    ? []
    : [{ name, at: locationOf(server.source, node) }];
}
