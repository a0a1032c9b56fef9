import { GRPC_GO } from '../../alpn/index.ts';
import type { ModTree, Requirement } from './tree.ts';

/** The lines of a go.mod that require grpc-go: looked for once in each tree. */
export function grpcLinesOf(tree: ModTree): readonly Requirement[] {
  let lines = known.get(tree);
  if (lines === undefined) {
    lines = tree.requirements.filter(({ path }) => path.value === GRPC_GO);
    known.set(tree, lines);
  }
  return lines;
}

const known = new WeakMap<ModTree, readonly Requirement[]>();
