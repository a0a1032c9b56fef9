import { ignoringFinding } from './ignoringFinding.ts';
import type { IgnoreRule } from './rule.ts';

/** Reports a comment that silences findings and does not say why: who reads it later cannot tell whether it still holds. */
export const ignoreWithoutReason: IgnoreRule = {
  id: 'ignore-without-reason',
  summary: 'A comment silences findings and does not say why',
  *checkIgnores({ uses }) {
    for (const { ignore } of uses) {
      if (ignore.reason !== undefined) continue;
      yield ignoringFinding(ignore, ignore, {
        message: 'This comment does not say why. The reason stands at its end, behind two dashes: ` -- reason`.',
        fixes: [],
      });
    }
  },
};
