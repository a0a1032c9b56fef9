import { isScalar, type Node } from 'yaml';
import type { EdgeClues } from '../edgeEvidence.ts';
import type { Attribute } from '../edges.ts';
import { grpcIn } from '../grpcNames.ts';
import type { Location } from '../../text/location.ts';
import { protocolVersionOf } from './attributes.ts';
import type { Template } from './template.ts';
import type { Resource } from './tree.ts';
import { GAP, type Value } from './values.ts';

/** Types of resources. */
export const TYPES = {
  listener: 'AWS::ElasticLoadBalancingV2::Listener',
  rule: 'AWS::ElasticLoadBalancingV2::ListenerRule',
  balancer: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  group: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  classic: 'AWS::ElasticLoadBalancing::LoadBalancer',
  nat: 'AWS::EC2::NatGateway',
  service: 'AWS::ECS::Service',
  task: 'AWS::ECS::TaskDefinition',
  record: 'AWS::Route53::RecordSet',
  records: 'AWS::Route53::RecordSetGroup',
  certificate: 'AWS::CertificateManager::Certificate',
} as const;

/** A name that somebody gave, with what has it. */
export type Named = EdgeClues['names'][number];

/** A container that gets what a target group or a classic load balancer passes on. */
export interface Workload {
  readonly port: number | undefined;
  readonly programs: readonly string[];
  readonly names: readonly Named[];
}

/** Where a listener leads, before it is weighed whether that is gRPC. */
export interface Target {
  readonly name: string;
  readonly at: Location;
  readonly protocol: string | undefined;
  readonly version: Attribute<string> | undefined;
  readonly port: number | undefined;
  /** That of the target group, where its members have another one. */
  readonly groupPort: number | undefined;
  readonly addresses: readonly string[];
  readonly programs: readonly string[];
  readonly certain: readonly string[];
  /** What gRPC cannot be behind, as clauses. */
  readonly against: readonly string[];
  readonly names: readonly Named[];
}

/** How a target group is reached, and by whom it is filled. */
export interface Reached {
  readonly workloads: readonly Workload[];
  /** Whether what leads to it reads HTTP. */
  readonly readsHttp: boolean;
  /** What leads to it because it is gRPC, as clauses. */
  readonly certain: readonly string[];
}

/** What is behind a target group. */
export function targetOf(template: Template, group: Resource, { workloads, readsHttp, certain }: Reached): Target {
  const text = (name: string): string | undefined => textIn(template.property(group, name));
  const version = protocolVersionOf(template, group);
  const code = template.reader.at(group.properties, 'Matcher');
  const grpcCode = template.within(code, 'GrpcCode').kind !== 'nothing';
  const isGrpc = version.declared.kind === 'stated' && version.declared.value.toUpperCase() === 'GRPC';
  const health = text('HealthCheckPath');
  const own = portIn(template.property(group, 'Port'));
  const port = workloads.find((it) => it.port !== undefined)?.port ?? own;
  return {
    name: group.id,
    at: template.locationOf(group.key),
    protocol: text('Protocol')?.toUpperCase(),
    version: readsHttp ? version : undefined,
    port,
    groupPort: own,
    addresses: addressesOf(template, group, own),
    programs: [...new Set(workloads.flatMap(({ programs }) => programs))],
    certain: [
      ...certain,
      ...(isGrpc ? [`\`ProtocolVersion\` of \`${group.id}\` is "GRPC"`] : []),
      ...(grpcCode ? [`the health check of \`${group.id}\` expects a gRPC status`] : []),
      ...(health?.startsWith('/grpc.health.') === true ? [`the health check of \`${group.id}\` is that of gRPC`] : []),
    ],
    against:
      readsHttp && !grpcCode && isTestedByHttp(template, group, health) ? [`\`${group.id}\` is tested by HTTP`] : [],
    names: [
      named('the name of the target group', group.id, template.property(group, 'Name')),
      ...workloads.flatMap(({ names }) => names),
    ],
  };
}

/** Whether somebody wrote which path has to give which status of HTTP, at the port that gets the requests: nothing of gRPC passes that. */
function isTestedByHttp(template: Template, group: Resource, health: string | undefined): boolean {
  const port = textIn(template.property(group, 'HealthCheckPort'));
  const code = template.within(template.reader.at(group.properties, 'Matcher'), 'HttpCode');
  const isHere = template.property(group, 'HealthCheckPort').kind === 'nothing' || port === 'traffic-port';
  return isHere && health !== undefined && health !== '/' && !health.startsWith('/grpc') && textIn(code) === '200';
}

/** The targets that are written as IP addresses. */
function addressesOf(template: Template, group: Resource, port: number | undefined): readonly string[] {
  return (template.mapsIn(template.property(group, 'Targets')) ?? []).flatMap((it) => {
    const id = textIn(template.within(it, 'Id'));
    const own = portIn(template.within(it, 'Port')) ?? port;
    return id !== undefined && own !== undefined && /^\d{1,3}(?:\.\d{1,3}){3}$/.test(id) ? [`${id}:${own}`] : [];
  });
}

/** The containers behind each target group and each classic load balancer, by its id: what services of ECS register there. */
export function workloadsOf(template: Template): ReadonlyMap<string, readonly Workload[]> {
  const found = new Map<string, Workload[]>();
  for (const service of template.ofType(TYPES.service)) {
    for (const item of template.mapsIn(template.property(service, 'LoadBalancers')) ?? []) {
      const group = template.within(item, 'TargetGroupArn');
      const to = group.kind === 'resource' ? group : template.within(item, 'LoadBalancerName');
      if (to.kind !== 'resource') continue;
      const some = found.get(to.id) ?? [];
      some.push(workloadOf(template, service, item));
      found.set(to.id, some);
    }
  }
  return found;
}

function workloadOf(template: Template, service: Resource, item: Node): Workload {
  const container = textIn(template.within(item, 'ContainerName'));
  const name = textIn(template.property(service, 'ServiceName'));
  const task = template.referred(template.property(service, 'TaskDefinition'), TYPES.task);
  const containers = task && template.mapsIn(template.property(task, 'ContainerDefinitions'));
  const definition = containers?.find(
    (it) => container !== undefined && textIn(template.within(it, 'Name')) === container,
  );
  const image = imageName(template.within(definition, 'Image'));
  return {
    port: portIn(template.within(item, 'ContainerPort')),
    programs: [image, container, name].flatMap((it) => it ?? []),
    names: [
      ...(name === undefined ? [] : [{ of: 'the name of the service', name }]),
      ...(container === undefined ? [] : [{ of: 'the name of the container', name: container }]),
      ...(image === undefined ? [] : [{ of: 'the name of the image', name: image }]),
    ],
  };
}

/** The last part of an image's name, without tag and digest, where it is known. */
function imageName(value: Value): string | undefined {
  const rough = roughly(value)?.split('/').at(-1);
  const name = rough?.split(/[:@]/, 1)[0];
  return name === undefined || name === '' || name.includes(GAP) ? undefined : name;
}

/** A name that is looked at as a whole: what people call it and its logical id. */
export function named(of: string, id: string, value: Value): Named {
  const given = roughly(value)?.replaceAll(GAP, ' ').slice(0, 200) ?? '';
  // `grpc-http-fallback`, `grpc-web`: what it is called at length tells what the id leaves out.
  const name = grpcIn(given) === 'no' ? given : `${id.slice(0, 200)} ${given}`.trim();
  // The name of the product itself says nothing, and not that it is Elasticsearch.
  return { of, name: name.replace(/elastic[-_ ]?load[-_ ]?balanc(?:er|ing)/gi, 'LoadBalancer') };
}

function roughly(value: Value): string | undefined {
  return value.kind === 'text' ? value.text : value.kind === 'unknown' ? value.rough : undefined;
}

/** The text of a value that is known. */
export function textIn(value: Value): string | undefined {
  return value.kind === 'text' ? value.text.trim() : undefined;
}

/** The port that a value is. */
export function portIn(value: Value): number | undefined {
  const text = textIn(value);
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

/** Where a value stands: itself where it is written in place, else the key that leads to it. */
export function placeOf(template: Template, map: Node | undefined, name: string): Location | undefined {
  const entry = template.reader.entries(map).get(name);
  if (entry === undefined) return undefined;
  const isPlain = isScalar(entry.value) && entry.value.tag === undefined && entry.value.source !== '';
  return template.locationOf(isPlain ? entry.value : entry.key);
}
