import {
  advisoriesOf,
  bandOf,
  behaviour,
  compareGoVersions,
  FACTS,
  GRPC_GO,
  parseGoVersion,
  releaseToRaiseTo,
  type GrpcGoBehaviour,
} from '../alpn/index.ts';
import type { GoModule, GrpcGoSelection } from '../domains/facts.ts';
import type { LinkedModule } from '../project/link.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { breaksHop } from '../project/verdict.ts';
import { contains } from '../text/span.ts';
import { shortened } from './nginxFinding.ts';
import type { Copy, Finding, Fix, Rule } from './rule.ts';

/** The newest release before the enforcement. */
const LAST_WITHOUT = 'v1.66.3';

/** Reports the requirement that makes a module use a grpc-go which refuses connections without ALPN (credentials/tls.go since 1.67.0). */
export const grpcGoEnforcesAlpn: Rule = {
  id: 'grpc-go-enforces-alpn',
  summary: 'The build selects a grpc-go that refuses connections without ALPN',
  *check(project) {
    const hops = hopsByModule(project);
    for (const module of project.modules) {
      const { grpc } = module;
      if (grpc === undefined || grpc.certainty === 'unknown') continue;
      const selected = behaviour({ version: grpc.version, credentials: 'tls' });
      if (!selected.enforces) continue;
      const broken = (hops.get(module) ?? []).filter(({ listener, role }) =>
        breaksHop(project, listener, selected, role),
      );
      yield findingFor(
        module,
        grpc,
        selected,
        broken.map(({ listener }) => listener),
      );
    }
  },
};

interface Hop {
  readonly listener: ProjectListener;
  readonly role: LinkedModule['role'];
}

/** The hops that surely or probably carry gRPC, by the modules that meet them. */
function hopsByModule(project: Project): ReadonlyMap<GoModule, readonly Hop[]> {
  const hops = new Map<GoModule, Hop[]>();
  if (project.modules.every(({ grpc }) => grpc === undefined)) return hops;
  for (const listener of project.listeners) {
    if (listener.grpc.grpc !== 'yes' && listener.grpc.grpc !== 'likely') continue;
    for (const { module, role } of listener.modules) {
      const same = hops.get(module);
      if (same === undefined) hops.set(module, [{ listener, role }]);
      else same.push({ listener, role });
    }
  }
  return hops;
}

function findingFor(
  module: GoModule,
  grpc: GrpcGoSelection,
  selected: GrpcGoBehaviour,
  hops: readonly ProjectListener[],
): Finding {
  // Of a version that is only reckoned with, nothing stands in the file that could be changed.
  const versions =
    grpc.certainty === 'stated'
      ? []
      : [...(bandOf(grpc.version) === '1.67' ? [raise(module)] : []), ...(hops.length > 0 ? [pin()] : [])];
  return {
    kind: { requirement: hops.length > 0 ? 'warning' : grpc.indirect ? 'hint' : 'information' },
    at: grpc.at,
    message: messageFor(grpc, selected, hops),
    evidence: undefined,
    softened: false,
    related: shortened(
      hops.map(({ at }) => ({ at, message: `this hop works with older grpc-go and fails with ${grpc.version.text}` })),
    ),
    fixes: versions.map(({ version, title }): Fix => ({
      title,
      safety: 'unsafe',
      edits: [{ file: grpc.at.file, span: grpc.at.span, newText: version }],
    })),
    copies: versions.map(({ version }) => copyFor(grpc, version)),
  };
}

function messageFor(grpc: GrpcGoSelection, selected: GrpcGoBehaviour, hops: readonly ProjectListener[]): string {
  const atLeast = grpc.certainty === 'at-least' ? ' or newer' : '';
  const newest = parseGoVersion(FACTS.grpcGo);
  const beyond =
    newest !== undefined && compareGoVersions(grpc.version, newest) > 0
      ? ` (newer than ${FACTS.grpcGo}, the newest we know, which does)`
      : '';
  const always = selected.variable === 'ignored' ? ' This commit does not even read GRPC_ENFORCE_ALPN_ENABLED.' : '';
  const effect =
    hops.length === 0
      ? 'Every proxy and server that it meets over TLS must select a protocol.'
      : `${hops.length === 1 ? 'A hop' : `${hops.length} hops`} in this folder would be refused.`;
  return `grpc-go ${grpc.version.text}${atLeast}${beyond} refuses TLS connections on which no protocol was selected by ALPN: "missing selected ALPN property". That is so since 1.67.0. ${effect}${always} (${grpc.because})`;
}

function raise(module: GoModule): { readonly version: string; readonly title: string } {
  const { version, go, fits } = releaseToRaiseTo(module.goLine);
  const needs = fits ? `needs Go ${go}, as go.mod does` : `needs Go ${go}: the \`go\` line of go.mod rises`;
  return { version, title: `Raise grpc-go to ${version} (${needs})` };
}

function pin(): { readonly version: string; readonly title: string } {
  const version = parseGoVersion(LAST_WITHOUT);
  const ids = version === undefined ? [] : advisoriesOf(version).map(({ id }) => id);
  const price = `${ids.length} known vulnerabilities: ${ids.join(', ')}`;
  return { version: LAST_WITHOUT, title: `Last choice: pin grpc-go ${LAST_WITHOUT} (${price})` };
}

function copyFor(grpc: GrpcGoSelection, version: string): Copy {
  const replaced = !contains(grpc.requirement.span, grpc.at.span);
  const change = replaced ? `go mod edit -replace ${GRPC_GO}=${GRPC_GO}@${version}` : `go get ${GRPC_GO}@${version}`;
  const text = `${change} && go mod tidy`;
  return { title: `Copy \`${text}\``, text };
}
