import type { GoModule, OptOut } from '../domains/facts.ts';
import type { Location } from '../text/location.ts';
import { buildWords, shortened } from './related.ts';
import type { Finding, Fix } from './rule.ts';

/** A finding about a place that switches grpc-go's check off, or is meant to. */
export function optOutFinding(
  { at }: OptOut,
  told: {
    readonly kind: 'opt-out' | 'no-effect';
    readonly message: string;
    readonly module: GoModule | undefined;
    readonly hops: readonly Location[];
    /** What is said of each hop. */
    readonly hop: string;
    readonly fixes: readonly (Fix | undefined)[];
  },
): Finding {
  const { kind, message, module, hops, hop, fixes } = told;
  const grpc = module?.grpc;
  const builds = grpc === undefined ? [] : [{ at: grpc.at, message: buildWords(grpc) }];
  return {
    ...{ kind, at, message },
    evidence: undefined,
    softened: false,
    related: shortened([...builds, ...hops.map((it) => ({ at: it, message: hop }))]),
    fixes: fixes.filter((it) => it !== undefined),
    copies: [],
  };
}

/** Takes an opt-out away. Others than those that this folder knows may need it: that is never safe. */
export function removal({ by }: OptOut, title: string): Fix | undefined {
  const edits = by.kind === 'credentials' ? undefined : by.removal;
  return edits && { title, safety: 'unsafe', edits };
}
