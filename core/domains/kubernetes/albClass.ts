import type { KubernetesObjects } from './lookup.ts';
import { textAt, type KubernetesObject } from './objects.ts';

/** The prefix of the annotations of the AWS Load Balancer Controller at Ingresses. */
export const ALB_PREFIX = 'alb.ingress.kubernetes.io/';

/** What the AWS Load Balancer Controller makes an ALB of an Ingress with. */
export interface AlbClass {
  /** `undefined`: its class names none, or it is not in the workspace. */
  readonly params: KubernetesObject | undefined;
}

/** The controller of the AWS Load Balancer Controller, and that of EKS Auto Mode. */
const CONTROLLERS: ReadonlySet<string> = new Set(['ingress.k8s.aws/alb', 'eks.amazonaws.com/alb']);

/**
 * Whether an Ingress gets an ALB (classifyIngress in pkg/ingress/group_loader.go of the AWS Load Balancer Controller: the annotation stands above
 * the field). `undefined`: it does not, or the text does not tell.
 */
export function albClassOf(ingress: KubernetesObject, objects: KubernetesObjects): AlbClass | undefined {
  const annotated = ingress.annotations.get('kubernetes.io/ingress.class')?.value;
  if (annotated !== undefined) return annotated === 'alb' ? { params: undefined } : undefined;
  const name = textAt(ingress, 'spec', 'ingressClassName');
  if (name === undefined) {
    // A default class decides. Nobody else reads these annotations.
    return [...ingress.annotations.keys()].some((it) => it.startsWith(ALB_PREFIX)) ? { params: undefined } : undefined;
  }
  const ingressClass = objects.named('IngressClass', name, { file: ingress.source.file, namespace: undefined });
  // The controller's Helm chart makes a class of this name.
  if (ingressClass === undefined) return name === 'alb' ? { params: undefined } : undefined;
  if (!CONTROLLERS.has(textAt(ingressClass, 'spec', 'controller') ?? '')) return undefined;
  const params = textAt(ingressClass, 'spec', 'parameters', 'name');
  return {
    params:
      params === undefined
        ? undefined
        : objects.named('IngressClassParams', params, { file: ingressClass.source.file, namespace: undefined }),
  };
}
