import type { GoServing, GoTlsConfig } from '../domains/goSource/facts.ts';
import { isDoubleTls } from './goDoubleTls.ts';
import { protocolsInWords } from './goFinding.ts';
import { returnedWithoutH2, type Returning } from './goReturnedConfig.ts';
import type { Rule } from './rule.ts';

/** Reports a configuration without h2 that `GetConfigForClient` returns, where nobody completes it: crypto/tls takes it as it is (handshake_server.go). */
export const goGetConfigForClientWithoutH2: Rule = {
  id: 'go-getconfigforclient-without-h2',
  summary: '`GetConfigForClient` returns a configuration without h2, and nobody adds it',
  *check(project) {
    const { servings, ownCredentials } = project.goSource;
    const own = ownCredentials
      .filter(({ side }) => side === 'server')
      .map(({ at, config, in: around }): Returning => ({ at, config, consumer: 'grpc', grpc: `it is ${around}` }));
    for (const serving of [...servings.filter(isMeant), ...own])
      yield* returnedWithoutH2(project, serving, (returned, kind) => messageFor(serving, returned, kind));
  },
};

/** net/http adds h2 to its own configuration only (golang.org/issue/70214), advancedtls likewise. Since 1.68.0 credentials.NewTLS completes what is returned. */
function isMeant(serving: GoServing): boolean {
  const { kind, credentials } = serving;
  if (kind === 'credentials') return credentials?.kind === 'advancedtls';
  return (kind === 'listener' || kind === 'http') && !isDoubleTls(serving);
}

function messageFor({ consumer }: Returning, returned: GoTlsConfig, kind: 'broke-at-1.67' | 'never-worked'): string {
  const replaces = 'What `GetConfigForClient` returns takes the place of the whole configuration, and this one';
  if (kind === 'broke-at-1.67')
    return `${replaces} selects no protocol. A grpc-go client refuses that since 1.67.0 and prints "credentials: cannot check peer: missing selected ALPN property"; older ones still connect.`;
  if (consumer === 'http' && returned.protocols.kind === 'known' && returned.protocols.names.length === 0)
    return `${replaces} selects no protocol: net/http adds h2 to its own only. A grpc-go client gets HTTP/1.1 and prints "error reading server preface: http2: … frame too large"; since 1.67.0 "credentials: cannot check peer: missing selected ALPN property". It has never worked.`;
  return `${replaces} selects ${protocolsInWords(returned)}. It refuses every grpc-go client, which offers h2 and prints "remote error: tls: no application protocol". With Go 1.17 or newer that has never worked, whatever the version of grpc-go is.`;
}
