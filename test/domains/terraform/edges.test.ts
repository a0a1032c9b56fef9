import { describe, expect, it } from 'vitest';
import { edgesIn, edgesOf, shown } from './terraformFolder.ts';

async function lines(text: string): Promise<readonly string[]> {
  return (await edgesIn(text)).map(shown);
}

const NLB = 'resource "aws_lb" "main" {\n  load_balancer_type = "network"\n}\n';
const ALB = 'resource "aws_lb" "main" {\n  name = "main"\n}\n';

function listener(body: string): string {
  return `resource "aws_lb_listener" "a" {\n  load_balancer_arn = aws_lb.main.arn\n  port = 443\n${body}\n}\n`;
}

describe('listeners of resources', () => {
  it.each([
    [
      'TLS of an NLB',
      `${NLB}${listener('protocol = "TLS"')}`,
      'aws-nlb aws_lb_listener.a TLS:443 terminated | policy=absent | unknown',
    ],
    [
      'its policy',
      `${NLB}${listener('protocol = "tls"\nalpn_policy = "http2preferred"')}`,
      'aws-nlb aws_lb_listener.a TLS:443 terminated | policy=HTTP2Preferred | unknown',
    ],
    ['TCP', `${NLB}${listener('protocol = "TCP"')}`, 'aws-nlb aws_lb_listener.a TCP:443 passthrough | unknown'],
    [
      'HTTPS of an ALB',
      `${ALB}${listener('protocol = "HTTPS"')}`,
      'aws-alb aws_lb_listener.a HTTPS:443 terminated | http2=absent | unknown',
    ],
    ['an ALB by default speaks HTTP', `${ALB}${listener('')}`, 'aws-alb aws_lb_listener.a HTTP:443 plain | unknown'],
    [
      'HTTP/2 off, as a text',
      `resource "aws_alb" "main" {\n  enable_http2 = "false"\n}\n${listener('protocol = "HTTPS"').replace('aws_lb.', 'aws_alb.')}`,
      'aws-alb aws_lb_listener.a HTTPS:443 terminated | http2=false | unknown',
    ],
    [
      'a load balancer from somewhere else: the protocol tells',
      listener('protocol = "TLS"').replace('aws_lb.main', 'data.aws_lb.main'),
      'aws-nlb aws_lb_listener.a TLS:443 terminated | policy=absent | unknown',
    ],
    [
      'an ALB from somewhere else: whether HTTP/2 is on is not known',
      listener('protocol = "HTTPS"').replace('aws_lb.main.arn', 'var.lb'),
      'aws-alb aws_lb_listener.a HTTPS:443 terminated | http2=unknown | unknown',
    ],
    [
      'the protocol is not known, the load balancer is',
      `${NLB}${listener('protocol = each.value.protocol')}`,
      'aws-nlb aws_lb_listener.a ?:443 ? | unknown',
    ],
    [
      'with interpolation as Terraform 0.11 had it',
      `${NLB}${listener('protocol = "${local.protocol}"')}locals {\n  protocol = "TLS"\n}\n`,
      'aws-nlb aws_lb_listener.a TLS:443 terminated | policy=absent | unknown',
    ],
    [
      'instances of one block',
      `${NLB}${listener('protocol = "TLS"\ncount = var.on ? 1 : 0').replace('main.arn', 'main[0].arn')}`,
      'aws-nlb aws_lb_listener.a TLS:443 terminated | policy=absent | unknown',
    ],
    [
      'the policy is left as it is found',
      `${NLB}${listener('protocol = "TLS"\nlifecycle {\n  ignore_changes = [port, alpn_policy]\n}')}`,
      'aws-nlb aws_lb_listener.a TLS:443 terminated | policy=unknown | unknown',
    ],
    [
      'the policy differs between instances',
      `${NLB}${listener('protocol = "TLS"\nfor_each = local.listeners\nalpn_policy = each.value.policy')}`,
      'aws-nlb aws_lb_listener.a TLS:443 terminated | policy=unknown | unknown',
    ],
  ])('%s', async (_, text, expected) => {
    expect(await lines(text)).toEqual([expected]);
  });

  it.each([
    ['UDP', `${NLB}${listener('protocol = "UDP"')}`],
    ['a gateway load balancer', `resource "aws_lb" "main" {\n  load_balancer_type = "gateway"\n}\n${listener('')}`],
    ['neither protocol nor load balancer', listener('protocol = var.protocol').replace('aws_lb.main.arn', 'var.lb')],
    ['count is zero', `${NLB}${listener('protocol = "TLS"\ncount = 0')}`],
    [
      'count is zero by a condition',
      `${NLB}${listener('protocol = "TLS"\ncount = local.on ? 1 : 0')}locals {\n  on = false\n}\n`,
    ],
    ['an empty for_each', `${NLB}${listener('protocol = "TLS"\nfor_each = toset([])')}`],
    ['the same address twice', `${listener('protocol = "TLS"')}${listener('protocol = "TLS"')}`],
    ['a block within another one', `module "x" {\n${listener('protocol = "TLS"')}}\n`],
    ['a comment', listener('protocol = "TLS"').replace(/^/gm, '# ')],
    ['a heredoc', `locals {\n  text = <<EOT\n${listener('protocol = "TLS"')}EOT\n}\n`],
  ])('nothing: %s', async (_, text) => {
    expect(await lines(text)).toEqual([]);
  });

  it('what another file overrides is not known', async () => {
    const main = `${NLB}${listener('protocol = "TLS"')}`;
    const override = 'resource "aws_lb_listener" "a" {\n  alpn_policy = "HTTP2Preferred"\n}\n';
    expect(await edgesOf({ 'main.tf': main, 'main_override.tf': override })).toEqual([]);
  });

  it('is told of at its protocol, and what is missing at its name', async () => {
    const text = `${NLB}${listener('protocol = "TLS"')}`;
    const [edge] = await edgesIn(text);
    const shownAt = (span: { readonly start: number; readonly end: number } | undefined): string =>
      text.slice(span?.start, span?.end);
    expect(shownAt(edge?.at.span)).toBe('"TLS"');
    expect(shownAt(edge?.alpnPolicy?.at.span)).toBe('"a"');
    expect(shownAt(edge?.declaration.span)).toBe(listener('protocol = "TLS"').trimEnd());
  });
});

const TARGET =
  'resource "aws_lb_target_group" "orders" {\n  port = 8080\n  protocol = "HTTP"\n  protocol_version = "GRPC"\n}\n';

describe('targets', () => {
  it.each([
    ['an action', 'protocol = "HTTPS"\ndefault_action {\n  target_group_arn = aws_lb_target_group.orders.arn\n}'],
    ['by its id', 'protocol = "HTTPS"\ndefault_action {\n  target_group_arn = aws_lb_target_group.orders.id\n}'],
    ['an instance', 'protocol = "HTTPS"\ndefault_action {\n  target_group_arn = aws_lb_target_group.orders[0].arn\n}'],
    [
      'the one of a list',
      'protocol = "HTTPS"\ndefault_action {\n  target_group_arn = one(aws_lb_target_group.orders[*].arn)\n}',
    ],
    [
      'joined',
      'protocol = "HTTPS"\ndefault_action {\n  target_group_arn = join("", aws_lb_target_group.orders.*.arn)\n}',
    ],
    [
      'forwarding with weights',
      'protocol = "HTTPS"\ndefault_action {\n  forward {\n    target_group {\n      arn = aws_lb_target_group.orders.arn\n    }\n  }\n}',
    ],
  ])('%s', async (_, body) => {
    expect(await lines(`${ALB}${TARGET}${listener(body)}`)).toEqual([
      'aws-alb aws_lb_listener.a HTTPS:443 terminated | http2=absent | -> aws_lb_target_group.orders HTTP:8080 GRPC yes | yes',
    ]);
  });

  it('those of rules', async () => {
    const rule =
      'resource "aws_lb_listener_rule" "orders" {\n  listener_arn = aws_lb_listener.a.arn\n  action {\n    type = "forward"\n' +
      '    target_group_arn = aws_lb_target_group.orders.arn\n  }\n}\n';
    const [line] = await lines(`${ALB}${TARGET}${listener('protocol = "HTTPS"')}${rule}`);
    expect(line).toContain('-> aws_lb_target_group.orders HTTP:8080 GRPC yes');
  });

  it.each([
    ['its name', 'name = "orders-grpc"', 'likely'],
    ['a name that is filled in', 'name = "${var.stage}-grpc"', 'likely'],
    ['its port', 'port = 50051', 'likely'],
    ['the status that its health check expects', 'health_check {\n  matcher = "0,12"\n}', 'yes'],
    ['the service that its health check calls', 'health_check {\n  path = "/grpc.health.v1.Health/Check"\n}', 'yes'],
    ['the port of something else', 'port = 5432', 'no'],
    ['a statement', '# grpc-alpn: grpc=no\nname = "grpc"', 'no'],
    ['a statement with two strokes', '// grpc-alpn: grpc=yes\nname = "postgres"', 'yes'],
    ['nothing', 'health_check {\n  matcher = "200"\n  path = "/"\n}', 'unknown'],
  ])('what speaks for gRPC: %s', async (_, body, expected) => {
    const target = `resource "aws_lb_target_group" "t" {\n${body}\n}\n`;
    const action = 'protocol = "HTTPS"\ndefault_action {\n  target_group_arn = aws_lb_target_group.t.arn\n}';
    const [edge] = await edgesIn(`${ALB}${target}${listener(action)}`);
    expect(edge?.targets[0]?.grpc.grpc).toBe(expected);
    expect(edge?.grpc.grpc).toBe(expected);
  });

  it('a statement about the file, and one of grpc-alpn.json', async () => {
    const text = `${NLB}${listener('protocol = "TLS"')}`;
    const [byComment] = await edgesIn(`# grpc-alpn: grpc=yes\n\n${text}`);
    expect(byComment?.grpc).toEqual({ grpc: 'yes', because: ['a comment in line 1 that says so'] });
    const options = { nginx: { configurations: [] }, grpcOf: () => ({ grpc: 'no' as const, from: 'grpc-alpn.json' }) };
    const [byFile] = await edgesOf({ 'main.tf': text }, options);
    expect(byFile?.grpc).toEqual({ grpc: 'no', because: ['a statement in grpc-alpn.json'] });
    const [own] = await edgesIn(`# grpc-alpn: grpc=yes\n${NLB}${listener('protocol = "TLS"\n# grpc-alpn: grpc=no')}`);
    expect(own?.grpc.grpc).toBe('no');
  });

  it('what ECS runs behind them', async () => {
    const text = `${ALB}${TARGET}${listener('protocol = "HTTPS"\ndefault_action {\n  target_group_arn = aws_lb_target_group.orders.arn\n}')}
resource "aws_ecs_task_definition" "orders" {
  container_definitions = jsonencode([
    { name = "proxy", image = "envoy" },
    { name = "app", image = "1.dkr.ecr.eu-west-1.amazonaws.com/shop/orders-api:1.2" },
  ])
}
resource "aws_ecs_service" "orders" {
  name            = "orders"
  task_definition = aws_ecs_task_definition.orders.arn
  load_balancer {
    target_group_arn = aws_lb_target_group.orders.arn
    container_name   = "app"
    container_port   = 50051
  }
}
`;
    const [edge] = await edgesIn(text);
    expect(edge?.targets[0]?.programs).toEqual(['app', 'orders-api', 'orders']);
  });
});

describe('names that clients use', () => {
  it('of records and certificates', async () => {
    const text = `${NLB}${listener('protocol = "TLS"\ncertificate_arn = aws_acm_certificate_validation.v.certificate_arn')}
data "aws_route53_zone" "zone" {
  name = "example.com."
}
resource "aws_route53_record" "api" {
  zone_id = data.aws_route53_zone.zone.zone_id
  name    = "api"
  type    = "A"
  alias {
    name = aws_lb.main.dns_name
  }
}
resource "aws_route53_record" "full" {
  name    = "full.\${data.aws_route53_zone.zone.name}"
  zone_id = data.aws_route53_zone.zone.zone_id
  records = [aws_lb.main.dns_name]
}
resource "aws_route53_record" "relative" {
  name    = "relative.to"
  zone_id = var.zone
  records = [aws_lb.main.dns_name]
}
resource "aws_acm_certificate" "c" {
  domain_name = "orders.example.com"
}
resource "aws_acm_certificate_validation" "v" {
  certificate_arn = aws_acm_certificate.c.arn
}
`;
    const [edge] = await edgesIn(text);
    expect(edge?.hosts.map(({ name }) => name)).toEqual(['api.example.com', 'full.example.com', 'orders.example.com']);
    expect(edge?.hosts.map(({ at }) => text.slice(at.span.start, at.span.end))).toEqual([
      '"api"',
      '"full.${data.aws_route53_zone.zone.name}"',
      '"orders.example.com"',
    ]);
    // A name that is put together is no candidate to be probed.
    expect(edge?.hosts.map(({ isComputed }) => isComputed)).toEqual([true, true, undefined]);
  });

  it('a wildcard is none', async () => {
    const text = `${NLB}${listener('protocol = "TLS"\ncertificate_arn = aws_acm_certificate.c.arn')}resource "aws_acm_certificate" "c" {\n  domain_name = "*.example.com"\n}\n`;
    expect((await edgesIn(text))[0]?.hosts).toEqual([]);
  });
});

describe('other load balancers', () => {
  it('classic ones, each listener', async () => {
    const text = `resource "aws_elb" "orders" {
  listener {
    instance_port     = 50051
    instance_protocol = "tcp"
    lb_port           = 443
    lb_protocol       = "ssl"
  }
  listener {
    instance_port     = 80
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }
  dynamic "listener" {
    for_each = var.listeners
    content {
      lb_port     = listener.value
      lb_protocol = "ssl"
    }
  }
}
`;
    expect(await lines(text)).toEqual([
      'aws-classic-elb aws_elb.orders SSL:443 terminated | -> instances of aws_elb.orders, port 50051 TCP:50051 likely | likely',
      'aws-classic-elb aws_elb.orders HTTP:80 plain | -> instances of aws_elb.orders, port 80 HTTP:80 unknown | unknown',
    ]);
  });

  it('those of terraform-aws-modules/elb', async () => {
    const text = `module "elb" {
  source = "terraform-aws-modules/elb/aws"
  listener = [
    { instance_port = "50051", instance_protocol = "TCP", lb_port = "443", lb_protocol = "SSL" },
  ]
}
`;
    expect(await lines(text)).toEqual([
      'aws-classic-elb module.elb SSL:443 terminated | -> instances of module.elb, port 50051 TCP:50051 likely | likely',
    ]);
  });

  it('NAT gateways', async () => {
    const text =
      'resource "aws_nat_gateway" "out" {\n  count = 3\n}\nmodule "vpc" {\n  source = "terraform-aws-modules/vpc/aws"\n  enable_nat_gateway = true\n}\n' +
      'module "other" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n';
    expect(await lines(text)).toEqual([
      'aws-nat-gateway aws_nat_gateway.out ?:? passthrough | unknown',
      'aws-nat-gateway module.vpc ?:? passthrough | unknown',
    ]);
  });
});

describe('terraform-aws-modules/alb', () => {
  const module = (inputs: string, source = 'terraform-aws-modules/alb/aws'): string =>
    `module "lb" {\n  source = "${source}"\n${inputs}\n}\n`;

  it('since 9.0', async () => {
    const text = module(`
  load_balancer_type = "network"
  listeners = {
    grpc = {
      port     = 443
      protocol = "TLS"
      forward  = { target_group_key = "orders" }
    }
    weighted = {
      port        = 444
      protocol    = "TLS"
      alpn_policy = "HTTP1Only"
      weighted_forward = {
        target_groups = [{ target_group_key = "orders", weight = 1 }]
      }
    }
    computed = local.listener
    raw      = { port = 80, protocol = "TCP" }
  }
  target_groups = {
    orders = { name = "orders-grpc", port = 8080, protocol = "TLS" }
  }
`);
    expect(await lines(text)).toEqual([
      'aws-nlb module.lb.listeners["grpc"] TLS:443 terminated | policy=absent | -> module.lb.target_groups["orders"] TLS:8080 likely | likely',
      'aws-nlb module.lb.listeners["weighted"] TLS:444 terminated | policy=HTTP1Only | -> module.lb.target_groups["orders"] TLS:8080 likely | likely',
      'aws-nlb module.lb.listeners["raw"] TCP:80 passthrough | unknown',
    ]);
  });

  it('an ALB, with rules', async () => {
    const text = module(`
  enable_http2 = false
  listeners = {
    https = {
      port     = 443
      protocol = "HTTPS"
      forward  = { target_group_key = "web" }
      rules = {
        orders = { actions = [{ forward = { target_group_key = "orders" } }] }
        older  = { actions = [{ type = "forward", target_group_key = "older" }] }
      }
    }
    redirect = { redirect = { port = "443" } }
  }
  target_groups = {
    web    = { protocol = "HTTP", port = 80 }
    orders = { protocol = "HTTP", port = 50051, protocol_version = "GRPC" }
    older  = { protocol = "HTTP", protocol_version = "HTTP2", health_check = { matcher = "12" } }
  }
`);
    expect(await lines(text)).toEqual([
      'aws-alb module.lb.listeners["https"] HTTPS:443 terminated | http2=false | -> module.lb.target_groups["web"] HTTP:80 absent no' +
        ' | -> module.lb.target_groups["orders"] HTTP:50051 GRPC yes | -> module.lb.target_groups["older"] HTTP:? HTTP2 yes | yes',
      'aws-alb module.lb.listeners["redirect"] HTTP:? plain | unknown',
    ]);
  });

  it('before 9.0', async () => {
    const text = module(
      `
  load_balancer_type = "network"
  http_tcp_listeners = [{ port = 80, protocol = "TCP", target_group_index = 1 }]
  https_listeners    = [{ port = 443, protocol = "TLS", target_group_index = 1 }, { port = 444 }]
  target_groups = [
    { name = "web", backend_port = 80, backend_protocol = "TCP" },
    { name = "grpc", backend_port = 50051, backend_protocol = "TCP" },
  ]
`,
      'git::https://github.com/terraform-aws-modules/terraform-aws-alb.git?ref=v8.7.0',
    );
    expect(await lines(text)).toEqual([
      'aws-nlb module.lb.http_tcp_listeners[0] TCP:80 passthrough | -> module.lb.target_groups["1"] TCP:50051 likely | likely',
      'aws-nlb module.lb.https_listeners[0] TLS:443 terminated | policy=absent | -> module.lb.target_groups["1"] TCP:50051 likely | likely',
      'aws-nlb module.lb.https_listeners[1] ?:444 ? | -> module.lb.target_groups["1"] TCP:50051 likely | likely',
    ]);
  });

  it.each([
    ['another module', module('  listeners = { a = { port = 443, protocol = "TLS" } }', './modules/alb')],
    [
      'a part of it',
      module(
        '  listeners = { a = { port = 443, protocol = "TLS" } }',
        'git::https://github.com/terraform-aws-modules/terraform-aws-alb.git//modules/x',
      ),
    ],
    ['not created', module('  create = false\n  listeners = { a = { port = 443, protocol = "TLS" } }')],
    ['computed listeners', module('  listeners = { for k, v in var.x : k => v }')],
    ['listeners of somebody else', module('  listeners = var.listeners')],
  ])('nothing: %s', async (_, text) => {
    expect(await lines(text)).toEqual([]);
  });
});
