import { describe, expect, it } from 'vitest';
import { pictureOf } from '../../client/mapPicture.ts';
import { renderMap } from '../../cli/renderMap.ts';
import { alpnLensesOf } from '../../core/features/alpnLenses.ts';
import { endpointsHere, endpointsOf } from '../../core/features/endpoints.ts';
import { goDialersOf } from '../../core/features/goMap.ts';
import { mapOf } from '../../core/features/map.ts';
import { mermaidOf } from '../../core/map/mermaid.ts';
import { placed } from '../../core/map/placed.ts';
import type { AtLocation, MapListener } from '../../core/map/types.ts';
import {
  answerWords,
  judgementsOf,
  kindWords,
  leadWords,
  offerWords,
  socketWords,
  targetWords,
  versionWords,
} from '../../core/map/words.ts';
import { judgementText } from '../../core/map/tones.ts';
import type { EdgeListener } from '../../core/domains/edges.ts';
import type { FilePath } from '../../core/text/filePath.ts';
import {
  http2Of,
  edgeHost,
  edgeListener,
  edgeTarget,
  LB_TF,
  natGateway,
  placeIn,
  policyOf,
  projectWith,
} from '../support/edges.ts';
import { goClient, goMain, goMod } from '../support/goTexts.ts';

type Listener = MapListener<AtLocation, FilePath>;

async function mapWith(
  edges: readonly EdgeListener[],
  texts: Readonly<Record<string, string>> = {},
): Promise<readonly Listener[]> {
  const all = mapOf(await projectWith(edges, texts));
  return all.filter(({ name }) => name !== null);
}

async function one(facts: Partial<EdgeListener>, texts?: Readonly<Record<string, string>>): Promise<Listener> {
  const [listener] = await mapWith([edgeListener(facts)], texts);
  if (listener === undefined) throw new Error('no listener');
  return listener;
}

function verdictsOf(leg: Parameters<typeof judgementsOf>[0]): readonly string[] {
  return judgementsOf(leg).map(({ bands, judgement }) => `${bands}: ${judgementText(judgement)}`);
}

const MISSING = 'fails since 1.67.0: credentials: cannot check peer: missing selected ALPN property';

/** A Go server with TLS that selects h2, or nothing, on the port that the target group leads to. */
const server = (protocols: string): Readonly<Record<string, string>> => ({
  'orders/go.mod': goMod('v1.67.1'),
  'orders/main.go': goMain(
    `l, _ := tls.Listen("tcp", ":50051", &tls.Config{NextProtos: []string{${protocols}}})`,
    'grpc.NewServer().Serve(l)',
  ),
});

describe('what a platform runs, on the map', () => {
  it('has the fields of every listener', async () => {
    const listener = await one({});
    expect(listener).toMatchObject({
      source: 'terraform',
      configuration: '/ws/lb.tf',
      module: 'nlb',
      name: 'aws_lb_listener.grpc',
      address: '',
      port: 443,
      serverNames: ['grpc.example.com'],
      tls: 'terminated',
      http2: null,
      alpn: { kind: 'ignores' },
      grpc: { evidence: 'likely' },
      nginxVersion: null,
      grpcGo: null,
      remarks: [],
      dials: [
        { route: { kind: 'target' }, to: 'aws_lb_target_group.orders', protocol: 'TCP', port: 50051, leadsTo: [] },
      ],
    });
    expect(listener.outcomes).toHaveLength(4);
    expect([socketWords(listener), kindWords(listener), versionWords(listener), answerWords(listener)]).toEqual([
      'aws_lb_listener.grpc, port 443',
      'AWS NLB, TLS ends here',
      'Terraform',
      'selects nothing',
    ]);
    expect(verdictsOf(listener)).toEqual(['grpc-go up to 1.66: works', `grpc-go 1.67 and newer: ${MISSING}`]);
    const [dial] = listener.dials;
    expect(dial && [targetWords(dial), offerWords(dial, listener)]).toEqual([
      'aws_lb_target_group.orders: port 50051',
      'TCP',
    ]);
  });

  it('says of a NAT gateway that there is nothing to configure, and judges nothing', async () => {
    const [gateway] = await mapWith([natGateway()]);
    expect(gateway && [socketWords(gateway), kindWords(gateway), answerWords(gateway), ...verdictsOf(gateway)]).toEqual(
      ['aws_nat_gateway.main', 'AWS NAT gateway, TLS passes through', 'passes TLS through: nothing to configure'],
    );
    expect(gateway?.port).toBeNull();
  });

  it.each<[string, Partial<EdgeListener>, string, readonly string[]]>([
    [
      'a TCP listener whose server is not known',
      { protocol: 'TCP', tls: 'passthrough' },
      'passes TLS through: nothing to configure',
      ['every grpc-go: the server behind it decides'],
    ],
    ['a policy with h2', { alpnPolicy: policyOf('HTTP2Preferred') }, 'selects h2', ['every grpc-go: works']],
    [
      'a policy that may be ignored',
      { alpnPolicy: policyOf('HTTP2Preferred'), policyIgnored: 'nobody reads it' },
      'not known: an AWS Load Balancer Controller >= 2.5 acts on its ALPN policy if its webhook ran when the Service was created, and else nothing does',
      ['every grpc-go: cannot be said from here'],
    ],
    [
      'no policy, which would be ignored',
      { policyIgnored: 'nobody reads it' },
      'selects nothing',
      ['grpc-go up to 1.66: works', `grpc-go 1.67 and newer: ${MISSING}`],
    ],
    [
      'a classic load balancer',
      { product: 'aws-classic-elb', alpnPolicy: undefined },
      'selects nothing',
      ['grpc-go up to 1.66: works', `grpc-go 1.67 and newer: ${MISSING}`],
    ],
    [
      'an ALB without HTTP/2, which has never worked',
      { product: 'aws-alb', alpnPolicy: undefined, http2: http2Of(false) },
      'selects nothing',
      [
        'grpc-go up to 1.66: fails, has never worked: error reading server preface: http2: frame too large',
        'grpc-go 1.67 and newer: fails, has never worked: credentials: cannot check peer: missing selected ALPN property',
      ],
    ],
    [
      'an F5 controller by default',
      { product: 'f5-nginx-ingress', alpnPolicy: undefined, http2: http2Of() },
      'refuses: no application protocol (120)',
      ['every grpc-go: fails, has never worked: remote error: tls: no application protocol'],
    ],
    [
      'what is not known',
      { tls: undefined },
      'not known: the text does not tell whether it ends TLS',
      ['every grpc-go: cannot be said from here'],
    ],
    ['plain text', { protocol: 'TCP', tls: 'plain' }, 'no TLS', []],
  ])('%s', async (_, facts, answer, verdicts) => {
    const listener = await one(facts);
    expect(answerWords(listener)).toBe(answer);
    expect(verdictsOf(listener)).toEqual(verdicts);
  });

  it('leads to the Go server that the target names, and takes its verdict where TLS passes through', async () => {
    const target = edgeTarget({ programs: ['orders'] });
    const behind = server('');
    const ended = await one({ targets: [target] }, behind);
    expect(ended.dials[0]?.leadsTo.map(leadWords)).toEqual(['*:50051']);
    const place = () => ({ uri: 'file:///ws/lb.tf', range: ORIGIN });
    const drawn = placed(ended, { place, file: (file) => `file://${file}` });
    const { listeners } = pictureOf({ schema: 1, modules: [], listeners: [drawn], dialers: [] }, (uri) => uri);
    expect(listeners[0]?.routes).toMatchObject([{ route: 'target', offer: 'TCP', leads: '*:50051' }]);
    const passing = { protocol: 'TCP', tls: 'passthrough', targets: [target] } as const;
    expect(verdictsOf(await one(passing, behind))).toEqual([
      'grpc-go up to 1.66: works',
      `grpc-go 1.67 and newer: ${MISSING}`,
    ]);
    expect(verdictsOf(await one(passing, server('"h2"')))).toEqual(['every grpc-go: works']);
    // Several targets, of which one is somewhere else.
    const elsewhere = { ...passing, targets: [target, edgeTarget({ port: 7000 })] };
    expect(verdictsOf(await one(elsewhere, server('"h2"')))).toEqual(['every grpc-go: the server behind it decides']);
  });

  it('takes for gRPC what leads to a module that serves it, and not what leads to one that only calls', async () => {
    const unknown = { grpc: 'unknown', because: ['nothing says'] } as const;
    const facts = { grpc: unknown, targets: [edgeTarget({ programs: ['orders'], grpc: unknown })] };
    expect((await one(facts, server('"h2"'))).grpc).toEqual({
      evidence: 'likely',
      because: ['it leads to shop.example/orders, whose Go source serves gRPC'],
    });
    const calling = { 'orders/go.mod': goMod('v1.67.1'), 'orders/main.go': goMain(goClient('stock:443')) };
    expect((await one(facts, calling)).grpc.evidence).toBe('unknown');
    const other = { ...facts, targets: [edgeTarget({ programs: ['orders'], port: 8080, grpc: unknown })] };
    expect((await one(other, server('"h2"'))).grpc.evidence).toBe('unknown');
  });

  it('draws a load balancer, the Ingresses behind it and the module behind these as one path', async () => {
    const controller = edgeListener({
      source: 'kubernetes',
      name: 'Service ingress-nginx/ingress-nginx-controller',
      protocol: 'TCP',
      tls: 'passthrough',
      hosts: [],
      targets: [edgeTarget({ name: 'controller', port: 443, programs: ['ingress-nginx-controller', 'controller'] })],
    });
    const ingress = edgeListener({
      source: 'kubernetes',
      product: 'ingress-nginx',
      name: 'Ingress shop/orders',
      alpnPolicy: undefined,
      targets: [edgeTarget({ name: 'Service shop/orders', protocol: 'GRPCS', addresses: ['orders.shop.svc:50051'] })],
    });
    const found = await mapWith([controller, ingress], server('"h2"'));
    expect(found.map(({ dials }) => dials.flatMap((it) => it.leadsTo.map(leadWords)))).toEqual([
      ['Ingress shop/orders, port 443 for grpc.example.com'],
      ['*:50051'],
    ]);
    expect(found.map(verdictsOf)).toEqual([['every grpc-go: works'], ['every grpc-go: works']]);
    expect(found[1]?.dials[0] && verdictsOf(found[1].dials[0])).toEqual(['every grpc-go: works']);
    const drawing = mermaidOf({ listeners: found, dialers: [] }, (it) => it);
    expect(drawing).toContain('l0u0 -.-> l1');
    expect(drawing).toContain('Ingress shop/orders, port 443 grpc.example.com');
  });

  it('two that pass on to each other are no endless way', async () => {
    const controller = (name: string): EdgeListener =>
      edgeListener({
        product: 'ingress-nginx',
        name,
        tls: 'passthrough',
        alpnPolicy: undefined,
        targets: [edgeTarget({ port: 443, programs: ['ingress-nginx-controller'] })],
      });
    const found = await mapWith([controller('a'), controller('b')]);
    expect(found.map(verdictsOf)).toEqual([
      ['every grpc-go: the server behind it decides'],
      ['every grpc-go: the server behind it decides'],
    ]);
  });

  it('is printed, and drawn on the page, whatever it lacks', async () => {
    const strange = edgeListener({
      ...{ port: undefined, tls: undefined, protocol: undefined, hosts: [], alpnPolicy: undefined },
      targets: [edgeTarget({ protocol: undefined, port: undefined })],
      remarks: ['It lacks everything.'],
    });
    const project = await projectWith([strange, natGateway()]);
    const place = () => ({ file: 'lb.tf', uri: 'file:///ws/lb.tf', range: ORIGIN });
    const listeners = mapOf(project).map((it) => placed(it, { place, file: (file) => `file://${file}` }));
    const text = renderMap({ modules: [], listeners, dialers: [] }, { colours: false });
    expect(text).toContain('file:///ws/lb.tf: Terraform');
    expect(text).toContain('aws_lb_listener.grpc (AWS NLB, whether TLS ends here is not known) lb.tf:1');
    expect(text).toContain('    It lacks everything.\n');
    expect(text).toContain('target -> aws_lb_target_group.orders: how is not known');
    expect(text).toContain('aws_nat_gateway.main (AWS NAT gateway, TLS passes through)');
    const picture = pictureOf({ schema: 1, modules: [], listeners, dialers: [] }, (uri) => uri);
    expect(picture.listeners).toMatchObject([
      { socket: 'aws_lb_listener.grpc', remarks: 'It lacks everything.', routes: [{ route: 'target', leads: '' }] },
      { socket: 'aws_nat_gateway.main', answer: 'passes TLS through: nothing to configure', routes: [] },
    ]);
  });
});

const ORIGIN = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

describe('a client in Go', () => {
  const client = (target: string): Readonly<Record<string, string>> => ({
    'shop/go.mod': goMod('v1.67.1', 'shop.example/shop'),
    'shop/main.go': goMain(goClient(target)),
  });

  it('leads to the load balancer that has this host and port, and gets what that gives', async () => {
    const [dialer] = goDialersOf(await projectWith([edgeListener()], client('dns:///grpc.example.com:443')));
    expect(dialer?.leadsTo.map(leadWords)).toEqual(['aws_lb_listener.grpc, port 443 for grpc.example.com']);
    expect(dialer && verdictsOf(dialer)).toEqual(['grpc-go up to 1.66: works', `grpc-go 1.67 and newer: ${MISSING}`]);
  });

  it.each([
    ['another port', 'grpc.example.com:8443', 'grpc.example.com'],
    ['another name', 'www.example.com:443', 'grpc.example.com'],
    ['two labels in the place of a wildcard', 'a.b.example.com:443', '*.example.com'],
  ])('does not where it has %s', async (_, target, host) => {
    const project = await projectWith([edgeListener({ hosts: [edgeHost(host)] })], client(target));
    expect(goDialersOf(project)[0]?.leadsTo).toEqual([]);
  });

  it('does so by a wildcard, too', async () => {
    const project = await projectWith(
      [edgeListener({ hosts: [edgeHost('*.example.com')] })],
      client('grpc.example.com:443'),
    );
    expect(goDialersOf(project)[0]?.leadsTo).toHaveLength(1);
  });

  it('gets what nginx gives behind a load balancer of the same name that passes TLS through', async () => {
    const nginx = `# grpc-alpn: nginx=1.26.3
events {}
http { server { listen 443 ssl; http2 on; server_name grpc.example.com; location / { grpc_pass grpc://10.0.0.5:50051; } } }
`;
    const edges = [edgeListener({ protocol: 'TCP', tls: 'passthrough' })];
    const project = await projectWith(edges, { ...client('grpc.example.com:443'), 'nginx.conf': nginx });
    const [dialer] = goDialersOf(project);
    expect(dialer?.leadsTo).toHaveLength(2);
    expect(dialer && verdictsOf(dialer)).toEqual(['every grpc-go: works']);
  });
});

describe('what can be probed', () => {
  it('is each name that one can connect to, where TLS is spoken', async () => {
    const hosts = [edgeHost(), edgeHost('*.example.com'), edgeHost('${var.host}')];
    const project = await projectWith([
      edgeListener({ hosts }),
      edgeListener({ tls: 'plain', port: 80 }),
      edgeListener({ tls: undefined, port: 444 }),
      edgeListener({ port: 445, grpc: { grpc: 'no', because: ['the name says postgres'] } }),
      natGateway(),
    ]);
    expect(endpointsOf(project).map(({ target, sni }) => [target, sni])).toEqual([['grpc.example.com:443', undefined]]);
  });

  it('is named at the listener and at the name', async () => {
    const project = await projectWith([edgeListener()]);
    for (const word of ['"TLS"', 'grpc.example.com']) {
      const { file, span } = placeIn(LB_TF, word);
      expect(endpointsHere(project, file, { start: span.start + 1, end: span.start + 1 })).toMatchObject([
        { target: 'grpc.example.com:443' },
      ]);
    }
    const { file, span } = placeIn(LB_TF, '50051');
    expect(endpointsHere(project, file, span)).toEqual([]);
  });

  it('has a lens above each listener that takes TLS', async () => {
    const project = await projectWith([
      edgeListener(),
      edgeListener({ alpnPolicy: policyOf('HTTP2Only'), hosts: [] }),
      edgeListener({ at: placeIn(LB_TF, 'port     = 50051'), tls: 'passthrough' }),
      natGateway(),
    ]);
    expect(alpnLensesOf(project).map(({ title, endpoint }) => `${title} ${endpoint?.target ?? '-'}`)).toEqual([
      'ALPN: none selected or h2 grpc.example.com:443',
      'ALPN: passes through grpc.example.com:443',
    ]);
    expect(alpnLensesOf(project, placeIn(LB_TF, '443').file)).toHaveLength(2);
  });
});
