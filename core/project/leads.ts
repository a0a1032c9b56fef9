import type { EdgeProduct, EdgeTarget } from '../domains/edges.ts';
import type { GoServing } from '../domains/goSource/facts.ts';
import { hopsBehind } from './answer.ts';
import { edgesBehind, edgesFor } from './edgePlaces.ts';
import type { ProjectEdge } from './edges.ts';
import { goPlacesOf } from './goPlaces.ts';
import { readGoTarget } from './goTarget.ts';
import type { Dial, Project, ProjectListener } from './project.ts';

/** A listener of this workspace that somebody may mean who names a place. */
export type Lead =
  | { readonly kind: 'nginx'; readonly listener: ProjectListener }
  | { readonly kind: 'go'; readonly serving: GoServing }
  | { readonly kind: 'edge'; readonly edge: ProjectEdge };

/** What is meant. */
export type Led = ProjectListener | GoServing | ProjectEdge;

/** What it is that is meant. */
export function listenerOf(lead: Lead): Led {
  switch (lead.kind) {
    case 'nginx':
      return lead.listener;
    case 'go':
      return lead.serving;
    case 'edge':
      return lead.edge;
  }
}

/** As leads. */
export function nginxLeads(listeners: readonly ProjectListener[]): readonly Lead[] {
  return listeners.map((listener) => ({ kind: 'nginx', listener }));
}

/** As leads. */
export function goLeads(servings: readonly GoServing[]): readonly Lead[] {
  return servings.map((serving) => ({ kind: 'go', serving }));
}

/** As leads. */
export function edgeLeads(edges: readonly ProjectEdge[]): readonly Lead[] {
  return edges.map((edge) => ({ kind: 'edge', edge }));
}

/** So many listeners behind one target are told; what may be more of them is not known. */
const MOST = 50;

const known = new WeakMap<Project, Map<EdgeTarget, readonly Lead[]>>();

/**
 * The listeners of this workspace that an edge's target certainly means, by its addresses, by the program that it is, or as an ingress
 * controller; found once.
 */
export function leadsBehind(project: Project, edge: ProjectEdge, target: EdgeTarget): readonly Lead[] {
  let ofProject = known.get(project);
  if (ofProject === undefined) known.set(project, (ofProject = new Map<EdgeTarget, readonly Lead[]>()));
  let leads = ofProject.get(target);
  if (leads === undefined) ofProject.set(target, (leads = findLeads(project, edge, target)));
  return leads;
}

function findLeads(project: Project, edge: ProjectEdge, target: EdgeTarget): readonly Lead[] {
  const { addresses, programs, port } = target;
  const places = goPlacesOf(project);
  const [servings, listeners] = [new Set<GoServing>(), new Set<ProjectListener>()];
  const edges = new Set(controlledBy(project, target));
  const named = port === undefined ? [] : programs.map((it) => `${it}:${port}`);
  for (const text of new Set([...addresses, ...named])) {
    const read = readGoTarget(text);
    // What a file says of this machine is not about the one that it runs on.
    if (read === undefined || read.isLocal) continue;
    for (const it of places.servingsFor(read)) servings.add(it);
    for (const it of places.listenersFor(read)) listeners.add(it);
    for (const it of edgesFor(project, read)) edges.add(it);
  }
  edges.delete(edge);
  const found = [...nginxLeads([...listeners]), ...goLeads([...servings]), ...edgeLeads([...edges])];
  return found.length > MOST ? [] : found;
}

/** The listeners of this workspace that a way out of nginx leads to. */
export function leadsOfDial(project: Project, listener: ProjectListener, dial: Dial): readonly Lead[] {
  const next = hopsBehind(project, listener, dial);
  return next === undefined
    ? [...goLeads(goPlacesOf(project).servingsBehind(dial)), ...edgeLeads(edgesBehind(project, dial))]
    : nginxLeads(next);
}

/** What the workloads, images and Services of ingress controllers are called (their Helm charts and manifests). */
const CONTROLLERS: ReadonlyMap<string, EdgeProduct> = new Map<string, EdgeProduct>([
  ['ingress-nginx-controller', 'ingress-nginx'],
  ['nginx-ingress-controller', 'ingress-nginx'],
  ['nginx-ingress', 'f5-nginx-ingress'],
  ['nginx-plus-ingress', 'f5-nginx-ingress'],
]);

/** The Ingresses behind a load balancer whose target is the controller that serves them, at the port that it leads to. */
function controlledBy(project: Project, { programs, port, addresses }: EdgeTarget): readonly ProjectEdge[] {
  const [product, ...others] = new Set(programs.flatMap((it) => CONTROLLERS.get(it) ?? []));
  if (product === undefined || others.length > 0) return [];
  const ports = new Set([port, ...addresses.map((it) => readGoTarget(it)?.port)]);
  const index = controlledIn(project);
  return [...ports].flatMap((it) => (it === undefined ? [] : (index.get(`${product} ${it}`) ?? [])));
}

const indexes = new WeakMap<Project, ReadonlyMap<string, readonly ProjectEdge[]>>();

/** What ingress controllers serve, by product and port. */
function controlledIn(project: Project): ReadonlyMap<string, readonly ProjectEdge[]> {
  let index = indexes.get(project);
  if (index === undefined) {
    const made = new Map<string, ProjectEdge[]>();
    for (const edge of project.edges) {
      const key = `${edge.product} ${edge.port ?? ''}`;
      const same = made.get(key);
      if (same === undefined) made.set(key, [edge]);
      else same.push(edge);
    }
    index = made;
    indexes.set(project, index);
  }
  return index;
}
