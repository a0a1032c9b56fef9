import type { GrpcEvidenceLevel } from '../domains/facts.ts';
import type { Placed } from '../domains/nginx/scope.ts';
import type { ProjectListener } from '../project/project.ts';

/** How surely gRPC runs somewhere, to compare. */
export const STRENGTH: Readonly<Record<GrpcEvidenceLevel, number>> = { yes: 3, likely: 2, unknown: 1, no: 0 };

/** A listener and the directive that is wrong for it. */
export interface Culprit {
  readonly listener: ProjectListener;
  readonly directive: Placed;
}

/** One finding per directive, though several listeners share it: the one that most surely carries gRPC stands for them. */
export function onePerPlace(
  listeners: readonly ProjectListener[],
  culpritOf: (listener: ProjectListener) => Placed | undefined,
): readonly Culprit[] {
  const found = new Map<string, Culprit>();
  for (const listener of listeners) {
    const directive = culpritOf(listener);
    if (directive === undefined) continue;
    const key = `${directive.file} ${directive.directive.start}`;
    const before = found.get(key);
    if (before === undefined || STRENGTH[before.listener.grpc.grpc] < STRENGTH[listener.grpc.grpc])
      found.set(key, { listener, directive });
  }
  return [...found.values()];
}
