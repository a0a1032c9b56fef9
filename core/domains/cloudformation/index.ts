import type { Domain } from '../domain.ts';
import { parse } from './parse.ts';
import { read, wants } from './read.ts';
import { begins, candidate, recognise } from './recognise.ts';
import type { CloudFormationTree } from './tree.ts';
import { ONE_BY_ONE } from '../units.ts';

/** Load balancers that CloudFormation files declare. */
export const cloudFormationDomain: Domain<CloudFormationTree> = {
  id: 'cloudformation',
  candidate,
  begins,
  recognise,
  units: ONE_BY_ONE,
  parse,
  wants,
  read,
};
