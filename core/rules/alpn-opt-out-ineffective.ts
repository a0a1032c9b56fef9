import type { OptOut } from '../domains/facts.ts';
import { optOutEffect, type OptOutEffect } from '../project/optOutEffect.ts';
import { optOutFinding, removal } from './optOutFinding.ts';
import type { Fix, Rule } from './rule.ts';

type Ineffective = Extract<OptOutEffect, { kind: 'ineffective' }>;

/** Reports what is meant to switch grpc-go's check for ALPN off and does not (internal/envconfig/envconfig.go). */
export const alpnOptOutIneffective: Rule = {
  id: 'alpn-opt-out-ineffective',
  summary: "What is meant to switch grpc-go's check for ALPN off does nothing",
  *check(project) {
    for (const optOut of project.optOuts) {
      const effect = optOutEffect(project, optOut);
      if (effect.kind !== 'ineffective') continue;
      yield optOutFinding(optOut, {
        kind: 'no-effect',
        message: `\`GRPC_ENFORCE_ALPN_ENABLED\` has no effect here. ${effect.because}${consequence(effect)}`,
        module: effect.module,
        hops: effect.failing,
        hop: 'this hop fails with it as without it',
        fixes: [correction(optOut, effect), superfluous(optOut, effect)],
      });
    }
  },
};

function consequence({ why }: Ineffective): string {
  switch (why) {
    case 'value':
    case 'refused':
    case 'unreached':
    case 'too-late':
      return ' grpc-go 1.67.0 and newer goes on refusing connections on which no protocol was selected: "missing selected ALPN property".';
    case 'version':
    case 'not-yet':
    case 'credentials':
    case 'peer':
      return '';
  }
}

/** Makes it do what it is meant to: that switches a check off, so that it is never safe. */
function correction({ by }: OptOut, { why }: Ineffective): Fix | undefined {
  if (by.kind === 'credentials' || by.valueAt === undefined || (why !== 'value' && why !== 'refused')) return undefined;
  return {
    title: `Write \`${by.correct}\`: it switches the check off, for the time of a migration`,
    safety: 'unsafe',
    edits: [{ ...by.valueAt, newText: by.correct }],
  };
}

function superfluous(optOut: OptOut, { why }: Ineffective): Fix | undefined {
  return why === 'peer' || why === 'credentials' || why === 'version' || why === 'value'
    ? removal(optOut, 'Remove it: it does nothing')
    : undefined;
}
