import type { Node } from 'yaml';
import type { KubernetesObjects } from './lookup.ts';
import { itemsAt, nodeAt, textAt, textIn, type KubernetesObject } from './objects.ts';

/** What the AWS Load Balancer Controller makes a load balancer of a Gateway with. */
export interface AwsGateway {
  readonly product: 'aws-nlb' | 'aws-alb';
  /** The configurations that count for it, the one that stands above the other first. */
  readonly configurations: readonly KubernetesObject[];
  /** Why there may be a configuration that is not among them, as a clause; `undefined`: there is none. */
  readonly missing: string | undefined;
}

/** The controllers of its two kinds of Gateway (pkg/gateway/constants/controller_constants.go). */
const PRODUCTS: ReadonlyMap<string, AwsGateway['product']> = new Map([
  ['gateway.k8s.aws/nlb', 'aws-nlb'],
  ['gateway.k8s.aws/alb', 'aws-alb'],
]);

/** `undefined`: another controller's, or the text does not tell. */
export function awsGatewayOf(gateway: KubernetesObject, objects: KubernetesObjects): AwsGateway | undefined {
  const className = textAt(gateway, 'spec', 'gatewayClassName');
  if (className === undefined) return undefined;
  const gatewayClass = objects.named('GatewayClass', className, { file: gateway.source.file, namespace: undefined });
  const own = configurationOf(gateway, nodeAt(gateway, 'spec', 'infrastructure', 'parametersRef'), objects);
  const ofClass = gatewayClass && configurationOf(gatewayClass, nodeAt(gatewayClass, 'spec', 'parametersRef'), objects);
  const controller = gatewayClass === undefined ? undefined : textAt(gatewayClass, 'spec', 'controllerName');
  const product =
    controller === undefined ? (own === undefined ? undefined : productByProtocols(gateway)) : PRODUCTS.get(controller);
  if (product === undefined) return undefined;
  const prefersGateway =
    ofClass?.found !== undefined && textAt(ofClass.found, 'spec', 'mergingMode') === 'prefer-gateway';
  const inOrder = prefersGateway ? [own, ofClass] : [ofClass, own];
  return {
    product,
    configurations: inOrder.flatMap((it) => it?.found ?? []),
    missing:
      gatewayClass === undefined
        ? 'its GatewayClass is not in the workspace'
        : inOrder.some((it) => it !== undefined && it.found === undefined)
          ? 'its LoadBalancerConfiguration is not in the workspace'
          : undefined,
  };
}

/** What a `parametersRef` means. `undefined`: no LoadBalancerConfiguration. */
function configurationOf(
  by: KubernetesObject,
  reference: Node | undefined,
  objects: KubernetesObjects,
): { readonly found: KubernetesObject | undefined } | undefined {
  const { source } = by;
  const [kind, group, name] = ['kind', 'group', 'name'].map((it) => textIn(source, reference, it));
  if (kind !== 'LoadBalancerConfiguration' || group !== 'gateway.k8s.aws' || name === undefined) return undefined;
  const namespace = textIn(source, reference, 'namespace') ?? by.namespace;
  return { found: objects.named(kind, name, { file: source.file, namespace }) };
}

/** Its NLBs take no other protocols than these, its ALBs no other than HTTP and HTTPS (docs/guide/gateway/gateway.md). */
function productByProtocols(gateway: KubernetesObject): AwsGateway['product'] | undefined {
  const protocols = itemsAt(gateway, 'spec', 'listeners').map((it) => textIn(gateway.source, it, 'protocol') ?? '');
  if (protocols.length === 0) return undefined;
  if (protocols.every((it) => ['TCP', 'TLS', 'UDP'].includes(it))) return 'aws-nlb';
  return protocols.every((it) => ['HTTP', 'HTTPS'].includes(it)) ? 'aws-alb' : undefined;
}
