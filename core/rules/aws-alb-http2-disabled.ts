import type { Location } from '../text/location.ts';
import type { ProjectEdge } from '../project/edges.ts';
import { carriedBy } from '../project/metHops.ts';
import {
  edgeFinding,
  endsTlsAt,
  isDefault,
  isWithin,
  perPlace,
  setAttribute,
  valueOf,
  valueWords,
  worksNowhere,
} from './edgeFinding.ts';
import type { Related, Rule } from './rule.ts';

/** Reports an Application Load Balancer with HTTP/2 switched off in front of gRPC (AWS, LoadBalancerAttribute, `routing.http2.enabled`: clients must connect using HTTP/1.1). */
export const awsAlbHttp2Disabled: Rule = {
  id: 'aws-alb-http2-disabled',
  summary: 'An Application Load Balancer in front of gRPC has HTTP/2 switched off',
  *check(project) {
    const edges = project.edges.filter((it) => endsTlsAt(it, 'aws-alb'));
    for (const { at, strongest: edge, all } of perPlace(edges, placeOf, (it) => carriedBy(project, it))) {
      const { http2, grpc } = edge;
      if (http2 === undefined) continue;
      yield edgeFinding(project, edge, {
        kind: 'never-worked',
        at,
        message: `\`${http2.name}\` ${isDefault(http2) ? `is ${valueWords(http2, 'false')}. That switches HTTP/2 off` : 'switches HTTP/2 off'}: AWS documents that clients must connect with HTTP/1.1 then. gRPC needs HTTP/2: ${worksNowhere(edge, http2)}`,
        attribute: http2,
        related: [valueOf(http2), ...all.filter((it) => !isWithin(at, it.declaration)).map(withoutHttp2)],
        // Somebody wanted HTTP/1.1, perhaps for other clients: AWS checks header names more strictly with HTTP/2.
        fixes: () => [setAttribute(http2, { value: true, grpc, safe: false })],
      });
    }
  },
};

function placeOf({ http2 }: ProjectEdge): Location | undefined {
  return http2?.declared.kind === 'stated' && !http2.declared.value ? http2.at : undefined;
}

function withoutHttp2({ at, name }: ProjectEdge): Related {
  return { at, message: `${name} takes connections without HTTP/2` };
}
