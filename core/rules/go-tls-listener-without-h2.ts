import { bandBehaviour } from '../alpn/index.ts';
import type { GoServing } from '../domains/goSource/facts.ts';
import { servingVerdict } from '../project/goServing.ts';
import type { Project } from '../project/project.ts';
import { isDoubleTls } from './goDoubleTls.ts';
import { byPlace, failureOf, goFinding, lacksH2, protocolsInWords, relatedTo } from './goFinding.ts';
import { selectH2 } from './goFixes.ts';
import { clientStopgaps } from './goPeers.ts';
import type { Finding, Fix, Rule } from './rule.ts';

/** Reports a TLS listener of crypto/tls that carries gRPC and does not select h2 (crypto/tls, negotiateALPN; grpc-go, credentials/tls.go). */
export const goTlsListenerWithoutH2: Rule = {
  id: 'go-tls-listener-without-h2',
  summary: 'A TLS listener in Go carries gRPC and does not select h2',
  *check(project) {
    for (const group of byPlace(project.goSource.servings.filter(isMeant))) {
      // Who takes HTTP/2 as it comes tells more of what breaks than net/http does.
      const serving = group.find(({ consumer }) => consumer !== 'http') ?? group[0];
      const found = serving && findingFor(project, serving);
      if (found !== undefined) yield found;
    }
  },
};

/** What `GetConfigForClient` returns, and TLS inside of TLS, are for rules of their own. */
function isMeant(serving: GoServing): boolean {
  const { kind, config } = serving;
  if (kind !== 'listener' || isDoubleTls(serving)) return false;
  return config !== undefined && config.getConfigForClient === undefined && lacksH2(config);
}

function findingFor(project: Project, serving: GoServing): Finding | undefined {
  const { at, config, consumer, maker, grpc } = serving;
  const client = bandBehaviour('>=1.70');
  // Of several servers that may be the one, some may do TLS themselves; what is said holds for the others.
  const kind = failureOf(servingVerdict({ ...serving, credentials: undefined }, { client, server: undefined }));
  if (kind === undefined || config === undefined) return undefined;
  return goFinding(project, {
    kind,
    at,
    message: messageFor(serving, kind),
    because: grpc,
    related: [
      maker === undefined
        ? relatedTo(config.protocolsSet ?? config.made, `it selects ${protocolsInWords(config)}`)
        : undefined,
      relatedTo(config.givenToNewTls, 'this adds h2 to a copy of its own'),
      consumer === 'grpc' ? undefined : relatedTo(serving.servedBy, 'here its connections are taken'),
    ],
    fixes: fixesFor(project, serving, kind),
  });
}

function messageFor({ consumer, config, maker }: GoServing, kind: 'broke-at-1.67' | 'never-worked'): string {
  if (maker !== undefined)
    return `\`${maker}\` makes a TLS listener that selects "http/1.1" and nothing else, where \`NextProtos\` does not say otherwise. It refuses every grpc-go client, which prints "remote error: tls: no application protocol". With Go 1.17 or newer that has never worked, whatever the version of grpc-go is.`;
  const isEmpty = config?.protocols.kind === 'known' && config.protocols.names.length === 0;
  if (consumer === 'http' && isEmpty)
    return `Behind a TLS listener of its own, net/http speaks HTTP/2 only where h2 was selected, and this one selects no protocol. A grpc-go client gets HTTP/1.1 and prints "error reading server preface: http2: … frame too large"; since 1.67.0 "credentials: cannot check peer: missing selected ALPN property". It has never worked.`;
  const shared =
    config?.givenToNewTls === undefined
      ? ''
      : ' That `credentials.NewTLS` gets the same configuration changes nothing: it adds h2 to a copy of its own.';
  return kind === 'broke-at-1.67'
    ? `This TLS listener selects no protocol: the \`NextProtos\` of its \`tls.Config\` are empty. A grpc-go client refuses that since 1.67.0 and prints "credentials: cannot check peer: missing selected ALPN property"; older ones still connect.${shared}`
    : `This TLS listener selects ${selects(config)}. It refuses every grpc-go client, which offers h2 and prints "remote error: tls: no application protocol". With Go 1.17 or newer that has never worked, whatever the version of grpc-go is.${shared}`;
}

function selects(config: GoServing['config']): string {
  return config === undefined ? 'no protocol' : protocolsInWords(config);
}

function fixesFor(
  project: Project,
  serving: GoServing,
  kind: 'broke-at-1.67' | 'never-worked',
): readonly (Fix | undefined)[] {
  const { config, consumer, maker } = serving;
  if (config === undefined) return [];
  const isSafe = serving.grpc !== undefined && maker === undefined;
  const add = selectH2(project, config, { consumer, isSafe });
  return maker === undefined
    ? [add, ...(kind === 'broke-at-1.67' ? clientStopgaps(project, serving) : [])]
    : [withMaker(add)];
}

/** github.com/docker/go-connections 0.8.2 was the first to leave alone what is set. */
function withMaker(add: Fix | undefined): Fix | undefined {
  return add && { ...add, title: `${add.title} (github.com/docker/go-connections >= 0.8.2)` };
}
