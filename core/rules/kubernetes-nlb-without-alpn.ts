import { asksForNone, nlbEdges, withoutPolicy } from './nlbWithoutAlpn.ts';
import type { Rule } from './rule.ts';

/** Reports a Service or Gateway whose Network Load Balancer ends TLS without an ALPN policy (AWS Load Balancer Controller, docs/guide/service/annotations.md: the default is None). */
export const kubernetesNlbWithoutAlpn: Rule = {
  id: 'kubernetes-nlb-without-alpn',
  summary: 'The Network Load Balancer of a Service or Gateway ends TLS without an ALPN policy',
  check: (project) =>
    withoutPolicy(
      project,
      nlbEdges(project).filter((it) => it.source === 'kubernetes' && asksForNone(it)),
    ),
};
