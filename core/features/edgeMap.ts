import { judge, negotiate, type DialerOffer, type Verdict } from '../alpn/index.ts';
import type { EdgeTarget } from '../domains/edges.ts';
import type { GrpcEvidence } from '../domains/facts.ts';
import type { AtLocation, DialFacts, MapDial, MapEvidence, MapListener } from '../map/types.ts';
import { isStream, speaksHttp2, type ProjectEdge } from '../project/edges.ts';
import { edgeClientVerdict } from '../project/edgeVerdict.ts';
import { leadsBehind } from '../project/leads.ts';
import { carriedBy } from '../project/metHops.ts';
import type { Project } from '../project/project.ts';
import { GRPC_GO_SERVER } from '../project/verdict.ts';
import type { FilePath } from '../text/filePath.ts';
import { edgeRemarks } from './edgeRemarks.ts';
import { EDGE_MODULES, edgeSocketOf, leadOf } from './mapLeads.ts';
import { outcomesOf, verdictsOf } from './mapVerdicts.ts';

/** What load balancers, gateways and ingress controllers do at their ports. */
export function edgeListenersOf(project: Project): readonly MapListener<AtLocation, FilePath>[] {
  return project.edges.map((it) => edgeListenerOf(project, it));
}

/** One of them. */
export function edgeListenerOf(project: Project, edge: ProjectEdge): MapListener<AtLocation, FilePath> {
  const { source, product, declaration, at, tls = 'unknown', alpn, targets } = edge;
  return {
    source,
    configuration: declaration.file,
    module: EDGE_MODULES[product],
    at,
    ...edgeSocketOf(edge),
    default: true,
    proxyProtocol: false,
    tls,
    http2: http2Of(edge),
    alpn,
    outcomes: outcomesOf(alpn),
    grpc: evidenceOf(carriedBy(project, edge)),
    nginxVersion: null,
    grpcGo: null,
    remarks: edgeRemarks(project, edge),
    verdicts: verdictsOf('client', (behaviour) => edgeClientVerdict(project, edge, behaviour)),
    dials: targets.map((it) => dialOf(project, edge, it)),
  };
}

/** Of what reads HTTP; over plain text an ALB does not speak it, as AWS documents, and of the others nothing is claimed. */
function http2Of(edge: ProjectEdge): boolean | null {
  if (!readsHttp(edge) || edge.tls === undefined || edge.tls === 'passthrough') return null;
  if (edge.tls === 'plain') return edge.product === 'aws-alb' ? false : null;
  return speaksHttp2(edge) ?? null;
}

function readsHttp(edge: ProjectEdge): boolean {
  const { product } = edge;
  return product === 'aws-alb' || product === 'ingress-nginx' || (product === 'f5-nginx-ingress' && !isStream(edge));
}

/** How each platform calls what it opens TLS to. */
const OVER_TLS: ReadonlySet<string | undefined> = new Set(['TLS', 'SSL', 'HTTPS', 'GRPCS']);

function dialOf(project: Project, edge: ProjectEdge, target: EdgeTarget): MapDial<AtLocation, FilePath> {
  const leadsTo = leadsBehind(project, edge, target).map(leadOf);
  return { ...targetDial(edge, target), at: target.at, leadsTo };
}

/** A target as a way out. */
export function targetDial(edge: ProjectEdge, target: EdgeTarget): DialFacts {
  const { name, port, addresses, protocol, version, grpc } = target;
  const offer = offerTo(edge, target);
  const tls = OVER_TLS.has(protocol);
  const words = [protocol, version?.declared.kind === 'stated' ? version.declared.value : undefined];
  return {
    route: { kind: 'target', match: '', by: null },
    to: name,
    resolved: name,
    addresses,
    protocol: words.flatMap((it) => it ?? []).join(', ') || null,
    port: port ?? null,
    tls,
    speaks: spokenTo(edge, target),
    offer,
    grpc: evidenceOf(grpc),
    verdicts: tls ? verdictsOf('server', (behaviour) => verdictBehind(offer, behaviour)) : [],
  };
}

/** nginx offers h2 by `grpc_pass grpcs://`; of others nothing is known. */
function offerTo({ product }: ProjectEdge, { protocol }: EdgeTarget): DialerOffer {
  const isNginx = product === 'ingress-nginx' || product === 'f5-nginx-ingress';
  return isNginx && protocol === 'GRPCS'
    ? { kind: 'fixed', protocols: ['h2'] }
    : { kind: 'unknown', because: 'what is offered to targets is not documented' };
}

function verdictBehind(offer: DialerOffer, behaviour: Parameters<typeof judge>[0]['behaviour']): Verdict {
  if (offer.kind !== 'fixed') return { result: 'unknown', cures: [] };
  const outcome = negotiate(offer.protocols, GRPC_GO_SERVER);
  return judge({ side: 'server', outcome, peerSpeaks: 'h2', behaviour });
}

/** An ALB speaks HTTP/1.1 to its targets unless their group says otherwise. */
function spokenTo(edge: ProjectEdge, { protocol = '', version }: EdgeTarget): 'h2' | 'http/1.1' | 'any' {
  if (!readsHttp(edge)) return 'any';
  if (version === undefined)
    return protocol.startsWith('GRPC') ? 'h2' : protocol.startsWith('HTTP') ? 'http/1.1' : 'any';
  const { declared } = version;
  if (declared.kind === 'unknown') return 'any';
  return declared.kind === 'stated' && (declared.value === 'GRPC' || declared.value === 'HTTP2') ? 'h2' : 'http/1.1';
}

function evidenceOf({ grpc, because }: GrpcEvidence): MapEvidence {
  return { evidence: grpc, because };
}
