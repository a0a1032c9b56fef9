import { textAt, type KubernetesObject } from './objects.ts';
import { isFilledIn } from './attributes.ts';

/** Who makes a load balancer of a Service of type LoadBalancer, and what it makes. */
export type ServiceMaker =
  /** The AWS Load Balancer Controller: an NLB. */
  | { readonly kind: 'controller' }
  /** EKS Auto Mode: an NLB. AWS documents that it may not support all annotations, and does not list that of the ALPN policy. */
  | { readonly kind: 'auto-mode' }
  /** The cloud provider in Kubernetes, an NLB; or the controller, if its webhook was there when the Service was made. */
  | { readonly kind: 'in-tree-nlb' }
  /** The cloud provider a classic ELB, or that controller an NLB. */
  | { readonly kind: 'untyped' };

/** The prefix of the annotations of AWS at Services. */
const PREFIX = 'service.beta.kubernetes.io/aws-load-balancer-';

/** The name of an annotation of AWS at Services. */
export function serviceAnnotation(suffix: string): string {
  return PREFIX + suffix;
}

/** Classes whose Services become NLBs: the controller's (its flag `--load-balancer-class` may name another), and that of EKS Auto Mode. */
const NLB_CLASSES: ReadonlyMap<string, ServiceMaker> = new Map<string, ServiceMaker>([
  ['service.k8s.aws/nlb', { kind: 'controller' }],
  ['eks.amazonaws.com/nlb', { kind: 'auto-mode' }],
]);

/**
 * Who acts on a Service. Sources: pkg/service/service_utils.go and webhooks/core/service_mutator.go of the AWS Load Balancer Controller 3;
 * isNLB and isLBExternal in pkg/providers/v1/aws_loadbalancer.go of cloud-provider-aws. `undefined`: nobody of AWS, or the text does not tell.
 */
export function makerOf(service: KubernetesObject): ServiceMaker | undefined {
  const serviceType = textAt(service, 'spec', 'type');
  const loadBalancerClass = textAt(service, 'spec', 'loadBalancerClass') ?? '';
  const type = service.annotations.get(serviceAnnotation('type'))?.value ?? '';
  if (isFilledIn(type) || isFilledIn(loadBalancerClass)) return undefined;
  const byClass = NLB_CLASSES.get(loadBalancerClass);
  if (loadBalancerClass !== '' && byClass === undefined) return undefined;
  const maker = byClass ?? (type === 'external' || type === 'nlb-ip' ? ({ kind: 'controller' } as const) : undefined);
  // The controller takes Services of type NodePort, too, and says so.
  if (serviceType !== 'LoadBalancer') return serviceType === 'NodePort' ? maker : undefined;
  if (maker !== undefined) return maker;
  if (![...service.annotations.keys()].some((it) => it.startsWith(PREFIX))) return undefined;
  return { kind: type === 'nlb' ? 'in-tree-nlb' : 'untyped' };
}
