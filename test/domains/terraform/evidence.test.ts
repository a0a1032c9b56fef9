import { describe, expect, it } from 'vitest';
import { edgesIn, edgesOf } from './terraformFolder.ts';

/** What is known of each listener by its name: `{ a: 'likely' }`. */
async function levelsIn(text: string): Promise<Readonly<Record<string, string>>> {
  const edges = await edgesIn(text);
  return Object.fromEntries(edges.map((it) => [it.name.replace('aws_lb_listener.', ''), it.grpc.grpc]));
}

function balancer(name: string): string {
  return `resource "aws_lb" "edge" {\n  name               = "${name}"\n  load_balancer_type = "network"\n}\n`;
}

function listener(name: string, body = ''): string {
  return `resource "aws_lb_listener" "${name}" {\n  load_balancer_arn = aws_lb.edge.arn\n  protocol          = "TLS"\n${body}}\n`;
}

function leading(name: string, target: string): string {
  const action = `  default_action {\n    target_group_arn = aws_lb_target_group.${target}.arn\n  }\n`;
  return listener(name, action);
}

function group(name: string, body = ''): string {
  return `resource "aws_lb_target_group" "${name}" {\n  protocol = "TCP"\n${body}}\n`;
}

describe('what a load balancer is called', () => {
  it('tells of its only listener', async () => {
    expect(await levelsIn(`${balancer('grpc-edge')}${listener('a')}`)).toEqual({ a: 'likely' });
  });

  it('tells of all of them where nothing else is known of any', async () => {
    expect(await levelsIn(`${balancer('grpc-edge')}${listener('a')}${listener('b')}`)).toEqual({
      a: 'likely',
      b: 'likely',
    });
  });

  it.each(['rest', 'postgres', 'mqtt', 'app'])('says nothing of one to %s beside one to gRPC', async (other) => {
    const text = `${balancer('grpc-gateway-nlb')}${leading('a', 'grpc')}${leading('b', other)}${group('grpc')}${group(other)}`;
    const { a, b } = await levelsIn(text);
    expect(a).toBe('likely');
    expect(['unknown', 'no']).toContain(b);
  });

  it.each(['rest', 'postgres', 'web'])('says nothing of an only listener to %s', async (other) => {
    const { a } = await levelsIn(`${balancer('orders-grpc')}${leading('a', other)}${group(other)}`);
    expect(['unknown', 'no']).toContain(a);
  });

  it('says nothing beside a listener with a port of gRPC, or with a statement', async () => {
    const port = `${balancer('grpc')}${leading('a', 'x')}${leading('b', 'y')}${group('x', '  port = 50051\n')}${group('y', '  port = 9000\n')}`;
    expect(await levelsIn(port)).toEqual({ a: 'likely', b: 'unknown' });
    const stated = `${balancer('grpc')}# grpc-alpn: grpc=yes\n${listener('a')}${listener('b')}`;
    expect(await levelsIn(stated)).toEqual({ a: 'yes', b: 'unknown' });
  });

  it('says nothing of the listeners of another one', async () => {
    const other = balancer('other').replace('"edge"', '"other"');
    const text = `${balancer('grpc')}${other}${leading('a', 'grpc')}${listener('b').replace('aws_lb.edge', 'aws_lb.other')}${group('grpc')}`;
    expect(await levelsIn(text)).toEqual({ a: 'likely', b: 'unknown' });
  });

  it('a classic one, too', async () => {
    const part = (port: number): string =>
      `  listener {\n    lb_port = ${port}\n    lb_protocol = "ssl"\n    instance_port = ${port}\n    instance_protocol = "tcp"\n  }\n`;
    const levels = async (...ports: readonly number[]): Promise<readonly string[]> =>
      (await edgesIn(`resource "aws_elb" "grpc" {\n${ports.map(part).join('')}}\n`)).map(({ grpc }) => grpc.grpc);
    expect(await levels(9000, 9001)).toEqual(['likely', 'likely']);
    expect(await levels(50051, 9001)).toEqual(['likely', 'unknown']);
    expect(await levels(9000, 5432)).toEqual(['likely', 'no']);
  });

  it('a module, too', async () => {
    const text = `module "grpc_nlb" {
  source             = "terraform-aws-modules/alb/aws"
  load_balancer_type = "network"
  listeners = {
    one = { port = 443, protocol = "TLS", forward = { target_group_key = "grpc" } }
    two = { port = 444, protocol = "TLS", forward = { target_group_key = "api" } }
  }
  target_groups = {
    grpc = { protocol = "TCP", port = 9000 }
    api  = { protocol = "TCP", port = 9001 }
  }
}
`;
    expect((await edgesIn(text)).map(({ grpc }) => grpc.grpc)).toEqual(['likely', 'unknown']);
  });
});

describe('what a certificate is for', () => {
  const certificate = 'resource "aws_acm_certificate" "c" {\n  domain_name = "grpc.shop.example"\n}\n';
  const own = '  certificate_arn = aws_acm_certificate.c.arn\n';

  it('tells of the listener that has it', async () => {
    const text = `${balancer('edge')}${certificate}${listener('a', own)}${listener('b')}`;
    expect(await levelsIn(text)).toEqual({ a: 'likely', b: 'unknown' });
  });

  it('is no more than a name of the load balancer where several have it', async () => {
    const action = '  default_action {\n    target_group_arn = aws_lb_target_group.x.arn\n  }\n';
    const text = `${balancer('edge')}${certificate}${listener('a', `${own}${action}`)}${listener('b', own)}${group('x', '  port = 50051\n')}`;
    expect(await levelsIn(text)).toEqual({ a: 'likely', b: 'unknown' });
  });
});

describe('what a service of ECS is called', () => {
  const part = (target: string, container: string, port: number): string =>
    `  load_balancer {\n    target_group_arn = aws_lb_target_group.${target}.arn\n    container_name = "${container}"\n    container_port = ${port}\n  }\n`;
  const service = (...parts: readonly string[]): string =>
    `resource "aws_ecs_service" "s" {\n  name = "orders-grpc"\n${parts.join('')}}\n`;

  it('tells of the target group that it registers at', async () => {
    const text = `${balancer('edge')}${leading('a', 'x')}${group('x')}${service(part('x', 'app', 9000))}`;
    expect(await levelsIn(text)).toEqual({ a: 'likely' });
  });

  it('says nothing of one beside the one for gRPC', async () => {
    const both = `${balancer('edge')}${leading('a', 'x')}${leading('b', 'y')}${group('x')}${group('y')}`;
    expect(await levelsIn(`${both}${service(part('x', 'app', 50051), part('y', 'app', 9000))}`)).toEqual({
      a: 'likely',
      b: 'unknown',
    });
    expect(await levelsIn(`${both}${service(part('x', 'grpc', 9001), part('y', 'sidecar', 9000))}`)).toEqual({
      a: 'likely',
      b: 'unknown',
    });
  });

  it('says nothing of one that is called something else', async () => {
    const text = `${balancer('edge')}${leading('a', 'rest')}${group('rest')}${service(part('rest', 'app', 9000))}`;
    expect(await levelsIn(text)).toEqual({ a: 'unknown' });
  });
});

describe('statements', () => {
  it('of a load balancer are about its listeners, of which one may say something else', async () => {
    const text = `# grpc-alpn: grpc=yes\n${balancer('edge')}${listener('a')}${listener('b', '  # grpc-alpn: grpc=no\n')}`;
    expect(await levelsIn(text)).toEqual({ a: 'yes', b: 'no' });
  });

  it('above what is no resource are about the file', async () => {
    const text = `# grpc-alpn: grpc=no\nterraform {\n}\n${balancer('grpc')}${listener('a')}`;
    expect(await levelsIn(text)).toEqual({ a: 'no' });
  });

  it('above a block, behind other comments and Windows line breaks, too', async () => {
    const text = `${balancer('edge')}\n// grpc-alpn: grpc=yes\n# more\n${listener('a')}`;
    expect(await levelsIn(text)).toEqual({ a: 'yes' });
    expect(await levelsIn(text.replaceAll('\n', '\r\n'))).toEqual({ a: 'yes' });
  });

  it('above a module are about its listeners, and above one of these about that', async () => {
    const module = (listeners: string): string =>
      `# grpc-alpn: grpc=yes\nmodule "lb" {\n  source = "terraform-aws-modules/alb/aws"\n  load_balancer_type = "network"\n  listeners = {\n${listeners}  }\n}\n`;
    const levels = async (listeners: string): Promise<readonly string[]> =>
      (await edgesIn(module(listeners))).map(({ grpc }) => grpc.grpc);
    const [a, b] = ['    a = { protocol = "TLS" }', '    b = {\n      protocol = "TLS"\n    }'];
    const no = '# grpc-alpn: grpc=no';
    expect(await levels(`${a}\n${b}\n`)).toEqual(['yes', 'yes']);
    expect(await levels(`${a}\n    ${no}\n${b}\n`)).toEqual(['yes', 'no']);
    expect(await levels(`${a} ${no}\n${b}\n`)).toEqual(['no', 'yes']);
    expect(await levels(`${a}\n${b} ${no}\n`)).toEqual(['yes', 'no']);
    expect(await levels(`    ${no}\n\n${a}\n${b}\n`)).toEqual(['no', 'no']);
    expect(await levels(`    a = {\n      protocol = "TLS"\n      ${no}\n      forward = {}\n    }\n${b}\n`)).toEqual([
      'no',
      'yes',
    ]);
  });

  it('above one of the listeners of a classic load balancer are about that', async () => {
    const one = '  listener {\n    lb_protocol = "ssl"\n  }\n';
    const edges = await edgesIn(`resource "aws_elb" "e" {\n  # grpc-alpn: grpc=yes\n${one}${one}}\n`);
    expect(edges.map(({ grpc }) => grpc.grpc)).toEqual(['yes', 'unknown']);
    const item = '    { lb_protocol = "ssl" },\n';
    const text = `module "elb" {\n  source = "terraform-aws-modules/elb/aws"\n  listener = [\n${item}    # grpc-alpn: grpc=yes\n${item}  ]\n}\n`;
    expect((await edgesIn(text)).map(({ grpc }) => grpc.grpc)).toEqual(['unknown', 'yes']);
  });

  it('of a listener are about what it leads to, if that is one', async () => {
    const text = (body: string): string =>
      `${balancer('edge')}# grpc-alpn: grpc=${body}\n${leading('a', 'grpc')}${group('grpc')}`;
    for (const grpc of ['yes', 'no']) expect((await edgesIn(text(grpc)))[0]?.targets[0]?.grpc.grpc).toBe(grpc);
    const own = await edgesIn(text('no').replace('  protocol = "TCP"', '  # grpc-alpn: grpc=yes'));
    expect(own[0]?.targets[0]?.grpc.grpc).toBe('yes');
  });
});

describe('TLS by default', () => {
  const variable = 'variable "protocol" {\n  default = "TLS"\n}\n';
  const byVariable = (name: string): string => listener(name).replace('"TLS"', 'var.protocol');

  it('is told of where the default stands', async () => {
    const text = `${variable}${balancer('edge')}${byVariable('a')}`;
    const [edge] = await edgesIn(text);
    const { start, end } = edge?.tlsByDefault?.span ?? { start: 0, end: 0 };
    expect(text.slice(start, end)).toBe('"TLS"');
    expect(edge?.tls).toBe('terminated');
  });

  it('of a classic load balancer and of a module, too', async () => {
    const elb = 'resource "aws_elb" "e" {\n  listener {\n    lb_port = 443\n    lb_protocol = var.protocol\n  }\n}\n';
    const [classic] = await edgesIn(`${variable.replace('TLS', 'SSL')}${elb}`);
    expect(classic?.tlsByDefault).toBeDefined();
    const module =
      'module "lb" {\n  source = "terraform-aws-modules/alb/aws"\n  load_balancer_type = "network"\n  default_protocol = var.protocol\n  listeners = {\n    a = { port = 443 }\n  }\n}\n';
    const [called] = await edgesIn(`${variable}${module}`);
    expect(called?.tlsByDefault).toBeDefined();
  });

  it('is none where a file of values says so, or the text does', async () => {
    const text = `${variable}${balancer('edge')}${byVariable('a')}${listener('b')}`;
    const edges = await edgesOf({ 'main.tf': text, 'terraform.tfvars': 'protocol = "TLS"\n' });
    expect(edges.map(({ tlsByDefault }) => tlsByDefault)).toEqual([undefined, undefined]);
    expect((await edgesIn(text))[1]?.tlsByDefault).toBeUndefined();
  });

  it('is none where what is the default is not TLS', async () => {
    const [edge] = await edgesIn(`${variable.replace('TLS', 'TCP')}${balancer('edge')}${byVariable('a')}`);
    expect([edge?.tls, edge?.tlsByDefault]).toEqual(['passthrough', undefined]);
  });
});
