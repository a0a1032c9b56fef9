import type { Project } from '../project/project.ts';
import { fixesInReach } from './reach.ts';
import type { Finding, Fix } from './rule.ts';

/** A finding about text that nginx refuses, whether or not gRPC runs there. */
export function refusedFinding(
  project: Project,
  { fixes, ...told }: Pick<Finding, 'at' | 'message'> & { readonly fixes: readonly (Fix | undefined)[] },
): Finding {
  const possible = fixes.filter((it) => it !== undefined);
  return {
    ...told,
    kind: 'will-not-start',
    evidence: undefined,
    softened: false,
    related: [],
    fixes: fixesInReach(project, possible),
    copies: [],
  };
}
