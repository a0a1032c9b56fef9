import { baseName } from '../../text/filePath.ts';
import { contains, lowerBound, type Span } from '../../text/span.ts';
import type { FileComment } from '../commented.ts';
import type { DomainInput } from '../domain.ts';
import type { EdgeClues } from '../edgeEvidence.ts';
import type { KubernetesObject } from './objects.ts';
import type { KubernetesTree } from './tree.ts';

/**
 * What is stated of an object: a comment `# grpc-alpn: grpc=yes` in its document, one that stands in no manifest and so is about the whole file,
 * or grpc-alpn.json.
 */
export function statedOf(
  { source: { file, stated } }: KubernetesObject,
  { options }: Pick<DomainInput<KubernetesTree>, 'options'>,
): EdgeClues['stated'] {
  if (stated !== undefined) return { grpc: stated, because: `a comment in ${baseName(file)} that says so` };
  const byFile = options.grpcOf(file);
  return byFile === undefined ? undefined : { grpc: byFile.grpc, because: `a statement in ${byFile.from}` };
}

/** What comments state of a manifest: the last one in it, else the first one that is in none. */
export function statedIn(
  comments: readonly FileComment[],
  manifests: readonly Span[],
): (manifest: Span) => 'yes' | 'no' | undefined {
  const byManifest = new Map<Span, 'yes' | 'no'>();
  let ofFile: 'yes' | 'no' | undefined;
  for (const comment of comments) {
    const grpc = statementIn(comment.value);
    if (grpc === undefined) continue;
    const around = manifests[lowerBound(manifests, comment.start + 1) - 1];
    if (around !== undefined && contains(around, comment)) byManifest.set(around, grpc);
    else ofFile ??= grpc;
  }
  return (manifest) => byManifest.get(manifest) ?? ofFile;
}

function statementIn(comment: string): 'yes' | 'no' | undefined {
  const [, grpc] = /^\s{0,20}grpc-alpn:\s{0,20}grpc=(yes|no)(?![\w-])/.exec(comment) ?? [];
  return grpc === 'yes' || grpc === 'no' ? grpc : undefined;
}
