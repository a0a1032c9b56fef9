import { lazy } from '../text/lazy.ts';
import type { Finding, Fix } from './rule.ts';

/**
 * The fixes of a finding, made when somebody first asks for them. A class, since a getter that is written into an object literal gives every such
 * object a hidden class of its own in V8: it stands among what is old, and keeps the whole project of an earlier keystroke from the young
 * generation's collector.
 */
class LateFixes implements Pick<Finding, 'fixes'> {
  readonly #fixes: () => readonly Fix[];

  constructor(make: () => readonly Fix[]) {
    this.#fixes = lazy(make);
  }

  get fixes(): readonly Fix[] {
    return this.#fixes();
  }
}

/** A finding with fixes that are made when somebody first asks for them. Not to be spread: its copy would have none. */
export function withLateFixes<Rest extends Omit<Finding, 'fixes'>>(
  rest: Rest,
  make: () => readonly Fix[],
): Rest & Pick<Finding, 'fixes'> {
  return Object.assign(new LateFixes(make), rest);
}
