import { bandOf, behaviour, compareGoVersions, FACTS, parseGoVersion, type GrpcGoBehaviour } from '../alpn/index.ts';
import { breaksAt, type Hop } from '../project/edgeVerdict.ts';
import { baseName } from '../text/filePath.ts';
import { hopsByModule, usersByLine, type User, type Users } from './grpcGoUsers.ts';
import { copyFor, fixFor, pin, raise } from './grpcGoVersions.ts';
import { shortened } from './related.ts';
import type { Finding, Rule } from './rule.ts';

/** So many modules are named for which a line decides; the rest is counted. */
const MOST_NAMED = 3;

/** Reports the line that makes modules use a grpc-go which refuses connections without ALPN (credentials/tls.go since 1.67.0). */
export const grpcGoEnforcesAlpn: Rule = {
  id: 'grpc-go-enforces-alpn',
  summary: 'The build selects a grpc-go that refuses connections without ALPN',
  *check(project) {
    const hops = hopsByModule(project);
    for (const users of usersByLine(project)) {
      const [first] = users;
      const selected = behaviour({ version: first.grpc.version, credentials: 'tls' });
      if (!selected.enforces) continue;
      const broken = users
        .flatMap(({ module }) => hops.get(module) ?? [])
        .filter(({ hop, role }) => breaksAt(project, hop, selected, role));
      yield findingFor(users, selected, [...new Set(broken.map(({ hop }) => hop))]);
    }
  },
};

function findingFor(users: Users, selected: GrpcGoBehaviour, hops: readonly Hop[]): Finding {
  const [{ module, grpc }] = users;
  const { editable, at, decidedAt, version } = grpc;
  const isDirect = users.some((it) => !it.grpc.indirect);
  // Of a version that is only reckoned with, nothing stands in the file that could be changed.
  const versions =
    grpc.certainty === 'stated' || editable === undefined
      ? []
      : [...(bandOf(version) === '1.67' ? [raise(module)] : []), ...(hops.length > 0 ? [pin()] : [])];
  const elsewhere = decidedAt === at ? [] : [{ at: decidedAt, message: `this is where ${version.text} comes from` }];
  return {
    kind: { requirement: hops.length > 0 ? 'warning' : isDirect ? 'information' : 'hint' },
    at,
    message: messageFor(users, selected, hops),
    evidence: undefined,
    softened: false,
    related: shortened([
      ...elsewhere,
      ...hops.map((it) => ({
        at: it.at,
        message: `${it.source === 'nginx' ? 'this hop' : it.name} works with older grpc-go and fails with ${version.text}`,
      })),
    ]),
    fixes: versions.map((it) => fixFor(grpc, it)).filter((it) => it !== undefined),
    copies: versions.map((it) => copyFor(grpc, it.version)),
  };
}

function messageFor(users: Users, selected: GrpcGoBehaviour, hops: readonly Hop[]): string {
  const [{ grpc }, ...others] = users;
  const atLeast = grpc.certainty === 'at-least' ? ' or newer' : '';
  const newest = parseGoVersion(FACTS.grpcGo);
  const beyond =
    newest !== undefined && compareGoVersions(grpc.version, newest) > 0
      ? ` (newer than ${FACTS.grpcGo}, the newest we know: still enforced as of that one)`
      : '';
  const always = selected.variable === 'ignored' ? ' This commit does not even read GRPC_ENFORCE_ALPN_ENABLED.' : '';
  const count = new Set(hops.map(identityOf)).size;
  const effect =
    count === 0
      ? 'Every proxy and server that it meets over TLS must select a protocol.'
      : `${count === 1 ? 'A hop' : `${count} hops`} in this folder would be refused.`;
  const also = others.length === 0 ? '' : ` The same line decides for ${names(others)}.`;
  return `grpc-go ${grpc.version.text}${atLeast}${beyond} refuses TLS connections on which no protocol was selected by ALPN: "missing selected ALPN property". That is so since 1.67.0. ${effect}${always}${also} (${grpc.because})`;
}

/** Manifests may say the same of one object several times: overlays of kustomize do. */
function identityOf(hop: Hop): unknown {
  return hop.source === 'kubernetes' ? `${hop.name} ${hop.port ?? ''}` : hop;
}

function names(users: readonly User[]): string {
  const named = users.slice(0, MOST_NAMED).map(({ module }) => module.path ?? baseName(module.file));
  const more = users.length - named.length;
  return more === 0 ? named.join(', ') : `${named.join(', ')} and ${more} more`;
}
