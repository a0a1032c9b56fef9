import { isHostName } from '../text/hostName.ts';
import type { ProjectEdge } from './edges.ts';
import { readGoTarget, type GoTarget } from './goTarget.ts';
import type { Dial, Project } from './project.ts';

/**
 * The load balancers, gateways and ingress controllers that somebody reaches who names this host and port, as far as names tell: by the name
 * itself, else by a wildcard in the place of its first label.
 */
export function edgesFor(project: Project, { host, port }: Pick<GoTarget, 'host' | 'port'>): readonly ProjectEdge[] {
  if (project.edges.length === 0) return [];
  let index = indexes.get(project);
  if (index === undefined) indexes.set(project, (index = indexOf(project.edges)));
  const wildcard = wildcardFor(host);
  return index.get(`${host}:${port}`) ?? (wildcard === undefined ? undefined : index.get(`${wildcard}:${port}`)) ?? [];
}

/** Those that a way out of nginx names. */
export function edgesBehind(project: Project, { dialer: { addresses } }: Dial): readonly ProjectEdge[] {
  if (project.edges.length === 0) return [];
  const found = addresses.flatMap((address) => {
    const read = readGoTarget(address);
    return read === undefined ? [] : edgesFor(project, { ...read, host: read.host.toLowerCase() });
  });
  return [...new Set(found)];
}

/** The wildcard that stands for a name and its neighbours: `*.example.com`. */
function wildcardFor(name: string): string | undefined {
  const dot = name.indexOf('.');
  return dot > 0 ? `*${name.slice(dot)}` : undefined;
}

/** The names of an edge that one can connect to: no wildcards. */
export function hostNamesOf({ hosts }: Pick<ProjectEdge, 'hosts'>): ProjectEdge['hosts'] {
  return hosts.filter(({ name }) => isHostName(name));
}

/** Whether an edge answers for a server name: what routes by names answers for its own ones, everything else for every name. */
export function answersFor({ product, hosts }: ProjectEdge, serverName: string): boolean {
  if (product !== 'ingress-nginx' && product !== 'f5-nginx-ingress') return true;
  const name = serverName.toLowerCase();
  const wildcard = wildcardFor(name);
  return hosts.length === 0 || hosts.some((it) => [name, wildcard].includes(it.name.toLowerCase()));
}

const indexes = new WeakMap<Project, ReadonlyMap<string, readonly ProjectEdge[]>>();

function indexOf(edges: readonly ProjectEdge[]): ReadonlyMap<string, readonly ProjectEdge[]> {
  const index = new Map<string, ProjectEdge[]>();
  for (const edge of edges) {
    if (edge.port === undefined) continue;
    for (const name of new Set(edge.hosts.map((it) => it.name.toLowerCase()))) {
      const key = `${name}:${edge.port}`;
      const same = index.get(key);
      if (same === undefined) index.set(key, [edge]);
      else same.push(edge);
    }
  }
  return index;
}
