import type { GoModule, GrpcEvidence, GrpcGoSelection } from '../domains/facts.ts';
import { metHops, type MetHop } from '../project/metHops.ts';
import type { Project } from '../project/project.ts';

/** A module and the grpc-go that its build selects. */
export interface User {
  readonly module: GoModule;
  readonly grpc: GrpcGoSelection;
}

/** Modules for which one line decides; first the one whose go.mod it stands in. */
export type Users = readonly [User, ...User[]];

/** The modules that use grpc-go, by the line that decides which one: it may decide for several, where they are built together. */
export function usersByLine(project: Project): Iterable<Users> {
  const byLine = new Map<string, [User, ...User[]]>();
  for (const module of project.modules) {
    const { grpc } = module;
    // A module that is only built beside one that needs grpc-go perhaps has nothing to do with it.
    if (grpc === undefined || grpc.certainty === 'unknown' || grpc.usage === 'possible') continue;
    const user = { module, grpc };
    const line = `${grpc.at.file} ${grpc.at.span.start} ${grpc.version.text}`;
    const before = byLine.get(line);
    if (before === undefined) byLine.set(line, [user]);
    else if (module.file === grpc.at.file) before.unshift(user);
    else before.push(user);
  }
  return byLine.values();
}

/** The hops that surely or probably carry gRPC, by the modules that meet them. */
export function hopsByModule(project: Project): ReadonlyMap<GoModule, readonly MetHop[]> {
  const hops = new Map<GoModule, MetHop[]>();
  if (project.modules.every(({ grpc }) => grpc === undefined)) return hops;
  const met = metHops(project);
  for (const module of project.modules) {
    const its = met.get(module.file)?.filter(({ hop: { grpc }, isDialled }) => carriesGrpc(grpc, isDialled)) ?? [];
    if (its.length > 0) hops.set(module, its);
  }
  return hops;
}

function carriesGrpc({ grpc }: GrpcEvidence, isDialled: boolean): boolean {
  return grpc === 'yes' || grpc === 'likely' || (isDialled && grpc === 'unknown');
}
