import type { Location } from '../../text/location.ts';
import type { DomainInput } from '../domain.ts';
import { edgeEvidence, type EdgeClues } from '../edgeEvidence.ts';
import type { EdgeTarget } from '../edges.ts';
import type { KubernetesObjects } from './lookup.ts';
import { nameLocation, wordsFor, type KubernetesObject } from './objects.ts';
import { portsBeside } from './portsBeside.ts';
import { portNamed, targetNumber, type ServicePort } from './servicePorts.ts';
import { statedOf } from './stated.ts';
import { targetEvidence } from './targetEvidence.ts';
import type { KubernetesTree } from './tree.ts';
import { numberIn, workloadsOf } from './workloads.ts';

/** Where something leads, as whoever leads there tells it. */
export interface Backend {
  readonly name: string;
  readonly namespace: string | undefined;
  /** The port's name or number. */
  readonly port: string | undefined;
  /** Where it is named. */
  readonly at: Location;
  /** Who names it. */
  readonly by: KubernetesObject;
  readonly protocol: string | undefined;
  readonly version: EdgeTarget['version'];
  /** What that tells of gRPC, beside the Service. */
  readonly clues: Pick<EdgeClues, 'certain' | 'names'>;
}

/** The Service that a backend means, if the workspace has it. */
export function serviceOf(
  { name, namespace, by }: Pick<Backend, 'name' | 'namespace' | 'by'>,
  objects: KubernetesObjects,
): KubernetesObject | undefined {
  return objects.named('Service', name, { file: by.source.file, namespace });
}

/** A Service that an Ingress or a route leads to. */
export function backendTarget(
  backend: Backend,
  objects: KubernetesObjects,
  input: DomainInput<KubernetesTree>,
): EdgeTarget {
  const service = serviceOf(backend, objects);
  const port = portNamed(service, backend.port);
  const { clues, by, protocol, version } = backend;
  if (service !== undefined) {
    // What is stated where it is told of stands above what is stated of the Service.
    const stated = statedOf(by, input);
    return serviceTarget({ service, port, protocol, version, clues, stated }, objects, input);
  }
  const number = numberIn(backend.port);
  return {
    name: `Service ${backend.namespace === undefined ? '' : `${backend.namespace}/`}${backend.name}`,
    at: backend.at,
    protocol,
    version,
    port: number,
    addresses: addressesOf(backend.name, backend.namespace, number),
    programs: [backend.name],
    grpc: edgeEvidence({
      stated: statedOf(by, input),
      certain: clues.certain,
      against: [],
      names: [
        { of: 'the name of the Service', name: backend.name },
        ...(number === undefined && backend.port !== undefined
          ? [{ of: 'the name of its port', name: backend.port }]
          : []),
        ...clues.names,
      ],
      ports: number === undefined ? [] : [number],
    }),
  };
}

/** A Service of the workspace as a target, at one of its ports. */
export function serviceTarget(
  {
    service,
    port,
    protocol,
    version,
    clues,
    stated,
  }: {
    readonly service: KubernetesObject;
    readonly port: ServicePort | undefined;
    readonly protocol: string | undefined;
    readonly version: EdgeTarget['version'];
    readonly clues: Pick<EdgeClues, 'certain' | 'names'>;
    readonly stated: EdgeClues['stated'];
  },
  objects: KubernetesObjects,
  input: DomainInput<KubernetesTree>,
): EdgeTarget {
  const workloads = workloadsOf(service, objects);
  const containers = workloads.flatMap((it) => it.containers);
  const number = targetNumber(port, workloads);
  const name = service.name ?? '';
  return {
    name: wordsFor(service),
    at: nameLocation(service),
    protocol,
    version,
    port: number ?? port?.port,
    addresses: addressesOf(name, service.namespace, port?.port),
    programs: [
      ...new Set([
        ...(name === '' ? [] : [name]),
        ...workloads.flatMap(({ object }) => object.name ?? []),
        ...containers.flatMap((it) => it.image ?? []),
        ...containers.flatMap((it) => it.name ?? []),
      ]),
    ],
    grpc: targetEvidence({
      stated: stated ?? statedOf(service, input),
      ...{ service, port, number, workloads, clues },
      beside: () => portsBeside(service, port, workloads, objects),
    }),
  };
}

function addressesOf(name: string, namespace: string | undefined, port: number | undefined): readonly string[] {
  if (name === '') return [];
  const host = namespace === undefined ? name : `${name}.${namespace}.svc`;
  return [port === undefined ? host : `${host}:${port}`];
}
