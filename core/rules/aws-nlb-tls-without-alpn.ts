import { asksForNone, nlbEdges, withoutPolicy } from './nlbWithoutAlpn.ts';
import type { Rule } from './rule.ts';

/** Reports a TLS listener of a Network Load Balancer without an ALPN policy (AWS, Network Load Balancers user guide, "ALPN policies": the default is None). */
export const awsNlbTlsWithoutAlpn: Rule = {
  id: 'aws-nlb-tls-without-alpn',
  summary: 'A TLS listener of a Network Load Balancer has no ALPN policy',
  check: (project) =>
    withoutPolicy(
      project,
      nlbEdges(project).filter((it) => it.source !== 'kubernetes' && asksForNone(it)),
    ),
};
