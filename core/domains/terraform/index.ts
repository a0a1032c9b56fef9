import type { Domain } from '../domain.ts';
import { parse } from './parse.ts';
import { prepare, read, wants } from './read.ts';
import { candidate, recognise, units } from './recognise.ts';
import type { TerraformTree } from './tree.ts';

/** Load balancers that Terraform files declare. */
export const terraformDomain: Domain<TerraformTree> = {
  id: 'terraform',
  grammar: 'hcl',
  candidate,
  recognise,
  units,
  parse,
  wants,
  read,
  prepare,
};
