import { PROXY_SSL_ALPN_SINCE } from '../domains/nginx/dialer.ts';
import { headOf, values, type Placed } from '../domains/nginx/scope.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import type { TextEdit } from '../text/textEdit.ts';
import { insertAfter, removeArgument, removeDirective, replaceArguments } from './edits.ts';
import { availability, listenerFinding, versionedFix } from './nginxFinding.ts';
import { onePerPlace } from './onePerPlace.ts';
import type { Fix, Rule } from './rule.ts';

/** Reports `proxy_ssl on` that offers no protocol: a grpc-go server >= 1.67.0 ends such connections (ngx_stream_proxy_module.c sets ALPN only from proxy_ssl_alpn). */
export const nginxStreamUpstreamWithoutAlpn: Rule = {
  id: 'nginx-stream-upstream-without-alpn',
  summary: 'A stream server opens TLS to its upstream and offers no protocol',
  *check(project) {
    const shared = sharedSockets(project);
    for (const { listener, directive } of onePerPlace(project.listeners, proxySslOf)) {
      const upgrade =
        availability(listener, PROXY_SSL_ALPN_SINCE) === 'no'
          ? ' nginx can offer one since 1.31.0 (`proxy_ssl_alpn`).'
          : '';
      yield listenerFinding(project, listener, {
        kind: 'broke-at-1.67',
        refusedBy: 'server',
        at: headOf(directive),
        message: `nginx opens TLS to the upstream without offering a protocol. A grpc-go server refuses that since 1.67.0, in silence; its clients see "error reading server preface: EOF".${upgrade}`,
        fixes: [passThrough(project, listener, shared), offerH2(project, listener, directive)],
      });
    }
  },
};

/** The directive that opens TLS to an upstream to which nothing is offered. */
function proxySslOf(listener: ProjectListener): Placed | undefined {
  if (listener.module !== 'stream') return undefined;
  const silent = listener
    .dials()
    .some(({ dialer, offer }) => dialer.tls && offer.kind === 'fixed' && offer.protocols.length === 0);
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

/** The directives of a server that go when TLS is no longer ended in it. */
const TLS_DIRECTIVES =
  /^(?:ssl_(?:alpn|buffer_size|certificate|certificate_cache|certificate_key|ciphers|client_certificate|conf_command|crl|dhparam|early_data|ecdh_curve|handshake_timeout|key_log|ocsp\w*|password_file|prefer_server_ciphers|protocols|reject_handshake|session_\w+|stapling\w*|trusted_certificate|verify_client|verify_depth)|proxy_ssl\w*)$/;

function socketOf({ configuration, address, port }: ProjectListener): string {
  return `${configuration} ${address} ${port ?? ''}`;
}

/** Sockets that several servers listen on: `ssl` of another one's `listen` would go on ending TLS for both. */
function sharedSockets(project: Project): ReadonlySet<string> {
  const first = new Map<string, ProjectListener['server']>();
  const shared = new Set<string>();
  for (const listener of project.listeners) {
    if (listener.module !== 'stream') continue;
    const socket = socketOf(listener);
    const server = first.get(socket);
    if (server === undefined) first.set(socket, listener.server);
    else if (server !== listener.server) shared.add(socket);
  }
  return shared;
}

/** Makes the server pass TLS through. Only where all that has to go stands in the server's own block, in one file. */
function passThrough(project: Project, listener: ProjectListener, shared: ReadonlySet<string>): Fix | undefined {
  const { scope, listens } = listener.server;
  const file = project.nginxFiles.get(listener.at.file);
  const [segment, second] = scope.segments;
  if (listener.tls !== 'terminated' || file === undefined || segment === undefined || second !== undefined)
    return undefined;
  if (shared.has(socketOf(listener))) return undefined;
  if (scope.own('proxy_ssl') === undefined || segment.inclusion.file !== file.path) return undefined;
  const gone = segment.directives.filter(({ name }) => TLS_DIRECTIVES.test(name.value));
  const edits: (TextEdit | undefined)[] = [
    ...listens
      .filter(({ placed }) => values(placed).includes('ssl'))
      .map(({ placed }) => removeArgument(file, placed, 'ssl')),
    ...gone.map((directive) => removeDirective(file, { directive, file: file.path, inclusion: segment.inclusion })),
  ];
  if (edits.includes(undefined)) return undefined;
  return {
    title: 'Pass TLS through: the upstream shows its own certificate to the clients',
    safety: 'unsafe',
    edits: edits.filter((it) => it !== undefined),
  };
}
