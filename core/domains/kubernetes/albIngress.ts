import type { DomainInput } from '../domain.ts';
import type { Attribute, EdgeListener, EdgeTarget } from '../edges.ts';
import type { GrpcEvidence } from '../facts.ts';
import type { Location } from '../../text/location.ts';
import { ALB_PREFIX, albClassOf, type AlbClass } from './albClass.ts';
import { ingressHttp2 } from './albHttp2.ts';
import { annotationAttribute, isFilledIn, patchedAttribute } from './attributes.ts';
import { ingressBackends, ingressHosts, type IngressBackend } from './ingressBackends.ts';
import type { KubernetesObjects } from './lookup.ts';
import { declarationOf, itemsAt, nameLocation, wordsFor, type KubernetesObject } from './objects.ts';
import { isPatched } from './patches.ts';
import { backendTarget, serviceOf } from './targets.ts';
import { NOTHING_SAID } from '../grpcReasons.ts';
import type { KubernetesTree } from './tree.ts';

/** The ALB that an Ingress gets in AWS: a listener for each of its ports. */
export function albIngressEdges(
  ingress: KubernetesObject,
  objects: KubernetesObjects,
  input: DomainInput<KubernetesTree>,
): readonly EdgeListener[] {
  const albClass = albClassOf(ingress, objects);
  return albClass === undefined ? [] : edgesOf(ingress, albClass, objects, input);
}

/** A listener of an ALB. */
interface Port {
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly port: number;
}

function edgesOf(
  ingress: KubernetesObject,
  { params }: AlbClass,
  objects: KubernetesObjects,
  input: DomainInput<KubernetesTree>,
): readonly EdgeListener[] {
  const ports = listenPorts(ingress, params);
  const backends = ingressBackends(ingress);
  if (ports.length === 0 || backends.length === 0) return [];
  const targets = targetsOf(ingress, backends, objects, input);
  const http2 = ingressHttp2(ingress, params);
  const isOpen = isPatched(objects, 'load-balancer-attributes', ingress.source.file);
  const because = 'a patch of kustomize speaks of the attributes of the load balancer';
  const annotation = (suffix: string) => ingress.annotations.get(ALB_PREFIX + suffix);
  const isRedirected = annotation('ssl-redirect') !== undefined && ports.some(({ protocol }) => protocol === 'HTTPS');
  return ports.flatMap(({ protocol, port }): readonly EdgeListener[] => {
    if (protocol === 'HTTP' && isRedirected) return [];
    return [
      {
        source: 'kubernetes',
        product: 'aws-alb',
        name: wordsFor(ingress),
        at:
          (protocol === 'HTTPS' ? (annotation('certificate-arn') ?? annotation('listen-ports'))?.keyAt : undefined) ??
          nameLocation(ingress),
        declaration: declarationOf(ingress),
        protocol,
        port,
        tls: protocol === 'HTTPS' ? 'terminated' : 'plain',
        hosts: ingressHosts(ingress),
        alpnPolicy: undefined,
        policyIgnored: undefined,
        http2: isOpen ? { ...http2, declared: { kind: 'unknown', because } } : http2,
        targets,
        grpc: strongestOf(targets),
        remarks: [],
      },
    ];
  });
}

/** What something carries where one of its targets does. That none does says nothing, unless it is said of all. */
export function strongestOf(targets: readonly EdgeTarget[]): GrpcEvidence {
  const all = targets.map(({ grpc }) => grpc);
  for (const level of ['yes', 'likely', 'unknown', 'no'] as const) {
    const found = all.find(({ grpc }) => grpc === level);
    if (found !== undefined) return found;
  }
  return NOTHING_SAID;
}

/**
 * The ports that it listens on (computeIngressListenPorts in pkg/ingress/model_build_listener.go: without the annotation, 443 where a certificate is
 * named, else 80; `tls` only chooses certificates). Empty: the text does not tell.
 */
function listenPorts(ingress: KubernetesObject, params: KubernetesObject | undefined): readonly Port[] {
  const written = ingress.annotations.get(`${ALB_PREFIX}listen-ports`)?.value;
  if (written === undefined) {
    const hasCertificate =
      (ingress.annotations.get(`${ALB_PREFIX}certificate-arn`)?.value.trim() ?? '') !== '' ||
      ingress.annotations.get(`${ALB_PREFIX}create-acm-cert`)?.value === 'true' ||
      (params !== undefined && itemsAt(params, 'spec', 'certificateArn').length > 0);
    return [hasCertificate ? { protocol: 'HTTPS', port: 443 } : { protocol: 'HTTP', port: 80 }];
  }
  const entries = jsonOf(written);
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown) =>
    typeof entry === 'object' && entry !== null
      ? Object.entries(entry).flatMap(([protocol, port]: [string, unknown]): readonly Port[] =>
          (protocol === 'HTTP' || protocol === 'HTTPS') && typeof port === 'number' ? [{ protocol, port }] : [],
        )
      : [],
  );
}

/** `undefined`: it is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function targetsOf(
  ingress: KubernetesObject,
  backends: readonly IngressBackend[],
  objects: KubernetesObjects,
  input: DomainInput<KubernetesTree>,
): readonly EdgeTarget[] {
  const services = new Set(backends.map(({ name }) => name));
  const seen = new Set<string>();
  return backends.flatMap((backend): readonly EdgeTarget[] => {
    const key = `${backend.name}:${backend.port ?? ''}`;
    // A port of this name stands for an action that an annotation describes: a redirect, a fixed answer, other target groups.
    if (seen.has(key) || backend.port === 'use-annotation') return [];
    seen.add(key);
    const { name, port, at } = backend;
    const service = serviceOf({ name, namespace: ingress.namespace, by: ingress }, objects);
    const version = patchedAttribute(ingress, versionOf(ingress, service, services.size === 1 ? undefined : at), {
      whole: 'rules',
      objects,
    });
    const conditions = ingress.annotations.get(`${ALB_PREFIX}conditions.${name}`)?.value ?? '';
    return [
      backendTarget(
        {
          ...{ name, namespace: ingress.namespace, port, at, by: ingress, version },
          protocol: protocolOf(ingress, service),
          clues: {
            certain: [
              ...(version.declared.kind === 'stated' && version.declared.value === 'GRPC'
                ? ['`backend-protocol-version` is "GRPC"']
                : []),
              ...(conditions.includes('application/grpc') ? ['a condition asks for `application/grpc`'] : []),
            ],
            names: services.size === 1 ? [{ of: 'the name of the Ingress', name: ingress.name ?? '' }] : [],
          },
        },
        objects,
        input,
      ),
    ];
  });
}

/**
 * What a Service says of its target group stands above what the Ingress says (buildTargetGroup merges the annotations so).
 * @param beside where the Ingress names the Service, if it names others as well: its own annotation is about all of them
 */
function versionOf(
  ingress: KubernetesObject,
  service: KubernetesObject | undefined,
  beside: Location | undefined,
): Attribute<string> {
  const name = `${ALB_PREFIX}backend-protocol-version`;
  const byService = service && annotationAttribute(service, name);
  if (byService !== undefined && byService.declared.kind !== 'absent') return byService;
  const byIngress = annotationAttribute(ingress, name, beside === undefined ? {} : { lacking: beside });
  const set = beside === undefined ? byIngress.set : (byService?.set ?? (() => undefined));
  if (byIngress.declared.kind === 'absent' && service === undefined) {
    const because = 'the Service is not in the workspace, and may have the annotation';
    return { ...byIngress, declared: { kind: 'unknown', because }, set };
  }
  return { ...byIngress, set };
}

function protocolOf(ingress: KubernetesObject, service: KubernetesObject | undefined): string | undefined {
  const name = `${ALB_PREFIX}backend-protocol`;
  const value = (service?.annotations.get(name) ?? ingress.annotations.get(name))?.value ?? 'HTTP';
  return isFilledIn(value) ? undefined : value;
}
