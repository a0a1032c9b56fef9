import type { OptOut } from '../domains/facts.ts';
import { optOutEffect, type OptOutEffect } from '../project/optOutEffect.ts';
import { optOutFinding, removal } from './optOutFinding.ts';
import type { Rule } from './rule.ts';

/** Reports what switches grpc-go's check for ALPN off: a stopgap that its makers will take away (grpc-go 1.67.0, release notes; grpc/grpc-go#434). */
export const alpnOptOut: Rule = {
  id: 'alpn-opt-out',
  summary: "grpc-go's check for ALPN is switched off: a stopgap that is going to be removed",
  *check(project) {
    for (const optOut of project.optOuts) {
      const effect = optOutEffect(project, optOut);
      if (effect.kind !== 'opts-out') continue;
      const { module, needing, working } = effect;
      const isIdle = needing.length === 0 && working.length > 0;
      yield optOutFinding(optOut, {
        kind: 'opt-out',
        message: `${wordsFor(optOut)} ${stateOf(effect)}`,
        module,
        hops: isIdle ? working : needing,
        hop: isIdle ? 'this hop works without it' : 'this hop fails without it',
        fixes: [isIdle ? removal(optOut, 'Remove it: every hop of this folder works without it') : undefined],
      });
    }
  },
};

function wordsFor({ by }: OptOut): string {
  return by.kind === 'credentials'
    ? `\`${by.name}\` accepts connections on which no protocol was selected by ALPN. The package \`google.golang.org/grpc/experimental/credentials\` is "slated for removal in upcoming grpc-go releases": then the build fails.`
    : '`GRPC_ENFORCE_ALPN_ENABLED=false` switches the check for ALPN off, for all clients and servers of the process. It is meant for migrations: grpc-go has said since 1.67.0 that it will be removed (grpc/grpc-go#434), and then such connections fail with "missing selected ALPN property".';
}

function stateOf({ needing, working }: Extract<OptOutEffect, { kind: 'opts-out' }>): string {
  if (needing.length === 0) {
    return working.length > 0
      ? 'No hop that this folder knows needs it any more.'
      : 'What replaces it: `h2` at every proxy and server that ends TLS.';
  }
  const hops = needing.length === 1 ? 'A hop of this folder needs' : `${needing.length} hops of this folder need`;
  return `${hops} it for now; \`h2\` there replaces it.`;
}
