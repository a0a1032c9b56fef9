import { judge, negotiate, type GrpcGoBehaviour, type Offer, type Verdict } from '../alpn/index.ts';
import { isStream, type ProjectEdge } from './edges.ts';
import { grpcGoOfFile, servingVerdict, speaksTls } from './goServing.ts';
import { leadsBehind, type Lead } from './leads.ts';
import type { LinkedModule } from './link.ts';
import type { Project, ProjectListener } from './project.ts';
import { breaksHop, clientVerdict, GRPC_GO_OFFER } from './verdict.ts';

/**
 * What a grpc-go client gets there. `undefined`: no TLS is spoken, or it is passed through.
 * @param offer left out: what credentials.NewTLS offers
 */
export function edgeVerdict(
  edge: ProjectEdge,
  behaviour: GrpcGoBehaviour,
  offer: Offer = GRPC_GO_OFFER,
): Verdict | undefined {
  if (edge.tls === 'plain' || edge.tls === 'passthrough') return undefined;
  const outcome = negotiate(offer, edge.alpn);
  return judge({ side: 'client', outcome, peerSpeaks: spokenBehind(edge, outcome.kind === 'none'), behaviour });
}

/**
 * A load balancer of the transport layer (a classic one, too, but for its HTTPS) passes on what it gets, and a gRPC server behind it speaks HTTP/2;
 * in others what is not HTTP/2 is HTTP/1.
 */
function spokenBehind(edge: ProjectEdge, isNone: boolean): 'h2' | 'http/1.1' | 'unknown' {
  const { product, protocol } = edge;
  const isClassic = product === 'aws-classic-elb';
  if (product === 'aws-nlb' || isStream(edge) || (isClassic && protocol?.toUpperCase() !== 'HTTPS')) return 'h2';
  return isNone ? 'http/1.1' : 'unknown';
}

/** So many edges that pass on to each other are followed, to so many listeners of each, and so far. */
const MOST = 50;
const DEEPEST = 8;

/**
 * The same, where TLS is passed through by what is behind it: told where this workspace has that. `undefined`: no TLS is spoken, or there is
 * nothing that could be connected to (NAT gateway).
 */
export function edgeClientVerdict(
  project: Project,
  edge: ProjectEdge,
  behaviour: GrpcGoBehaviour,
  offer: Offer = GRPC_GO_OFFER,
): Verdict | undefined {
  return verdictAt({ project, behaviour, offer, met: new Map() }, edge, 0);
}

/** What grpc-go meets on its way: a listener of nginx, or what a platform runs. */
export type Hop = ProjectListener | ProjectEdge;

/**
 * Whether a hop works with older grpc-go and fails with this one.
 * @param role the side that this grpc-go is on: what a platform runs, only a client meets
 */
export function breaksAt(project: Project, hop: Hop, behaviour: GrpcGoBehaviour, role: LinkedModule['role']): boolean {
  if (hop.source === 'nginx') return breaksHop(project, hop, behaviour, role);
  return role === 'either' && edgeClientVerdict(project, hop, behaviour)?.brokeAt !== undefined;
}

/** A client of some edge. */
interface Client {
  readonly project: Project;
  readonly behaviour: GrpcGoBehaviour;
  readonly offer: Offer;
  /** What passes TLS through, and what is known of it so far. */
  readonly met: Map<ProjectEdge, Verdict>;
}

const UNKNOWN: Verdict = { result: 'unknown', cures: [] };

function verdictAt(client: Client, edge: ProjectEdge, depth: number): Verdict | undefined {
  if (edge.tls !== 'passthrough') return edgeVerdict(edge, client.behaviour, client.offer);
  if (edge.port === undefined) return undefined;
  const known = client.met.get(edge);
  if (known !== undefined || depth > DEEPEST || client.met.size > MOST) return known ?? UNKNOWN;
  // Who leads back to itself learns nothing.
  client.met.set(edge, UNKNOWN);
  const verdict = verdictBehind(client, edge, depth + 1);
  client.met.set(edge, verdict);
  return verdict;
}

function verdictBehind(client: Client, edge: ProjectEdge, depth: number): Verdict {
  const leads: Lead[] = [];
  for (const target of edge.targets) {
    const found = leadsBehind(client.project, edge, target);
    if (found.length === 0 || leads.length + found.length > MOST) return UNKNOWN;
    leads.push(...found);
  }
  const verdicts = leads.map((it) => verdictOfLead(client, it, depth) ?? UNKNOWN);
  const [first = UNKNOWN] = verdicts;
  return verdicts.every((it) => it.result === first.result && it.error === first.error) ? first : UNKNOWN;
}

function verdictOfLead(client: Client, lead: Lead, depth: number): Verdict | undefined {
  const { project, behaviour, offer } = client;
  switch (lead.kind) {
    case 'edge':
      return verdictAt(client, lead.edge, depth);
    case 'nginx':
      return clientVerdict(project, lead.listener, behaviour, offer);
    case 'go': {
      const { serving } = lead;
      // Where one speaks TLS and the other does not, they will not be meant to meet.
      if (!speaksTls(serving)) return undefined;
      return servingVerdict(serving, { client: behaviour, server: grpcGoOfFile(project, serving.at), offer });
    }
  }
}
