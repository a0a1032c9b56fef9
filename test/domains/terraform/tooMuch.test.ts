import { describe, expect, it } from 'vitest';
import { grammars } from '../../support/grammars.ts';
import { edgesOf, factsOf, shown } from './terraformFolder.ts';

const NLB = 'resource "aws_lb" "a" {\n  load_balancer_type = "network"\n}\n';
const LISTENER = `${NLB}resource "aws_lb_listener" "a" {\n  load_balancer_arn = aws_lb.a.arn\n  port = 443\n  protocol = "TLS"\n`;

describe('a file that takes too long to parse', () => {
  it.each([
    ['parentheses', `${'('.repeat(200_000)}1`, 'is not read: its brackets are nested deeper than 1,000'],
    ['objects', `${'{a='.repeat(200_000)}1`, 'is not read: its brackets are nested deeper than 1,000'],
    ['templates', '"${'.repeat(200_000), 'is not read: its brackets are nested deeper than 1,000'],
    [
      'white space',
      `${' '.repeat(900_000)}1`,
      'is not read: its white space is longer than a parser of Terraform gets through in time',
    ],
    ['text', `"${'x'.repeat(1_100_000)}"`, 'is not read: it has 1,100,180 characters, more than 1,048,576'],
  ])('is not read, and a note says so: %s', async (_, expression, message) => {
    const facts = await factsOf({ 'main.tf': `${LISTENER}  alpn_policy = ${expression}\n}\n` });
    expect(facts.edges).toEqual([]);
    expect(facts.notes.map((it) => it.message)).toEqual([message]);
  });

  it('is one only where it is that much', async () => {
    const facts = await factsOf({
      'main.tf': `${LISTENER}  alpn_policy = ${'('.repeat(500)}"None"${')'.repeat(500)}${' '.repeat(2000)}\n}\n`,
    });
    expect(facts.notes).toEqual([]);
    expect(facts.edges).toHaveLength(1);
  });

  it('leaves open what it may give a variable', async () => {
    const texts = {
      'main.tf': `${LISTENER}  alpn_policy = var.policy\n}\nvariable "policy" {\n  default = "None"\n}\n`,
      'terraform.tfvars': `policy = "HTTP2Preferred"\nlong = "${'x'.repeat(1_100_000)}"\n`,
    };
    const [edge] = await edgesOf(texts);
    expect(edge?.alpnPolicy?.declared).toEqual({
      kind: 'unknown',
      because: 'a file that is not evaluated gives var.policy a value',
    });
  });
});

// Each took minutes, or did not end: the runner's own limit finds that.
describe('what there is much of', () => {
  it('steps behind one name are all copied', async () => {
    const parser = await grammars.load('hcl');
    const { types, typeNames } = parser.parse(`a = a${'.b'.repeat(100_000)}\n`).nodes;
    expect(types.filter((it) => typeNames[it] === 'get_attr')).toHaveLength(100_000);
  });

  it('statements about gRPC and attributes in one block', async () => {
    const statements = '# grpc-alpn: grpc=yes\n a = 1\n'.repeat(20_000);
    const [edge] = await edgesOf({ 'main.tf': `${LISTENER}${statements}}\n` });
    expect(edge?.grpc.grpc).toBe('yes');
    expect(edge?.alpnPolicy?.set('HTTP2Preferred')).toHaveLength(1);
  });

  it('listeners in one block', async () => {
    const listeners = Array.from(
      { length: 5000 },
      (_, i) => `  listener {\n    lb_port = ${i + 1}\n    lb_protocol = "SSL"\n    instance_port = 50051\n  }\n`,
    );
    expect(await edgesOf({ 'main.tf': `resource "aws_elb" "a" {\n${listeners.join('')}}\n` })).toHaveLength(5000);
  });
});

describe('a type of load balancer that its listener contradicts', () => {
  const variable = (name: string, value: string): string => `variable "${name}" {\n  default = "${value}"\n}\n`;
  const both = (type: string, protocol: string): string =>
    `resource "aws_lb" "a" {\n  load_balancer_type = ${type}\n}\nresource "aws_lb_listener" "a" {\n  load_balancer_arn = aws_lb.a.arn\n  port = 443\n  protocol = ${protocol}\n}\n`;

  it.each([
    [variable('type', 'application') + both('var.type', '"TLS"'), 'aws-nlb aws_lb_listener.a TLS:443 terminated'],
    [variable('type', 'network') + both('var.type', '"HTTPS"'), 'aws-alb aws_lb_listener.a HTTPS:443 terminated'],
    [variable('protocol', 'HTTPS') + both('"network"', 'var.protocol'), 'aws-nlb aws_lb_listener.a ?:443 ?'],
  ])('%#: the listener tells, if it is no default itself', async (text, expected) => {
    const [edge] = await edgesOf({ 'main.tf': text });
    expect(edge === undefined ? '' : shown(edge)).toContain(expected);
  });
});
