import { values, type Placed, type Scope } from '../domains/nginx/scope.ts';
import { moduleOf } from '../domains/nginx/variables.ts';

/** A way out of a stream server that a variable of ssl_preread decides. */
export interface PrereadRoute {
  /** The directive whose target has the variable, or one that a `map` makes of it. */
  readonly pass: Placed;
  /** Without its `$`. */
  readonly variable: string;
  /** The `map` that reads it; `undefined`: the target itself does. */
  readonly map: Scope | undefined;
}

/** What to read instead where nginx itself ends TLS (ngx_stream_ssl_module). */
export const INSTEAD: Readonly<Partial<Record<string, string>>> = {
  ssl_preread_server_name: 'ssl_server_name',
  ssl_preread_alpn_protocols: 'ssl_alpn_protocol',
  ssl_preread_protocol: 'ssl_protocol',
};

/** The way out of a stream server that a variable of ssl_preread decides; `undefined`: none does. */
export function prereadRoute(scope: Scope): PrereadRoute | undefined {
  const pass = scope.own('proxy_pass') ?? scope.own('pass');
  const target = values(pass)[0];
  if (pass === undefined || target === undefined) return undefined;
  const found = readerOf(target, mapsOf(moduleOf(scope)), undefined, 0);
  return found && { pass, ...found };
}

/** A chain of maps that is longer, or leads back, is not followed. */
const DEEPEST = 8;

function readerOf(
  text: string,
  maps: ReadonlyMap<string, Scope>,
  map: Scope | undefined,
  depth: number,
): Pick<PrereadRoute, 'variable' | 'map'> | undefined {
  for (const [, braced, bare] of text.matchAll(VARIABLE)) {
    const variable = braced ?? bare ?? '';
    if (Object.hasOwn(INSTEAD, variable)) return { variable, map };
    const next = maps.get(variable);
    const source = values(next?.of)[0];
    const found = source === undefined || depth > DEEPEST ? undefined : readerOf(source, maps, next, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

const VARIABLE = /\$(?:\{(\w{1,100})\}|(\w{1,100}))/g;

const known = new WeakMap<Scope, ReadonlyMap<string, Scope>>();

/** The maps of a module, by the variable that they make, without its `$`. */
function mapsOf(module: Scope): ReadonlyMap<string, Scope> {
  let maps = known.get(module);
  if (maps === undefined) {
    maps = new Map(module.blocks('map').map((block) => [(values(block.of)[1] ?? '').replace(/^\$/, ''), block]));
    known.set(module, maps);
  }
  return maps;
}
