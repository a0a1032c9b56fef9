import { GRPC_GO } from '../../alpn/index.ts';
import { baseName, filePath, folderOf, relativeTo, resolvePath, type FilePath } from '../../text/filePath.ts';
import type { DomainInput, ParsedFile } from '../domain.ts';
import type { DomainFacts, GoModule, Note } from '../facts.ts';
import { selectGrpcGo, type WorkspaceUse } from './selection.ts';
import type { ModTree } from './tree.ts';

/** For each go.mod that a go.work of the folder uses: what that go.work says about it. */
function workspaceUses(input: DomainInput<ModTree>): ReadonlyMap<FilePath, WorkspaceUse> {
  const uses = new Map<FilePath, WorkspaceUse>();
  for (const { path, tree } of input.files.values()) {
    if (baseName(path) !== 'go.work') continue;
    const replacesGrpc = tree.replacements.some(({ from }) => from.path.value === GRPC_GO);
    for (const use of tree.uses) {
      const file = filePath(`${resolvePath(folderOf(path), use.value)}/go.mod`);
      uses.set(file, {
        name: relativeTo(input.folder, path),
        replacesGrpc: replacesGrpc || uses.get(file)?.replacesGrpc === true,
      });
    }
  }
  return uses;
}

function readModule(
  file: ParsedFile<ModTree>,
  workspace: WorkspaceUse | undefined,
): { module: GoModule; notes: readonly Note[] } {
  const result = selectGrpcGo(file, workspace);
  return {
    module: {
      file: file.path,
      path: file.tree.module?.value,
      goLine: file.tree.go?.value,
      grpc: result.kind === 'selected' ? result.selection : undefined,
    },
    notes:
      result.kind === 'not-understood' ? [{ kind: 'not-understood', file: file.path, message: result.because }] : [],
  };
}

/** The modules of a folder, each with the grpc-go that its own go.mod selects. */
export function read(input: DomainInput<ModTree>): DomainFacts {
  const uses = workspaceUses(input);
  const read = [...input.files.values()]
    .filter(({ path }) => baseName(path) === 'go.mod')
    .map((file) => readModule(file, uses.get(file.path)));
  return {
    listeners: [],
    modules: read.map(({ module }) => module),
    nginxVersions: [],
    placements: [],
    grpcServers: [],
    notes: read.flatMap(({ notes }) => notes),
  };
}
