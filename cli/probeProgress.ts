import type { Progress } from '../probe/index.ts';

/** Puts the steps of a probe into one line, which says how far it is: with one target what happens there, with several how many are finished. */
export function progressWords(total: number): (step: Progress) => string | undefined {
  let finished = 0;
  return (step) => {
    if (step.kind === 'target') finished++;
    if (total > 1) return step.kind === 'target' ? `${finished} of ${total} targets …` : undefined;
    return stepWords(step);
  };
}

function stepWords(step: Progress): string | undefined {
  switch (step.kind) {
    case 'resolving':
      return `Resolving ${step.target.host} …`;
    case 'resolved':
      return `${step.target.host}: ${step.addresses.length === 1 ? '1 address' : `${step.addresses.length} addresses`}`;
    case 'handshake':
      return `${step.address}: offering ${step.offer.length === 0 ? 'nothing' : step.offer.join(', ')} …`;
    case 'address':
      return `${step.report.address}: class ${step.report.class}`;
    case 'observed':
    case 'target':
      return undefined;
  }
}
