import type { Node } from 'yaml';
import type { EdgeHost } from '../edges.ts';
import type { Location } from '../../text/location.ts';
import { annotatedHosts, isHost } from './hosts.ts';
import { itemsAt, locationOf, nodeAt, nodeIn, textIn, type KubernetesObject } from './objects.ts';

/** A Service that an Ingress names. */
export interface IngressBackend {
  readonly name: string;
  /** The number or name of its port. */
  readonly port: string | undefined;
  readonly at: Location;
  readonly host: string | undefined;
  readonly path: string | undefined;
}

/** The Services that an Ingress names, with the paths that lead to them, in the order of the text. */
export function ingressBackends(ingress: KubernetesObject): readonly IngressBackend[] {
  const { source } = ingress;
  const found: IngressBackend[] = [];
  const add = (node: Node | undefined, host?: string, path?: string): void => {
    const backend = backendIn(ingress, node);
    if (backend !== undefined) found.push({ ...backend, host, path });
  };
  add(nodeAt(ingress, 'spec', 'defaultBackend') ?? nodeAt(ingress, 'spec', 'backend'));
  for (const rule of itemsAt(ingress, 'spec', 'rules')) {
    const host = textIn(source, rule, 'host');
    for (const path of source.reader.items(nodeIn(source, rule, 'http', 'paths')))
      add(nodeIn(source, path, 'backend'), host, textIn(source, path, 'path'));
  }
  return found;
}

/** `networking.k8s.io/v1`, and the form before it (`serviceName`, `servicePort`). */
function backendIn(
  { source }: KubernetesObject,
  node: Node | undefined,
): Pick<IngressBackend, 'name' | 'port' | 'at'> | undefined {
  const named = nodeIn(source, node, 'service', 'name') ?? nodeIn(source, node, 'serviceName');
  const name = source.reader.text(named);
  if (named === undefined || name === undefined) return undefined;
  const port =
    textIn(source, node, 'service', 'port', 'number') ??
    textIn(source, node, 'service', 'port', 'name') ??
    textIn(source, node, 'servicePort');
  return { name, port, at: locationOf(source, named) };
}

/** The names that clients use: those of rules and of `tls`, and those that annotations ask DNS for. */
export function ingressHosts(ingress: KubernetesObject): readonly EdgeHost[] {
  const { source } = ingress;
  const nodes = [
    ...itemsAt(ingress, 'spec', 'rules').flatMap((rule) => nodeIn(source, rule, 'host') ?? []),
    ...itemsAt(ingress, 'spec', 'tls').flatMap((tls) => source.reader.items(nodeIn(source, tls, 'hosts'))),
  ];
  const hosts = nodes.flatMap((node): readonly EdgeHost[] => {
    const name = source.reader.text(node);
    return name === undefined || !isHost(name) ? [] : [{ name, at: locationOf(source, node) }];
  });
  return eachHostOnce([...hosts, ...annotatedHosts(ingress)]);
}

/** The first of those that have one name. */
export function eachHostOnce(hosts: readonly EdgeHost[]): readonly EdgeHost[] {
  return hosts.filter(({ name }, i) => hosts.findIndex((it) => it.name === name) === i);
}
