import type { DomainInput } from '../domain.ts';
import type { Attribute, EdgeListener } from '../edges.ts';
import type { RunningController } from './controllers.ts';
import { controllersOf } from './controllersClass.ts';
import { controllerEdge } from './controllersEdge.ts';
import { http2Settings, mayChangeHttp2, unlessForeign, type Http2Setting } from './controllersSetting.ts';
import { transportServer } from './f5TransportServer.ts';
import { hostsOf, upstreamTargets, type Around } from './f5Upstreams.ts';
import type { KubernetesObjects, ObjectKeys } from './lookup.ts';
import { itemsAt, nameLocation, nodeAt, textAt, textIn, type KubernetesObject } from './objects.ts';
import { Shared } from './shared.ts';
import type { KubernetesTree } from './tree.ts';
import { numberIn } from './workloads.ts';

const GROUP = 'k8s.nginx.org';

/** The controller's own resources of a kind (`k8s.nginx.org`: pkg/apis/configuration/v1/types.go, v5.5.4). */
export function f5Resources(
  objects: KubernetesObjects,
  kind: 'VirtualServer' | 'TransportServer' | 'GlobalConfiguration',
): readonly KubernetesObject[] {
  return objects.ofKinds([kind], GROUP).filter(isOwn);
}

function isOwn({ apiVersion }: KubernetesObject): boolean {
  return apiVersion.startsWith(`${GROUP}/`);
}

/** What a TransportServer makes of the controller. */
export function transportServerEdges(
  server: KubernetesObject,
  objects: KubernetesObjects,
  input: DomainInput<KubernetesTree>,
): readonly EdgeListener[] {
  return transportServer(server, aroundIn(objects, input));
}

function aroundIn(objects: KubernetesObjects, input: DomainInput<KubernetesTree>): Around {
  const running = objects.shared(RUNNING, '', (own) =>
    controllersOf(own).filter(({ product }) => product === 'f5-nginx-ingress'),
  );
  return { objects, input, running, ports: objects.shared(PORTS, '', listenerPorts) };
}

const RUNNING = new Shared<Around['running']>();
const PORTS = new Shared<Around['ports']>();

function listenerPorts(objects: KubernetesObjects): Around['ports'] {
  const listeners = new Map<string, Set<number | undefined>>();
  for (const it of f5Resources(objects, 'GlobalConfiguration')) {
    const { source } = it;
    for (const node of itemsAt(it, 'spec', 'listeners')) {
      const name = textIn(source, node, 'name');
      const port = numberIn(textIn(source, node, 'port'));
      if (name !== undefined) listeners.set(name, new Set([...(listeners.get(name) ?? []), port]));
    }
  }
  return (name) => {
    const found = listeners.get(name);
    return found?.size === 1 ? [...found][0] : undefined;
  };
}

/** What is worth knowing of HTTP/2 there. */
export function f5Remarks({ isHere }: Http2Setting): readonly string[] {
  return isHere
    ? []
    : [
        'gRPC needs HTTP/2 here: `http2` of the controller\'s ConfigMap, which is not in this folder, has to be "True".',
      ];
}

const ROUTES: ObjectKeys = {
  of: 'hosts of routes',
  kinds: ['VirtualServerRoute'],
  mentioning: GROUP,
  keysOf: (it) => (isOwn(it) ? [textAt(it, 'spec', 'host')] : []),
};

/** What a VirtualServer makes of the controller. */
export function virtualServerEdges(
  server: KubernetesObject,
  objects: KubernetesObjects,
  input: DomainInput<KubernetesTree>,
): readonly EdgeListener[] {
  const host = textAt(server, 'spec', 'host');
  const custom = nodeAt(server, 'spec', 'listener');
  const https = textAt(server, 'spec', 'listener', 'https');
  // Without a secret it depends on the controller's flag -wildcard-tls-secret; with listeners of its own it has 443 no more.
  if ((textAt(server, 'spec', 'tls', 'secret') ?? '') === '' || (custom !== undefined && https === undefined))
    return [];
  const { running, ports } = aroundIn(objects, input);
  const parts = [server, ...(host === undefined ? [] : objects.having(ROUTES, host))];
  const http2Of = http2Settings('f5-nginx-ingress', objects);
  const setting = unlessForeign(http2Of(takers(server, running), nameLocation(server)), isSure(server, running));
  return [
    controllerEdge({
      product: 'f5-nginx-ingress',
      by: server,
      protocol: 'HTTPS',
      port: https === undefined ? 443 : ports(https),
      tls: 'terminated',
      hosts: hostsOf(server),
      http2: http2Under(server, setting.attribute),
      targets: parts.flatMap((part) => upstreamTargets(part, { objects, input })),
      remarks: f5Remarks(setting),
    }),
  ];
}

/** A controller takes what names its class, or none (HasCorrectIngressClass in internal/k8s/controller.go); where none does, it may be any. */
function takers(object: KubernetesObject, running: readonly RunningController[]): readonly RunningController[] {
  const taking = running.filter((it) => takes(it, object));
  return taking.length > 0 ? taking : running;
}

function takes({ flags }: RunningController, object: KubernetesObject): boolean {
  const className = textAt(object, 'spec', 'ingressClassName') ?? '';
  return className === '' || (flags.get('ingress-class') ?? 'nginx') === className;
}

/** Whether those are it: one takes it, or none is in the folder, and its class is the usual one. */
function isSure(object: KubernetesObject, running: readonly RunningController[]): boolean {
  const className = textAt(object, 'spec', 'ingressClassName') ?? '';
  return running.length === 0 ? className === '' || className === 'nginx' : running.some((it) => takes(it, object));
}

function http2Under(server: KubernetesObject, http2: Attribute<boolean>): Attribute<boolean> {
  const snippets = ['server-snippets', 'http-snippets'].find((key) =>
    mayChangeHttp2(key, textAt(server, 'spec', key) ?? ''),
  );
  if (snippets === undefined) return http2;
  return { ...http2, declared: { kind: 'unknown', because: `its ${snippets} change the configuration itself` } };
}
