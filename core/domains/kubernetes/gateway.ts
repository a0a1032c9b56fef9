import type { Node } from 'yaml';
import { eachOnce } from '../../text/eachOnce.ts';
import type { DomainInput } from '../domain.ts';
import { edgeEvidence, namesOfOne } from '../edgeEvidence.ts';
import type { Attribute, EdgeHost, EdgeListener, EdgeTarget } from '../edges.ts';
import type { GrpcEvidence } from '../facts.ts';
import { grpcIn } from '../grpcNames.ts';
import { defaultHttp2, listedHttp2 } from './albHttp2.ts';
import { strongestOf } from './albIngress.ts';
import { fieldAttribute } from './attributes.ts';
import { awsGatewayOf, type AwsGateway } from './gatewayClass.ts';
import { routeHosts, routesOf, routeTargets, type GatewayListener } from './gatewayRoutes.ts';
import { annotatedHosts, isHost } from './hosts.ts';
import { eachHostOnce } from './ingressBackends.ts';
import type { KubernetesObjects } from './lookup.ts';
import {
  declarationOf,
  itemsAt,
  locationOf,
  nameLocation,
  nodeAt,
  nodeIn,
  textIn,
  wordsFor,
  type KubernetesObject,
} from './objects.ts';
import { statedOf } from './stated.ts';
import type { KubernetesTree } from './tree.ts';
import { numberIn } from './workloads.ts';

/** The load balancer that a Gateway gets from the AWS Load Balancer Controller: a listener for each of its ports. */
export function gatewayEdges(
  gateway: KubernetesObject,
  objects: KubernetesObjects,
  input: DomainInput<KubernetesTree>,
): readonly EdgeListener[] {
  const aws = awsGatewayOf(gateway, objects);
  return aws === undefined ? [] : edgesOf(gateway, aws, objects, input);
}

function edgesOf(
  gateway: KubernetesObject,
  aws: AwsGateway,
  objects: KubernetesObjects,
  input: DomainInput<KubernetesTree>,
): readonly EdgeListener[] {
  const listeners = listenersOf(gateway);
  // Listeners of one port are one of the load balancer.
  return eachOnce(listeners, ({ port }) => String(port)).flatMap((listener): readonly EdgeListener[] => {
    const tls = tlsOf(gateway, listener);
    if (tls === undefined) return [];
    const same = listeners.filter(({ port }) => port === listener.port);
    const attached = same.flatMap((it) => routesOf(gateway, it, objects));
    const routes = attached.filter((it, i) => attached.indexOf(it) === i);
    const targets = routes.flatMap((it) => routeTargets(it, listener, aws, objects, input));
    const told = nodeIn(gateway.source, listener.node, 'protocol');
    return [
      {
        source: 'kubernetes',
        product: aws.product,
        name: wordsFor(gateway),
        at: told === undefined ? nameLocation(gateway) : locationOf(gateway.source, told),
        declaration: declarationOf(gateway),
        protocol: tls === 'passthrough' ? 'TCP' : listener.protocol,
        port: listener.port,
        tls,
        hosts: eachHostOnce([
          ...same.flatMap((it) => listenerHosts(gateway, it)),
          ...routes.flatMap(routeHosts),
          ...annotatedHosts(gateway),
        ]),
        alpnPolicy: aws.product === 'aws-nlb' ? policyOf(gateway, listener, aws) : undefined,
        policyIgnored: undefined,
        http2: aws.product === 'aws-alb' ? http2Of(gateway, aws) : undefined,
        targets,
        grpc: grpcOf(gateway, { same, all: listeners, targets }, input),
        remarks: [],
      },
    ];
  });
}

/** What is stated of it, then what its routes lead to; of routes that are not here the names of its listener tell, and its own. */
function grpcOf(
  gateway: KubernetesObject,
  {
    same,
    all,
    targets,
  }: {
    /** The listeners of its port. */
    readonly same: readonly GatewayListener[];
    readonly all: readonly GatewayListener[];
    readonly targets: readonly EdgeTarget[];
  },
  input: DomainInput<KubernetesTree>,
): GrpcEvidence {
  const stated = statedOf(gateway, input);
  if (stated === undefined && targets.length > 0) return strongestOf(targets);
  const isGrpc = ({ name }: GatewayListener): boolean => grpcIn(name ?? '') === 'yes';
  const names = namesOfOne({
    own: same.map(({ name }) => ({ of: 'the name of the listener', name: name ?? '' })),
    common: [{ of: 'the name of the Gateway', name: gateway.name ?? '' }],
    isBeside: all.some((it) => !same.includes(it) && isGrpc(it)),
    isOther: false,
  });
  return edgeEvidence({ stated, certain: [], against: [], names, ports: same.map(({ port }) => port).slice(0, 1) });
}

function listenersOf(gateway: KubernetesObject): readonly GatewayListener[] {
  const { source } = gateway;
  return itemsAt(gateway, 'spec', 'listeners').flatMap((node): readonly GatewayListener[] => {
    const [name, protocol] = [textIn(source, node, 'name'), textIn(source, node, 'protocol')];
    const port = numberIn(textIn(source, node, 'port'));
    return protocol === undefined || port === undefined ? [] : [{ node, name, protocol, port }];
  });
}

/** TLS that is passed through is TCP to an NLB (mapGatewayListenerConfigsByPort in pkg/gateway/model/model_build_listener.go). */
function tlsOf({ source }: KubernetesObject, { node, protocol }: GatewayListener): EdgeListener['tls'] {
  switch (protocol) {
    case 'TLS':
      return textIn(source, node, 'tls', 'mode') === 'Passthrough' ? 'passthrough' : 'terminated';
    case 'HTTPS':
      return 'terminated';
    case 'TCP':
      return 'passthrough';
    case 'HTTP':
      return 'plain';
    default:
      return undefined;
  }
}

function listenerHosts({ source }: KubernetesObject, { node }: GatewayListener): readonly EdgeHost[] {
  const host = nodeIn(source, node, 'hostname');
  const name = source.reader.text(host);
  return host === undefined || name === undefined || !isHost(name) ? [] : [{ name, at: locationOf(source, host) }];
}

/** `None` where nothing says another one. Of two configurations that have this port, all that the first says of it counts (lb_config_merger.go). */
function policyOf(gateway: KubernetesObject, { port, node }: GatewayListener, aws: AwsGateway): Attribute<string> {
  const name = 'alpnPolicy';
  for (const configuration of aws.configurations) {
    const { source } = configuration;
    const item = itemsAt(configuration, 'spec', 'listenerConfigurations').find(
      (it) => textIn(source, it, 'protocolPort')?.toLowerCase() === `tls:${port}`,
    );
    const protocolPort = nodeIn(source, item, 'protocolPort');
    if (protocolPort !== undefined)
      return fieldAttribute(configuration, item, { key: name, lacking: locationOf(source, protocolPort) });
  }
  const told: Node = nodeIn(gateway.source, node, 'protocol') ?? node;
  return {
    name,
    declared: aws.missing === undefined ? { kind: 'absent' } : { kind: 'unknown', because: aws.missing },
    at: locationOf(gateway.source, told),
    set: () => undefined,
  };
}

function http2Of(gateway: KubernetesObject, { configurations, missing }: AwsGateway): Attribute<boolean> {
  for (const configuration of configurations) {
    const found = listedHttp2(configuration, nodeAt(configuration, 'spec', 'loadBalancerAttributes'));
    if (found !== undefined) return found;
  }
  const nothing = defaultHttp2(gateway);
  return missing === undefined ? nothing : { ...nothing, declared: { kind: 'unknown', because: missing } };
}
