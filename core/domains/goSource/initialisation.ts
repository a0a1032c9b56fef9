import { filePath, folderOf, isInside, relativeTo, type FilePath } from '../../text/filePath.ts';
import type { GoModule, SetenvTime } from '../facts.ts';
import { initTimeOf, type InitPackage } from './initOrder.ts';
import type { Files } from './read.ts';
import { isTest } from './recognise.ts';

type Modules = readonly Pick<GoModule, 'file' | 'path'>[];

/** Whether what the package of a folder does while it is initialised comes before grpc-go reads its variable. */
export function initialisationOf(folder: FilePath, files: Files, modules: Modules): SetenvTime {
  return initTimeOf(packageIn(folder, files, modules), (path) => {
    const own = folderOfImport(path, modules);
    const pkg = own && packageIn(own, files, modules);
    return pkg === undefined || !pkg.isSeen ? undefined : pkg;
  });
}

function packageIn(folder: FilePath, files: Files, modules: Modules): InitPackage & { readonly isSeen: boolean } {
  const imports = new Set<string>();
  let isSeen = false;
  for (const { path, tree } of files.values()) {
    if (folderOf(path) !== folder || isTest(path)) continue;
    isSeen = true;
    for (const it of tree.file.importPaths) imports.add(it);
  }
  return { path: importPathOf(folder, modules), imports: [...imports], isSeen };
}

/** The path by which a folder is imported. */
function importPathOf(folder: FilePath, modules: Modules): string | undefined {
  const nearest = modules
    .filter(({ file }) => isInside(folder, folderOf(file)))
    .reduce<Modules[number] | undefined>(
      (a, b) => (a === undefined || b.file.length > a.file.length ? b : a),
      undefined,
    );
  if (nearest?.path === undefined) return undefined;
  const below = relativeTo(folderOf(nearest.file), folder);
  return below === '.' ? nearest.path : `${nearest.path}/${below}`;
}

function folderOfImport(path: string, modules: Modules): FilePath | undefined {
  let found: { readonly folder: FilePath; readonly length: number } | undefined;
  for (const module of modules) {
    const start = module.path ?? '';
    const isIn = start !== '' && (path === start || path.startsWith(`${start}/`));
    if (!isIn || (found !== undefined && found.length > start.length)) continue;
    found = { folder: filePath(`${folderOf(module.file)}${path.slice(start.length)}`), length: start.length };
  }
  return found?.folder;
}
