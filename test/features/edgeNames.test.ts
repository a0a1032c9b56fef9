import { describe, expect, it } from 'vitest';
import { parseGoVersion } from '../../core/alpn/index.ts';
import type { GradedFinding } from '../../core/analyze.ts';
import { edgeHover } from '../../core/features/edgeHover.ts';
import { endpointsHere, endpointsOf } from '../../core/features/endpoints.ts';
import { goDialersOf } from '../../core/features/goMap.ts';
import { goSourceHover } from '../../core/features/goSourceHover.ts';
import { mapOf } from '../../core/features/map.ts';
import { preUpgrade, type PreUpgrade } from '../../core/features/preUpgrade/preUpgrade.ts';
import { metHops } from '../../core/project/metHops.ts';
import type { Project } from '../../core/project/project.ts';
import { filePath } from '../../core/text/filePath.ts';
import { goClient, goMain, goMod } from '../support/goTexts.ts';
import { checkTexts, FOLDER } from '../support/openWorkspace.ts';

/** A Service of two ports: TLS ends at one of them, the other one is passed on. */
function service(sslPorts = '443', host = 'orders.shop.example'): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: orders
  namespace: shop
  annotations:
    external-dns.alpha.kubernetes.io/hostname: ${host}
    service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:aws:acm:eu-central-1:111122223333:certificate/x
    service.beta.kubernetes.io/aws-load-balancer-ssl-ports: '${sslPorts}'
spec:
  type: LoadBalancer
  loadBalancerClass: service.k8s.aws/nlb
  ports:
    - name: grpc
      port: 443
      targetPort: 50051
    - name: grpc-raw
      port: 8443
      targetPort: 50052
`;
}

/** A load balancer of Terraform with a name: a listener of an NLB that ends TLS, or one of an ALB. */
function balancer(name: string, host: string, type: 'network' | 'application' = 'network'): string {
  const [protocol, group] =
    type === 'network' ? ['TLS', 'protocol = "TCP"'] : ['HTTPS', 'protocol = "HTTP"\n  protocol_version = "GRPC"'];
  return `resource "aws_lb" "${name}" {
  load_balancer_type = "${type}"
}

resource "aws_lb_listener" "${name}" {
  load_balancer_arn = aws_lb.${name}.arn
  port              = 443
  protocol          = "${protocol}"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.${name}.arn
  }
}

resource "aws_lb_target_group" "${name}" {
  port     = 50051
  ${group}
}

resource "aws_route53_record" "${name}" {
  name = "${host}"
  type = "A"
  alias {
    name = aws_lb.${name}.dns_name
  }
}
`;
}

const TEMPLATE = `AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Domain:
    Type: String
    Default: pay.shop.example
Resources:
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Type: network
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 443
      Protocol: TLS
      DefaultActions:
        - Type: forward
          TargetGroupArn: !Ref PayGroup
  PayGroup:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      Port: 50051
      Protocol: TCP
  Record:
    Type: AWS::Route53::RecordSet
    Properties:
      Name: !Ref Domain
      Type: A
      AliasTarget:
        DNSName: !GetAtt Balancer.DNSName
  Scaling:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      TargetGroupARNs:
        - Ref: PayGroup
`;

async function projectOf(texts: Readonly<Record<string, string>>): Promise<Project> {
  return (await checkTexts(texts)).snapshot.project;
}

/** What is told in a file at the last place of these words, without escapes. */
function hoverAt(project: Project, path: string, words: string): string | undefined {
  const file = filePath(`${FOLDER}/${path}`);
  const text = project.declarationFiles.get(file)?.text ?? '';
  const start = text.lastIndexOf(words);
  if (start < 0) throw new Error(`no ${words} in ${path}`);
  return edgeHover(project, file, start + words.length - 1)?.markdown.replaceAll(/\\(.)/g, '$1');
}

function client(version: string, ...targets: readonly string[]): Readonly<Record<string, string>> {
  return {
    'cart/go.mod': goMod(version, 'shop.example/cart'),
    'cart/main.go': goMain(...targets.map((it) => goClient(it))),
  };
}

function fates({ hops }: PreUpgrade): readonly string[] {
  return hops.map(({ fate, what }) => `${fate} ${what.kind === 'edge' ? (what.edge.port ?? '') : what.kind}`);
}

function upgraded(project: Project): PreUpgrade {
  return preUpgrade(project, { version: parseGoVersion('v1.85.0') });
}

function requirements(findings: readonly GradedFinding[]): readonly string[] {
  return findings.flatMap(({ rule, severity, message }) =>
    rule === 'grpc-go-enforces-alpn' ? `${severity} ${/A hop|\d+ hops/.exec(message)?.[0] ?? ''}` : [],
  );
}

describe('a Service of two ports that do different things', () => {
  it('is told of twice, each port with its own', async () => {
    const project = await projectOf({ 'orders.yaml': service() });
    expect(mapOf(project).map(({ name, port, tls }) => [name, port, tls])).toEqual([
      ['Service shop/orders', 443, 'terminated'],
      ['Service shop/orders', 8443, 'passthrough'],
    ]);
    const hover = hoverAt(project, 'orders.yaml', 'orders.shop.example') ?? '';
    expect(hover).toContain('**`Service shop/orders, port 443`** (AWS NLB, TLS ends here)');
    expect(hover).toContain('**`Service shop/orders, port 8443`** (AWS NLB, TLS passes through)');
    expect(hoverAt(project, 'orders.yaml', 'aws-load-balancer-ssl-cert')).not.toContain('port 8443');
    expect(fates(upgraded(project))).toEqual(['breaks 443', 'unknown 8443']);
  });

  it('can be probed at each of them, once', async () => {
    const texts = { 'orders.yaml': service(), ...client('v1.66.3', 'orders.shop.example:443') };
    const project = await projectOf(texts);
    const targets = ['orders.shop.example:443', 'orders.shop.example:8443'];
    expect(new Set(endpointsOf(project).map(({ target }) => target))).toEqual(new Set(targets));
    expect(endpointsOf(project)).toHaveLength(2);
    const start = texts['orders.yaml'].indexOf('orders.shop.example');
    const here = endpointsHere(project, filePath(`${FOLDER}/orders.yaml`), { start, end: start });
    expect(here.map(({ target }) => target)).toEqual(targets);
  });

  it('that end TLS by one annotation are both told of before an upgrade', async () => {
    expect(fates(upgraded(await projectOf({ 'orders.yaml': service('443,8443') })))).toEqual([
      'breaks 443',
      'breaks 8443',
    ]);
  });
});

describe('who dials a Service', () => {
  it.each(['orders:443', 'orders.shop:443', 'orders.shop.svc:443', 'orders.shop.svc.cluster.local:443'])(
    'by its name in the cluster, %s, goes around the load balancer',
    async (target) => {
      const { snapshot, analysis } = await checkTexts({ 'orders.yaml': service(), ...client('v1.84.0', target) });
      const [dialer] = goDialersOf(snapshot.project);
      expect(dialer?.leadsTo).toEqual([]);
      expect(new Set(dialer?.verdicts.map(({ result }) => result))).toEqual(new Set(['unknown']));
      expect(metHops(snapshot.project).get(filePath(`${FOLDER}/cart/go.mod`)) ?? []).not.toContainEqual(
        expect.objectContaining({ isDialled: true }),
      );
      expect(upgraded(snapshot.project).unseen).toHaveLength(1);
      expect(requirements(analysis.findings)).toEqual(['information ']);
    },
  );

  it('by its public name meets the load balancer', async () => {
    const { snapshot, analysis } = await checkTexts({
      'orders.yaml': service(),
      ...client('v1.84.0', 'orders.shop.example:443'),
    });
    expect(goDialersOf(snapshot.project)[0]?.leadsTo.map(({ name, port }) => [name, port])).toEqual([
      ['Service shop/orders', 443],
    ]);
    expect(requirements(analysis.findings)).toEqual(['warning A hop']);
    // Its client refuses it today, whatever the module behind it is built with.
    const behind = { 'orders/go.mod': goMod('v1.66.3', 'shop.example/orders') };
    const project = await projectOf({
      'orders.yaml': service(),
      ...behind,
      ...client('v1.84.0', 'orders.shop.example:443'),
    });
    expect(fates(upgraded(project))).toEqual(['broken 443', 'unknown 8443']);
  });

  it('is counted once, however often it dials it, beside an older one that dials it, too', async () => {
    const { snapshot, analysis } = await checkTexts({
      'orders.yaml': service(),
      ...client('v1.84.0', 'orders.shop.example:443', 'dns:///orders.shop.example:443'),
      'stock/go.mod': goMod('v1.66.3', 'shop.example/stock'),
      'stock/main.go': goMain(goClient('orders.shop.example:443')),
    });
    const met = [...metHops(snapshot.project)].map(([file, hops]) => [
      file.slice(FOLDER.length + 1),
      hops.map(({ hop }) => hop.port),
    ]);
    expect(met.toSorted()).toEqual([
      ['cart/go.mod', [443]],
      ['stock/go.mod', [443]],
    ]);
    expect(requirements(analysis.findings)).toEqual(['warning A hop']);
    const [told, ...others] = analysis.findings.filter(({ rule }) => rule === 'kubernetes-nlb-without-alpn');
    // One of them refuses it: nothing is softened.
    expect([told?.severity, others]).toEqual(['warning', []]);
    expect(fates(upgraded(snapshot.project))).toEqual(['breaks 443', 'unknown 8443']);
  });

  it('and is the only one, and older, makes it less urgent', async () => {
    const { analysis } = await checkTexts({
      'orders.yaml': service(),
      ...client('v1.66.3', 'orders.shop.example:443'),
    });
    expect(analysis.findings.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual([
      'information kubernetes-nlb-without-alpn',
    ]);
  });
});

describe('a name that two things have', () => {
  const HOST = 'stock.shop.example';
  const TEXTS = {
    'a.tf': balancer('raw', HOST),
    'b.tf': balancer('web', HOST, 'application'),
    ...client('v1.84.0', `${HOST}:443`),
  };

  it('leads to one of them, and nothing is said of which', async () => {
    const { snapshot, analysis } = await checkTexts(TEXTS);
    const { project } = snapshot;
    const [dialer] = goDialersOf(project);
    expect(dialer?.leadsTo.map(({ name }) => name)).toEqual(['aws_lb_listener.raw', 'aws_lb_listener.web']);
    expect(dialer?.verdicts.find(({ grpcGo }) => grpcGo === '>=1.70')?.result).toBe('unknown');
    expect(requirements(analysis.findings)).toEqual(['information ']);
    const [hop] = upgraded(project).hops.filter(({ what }) => what.kind === 'edge' && what.edge.product === 'aws-nlb');
    expect(hop).toMatchObject({ grpc: { grpc: 'likely' }, dialers: [] });
    const file = filePath(`${FOLDER}/cart/main.go`);
    const text = project.goSourceFiles.get(file)?.text ?? '';
    expect(goSourceHover(project, file, text.indexOf('NewClient'))?.markdown).toContain(
      'Leads to one of `aws_lb_listener.raw, port 443` in a\\.tf, `aws_lb_listener.web, port 443` in b\\.tf.',
    );
  });

  it('is remarked at both', async () => {
    const project = await projectOf(TEXTS);
    expect(mapOf(project).map(({ remarks }) => remarks)).toEqual([
      [
        `${HOST} also leads to what answers otherwise: aws_lb_listener.web, port 443 in b.tf. Which one clients reach, DNS decides.`,
      ],
      [
        `${HOST} also leads to what answers otherwise: aws_lb_listener.raw, port 443 in a.tf. Which one clients reach, DNS decides.`,
      ],
    ]);
    expect(hoverAt(project, 'a.tf', '"TLS"')).toContain('Which one clients reach, DNS decides.');
  });

  it('is nothing worth telling where they do the same, as in two overlays', async () => {
    const { snapshot, analysis } = await checkTexts({
      'a/orders.yaml': service('443', HOST),
      'b/orders.yaml': service('443', HOST),
      ...client('v1.84.0', `${HOST}:443`),
    });
    expect(mapOf(snapshot.project).flatMap(({ remarks }) => remarks)).toEqual([]);
    expect(requirements(analysis.findings)).toEqual(['warning A hop']);
    expect(goDialersOf(snapshot.project)[0]?.verdicts.at(-1)?.result).toBe('fails');
  });
});

describe('a name that is the default of a parameter', () => {
  it('is not offered to be probed, and is told as what it is', async () => {
    const project = await projectOf({ 'template.yaml': TEMPLATE });
    expect(endpointsOf(project)).toEqual([]);
    const words = 'pay.shop.example is worked out from defaults or parts: a deployment may have another name.';
    expect(mapOf(project).map(({ serverNames, remarks }) => [serverNames, remarks])).toEqual([
      [['pay.shop.example'], [words]],
    ]);
    expect(hoverAt(project, 'template.yaml', 'Protocol: TLS')).toContain(words);
  });
});

describe('hover on a word that names a hop, or what it leads to', () => {
  it.each([
    ['target_group_arn = aws_lb_target_group.raw.arn', true],
    ['default_action', true],
    ['"forward"', false],
    ['load_balancer_type', false],
  ])('in Terraform: %s', async (words, isTold) => {
    const project = await projectOf({ 'a.tf': balancer('raw', 'raw.shop.example') });
    const text = hoverAt(project, 'a.tf', words);
    if (isTold) expect(text).toContain('**`aws_lb_listener.raw, port 443`**');
    else expect(text).toBeUndefined();
  });

  it('in another file of the Terraform module, and not in another module', async () => {
    const attached = `${balancer('web', 'web.shop.example')}resource "aws_autoscaling_attachment" "raw" {\n  lb_target_group_arn = aws_lb_target_group.raw.arn\n}\n`;
    const project = await projectOf({
      'a.tf': balancer('raw', 'raw.shop.example'),
      'attached.tf': attached,
      'other/attached.tf': attached,
    });
    expect(hoverAt(project, 'attached.tf', 'aws_lb_target_group.raw')).toContain('`aws_lb_listener.raw, port 443`');
    expect(hoverAt(project, 'other/attached.tf', 'aws_lb_target_group.raw')).toBeUndefined();
  });

  it.each([
    ['TargetGroupArn: !Ref PayGroup', true],
    ['- Ref: PayGroup', true],
    ['DefaultActions', true],
    ['Type: forward', false],
    ['AWS::AutoScaling::AutoScalingGroup', false],
  ])('in CloudFormation: %s', async (words, isTold) => {
    const text = hoverAt(await projectOf({ 'template.yaml': TEMPLATE }), 'template.yaml', words);
    if (isTold) expect(text).toContain('**`Listener, port 443`**');
    else expect(text).toBeUndefined();
  });

  it('in an Ingress, whose Service stands elsewhere', async () => {
    const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: shop
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: GRPC
spec:
  ingressClassName: nginx
  tls:
    - hosts: [grpc.shop.example]
      secretName: shop-tls
  rules:
    - host: grpc.shop.example
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: stock
                port:
                  number: 50051
`;
    const stock = `apiVersion: v1
kind: Service
metadata:
  name: stock
  namespace: shop
spec:
  ports:
    - port: 50051
`;
    const project = await projectOf({ 'ingress.yaml': ingress, 'stock.yaml': stock });
    expect(hoverAt(project, 'ingress.yaml', 'name: stock')).toContain('**`Ingress shop/shop, port 443`**');
    expect(hoverAt(project, 'ingress.yaml', 'pathType: Prefix')).toBeUndefined();
  });
});
