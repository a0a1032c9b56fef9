import type { DomainInput } from '../domain.ts';
import type { Attribute, EdgeListener } from '../edges.ts';
import { ingressTakers } from './controllersClass.ts';
import { controllerEdge, controllerTargets, type Spoken } from './controllersEdge.ts';
import { isIngress, ruleHosts, tlsHosts } from './controllersIngress.ts';
import { http2Settings, mayChangeHttp2, unlessForeign } from './controllersSetting.ts';
import { f5Remarks } from './f5NginxResources.ts';
import { ingressBackends, ingressHosts, type IngressBackend } from './ingressBackends.ts';
import type { KubernetesObjects, ObjectKeys } from './lookup.ts';
import { nameLocation, type KubernetesObject } from './objects.ts';
import type { KubernetesTree } from './tree.ts';

/**
 * What the F5 NGINX Ingress Controller does with an Ingress. A host has TLS where both a rule and `spec.tls` name it (addSSLConfig in
 * internal/configs/ingress.go, v5.5.4).
 */
export function f5IngressEdges(
  ingress: KubernetesObject,
  objects: KubernetesObjects,
  input: DomainInput<KubernetesTree>,
): readonly EdgeListener[] {
  const takers = ingressTakers(objects);
  if (takers.of(ingress) !== 'f5-nginx-ingress' || mergeable(ingress) === 'minion') return [];
  const withTls = new Set(tlsHosts(ingress));
  const secure = (it: IngressBackend): boolean => it.host === undefined || withTls.has(it.host);
  const hosts = new Set(ruleHosts(ingress).filter((it) => withTls.has(it)));
  if (hosts.size === 0) return [];
  const minions = mergeable(ingress) === 'master' ? minionsOf(ingress, objects) : [];
  const parts = [ingress, ...minions.filter((it) => takers.of(it) === 'f5-nginx-ingress')];
  const targets = parts.flatMap((part) => {
    const spoken = spokenBy(part);
    return controllerTargets(part, ingressBackends(part).filter(secure), spoken, { objects, input });
  });
  const running = takers.running(ingress, 'f5-nginx-ingress');
  const http2Of = http2Settings('f5-nginx-ingress', objects);
  const setting = unlessForeign(http2Of(running, nameLocation(ingress)), takers.isSure(ingress, 'f5-nginx-ingress'));
  return [
    controllerEdge({
      product: 'f5-nginx-ingress',
      by: ingress,
      protocol: 'HTTPS',
      port: 443,
      tls: 'terminated',
      hosts: ingressHosts(ingress).filter(({ name }) => hosts.has(name)),
      http2: http2Under(ingress, setting.attribute),
      targets,
      remarks: f5Remarks(setting),
    }),
  ];
}

/** A master has the hosts and their TLS, its minions the paths (internal/configs/ingress.go, generateNginxCfgForMergeableIngresses). */
function mergeable({ annotations }: KubernetesObject): string | undefined {
  return annotations.get('nginx.org/mergeable-ingress-type')?.value;
}

const MINIONS: ObjectKeys = {
  of: 'hosts of minions',
  kinds: ['Ingress'],
  keysOf: (it) => (isIngress(it) && mergeable(it) === 'minion' ? ruleHosts(it) : []),
};

function minionsOf(master: KubernetesObject, objects: KubernetesObjects): readonly KubernetesObject[] {
  return [...new Set(ruleHosts(master).flatMap((it) => objects.having(MINIONS, it)))];
}

/** `nginx.org/grpc-services` and `nginx.org/ssl-services` name Services, with commas between them. */
function spokenBy({ annotations }: KubernetesObject): (backend: IngressBackend) => Spoken {
  const listed = (name: string): ReadonlySet<string> =>
    new Set(
      annotations
        .get(name)
        ?.value.split(',')
        .map((it) => it.trim()),
    );
  const grpc = listed('nginx.org/grpc-services');
  const tls = listed('nginx.org/ssl-services');
  return ({ name }) =>
    grpc.has(name)
      ? { protocol: tls.has(name) ? 'GRPCS' : 'GRPC', certain: [`nginx.org/grpc-services names ${name}`] }
      : { protocol: tls.has(name) ? 'HTTPS' : 'HTTP', certain: [] };
}

function http2Under(ingress: KubernetesObject, http2: Attribute<boolean>): Attribute<boolean> {
  const isChanged = mayChangeHttp2('snippets', ingress.annotations.get('nginx.org/server-snippets')?.value ?? '');
  if (!isChanged) return http2;
  return { ...http2, declared: { kind: 'unknown', because: 'its server-snippets change the configuration itself' } };
}
