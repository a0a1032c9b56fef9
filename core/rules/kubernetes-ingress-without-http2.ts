import type { Attribute } from '../domains/edges.ts';
import type { ProjectEdge } from '../project/edges.ts';
import { carriedBy } from '../project/metHops.ts';
import type { Location } from '../text/location.ts';
import { edgeFinding, endsTlsAt, perPlace, setAttribute, valueOf } from './edgeFinding.ts';
import type { Rule } from './rule.ts';

/** Reports gRPC behind an ingress controller whose nginx speaks no HTTP/2: ngx_http_ssl_alpn_select refuses an offer of h2 then. */
export const kubernetesIngressWithoutHttp2: Rule = {
  id: 'kubernetes-ingress-without-http2',
  summary: 'gRPC behind an ingress controller with HTTP/2 switched off',
  *check(project) {
    const edges = project.edges.filter((it) => endsTlsAt(it, 'ingress-nginx', 'f5-nginx-ingress'));
    for (const { at, strongest: edge, all } of perPlace(edges, placeOf, (it) => carriedBy(project, it))) {
      const { http2, grpc } = edge;
      if (http2 === undefined) continue;
      const { declared } = http2;
      yield edgeFinding(project, edge, {
        kind: 'never-worked',
        at,
        message: `${stateOf(http2)}, for every Ingress of this controller. A gRPC client prints "remote error: tls: no application protocol" (with nginx before 1.21.4 "missing selected ALPN property" or that the frame is too large): this has never worked, with any version of grpc-go.`,
        related: [
          valueOf(http2),
          ...all.filter(carriesGrpc).map((it) => ({ at: it.at, message: `gRPC comes in at ${it.name}` })),
        ],
        // Who switched it off, or tried to, wanted HTTP/1.1 for something.
        fixes: () => [
          setAttribute(http2, {
            value: true,
            grpc,
            safe: declared.kind === 'absent' && declared.because === undefined,
            words: 'for all Ingresses of the controller',
          }),
        ],
      });
    }
  },
};

function stateOf({ name, declared }: Attribute<boolean>): string {
  if (declared.kind !== 'absent') return `\`${name}\` switches HTTP/2 off`;
  return declared.because === undefined
    ? `\`${name}\` is not set, and HTTP/2 is off without it`
    : `\`${name}\` does not count: ${declared.because}, and HTTP/2 is off by default`;
}

function carriesGrpc({ grpc: { grpc } }: ProjectEdge): boolean {
  return grpc === 'yes' || grpc === 'likely';
}

/** The switch, where it is off. F5's controller has it off by default, ingress-nginx has it on. */
function placeOf({ product, http2 }: ProjectEdge): Location | undefined {
  if (http2 === undefined) return undefined;
  const { declared, at } = http2;
  const isOff =
    declared.kind === 'stated' ? !declared.value : declared.kind === 'absent' && product === 'f5-nginx-ingress';
  return isOff ? at : undefined;
}
