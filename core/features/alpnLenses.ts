import { negotiate, type Outcome } from '../alpn/index.ts';
import { locationOf, type GoPlace } from '../domains/goSource/facts.ts';
import { alpnOfServing, grpcGoOfFile, speaksTls } from '../project/goServing.ts';
import { offerInPackage } from '../project/ownOffer.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import type { FilePath } from '../text/filePath.ts';
import type { Location } from '../text/location.ts';
import { endpointsAt, goDialingEndpoint, goServingEndpoint, type Endpoint } from './endpoints.ts';

/** What is told above a `listen` that takes TLS, and above listeners and clients in Go. */
export interface AlpnLens {
  readonly at: Location;
  /** What a client gets that offers h2, as grpc-go does; of a client, what it offers. */
  readonly title: string;
  /** What can be probed there. */
  readonly endpoint: Endpoint | undefined;
}

/**
 * The lenses of nginx, then those of Go source.
 * @param file left out: all files
 */
export function alpnLensesOf(project: Project, file?: FilePath): readonly AlpnLens[] {
  return [...nginxLenses(project, file), ...goLenses(project, file)];
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
  const places = new Map<string, [AlpnLens, ...AlpnLens[]]>();
  const add = (lens: AlpnLens): void => {
    const key = `${lens.at.span.start} ${lens.at.file}`;
    const same = places.get(key);
    if (same === undefined) places.set(key, [lens]);
    else same.push(lens);
  };
  for (const serving of project.goSource.servings.filter(isShown)) {
    if (!speaksTls(serving)) continue;
    const title = wordsFor(negotiate(['h2'], alpnOfServing(serving, grpcGoOfFile(project, serving.at))));
    add({ at: locationOf(serving.at), title, endpoint: goServingEndpoint(serving) });
  }
  for (const dialing of project.goSource.dialings.filter(isShown)) {
    const offer = offerInPackage(project, dialing);
    if (offer === undefined) continue;
    const names = offer.kind === 'fixed' ? offer.protocols.join(', ') : 'unknown';
    const title = `offers ${names === '' ? 'nothing' : names}`;
    add({ at: locationOf(dialing.at), title, endpoint: goDialingEndpoint(dialing) });
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
