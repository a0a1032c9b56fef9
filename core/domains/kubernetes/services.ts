import type { Location } from '../../text/location.ts';
import type { DomainInput } from '../domain.ts';
import { ALPN_POLICIES, noAlpnPolicy } from '../awsAlpn.ts';
import type { Attribute, EdgeListener } from '../edges.ts';
import { annotationAttribute, isFilledIn, patchedAttribute } from './attributes.ts';
import { annotatedHosts } from './hosts.ts';
import type { KubernetesObjects } from './lookup.ts';
import { declarationOf, nameLocation, textAt, wordsFor, type KubernetesObject } from './objects.ts';
import { makerOf, serviceAnnotation, type ServiceMaker } from './serviceMaker.ts';
import { isPatched } from './patches.ts';
import { portsOf, type ServicePort } from './servicePorts.ts';
import { serviceTarget } from './targets.ts';
import type { KubernetesTree } from './tree.ts';

/** What a port's listener speaks, in AWS's words. */
interface Speech {
  readonly protocol: string;
  readonly tls: EdgeListener['tls'];
  readonly targetProtocol: string | undefined;
}

/** The load balancer that a Service of type LoadBalancer gets in AWS: a listener for each port. */
export function serviceEdges(
  service: KubernetesObject,
  objects: KubernetesObjects,
  input: DomainInput<KubernetesTree>,
): readonly EdgeListener[] {
  const maker = makerOf(service);
  if (maker === undefined) return [];
  const certificate = service.annotations.get(serviceAnnotation('ssl-cert'));
  const policyName = serviceAnnotation('alpn-policy');
  const written = annotationAttribute(service, policyName);
  const isOpen =
    DECISIVE.some((it) => isPatched(objects, it, service.source.file)) ||
    mayTurnTls(objects, service, (certificate?.value ?? '') !== '');
  const policy: typeof written = isOpen
    ? { ...written, declared: { kind: 'unknown', because: PATCHED } }
    : patchedAttribute(service, written, { whole: 'ports', objects });
  const isClassic = maker.kind === 'untyped' && policy.declared.kind === 'absent';
  return portsOf(service).flatMap((port): readonly EdgeListener[] => {
    const speech = speechOf(service, port, maker, isClassic);
    if (port.protocol === 'UDP' || port.protocol === 'SCTP' || speech === undefined) return [];
    const { protocol, tls, targetProtocol } = speech;
    const target = serviceTarget(
      { service, port, protocol: targetProtocol, version: undefined, clues: NO_CLUES, stated: undefined },
      objects,
      input,
    );
    const at: Location = tls === 'terminated' ? (certificate?.keyAt ?? nameLocation(service)) : nameLocation(service);
    return [
      {
        source: 'kubernetes',
        product: isClassic ? 'aws-classic-elb' : 'aws-nlb',
        name: wordsFor(service),
        at,
        declaration: declarationOf(service),
        protocol,
        port: port.port,
        tls,
        hosts: annotatedHosts(service),
        alpnPolicy: isClassic ? undefined : policyOf(policy, maker),
        policyIgnored: maker.kind === 'in-tree-nlb' && !isOpen && tls === 'terminated' ? IN_TREE_IGNORES : undefined,
        http2: undefined,
        targets: [target],
        grpc: target.grpc,
        remarks: remarksOf(service, maker, tls),
      },
    ];
  });
}

/** What decides who makes the load balancer, and which of its ports end TLS. */
const DECISIVE: readonly string[] = [
  'loadBalancerClass',
  ...['type', 'ssl-ports'].map((it) => `aws-load-balancer-${it}`),
];

const CERTIFICATE = 'aws-load-balancer-ssl-cert';

/** Whether patches may switch TLS on or off: that they give another certificate in the place of one, as each environment has its own, does not. */
function mayTurnTls(objects: KubernetesObjects, service: KubernetesObject, hasOne: boolean): boolean {
  if (!isPatched(objects, CERTIFICATE, service.source.file)) return false;
  const { isInline, files } = objects.patchesSaying(CERTIFICATE);
  return !hasOne || isInline || !files.every((it) => givesOne(objects.textOf(it) ?? ''));
}

function givesOne(text: string): boolean {
  const [, ...values] = text.split(CERTIFICATE);
  return values.every((it) => /^["']?: ?["']?arn:/.test(it));
}

const PATCHED = 'a patch of kustomize says who makes the load balancer, or which of its ports end TLS';

const NO_CLUES = { certain: [], names: [] } as const;

/** pkg/providers/v1/aws.go of cloud-provider-aws has no such annotation (2026-07; its pull request 1397 would add it). */
const IN_TREE_IGNORES =
  '`aws-load-balancer-type: nlb` leaves the Service to the cloud provider of Kubernetes, which does not know the annotation ' +
  '(unless the webhook of an AWS Load Balancer Controller >= 2.5 took the Service over when it was created)';

function policyOf(policy: Attribute<string>, maker: ServiceMaker): Attribute<string> {
  switch (maker.kind) {
    case 'controller':
      return known(policy);
    case 'auto-mode': {
      const { declared } = policy;
      const isOther = declared.kind === 'stated' && declared.value !== 'None';
      return {
        ...policy,
        declared: isOther ? { kind: 'unknown', because: NOT_LISTED } : declared,
        set: () => undefined,
      };
    }
    case 'in-tree-nlb':
      // Another value would be ignored as well.
      return { ...policy, set: () => undefined };
    case 'untyped':
      return {
        ...policy,
        declared: {
          kind: 'unknown',
          because:
            'without `aws-load-balancer-type` it may be a classic ELB, which has no ALPN, or an NLB of the AWS Load Balancer Controller',
        },
      };
  }
}

/** AWS, Amazon EKS user guide, "Use Service Annotations to configure Network Load Balancers". */
const NOT_LISTED =
  'AWS does not list the annotation among those that EKS Auto Mode supports, and documents that it may not support all';

/** buildListenerALPNPolicy in pkg/service/model_build_listener.go: anything else is an error, and the Service stays as it was. */
function known(policy: Attribute<string>): Attribute<string> {
  const { declared } = policy;
  if (declared.kind !== 'stated' || ALPN_POLICIES.has(declared.value)) return policy;
  const because = `${noAlpnPolicy(declared.value)}, and the AWS Load Balancer Controller refuses the Service`;
  return { ...policy, declared: { kind: 'unknown', because } };
}

function remarksOf(service: KubernetesObject, maker: ServiceMaker, tls: EdgeListener['tls']): readonly string[] {
  const ports = service.annotations.get(serviceAnnotation('ssl-ports'))?.value.trim();
  if (maker.kind === 'untyped')
    return [
      'Without `aws-load-balancer-type` or `loadBalancerClass`, the cloud provider of Kubernetes makes a classic ELB of it. Where the webhook of an ' +
        'AWS Load Balancer Controller >= 2.5 runs, a Service that is created gets an NLB, which without an ALPN policy selects no protocol, either.',
    ];
  if (maker.kind === 'auto-mode')
    return tls === 'terminated' ? [`About \`${serviceAnnotation('alpn-policy')}\`: ${NOT_LISTED}.`] : [];
  if (maker.kind !== 'controller') return [];
  const isLeftAlone =
    textAt(service, 'spec', 'loadBalancerClass') === undefined &&
    service.annotations.get(serviceAnnotation('type'))?.value === 'external' &&
    !service.annotations.has(serviceAnnotation('nlb-target-type'));
  return [
    ...(ports === '*' && tls === 'passthrough'
      ? [
          'The AWS Load Balancer Controller takes `*` in `ssl-ports` for no port; since 2.5.0 it refuses it: `Unused port in ssl-ports annotation [*]`.',
        ]
      : []),
    // checkAWSLoadBalancerTypeAnnotation in pkg/service/service_utils.go.
    ...(isLeftAlone
      ? [
          'Without `aws-load-balancer-nlb-target-type` the AWS Load Balancer Controller acts on it only where its webhook took the Service over.',
        ]
      : []),
  ];
}

/** `undefined`: the maker refuses it. Sources: as of `makerOf`, buildListenerSpec in model_build_listener.go and buildListener in aws.go. */
function speechOf(
  service: KubernetesObject,
  port: ServicePort,
  maker: ServiceMaker,
  isClassic: boolean,
): Speech | undefined {
  const valueOf = (suffix: string): string => service.annotations.get(serviceAnnotation(suffix))?.value ?? '';
  const backend = valueOf('backend-protocol');
  const [sslPorts, certificate] = [valueOf('ssl-ports'), valueOf('ssl-cert')];
  if (certificate.trim() === '') {
    return isClassic && backend === 'http'
      ? { protocol: 'HTTP', tls: 'plain', targetProtocol: 'HTTP' }
      : { protocol: 'TCP', tls: 'passthrough', targetProtocol: 'TCP' };
  }
  const selection = isFilledIn(sslPorts) ? undefined : isSelected(sslPorts, port, maker);
  if (selection === undefined) return undefined;
  if (!selection) {
    return isClassic && backend === 'http'
      ? { protocol: 'HTTP', tls: 'plain', targetProtocol: 'HTTP' }
      : { protocol: 'TCP', tls: 'passthrough', targetProtocol: 'TCP' };
  }
  if (!isClassic) return { protocol: 'TLS', tls: 'terminated', targetProtocol: backend === 'ssl' ? 'TLS' : 'TCP' };
  const protocol = CLASSIC_PROTOCOLS.get(backend);
  if (protocol === undefined) return undefined;
  return { protocol, tls: 'terminated', targetProtocol: backend === '' ? 'TCP' : backend.toUpperCase() };
}

/** `backendProtocolMapping` of cloud-provider-aws. */
const CLASSIC_PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['', 'SSL'],
  ['tcp', 'SSL'],
  ['ssl', 'SSL'],
  ['http', 'HTTPS'],
  ['https', 'HTTPS'],
]);

/**
 * Whether a port is one of those that end TLS. The cloud provider takes `*` for all, the controller for none; only the controller does not mind
 * white space. `undefined`: it depends on which of them it is.
 */
function isSelected(annotation: string, { name, port }: ServicePort, maker: ServiceMaker): boolean | undefined {
  const isAll = annotation.trim() === '';
  if (isAll || (annotation === '*' && (maker.kind === 'in-tree-nlb' || maker.kind === 'untyped'))) return true;
  const written = annotation.split(',');
  const names = [String(port), ...(name === undefined ? [] : [name])];
  const bySpelling = written.some((it) => names.includes(it));
  const trimmed = written.some((it) => names.includes(it.trim()));
  switch (maker.kind) {
    case 'controller':
    case 'auto-mode':
      return trimmed;
    case 'in-tree-nlb':
      return bySpelling;
    case 'untyped':
      return bySpelling === trimmed ? trimmed : undefined;
  }
}
