import type { Node } from 'yaml';
import { eachOnce } from '../../text/eachOnce.ts';
import type { Location } from '../../text/location.ts';
import type { EdgeListener, EdgeProduct } from '../edges.ts';
import type { TlsMode } from '../facts.ts';
import { NOTHING_SAID } from '../grpcReasons.ts';
import { alpnPolicyOf, byDefault, defaultOf, http2ByDefault, http2Of, onlyOne } from './attributes.ts';
import { weighedAmong, type Among } from './evidence.ts';
import { namesOf, namesOfCertificate, namesOfHosts } from './hosts.ts';
import type { Stated } from './stated.ts';
import { named, placeOf, portIn, targetOf, textIn, TYPES, workloadsOf, type Target } from './targets.ts';
import type { Template } from './template.ts';
import type { Resource } from './tree.ts';
import type { Value } from './values.ts';

/** The listeners of network and application load balancers. */
export function listenersOf(template: Template, stated: Stated): readonly EdgeListener[] {
  const around = {
    template,
    stated,
    rules: rulesOf(template),
    hosts: namesOf(template),
    workloads: workloadsOf(template),
  };
  return weighedAmong(template.ofType(TYPES.listener).flatMap((it) => listenerOf(it, around) ?? []));
}

interface Around {
  readonly template: Template;
  readonly stated: Stated;
  /** The rules of each listener, by its id. */
  readonly rules: ReadonlyMap<string, readonly Resource[]>;
  readonly hosts: ReturnType<typeof namesOf>;
  readonly workloads: ReturnType<typeof workloadsOf>;
}

/** A listener, before it is weighed whether that is gRPC. */
interface Unweighed {
  readonly edge: Omit<EdgeListener, 'targets' | 'grpc'>;
  readonly among: Among;
}

function listenerOf(listener: Resource, around: Around): Unweighed | undefined {
  const { template, stated, hosts } = around;
  const reference = template.property(listener, 'LoadBalancerArn');
  const balancer = template.referred(reference, TYPES.balancer);
  const said = onlyOne(template.property(listener, 'Protocol'));
  const protocol = textIn(said)?.toUpperCase();
  const product = productOf(template, balancer, protocol);
  if (product === undefined) return undefined;
  const port = portIn(template.property(listener, 'Port'));
  const rules = around.rules.get(listener.id) ?? [];
  const common =
    balancer === undefined
      ? []
      : [named('the name of the load balancer', balancer.id, template.property(balancer, 'Name'))];
  const certificates = template.mapsIn(template.property(listener, 'Certificates')) ?? [];
  const certified = certificates.flatMap((it) => namesOfCertificate(template, template.within(it, 'CertificateArn')));
  const shared = (balancer && hosts.get(balancer.id)) ?? [];
  const targets = targetsOf(listener, rules, product, around);
  const alpnPolicy = product === 'aws-nlb' ? alpnPolicyOf(template, listener) : undefined;
  const policy = onlyOne(template.property(listener, 'AlpnPolicy'));
  const at = template.locationOf(listener.key);
  const tlsByDefault = TLS.get(protocol ?? '') === 'terminated' ? defaultOf(template, said) : undefined;
  const edge: Unweighed['edge'] = {
    ...{ source: 'cloudformation', product, name: listener.id, protocol, port, alpnPolicy },
    ...(tlsByDefault === undefined ? {} : { tlsByDefault }),
    at: placeOf(template, listener.properties, 'Protocol') ?? at,
    declaration: template.location(listener.declaration),
    tls: protocol === undefined ? undefined : TLS.get(protocol),
    hosts: eachOnce([...shared, ...certified], ({ name }) => name),
    policyIgnored: undefined,
    http2: product === 'aws-alb' ? http2Of(template, balancer, at) : undefined,
    remarks: [
      ...(said.kind === 'text' ? byDefault('Protocol', said) : []),
      ...(policy.kind === 'text' && alpnPolicy !== undefined ? byDefault('AlpnPolicy', policy) : []),
      ...(product === 'aws-alb' && balancer !== undefined ? http2ByDefault(template, balancer) : []),
    ],
  };
  const names = [named('the name of the listener', listener.id, { kind: 'nothing' }), ...namesOfHosts(certified)];
  const own = { stated: stated(listener), certain: [], names, port };
  return {
    edge,
    among: { own, common: [...common, ...namesOfHosts(shared)], balancer: balancer?.id, targets },
  };
}

/** What each protocol does with TLS (Elastic Load Balancing, "CreateListener"); without any: UDP, QUIC. */
const TLS: ReadonlyMap<string, TlsMode> = new Map<string, TlsMode>([
  ['TLS', 'terminated'],
  ['HTTPS', 'terminated'],
  ['TCP', 'passthrough'],
  ['TCP_UDP', 'passthrough'],
  ['HTTP', 'plain'],
]);

/** The protocol tells, since each kind has its own; else the type of the load balancer, which is that for HTTP by default. */
function productOf(
  template: Template,
  balancer: Resource | undefined,
  protocol: string | undefined,
): EdgeProduct | undefined {
  if (protocol !== undefined) {
    if (!TLS.has(protocol)) return undefined;
    return protocol.startsWith('HTTP') ? 'aws-alb' : 'aws-nlb';
  }
  if (balancer === undefined) return undefined;
  const type = template.property(balancer, 'Type');
  const text = type.kind === 'nothing' ? 'application' : textIn(type);
  return text === 'application' ? 'aws-alb' : text === 'network' ? 'aws-nlb' : undefined;
}

function rulesOf(template: Template): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const rule of template.ofType(TYPES.rule)) {
    const listener = template.property(rule, 'ListenerArn');
    if (listener.kind !== 'resource') continue;
    const some = found.get(listener.id) ?? [];
    some.push(rule);
    found.set(listener.id, some);
  }
  return found;
}

/** A rule that looks for gRPC's own content type. */
function certainOf(template: Template, rule: Resource): readonly string[] {
  const conditions = template.mapsIn(template.property(rule, 'Conditions')) ?? [];
  const isGrpc = conditions.some((it) => {
    const values = template.within(template.reader.at(it, 'HttpHeaderConfig'), 'Values');
    return (
      values.kind === 'list' && values.items.some((value) => textIn(value)?.startsWith('application/grpc') === true)
    );
  });
  return isGrpc ? [`the rule \`${rule.id}\` is about the content type of gRPC`] : [];
}

function targetsOf(
  listener: Resource,
  rules: readonly Resource[],
  product: EdgeProduct,
  { template, workloads }: Around,
): readonly Target[] {
  const groups = new Map<string, { readonly group: Resource; readonly certain: string[] }>();
  const add = (actions: Value, certain: readonly string[]): void => {
    for (const group of (template.mapsIn(actions) ?? []).flatMap((it) => groupsOf(template, it))) {
      const known = groups.get(group.id) ?? { group, certain: [] };
      known.certain.push(...certain);
      groups.set(group.id, known);
    }
  };
  add(template.property(listener, 'DefaultActions'), []);
  for (const rule of rules) add(template.property(rule, 'Actions'), certainOf(template, rule));
  const readsHttp = product === 'aws-alb';
  return [...groups.values()].map(({ group, certain }) =>
    targetOf(template, group, { workloads: workloads.get(group.id) ?? [], readsHttp, certain }),
  );
}

function groupsOf(template: Template, action: Node): readonly Resource[] {
  const forward = template.within(template.reader.at(action, 'ForwardConfig'), 'TargetGroups');
  return [action, ...(template.mapsIn(forward) ?? [])].flatMap(
    (it) => template.referred(template.within(it, 'TargetGroupArn'), TYPES.group) ?? [],
  );
}

/** Gateways, which pass on all that leaves through them. */
export function natGatewaysOf(template: Template): readonly EdgeListener[] {
  return template.ofType(TYPES.nat).map((it) => {
    const at: Location = template.locationOf(it.key);
    return {
      ...{ source: 'cloudformation', product: 'aws-nat-gateway', name: it.id, at },
      declaration: template.location(it.declaration),
      ...{ protocol: undefined, port: undefined, tls: 'passthrough', hosts: [], alpnPolicy: undefined },
      ...{ policyIgnored: undefined, http2: undefined, remarks: [] },
      ...{ targets: [], grpc: NOTHING_SAID },
    };
  });
}
