import type { KubernetesObjects } from './lookup.ts';
import type { KubernetesObject } from './objects.ts';
import { portsOf, targetNumber, type ServicePort } from './servicePorts.ts';
import { selectorOf, type Workload } from './workloads.ts';

/** A port of another Service. */
export interface PortBeside {
  readonly service: KubernetesObject;
  readonly port: ServicePort;
}

/** What other Services on the same pods say. */
export interface PortsBeside {
  /** Of the port behind. */
  readonly same: readonly PortBeside[];
  /** Of other ports of these pods. */
  readonly others: readonly PortBeside[];
}

const NONE: PortsBeside = { same: [], others: [] };

/** The ports of Services of other names that have the same selector: whoever is not for clients outside often says more. */
export function portsBeside(
  service: KubernetesObject,
  port: ServicePort | undefined,
  workloads: readonly Workload[],
  objects: KubernetesObjects,
): PortsBeside {
  if (port === undefined) return NONE;
  const { name, namespace, source } = service;
  const { objects: others } = objects.servicesOn(selectorOf(service), { file: source.file, namespace, except: name });
  const found = others.flatMap((it) => portsOf(it).map((its) => ({ service: it, port: its })));
  const isSame = (it: PortBeside): boolean =>
    it.port.protocol === port.protocol && isSameTarget(it.port, port, workloads);
  return { same: found.filter(isSame), others: found.filter((it) => !isSame(it)) };
}

function isSameTarget(a: ServicePort, b: ServicePort, workloads: readonly Workload[]): boolean {
  const [first, second] = [targetNumber(a, workloads), targetNumber(b, workloads)];
  return first === undefined && second === undefined ? a.targetPort === b.targetPort : first === second;
}
