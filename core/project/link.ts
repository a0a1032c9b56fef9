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
  if (users.length === 0) return () => [];
  const named = new Map<string, GoModule[]>();
  for (const module of users) for (const name of namesOf(module)) named.set(name, [...(named.get(name) ?? []), module]);
  const only = users.length === 1 ? users : [];
  return (listener) => {
    if (listener.grpc.grpc === 'no') return [];
    const found = new Set<GoModule>();
    for (const word of wordsOf(listener)) for (const module of named.get(word) ?? []) found.add(module);
    return found.size > 0 ? [...found] : only;
  };
}

function namesOf(module: GoModule): readonly string[] {
  const path = (module.path ?? '').replace(/\/v\d+$/, '');
  const names = [path.slice(path.lastIndexOf('/') + 1), baseName(folderOf(module.file))].map((it) => it.toLowerCase());
  return [...new Set(names)].filter((it) => it.length > 2 && !COMMON.has(it));
}

/** The host names and labels that a hop is known by: `orders.example.com` gives itself and `orders`. */
function wordsOf(listener: NginxListener): ReadonlySet<string> {
  const words = new Set<string>();
  const add = (host: string): void => {
    const name = host
      .toLowerCase()
      .replace(/^[a-z]+:\/\//, '')
      .replace(/:\d+$/, '');
    words.add(name);
    const label = name.split('.')[0];
    if (label !== undefined) words.add(label);
  };
  listener.serverNames.forEach(add);
  for (const { dialer } of listener.routes) [dialer.to, ...dialer.addresses].forEach(add);
  return words;
}
