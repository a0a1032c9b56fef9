import { bandBehaviour } from '../alpn/index.ts';
import type { GoServing, GoTlsConfig } from '../domains/goSource/facts.ts';
import { servingVerdict } from '../project/goServing.ts';
import type { Project } from '../project/project.ts';
import { cloneOuter } from './goClone.ts';
import { failureOf, goFinding, lacksH2, protocolsInWords, relatedTo } from './goFinding.ts';
import { selectH2 } from './goFixes.ts';
import { clientStopgaps } from './goPeers.ts';
import type { Finding, Fix } from './rule.ts';

/** What of a server matters for the configuration that its `GetConfigForClient` returns, which takes the place of its own one. */
export type Returning = Pick<GoServing, 'at' | 'consumer' | 'grpc' | 'config'>;

/** A finding for each configuration that a `GetConfigForClient` returns and that lacks h2. */
export function* returnedWithoutH2(
  project: Project,
  serving: Returning,
  message: (returned: GoTlsConfig, kind: 'broke-at-1.67' | 'never-worked') => string,
): Iterable<Finding> {
  const { config, grpc, at } = serving;
  for (const returned of config?.getConfigForClient?.returned ?? []) {
    if (!lacksH2(returned)) continue;
    const kind = failureOf(verdictOf(serving, returned));
    if (kind === undefined) continue;
    const found = goFinding(project, {
      kind,
      at: returned.made,
      message: message(returned, kind),
      because: grpc,
      related: [
        relatedTo(returned.protocolsSet, `it selects ${protocolsInWords(returned)}`),
        relatedTo(at, 'here it is used'),
      ],
      fixes: [
        ...fixesFor(project, serving, returned),
        ...(kind === 'broke-at-1.67' ? stopgapsFor(project, serving) : []),
      ],
    });
    if (found !== undefined) yield found;
  }
}

/** What a client gets: nobody, neither net/http nor grpc-go, adds something to what is returned. */
function verdictOf({ at, consumer, grpc }: Returning, returned: GoTlsConfig): ReturnType<typeof servingVerdict> {
  const serving: GoServing = {
    ...{ at, consumer, grpc, kind: 'listener', config: returned },
    ...{ maker: undefined, servedBy: undefined, credentials: undefined, http2Disabled: undefined },
    ...{ port: undefined, host: undefined },
  };
  return servingVerdict(serving, { client: bandBehaviour('>=1.70'), server: undefined });
}

/** For clients that dial this very server. */
function stopgapsFor(project: Project, serving: Returning): readonly Fix[] {
  const dialled = project.goSource.servings.find((it) => it === serving);
  return dialled === undefined ? [] : clientStopgaps(project, dialled);
}

function fixesFor(
  project: Project,
  { config, consumer, grpc }: Returning,
  returned: GoTlsConfig,
): readonly (Fix | undefined)[] {
  const add = selectH2(project, returned, { consumer, isSafe: grpc !== undefined });
  const outer = config?.getConfigForClient;
  if (config === undefined || outer === undefined || returned.protocolsSet !== undefined) return [add];
  const has = config.protocols.kind === 'known' && config.protocols.names.includes('h2');
  const wanted = consumer === 'grpc' ? (['h2'] as const) : (['h2', 'http/1.1'] as const);
  const edits = cloneOuter(outer, returned, has ? undefined : wanted);
  const title = has
    ? 'Return a clone of the outer `tls.Config`, which has h2'
    : 'Return a clone of the outer `tls.Config`, with h2';
  return [add, edits && { title, safety: 'unsafe', edits }];
}
