import type { Node } from 'yaml';
import type { KubernetesObjects } from './lookup.ts';
import { nodeAt, nodeIn, textIn, type KubernetesObject, type ManifestSource } from './objects.ts';
import { inPod, type Selector } from './pods.ts';

/** A container of what a Service leads to. */
export interface Container {
  readonly name: string | undefined;
  /** The last part of its image's name, without tag and digest. */
  readonly image: string | undefined;
  readonly ports: readonly ContainerPort[];
  /** Ports that the kubelet calls gRPC's health service on. */
  readonly probed: readonly number[];
}

/** A port that a container says it has. */
export interface ContainerPort {
  readonly name: string | undefined;
  readonly number: number;
}

/** What a Service leads to. */
export interface Workload {
  readonly object: KubernetesObject;
  readonly containers: readonly Container[];
}

/** The workloads that the selector of a Service selects. */
export function workloadsOf(service: KubernetesObject, objects: KubernetesObjects): readonly Workload[] {
  const { source, namespace } = service;
  const selected = objects.workloadsOf(selectorOf(service), { file: source.file, namespace });
  return selected.objects.map((object) => ({ object, containers: containersOf(object) }));
}

/** The labels that a Service selects pods by, in the order of their keys. */
export function selectorOf(service: KubernetesObject): Selector {
  const { reader } = service.source;
  return [...reader.values(nodeAt(service, 'spec', 'selector'))]
    .flatMap(([key, node]) => {
      const value = reader.text(node);
      return value === undefined ? [] : [[key, value] as const];
    })
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

const known = new WeakMap<KubernetesObject, readonly Container[]>();

/** The containers of a workload's pods. */
function containersOf(object: KubernetesObject): readonly Container[] {
  const containers = known.get(object) ?? containersIn(object);
  known.set(object, containers);
  return containers;
}

function containersIn(object: KubernetesObject): readonly Container[] {
  const { source } = object;
  return source.reader.items(inPod(object, 'spec', 'containers')).map((node) => ({
    name: textIn(source, node, 'name'),
    image: imageName(textIn(source, node, 'image')),
    ports: source.reader.items(nodeIn(source, node, 'ports')).flatMap((port): readonly ContainerPort[] => {
      const number = numberIn(textIn(source, port, 'containerPort'));
      return number === undefined ? [] : [{ name: textIn(source, port, 'name'), number }];
    }),
    probed: probedPorts(source, node),
  }));
}

function probedPorts(source: ManifestSource, container: Node): readonly number[] {
  return ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap(
    (probe) => numberIn(textIn(source, container, probe, 'grpc', 'port')) ?? [],
  );
}

/** A port, if it is one. */
export function numberIn(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return undefined;
  const number = Number(text);
  return number > 0 && number < 65536 ? number : undefined;
}

/** `orders` of `registry.example/shop/orders:1.2@sha256:…`. */
function imageName(image: string | undefined): string | undefined {
  const name = image?.split('@', 1)[0]?.split('/').at(-1)?.split(':', 1)[0];
  return name === undefined || !/^[\w.-]{1,200}$/.test(name) ? undefined : name;
}
