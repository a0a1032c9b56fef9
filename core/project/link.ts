import type { GoModule, GrpcEvidence } from '../domains/facts.ts';
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
  /** Only that there is no other module of the folder ties it to the hop. */
  readonly isOnly?: true;
}

/** A name that fits more modules than this says nothing about any of them. */
const MOST_NAMESAKES = 20;

/**
 * Which modules meet a hop: those that a name of the hop names (its upstream's name: as the server behind it); where none does and
 * the folder has exactly one module that uses grpc-go, that one. Without either, nothing is linked, and nothing is said in go.mod because of a hop.
 */
export function linkModules(modules: readonly GoModule[]): (listener: NginxListener) => readonly LinkedModule[] {
  const linked = linkNames(modules);
  return (listener) => linked(listener.grpc, (look) => namesOfListener(listener, look));
}

function namesOfListener(listener: NginxListener, look: Look): void {
  for (const { dialer } of listener.routes()) {
    look(dialer.to, 'server');
    for (const address of dialer.addresses) look(address, 'server');
  }
  for (const name of listener.serverNames) look(name, 'either');
}

/** Is told a name or an address: of what is behind a hop (`server`), or of the hop itself. */
type Look = (name: string, role: LinkedModule['role']) => void;

/**
 * The same for hops of any kind. There are thousands of them, so that names are told one by one, and only where they are of use.
 * @param onlyNameless whether the only module of the folder is not meant by a hop that has a name for something else: whoever declares load
 *   balancers declares those of others, too
 * @returns is given what tells all names of a hop
 */
export function linkNames(
  modules: readonly GoModule[],
  { onlyNameless = false }: { readonly onlyNameless?: boolean } = {},
): (grpc: GrpcEvidence, tell: (look: Look) => void) => readonly LinkedModule[] {
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
  const only: readonly LinkedModule[] =
    users.length === 1 ? users.map((module) => ({ module, role: 'either', isOnly: true })) : NONE;
  return (grpc, tell) => {
    if (users.length === 0 || grpc.grpc === 'no') return NONE;
    const found = named.size === 0 ? NO_MODULES : namedBy(tell, named);
    if (found.size > 0) return [...found.values()];
    return onlyNameless && only.length > 0 && isNamed(tell) ? NONE : only;
  };
}

const NONE: readonly never[] = [];
const NO_MODULES: ReadonlyMap<GoModule, LinkedModule> = new Map();

/** Whether a hop has a name that says what it is, as `grpc.example.com` does not. */
function isNamed(tell: (look: Look) => void): boolean {
  let found = false;
  tell((host) => {
    const name = plainName(host);
    const [first = ''] = name.split('.', 1);
    found ||= first.length > 2 && /^[a-z]/.test(first) && !COMMON_NAMES.has(first);
  });
  return found;
}

function plainName(host: string): string {
  return host
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/:\d+$/, '');
}

function namesOf(module: GoModule): readonly string[] {
  const path = (module.path ?? '').replace(/\/v\d+$/, '');
  const names = [path.slice(path.lastIndexOf('/') + 1), baseName(folderOf(module.file))].map((it) => it.toLowerCase());
  return [...new Set(names)].filter((it) => it.length > 2 && !COMMON_NAMES.has(it));
}

/** The modules that a hop is named after: `orders.example.com` by that name or as `orders`. */
function namedBy(
  tell: (look: Look) => void,
  named: ReadonlyMap<string, readonly GoModule[]>,
): ReadonlyMap<GoModule, LinkedModule> {
  const found = new Map<GoModule, LinkedModule>();
  tell((host, role) => {
    const name = plainName(host);
    const dot = name.indexOf('.');
    const first = dot >= 0 ? name.slice(0, dot) : name;
    for (const it of new Set([name, first])) {
      for (const module of named.get(it) ?? NONE) if (!found.has(module)) found.set(module, { module, role });
    }
  });
  return found;
}
