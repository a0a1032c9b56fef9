import { negotiate } from '../alpn/index.ts';
import { edgesFor } from './edgePlaces.ts';
import type { ProjectEdge } from './edges.ts';
import { leadsBehind } from './leads.ts';
import type { Project } from './project.ts';
import { GRPC_GO_OFFER } from './verdict.ts';

/**
 * What else is declared under a name and the port of an edge, and does something else with grpc-go's offer: which of them a client reaches, DNS
 * decides. Not what the edge stands behind or in front of, nor others like it, as the Ingresses of one host are.
 */
export function rivalsOf(project: Project, edge: ProjectEdge): readonly ProjectEdge[] {
  const { hosts, port } = edge;
  if (port === undefined || hosts.length === 0) return [];
  let ofProject = known.get(project);
  if (ofProject === undefined) known.set(project, (ofProject = new Map<ProjectEdge, readonly ProjectEdge[]>()));
  let rivals = ofProject.get(edge);
  if (rivals === undefined) ofProject.set(edge, (rivals = findRivals(project, edge, port)));
  return rivals;
}

const known = new WeakMap<Project, Map<ProjectEdge, readonly ProjectEdge[]>>();

/** What more claim for themselves, none of them is told beside. */
const MOST = 50;

function findRivals(project: Project, edge: ProjectEdge, port: number): readonly ProjectEdge[] {
  const found = new Set<ProjectEdge>();
  for (const name of new Set(edge.hosts.map((it) => it.name.toLowerCase()))) {
    const named = edgesFor(project, { host: name, port });
    if (named.length > MOST) continue;
    for (const it of named) if (it !== edge && differ(project, edge, it)) found.add(it);
  }
  return [...found];
}

/** Whether it makes a difference which of two edges a client reaches by their name. */
export function differ(project: Project, a: ProjectEdge, b: ProjectEdge): boolean {
  if (a.tls === 'passthrough' && b.tls === 'passthrough') return false;
  if (a.tls === 'passthrough') return !mayLeadTo(project, a, b);
  if (b.tls === 'passthrough') return !mayLeadTo(project, b, a);
  return answerOf(a) !== answerOf(b);
}

function answerOf({ tls, alpn }: ProjectEdge): string {
  return JSON.stringify([tls, negotiate(GRPC_GO_OFFER, alpn)]);
}

/** Whether what passes TLS through may stand in front of another one of its name: a load balancer in front of an ingress controller does. */
function mayLeadTo(project: Project, passing: ProjectEdge, other: ProjectEdge): boolean {
  if (other.product === 'ingress-nginx' || other.product === 'f5-nginx-ingress') return true;
  return passing.targets.some((target) =>
    leadsBehind(project, passing, target).some((it) => it.kind === 'edge' && it.edge === other),
  );
}
