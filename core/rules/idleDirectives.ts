import { alpnPlaces } from '../domains/nginx/alpnPlaces.ts';
import type { Configuration } from '../domains/nginx/index.ts';
import type { Placed, Scope } from '../domains/nginx/scope.ts';
import type { VirtualServer } from '../domains/nginx/server.ts';
import type { Directive } from '../domains/nginx/tree.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import type { FilePath } from '../text/filePath.ts';
import { lazy } from '../text/lazy.ts';
import { onePerPlace, type Culprit } from './onePerPlace.ts';

/** A directive that no server has a use for, and a listener of one of those that have it. */
export type Idle = Culprit;

/** What makes a directive useless. */
export interface Idleness {
  readonly module: 'http' | 'stream';
  readonly name: string;
  /** Whether a directive says what can be useless; `undefined`: each does. */
  readonly isMeant?: (directive: Directive) => boolean;
  /** Whether one of the servers that have the directive, be it from the block around, gets nothing from it. */
  readonly isIdle: (server: VirtualServer, listeners: readonly ProjectListener[], directive: Placed) => boolean;
}

/** Directives that are useless for every server that has them. Says nothing of templates, and of blocks that include what is not there. */
export function idleDirectives(project: Project, { module, name, isMeant, isIdle }: Idleness): readonly Idle[] {
  const found: Idle[] = [];
  const serversOf = lazy(() => serversByConfiguration(project.listeners.filter((it) => it.module === module)));
  for (const { configuration } of project.configurations) {
    if (!isWritten(name, isMeant ?? (() => true), { configuration, project })) continue;
    const isCertain = certainty(configuration, project);
    const idle = new Map<VirtualServer, Placed>();
    const useful = new Set<Directive>();
    const servers = serversOf().get(configuration.main) ?? [];
    for (const { server, listeners } of servers) {
      const directive = server.scope.effective(name);
      if (directive === undefined || isMeant?.(directive.directive) === false) continue;
      const is =
        isIdle(server, listeners, directive) && isCertain([directive, ...listeners.map((it) => it.listen)], server);
      if (is) idle.set(server, directive);
      else useful.add(directive.directive);
    }
    if (idle.size === 0) continue;
    const candidates = servers.filter(({ server }) => idle.has(server)).flatMap(({ listeners }) => listeners);
    const culprits = onePerPlace(candidates, ({ server }) => {
      const directive = idle.get(server);
      return directive === undefined || useful.has(directive.directive) ? undefined : directive;
    });
    for (const culprit of culprits) found.push(culprit);
  }
  return found;
}

interface Server {
  readonly server: VirtualServer;
  readonly listeners: ProjectListener[];
}

/** The servers of each configuration. The listeners of one server stand one behind the other. */
function serversByConfiguration(listeners: readonly ProjectListener[]): ReadonlyMap<FilePath, readonly Server[]> {
  const found = new Map<FilePath, Server[]>();
  for (const listener of listeners) {
    const servers = found.get(listener.configuration) ?? [];
    if (servers.length === 0) found.set(listener.configuration, servers);
    const last = servers.at(-1);
    if (last?.server === listener.server) last.listeners.push(listener);
    else servers.push({ server: listener.server, listeners: [listener] });
  }
  return found;
}

/** Whether a directive stands in a configuration: where it does not, no server has to be asked. */
function isWritten(
  name: string,
  isMeant: (directive: Directive) => boolean,
  { configuration, project }: { readonly configuration: Configuration; readonly project: Project },
): boolean {
  for (const { word, uses } of alpnPlaces(configuration, project.nginxFiles)) {
    if (word.name === name && uses.some(isMeant)) return true;
  }
  return false;
}

/** Tells whether all that may decide for a server is there to be read. */
function certainty(
  { targetsOf }: Configuration,
  { nginxFiles }: Project,
): (directives: readonly Placed[], server: VirtualServer) => boolean {
  const isPlain = (file: FilePath): boolean => nginxFiles.get(file)?.tree.template === false;
  const complete = new Map<Directive, boolean>();
  const isComplete = (block: Directive): boolean => {
    let known = complete.get(block);
    if (known === undefined) {
      const includes = block.block?.children.filter((it) => it.name.value === 'include') ?? [];
      known = includes.every((it) => {
        const targets = targetsOf(it);
        return targets.length > 0 && targets.every((target) => nginxFiles.has(target));
      });
      complete.set(block, known);
    }
    return known;
  };
  return (directives, server) => {
    for (let scope: Scope | undefined = server.scope; scope?.of !== undefined; scope = scope.parent) {
      if (!isPlain(scope.of.file) || !isComplete(scope.of.directive)) return false;
    }
    return directives.every(({ file, directive }) => isPlain(file) && directive.hasSemicolon);
  };
}
