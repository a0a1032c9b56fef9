import type { Node } from 'yaml';
import { eachOnce } from '../../text/eachOnce.ts';
import type { EdgeHost, EdgeListener } from '../edges.ts';
import type { TlsMode } from '../facts.ts';
import { byDefault, defaultOf } from './attributes.ts';
import { weighedAmong, type Among } from './evidence.ts';
import { namesOf, namesOfCertificate, namesOfHosts } from './hosts.ts';
import type { Stated } from './stated.ts';
import { named, placeOf, portIn, textIn, TYPES, workloadsOf, type Target, type Workload } from './targets.ts';
import type { Template } from './template.ts';
import type { Resource } from './tree.ts';

/** The listeners of classic load balancers: entries of a list of theirs. */
export function classicListenersOf(template: Template, stated: Stated): readonly EdgeListener[] {
  const balancers = template.ofType(TYPES.classic);
  if (balancers.length === 0) return [];
  const [hosts, workloads] = [namesOf(template), workloadsOf(template)];
  return balancers.flatMap((balancer) => {
    const around = {
      ...{ template, balancer, stated },
      hosts: hosts.get(balancer.id) ?? [],
      workloads: workloads.get(balancer.id) ?? [],
    };
    const items = template.property(balancer, 'Listeners');
    // Of a list of which a function makes a part the others are as they are written.
    const maps = items.kind === 'list' ? items.items.flatMap((it) => (it.kind === 'map' ? it.node : [])) : [];
    return weighedAmong(maps.map((it) => listenerOf(it, around)));
  });
}

interface Around {
  readonly template: Template;
  readonly balancer: Resource;
  readonly stated: Stated;
  readonly hosts: readonly EdgeHost[];
  readonly workloads: readonly Workload[];
}

/** Classic load balancers end TLS with these, and select no protocol: they have no attribute for it ("Listeners for your Classic Load Balancer"). */
const TLS: ReadonlyMap<string, TlsMode> = new Map<string, TlsMode>([
  ['SSL', 'terminated'],
  ['HTTPS', 'terminated'],
  ['TCP', 'passthrough'],
  ['HTTP', 'plain'],
]);

function listenerOf(
  item: Node,
  { template, balancer, stated, hosts, workloads }: Around,
): { readonly edge: Omit<EdgeListener, 'targets' | 'grpc'>; readonly among: Among } {
  const value = (name: string) => template.within(item, name);
  const said = value('Protocol');
  const protocol = textIn(said)?.toUpperCase();
  const port = portIn(value('LoadBalancerPort'));
  const names = [named('the name of the load balancer', balancer.id, template.property(balancer, 'LoadBalancerName'))];
  const certified = namesOfCertificate(template, value('SSLCertificateId'));
  const tlsByDefault = TLS.get(protocol ?? '') === 'terminated' ? defaultOf(template, said) : undefined;
  const edge: Omit<EdgeListener, 'targets' | 'grpc'> = {
    ...{ source: 'cloudformation', product: 'aws-classic-elb', name: balancer.id, protocol, port },
    at: placeOf(template, item, 'Protocol') ?? template.locationOf(item),
    declaration: template.locationOf(item),
    tls: protocol === undefined ? undefined : TLS.get(protocol),
    hosts: eachOnce([...hosts, ...certified], ({ name }) => name),
    ...(tlsByDefault === undefined ? {} : { tlsByDefault }),
    ...{ alpnPolicy: undefined, policyIgnored: undefined, http2: undefined },
    remarks: said.kind === 'text' ? byDefault('Protocol', said) : [],
  };
  return {
    edge,
    among: {
      own: { stated: stated(balancer), certain: [], names: namesOfHosts(certified), port },
      common: [...names, ...namesOfHosts(hosts)],
      balancer: balancer.id,
      targets: [targetOf(item, template, balancer, workloads)],
    },
  };
}

/** What is behind it is not declared by a name: instances, or containers that register with it. */
function targetOf(item: Node, template: Template, balancer: Resource, workloads: readonly Workload[]): Target {
  const port = portIn(template.within(item, 'InstancePort'));
  const behind = workloads.filter((it) => it.port === undefined || it.port === port || workloads.length === 1);
  const protocol = template.within(item, 'InstanceProtocol');
  return {
    name: balancer.id,
    at: placeOf(template, item, 'InstancePort') ?? template.locationOf(balancer.key),
    // The same as that of the listener where it is not told (API reference, "Listener").
    protocol: textIn(protocol.kind === 'nothing' ? template.within(item, 'Protocol') : protocol)?.toUpperCase(),
    ...{ version: undefined, port, groupPort: undefined, addresses: [], certain: [], against: [] },
    programs: [...new Set(behind.flatMap(({ programs }) => programs))],
    names: behind.flatMap(({ names }) => names),
  };
}
