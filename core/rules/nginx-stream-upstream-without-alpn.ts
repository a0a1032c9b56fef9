import { PROXY_SSL_ALPN_SINCE } from '../domains/nginx/dialer.ts';
import { headOf, type Placed } from '../domains/nginx/scope.ts';
import { hopsBehind } from '../project/answer.ts';
import { edgesBehind } from '../project/edgePlaces.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import type { TextEdit } from '../text/textEdit.ts';
import { insertAfter, replaceArguments } from './edits.ts';
import { availability, listenerFinding, versionedFix } from './nginxFinding.ts';
import { onePerPlace } from './onePerPlace.ts';
import { passThrough, sharedSockets } from './passThrough.ts';
import type { Fix, Rule } from './rule.ts';

/** Reports `proxy_ssl on` that offers no protocol: a grpc-go server >= 1.67.0 ends such connections (ngx_stream_proxy_module.c sets ALPN only from proxy_ssl_alpn). */
export const nginxStreamUpstreamWithoutAlpn: Rule = {
  id: 'nginx-stream-upstream-without-alpn',
  summary: 'A stream server opens TLS to its upstream and offers no protocol',
  *check(project) {
    const shared = sharedSockets(project);
    for (const { listener, directive } of onePerPlace(project.listeners, (it) => proxySslOf(project, it))) {
      const upgrade =
        availability(listener, PROXY_SSL_ALPN_SINCE) === 'no'
          ? ' nginx can offer one since 1.31.0 (`proxy_ssl_alpn`).'
          : '';
      yield listenerFinding(project, listener, {
        kind: 'broke-at-1.67',
        refusedBy: 'server',
        at: headOf(directive),
        message: `nginx opens TLS to the upstream without offering a protocol. A grpc-go server refuses that since 1.67.0, in silence; its clients print "error reading server preface: EOF".${upgrade}`,
        fixes: [passThroughFix(project, listener, shared), offerH2(project, listener, directive)],
      });
    }
  },
};

/** The directive that opens TLS to an upstream to which nothing is offered. */
function proxySslOf(project: Project, listener: ProjectListener): Placed | undefined {
  if (listener.module !== 'stream') return undefined;
  const silent = listener.dials().some((dial) => {
    const { dialer, offer } = dial;
    if (!dialer.tls || offer.kind !== 'fixed' || offer.protocols.length > 0) return false;
    // Another nginx behind it refuses nobody for that.
    return (
      hopsBehind(project, listener, dial) === undefined &&
      edgesBehind(project, dial).every(({ tls }) => tls === 'passthrough')
    );
  });
  return silent ? listener.server.scope.effective('proxy_ssl') : undefined;
}

function offerH2(project: Project, listener: ProjectListener, proxySsl: Placed): Fix | undefined {
  const { scope } = listener.server;
  const file = project.nginxFiles.get(proxySsl.file);
  if (file === undefined) return undefined;
  const cancelled = scope.own('proxy_ssl_alpn');
  const edit =
    cancelled === undefined ? insertAfter(file, proxySsl, 'proxy_ssl_alpn h2;') : replaceIn(project, cancelled);
  return versionedFix(listener, PROXY_SSL_ALPN_SINCE, {
    title: 'Offer h2 to the upstream: `proxy_ssl_alpn h2;`',
    edits: [edit],
    // A `proxy_ssl` that is inherited or included is shared: other servers would offer h2, too.
    safe: scope.written('proxy_ssl') !== undefined,
  });
}

function replaceIn(project: Project, directive: Placed): TextEdit | undefined {
  const file = project.nginxFiles.get(directive.file);
  return file && replaceArguments(file, directive, 'h2');
}

/** Only where the server's own `proxy_ssl` is what is found: an inherited one is found for other servers, too. */
function passThroughFix(project: Project, listener: ProjectListener, shared: ReadonlySet<string>): Fix | undefined {
  const found = listener.server.scope.own('proxy_ssl') && passThrough(project, listener, shared);
  if (found === undefined) return undefined;
  return {
    title: 'Pass TLS through: the upstream shows its own certificate to the clients',
    safety: 'unsafe',
    edits: found.edits,
  };
}
