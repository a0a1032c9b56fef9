import { negotiate, type Outcome } from '../alpn/index.ts';
import { locationOf, type GoPlace } from '../domains/goSource/facts.ts';
import { alpnOfServing, grpcGoOfFile, speaksTls } from '../project/goServing.ts';
import { offerInPackage } from '../project/ownOffer.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import type { FilePath } from '../text/filePath.ts';
import type { Location } from '../text/location.ts';
import { edgeEndpoints, endpointsAt, goDialingEndpoint, goServingEndpoint, type Endpoint } from './endpoints.ts';

/** What is told above a `listen` that takes TLS, above listeners and clients in Go, and above what a platform runs that takes TLS. */
export interface AlpnLens {
  readonly at: Location;
  /** What a client gets that offers h2, as grpc-go does; of a client, what it offers. */
  readonly title: string;
  /** What can be probed there. */
  readonly endpoint: Endpoint | undefined;
}

/**
 * The lenses of nginx, then those of Go source, then those of what is declared for platforms.
 * @param file left out: all files
 */
export function alpnLensesOf(project: Project, file?: FilePath): readonly AlpnLens[] {
  return [...nginxLenses(project, file), ...goLenses(project, file), ...edgeLenses(project, file)];
}

/**
 * One lens for each `listen` that takes TLS, in the order of the listeners. Of what passes TLS through, that counts which may be TLS.
 */
function nginxLenses(project: Project, file: FilePath | undefined): readonly AlpnLens[] {
  const places = new Map<string, [ProjectListener, ...ProjectListener[]]>();
  for (const listener of project.listeners) {
    const { at, tls, grpc } = listener;
    if ((file !== undefined && at.file !== file) || project.options.excludes(at.file)) continue;
    if (tls === 'plain' || (tls === 'passthrough' && grpc.grpc === 'no')) continue;
    const key = `${at.span.start} ${at.file}`;
    const same = places.get(key);
    if (same === undefined) places.set(key, [listener]);
    else same.push(listener);
  }
  return [...places.values()].map((listeners) => {
    const results = new Set(listeners.map(({ alpn }) => wordsFor(negotiate(['h2'], alpn))));
    const endpoints = listeners.flatMap((it) => (it.port === undefined ? [] : endpointsAt(it, it.port)));
    return { at: listeners[0].at, title: `ALPN: ${[...results].join(' or ')}`, endpoint: endpoints[0] };
  });
}

function goLenses(project: Project, file: FilePath | undefined): readonly AlpnLens[] {
  const isShown = ({ at }: { readonly at: GoPlace }): boolean =>
    (file === undefined || at.file === file) && !project.options.excludes(at.file);
  const lenses: AlpnLens[] = [];
  for (const serving of project.goSource.servings.filter(isShown)) {
    if (!speaksTls(serving)) continue;
    const title = wordsFor(negotiate(['h2'], alpnOfServing(serving, grpcGoOfFile(project, serving.at))));
    lenses.push({ at: locationOf(serving.at), title, endpoint: goServingEndpoint(serving) });
  }
  for (const dialing of project.goSource.dialings.filter(isShown)) {
    const offer = offerInPackage(project, dialing);
    if (offer === undefined) continue;
    const names = offer.kind === 'fixed' ? offer.protocols.join(', ') : 'unknown';
    const title = `offers ${names === '' ? 'nothing' : names}`;
    lenses.push({ at: locationOf(dialing.at), title, endpoint: goDialingEndpoint(dialing) });
  }
  return onePerPlace(lenses);
}

/** Of what passes TLS through, that which may be gRPC; a NAT gateway takes no connections. */
function edgeLenses(project: Project, file: FilePath | undefined): readonly AlpnLens[] {
  const shown = project.edges.filter(({ at, tls, grpc, port }) => {
    if ((file !== undefined && at.file !== file) || project.options.excludes(at.file)) return false;
    return tls !== 'plain' && (tls !== 'passthrough' || (port !== undefined && grpc.grpc !== 'no'));
  });
  return onePerPlace(
    shown.map((edge) => ({
      at: edge.at,
      title: wordsFor(negotiate(['h2'], edge.alpn)),
      endpoint: edgeEndpoints(edge)[0],
    })),
  );
}

function onePerPlace(all: readonly AlpnLens[]): readonly AlpnLens[] {
  const places = new Map<string, [AlpnLens, ...AlpnLens[]]>();
  for (const lens of all) {
    const key = `${lens.at.span.start} ${lens.at.file}`;
    const same = places.get(key);
    if (same === undefined) places.set(key, [lens]);
    else same.push(lens);
  }
  return [...places.values()].map((lenses) => ({
    at: lenses[0].at,
    title: `ALPN: ${[...new Set(lenses.map(({ title }) => title))].join(' or ')}`,
    endpoint: lenses.find(({ endpoint }) => endpoint !== undefined)?.endpoint,
  }));
}

function wordsFor(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'selected':
      return outcome.protocol;
    case 'none':
      return 'none selected';
    case 'unoffered':
      return `${outcome.protocol}, which was not offered`;
    case 'refused':
      return `refused (alert ${outcome.alert})`;
    case 'relayed':
      return 'passes through';
    case 'plaintext':
      return 'no TLS';
    case 'unknown':
      return 'unknown';
  }
}
