import type { ProjectEdge } from '../project/edges.ts';
import { carriedBy } from '../project/metHops.ts';
import { edgeFinding, endsTlsAt, perPlace, REFUSED_SINCE_1_67, targetsOf, worksNowhere } from './edgeFinding.ts';
import type { Rule } from './rule.ts';

/** Reports a classic load balancer that ends TLS: it has no ALPN, and nothing switches it on (AWS, Classic Load Balancers user guide, "Listeners"). */
export const awsClassicElbEndsTls: Rule = {
  id: 'aws-classic-elb-ends-tls',
  summary: 'A classic load balancer ends TLS in front of gRPC: it knows no ALPN',
  *check(project) {
    const classic = project.edges.filter((it) => endsTlsAt(it, 'aws-classic-elb') && protocolOf(it) !== undefined);
    for (const { at, strongest: edge } of perPlace(
      classic,
      (it) => it.at,
      (it) => carriedBy(project, it),
    )) {
      const http = protocolOf(edge) === 'HTTPS';
      yield edgeFinding(project, edge, {
        kind: http ? 'never-worked' : 'broke-at-1.67',
        at,
        message: `${edge.source === 'kubernetes' ? IN_KUBERNETES : HERE} ${http ? `${OVER_HTTPS} ${worksNowhere(edge, undefined)}` : REFUSED_SINCE_1_67}`,
        related: targetsOf(edge),
        fixes: () => [],
      });
    }
  },
};

const HERE =
  'A classic load balancer ends TLS here. It has no ALPN: no protocol is selected, whatever a client offers.';

/** Who makes the load balancer of a Service without a type is not in the text (webhooks/core/service_mutator.go of the AWS Load Balancer Controller). */
const IN_KUBERNETES =
  'A classic load balancer ends TLS for this Service, which has no ALPN; or, from an AWS Load Balancer Controller >= 2.5, a Network Load Balancer without an ALPN policy. No protocol is selected, whatever a client offers.';

const OVER_HTTPS =
  'Behind HTTPS a classic one speaks HTTP/1.1. A grpc-go client prints "credentials: cannot check peer: missing selected ALPN property" since 1.67.0, "error reading server preface: http2: frame too large" before:';

/** `SSL` passes on what it decrypts, `HTTPS` reads it as HTTP/1.1. `undefined`: neither is certain. */
function protocolOf({ protocol }: ProjectEdge): 'SSL' | 'HTTPS' | undefined {
  const upper = protocol?.toUpperCase();
  return upper === 'SSL' || upper === 'HTTPS' ? upper : undefined;
}
