import type { Placed, Scope } from '../domains/nginx/scope.ts';

/** A directive of an http server that passes requests on, and the block it stands in: a location, or an `if` in one. */
export interface Pass {
  readonly scope: Scope;
  readonly pass: Placed;
}

/** Nobody nests locations deeper; a file that does is there to exhaust the stack. */
const DEEPEST = 100;

/** The directives of this name that pass requests on, of all blocks in a block. */
export function* passesIn(scope: Scope, name: 'proxy_pass' | 'grpc_pass', depth = 0): Iterable<Pass> {
  if (depth > DEEPEST) return;
  for (const inner of [...scope.blocks('location'), ...scope.blocks('if')]) {
    const pass = inner.own(name);
    if (pass !== undefined) yield { scope: inner, pass };
    yield* passesIn(inner, name, depth + 1);
  }
}
