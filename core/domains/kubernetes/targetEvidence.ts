import { edgeEvidence, type EdgeClues } from '../edgeEvidence.ts';
import type { GrpcEvidence } from '../facts.ts';
import { grpcIn, otherProtocolIn } from '../grpcNames.ts';
import { wordsFor, type KubernetesObject } from './objects.ts';
import type { PortBeside, PortsBeside } from './portsBeside.ts';
import { portsOf, type ServicePort } from './servicePorts.ts';
import { numberIn, type Container, type Workload } from './workloads.ts';

/** A Service at one of its ports, and what is behind it. */
export interface ServiceAtPort {
  readonly service: KubernetesObject;
  readonly port: ServicePort | undefined;
  /** The number of the port behind it. */
  readonly number: number | undefined;
  readonly workloads: readonly Workload[];
  /** What whoever leads there tells. */
  readonly clues: Pick<EdgeClues, 'certain' | 'names'>;
  readonly stated: EdgeClues['stated'];
  /** What other Services on the same pods say; asked for only where the Service itself leaves something open. */
  readonly beside: () => PortsBeside;
}

/** Whether gRPC runs at a port of a Service. */
export function targetEvidence(at: ServiceAtPort): GrpcEvidence {
  const { service, port, number, workloads, clues, stated } = at;
  const containers = workloads.flatMap((it) => it.containers);
  const told = certainOf(port, number, workloads);
  const { same, others } = stated === undefined && told.length === 0 ? at.beside() : NOBODY;
  const toldBeside = same.filter((it) => saysGrpc(it.port)).map(besideIs);
  const isCalledOther = isOtherProtocol(port?.name ?? '');
  // One port may speak several protocols, and have a name for each.
  const isShared = isCalledOther || same.some((it) => isOtherProtocol(it.port.name ?? ''));
  const certain = [...told, ...(isShared ? [] : toldBeside)];
  const own = [
    ...(port?.appProtocol === undefined || saysGrpc(port) || port.appProtocol === H2C
      ? []
      : [{ of: 'the appProtocol', name: port.appProtocol }]),
    ...(port?.name === undefined ? [] : [{ of: "the name of the Service's port", name: port.name }]),
    ...same.flatMap((it) =>
      it.port.name === undefined || (isCalledOther && isForGrpc(it.port))
        ? []
        : [{ of: `the name of ${besideWords(it)}`, name: it.port.name }],
    ),
    ...portNamesBehind(port, number, workloads).map((name) => ({ of: 'the name of the port behind it', name })),
  ];
  const common = [
    { of: 'the name of the Service', name: service.name ?? '' },
    ...workloads.flatMap(({ object }) => ({ of: `the name of the ${object.kind}`, name: object.name ?? '' })),
    ...imagesBehind(number, containers).map((name) => ({ of: 'the name of the image', name })),
    ...clues.names,
  ];
  // Where another port is the one for gRPC, or this one's name is about something else, the name of all of it says nothing of this port.
  const isOther = own.some(({ name }) => isOtherProtocol(name));
  const isBeside =
    certain.length === 0 &&
    own.every(({ name }) => grpcIn(name) !== 'yes') &&
    (isOther ||
      portsOf(service).some((it) => it.node !== port?.node && isForGrpc(it)) ||
      others.some((it) => isForGrpc(it.port)) ||
      containers.some(({ ports }) => ports.some((it) => it.number !== number && grpcIn(it.name ?? '') === 'yes')));
  const evidence = edgeEvidence({
    stated,
    certain: [...clues.certain, ...certain],
    likely: [
      ...(isShared ? toldBeside : []),
      ...(isOther || own.some(({ name }) => isHttp2(name)) ? [] : h2cOf(port, same)),
    ],
    against: saysHttp(port) ? [appProtocolIs(port)] : [],
    names: [...own, ...(isBeside ? common.filter(({ name }) => grpcIn(name) !== 'yes') : common)],
    ports: [number, port?.port].filter((it) => it !== undefined).slice(0, 1),
  });
  const programs = [
    service.name,
    ...workloads.map(({ object }) => object.name),
    ...containers.map(({ image }) => image),
  ].filter((it) => it !== undefined);
  if (stated !== undefined) return evidence;
  if (evidence.grpc === 'no' && programs.some((it) => PROXIES.test(it)))
    return { grpc: 'unknown', because: [...evidence.because, 'a proxy is there that may lead on to gRPC'] };
  const isOfMesh = own.some(({ name }) => MESH_PORTS.test(name)) || programs.some((it) => CONTROL_PLANES.test(it));
  if (evidence.grpc === 'likely' && isOfMesh) return { grpc: 'unknown', because: [...evidence.because, OF_MESH] };
  return evidence;
}

/** What a service mesh is run by, and its ports (manifests of Istio 1.0 to 1.27, of Linkerd 2): TLS is ended there, and nowhere before. */
const CONTROL_PLANES =
  /^(?:istiod|istio-(?:pilot|galley|policy|telemetry|citadel)|linkerd-(?:dst|destination|identity|policy|proxy-api))(?![a-z0-9])/i;
const MESH_PORTS = /(?:^|-)(?:pilot|istiod|mixer|xds|mtls)(?![a-z0-9])/i;

const OF_MESH = 'a service mesh has such ports, and ends TLS there itself';

/** Ingress controllers, gateways and proxies, by names of their Services, workloads and images. */
const PROXIES =
  /traefik|envoy|istio|ingress-?gateway|ingress-?nginx|nginx-ingress|contour|kong|haproxy|kourier|emissary|ambassador|apisix/i;

/** Cleartext HTTP/2, which others than gRPC speak, too. */
const H2C = 'kubernetes.io/h2c';

/** Whether a port's name is about what is no gRPC; `https` is about the side on which clients are, too. */
function isOtherProtocol(name: string): boolean {
  return (
    !/^https/i.test(name) &&
    name !== H2C &&
    grpcIn(name) !== 'yes' &&
    (NO_GRPC.test(name) || otherProtocolIn(name) !== undefined)
  );
}

const NO_GRPC = /^(?:http|web|rest|metrics)(?![a-z0-9])/i;

function isForGrpc(port: ServicePort): boolean {
  return saysGrpc(port) || grpcIn(port.name ?? '') === 'yes';
}

function h2cOf(port: ServicePort | undefined, same: readonly PortBeside[]): readonly string[] {
  return [
    ...(port?.appProtocol === H2C ? [appProtocolIs(port)] : []),
    ...same.filter((it) => it.port.appProtocol === H2C).map(besideIs),
  ];
}

function isHttp2(name: string): boolean {
  return /^(?:http2?|web|h2c?)(?![a-z])/i.test(name);
}

/** appProtocol and probes: `grpc` is what gateways and meshes read (Kubernetes, "Application protocol"; Istio, "Protocol Selection"). */
function certainOf(
  port: ServicePort | undefined,
  number: number | undefined,
  workloads: readonly Workload[],
): readonly string[] {
  const isProbed =
    number !== undefined &&
    workloads.some(({ containers }) => containers.some(({ probed }) => probed.includes(number)));
  return [
    ...(saysGrpc(port) ? [appProtocolIs(port)] : []),
    ...(isProbed ? [`the kubelet checks gRPC health on port ${number}`] : []),
  ];
}

/** Whether a port says that it speaks HTTP/1.1 or WebSocket (Kubernetes, "Application protocol"). */
function saysHttp(port: ServicePort | undefined): boolean {
  return /^(?:http|kubernetes\.io\/wss?)$/i.test(port?.appProtocol ?? '');
}

function saysGrpc(port: ServicePort | undefined): boolean {
  return port?.appProtocol?.toLowerCase() === 'grpc';
}

const NOBODY: PortsBeside = { same: [], others: [] };

function besideWords({ service }: PortBeside): string {
  return `the port of ${wordsFor(service)}, which leads to the same pods`;
}

function besideIs(it: PortBeside): string {
  return `the appProtocol of ${besideWords(it)}, is "${it.port.appProtocol ?? ''}"`;
}

function appProtocolIs(port: ServicePort | undefined): string {
  return `the appProtocol of the Service's port is "${port?.appProtocol ?? ''}"`;
}

/** Of several containers in a pod, those that have the port: what stands beside them says nothing. */
function imagesBehind(number: number | undefined, containers: readonly Container[]): readonly string[] {
  const meant =
    containers.length === 1 ? containers : containers.filter(({ ports }) => ports.some((it) => it.number === number));
  return [...new Set(meant.flatMap(({ image }) => image ?? []))];
}

function portNamesBehind(
  port: ServicePort | undefined,
  number: number | undefined,
  workloads: readonly Workload[],
): readonly string[] {
  const names = workloads.flatMap(({ containers }) =>
    containers.flatMap(({ ports }) => ports.flatMap((it) => (it.number === number ? (it.name ?? []) : []))),
  );
  const target = port?.targetPort;
  return [...new Set([...names, ...(target === undefined || numberIn(target) !== undefined ? [] : [target])])];
}
