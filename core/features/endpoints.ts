import { locationOf, type GoDialing, type GoPlace, type GoServing } from '../domains/goSource/facts.ts';
import { offerOfDialing } from '../project/goDialing.ts';
import { speaksTls } from '../project/goServing.ts';
import { hostNamesOf } from '../project/edgePlaces.ts';
import type { ProjectEdge } from '../project/edges.ts';
import { readGoTarget } from '../project/goTarget.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import type { FilePath } from '../text/filePath.ts';
import { isHostName } from '../text/hostName.ts';
import type { Location } from '../text/location.ts';
import { touches, type Span } from '../text/span.ts';
import { upstreamsOf } from './upstreams.ts';
import { eachOnce } from '../text/eachOnce.ts';

/** Something in the workspace that can be probed. */
export interface Endpoint {
  /** `host:port`, an IPv6 host in brackets. */
  readonly target: string;
  /** The server name to send; `null`: none; `undefined`: the host, where it is a name. */
  readonly sni: string | null | undefined;
  /** The listener that it leads to, if what runs is what is written; or the client that leads to it. */
  readonly at: Location;
}

/**
 * The endpoints of all listeners that take TLS: by their names, and on this machine with those names as SNI; where nginx passes TLS on to;
 * where clients in Go lead; and the names of load balancers and ingresses that stand in the text. Each once.
 */
export function endpointsOf(project: Project): readonly Endpoint[] {
  return eachOnce(allOf(project), keyOf);
}

/** The endpoints that are named at a place: by a listener, a server behind one, a target in Go, or a name of a load balancer; also those that speak no TLS, as far as the text tells. */
export function endpointsHere(project: Project, file: FilePath, span: Span): readonly Endpoint[] {
  const isHere = ({ at }: Endpoint): boolean => touches(at.span, span.start) && touches(at.span, span.end);
  return eachOnce([...namedIn(project, file)].filter(isHere), keyOf);
}

function* namedIn(project: Project, file: FilePath): Iterable<Endpoint> {
  for (const listener of project.listeners) {
    const { at, grpc, port, tls } = listener;
    const isMeant = tls !== 'plain' || grpc.grpc === 'yes' || grpc.grpc === 'likely';
    if (port !== undefined && at.file === file && isMeant) yield* endpointsAt(listener, port);
  }
  for (const { target, sni, at, via } of upstreamsOf(project)) {
    for (const place of [at, via]) if (place.file === file) yield { target, sni, at: place };
  }
  for (const serving of project.goSource.servings) {
    const endpoint = serving.at.file === file ? goServingEndpoint(serving) : undefined;
    if (endpoint !== undefined) yield { ...endpoint, at: firstLine(serving.at) };
  }
  for (const { target, at } of project.goSource.dialings) {
    const endpoint = target && at.file === file ? goTargetEndpoint(target.text, at) : undefined;
    if (endpoint === undefined || target === undefined) continue;
    yield { ...endpoint, at: firstLine(at) };
    // The text may stand elsewhere: in a constant.
    if (target.at.file === file) yield { ...endpoint, at: locationOf(target.at) };
  }
  for (const edge of project.edges) {
    const { tls, grpc, at } = edge;
    if (tls === 'plain' && grpc.grpc !== 'yes' && grpc.grpc !== 'likely') continue;
    for (const { target, host } of edgeTargets(edge))
      for (const place of [at, host]) if (place.file === file) yield { target, sni: undefined, at: place };
  }
}

/** A call as far as it stands on its first line. */
function firstLine({ file, node }: GoPlace): Location {
  const [line = ''] = node.tree.text.slice(node.start, node.end).split('\n', 1);
  return { file, span: { start: node.start, end: node.start + line.trimEnd().length } };
}

/** What tells endpoints apart: a server name that is not stated is another one than none. */
function keyOf({ target, sni }: Endpoint): string {
  return JSON.stringify([target, sni ?? null, sni === undefined]);
}

function* allOf(project: Project): Iterable<Endpoint> {
  for (const listener of project.listeners) {
    if (listener.tls === 'plain' || listener.port === undefined || listener.grpc.grpc === 'no') continue;
    yield* endpointsAt(listener, listener.port);
  }
  yield* goEndpointsOf(project);
  for (const { target, sni, at, tls, grpc, isWeb } of upstreamsOf(project)) {
    if (tls && grpc !== 'no' && !(isWeb && grpc === 'unknown')) yield { target, sni, at };
  }
  for (const edge of project.edges) if (edge.grpc.grpc !== 'no') yield* edgeEndpoints(edge);
}

/** What can be probed of a load balancer, gateway or ingress controller: its names that stand in the text, where TLS is spoken. */
export function edgeEndpoints(edge: ProjectEdge): readonly Endpoint[] {
  if (edge.tls !== 'terminated' && edge.tls !== 'passthrough') return [];
  return edgeTargets(edge).map(({ target, host }) => ({ target, sni: undefined, at: host }));
}

function edgeTargets(edge: ProjectEdge): readonly { readonly target: string; readonly host: Location }[] {
  const { port } = edge;
  return port === undefined
    ? []
    : spelledOut(edge).map(({ name, at }) => ({ target: `${name.toLowerCase()}:${port}`, host: at }));
}

/** A name that is put together may be another one where it is deployed. */
function spelledOut(edge: ProjectEdge): ProjectEdge['hosts'] {
  return hostNamesOf(edge).filter(({ isComputed }) => isComputed !== true);
}

/** What TLS in Go listens on, and where its clients lead: only what stands in the text. */
function* goEndpointsOf({ goSource }: Project): Iterable<Endpoint> {
  for (const serving of goSource.servings) {
    const endpoint = goServingEndpoint(serving);
    if (endpoint !== undefined) yield endpoint;
  }
  for (const dialing of goSource.dialings) {
    const endpoint = goDialingEndpoint(dialing);
    if (endpoint !== undefined) yield endpoint;
  }
}

/** What can be probed of a listener in Go. `undefined`: no TLS, or its address does not stand in the text. */
export function goServingEndpoint(serving: GoServing): Endpoint | undefined {
  const { host, port, at } = serving;
  if (!speaksTls(serving) || host === undefined || port === undefined) return undefined;
  const read = readGoTarget(`${host === '::' || host === '[::]' ? '[::1]' : host}:${port.number}`);
  return (
    read && {
      target: `${read.host === 'localhost' ? '127.0.0.1' : read.host}:${read.port}`,
      sni: undefined,
      at: locationOf(at),
    }
  );
}

/** What a client in Go leads to. `undefined`: no TLS, or the target does not stand in the text. */
export function goDialingEndpoint(dialing: GoDialing): Endpoint | undefined {
  if (dialing.target === undefined || offerOfDialing(dialing) === undefined) return undefined;
  return goTargetEndpoint(dialing.target.text, dialing.at);
}

function goTargetEndpoint(target: string, at: GoPlace): Endpoint | undefined {
  const read = readGoTarget(target);
  return read && { target: `${read.host}:${read.port}`, sni: undefined, at: locationOf(at) };
}

/** The endpoints of one listener on its port: by its names before this machine. */
export function endpointsAt({ serverNames, at, address }: ProjectListener, port: number): readonly Endpoint[] {
  const names = serverNames.filter(isHostName);
  const local = address === '[::]' ? '[::1]' : address === '*' ? '127.0.0.1' : address;
  return [
    ...names.map((name) => ({ target: `${name}:${port}`, sni: undefined, at })),
    ...(names.length === 0 ? [{ target: `${local}:${port}`, sni: undefined, at }] : []),
    ...names.map((name) => ({ target: `${local}:${port}`, sni: name, at })),
  ];
}
