import { classify, negotiate } from '../alpn/index.ts';
import { BEST_ALPN_POLICY } from '../domains/awsAlpn.ts';
import { carriedBy } from '../project/metHops.ts';
import {
  edgeFinding,
  isDefault,
  perPlace,
  REFUSED_SINCE_1_67,
  setAttribute,
  targetsOf,
  valueOf,
} from './edgeFinding.ts';
import { asksForNone, nlbEdges } from './nlbWithoutAlpn.ts';
import type { Rule } from './rule.ts';

/** Reports an ALPN policy that never selects h2 (AWS, Network Load Balancers user guide, "ALPN policies"). */
export const awsNlbAlpnWithoutH2: Rule = {
  id: 'aws-nlb-alpn-without-h2',
  summary: 'The ALPN policy of a Network Load Balancer never selects h2',
  *check(project) {
    const wrong = nlbEdges(project).filter(
      (it) => it.policyIgnored === undefined && !asksForNone(it) && classify(negotiate(['h2'], it.alpn)) === 'B',
    );
    for (const { at, strongest: edge } of perPlace(
      wrong,
      ({ alpnPolicy }) => alpnPolicy.at,
      (it) => carriedBy(project, it),
    )) {
      const { alpnPolicy, grpc } = edge;
      const policy = alpnPolicy.declared.kind === 'stated' ? ` ${alpnPolicy.declared.value}` : '';
      const only = isDefault(alpnPolicy) ? 'It is so by default: a deployment may give it another value. ' : '';
      yield edgeFinding(project, edge, {
        kind: 'broke-at-1.67',
        at,
        message: `The ALPN policy${policy} has no h2, and AWS documents that nothing is selected where client and policy have no protocol in common. ${only}${REFUSED_SINCE_1_67}`,
        attribute: alpnPolicy,
        related: [valueOf(alpnPolicy), ...targetsOf(edge)],
        fixes: () => [setAttribute(alpnPolicy, { value: BEST_ALPN_POLICY, grpc, safe: true })],
      });
    }
  },
};
