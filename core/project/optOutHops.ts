import { behaviour, type Verdict } from '../alpn/index.ts';
import type { GoModule } from '../domains/facts.ts';
import type { Location } from '../text/location.ts';
import { edgeClientVerdict } from './edgeVerdict.ts';
import { metHops } from './metHops.ts';
import type { Project } from './project.ts';
import { clientVerdict, serverVerdict } from './verdict.ts';

/** The hops of a module, as far as they carry gRPC or probably do, by what the check does to them. */
export interface Hops {
  /** They fail with the check only. */
  readonly needing: readonly Location[];
  /** They fail without it as well. */
  readonly failing: readonly Location[];
  /** They work with it. */
  readonly working: readonly Location[];
  /** Whether there are hops of which nothing is known. */
  readonly hasUnknown: boolean;
}

const known = new WeakMap<Project, Map<GoModule | undefined, Hops>>();

/** What the hops that a module meets come to with the check and without it; found out once. */
export function hopsOf(project: Project, module: GoModule | undefined): Hops {
  let ofProject = known.get(project);
  if (ofProject === undefined) known.set(project, (ofProject = new Map<GoModule | undefined, Hops>()));
  let hops = ofProject.get(module);
  if (hops === undefined) ofProject.set(module, (hops = findHops(project, module)));
  return hops;
}

function findHops(project: Project, module: GoModule | undefined): Hops {
  const [needing, failing, working] = [new Set<Location>(), new Set<Location>(), new Set<Location>()];
  const version = module?.grpc?.certainty === 'unknown' ? undefined : module?.grpc?.version;
  let hasUnknown = false;
  const note = (at: Location, checked: Verdict | undefined, unchecked: Verdict | undefined): void => {
    if (checked === undefined) return;
    if (checked.brokeAt !== undefined) needing.add(at);
    else if (unchecked?.result === 'fails') failing.add(at);
    else if (checked.result === 'works') working.add(at);
    else hasUnknown = true;
  };
  for (const listener of version === undefined ? [] : project.listeners) {
    const link = listener.modules.find((it) => it.module.file === module?.file);
    if (version === undefined || link === undefined) continue;
    if (listener.grpc.grpc !== 'yes' && listener.grpc.grpc !== 'likely') continue;
    const on = behaviour({ version, credentials: 'tls' });
    const off = behaviour({ version, credentials: 'tls', environment: 'false' });
    const verdicts = [
      ...(link.role === 'either' ? [[on, off].map((it) => clientVerdict(project, listener, it))] : []),
      ...listener.dials().map((dial) => [on, off].map((it) => serverVerdict(project, listener, dial, it))),
    ];
    for (const [checked, unchecked] of verdicts) {
      note(listener.at, checked, unchecked);
    }
  }
  const met = version === undefined || module === undefined ? [] : (metHops(project).get(module.file) ?? []);
  for (const { hop: edge, role, isDialled } of met) {
    if (version === undefined || edge.source === 'nginx' || role !== 'either') continue;
    const { grpc } = edge.grpc;
    if (grpc === 'no' || (grpc === 'unknown' && !isDialled)) continue;
    const [checked, unchecked] = [undefined, 'false'].map((environment) =>
      edgeClientVerdict(
        project,
        edge,
        behaviour({ version, credentials: 'tls', ...(environment !== undefined && { environment }) }),
      ),
    );
    note(edge.at, checked, unchecked);
  }
  return { needing: [...needing], failing: [...failing], working: [...working], hasUnknown };
}
