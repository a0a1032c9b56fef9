import { goTruth, runningControllers, type NginxController, type RunningController } from './controllers.ts';
import type { KubernetesObjects } from './lookup.ts';
import { textAt, type KubernetesObject } from './objects.ts';
import { Shared } from './shared.ts';

/** What an Ingress or another object says of the controller that is to take it. */
interface Signs {
  /** Its class, by `ingressClassName` or the annotation that was used before. */
  readonly className: string | undefined;
  /** The products whose annotations it has; `undefined`: none, or those of both. */
  readonly annotated: NginxController | undefined;
}

/** What the IngressClasses of a folder call the controllers, in `spec.controller`. */
const CONTROLLER_NAMES: ReadonlyMap<string, NginxController> = new Map([
  ['k8s.io/ingress-nginx', 'ingress-nginx'],
  ['nginx.org/ingress-controller', 'f5-nginx-ingress'],
]);

/** The beginnings of the names of annotations that one controller alone reads. */
const PREFIXES: readonly (readonly [prefix: string, product: NginxController])[] = [
  ['nginx.ingress.kubernetes.io/', 'ingress-nginx'],
  ['nginx.org/', 'f5-nginx-ingress'],
  ['nginx.com/', 'f5-nginx-ingress'],
];

/** Classes of other controllers, by words in their names: annotations of nginx that are left over mean nothing there. */
const OTHER_CLASSES =
  /alb|aws|traefik|haproxy|gce|gke|azure-application|application-gateway|kong|istio|contour|ambassador|emissary|cilium|openshift|caddy|apisix|tyk|voyager|skipper|higress|apig|mse|envoy|pomerium/i;

/** Who takes the Ingresses of a folder. */
export interface IngressTakers {
  /** The controller of an Ingress. `undefined`: another one, or nothing tells: both take Ingresses of the class `nginx`. */
  of(ingress: KubernetesObject): NginxController | undefined;
  /** Those of its running controllers that take it; all of the product where the class does not tell. */
  running(ingress: KubernetesObject, product: NginxController): readonly RunningController[];
  /** Whether those are it: they take its class, or none is in the folder, and its class is the usual one. */
  isSure(ingress: KubernetesObject, product: NginxController): boolean;
}

const CONTROLLERS = new Shared<readonly RunningController[]>();
const TAKERS = new Shared<IngressTakers>();

/** The running controllers of a folder: `runningControllers`, once. */
export function controllersOf(objects: KubernetesObjects): readonly RunningController[] {
  return objects.shared(CONTROLLERS, '', runningControllers);
}

/** Says who takes an Ingress: its class, the controllers of the folder, and its annotations have to agree. */
export function ingressTakers(objects: KubernetesObjects): IngressTakers {
  return objects.shared(TAKERS, '', takersIn);
}

function takersIn(objects: KubernetesObjects): IngressTakers {
  const controllers = controllersOf(objects);
  const classes = objects.ofKinds(['IngressClass']);
  return {
    of: (ingress) => {
      const { className, annotated } = signsOf(ingress);
      if (className !== undefined && !className.includes('nginx') && OTHER_CLASSES.test(className)) return undefined;
      const byClass = only(productsOfClass(className, classes, controllers));
      if (byClass === 'other') return undefined;
      return byClass === undefined || annotated === undefined || byClass === annotated
        ? (annotated ?? byClass)
        : undefined;
    },
    running: (ingress, product) => {
      const { className } = signsOf(ingress);
      const same = controllers.filter((it) => it.product === product);
      const taking = same.filter((it) => takesClass(it, className, classes));
      return taking.length > 0 ? taking : same;
    },
    isSure: (ingress, product) => {
      const { className } = signsOf(ingress);
      const same = controllers.filter((it) => it.product === product);
      if (className === undefined) return same.length <= 1;
      return same.length === 0 ? className === 'nginx' : same.some((it) => takesClass(it, className, classes));
    },
  };
}

function signsOf(ingress: KubernetesObject): Signs {
  const { annotations } = ingress;
  const names = [...annotations.keys()];
  const products = PREFIXES.filter(([prefix]) => names.some((it) => it.startsWith(prefix))).map(([, it]) => it);
  const className =
    textAt(ingress, 'spec', 'ingressClassName') ?? annotations.get('kubernetes.io/ingress.class')?.value;
  return { className: className === '' ? undefined : className, annotated: only(products) };
}

type Taker = NginxController | 'other';

/** What the IngressClasses of this name say; without one, the running controllers that take the class by its name. */
function productsOfClass(
  className: string | undefined,
  classes: readonly KubernetesObject[],
  controllers: readonly RunningController[],
): readonly Taker[] {
  const meant = className === undefined ? classes.filter(isDefault) : classes.filter(({ name }) => name === className);
  if (meant.length > 0) return meant.map((it) => takerOf(it, controllers));
  return controllers
    .filter(({ flags }) => className !== undefined && (flags.get('ingress-class') ?? 'nginx') === className)
    .map(({ product }) => product);
}

function isDefault({ annotations }: KubernetesObject): boolean {
  return goTruth(annotations.get('ingressclass.kubernetes.io/is-default-class')?.value ?? '') === true;
}

function takerOf(ingressClass: KubernetesObject, controllers: readonly RunningController[]): Taker {
  const controller = textAt(ingressClass, 'spec', 'controller');
  const known = CONTROLLER_NAMES.get(controller ?? '');
  const own = controllers.find(({ flags }) => controller !== undefined && flags.get('controller-class') === controller);
  return known ?? own?.product ?? (controller?.includes('ingress-nginx') === true ? 'ingress-nginx' : 'other');
}

/** Whether a controller takes a class: ingress-nginx by the name of the controller in the IngressClass, F5's by the class's own. */
function takesClass(
  { product, flags }: RunningController,
  className: string | undefined,
  classes: readonly KubernetesObject[],
): boolean {
  if (className === undefined) return false;
  const byName = (flags.get('ingress-class') ?? 'nginx') === className;
  const named = classes.filter(({ name }) => name === className);
  if (product === 'f5-nginx-ingress' || named.length === 0) return byName;
  const controllerClass = flags.get('controller-class') ?? 'k8s.io/ingress-nginx';
  return named.some((it) => textAt(it, 'spec', 'controller') === controllerClass);
}

/** The one that all are; `undefined`: there are none, or different ones. */
function only<Value extends string>(values: readonly Value[]): Value | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}
