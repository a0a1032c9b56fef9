import type { Domain } from '../domain.ts';
import { parseFile } from './files.ts';
import { read } from './read.ts';
import { recognise } from './recognise.ts';
import type { GoTree } from './tree.ts';
import { wants } from './wants.ts';

/** go.mod and go.work, and what says more about the grpc-go that they select: go.sum, vendor/modules.txt, version.go of replaced code. */
export const goDomain: Domain<GoTree> = {
  id: 'go',
  candidate: recognise,
  recognise,
  parse: parseFile,
  wants,
  read,
};
