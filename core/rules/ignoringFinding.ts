import type { Ignore } from '../project/ignores.ts';
import type { Span } from '../text/span.ts';
import type { Finding, Fix } from './rule.ts';

/** A finding about a comment that silences findings, or about a part of it. */
export function ignoringFinding(
  { file }: Ignore,
  { start, end }: Span,
  told: { readonly message: string; readonly fixes: readonly Fix[] },
): Finding {
  return {
    ...told,
    kind: 'ignoring',
    at: { file, span: { start, end } },
    evidence: undefined,
    softened: false,
    related: [],
    copies: [],
  };
}
