import type { GoModule, OptOut } from '../domains/facts.ts';
import { filePath, folderOf, isInside, type FilePath } from '../text/filePath.ts';
import { moduleOf, usesGrpcGo } from './goModules.ts';
import { ownNamesOf, properName } from './ownNames.ts';
import type { Project } from './project.ts';

/**
 * The module whose programs a file is about that starts or builds them: where it names folders, the one that their code is in; else the
 * nearest one above the file, unless others stand below that; else the only one that uses grpc-go. `undefined`: nothing tells.
 */
export function runningModule(
  modules: readonly GoModule[],
  file: FilePath,
  folders: readonly FilePath[],
): GoModule | undefined {
  const users = modules.filter(usesGrpcGo);
  const named = folders.map((it) => moduleAround(users, it));
  const [first] = named;
  if (first !== undefined) return named.every((it) => it === first) ? first : undefined;
  return moduleAround(users, folderOf(file)) ?? (users.length === 1 ? users[0] : undefined);
}

/**
 * The module whose programs get it. What runs in a container or as a service may be anybody's program: there the name tells, or the folder
 * that it is built in.
 */
export function moduleGetting({ folder, modules }: Project, { at, by }: OptOut): GoModule | undefined {
  if (by.kind !== 'environment') return moduleOf(modules, at.file);
  const { folders, form, program } = by;
  if (folders.length > 0) return runningModule(modules, at.file, folders);
  const isAnybodys = form === 'kubernetes' || form === 'compose' || form === 'yaml';
  if (program === undefined) return isAnybodys ? undefined : runningModule(modules, at.file, []);
  const name = properName(program);
  const named = modules
    .filter(usesGrpcGo)
    .filter(({ file, path }) => name !== undefined && ownNamesOf(folder, folderOf(file), path).has(name));
  return named.length === 1 ? named[0] : undefined;
}

/** The only module that has to do with a folder: it stands in it, below it, or it is the nearest one above. */
function moduleAround(users: readonly GoModule[], folder: FilePath): GoModule | undefined {
  const own = users.find((it) => folderOf(it.file) === folder);
  if (own !== undefined) return own;
  const above = moduleOf(users, filePath(`${folder}/x`));
  const root = above === undefined ? folder : folderOf(above.file);
  const around = users.filter((it) => isInside(folderOf(it.file), root));
  return around.length === 1 ? around[0] : undefined;
}
