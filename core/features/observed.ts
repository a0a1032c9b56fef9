import { compare } from '../observation/compare.ts';
import type { Comparison, ObservedTarget } from '../observation/types.ts';
import type { Project } from '../project/project.ts';
import type { Location } from '../text/location.ts';
import { answerersAt, type Answerer } from './answerers.ts';
import { placeOf, predictionOf } from './context.ts';

/** What a probe saw, and on which machine it ran. */
export interface Sighting {
  readonly observed: ObservedTarget;
  /** `undefined`: not known. */
  readonly machine: string | undefined;
}

/** What a probe saw at one listener of the workspace. */
export interface SightingAt {
  readonly sighting: Sighting;
  readonly answerer: Answerer;
  readonly at: Location;
  /** How many listeners may be the one that answered. */
  readonly candidates: number;
  /** What is written there beside what was seen. */
  readonly comparison: Comparison<Location>;
}

/** The listeners of a project that a probe has come to, if what runs is what is written. */
export function sightingsAt(project: Project, sighting: Sighting): readonly SightingAt[] {
  const { target, sni } = sighting.observed;
  const answerers = answerersAt(project, { target, sni });
  const predictions = answerers.map((it) => ({ ...predictionOf(project, it), cures: [] }));
  const comparisons = compare({ predictions }, sighting.observed);
  return answerers.flatMap((answerer, index) => {
    const comparison = comparisons[index];
    return comparison === undefined
      ? []
      : { sighting, answerer, at: placeOf(answerer), candidates: answerers.length, comparison };
  });
}
