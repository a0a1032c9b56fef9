import type { Node } from 'yaml';
import { itemsAt, textIn, type KubernetesObject } from './objects.ts';
import { numberIn, type Workload } from './workloads.ts';

/** A port of a Service. */
export interface ServicePort {
  readonly node: Node;
  readonly name: string | undefined;
  readonly port: number | undefined;
  /** A number or a name, as written; that of the port where nothing is. */
  readonly targetPort: string | undefined;
  readonly appProtocol: string | undefined;
  readonly protocol: string;
}

const known = new WeakMap<KubernetesObject, readonly ServicePort[]>();

/** The ports of a Service. */
export function portsOf(service: KubernetesObject): readonly ServicePort[] {
  const ports = known.get(service) ?? portsIn(service);
  known.set(service, ports);
  return ports;
}

function portsIn(service: KubernetesObject): readonly ServicePort[] {
  const { source } = service;
  return itemsAt(service, 'spec', 'ports').map((node) => ({
    node,
    name: textIn(source, node, 'name'),
    port: numberIn(textIn(source, node, 'port')),
    targetPort: textIn(source, node, 'targetPort') ?? textIn(source, node, 'port'),
    appProtocol: textIn(source, node, 'appProtocol'),
    protocol: (textIn(source, node, 'protocol') ?? 'TCP').toUpperCase(),
  }));
}

/** The port of a Service that is meant by number or name. */
export function portNamed(service: KubernetesObject | undefined, named: string | undefined): ServicePort | undefined {
  if (service === undefined) return undefined;
  const ports = portsOf(service);
  return named === undefined
    ? ports.length === 1
      ? ports[0]
      : undefined
    : ports.find(({ name, port }) => name === named || String(port) === named);
}

/** The number of the port behind a port of a Service, which may be named by name. */
export function targetNumber(port: ServicePort | undefined, workloads: readonly Workload[]): number | undefined {
  const number = numberIn(port?.targetPort);
  if (number !== undefined || port?.targetPort === undefined) return number;
  return numbersIn(workloads).get(port.targetPort);
}

const numbers = new WeakMap<readonly Workload[], ReadonlyMap<string, number>>();

/** The numbers of the ports of some workloads by their names; of several of one name the first. */
function numbersIn(workloads: readonly Workload[]): ReadonlyMap<string, number> {
  let found = numbers.get(workloads);
  if (found === undefined) {
    const ports = workloads.flatMap(({ containers }) => containers.flatMap((it) => it.ports));
    found = new Map(ports.toReversed().flatMap(({ name, number }) => (name === undefined ? [] : [[name, number]])));
    numbers.set(workloads, found);
  }
  return found;
}
