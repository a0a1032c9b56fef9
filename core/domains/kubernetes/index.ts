import type { Domain } from '../domain.ts';
import { parse } from './parse.ts';
import { prepare, read, wants } from './read.ts';
import { begins, candidate, recognise } from './recognise.ts';
import type { KubernetesTree } from './tree.ts';
import { ONE_BY_ONE } from '../units.ts';

/** Load balancers that Kubernetes files declare. */
export const kubernetesDomain: Domain<KubernetesTree> = {
  id: 'kubernetes',
  candidate,
  begins,
  recognise,
  units: ONE_BY_ONE,
  parse,
  wants,
  read,
  prepare,
};
