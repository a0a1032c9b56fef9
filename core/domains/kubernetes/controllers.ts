import type { Node } from 'yaml';
import type { KubernetesObjects } from './lookup.ts';
import { itemsAt, textIn, type KubernetesObject } from './objects.ts';

/** The ingress controllers that are nginx. */
export type NginxController = 'ingress-nginx' | 'f5-nginx-ingress';

/** An ingress controller that a workload of the folder runs. */
export interface RunningController {
  readonly product: NginxController;
  readonly workload: KubernetesObject;
  /** What it is started with, by names without their dashes; the value of one without any is `true`. */
  readonly flags: ReadonlyMap<string, string>;
}

/** The ConfigMap that a controller takes its settings from. */
export interface ConfigMapName {
  readonly name: string;
  /** `undefined`: that of the controller, which its workload does not say. */
  readonly namespace: string | undefined;
}

const WORKLOADS = ['Deployment', 'DaemonSet', 'StatefulSet', 'ReplicaSet', 'Pod'];

/** The ingress controllers of a folder, by the images and the flags of its workloads. */
export function runningControllers(objects: KubernetesObjects): readonly RunningController[] {
  return objects
    .ofKinds(WORKLOADS, 'nginx')
    .flatMap((workload) => containersOf(workload).flatMap((it) => controllerIn(workload, it) ?? []));
}

function containersOf(workload: KubernetesObject): readonly Node[] {
  return [...itemsAt(workload, 'spec', 'template', 'spec', 'containers'), ...itemsAt(workload, 'spec', 'containers')];
}

/** The last parts of the names of images: those of the projects, of Bitnami, Rancher and other builders. */
const F5_IMAGES = /(?:^|\/)nginx(?:-plus)?-ingress(?:[:@]|$)/;
const INGRESS_NGINX_IMAGES =
  /(?:^|\/)(?:ingress-nginx\/controller|(?:mirrored-)?(?:\w{1,40}-)?nginx-ingress-controller(?:-\w{1,20})?)(?:[:@]|$)/;

function controllerIn(workload: KubernetesObject, container: Node): RunningController | undefined {
  const { source } = workload;
  const { reader } = source;
  const image = textIn(source, container, 'image') ?? '';
  const args = ['command', 'args'].flatMap((key) =>
    reader.items(reader.at(container, key)).flatMap((it) => reader.text(it) ?? []),
  );
  const flags = flagsIn(args);
  const product =
    flags.has('nginx-configmaps') || F5_IMAGES.test(image)
      ? 'f5-nginx-ingress'
      : args.some((it) => it.endsWith('/nginx-ingress-controller')) || INGRESS_NGINX_IMAGES.test(image)
        ? 'ingress-nginx'
        : undefined;
  return product && { product, workload, flags };
}

/** As Go's flags are written: `-name`, `--name`, `--name=value`, `--name` and the value as the next argument. */
function flagsIn(args: readonly string[]): ReadonlyMap<string, string> {
  const flags = new Map<string, string>();
  for (const [i, arg] of args.entries()) {
    const [, name, value] = /^--?([a-z][a-z0-9-]{0,80})(?:=([^]*))?$/.exec(arg) ?? [];
    const next = args[i + 1];
    if (name !== undefined) flags.set(name, value ?? (next === undefined || next.startsWith('-') ? 'true' : next));
  }
  return flags;
}

/** Whether a flag of a controller is on: as Go reads truth (strconv.ParseBool). */
export function hasFlag({ flags }: RunningController, name: string): boolean {
  const value = flags.get(name);
  return value !== undefined && goTruth(value) !== false;
}

/** What Go's strconv.ParseBool makes of a text; `undefined`: an error. */
export function goTruth(text: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  return ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text) ? false : undefined;
}

/** The flag that names the ConfigMap, of each controller. */
const CONFIG_MAP_FLAGS: Readonly<Record<NginxController, string>> = {
  'ingress-nginx': 'configmap',
  'f5-nginx-ingress': 'nginx-configmaps',
};

/** The ConfigMap that a controller is told to read. `undefined`: none is named. */
export function configMapOf({ product, workload, flags }: RunningController): ConfigMapName | undefined {
  const [, namespace, name] = /^([^/]{1,253})\/([^/]{1,253})$/.exec(flags.get(CONFIG_MAP_FLAGS[product]) ?? '') ?? [];
  if (name === undefined || namespace === undefined) return undefined;
  // The namespace of its own Pod, as the API server fills it in.
  return { name, namespace: namespace.startsWith('$(') ? workload.namespace : namespace };
}
