import { negotiate, classify } from '../alpn/index.ts';
import { nginx } from '../domains/nginxVersion.ts';
import { headOf, values, type Placed } from '../domains/nginx/scope.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { replaceArguments } from './edits.ts';
import { listenerFinding, versionedFix } from './nginxFinding.ts';
import { onePerPlace } from './onePerPlace.ts';
import { explainProtocols, withH2 } from './protocolNames.ts';
import type { Fix, Rule } from './rule.ts';

const SSL_ALPN_SINCE = nginx('1.21.4');

/** Reports an `ssl_alpn` that never selects h2: nginx ends every gRPC client's handshake with alert 120 (ngx_stream_ssl_alpn_select). */
export const nginxStreamAlpnWithoutH2: Rule = {
  id: 'nginx-stream-alpn-without-h2',
  summary: 'An `ssl_alpn` that cannot select h2',
  *check(project) {
    for (const { listener, directive } of onePerPlace(project.listeners, sslAlpnOf)) {
      yield listenerFinding(project, listener, {
        kind: 'never-worked',
        refusedBy: 'server',
        at: headOf(directive),
        message: `${explainProtocols('ssl_alpn', values(directive), 'This `ssl_alpn` never selects h2.')} A gRPC client prints "remote error: tls: no application protocol": this has never worked, with any version of grpc-go.`,
        fixes: [selectH2(project, listener, directive)],
      });
    }
  },
};

/** The `ssl_alpn` that makes this listener refuse an offer of h2. */
function sslAlpnOf(listener: ProjectListener): Placed | undefined {
  if (listener.module !== 'stream' || listener.alpn.kind !== 'selects') return undefined;
  const { scope } = listener.server;
  // Without a certificate of its own, a server takes over what the socket's default server says: its own words do not count.
  if (!listener.isDefault && scope.effective('ssl_certificate') === undefined) return undefined;
  const directive = scope.effective('ssl_alpn');
  if (values(directive).includes('h2')) return undefined;
  return classify(negotiate(['h2'], listener.alpn)) === 'C' ? directive : undefined;
}

function selectH2(project: Project, listener: ProjectListener, directive: Placed): Fix | undefined {
  const written = withH2(values(directive)).join(' ');
  const file = project.nginxFiles.get(directive.file);
  const { scope } = listener.server;
  const inherited = scope.own('ssl_alpn') === undefined;
  return versionedFix(listener, SSL_ALPN_SINCE, {
    title: `Change to \`ssl_alpn ${written};\`${inherited ? ' for all servers that take it over' : ''}`,
    edits: [file && replaceArguments(file, directive, written)],
    safe: scope.written('ssl_alpn') !== undefined,
  });
}
