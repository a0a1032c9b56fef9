import { nginx } from '../domains/nginxVersion.ts';
import type { Placed } from '../domains/nginx/scope.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { insertAfter } from './edits.ts';
import { availability, listenerFinding, versionedFix } from './nginxFinding.ts';
import { onePerPlace } from './onePerPlace.ts';
import type { Fix, Rule } from './rule.ts';
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
  },
};

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
