import type { ServerAlpn } from '../alpn/index.ts';
import { ALPN_POLICIES } from '../domains/awsAlpn.ts';
import type { EdgeListener } from '../domains/edges.ts';
import type { GoModule, GrpcEvidence } from '../domains/facts.ts';
import type { GoServing } from '../domains/goSource/facts.ts';
import { lazy } from '../text/lazy.ts';
import { moduleOf } from './goModules.ts';
import { linkNames, type LinkedModule } from './link.ts';

/** A load balancer, gateway or ingress controller at one of its ports, and what it comes to. */
export interface ProjectEdge extends EdgeListener {
  readonly alpn: ServerAlpn;
  /** The Go modules that meet this hop. */
  readonly modules: readonly LinkedModule[];
}

/** Go, as far as it has a say in what is told of edges. */
interface GoBehind {
  readonly modules: readonly GoModule[];
  /** The servers in its source. */
  readonly servings: readonly GoServing[];
}

/** Makes edges of what is declared, and keeps each as long as nothing that it is made of is another: a keystroke changes those of one file. */
export class EdgesKept {
  #go: GoBehind = { modules: [], servings: [] };
  #make: (edge: EdgeListener) => ProjectEdge = edgesOver(this.#go);
  #made = new WeakMap<EdgeListener, ProjectEdge>();

  of(edges: readonly EdgeListener[], go: GoBehind): readonly ProjectEdge[] {
    if (go.servings !== this.#go.servings || !isSame(go.modules, this.#go.modules)) {
      this.#go = go;
      this.#make = edgesOver(go);
      this.#made = new WeakMap();
    }
    return edges.map((edge) => {
      let made = this.#made.get(edge);
      if (made === undefined) this.#made.set(edge, (made = this.#make(edge)));
      return made;
    });
  }
}

function isSame(a: readonly GoModule[], b: readonly GoModule[]): boolean {
  return a.length === b.length && a.every((it, i) => it === b[i]);
}

/**
 * Makes an edge of what is declared: with what it does, and with the modules behind it. That an image is built of a module whose source serves
 * gRPC makes gRPC likely. That a module uses grpc-go does not: very many are clients, of what collects their traces.
 */
function edgesOver({ modules, servings }: GoBehind): (edge: EdgeListener) => ProjectEdge {
  const linked = linkNames(modules, { onlyNameless: true });
  const serves = servingGrpc(modules, servings);
  return (edge) => {
    const met = edge.product === 'aws-nat-gateway' ? [] : linked(edge.grpc, (look) => namesOfEdge(edge, look));
    const ports = new Set(edge.targets.flatMap(({ port }) => port ?? []));
    const server = met.find(({ module, role }) => role === 'server' && serves(module, ports))?.module;
    return { ...edge, grpc: withServer(edge.grpc, server), alpn: alpnOfEdge(edge), modules: met };
  };
}

function namesOfEdge({ targets, hosts }: EdgeListener, look: (name: string, role: LinkedModule['role']) => void): void {
  for (const { programs, addresses } of targets) {
    for (const name of programs) look(name, 'server');
    for (const address of addresses) look(address, 'server');
  }
  for (const { name } of hosts) look(name, 'either');
}

function withServer(evidence: GrpcEvidence, server: GoModule | undefined): GrpcEvidence {
  if (evidence.grpc !== 'unknown' || server === undefined) return evidence;
  return { grpc: 'likely', because: [`it leads to ${server.path ?? 'a module'}, whose Go source serves gRPC`] };
}

/** Whether a module's source serves gRPC; on one of these ports, where both are known. */
function servingGrpc(
  modules: readonly GoModule[],
  servings: readonly GoServing[],
): (module: GoModule, ports: ReadonlySet<number>) => boolean {
  const owned = lazy(() => {
    const byModule = new Map<GoModule | undefined, GoServing[]>();
    for (const serving of servings) {
      if (serving.grpc === undefined && serving.consumer !== 'grpc') continue;
      const module = moduleOf(modules, serving.at.file);
      const same = byModule.get(module);
      if (same === undefined) byModule.set(module, [serving]);
      else same.push(serving);
    }
    return byModule;
  });
  return (module, ports) => {
    const own = owned().get(module) ?? [];
    const known = own.flatMap(({ port }) => port?.number ?? []);
    const isKnown = ports.size > 0 && known.length === own.length;
    return own.length > 0 && (!isKnown || known.some((it) => ports.has(it)));
  };
}

/** What an edge does with an offer. */
function alpnOfEdge(edge: EdgeListener): ServerAlpn {
  switch (edge.tls) {
    case undefined:
      return { kind: 'unknown', because: 'the text does not tell whether it ends TLS' };
    case 'plain':
      return { kind: 'plaintext' };
    case 'passthrough':
      return { kind: 'relays' };
    case 'terminated':
      return edge.product === 'aws-nlb'
        ? alpnOfPolicy(edge)
        : edge.product === 'aws-classic-elb' || isStream(edge)
          ? { kind: 'ignores' }
          : alpnOfHttp(edge);
  }
}

function alpnOfPolicy({ alpnPolicy, policyIgnored }: EdgeListener): ServerAlpn {
  if (alpnPolicy?.declared.kind === 'absent') return { kind: 'ignores' };
  if (alpnPolicy === undefined) return { kind: 'unknown', because: 'its ALPN policy is not known' };
  const { declared } = alpnPolicy;
  if (declared.kind === 'unknown') return { kind: 'unknown', because: declared.because };
  const selects = ALPN_POLICIES.get(declared.value);
  // Whoever made the load balancer: without a policy nothing is selected.
  if (policyIgnored !== undefined && selects?.kind !== 'ignores') return { kind: 'unknown', because: TAKEN_OVER };
  return selects ?? { kind: 'unknown', because: `"${declared.value}" is no ALPN policy` };
}

/** webhooks/core/service_mutator.go of the AWS Load Balancer Controller. */
const TAKEN_OVER =
  'an AWS Load Balancer Controller >= 2.5 acts on its ALPN policy if its webhook ran when the Service was created, and else nothing does';

/** Whether nginx passes on what it decrypts as it is, as a TransportServer of F5's controller does: it reads no HTTP. */
export function isStream({ product, http2 }: Pick<EdgeListener, 'product' | 'http2'>): boolean {
  return product === 'f5-nginx-ingress' && http2 === undefined;
}

/** nginx refuses what it does not know (alert 120); of an ALB nobody documents it. */
function alpnOfHttp(edge: EdgeListener): ServerAlpn {
  const otherwise = edge.product === 'aws-alb' ? 'none' : 'alert';
  if (edge.http2?.declared.kind === 'unknown') return { kind: 'unknown', because: edge.http2.declared.because };
  const protocols = speaksHttp2(edge) === true ? ['h2', 'http/1.1'] : ['http/1.1'];
  return { kind: 'selects', protocols, order: 'server', otherwise };
}

/** Whether what reads HTTP itself speaks HTTP/2 over TLS; `undefined`: something else than the text decides. F5's controller alone does not by default. */
export function speaksHttp2({ product, http2 }: Pick<EdgeListener, 'product' | 'http2'>): boolean | undefined {
  switch (http2?.declared.kind) {
    case 'unknown':
      return undefined;
    case 'stated':
      return http2.declared.value;
    case 'absent':
    case undefined:
      return product !== 'f5-nginx-ingress';
  }
}
