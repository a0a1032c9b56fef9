import { GRPC_GO } from '../../alpn/index.ts';
import { filePath, folderOf, isInside, resolvePath, type FilePath } from '../../text/filePath.ts';
import type { FileRequest } from '../domain.ts';
import {
  goModIn,
  isWork,
  modFilesOf,
  namesAll,
  sumFileOf,
  vendoredGrpcIn,
  vendorFileOf,
  type GoInput,
} from './files.ts';
import { grpcLinesOf } from './grpcLines.ts';
import { isGrpcGo } from './grpcGoPath.ts';
import type { ModTree } from './tree.ts';
import { isFolder } from './word.ts';

/** What says more about the grpc-go of a module than its go.mod: the modules that are built together with it, hashes, vendored code. */
export function* wants(input: GoInput): Generator<FileRequest, void> {
  const modules = modFilesOf(input.files);
  const used = new Set<FilePath>();
  for (const work of modules.values()) {
    if (isWork(work)) for (const { value } of work.tree.uses) used.add(goModIn(work, value));
  }
  for (const path of used) yield { kind: 'file', path };
  for (const file of modules.values()) {
    const { path, tree } = file;
    if (isWork(file) || used.has(path) || mayHaveGrpc(tree)) {
      yield { kind: 'file', path: vendorFileOf(path) };
      yield { kind: 'file', path: sumFileOf(path) };
    }
    if (tree.module?.value === GRPC_GO) yield version(folderOf(path));
    if (hasForeignGrpc(tree)) yield version(vendoredGrpcIn(file));
    for (const { from, to } of tree.replacements) {
      if (to.version !== undefined || !isFolder(to.path.value)) continue;
      const folder = resolvePath(folderOf(path), to.path.value);
      if (!isInside(folder, input.folder)) continue;
      yield { kind: 'file', path: filePath(`${folder}/go.mod`) };
      if (from.path.value === GRPC_GO) yield version(folder);
    }
  }
}

function mayHaveGrpc(tree: ModTree): boolean {
  return !namesAll(tree) || grpcLinesOf(tree).length > 0;
}

function version(folder: FilePath): FileRequest {
  return { kind: 'file', path: filePath(`${folder}/version.go`) };
}

/** Whether grpc-go's code comes from somewhere else: then its vendored code can say which version it calls itself. */
function hasForeignGrpc({ replacements }: ModTree): boolean {
  return replacements.some(
    ({ from, to }) => from.path.value === GRPC_GO && (to.version === undefined || !isGrpcGo(to.path.value)),
  );
}
