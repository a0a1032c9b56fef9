import type { GoModule, GrpcGoSelection } from '../domains/facts.ts';
import type { LinkedModule } from '../project/link.ts';
import type { Project, ProjectListener } from '../project/project.ts';

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

/** A hop that a module meets. */
export interface Hop {
  readonly listener: ProjectListener;
  readonly role: LinkedModule['role'];
}

/** The hops that surely or probably carry gRPC, by the modules that meet them. */
export function hopsByModule(project: Project): ReadonlyMap<GoModule, readonly Hop[]> {
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
