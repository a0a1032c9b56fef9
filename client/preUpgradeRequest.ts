import type { MapModule } from '../core/map/types.ts';
import type { PlaceByUri, PreUpgradeParams } from '../server/protocol.ts';

/** What the command is given: by a code action `{module, version?}`, by a menu of the editor a URI. `undefined`: nothing that names a module or a version. */
export function readPreUpgradeRequest(argument: unknown): PreUpgradeParams | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const values = new Map<string, unknown>(Object.entries(argument));
  const [module, version] = [values.get('module'), values.get('version')];
  if (typeof module !== 'string' && typeof version !== 'string') return undefined;
  return { ...(typeof module === 'string' && { module }), ...(typeof version === 'string' && { version }) };
}

/** One entry of the list of modules. */
export interface ModuleChoice {
  readonly label: string;
  readonly description: string;
  readonly params: PreUpgradeParams;
}

/** What can be chosen: all modules, or one of them. Of one module alone there is nothing to choose. */
export function moduleChoices(
  modules: readonly MapModule<PlaceByUri>[],
  fileOf: (uri: string) => string,
): readonly ModuleChoice[] {
  const all = { label: 'All modules', description: `${modules.length} that use grpc-go`, params: {} };
  const each = modules.map(({ uri, path, grpcGo }) => ({
    label: path ?? fileOf(uri),
    description: `grpc-go ${grpcGo} (${fileOf(uri)})`,
    params: { module: uri },
  }));
  return [all, ...each];
}
