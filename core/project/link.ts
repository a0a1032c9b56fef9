import type { GoModule } from '../domains/facts.ts';
import type { NginxListener } from '../domains/nginx/index.ts';
import { baseName, folderOf } from '../text/filePath.ts';

/** Names that too many things have to say which one is meant. */
const COMMON = new Set([
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

/**
 * Which modules meet a hop: those that a name of the hop names; where none does and the folder has exactly one module that uses grpc-go, that one.
 * Without either, nothing is linked, and nothing is said in go.mod because of a hop.
 */
export function linkModules(modules: readonly GoModule[]): (listener: NginxListener) => readonly GoModule[] {
  const users = modules.filter(({ grpc }) => grpc !== undefined);
  const named = new Map<string, GoModule[]>();
  for (const module of users) {
    for (const name of namesOf(module)) {
      const same = named.get(name);
      if (same === undefined) named.set(name, [module]);
      else same.push(module);
    }
  }
  const only = users.length === 1 ? users : NONE;
  return (listener) => {
    if (users.length === 0 || listener.grpc.grpc === 'no') return NONE;
    const found = namedBy(listener, named);
    return found.size > 0 ? [...found] : only;
  };
}

const NONE: readonly never[] = [];

function namesOf(module: GoModule): readonly string[] {
  const path = (module.path ?? '').replace(/\/v\d+$/, '');
  const names = [path.slice(path.lastIndexOf('/') + 1), baseName(folderOf(module.file))].map((it) => it.toLowerCase());
  return [...new Set(names)].filter((it) => it.length > 2 && !COMMON.has(it));
}

/** The modules that a hop is named after: `orders.example.com` by that name or as `orders`. */
function namedBy(
  { serverNames, routes }: NginxListener,
  named: ReadonlyMap<string, readonly GoModule[]>,
): ReadonlySet<GoModule> {
  const found = new Set<GoModule>();
  if (named.size === 0) return found;
  const look = (host: string): void => {
    const name = host
      .toLowerCase()
      .replace(/^[a-z]+:\/\//, '')
      .replace(/:\d+$/, '');
    const dot = name.indexOf('.');
    for (const module of named.get(name) ?? NONE) found.add(module);
    if (dot >= 0) for (const module of named.get(name.slice(0, dot)) ?? NONE) found.add(module);
  };
  serverNames.forEach(look);
  for (const { dialer } of routes) {
    look(dialer.to);
    dialer.addresses.forEach(look);
  }
  return found;
}
