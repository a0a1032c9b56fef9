import type { Domain } from '../domain.ts';
import { parse } from './parse.ts';
import { read, wants } from './read.ts';
import { candidate, recognise } from './recognise.ts';
import type { ContainersTree } from './tree.ts';

/** Dockerfiles and compose files, as far as they tell which nginx reads which files, and where these stand. */
export const containersDomain: Domain<ContainersTree> = { id: 'containers', candidate, recognise, parse, wants, read };
