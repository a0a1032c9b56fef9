import { nginx } from '../domains/nginxVersion.ts';
import { values, type Placed } from '../domains/nginx/scope.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { appendArgument, insertAfter, replaceArguments } from './edits.ts';
import { availability, listenerFinding, versionedFix } from './nginxFinding.ts';
import type { Fix, Rule } from './rule.ts';

/** nginx 1.25.1 brought `http2 on` (CHANGES). */
const HTTP2_DIRECTIVE_SINCE = nginx('1.25.1');
/** nginx 1.21.4 answers with an alert where it had gone on without a protocol (CHANGES). */
const ALERT_SINCE = nginx('1.21.4');
/** nginx 1.13.10 brought `grpc_pass`: every version that loads such a file has `listen … http2`. */
const GRPC_SINCE = nginx('1.13.10');

/** Reports `grpc_pass` behind a listener that does not speak HTTP/2 (ngx_http_ssl_alpn_select offers h2 only where it is switched on). */
export const nginxGrpcListenerWithoutHttp2: Rule = {
  id: 'nginx-grpc-listener-without-http2',
  summary: '`grpc_pass` behind a listener that cannot speak HTTP/2',
  *check(project) {
    const forGrpc = new Set(
      project.listeners.filter(({ http2, tls }) => http2 === true || tls === 'terminated').map(({ server }) => server),
    );
    for (const listener of project.listeners) {
      if (!listener.mayPassGrpc || listener.http2 !== false || listener.alpn.kind === 'refuses') continue;
      if (!listener.dials().some(({ dialer }) => dialer.via === 'grpc_pass')) continue;
      // A plain listener beside one for gRPC is there to redirect browsers; and what only returns passes nothing on.
      if (listener.tls === 'plain' && forGrpc.has(listener.server)) continue;
      if (listener.server.scope.own('return') !== undefined) continue;
      yield listenerFinding(project, listener, {
        kind: 'never-worked',
        refusedBy: 'server',
        at: listener.at,
        message: `gRPC is passed on here, but this listener does not speak HTTP/2. A gRPC client gets ${whatClientsSee(listener)}, whatever its version: this has never worked.`,
        fixes: fixesFor(project, listener),
      });
    }
  },
};

function whatClientsSee(listener: ProjectListener): string {
  // How the sentence goes on depends on the version of golang.org/x/net.
  if (listener.tls === 'plain') return '"error reading server preface: http2: … frame too large"';
  const before = '"missing selected ALPN property" (grpc-go >= 1.67.0) or an HTTP/1.1 answer (older)';
  const since = '"remote error: tls: no application protocol"';
  switch (availability(listener, ALERT_SINCE)) {
    case 'yes':
      return since;
    case 'no':
      return before;
    case 'unknown':
      return `${since} (from nginx before 1.21.4: ${before})`;
  }
}

function fixesFor(project: Project, listener: ProjectListener): readonly (Fix | undefined)[] {
  return availability(listener, HTTP2_DIRECTIVE_SINCE) === 'yes'
    ? [switchOn(project, listener)]
    : [listenHttp2(listener), switchOn(project, listener)];
}

/** The `listen` directive that is written in the server block itself; `undefined`: there is none. */
function listenOf(listener: ProjectListener): Placed | undefined {
  const { listen, server } = listener;
  return listen.directive.name.value === 'listen' && listen.inclusion === server.scope.of?.inclusion
    ? listen
    : undefined;
}

function listenHttp2(listener: ProjectListener): Fix | undefined {
  const listen = listenOf(listener);
  if (listen === undefined) return undefined;
  return versionedFix(listener, GRPC_SINCE, {
    title: `Add \`http2\` to \`listen ${values(listen).join(' ')}\``,
    edits: [appendArgument(listen, 'http2')],
    // In plain text, nginx before 1.25.1 then accepts nothing but HTTP/2.
    safe: listener.tls === 'terminated',
  });
}

function switchOn(project: Project, listener: ProjectListener): Fix | undefined {
  const { scope } = listener.server;
  // In plain text the default server decides for all.
  if (listener.tls === 'plain' && !listener.isDefault) return undefined;
  const own = scope.own('http2');
  const anchor = own ?? listenOf(listener);
  const file = anchor && project.nginxFiles.get(anchor.file);
  if (anchor === undefined || file === undefined) return undefined;
  const edit = own === undefined ? insertAfter(file, anchor, 'http2 on;') : replaceArguments(file, own, 'on');
  return versionedFix(listener, HTTP2_DIRECTIVE_SINCE, {
    title: own === undefined ? 'Add `http2 on;`' : 'Change to `http2 on;`',
    edits: [edit],
    safe: own === undefined || scope.written('http2') !== undefined,
  });
}
