import { behaviour } from '../alpn/index.ts';
import type { GoDialing, GoPlace } from '../domains/goSource/facts.ts';
import { destinationsOf } from '../project/goDialing.ts';
import { goPlacesOf } from '../project/goPlaces.ts';
import { listenerOf, type Led } from '../project/leads.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { folderOf, relativeTo, type FilePath } from '../text/filePath.ts';
import { knownGrpcGo } from './goFinding.ts';
import { alpnDisabled } from './goStopgap.ts';
import type { Fix } from './rule.ts';

/** Peers in more places are not offered to be changed one by one. */
const MOST = 3;

/**
 * For each client of this folder that what is found makes refuse: credentials that do not look. They are there from grpc-go 1.70.0 on, and go
 * again. Never safe: what they hide stays broken.
 * @param target what they refuse to talk to
 */
export function clientStopgaps(project: Project, target: Led): readonly Fix[] {
  if (project.goSource.dialings.length === 0) return [];
  const dialings = dialingsTo(project).get(target) ?? [];
  return dialings
    .flatMap(({ credentials: { kind, at } }) => (kind === 'tls' ? fixFor(project, at, 'client') : []))
    .slice(0, MOST);
}

/** The same for each server of this folder behind a listener of nginx that refuses it. */
export function serverStopgaps(project: Project, listener: ProjectListener): readonly Fix[] {
  if (project.goSource.servings.length === 0) return [];
  const servings = new Set(listener.dials().flatMap((dial) => goPlacesOf(project).servingsBehind(dial)));
  return [...servings]
    .flatMap(({ credentials }) => (credentials?.kind === 'tls' ? fixFor(project, credentials.at, 'server') : []))
    .slice(0, MOST);
}

function fixFor(project: Project, at: GoPlace | undefined, side: 'client' | 'server'): readonly Fix[] {
  if (at === undefined || !hasExperimental(project, at.file)) return [];
  const disabled = alpnDisabled(at, (name) => isTaken(project, name, at.file));
  if (disabled === undefined) return [];
  const where = relativeTo(project.folder, at.file);
  const title = `Stopgap: let the ${side} in ${where} not check, by \`${disabled.name}\` (grpc-go will remove it)`;
  return [{ title, safety: 'unsafe', edits: disabled.edits }];
}

type Clients = ReadonlyMap<Led, readonly GoDialing[]>;

const known = new WeakMap<Project, Clients>();

/** Who dials what, found once for all findings. */
function dialingsTo(project: Project): Clients {
  let clients = known.get(project);
  if (clients === undefined) known.set(project, (clients = findClients(project)));
  return clients;
}

function findClients(project: Project): Clients {
  const clients = new Map<Led, GoDialing[]>();
  for (const dialing of project.goSource.dialings) {
    for (const it of destinationsOf(project, dialing)) {
      const target = listenerOf(it);
      const same = clients.get(target);
      if (same === undefined) clients.set(target, [dialing]);
      else same.push(dialing);
    }
  }
  return clients;
}

/** experimental/credentials came with grpc-go 1.70.0. */
function hasExperimental(project: Project, file: FilePath): boolean {
  const version = knownGrpcGo(project, file);
  return version !== undefined && behaviour({ version, credentials: 'tls' }).hasExperimentalCredentials;
}

const DECLARATIONS = ['function_declaration', 'var_spec', 'const_spec', 'type_spec', 'type_alias'];

/** Whether another file of the package declares a name for all of it: no file can then import something under it. */
function isTaken({ goSourceFiles }: Project, name: string, file: FilePath): boolean {
  const others = [...goSourceFiles.values()].filter(
    (it) => it.path !== file && folderOf(it.path) === folderOf(file) && it.text.includes(name),
  );
  return others.some(({ tree }) =>
    [...tree.file.tree.ofTypes(...DECLARATIONS)].some((it) => it.parts.some((part) => part.text === name)),
  );
}
