import type { KubernetesObjects } from './lookup.ts';
import { itemsAt, nodeIn, textIn, type KubernetesObject } from './objects.ts';

/** The Ingresses of a folder: `networking.k8s.io`, and `extensions` before Kubernetes 1.22. */
export function ingressesIn(objects: KubernetesObjects): readonly KubernetesObject[] {
  return objects.ofKinds(['Ingress']).filter(isIngress);
}

/** Whether it is one of these. */
export function isIngress({ apiVersion }: KubernetesObject): boolean {
  return apiVersion.startsWith('networking.k8s.io/') || apiVersion.startsWith('extensions/');
}

/** The hosts of its rules as they are written. */
export function ruleHosts(ingress: KubernetesObject): readonly string[] {
  return itemsAt(ingress, 'spec', 'rules').flatMap((it) => textIn(ingress.source, it, 'host') ?? []);
}

/** The hosts of `spec.tls` as they are written. */
export function tlsHosts(ingress: KubernetesObject): readonly string[] {
  const { source } = ingress;
  return itemsAt(ingress, 'spec', 'tls').flatMap((tls) =>
    source.reader.items(nodeIn(source, tls, 'hosts')).flatMap((it) => source.reader.text(it) ?? []),
  );
}
