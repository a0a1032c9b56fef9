import type { Attribute, EdgeTarget } from '../domains/edges.ts';
import type { ProjectEdge } from '../project/edges.ts';
import { edgeFinding, endsTlsAt, perPlace, setAttribute, valueOf, valueWords, worksNowhere } from './edgeFinding.ts';
import type { Rule } from './rule.ts';

/** A target group that gets HTTP/1.1, and the listener that leads to it. */
interface Http1Target extends EdgeTarget {
  readonly version: Attribute<string>;
  readonly edge: ProjectEdge;
}

/** Reports a target group for HTTP/1.1 with gRPC behind it (AWS, Application Load Balancers user guide, "Protocol version": gRPC to HTTP/1.1 is an error; "HTTP 464"). */
export const awsAlbTargetGroupNotGrpc: Rule = {
  id: 'aws-alb-target-group-not-grpc',
  summary: 'An Application Load Balancer passes gRPC to a target group for HTTP/1.1',
  *check(project) {
    const targets = project.edges.filter(({ product }) => product === 'aws-alb').flatMap(http1Targets);
    for (const { at, strongest, all } of perPlace(
      targets,
      ({ version }) => version.at,
      ({ grpc }) => grpc,
    )) {
      const { version, grpc } = strongest;
      const overTls = all.find(({ edge }) => endsTlsAt(edge, 'aws-alb'));
      const { edge } = overTls ?? strongest;
      const written =
        version.declared.kind === 'stated' ? `is ${valueWords(version, 'HTTP1')}` : 'is not set, and HTTP1 without it';
      yield edgeFinding(project, edge, {
        kind: 'never-worked',
        at,
        message: `This target group gets HTTP/1.1: \`${version.name}\` ${written}. AWS documents that a gRPC request to it is an error (HTTP 464). ${overTls !== undefined ? NOT_TLS : edge.tls === 'plain' ? OVER_HTTP : NOT_ALPN} ${worksNowhere(edge, version)}`,
        attribute: version,
        evidence: grpc,
        related: [valueOf(version), { at: edge.at, message: `${edge.name} leads to it` }],
        // AWS documents that only an HTTPS listener leads to a target group for gRPC.
        fixes: () =>
          overTls === undefined ? [] : [setAttribute(version, { value: 'GRPC', grpc, safe: false, words: ANEW })],
      });
    }
  },
};

const NOT_TLS = 'That is not about ALPN, the TLS handshake works:';

const NOT_ALPN = 'That is not about ALPN, and AWS documents that a target group for gRPC needs an HTTPS listener:';

const OVER_HTTP = 'The listener is HTTP, too, and AWS documents that gRPC needs an HTTPS listener there:';

const ANEW = 'the target group is made anew, and its health check has to be one of gRPC';

function http1Targets(edge: ProjectEdge): readonly Http1Target[] {
  return edge.targets.flatMap((target) => {
    const { version } = target;
    return version !== undefined && isHttp1(version) ? [{ ...target, version, edge }] : [];
  });
}

/** HTTP2 is good enough: AWS documents that gRPC succeeds there if the targets support it. */
function isHttp1({ declared }: Attribute<string>): boolean {
  return declared.kind === 'absent' || (declared.kind === 'stated' && declared.value.toUpperCase() === 'HTTP1');
}
