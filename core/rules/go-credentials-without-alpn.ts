import { bandBehaviour, judge, negotiate, REFUSED_BY_SERVER, type ServerAlpn, type Verdict } from '../alpn/index.ts';
import type { GoOwnCredentials, GoTlsConfig } from '../domains/goSource/facts.ts';
import type { Project } from '../project/project.ts';
import { GRPC_GO_OFFER, GRPC_GO_SERVER } from '../project/verdict.ts';
import { failureOf, goFinding, lacksH2, protocolsInWords, relatedTo } from './goFinding.ts';
import { offerH2, selectH2 } from './goFixes.ts';
import type { Finding, Rule } from './rule.ts';

/** Reports a handshake that code makes itself for grpc-go, without h2: grpc-go adds it only in credentials.NewTLS, which checks on the other side (credentials/tls.go). */
export const goCredentialsWithoutAlpn: Rule = {
  id: 'go-credentials-without-alpn',
  summary: 'Credentials or dialers of your own make TLS connections for grpc-go without h2',
  *check(project) {
    for (const handshake of project.goSource.ownCredentials) {
      const { config } = handshake;
      if (config === undefined || config.getConfigForClient !== undefined || !lacksH2(config)) continue;
      const found = findingFor(project, handshake, config);
      if (found !== undefined) yield found;
    }
  },
};

function findingFor(project: Project, handshake: GoOwnCredentials, config: GoTlsConfig): Finding | undefined {
  const { at, side, by, in: around } = handshake;
  const verdict = verdictOf(side, config);
  const kind = failureOf(verdict);
  if (kind === undefined) return undefined;
  // A dialer may lead to something else first: a proxy that speaks HTTP/1.1.
  const isSafe = by === 'credentials';
  return goFinding(project, {
    kind,
    at,
    message: messageFor(handshake, config, kind, verdict),
    because: `it is ${around}`,
    related: [relatedTo(config.protocolsSet ?? config.made, `it has ${protocolsInWords(config)}`)],
    fixes: [side === 'client' ? offerH2(config, { isSafe }) : selectH2(project, config, { consumer: 'grpc', isSafe })],
  });
}

/** What becomes of it with a grpc-go of today on the other side. */
function verdictOf(side: GoOwnCredentials['side'], { protocols }: GoTlsConfig): Verdict {
  const names = protocols.kind === 'known' ? protocols.names : [];
  const behaviour = bandBehaviour('>=1.70');
  if (side === 'client')
    return judge({ side: 'server', outcome: negotiate(names, GRPC_GO_SERVER), peerSpeaks: 'h2', behaviour });
  const server: ServerAlpn =
    names.length === 0 ? { kind: 'ignores' } : { kind: 'selects', protocols: names, order: 'server', otherwise: 'go' };
  return judge({ side: 'client', outcome: negotiate(GRPC_GO_OFFER, server), peerSpeaks: 'h2', behaviour });
}

function messageFor(
  { side, in: around }: GoOwnCredentials,
  config: GoTlsConfig,
  kind: 'broke-at-1.67' | 'never-worked',
  { error }: Verdict,
): string {
  const does = side === 'client' ? 'offers' : 'selects';
  const start = `This handshake (${around}) ${does} ${protocolsInWords(config)}.`;
  if (kind === 'never-worked')
    return side === 'client'
      ? `${start} A grpc-go server selects nothing but h2: the client prints "${error ?? ''}". That has never worked.`
      : `${start} It refuses every grpc-go client, which prints "${error ?? ''}". With Go 1.17 or newer that has never worked.`;
  return side === 'client'
    ? `${start} A grpc-go server with TLS closes such a connection since 1.67.0, without a word in its log; the client prints "${REFUSED_BY_SERVER}" or "broken pipe". Older ones still take it.`
    : `${start} A grpc-go client refuses that since 1.67.0 and prints "credentials: cannot check peer: missing selected ALPN property"; older ones still connect.`;
}
