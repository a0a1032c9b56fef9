import { describe, expect, it } from 'vitest';
import { contextOf } from '../../core/features/context.ts';
import { endpointsOf } from '../../core/features/endpoints.ts';
import { goDialersOf } from '../../core/features/goMap.ts';
import { hoverAt } from '../../core/features/hover.ts';
import { mapOf } from '../../core/features/map.ts';
import { leadWords, socketWords } from '../../core/map/words.ts';
import { filePath } from '../../core/text/filePath.ts';
import { goClient, goMain, goMod } from '../support/goTexts.ts';
import { checkTexts, FOLDER } from '../support/openWorkspace.ts';

const TERRAFORM = {
  'lb.tf': `resource "aws_lb" "main" {
  load_balancer_type = "network"
}

resource "aws_lb_listener" "edge" {
  load_balancer_arn = aws_lb.main.arn
  port              = 443
  protocol          = "TLS"
  alpn_policy       = var.policy
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.orders.arn
  }
}

resource "aws_lb_target_group" "orders" {
  name     = "orders-grpc"
  port     = 50051
  protocol = "TCP"
}

resource "aws_route53_record" "edge" {
  name = "edge.example.com"
  type = "A"
  alias {
    name    = aws_lb.main.dns_name
    zone_id = aws_lb.main.zone_id
  }
}
`,
  'variables.tf': 'variable "policy" {\n  default = "None"\n}\n',
  'prod.auto.tfvars': 'policy = "HTTP1Only"\n',
};

const KUBERNETES = {
  'controller.yaml': `apiVersion: v1
kind: Service
metadata:
  name: ingress-nginx-controller
  namespace: ingress-nginx
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-type: external
spec:
  type: LoadBalancer
  ports:
    - name: https
      port: 443
      targetPort: https
`,
  'orders.yaml': `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: orders
  namespace: shop
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: GRPCS
spec:
  ingressClassName: nginx
  tls:
    - hosts: [api.example.com]
  rules:
    - host: api.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service: { name: orders, port: { number: 50443 } }
---
apiVersion: v1
kind: Service
metadata:
  name: orders
  namespace: shop
spec:
  ports:
    - port: 50443
`,
  'orders/go.mod': goMod('v1.67.1'),
  'orders/main.go': goMain(
    'l, _ := tls.Listen("tcp", ":50443", &tls.Config{NextProtos: []string{"h2"}})',
    'grpc.NewServer().Serve(l)',
  ),
};

describe('Terraform', () => {
  it('is probed by its name, and what would be changed there is the rule’s fix', async () => {
    const { project } = (await checkTexts(TERRAFORM)).snapshot;
    expect(endpointsOf(project).map(({ target }) => target)).toEqual(['edge.example.com:443']);
    const { predictions } = contextOf(project, { target: 'edge.example.com:443' });
    expect(predictions).toMatchObject([{ class: 'B', label: 'AWS NLB, aws_lb_listener.edge, port 443' }]);
    expect(predictions[0]?.cures.map(({ line, at }) => [line, at.file])).toEqual([
      ['policy = "HTTP2Preferred"', `${FOLDER}/prod.auto.tfvars`],
    ]);
  });

  it('is told of where its value stands, too', async () => {
    const { snapshot } = await checkTexts(TERRAFORM);
    const file = filePath(`${FOLDER}/prod.auto.tfvars`);
    const { markdown } = hoverAt(snapshot, file, TERRAFORM['prod.auto.tfvars'].indexOf('HTTP1Only')) ?? {};
    expect(markdown?.replaceAll('\\.', '.')).toContain(
      '`alpn_policy` is `HTTP1Only`, from line 1 of prod.auto.tfvars. AWS documents what it selects',
    );
  });

  it('is where a client in Go leads', async () => {
    const texts = { ...TERRAFORM, 'go.mod': goMod('v1.66.3'), 'main.go': goMain(goClient('edge.example.com:443')) };
    const { snapshot, analysis } = await checkTexts(texts);
    expect(goDialersOf(snapshot.project)[0]?.leadsTo.map(leadWords)).toEqual([
      'aws_lb_listener.edge, port 443 for edge.example.com',
    ]);
    expect(analysis.findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
      'aws-nlb-alpn-without-h2 information',
    ]);
  });

  it('makes a requirement of grpc-go that refuses it a warning', async () => {
    const { analysis } = await checkTexts({
      ...TERRAFORM,
      'go.mod': goMod('v1.67.1'),
      'main.go': goMain(goClient('edge.example.com:443')),
    });
    const found = analysis.findings.find(({ rule }) => rule === 'grpc-go-enforces-alpn');
    expect(found?.severity).toBe('warning');
    expect(found?.related.map(({ message }) => message)).toEqual([
      'aws_lb_listener.edge works with older grpc-go and fails with v1.67.1',
    ]);
  });
});

describe('Kubernetes', () => {
  it('is one path: load balancer, Ingress, Service and the Go module behind it', async () => {
    const { project } = (await checkTexts(KUBERNETES)).snapshot;
    const edges = mapOf(project).filter(({ source }) => source === 'kubernetes');
    expect(edges.map((it) => [socketWords(it), it.dials.flatMap(({ leadsTo }) => leadsTo.map(leadWords))])).toEqual([
      [
        'Service ingress-nginx/ingress-nginx-controller, port 443',
        ['Ingress shop/orders, port 443 for api.example.com'],
      ],
      ['Ingress shop/orders, port 443', ['*:50443']],
    ]);
  });

  it('is told of at its name and at its host', async () => {
    const { snapshot } = await checkTexts(KUBERNETES);
    const file = filePath(`${FOLDER}/orders.yaml`);
    const text = KUBERNETES['orders.yaml'];
    for (const word of ['orders\n  namespace', 'api.example.com\n']) {
      const { markdown } = hoverAt(snapshot, file, text.indexOf(word)) ?? {};
      expect(markdown).toContain('**`Ingress shop/orders, port 443`** (ingress-nginx, TLS ends here)');
      expect(markdown).toContain('To `Service shop/orders` (GRPCS, port 50443): `*:50443` in main');
    }
    expect(hoverAt(snapshot, file, text.indexOf('apiVersion'))).toBeUndefined();
  });
});
