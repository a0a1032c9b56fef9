import { carriedBy } from '../project/metHops.ts';
import { edgeFinding, perPlace, REFUSED_SINCE_1_67, targetsOf } from './edgeFinding.ts';
import { asksForNone, nlbEdges } from './nlbWithoutAlpn.ts';
import type { Rule } from './rule.ts';

/**
 * Reports an ALPN policy that the controller which acts on its Service does not know (cloud-provider-aws, docs/service_controller.md, lists no such
 * annotation). There is no fix: the AWS Load Balancer Controller documents that a Service which exists must not change hands.
 */
export const kubernetesNlbAlpnIgnored: Rule = {
  id: 'kubernetes-nlb-alpn-ignored',
  summary: 'The ALPN policy of a Service is ignored by the controller that makes its load balancer',
  *check(project) {
    const ignored = nlbEdges(project).filter((it) => it.policyIgnored !== undefined && !asksForNone(it));
    for (const { at, strongest: edge } of perPlace(
      ignored,
      ({ alpnPolicy }) => alpnPolicy.at,
      (it) => carriedBy(project, it),
    )) {
      yield edgeFinding(project, edge, {
        // Who made the load balancer is not in the text: where the controller took the Service over, the policy counts.
        kind: 'no-effect',
        at,
        message: `This ALPN policy has no effect: ${edge.policyIgnored ?? ''}. The load balancer then ends TLS without selecting a protocol. ${REFUSED_SINCE_1_67} Which controller acts on a Service is decided when it is created.`,
        related: targetsOf(edge),
        fixes: () => [],
      });
    }
  },
};
