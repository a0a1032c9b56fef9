import type { Node } from 'yaml';
import type { DomainInput } from '../domain.ts';
import type { Attribute, EdgeHost, EdgeTarget } from '../edges.ts';
import { fieldAttribute } from './attributes.ts';
import type { AwsGateway } from './gatewayClass.ts';
import { isHost } from './hosts.ts';
import type { KubernetesObjects, ObjectKeys } from './lookup.ts';
import { itemsAt, locationOf, nameLocation, nodeAt, nodeIn, textAt, textIn, type KubernetesObject } from './objects.ts';
import { portNamed } from './servicePorts.ts';
import { backendTarget, serviceOf } from './targets.ts';
import type { KubernetesTree } from './tree.ts';

/** One of the listeners of a Gateway. */
export interface GatewayListener {
  readonly node: Node;
  readonly name: string | undefined;
  readonly protocol: string;
  readonly port: number;
}

/** Kinds of routes by the protocols of the listeners that they can be attached to. */
const ROUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ['HTTP', ['HTTPRoute', 'GRPCRoute']],
  ['HTTPS', ['HTTPRoute', 'GRPCRoute']],
  ['TCP', ['TCPRoute']],
  ['TLS', ['TLSRoute', 'TCPRoute']],
]);

/** The routes of the workspace that are attached to a listener. */
export function routesOf(
  gateway: KubernetesObject,
  { name, protocol, port }: GatewayListener,
  objects: KubernetesObjects,
): readonly KubernetesObject[] {
  const parents: ObjectKeys = { of: 'parents', kinds: ROUTES.get(protocol) ?? [], keysOf: parentNames };
  return objects.having(parents, gateway.name ?? '').filter((route) =>
    itemsAt(route, 'spec', 'parentRefs').some((parent) => {
      const [kind = 'Gateway', parentName, namespace = route.namespace, section, ownPort] = [
        ...['kind', 'name', 'namespace', 'sectionName', 'port'],
      ].map((it) => textIn(route.source, parent, it));
      if (kind !== 'Gateway' || parentName === undefined || parentName !== gateway.name) return false;
      if (section !== undefined && section !== name) return false;
      if (ownPort !== undefined && ownPort !== String(port)) return false;
      return objects.named('Gateway', parentName, { file: route.source.file, namespace }) === gateway;
    }),
  );
}

function parentNames(route: KubernetesObject): readonly (string | undefined)[] {
  return itemsAt(route, 'spec', 'parentRefs').map((it) => textIn(route.source, it, 'name'));
}

/** The names that a route is for. */
export function routeHosts(route: KubernetesObject): readonly EdgeHost[] {
  return itemsAt(route, 'spec', 'hostnames').flatMap((node) => {
    const name = route.source.reader.text(node);
    return name === undefined || !isHost(name) ? [] : [{ name, at: locationOf(route.source, node) }];
  });
}

/** The Services that a route leads to. */
export function routeTargets(
  route: KubernetesObject,
  { protocol: listens }: GatewayListener,
  aws: AwsGateway,
  objects: KubernetesObjects,
  input: DomainInput<KubernetesTree>,
): readonly EdgeTarget[] {
  const { source } = route;
  const references = itemsAt(route, 'spec', 'rules').flatMap((rule) =>
    source.reader.items(nodeIn(source, rule, 'backendRefs')),
  );
  return references.flatMap((reference): readonly EdgeTarget[] => {
    const named = nodeIn(source, reference, 'name');
    const name = source.reader.text(named);
    if (named === undefined || name === undefined || (textIn(source, reference, 'kind') ?? 'Service') !== 'Service')
      return [];
    const namespace = textIn(source, reference, 'namespace') ?? route.namespace;
    const port = textIn(source, reference, 'port');
    const service = serviceOf({ name, namespace, by: route }, objects);
    const properties = propertiesOf({ service, name, namespace }, route, aws, objects);
    const version =
      aws.product === 'aws-nlb' || listens !== 'HTTPS' ? undefined : versionOf(route, { service, port, ...properties });
    const written = properties.config && textIn(properties.config.source, properties.node, 'protocol');
    return [
      backendTarget(
        {
          ...{ name, namespace, port, at: locationOf(source, named), by: route, version },
          protocol: written ?? (aws.product === 'aws-alb' ? 'HTTP' : route.kind === 'TLSRoute' ? 'TLS' : 'TCP'),
          clues: {
            certain: [
              ...(route.kind === 'GRPCRoute' ? ['it is the backend of a GRPCRoute'] : []),
              ...(route.kind !== 'GRPCRoute' && version?.declared.kind === 'stated' && version.declared.value === 'GRPC'
                ? ['`protocolVersion` of its TargetGroupConfiguration is "GRPC"']
                : []),
            ],
            names: references.length === 1 ? [{ of: `the name of the ${route.kind}`, name: route.name ?? '' }] : [],
          },
        },
        objects,
        input,
      ),
    ];
  });
}

/** What is said of a target group. */
interface Properties {
  /** The TargetGroupConfiguration that says it. */
  readonly config: KubernetesObject | undefined;
  /** Its `defaultConfiguration`. */
  readonly node: Node | undefined;
  /** Why something else may count, as a clause. */
  readonly unknown: string | undefined;
}

function propertiesOf(
  meant: {
    readonly service: KubernetesObject | undefined;
    readonly name: string;
    readonly namespace: string | undefined;
  },
  route: KubernetesObject,
  aws: AwsGateway,
  objects: KubernetesObjects,
): Properties {
  const { service, name, namespace } = meant;
  const own = objects
    .having(TARGETS, name)
    .filter((it) => it.namespace === undefined || namespace === undefined || it.namespace === namespace);
  const byDefault = aws.configurations.flatMap((it) => {
    const configName = textAt(it, 'spec', 'defaultTargetGroupConfiguration', 'name');
    const seeker = { file: it.source.file, namespace: it.namespace };
    return configName === undefined ? [] : [objects.named('TargetGroupConfiguration', configName, seeker)];
  });
  const all = [...own, ...byDefault];
  const config =
    all.find((it) => it !== undefined && nodeAt(it, ...DEFAULTS, 'protocolVersion') !== undefined) ?? own[0];
  const isUnclear =
    own.length > 1 || all.some((it) => it !== undefined && itemsAt(it, 'spec', 'routeConfigurations').length > 0);
  return {
    config,
    node: config && nodeAt(config, ...DEFAULTS),
    unknown: isUnclear
      ? 'several configurations of target groups may count'
      : service === undefined && route.kind !== 'GRPCRoute'
        ? 'the Service is not in the workspace'
        : all.includes(undefined)
          ? 'its TargetGroupConfiguration is not in the workspace'
          : aws.missing,
  };
}

/** Configurations of target groups by the Services that they are for. */
const TARGETS: ObjectKeys = {
  of: 'targets',
  kinds: ['TargetGroupConfiguration'],
  keysOf: (it) => [textAt(it, 'spec', 'targetReference', 'name')],
};

const DEFAULTS = ['spec', 'defaultConfiguration'] as const;

/** buildTargetGroupProtocolVersion in pkg/gateway/model/model_build_target_group.go: what is said of the target group, the route, the port. */
function versionOf(
  route: KubernetesObject,
  {
    service,
    port,
    config,
    node,
    unknown,
  }: Properties & { readonly service: KubernetesObject | undefined; readonly port: string | undefined },
): Attribute<string> {
  const name = 'protocolVersion';
  const lacking = nameLocation(config ?? route);
  const written = config && fieldAttribute(config, node, { key: name, lacking });
  if (unknown !== undefined)
    return { ...(written ?? NOTHING), name, at: lacking, declared: { kind: 'unknown', because: unknown } };
  if (written !== undefined && written.declared.kind !== 'absent') return written;
  const kind = nodeAt(route, 'kind');
  if (route.kind === 'GRPCRoute' && kind !== undefined) return inferred('GRPC', route, kind);
  const servicePort = portNamed(service, port);
  const appProtocol = service && servicePort && nodeIn(service.source, servicePort.node, 'appProtocol');
  if (service !== undefined && appProtocol !== undefined && servicePort?.appProtocol === 'kubernetes.io/h2c')
    return inferred('HTTP2', service, appProtocol);
  return written ?? { ...NOTHING, name, declared: { kind: 'absent' }, at: lacking };
}

const NOTHING = { set: () => undefined } as const;

function inferred(value: string, { source }: KubernetesObject, node: Node): Attribute<string> {
  const at = locationOf(source, node);
  return { ...NOTHING, name: 'protocolVersion', declared: { kind: 'stated', value, at }, at };
}
