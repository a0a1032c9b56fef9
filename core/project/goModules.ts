import type { GoModule } from '../domains/facts.ts';
import { folderOf, isInside, type FilePath } from '../text/filePath.ts';

/** The module that a Go file is built in: that of the nearest go.mod above it. `undefined`: none of this workspace. */
export function moduleOf(modules: readonly GoModule[], file: FilePath): GoModule | undefined {
  let nearest: GoModule | undefined;
  for (const module of modules) {
    const folder = folderOf(module.file);
    if (!isInside(file, folder)) continue;
    if (nearest === undefined || folder.length > folderOf(nearest.file).length) nearest = module;
  }
  return nearest;
}

/** Whether a module uses grpc-go: not one that is only built together with others that do. */
export function usesGrpcGo({ grpc }: GoModule): boolean {
  return grpc !== undefined && grpc.usage !== 'possible';
}
