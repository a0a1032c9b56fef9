import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EdgeProduct } from '../../core/domains/edges.ts';
import { edgeVerdict } from '../../core/project/edgeVerdict.ts';
import type { ProjectEdge } from '../../core/project/edges.ts';
import type { Texts } from '../rules/harness.ts';
import { checkTexts } from '../support/openWorkspace.ts';
import { behaviourOf, expectRpc } from './agreement.ts';
import { startEdges, type EdgeAnswers, type EdgeServers } from './edgeServer.ts';
import {
  cloudFormationAlb,
  cloudFormationClassic,
  cloudFormationNlb,
  kubernetesIngress,
  kubernetesService,
  terraformAlb,
  terraformClassic,
  terraformNlb,
} from './edgeTexts.ts';
import { BUILD_TIMEOUT, GRPC_GO_VERSIONS } from './grpcGo.ts';
import { nginxesUnderTest, startNginx } from './nginx.ts';
import { startRoom, type Room } from './room.ts';

/*
 * Load balancers of AWS cannot be run here. A listener that answers as AWS documents it for a policy, in front of a real gRPC server, proves the
 * second half of a verdict: what real grpc-go makes of such an answer, and in which words. That an NLB does answer like this rests on AWS's
 * documentation ("ALPN policies" in the user guide for Network Load Balancers), that a classic load balancer knows no ALPN on its documentation's
 * silence and on reports (grpc/grpc#18549, #9991, #18710). How an ALB without HTTP/2 answers is documented nowhere: both answers that there can be
 * are tried. Ingress controllers are real nginx of the versions under test, with the directives that the controllers write.
 */

/** Declarations of one kind, and the listener that answers like what they declare. */
interface Row {
  readonly product: EdgeProduct;
  readonly answers: EdgeAnswers;
  readonly declared: Readonly<Record<string, Texts>>;
}

const LBC = { type: 'external', 'nlb-target-type': 'ip' };
const NONE: EdgeAnswers = { protocols: [], otherwise: 'none', then: 'bytes' };
const HTTP1_ANSWERS: EdgeAnswers = { protocols: [], otherwise: 'none', then: 'http1' };

/** An NLB with this policy, which passes bytes on. */
function policy(...protocols: readonly string[]): EdgeAnswers {
  return { protocols, otherwise: 'none', then: 'bytes' };
}

const ROWS: Readonly<Record<string, Row>> = {
  'NLB, no policy': {
    product: 'aws-nlb',
    answers: NONE,
    declared: {
      terraform: terraformNlb({}),
      cloudformation: cloudFormationNlb(undefined),
      'kubernetes by annotation': kubernetesService(LBC),
      'kubernetes by class': kubernetesService({}, { loadBalancerClass: 'service.k8s.aws/nlb' }),
    },
  },
  'NLB, None': {
    product: 'aws-nlb',
    answers: NONE,
    declared: {
      terraform: terraformNlb({ policy: 'None' }),
      cloudformation: cloudFormationNlb('None'),
      kubernetes: kubernetesService({ ...LBC, 'alpn-policy': 'None' }),
    },
  },
  'NLB, HTTP1Only': {
    product: 'aws-nlb',
    answers: policy('http/1.1', 'http/1.0'),
    declared: {
      terraform: terraformNlb({ policy: 'HTTP1Only' }),
      cloudformation: cloudFormationNlb('HTTP1Only'),
      kubernetes: kubernetesService({ ...LBC, 'alpn-policy': 'HTTP1Only' }),
    },
  },
  'NLB, HTTP2Only': {
    product: 'aws-nlb',
    answers: policy('h2'),
    declared: {
      terraform: terraformNlb({ policy: 'HTTP2Only' }),
      cloudformation: cloudFormationNlb('HTTP2Only'),
      kubernetes: kubernetesService({ ...LBC, 'alpn-policy': 'HTTP2Only' }),
    },
  },
  'NLB, HTTP2Optional': {
    product: 'aws-nlb',
    answers: policy('http/1.1', 'http/1.0', 'h2'),
    declared: {
      terraform: terraformNlb({ policy: 'HTTP2Optional' }),
      cloudformation: cloudFormationNlb('HTTP2Optional'),
      kubernetes: kubernetesService({ ...LBC, 'alpn-policy': 'HTTP2Optional' }),
    },
  },
  'NLB, HTTP2Preferred': {
    product: 'aws-nlb',
    answers: policy('h2', 'http/1.1', 'http/1.0'),
    declared: {
      terraform: terraformNlb({ policy: 'HTTP2Preferred' }),
      cloudformation: cloudFormationNlb('HTTP2Preferred'),
      kubernetes: kubernetesService({ ...LBC, 'alpn-policy': 'HTTP2Preferred' }),
    },
  },
  'NLB of the controller that is built in, which knows no policy': {
    product: 'aws-nlb',
    answers: NONE,
    declared: { kubernetes: kubernetesService({ type: 'nlb' }) },
  },
  'classic, SSL': {
    product: 'aws-classic-elb',
    answers: NONE,
    declared: {
      terraform: terraformClassic({ front: 'SSL', back: 'TCP' }),
      'terraform in lower case': terraformClassic({ front: 'ssl', back: 'tcp' }),
      cloudformation: cloudFormationClassic({ front: 'SSL', back: 'TCP' }),
      kubernetes: kubernetesService({ type: 'clb' }),
    },
  },
  'classic, HTTPS': {
    product: 'aws-classic-elb',
    answers: HTTP1_ANSWERS,
    declared: {
      terraform: terraformClassic({ front: 'HTTPS', back: 'HTTP' }),
      'terraform in lower case': terraformClassic({ front: 'https', back: 'http' }),
      cloudformation: cloudFormationClassic({ front: 'HTTPS', back: 'HTTP' }),
      kubernetes: kubernetesService({ type: 'clb', 'backend-protocol': 'http' }),
    },
  },
  'ALB, target group GRPC': {
    product: 'aws-alb',
    answers: { protocols: ['h2', 'http/1.1'], otherwise: 'none', then: 'bytes' },
    declared: {
      terraform: terraformAlb({ version: 'GRPC' }),
      cloudformation: cloudFormationAlb({ version: 'GRPC', http2: true }),
    },
  },
};

const NAMED = Object.entries(ROWS).map(([name, row]) => ({ name, row }));
const DECLARED = NAMED.flatMap(({ name, row }) =>
  Object.entries(row.declared).map(([by, texts]) => ({ name, row, by, texts })),
);

const HTTP2_OFF = {
  terraform: terraformAlb({ version: 'GRPC', http2: false }),
  cloudformation: cloudFormationAlb({ version: 'GRPC', http2: false }),
};
const WITHOUT_HTTP2: readonly EdgeAnswers[] = [
  { protocols: ['http/1.1'], otherwise: 'none', then: 'http1' },
  { protocols: ['http/1.1'], otherwise: 'alert', then: 'http1' },
];
const ANSWERS_464: EdgeAnswers = { protocols: ['h2', 'http/1.1'], otherwise: 'none', then: '464' };
const PASSES_ON: EdgeAnswers = { protocols: [], otherwise: 'none', then: 'raw' };

const ALL: readonly EdgeAnswers[] = [...NAMED.map(({ row }) => row.answers), ...WITHOUT_HTTP2, ANSWERS_464, PASSES_ON];
const PLAIN = '10.0.0.5:50051';
const TLS = '10.0.0.6:50052';

let room: Room;
let servers: EdgeServers;

beforeAll(async () => {
  room = await startRoom();
  const places = room.upstreams('v1.85.0', { plain: [PLAIN], tls: [TLS] });
  servers = await startEdges(ALL, { plain: places.get(PLAIN) ?? '', tls: places.get(TLS) ?? '' });
}, BUILD_TIMEOUT);
afterAll(async () => {
  await Promise.all([room.stop(), servers.stop()]);
});

function portOf(answers: EdgeAnswers): number {
  const port = servers.ports[ALL.indexOf(answers)];
  if (port === undefined) throw new Error('not started');
  return port;
}

/** The only hop that these texts declare. */
async function edgeOf(texts: Texts): Promise<ProjectEdge> {
  const { snapshot } = await checkTexts(texts);
  const [edge, ...others] = snapshot.project.edges;
  expect(others.map(({ name }) => name)).toEqual([]);
  if (edge === undefined) throw new Error(`nothing is declared by ${Object.values(texts).join('\n')}`);
  return edge;
}

describe.each(DECLARED)('$name, $by', ({ row, texts }) => {
  it.each(GRPC_GO_VERSIONS)('gives grpc-go %s what is said', async (grpcGo) => {
    const edge = await edgeOf(texts);
    expect({ product: edge.product, tls: edge.tls, port: edge.port }).toEqual({
      product: row.product,
      tls: 'terminated',
      port: 443,
    });
    const verdict = edgeVerdict(edge, behaviourOf(grpcGo));
    if (verdict === undefined) throw new Error('no TLS');
    expectRpc(await room.program(grpcGo).dial({ target: portOf(row.answers) }), verdict);
  });
});

describe.each(Object.entries(HTTP2_OFF))('ALB without HTTP/2, %s', (_by, texts) => {
  it.each(GRPC_GO_VERSIONS)('fails with grpc-go %s, however it answers', async (grpcGo) => {
    const verdict = edgeVerdict(await edgeOf(texts), behaviourOf(grpcGo));
    expect(verdict?.result).toBe('fails');
    expect(verdict?.brokeAt).toBeUndefined();
    const results = [];
    for (const answers of WITHOUT_HTTP2) results.push(await room.program(grpcGo).dial({ target: portOf(answers) }));
    expect(results.map(({ ok }) => ok)).toEqual([false, false]);
  });
});

describe('ALB, target group HTTP1', () => {
  const texts = { terraform: terraformAlb({}), cloudformation: cloudFormationAlb({ version: 'HTTP1' }) };

  it.each(Object.entries(texts))('is no matter of TLS: %s', async (_by, declared) => {
    const edge = await edgeOf(declared);
    expect(edgeVerdict(edge, behaviourOf('v1.85.0'))).toEqual({ result: 'works', cures: [] });
  });

  it.each(GRPC_GO_VERSIONS)('gives grpc-go %s the status that AWS documents for it', async (grpcGo) => {
    const result = await room.program(grpcGo).dial({ target: portOf(ANSWERS_464) });
    expect(result).toMatchObject({ ok: false, code: 'Unknown' });
    expect(result.ok || result.message).toContain('unexpected HTTP status code received from server: 464');
  });
});

it.each(GRPC_GO_VERSIONS)('a TCP listener of an NLB leaves TLS to the server behind: grpc-go %s', async (grpcGo) => {
  const edge = await edgeOf(terraformNlb({ protocol: 'TCP' }));
  expect(edge).toMatchObject({ product: 'aws-nlb', tls: 'passthrough', port: 443 });
  expect(edgeVerdict(edge, behaviourOf(grpcGo))).toBeUndefined();
  expect(await room.program(grpcGo).dial({ target: portOf(PASSES_ON) })).toEqual({ ok: true });
});

/** With what a controller writes for it: the directive of the version, or the parameter of `listen` that there was before. */
const INGRESSES = [
  { name: 'ingress-nginx', texts: kubernetesIngress({ controller: 'ingress-nginx', http2: undefined }), http2: true },
  {
    name: 'ingress-nginx, off',
    texts: kubernetesIngress({ controller: 'ingress-nginx', http2: 'false' }),
    http2: false,
  },
  { name: 'F5', texts: kubernetesIngress({ controller: 'f5', http2: undefined }), http2: false },
  { name: 'F5, on', texts: kubernetesIngress({ controller: 'f5', http2: 'True' }), http2: true },
] as const;

const binaries = await nginxesUnderTest();

describe.each(binaries.flatMap((nginx) => INGRESSES.map((it) => ({ ...it, nginx, version: nginx.version }))))(
  '$name, with nginx $version',
  ({ texts, http2, nginx }) => {
    it.each(GRPC_GO_VERSIONS)('gives grpc-go %s what is said', async (grpcGo) => {
      const edge = await edgeOf(texts);
      const verdict = edgeVerdict(edge, behaviourOf(grpcGo));
      if (verdict === undefined) throw new Error('no TLS');
      const running = await startNginx({
        nginx,
        files: `events {}
http {
  server {
    listen 443 ssl${http2 ? ' http2' : ''};
    server_name orders.example.com;
    ssl_certificate /etc/nginx/tls/server.crt;
    ssl_certificate_key /etc/nginx/tls/server.key;
    location / { grpc_pass grpc://${PLAIN}; }
  }
}
`,
        upstreams: room.upstreams(grpcGo, { plain: [PLAIN] }),
      });
      try {
        const { host, port } = running.at(443);
        const target = `${host}:${port}`;
        expectRpc(await room.program(grpcGo).dial({ target, serverName: 'orders.example.com' }), verdict);
      } finally {
        await running.stop();
      }
    });
  },
);
