import { NOT_TLS } from '../alpn/index.ts';
import type { Listen } from '../domains/nginx/listen.ts';
import { values } from '../domains/nginx/scope.ts';
import type { VirtualServer } from '../domains/nginx/server.ts';
import { nginx } from '../domains/nginxVersion.ts';
import { socketAt } from '../project/answer.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { appendArgument } from './edits.ts';
import { listenerFinding, versionedFix } from './nginxFinding.ts';
import { ownListen } from './ownListen.ts';
import type { Fix, Rule } from './rule.ts';

/** Every nginx that has `grpc_pass` has `listen … ssl`, in stream, too. */
const SSL_SINCE = nginx('1.13.10');

/** Reports a `listen` that speaks plain text where its server means to end TLS: its twin of the other address family does, or it has a certificate. */
export const nginxListenerWithoutSsl: Rule = {
  id: 'nginx-listener-without-ssl',
  summary: 'A `listen` without `ssl` in a server that means to end TLS',
  *check(project) {
    const ending = portsThatEndTls(project);
    for (const listener of project.listeners) {
      const twin = twinOf(listener, ending);
      if (twin === undefined && !hasIdleCertificate(listener)) continue;
      const what =
        twin === undefined
          ? 'This server has a certificate, and no `listen` with `ssl` that would show it: nginx speaks plain text here. A gRPC client with TLS'
          : `\`listen ${values(twin.placed).join(' ')}\` ends TLS, and this one speaks plain text on the same port. A gRPC client that comes by ${familyOf(listener)}`;
      yield listenerFinding(project, listener, {
        kind: 'never-worked',
        refusedBy: 'client',
        at: listener.at,
        message: `${what} prints "${NOT_TLS}": this has never worked, with any version of grpc-go.`,
        fixes: [addSsl(project, listener, twin)],
      });
    }
  },
};

/** The ports on which servers with several `listen`s end TLS. */
function portsThatEndTls(project: Project): ReadonlyMap<VirtualServer, ReadonlySet<number>> {
  const found = new Map<VirtualServer, Set<number>>();
  for (const { server, tls, port, address } of project.listeners) {
    if (tls !== 'terminated' || port === undefined || server.listens.length < 2 || !isWildcard(address)) continue;
    const ports = found.get(server);
    if (ports === undefined) found.set(server, new Set([port]));
    else ports.add(port);
  }
  return found;
}

/** The `listen` of the same server and port that ends TLS for the other address family. */
function twinOf(
  { tls, server, port, address, listen, proxyProtocol }: ProjectListener,
  ending: ReadonlyMap<VirtualServer, ReadonlySet<number>>,
): Listen | undefined {
  if (tls === 'terminated' || port === undefined || proxyProtocol || !isWildcard(address)) return undefined;
  if (ending.get(server)?.has(port) !== true) return undefined;
  return server.listens.find(
    (it) => it.placed !== listen && it.address !== address && isWildcard(it.address) && it.ports.includes(port),
  );
}

function isWildcard(address: string): boolean {
  return address === '*' || address === '[::]';
}

function familyOf({ address }: ProjectListener): string {
  return address === '*' ? 'IPv4' : 'IPv6';
}

/** Whether gRPC is served on a port for HTTPS with a certificate that nobody gets to see. */
export function hasIdleCertificate(listener: ProjectListener): boolean {
  const { module, tls, port, proxyProtocol, server, mayPassGrpc } = listener;
  if (module !== 'http' || tls !== 'plain' || proxyProtocol || !mayPassGrpc) return false;
  // 443, 8443, 10443: a certificate in a block for other ports may have been left over from somewhere else.
  if (port === undefined || port % 1000 !== 443) return false;
  // One that an include brings is there for other servers; `ssl on` may make this one speak TLS.
  if (server.scope.written('ssl_certificate') === undefined || server.scope.effective('ssl') !== undefined)
    return false;
  if (server.listens.some(({ ssl, datagram }) => ssl || datagram) || server.scope.isOpen) return false;
  return listener.dials().some(({ dialer }) => dialer.via === 'grpc_pass');
}

function addSsl(project: Project, listener: ProjectListener, twin: Listen | undefined): Fix | undefined {
  const listen = ownListen(listener);
  if (listen === undefined) return undefined;
  const others = socketAt(project, listener).filter(({ server }) => server !== listener.server);
  // The default server of a socket that ends TLS needs a certificate, or nginx does not start.
  const names = ['ssl_certificate', 'ssl_reject_handshake'];
  if (others.some(({ server }) => !names.some((name) => server.scope.effective(name) !== undefined))) return undefined;
  const words = twin?.http2 === true && !values(listen).includes('http2') ? 'ssl http2' : 'ssl';
  return versionedFix(listener, SSL_SINCE, {
    title: `Add \`${words}\` to \`listen ${values(listen).join(' ')}\``,
    edits: [appendArgument(listen, words)],
    safe: twin !== undefined && others.length === 0,
  });
}
