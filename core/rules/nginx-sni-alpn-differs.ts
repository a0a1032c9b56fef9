import { bandBehaviour } from '../alpn/index.ts';
import { values } from '../domains/nginx/scope.ts';
import { nginx } from '../domains/nginxVersion.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { clientVerdict } from '../project/verdict.ts';
import { canBeSent, defaultBeside, isExplicitDefault, isIpAddress, selectsH2 } from './defaultServer.ts';
import { dialledWithoutName } from './dialledWithoutName.ts';
import { appendArgument, insertAfter } from './edits.ts';
import { listenerFinding, versionedFix } from './nginxFinding.ts';
import { firstOwnListen, ownListen } from './ownListen.ts';
import type { Finding, Fix, Rule } from './rule.ts';
import { clientErrors } from './words.ts';

/** nginx 1.25.1: `http2 on`, which two servers of one socket can differ in (CHANGES). */
const HTTP2_DIRECTIVE_SINCE = nginx('1.25.1');

const NEWEST = bandBehaviour('>=1.70');

/**
 * Reports a gRPC server that selects h2 when it is asked by its name, and is never asked so: the default server of the socket answers, which does
 * not select h2 (the name of the ClientHello chooses the server, ngx_http_ssl_servername; without one it is the default server).
 */
export const nginxSniAlpnDiffers: Rule = {
  id: 'nginx-sni-alpn-differs',
  summary: 'The gRPC server selects h2, but its clients reach the default server, which does not',
  *check(project) {
    yield* withoutName(project);
    yield* dialledWithoutName(project);
  },
};

/** gRPC servers that no name leads to. */
function* withoutName(project: Project): Iterable<Finding> {
  for (const listener of project.listeners) {
    if (listener.isDefault || listener.tls !== 'terminated' || listener.serverNames.some(canBeSent)) continue;
    if (!isLikelyGrpc(listener) || !selectsH2(listener)) continue;
    const first = defaultBeside(project, listener);
    if (first === undefined || isCatchAll(first)) continue;
    const broke = clientVerdict(project, first, NEWEST)?.brokeAt !== undefined;
    const since = broke
      ? ', since 1.67.0; older ones get that server'
      : ': this has never worked, with any version of grpc-go';
    const finding = listenerFinding(project, listener, {
      kind: broke ? 'broke-at-1.67' : 'never-worked',
      refusedBy: 'client',
      at: listener.at,
      message: `This server has no name that a client could ask for (SNI), so the default server of the socket${namesOf(first)} answers instead, which does not select h2. A gRPC client prints ${clientErrors(project, first)}${since}.`,
      fixes: [switchOn(project, listener, first), makeDefault(listener, first)],
    });
    yield { ...finding, related: [{ at: first.at, message: 'this is the default server' }, ...finding.related] };
  }
}

function isLikelyGrpc({ grpc, module, mayPassGrpc }: ProjectListener): boolean {
  return mayPassGrpc && (grpc.grpc === 'yes' || (module === 'stream' && grpc.grpc === 'likely'));
}

/** A default server that is there to turn away whoever comes without a name. */
function isCatchAll({ alpn, server }: ProjectListener): boolean {
  return alpn.kind === 'refuses' || server.scope.own('return') !== undefined;
}

function namesOf({ serverNames }: ProjectListener): string {
  const [name] = serverNames.filter(canBeSent);
  return name === undefined ? '' : ` (${name})`;
}

/** A client that dials an address names it behind the handshake (`:authority`): then the right server answers. */
function switchOn(project: Project, listener: ProjectListener, first: ProjectListener): Fix | undefined {
  const listen = firstOwnListen(first);
  const file = listen && project.nginxFiles.get(listen.file);
  if (listener.module === 'stream' || !listener.serverNames.some(isIpAddress)) return undefined;
  if (listen === undefined || file === undefined || first.server.scope.own('http2') !== undefined) return undefined;
  return versionedFix(listener, HTTP2_DIRECTIVE_SINCE, {
    title: 'Add `http2 on;` to the default server',
    edits: [insertAfter(file, listen, 'http2 on;')],
    safe: false,
  });
}

function makeDefault(listener: ProjectListener, first: ProjectListener): Fix | undefined {
  const listen = ownListen(listener);
  if (listen === undefined || isExplicitDefault(first)) return undefined;
  return {
    title: `Make this the default server: \`listen ${values(listen).join(' ')} default_server\``,
    safety: 'unsafe',
    edits: [appendArgument(listen, 'default_server')],
  };
}
