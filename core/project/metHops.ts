import type { GrpcEvidence } from '../domains/facts.ts';
import type { GoDialing } from '../domains/goSource/facts.ts';
import type { FilePath } from '../text/filePath.ts';
import type { ProjectEdge } from './edges.ts';
import type { Hop } from './edgeVerdict.ts';
import { destinationsOf, offerOfDialing } from './goDialing.ts';
import { goPlacesOf } from './goPlaces.ts';
import { leadsBehind, listenerOf } from './leads.ts';
import type { LinkedModule } from './link.ts';
import type { Project } from './project.ts';
import { rivalsOf } from './rivals.ts';

/** A hop that a module meets. */
export interface MetHop {
  readonly hop: Hop;
  /** What its own source dials, a module meets as a client, whatever the names say. */
  readonly role: LinkedModule['role'];
  /** Whether its own source dials it with TLS: gRPC runs there. */
  readonly isDialled: boolean;
}

/**
 * The hops of a folder by the go.mod of the modules that meet them: by their names, and load balancers, gateways and ingress controllers also
 * since their source dials them. What nginx does to those who dial it is told where it is decided, and of what it passes on, of both ends.
 */
export function metHops(project: Project): ReadonlyMap<FilePath, readonly MetHop[]> {
  let met = known.get(project);
  if (met === undefined) known.set(project, (met = findMet(project)));
  return met;
}

const known = new WeakMap<Project, ReadonlyMap<FilePath, readonly MetHop[]>>();

function findMet(project: Project): ReadonlyMap<FilePath, readonly MetHop[]> {
  const met = new Map<FilePath, MetHop[]>();
  for (const hop of [...project.listeners, ...project.edges]) {
    const roles = new Map<FilePath, LinkedModule['role']>();
    for (const { module, role } of hop.modules) roles.set(module.file, role);
    const clients = hop.source === 'nginx' ? NOBODY : dialledBy(project, hop);
    for (const file of clients) roles.set(file, 'either');
    for (const [file, role] of roles) {
      const found = { hop, role, isDialled: clients.has(file) };
      const same = met.get(file);
      if (same === undefined) met.set(file, [found]);
      else same.push(found);
    }
  }
  return met;
}

/** The go.mod of the modules whose own clients certainly lead to a hop. */
export function dialledBy(project: Project, hop: Hop): ReadonlySet<FilePath> {
  return dialledIn(project).get(hop)?.modules ?? NOBODY;
}

/** The clients in Go that certainly lead to a hop and look at what is selected. */
export function clientsOf(project: Project, hop: Hop): readonly GoDialing[] {
  return dialledIn(project).get(hop)?.clients ?? [];
}

/**
 * Whether gRPC runs through an edge, also by what the whole folder says where its own words leave it open: that a client of grpc-go dials it,
 * or that all it leads to is what certainly carries gRPC.
 */
export function carriedBy(project: Project, edge: ProjectEdge): GrpcEvidence {
  const { grpc, tls, targets } = edge;
  if (grpc.grpc !== 'unknown') return grpc;
  if (dialledBy(project, edge).size > 0) return { grpc: 'likely', because: ['a client of grpc-go dials it'] };
  if (tls !== 'terminated') return grpc;
  const behind = targets.flatMap((it) => leadsBehind(project, edge, it));
  const [first] = behind.flatMap((it) => (it.kind === 'edge' ? it.edge : []));
  const isAll = behind.every((it) => it.kind === 'edge' && it.edge.grpc.grpc === 'yes');
  if (first === undefined || !isAll) return grpc;
  return { grpc: 'likely', because: [`it leads to ${first.name}, which is for gRPC`] };
}

const NOBODY: ReadonlySet<FilePath> = new Set();

/** Who dials a hop. */
interface Dialled {
  readonly clients: GoDialing[];
  readonly modules: Set<FilePath>;
}

const dialled = new WeakMap<Project, ReadonlyMap<unknown, Dialled>>();

function dialledIn(project: Project): ReadonlyMap<unknown, Dialled> {
  let hops = dialled.get(project);
  if (hops === undefined) dialled.set(project, (hops = dialledHops(project)));
  return hops;
}

/** The clients that certainly lead to each hop and look at what is selected. */
function dialledHops(project: Project): ReadonlyMap<unknown, Dialled> {
  const found = new Map<unknown, Dialled>();
  for (const dialing of project.goSource.dialings) {
    if (dialing.credentials.kind !== 'tls' || offerOfDialing(dialing) === undefined) continue;
    const file = goPlacesOf(project).moduleOf(dialing.at.file)?.file;
    if (file === undefined) continue;
    for (const lead of destinationsOf(project, dialing)) {
      // Which one of several things is meant, only DNS knows.
      if (lead.kind === 'edge' && rivalsOf(project, lead.edge).length > 0) continue;
      const hop = listenerOf(lead);
      let same = found.get(hop);
      if (same === undefined) found.set(hop, (same = { clients: [], modules: new Set() }));
      same.clients.push(dialing);
      same.modules.add(file);
    }
  }
  return found;
}
