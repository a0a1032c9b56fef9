import { STREAM_SERVERS_SINCE } from '../domains/nginx/alpnWords.ts';
import { headOf, isOn } from '../domains/nginx/scope.ts';
import type { VirtualServer } from '../domains/nginx/server.ts';
import type { Directive } from '../domains/nginx/tree.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { lazy } from '../text/lazy.ts';
import { byServer } from './byServer.ts';
import { insertAfter, removeDirective } from './edits.ts';
import { listenerFinding, versionedFix } from './nginxFinding.ts';
import type { Finding, Fix } from './rule.ts';

/** A finding, and the `ssl_preread` that it is about. */
export interface PrereadBeforePass {
  readonly finding: Finding;
  readonly preread: Directive;
}

/**
 * `pass` behind `listen … ssl` and `ssl_preread on`: what was decrypted is in nginx's buffer when the connection is to be handed on, and
 * nginx ends it (ngx_stream_pass_handler: "cannot pass connection with preread data"). Where TLS passes through, it only peeks.
 */
export function* prereadBeforePass(project: Project): Iterable<PrereadBeforePass> {
  const seen = new Set<VirtualServer>();
  const listenersOf = lazy(() => byServer(project.listeners));
  for (const listener of project.listeners) {
    const { server, module, tls, nginxVersion } = listener;
    if (module !== 'stream' || tls !== 'terminated' || !server.mentions('ssl_preread') || seen.has(server)) continue;
    seen.add(server);
    const pass = server.scope.own('pass');
    const preread = pass && server.scope.effective('ssl_preread');
    if (pass === undefined || preread === undefined || !isOn(preread)) continue;
    // Such an nginx does not start, and what a template makes of this is not known.
    if (nginxVersion !== undefined && nginxVersion.value < STREAM_SERVERS_SINCE) continue;
    const files = [pass.file, preread.file, listener.listen.file];
    if (!files.every((file) => project.nginxFiles.get(file)?.tree.template === false)) continue;
    const isGrpc = listener.grpc.grpc === 'yes' || listener.grpc.grpc === 'likely';
    const finding = listenerFinding(project, listener, {
      kind: isGrpc ? 'never-worked' : 'no-effect',
      refusedBy: 'server',
      at: headOf(pass),
      message:
        '`pass` hands nothing on here: `listen … ssl` ends TLS, `ssl_preread on` reads what comes behind the handshake, and nginx closes the connection ("cannot pass connection with preread data"). A gRPC client prints "error reading server preface: EOF": this has never worked, with any version of grpc-go.',
      fixes: [withoutPreread(project, listener, listenersOf().get(server) ?? [])],
    });
    const related = { at: headOf(preread), message: 'this makes nginx read ahead' };
    yield { finding: { ...finding, related: [related, ...finding.related] }, preread: preread.directive };
  }
}

/** Not where TLS passes through on another socket of the server, which may need what is read. */
function withoutPreread(project: Project, listener: ProjectListener, all: readonly ProjectListener[]): Fix | undefined {
  const { scope } = listener.server;
  const [own, pass] = [scope.own('ssl_preread'), scope.own('pass')];
  const file = pass && project.nginxFiles.get((own ?? pass).file);
  if (all.some(({ tls }) => tls !== 'terminated') || pass === undefined || file === undefined) return undefined;
  return versionedFix(listener, STREAM_SERVERS_SINCE, {
    title: own === undefined ? 'Add `ssl_preread off;`' : 'Remove `ssl_preread on;`',
    edits: [own === undefined ? insertAfter(file, pass, 'ssl_preread off;') : removeDirective(file, own)],
  });
}
