import type { GoModule } from '../domains/facts.ts';
import type { GoDialing, GoServing } from '../domains/goSource/facts.ts';
import { isLoopback } from '../domains/nginx/address.ts';
import { EVERYBODYS_PORTS } from '../domains/protocols.ts';
import { folderOf, isInside, type FilePath } from '../text/filePath.ts';
import { lazy } from '../text/lazy.ts';
import { moduleOf, usesGrpcGo } from './goModules.ts';
import { readGoTarget, type GoTarget } from './goTarget.ts';
import { ownNamesOf, properName } from './ownNames.ts';
import type { Dial, Project, ProjectListener } from './project.ts';

/**
 * Where Go dialers and ways out of nginx certainly lead, as far as this workspace tells: enough to say something of both ends. Common ports
 * and names say nothing; what can be meant otherwise is left out.
 */
export interface GoPlaces {
  /** The modules that use grpc-go. */
  readonly users: readonly GoModule[];
  moduleOf(file: FilePath): GoModule | undefined;
  /** The servers that a dialer names itself. */
  servingsAt(dialing: GoDialing): readonly GoServing[];
  /** The listeners of nginx that a dialer names. */
  listenersAt(dialing: GoDialing): readonly ProjectListener[];
  /** The servers that a way out of nginx leads to. */
  servingsBehind(dial: Dial): readonly GoServing[];
  /** The servers that somebody reaches who names this, whoever it is. */
  servingsFor(target: GoTarget): readonly GoServing[];
  /** The listeners of nginx that somebody reaches who names this. */
  listenersFor(target: GoTarget): readonly ProjectListener[];
}

/** The places of a project, put in order once. */
export function goPlacesOf(project: Project): GoPlaces {
  let places = known.get(project);
  if (places === undefined) known.set(project, (places = new Places(project)));
  return places;
}

const known = new WeakMap<Project, GoPlaces>();

/** The first and the last of the ports that gRPC's own examples have, and every second service. */
const EXAMPLE_PORTS = { first: 50050, last: 50060 } as const;

/** Whether a port alone tells one service from another. */
function isTelling(port: number): boolean {
  return !EVERYBODYS_PORTS.has(port) && !(port >= EXAMPLE_PORTS.first && port <= EXAMPLE_PORTS.last);
}

class Places implements GoPlaces {
  readonly users: readonly GoModule[];
  readonly #project: Project;
  readonly #servings: () => ReadonlyMap<number, readonly GoServing[]>;
  readonly #listeners: () => ReadonlyMap<number, readonly ProjectListener[]>;
  readonly #modules = new Map<FilePath, GoModule | undefined>();
  readonly #names = new Map<FilePath, ReadonlySet<string>>();
  /** The names of modules that use grpc-go. */
  readonly #taken: () => ReadonlySet<string>;

  constructor(project: Project) {
    this.#project = project;
    this.users = project.modules.filter(usesGrpcGo);
    const carriesGrpc = ({ grpc, consumer }: GoServing): boolean => grpc !== undefined || consumer === 'grpc';
    this.#servings = lazy(() => byPort(project.goSource.servings.filter(carriesGrpc), ({ port }) => port?.number));
    this.#listeners = lazy(() => byPort(project.listeners, ({ port }) => port));
    const namesOf = ({ file, path }: GoModule): Iterable<string> => ownNamesOf(project.folder, folderOf(file), path);
    this.#taken = lazy(() => new Set(this.users.flatMap((it) => [...namesOf(it)])));
  }

  moduleOf(file: FilePath): GoModule | undefined {
    const folder = folderOf(file);
    if (!this.#modules.has(folder)) this.#modules.set(folder, moduleOf(this.#project.modules, file));
    return this.#modules.get(folder);
  }

  servingsAt({ at, target }: GoDialing): readonly GoServing[] {
    const read = target === undefined ? undefined : readGoTarget(target.text);
    return read === undefined ? [] : this.#servingsFor(read, at.file);
  }

  listenersAt({ target }: GoDialing): readonly ProjectListener[] {
    const read = target === undefined ? undefined : readGoTarget(target.text);
    return read === undefined ? [] : this.listenersFor(read);
  }

  servingsFor(target: GoTarget): readonly GoServing[] {
    return this.#servingsFor(target, undefined);
  }

  listenersFor(read: GoTarget): readonly ProjectListener[] {
    const there = this.#listeners().get(read.port) ?? [];
    const named = there.filter(({ serverNames }) => serverNames.some((it) => fitsName(it, read.host)));
    if (named.length > 0) return named;
    // Another program of this machine may listen on a port that everybody takes.
    const isNginx = isHere(read) ? isTelling(read.port) : properName(serviceOf(read) ?? '') === 'nginx';
    const isGo = (this.#servings().get(read.port) ?? []).length > 0;
    return isNginx && !isGo && new Set(there.map(({ configuration }) => configuration)).size === 1 ? there : [];
  }

  servingsBehind({ dialer: { addresses } }: Dial): readonly GoServing[] {
    const found = new Set<GoServing>();
    for (const address of addresses) {
      const read = readGoTarget(address);
      for (const it of read === undefined ? [] : this.#servingsFor(read, undefined)) found.add(it);
    }
    return [...found];
  }

  /**
   * A host's name must be that of the server's module, folder or file. This machine, and any other name, lead to a server only where no other
   * one of the folder can be meant. A folder of examples has a server for each client, on one port: the nearest one is meant.
   * @param dialer the file that dials; `undefined`: nginx does
   */
  #servingsFor(target: GoTarget, dialer: FilePath | undefined): readonly GoServing[] {
    const { port } = target;
    const there = this.#servings().get(port) ?? [];
    if (isHere(target)) {
      const client = dialer === undefined ? undefined : this.moduleOf(dialer);
      const own = there.filter(({ at }) => client !== undefined && this.moduleOf(at.file) === client);
      if (dialer !== undefined && own.length > 0) return ofOneFolder(nearest(own, dialer));
      return isTelling(port) || this.users.length <= 2 ? ofOneFolder(there) : [];
    }
    const service = serviceOf(target);
    const name = service === undefined ? undefined : properName(service);
    if (name === undefined) return [];
    const named = there.filter(({ at }) => this.#namesOf(at.file).has(name));
    if (named.length > 0) return ofOneFolder(named);
    return isTelling(port) && !this.#taken().has(name) ? ofOneFolder(there) : [];
  }

  #namesOf(file: FilePath): ReadonlySet<string> {
    let names = this.#names.get(file);
    if (names === undefined) {
      names = ownNamesOf(this.#project.folder, file, this.moduleOf(file)?.path);
      this.#names.set(file, names);
    }
    return names;
  }
}

/** One program's servers, which may take TLS and plain text by a flag; none of several programs'. */
function ofOneFolder(servings: readonly GoServing[]): readonly GoServing[] {
  return new Set(servings.map(({ at }) => folderOf(at.file))).size === 1 ? servings : [];
}

/** Those that share the longest way of folders with a file. */
function nearest(servings: readonly GoServing[], file: FilePath): readonly GoServing[] {
  const shared = servings.map(({ at }) => sharedWith(file, at.file));
  const most = shared.reduce((a, b) => Math.max(a, b), 0);
  return servings.filter((_, index) => shared[index] === most);
}

/** How long the name of the innermost folder is that both stand in. */
function sharedWith(file: FilePath, other: FilePath): number {
  let folder = folderOf(file);
  while (!isInside(other, folder)) folder = folderOf(folder);
  return folder.length;
}

/** Whether a target is this machine, or the container that dials. */
function isHere({ host }: GoTarget): boolean {
  return host === '' || isLoopback(host);
}

/** What the names of services in Kubernetes end with, beside a namespace. */
const KUBERNETES = ['.svc', '.svc.cluster.local'];

/** The name of a container, or of a service in compose or Kubernetes: `orders`, `orders.shop.svc`. `undefined`: another address or name. */
function serviceOf({ host }: GoTarget): string | undefined {
  const [label = ''] = host.split('.', 1);
  if (!/^[a-z]/.test(label)) return undefined;
  return label === host || KUBERNETES.some((it) => host.endsWith(it)) ? label : undefined;
}

function byPort<Item>(
  items: readonly Item[],
  portOf: (item: Item) => number | undefined,
): ReadonlyMap<number, readonly Item[]> {
  const found = new Map<number, Item[]>();
  for (const item of items) {
    const port = portOf(item);
    if (port === undefined) continue;
    const same = found.get(port);
    if (same === undefined) found.set(port, [item]);
    else same.push(item);
  }
  return found;
}

/** Whether one of a listener's names is this one, itself or by its wildcard in front. A name that everybody has, as `localhost`, counts for nothing. */
function fitsName(serverName: string, host: string): boolean {
  const name = serverName.toLowerCase();
  if (name === host) return name.includes('.') || properName(name) !== undefined;
  const suffix = name.startsWith('*.') ? name.slice(1) : name.startsWith('.') ? name : undefined;
  return suffix !== undefined && suffix.length > 2 && host.endsWith(suffix);
}
