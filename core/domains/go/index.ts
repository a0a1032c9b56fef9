import type { Domain } from '../domain.ts';
import { parse } from './parse.ts';
import { read } from './read.ts';
import { recognise } from './recognise.ts';
import type { ModTree } from './tree.ts';

/** go.mod and go.work: modules and the grpc-go that each selects. */
export const goDomain: Domain<ModTree> = {
  id: 'go',
  candidate: recognise,
  recognise,
  parse,
  wants: () => [],
  read,
};
