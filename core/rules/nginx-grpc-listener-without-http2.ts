import { nginx } from '../domains/nginxVersion.ts';
import { values } from '../domains/nginx/scope.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { lazy } from '../text/lazy.ts';
import { appendArgument, insertAfter, replaceArguments } from './edits.ts';
import { hasIdleCertificate } from './nginx-listener-without-ssl.ts';
import { availability, listenerFinding, versionedFix } from './nginxFinding.ts';
import { firstOwnListen, ownListen } from './ownListen.ts';
import type { Fix, Rule } from './rule.ts';
import { triesForH2 } from './triesForH2.ts';
import { clientErrors } from './words.ts';

/** nginx 1.25.1 brought `http2 on` (CHANGES). */
const HTTP2_DIRECTIVE_SINCE = nginx('1.25.1');
/** nginx 1.21.4 answers with an alert where it had gone on without a protocol (CHANGES). */
const ALERT_SINCE = nginx('1.21.4');
/** nginx 1.9.5 brought `listen … http2` (CHANGES). */
const HTTP2_PARAMETER_SINCE = nginx('1.9.5');

/** Reports `grpc_pass` behind a listener that does not speak HTTP/2 (ngx_http_ssl_alpn_select offers h2 only where it is switched on). */
export const nginxGrpcListenerWithoutHttp2: Rule = {
  id: 'nginx-grpc-listener-without-http2',
  summary: '`grpc_pass` behind a listener that cannot speak HTTP/2',
  *check(project) {
    const ready = project.listeners.filter(({ http2, tls }) => http2 === true || tls === 'terminated');
    const forGrpc = new Set(ready.map(({ server }) => server));
    const passesForGrpc = lazy(() => new Set(ready.flatMap(passesOf)));
    for (const listener of project.listeners) {
      if (!listener.mayPassGrpc || listener.http2 !== false || listener.alpn.kind === 'refuses') continue;
      const passes = passesOf(listener);
      if (passes.length === 0) continue;
      // A plain listener beside one for gRPC, or with the same locations, is there for browsers; and what only returns passes nothing on.
      if (listener.tls === 'plain' && forGrpc.has(listener.server)) continue;
      if (listener.tls === 'plain' && passes.every((it) => passesForGrpc().has(it))) continue;
      if (listener.server.scope.own('return') !== undefined) continue;
      // That TLS is missing comes first, and so does what nginx refuses to start with.
      if (hasIdleCertificate(listener) || triesForH2(project, listener)) continue;
      yield listenerFinding(project, listener, {
        kind: 'never-worked',
        refusedBy: 'server',
        at: listener.at,
        message: `gRPC is passed on here, but this listener does not speak HTTP/2. A gRPC client prints ${whatClientsPrint(project, listener)}: this has never worked, with any version of grpc-go.`,
        fixes: fixesFor(project, listener),
      });
    }
  },
};

/** The places of the `grpc_pass` that a listener leads to. */
function passesOf(listener: ProjectListener): readonly string[] {
  if (!listener.mayPassGrpc) return [];
  const passes = listener.dials().filter(({ dialer }) => dialer.via === 'grpc_pass');
  return passes.map(({ dialer: { at } }) => `${listener.configuration} ${at.file} ${at.span.start}`);
}

function whatClientsPrint(project: Project, listener: ProjectListener): string {
  const printed = clientErrors(project, listener);
  return listener.tls !== 'plain' && availability(listener, ALERT_SINCE) === 'unknown'
    ? `${printed} (with nginx before 1.21.4 "missing selected ALPN property" or that the frame is too large)`
    : printed;
}

function fixesFor(project: Project, listener: ProjectListener): readonly (Fix | undefined)[] {
  return availability(listener, HTTP2_DIRECTIVE_SINCE) === 'yes'
    ? [switchOn(project, listener)]
    : [listenHttp2(listener), switchOn(project, listener)];
}

function listenHttp2(listener: ProjectListener): Fix | undefined {
  const listen = ownListen(listener);
  if (listen === undefined) return undefined;
  return versionedFix(listener, HTTP2_PARAMETER_SINCE, {
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
  // All listeners of a server want the same: it must not be written twice.
  const anchor = own ?? firstOwnListen(listener);
  const file = anchor && project.nginxFiles.get(anchor.file);
  if (anchor === undefined || file === undefined) return undefined;
  const edit = own === undefined ? insertAfter(file, anchor, 'http2 on;') : replaceArguments(file, own, 'on');
  return versionedFix(listener, HTTP2_DIRECTIVE_SINCE, {
    title: own === undefined ? 'Add `http2 on;`' : 'Change to `http2 on;`',
    edits: [edit],
    safe: own === undefined || scope.written('http2') !== undefined,
  });
}
