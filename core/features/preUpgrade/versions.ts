import { bandBehaviour, behaviour, type GrpcGoBehaviour } from '../../alpn/index.ts';
import { moduleOf } from '../../project/goModules.ts';
import type { Project } from '../../project/project.ts';
import type { FilePath } from '../../text/filePath.ts';
import type { Upgrade } from './hop.ts';

/** Whether a file belongs to a module that is raised. */
export function isRaised({ then, raised }: Upgrade, file: FilePath): boolean {
  const module = moduleOf(then.modules, file);
  // Code without a go.mod is built with whatever calls it.
  return module === undefined ? raised.size === 0 : raised.has(module.file);
}

/** The grpc-go of a file's module. `undefined`: it has none that is known. */
export function ownGrpcGo({ modules }: Project, file: FilePath): GrpcGoBehaviour | undefined {
  const grpc = moduleOf(modules, file)?.grpc;
  return grpc === undefined || grpc.certainty === 'unknown'
    ? undefined
    : behaviour({ version: grpc.version, credentials: 'tls' });
}

/** The same; where it has none, that of the modules that are raised. */
export function grpcGoOf(upgrade: Upgrade, project: Project, file: FilePath): GrpcGoBehaviour {
  return ownGrpcGo(project, file) ?? older(upgrade, project);
}

/** Of a hop that no module is linked with: what clients have that are raised together with the others. */
export function older({ today, raised, version }: Upgrade, project: Project): GrpcGoBehaviour {
  if (project !== today) return behaviour({ version, credentials: 'tls' });
  const known = today.modules.flatMap(({ file, grpc }) =>
    grpc === undefined || grpc.certainty === 'unknown' || (raised.size > 0 && !raised.has(file)) ? [] : [grpc.version],
  );
  const behaviours = known.map((it) => behaviour({ version: it, credentials: 'tls' }));
  return behaviours.find(({ enforces }) => !enforces) ?? behaviours[0] ?? bandBehaviour('1.65-1.66');
}

/** Today's and tomorrow's grpc-go of the module that meets a hop. */
export function grpcGoOfModule(
  upgrade: Upgrade,
  module: FilePath | undefined,
): readonly [GrpcGoBehaviour, GrpcGoBehaviour] {
  const { today, then } = upgrade;
  if (module === undefined) return [older(upgrade, today), older(upgrade, then)];
  return [grpcGoOf(upgrade, today, module), grpcGoOf(upgrade, then, module)];
}
