import { behaviour } from '../alpn/index.ts';
import type { GradedFinding } from '../analyze.ts';
import type { GoModule } from '../domains/facts.ts';
import { moduleOf } from '../project/goModules.ts';
import type { Project } from '../project/project.ts';
import { runningModule } from '../project/runningModule.ts';
import type { Location } from '../text/location.ts';
import type { Fix } from '../rules/rule.ts';

/**
 * The stopgap for what broke with 1.67.0: `GRPC_ENFORCE_ALPN_ENABLED=false` for what runs the module that refuses, where a launch
 * configuration, a Dockerfile or a compose file tells. It lets everything through, cures nothing, and grpc-go will remove it.
 */
export function stopgapsFor(project: Project, finding: GradedFinding): readonly Fix[] {
  if (project.stopgaps.length === 0 || !wouldHelp(finding)) return [];
  const modules = refusingModules(project, finding);
  return project.stopgaps
    .filter(({ file, folders }) => {
      const module = runningModule(project.modules, file, folders);
      return module !== undefined && modules.has(module);
    })
    .map(({ words, edit }) => ({
      title: `Stopgap until this is mended: set GRPC_ENFORCE_ALPN_ENABLED=false for ${words} (all its connections; grpc-go will remove it)`,
      safety: 'unsafe',
      edits: [edit],
    }));
}

/** What was refused before, or has never worked, fails with it as without it. */
function wouldHelp({ kind, evidence, rule }: GradedFinding): boolean {
  if (evidence !== undefined && evidence.grpc !== 'yes' && evidence.grpc !== 'likely') return false;
  return (
    kind === 'broke-at-1.67' ||
    (typeof kind === 'object' && rule === 'grpc-go-enforces-alpn' && kind.requirement === 'warning')
  );
}

/** The modules on the side that refuses, as far as their grpc-go checks and reads the variable. */
function refusingModules(project: Project, finding: GradedFinding): ReadonlySet<GoModule> {
  return new Set(
    modulesAt(project, finding).filter(({ grpc }) => {
      if (grpc === undefined || grpc.certainty === 'unknown') return false;
      const { enforces, variable } = behaviour({ version: grpc.version, credentials: 'tls' });
      return enforces && variable === 'decides';
    }),
  );
}

function modulesAt(project: Project, { at, related }: GradedFinding): readonly GoModule[] {
  const hops = [
    ...project.listeners.filter((it) => isSame(it.at, at)),
    ...project.edges.filter((it) => isSame(it.at, at) || (it.alpnPolicy !== undefined && isSame(it.alpnPolicy.at, at))),
  ];
  // What is said of a `listen`, or of a load balancer, is about who connects there, and not about who stands behind it.
  if (hops.length > 0)
    return hops.flatMap(({ modules }) => modules.flatMap(({ module, role }) => (role === 'either' ? module : [])));
  const files = new Set([at.file, ...related.map((it) => it.at.file)]);
  const own = at.file.endsWith('.go') ? moduleOf(project.modules, at.file) : undefined;
  return project.modules.filter((it) => files.has(it.file) || it === own);
}

function isSame(a: Location, b: Location): boolean {
  return a.file === b.file && a.span.start === b.span.start && a.span.end === b.span.end;
}
