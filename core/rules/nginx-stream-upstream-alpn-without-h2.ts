import { bandBehaviour, REFUSED_BY_SERVER, type Verdict } from '../alpn/index.ts';
import { PROXY_SSL_ALPN_SINCE } from '../domains/nginx/dialer.ts';
import { headOf, values, type Placed } from '../domains/nginx/scope.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { serverVerdict } from '../project/verdict.ts';
import { replaceArguments } from './edits.ts';
import { availability, listenerFinding, versionedFix } from './nginxFinding.ts';
import { onePerPlace } from './onePerPlace.ts';
import { explainProtocols, withH2 } from './protocolNames.ts';
import type { Fix, Rule } from './rule.ts';

const NEWEST = bandBehaviour('>=1.70');

/**
 * Reports a `proxy_ssl_alpn` that does not offer h2. Offered http/1.1, crypto/tls finishes the handshake without a protocol, which grpc-go refuses
 * since 1.67.0; offered anything else, it ends it with alert 120 (handshake_server.go, negotiateALPN).
 */
export const nginxStreamUpstreamAlpnWithoutH2: Rule = {
  id: 'nginx-stream-upstream-alpn-without-h2',
  summary: 'A `proxy_ssl_alpn` that does not offer h2',
  *check(project) {
    for (const { listener, directive } of onePerPlace(project.listeners, (it) => proxySslAlpnOf(project, it))) {
      const broke = refusalOf(project, listener)?.brokeAt !== undefined;
      const what = explainProtocols('proxy_ssl_alpn', values(directive), 'This `proxy_ssl_alpn` does not offer h2.');
      const who = broke
        ? `A grpc-go server refuses that since 1.67.0, in silence; its clients print "${REFUSED_BY_SERVER}".`
        : `A grpc-go server ends the handshake with alert 120, which nginx logs; the clients print "${REFUSED_BY_SERVER}": this has never worked, with any version of grpc-go.`;
      yield listenerFinding(project, listener, {
        kind: broke ? 'broke-at-1.67' : 'never-worked',
        refusedBy: 'server',
        at: headOf(directive),
        message: `${what} ${who}`,
        fixes: [offerH2(project, listener, directive)],
      });
    }
  },
};

/** The `proxy_ssl_alpn` that makes a grpc-go server refuse. */
function proxySslAlpnOf(project: Project, listener: ProjectListener): Placed | undefined {
  if (listener.module !== 'stream' || !listener.server.mentions('proxy_ssl_alpn')) return undefined;
  // An older nginx does not start: nginx-alpn-directive-too-new says so.
  if (availability(listener, PROXY_SSL_ALPN_SINCE) === 'no') return undefined;
  return refusalOf(project, listener) === undefined ? undefined : listener.server.scope.effective('proxy_ssl_alpn');
}

/** What becomes of a connection that offers something, and not h2. */
function refusalOf(project: Project, listener: ProjectListener): Verdict | undefined {
  for (const dial of listener.dials()) {
    const { offer, dialer } = dial;
    if (offer.kind !== 'fixed' || offer.protocols.length === 0 || offer.protocols.includes('h2')) continue;
    // What is refused for its versions or ciphers says nothing about the offer.
    if (dialer.refusal(listener.nginxVersion?.value) !== undefined) continue;
    const verdict = serverVerdict(project, listener, dial, NEWEST);
    if (verdict?.result === 'fails') return verdict;
  }
  return undefined;
}

function offerH2(project: Project, listener: ProjectListener, directive: Placed): Fix | undefined {
  const written = withH2(values(directive)).join(' ');
  const file = project.nginxFiles.get(directive.file);
  const { scope } = listener.server;
  const inherited = scope.own('proxy_ssl_alpn') === undefined;
  return versionedFix(listener, PROXY_SSL_ALPN_SINCE, {
    title: `Change to \`proxy_ssl_alpn ${written};\`${inherited ? ' for all servers that take it over' : ''}`,
    edits: [file && replaceArguments(file, directive, written)],
    safe: scope.written('proxy_ssl_alpn') !== undefined,
  });
}
