import { BEST_ALPN_POLICY } from '../domains/awsAlpn.ts';
import type { Attribute } from '../domains/edges.ts';
import type { ProjectEdge } from '../project/edges.ts';
import { carriedBy } from '../project/metHops.ts';
import type { Project } from '../project/project.ts';
import type { Location } from '../text/location.ts';
import {
  edgeFinding,
  endsTlsAt,
  perPlace,
  REFUSED_SINCE_1_67,
  setAttribute,
  targetsOf,
  valueOf,
  valueWords,
} from './edgeFinding.ts';
import type { Finding } from './rule.ts';

/** An edge of a Network Load Balancer that ends TLS. */
export interface NlbEdge extends ProjectEdge {
  readonly alpnPolicy: Attribute<string>;
}

/** The TLS listeners of Network Load Balancers. */
export function nlbEdges({ edges }: Project): readonly NlbEdge[] {
  return edges.filter(isNlbEdge);
}

function isNlbEdge(edge: ProjectEdge): edge is NlbEdge {
  return edge.alpnPolicy !== undefined && endsTlsAt(edge, 'aws-nlb');
}

/** Whether no ALPN policy is asked for: none is written, or "None", which is the default. */
export function asksForNone({ alpnPolicy: { declared } }: NlbEdge): boolean {
  return declared.kind === 'absent' || (declared.kind === 'stated' && declared.value === 'None');
}

/** Findings for edges that ask for no ALPN policy. */
export function* withoutPolicy(project: Project, edges: readonly NlbEdge[]): Generator<Finding> {
  for (const { at, strongest: edge } of perPlace(edges, placeOf, (it) => carriedBy(project, it))) {
    const { alpnPolicy, policyIgnored, grpc } = edge;
    const lacks =
      alpnPolicy.declared.kind === 'absent'
        ? `\`${alpnPolicy.name}\` is not set, and AWS documents that nothing is negotiated then`
        : `\`${alpnPolicy.name}\` is ${valueWords(alpnPolicy, 'None')}`;
    const ignored = policyIgnored === undefined ? '' : ` To set it would change nothing: ${policyIgnored}.`;
    yield edgeFinding(project, edge, {
      kind: 'broke-at-1.67',
      at,
      message: `A Network Load Balancer ends TLS here without selecting a protocol: ${lacks}. ${REFUSED_SINCE_1_67}${ignored}`,
      attribute: alpnPolicy,
      related: [valueOf(alpnPolicy), ...targetsOf(edge)],
      fixes: () =>
        policyIgnored === undefined ? [setAttribute(alpnPolicy, { value: BEST_ALPN_POLICY, grpc, safe: true })] : [],
    });
  }
}

/** The policy, or, where there is none, what makes the load balancer end TLS. */
function placeOf({ at, alpnPolicy }: NlbEdge): Location {
  return alpnPolicy.declared.kind === 'absent' ? at : alpnPolicy.at;
}
