import { negotiate, type Outcome } from '../alpn/index.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import type { FilePath } from '../text/filePath.ts';
import type { Location } from '../text/location.ts';
import { endpointsAt, type Endpoint } from './endpoints.ts';

/** What is told above a `listen` that takes TLS. */
export interface AlpnLens {
  readonly at: Location;
  /** What a client gets that offers h2, as grpc-go does. */
  readonly title: string;
  /** What can be probed there. */
  readonly endpoint: Endpoint | undefined;
}

/**
 * One lens for each `listen` that takes TLS, in the order of the listeners. Of what passes TLS through, that counts which may be TLS.
 * @param file left out: all files
 */
export function alpnLensesOf(project: Project, file?: FilePath): readonly AlpnLens[] {
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
