import { BEST_ALPN_POLICY } from '../../domains/awsAlpn.ts';
import { EDGE_WORDS, socketWords } from '../../map/words.ts';
import { isStream, type ProjectEdge } from '../../project/edges.ts';
import { EDGE_MODULES, edgeSocketOf } from '../mapLeads.ts';
import type { HopKind, UpgradeHop } from './hop.ts';
import type { Line, Piece } from '../report.ts';

/** The place of a hop and what it is, in one line. */
export function hopLine({ at, what }: UpgradeHop): Line {
  return [{ at }, ': ', ...whatWords(what)];
}

function whatWords(what: HopKind): Line {
  switch (what.kind) {
    case 'nginx-listener': {
      const { address, port, tls, module } = what.listener;
      const does = tls === 'passthrough' ? 'passes TLS through' : 'ends TLS';
      return [`nginx (${module}) ${does} on `, { code: socketWords({ address, port: port ?? null }) }];
    }
    case 'nginx-dialer':
      return [`nginx (${what.listener.module}) opens TLS to `, { code: what.dial.dialer.to }];
    case 'edge': {
      const { edge } = what;
      const does = { terminated: 'ends TLS', passthrough: 'passes TLS through', plain: 'speaks no TLS' };
      const how = edge.tls === undefined ? 'may end TLS' : does[edge.tls];
      return [`${EDGE_WORDS[EDGE_MODULES[edge.product]]} ${how}: `, { code: socketWords(edgeSocketOf(edge)) }];
    }
    case 'go-server': {
      const { kind, consumer } = what.serving;
      if (kind === 'credentials') return ['a grpc-go server with TLS of its own'];
      if (kind === 'http') return ['a server of net/http with TLS'];
      return [`a TLS listener in Go, for ${{ grpc: 'a grpc-go server', cmux: 'cmux', http: 'net/http' }[consumer]}`];
    }
    case 'go-client': {
      const { target } = what.dialing;
      return target === undefined ? ['a client in Go'] : ['a client in Go, to ', { code: target.text }];
    }
    case 'go-handshake':
      return ['a TLS handshake that this code makes itself, in ', { text: what.own.in }];
  }
}

/** Who refuses a hop that fails, and with which words. */
export function refusalLine({ verdict: { error, brokeAt }, refusedBy }: UpgradeHop): Line {
  const text = error?.split('. If you upgraded')[0];
  const printed: Line = text === undefined ? [] : [' and prints ', { code: text }];
  if (brokeAt === undefined) return text === undefined ? [] : ['the client prints ', { code: text }];
  if (refusedBy === 'client') return ['the grpc-go client refuses it', ...printed];
  return ['the grpc-go server refuses it and logs nothing by default; the client prints ', { code: text ?? '' }];
}

/** What to change at a hop that fails for lack of ALPN. */
export function cureLine({ what, verdict }: UpgradeHop): Line {
  if (verdict.result !== 'fails') return [];
  if (verdict.cures.includes('use-known-name')) return ['to change: a server name that it knows'];
  if (verdict.cures.includes('allow-grpc-go-tls'))
    return ['to change: TLS 1.2 or 1.3 with the cipher suites that grpc-go offers'];
  switch (what.kind) {
    case 'nginx-listener':
      return what.listener.module === 'stream'
        ? ['to change: `ssl_alpn h2;` (nginx 1.21.4 and newer), or let TLS pass through']
        : ['to change: `http2 on;` (nginx 1.25.1 and newer; before, `listen … ssl http2;`)'];
    case 'nginx-dialer':
      return what.listener.module === 'stream'
        ? [
            'to change: `proxy_ssl_alpn h2;` (nginx 1.31.0 and newer), let TLS pass through, or serve with http and `grpc_pass`',
          ]
        : ['to change: `grpc_pass`, which offers h2'];
    case 'edge':
      return edgeCure(what.edge);
    case 'go-server':
      if (what.serving.config?.getConfigForClient !== undefined)
        return [
          'to change: `NextProtos: []string{"h2"}` in what `GetConfigForClient` returns; for credentials.NewTLS alone, grpc-go 1.68.0 and newer does that',
        ];
      if (what.serving.http2Disabled !== undefined) return ['to change: switch HTTP/2 of net/http on again'];
      return what.serving.kind === 'listener' && what.serving.credentials?.kind === 'tls'
        ? ['to change: TLS once, either in the listener or in the credentials']
        : ['to change: `NextProtos: []string{"h2"}` in its `tls.Config`'];
    case 'go-client':
    case 'go-handshake':
      return ['to change: `NextProtos: []string{"h2"}` in its `tls.Config`'];
  }
}

/** In the words of the file that declares it. */
function edgeCure(edge: ProjectEdge): Line {
  const { product, source, alpnPolicy, policyIgnored, http2 } = edge;
  if (isStream(edge))
    return [
      'to change: ',
      { code: 'ssl_alpn h2;' },
      ' in ',
      { code: 'serverSnippets' },
      ' (nginx 1.21.4 and newer), or let TLS pass through',
    ];
  switch (product) {
    case 'aws-nlb':
      if (policyIgnored !== undefined)
        return [{ text: `to change: the ALPN policy has no effect here: ${policyIgnored}` }];
      return ['to change: ', { code: policyLine(source, alpnPolicy?.name) }, ', or let TLS pass through'];
    case 'aws-classic-elb':
      return [
        `to change: let TLS pass through (listener protocol TCP), or replace it by an NLB with ALPN policy ${BEST_ALPN_POLICY} or by an ALB: it has no setting for ALPN`,
      ];
    case 'aws-alb':
    case 'ingress-nginx':
    case 'f5-nginx-ingress':
      return ['to change: HTTP/2 switched on', ...(http2 === undefined ? [] : [', by ', { code: http2.name }])];
    case 'aws-nat-gateway':
      return [];
  }
}

function policyLine(source: ProjectEdge['source'], name = 'alpn_policy'): string {
  return source === 'terraform' ? `${name} = "${BEST_ALPN_POLICY}"` : `${name}: ${BEST_ALPN_POLICY}`;
}

/** Why it is taken for gRPC, and who leads there. */
export function evidenceLines({ grpc, dialers }: UpgradeHop): readonly Line[] {
  const reasons: Line = grpc === undefined ? [] : [`gRPC: ${grpc.grpc} (`, { text: grpc.because.join('; ') }, ')'];
  return [reasons, dialersLine(dialers)].filter((it) => it.length > 0);
}

/** So many clients of one hop are named. */
const MOST_DIALERS = 5;

function dialersLine(dialers: UpgradeHop['dialers']): Line {
  if (dialers.length === 0) return [];
  const named = dialers
    .slice(0, MOST_DIALERS)
    .flatMap((at, index): readonly Piece[] => (index === 0 ? [{ at }] : [', ', { at }]));
  const more = dialers.length - MOST_DIALERS;
  return ['dialled by ', ...named, ...(more > 0 ? [` and ${more} more`] : [])];
}
