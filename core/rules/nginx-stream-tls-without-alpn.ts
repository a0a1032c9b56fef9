import { nginx } from '../domains/nginxVersion.ts';
import type { Placed } from '../domains/nginx/scope.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { isStream } from '../project/edges.ts';
import { carriedBy } from '../project/metHops.ts';
import { edgeFinding, perPlace, REFUSED_SINCE_1_67, targetsOf } from './edgeFinding.ts';
import { insertAfter } from './edits.ts';
import { availability, listenerFinding, versionedFix } from './nginxFinding.ts';
import { onePerPlace } from './onePerPlace.ts';
import type { Finding, Fix, Rule } from './rule.ts';
import { triesForH2 } from './triesForH2.ts';

/** nginx 1.21.4 brought `ssl_alpn` (CHANGES). */
const SSL_ALPN_SINCE = nginx('1.21.4');

/** Reports a stream listener that ends TLS and selects no protocol (ngx_stream_ssl_module.c installs the selection callback only where ssl_alpn is set). */
export const nginxStreamTlsWithoutAlpn: Rule = {
  id: 'nginx-stream-tls-without-alpn',
  summary: 'A stream listener ends TLS and selects no protocol',
  *check(project) {
    for (const { listener } of onePerPlace(project.listeners, (it) => listenOf(project, it))) {
      const upgrade =
        availability(listener, SSL_ALPN_SINCE) === 'no' ? ' Upgrade nginx: `ssl_alpn` is there since 1.21.4.' : '';
      yield listenerFinding(project, listener, {
        kind: 'broke-at-1.67',
        refusedBy: 'client',
        at: listener.at,
        message: `This listener ends TLS without selecting a protocol. A grpc-go client refuses that since 1.67.0 and prints "credentials: cannot check peer: missing selected ALPN property"; older ones still connect.${upgrade}`,
        fixes: [addSslAlpn(project, listener)],
      });
    }
    yield* transportServers(project);
  },
};

/** What a TransportServer of F5's controller is made of is not in the text, but its template is known. */
function* transportServers(project: Project): Generator<Finding> {
  const ending = project.edges.filter((it) => it.tls === 'terminated' && isStream(it));
  for (const { at, strongest: edge } of perPlace(
    ending,
    (it) => it.at,
    (it) => carriedBy(project, it),
  )) {
    yield edgeFinding(project, edge, {
      kind: 'broke-at-1.67',
      at,
      message: `The stream server that F5 NGINX Ingress Controller makes of this TransportServer ends TLS, and has no \`ssl_alpn\`: no protocol is selected. ${REFUSED_SINCE_1_67}`,
      related: targetsOf(edge),
      fixes: () => [],
    });
  }
}

/** The `listen` that ends TLS and selects nothing; one for all ports of a range. */
function listenOf(project: Project, listener: ProjectListener): Placed | undefined {
  const isSilent = listener.module === 'stream' && listener.alpn.kind === 'ignores';
  return isSilent && !triesForH2(project, listener) ? listener.listen : undefined;
}

function addSslAlpn(project: Project, listener: ProjectListener): Fix | undefined {
  const { scope } = listener.server;
  // Without a certificate of its own the default server's settings count: a directive here would do nothing.
  if (!listener.isDefault && scope.effective('ssl_certificate') === undefined) return undefined;
  const behind = ['ssl_certificate_key', 'ssl_certificate', 'listen']
    .map((name) => scope.written(name))
    .find((it) => it !== undefined);
  const file = behind && project.nginxFiles.get(behind.file);
  if (behind === undefined || file === undefined) return undefined;
  return versionedFix(listener, SSL_ALPN_SINCE, {
    title: 'Add `ssl_alpn h2;`',
    edits: [insertAfter(file, behind, 'ssl_alpn h2;')],
  });
}
