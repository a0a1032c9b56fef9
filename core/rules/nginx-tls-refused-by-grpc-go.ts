import { goRemoteError, PROTOCOL_VERSION, REFUSED_BY_SERVER } from '../alpn/index.ts';
import { headOf, type Placed } from '../domains/nginx/scope.ts';
import { clientRefusal, mayRefuseTls } from '../domains/nginx/tlsRefusal.ts';
import { socketAt } from '../project/answer.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import type { Location } from '../text/location.ts';
import { listenerFinding } from './nginxFinding.ts';
import { onePerPlace } from './onePerPlace.ts';
import type { Finding, Fix, Rule } from './rule.ts';

/** Reports versions of TLS and ciphers that grpc-go does not have (credentials/tls.go: TLS 1.2 and newer, no suite of RFC 7540 appendix A). */
export const nginxTlsRefusedByGrpcGo: Rule = {
  id: 'nginx-tls-refused-by-grpc-go',
  summary: 'Only TLS versions or ciphers that grpc-go refuses',
  *check(project) {
    for (const { listener, directive } of onePerPlace(project.listeners, (it) => clientCulprit(project, it)))
      yield clientFinding(project, listener, directive);
    yield* upstreamFindings(project);
  },
};

/** The directive because of which this listener refuses every grpc-go client. */
function clientCulprit(project: Project, listener: ProjectListener): Placed | undefined {
  if (listener.tls !== 'terminated' || listener.alpn.kind !== 'refuses' || !mayRefuseTls(listener.server))
    return undefined;
  // What a browser is served may be as old as it wants to be.
  if (listener.module === 'http' && listener.grpc.grpc !== 'yes' && listener.grpc.grpc !== 'likely') return undefined;
  const first = socketAt(project, listener).find(({ isDefault }) => isDefault)?.server ?? listener.server;
  const refusal = clientRefusal(listener.server, { default: first }, listener.nginxVersion?.value);
  return refusal?.alert === listener.alpn.alert ? refusal.directive : undefined;
}

function clientFinding(project: Project, listener: ProjectListener, directive: Placed): Finding {
  const alert = listener.alpn.kind === 'refuses' ? listener.alpn.alert : PROTOCOL_VERSION;
  const own = listener.server.scope.effective(directive.directive.name.value)?.directive === directive.directive;
  const whose = own
    ? ''
    : ' This is the default server of the socket; before nginx 1.29.2 its protocols count for all.';
  return listenerFinding(project, listener, {
    kind: 'never-worked',
    refusedBy: 'client',
    at: headOf(directive),
    message: `${explain(directive, alert)}${whose} A grpc-go client prints "${goRemoteError(alert)}": with grpc-go 1.60 and newer this has never worked.`,
    fixes: [allow(project, listener, { at: headOf(directive), alert })],
  });
}

interface Refusal {
  readonly alert: number;
  readonly at: Location;
}

function* upstreamFindings(project: Project): Iterable<Finding> {
  const told = new Set<string>();
  for (const listener of project.listeners) {
    if (!mayRefuseTls(listener.server)) continue;
    if (listener.module === 'http' && !listener.mayPassGrpc) continue;
    for (const { dialer } of listener.dials()) {
      if (listener.module === 'http' && dialer.via !== 'grpc_pass') continue;
      const refusal = dialer.refusal(listener.nginxVersion?.value);
      const key = `${refusal?.at.file ?? ''} ${refusal?.at.span.start ?? ''}`;
      if (refusal === undefined || told.has(key)) continue;
      told.add(key);
      yield upstreamFinding(project, listener, refusal);
    }
  }
}

function upstreamFinding(project: Project, listener: ProjectListener, refusal: Refusal): Finding {
  const printed =
    listener.module === 'http'
      ? 'unexpected HTTP status code received from server: 502 (Bad Gateway)'
      : REFUSED_BY_SERVER;
  const what =
    refusal.alert === PROTOCOL_VERSION
      ? 'nginx opens TLS to the upstream with versions below 1.2 only.'
      : 'nginx opens TLS to the upstream with ciphers only that HTTP/2 forbids.';
  return listenerFinding(project, listener, {
    kind: 'never-worked',
    refusedBy: 'server',
    at: refusal.at,
    message: `${what} A grpc-go server refuses that with alert ${refusal.alert}, which nginx logs; its clients print "${printed}": with grpc-go 1.60 and newer this has never worked.`,
    fixes: [allow(project, listener, refusal)],
  });
}

function explain(directive: Placed, alert: number): string {
  const name = directive.directive.name.value;
  return alert === PROTOCOL_VERSION
    ? `This \`${name}\` allows no version of TLS that grpc-go speaks: TLSv1.2 or TLSv1.3.`
    : `This \`${name}\` leaves no cipher that grpc-go offers for TLSv1.2, and TLSv1.3 is not allowed.`;
}

/** What every certificate finds its own in, and no more: which others somebody wants is not known. */
const COMMON_SUITES = 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256';

/** Allows what grpc-go needs beside what is there. */
function allow(project: Project, listener: ProjectListener, { at, alert }: Refusal): Fix | undefined {
  const text = project.nginxFiles.get(at.file)?.text;
  if (text === undefined) return undefined;
  const [what, newText] = alert === PROTOCOL_VERSION ? ['TLSv1.2', ' TLSv1.2'] : [COMMON_SUITES, `:${COMMON_SUITES}`];
  const quoted = alert !== PROTOCOL_VERSION && /["']/.test(text[at.span.end - 1] ?? '');
  const end = at.span.end - (quoted ? 1 : 0);
  const certain = listener.nginxVersion !== undefined && listener.grpc.grpc === 'yes' && alert === PROTOCOL_VERSION;
  return {
    title: `Allow ${what}, too`,
    safety: certain ? 'safe' : 'unsafe',
    edits: [{ file: at.file, span: { start: end, end }, newText }],
  };
}
