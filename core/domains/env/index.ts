import type { Domain } from '../domain.ts';
import type { EnvFacts } from './facts.ts';
import { parse } from './parse.ts';
import { read, wants } from './read.ts';
import { candidate, recognise } from './recognise.ts';
import type { EnvTree } from './tree.ts';

/** Files that give processes their environment, as far as `GRPC_ENFORCE_ALPN_ENABLED` goes. */
export const envDomain: Domain<EnvTree, EnvFacts> = { id: 'env', candidate, recognise, parse, wants, read };
