import type { GoModule } from '../domains/facts.ts';
import type { NginxListener } from '../domains/nginx/index.ts';
import { baseName, folderOf } from '../text/filePath.ts';
import { usesGrpcGo } from './goModules.ts';

/** Names that too many things have to say which one is meant. */
export const COMMON_NAMES: ReadonlySet<string> = new Set([
  'api',
  'app',
  'backend',
  'client',
  'cmd',
  'example',
  'grpc',
  'local',
  'localhost',
  'main',
  'server',
  'service',
  'services',
  'src',
  'test',
  'upstream',
  'www',
]);

/** A module that meets a hop, and on which side of it. */
export interface LinkedModule {
  readonly module: GoModule;
  /** `server`: the hop leads to it. `either`: nothing says which side it is on. */
  readonly role: 'server' | 'either';
}

/** A name that fits more modules than this says nothing about any of them. */
const MOST_NAMESAKES = 20;

/**
 * Which modules meet a hop: those that a name of the hop names (its upstream's name: as the server behind it); where none does and
 * the folder has exactly one module that uses grpc-go, that one. Without either, nothing is linked, and nothing is said in go.mod because of a hop.
 */
export function linkModules(modules: readonly GoModule[]): (listener: NginxListener) => readonly LinkedModule[] {
  const users = modules.filter(usesGrpcGo);
  const named = new Map<string, GoModule[]>();
  for (const module of users) {
    for (const name of namesOf(module)) {
      const same = named.get(name);
      if (same === undefined) named.set(name, [module]);
      else same.push(module);
    }
  }
  for (const [name, namesakes] of named) if (namesakes.length > MOST_NAMESAKES) named.delete(name);
  const only: readonly LinkedModule[] = users.length === 1 ? users.map((module) => ({ module, role: 'either' })) : NONE;
  return (listener) => {
    if (users.length === 0 || listener.grpc.grpc === 'no') return NONE;
    const found = namedBy(listener, named);
    return found.size > 0 ? [...found.values()] : only;
  };
}

const NONE: readonly never[] = [];

function namesOf(module: GoModule): readonly string[] {
  const path = (module.path ?? '').replace(/\/v\d+$/, '');
  const names = [path.slice(path.lastIndexOf('/') + 1), baseName(folderOf(module.file))].map((it) => it.toLowerCase());
  return [...new Set(names)].filter((it) => it.length > 2 && !COMMON_NAMES.has(it));
}

/** The modules that a hop is named after: `orders.example.com` by that name or as `orders`. */
function namedBy(
  listener: NginxListener,
  named: ReadonlyMap<string, readonly GoModule[]>,
): ReadonlyMap<GoModule, LinkedModule> {
  const found = new Map<GoModule, LinkedModule>();
  if (named.size === 0) return found;
  const look = (host: string, role: LinkedModule['role']): void => {
    const name = host
      .toLowerCase()
      .replace(/^[a-z]+:\/\//, '')
      .replace(/:\d+$/, '');
    const dot = name.indexOf('.');
    const first = dot >= 0 ? name.slice(0, dot) : name;
    for (const it of new Set([name, first])) {
      for (const module of named.get(it) ?? NONE) if (!found.has(module)) found.set(module, { module, role });
    }
  };
  for (const { dialer } of listener.routes()) {
    look(dialer.to, 'server');
    for (const address of dialer.addresses) look(address, 'server');
  }
  for (const name of listener.serverNames) look(name, 'either');
  return found;
}
