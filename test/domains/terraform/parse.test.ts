import { describe, expect, it } from 'vitest';
import { terraformDomain } from '../../../core/domains/terraform/index.ts';
import { candidate, recognise, units } from '../../../core/domains/terraform/recognise.ts';
import { readIgnore } from '../../../core/project/ignoreComment.ts';
import { filePath } from '../../../core/text/filePath.ts';
import { parsed } from './terraformFolder.ts';

describe('which files', () => {
  it.each([
    ['main.tf', true],
    ['production.tfvars', true],
    ['terraform.tfvars', true],
    ['main.tf.json', true],
    ['terraform.tfvars.json', true],
    ['terragrunt.hcl', true],
    ['main.tfstate', false],
    ['main.hcl', false],
    ['.terraform/modules/lb/main.tf', false],
    ['.terragrunt-cache/a/b/main.tf', false],
  ])('%s', (name, expected) => {
    expect(candidate(filePath(`/ws/${name}`))).toBe(expected);
  });

  it('those that declare a load balancer or call a module of the workspace, and what such a module uses', () => {
    const path = filePath('/ws/main.tf');
    const locals = 'locals {\n  a = 1\n}\n';
    expect(recognise(path, 'resource "aws_lb_listener" "a" {}')).toBe(true);
    expect(recognise(path, 'resource "aws_alb" "a" {}')).toBe(true);
    expect(recognise(path, 'module "a" {\n  source = "../lb"\n}')).toBe(true);
    expect(recognise(path, 'module "a" {\n  source = "terraform-aws-modules/alb/aws"\n}')).toBe(true);
    expect(
      recognise(path, 'module "a" {\n  source = "git::https://github.com/terraform-aws-modules/terraform-aws-elb"\n}'),
    ).toBe(true);
    expect(recognise(path, locals)).toBe(false);
    expect(recognise(path, 'resource "aws_instance" "a" {}')).toBe(false);
    expect(recognise(filePath('/ws/a.tfvars'), 'a = 1')).toBe(true);
    expect(units.joins(path, locals, ['resource "aws_lb" "a" {}'])).toBe(true);
    expect(units.joins(path, locals, ['module "a" {\n  source = "../lb"\n}'])).toBe(false);
    expect(units.joins(path, 'resource "aws_instance" "a" {}', ['resource "aws_lb" "a" {}'])).toBe(false);
  });

  it('wants no other file', async () => {
    const { path, ...file } = await parsed('main.tf', '');
    const input = { folder: path, files: new Map([[path, { path, ...file }]]) };
    const rest = {
      globs: new Map(),
      names: new Map(),
      absent: new Map(),
      links: new Map(),
      placements: [],
      grpcServers: [],
    };
    const options = { nginx: { configurations: [] }, grpcOf: () => undefined };
    expect([...terraformDomain.wants({ ...input, ...rest, options })]).toEqual([]);
  });
});

describe('comments that silence findings', () => {
  it.each([
    ['a hash', '# grpc-alpn: ignore aws-nlb-tls-without-alpn -- later\n'],
    ['two strokes', '// grpc-alpn: ignore aws-nlb-tls-without-alpn -- later\n'],
    [
      'two strokes in a file of Windows',
      'locals {\r\n  // grpc-alpn: ignore aws-nlb-tls-without-alpn -- later\r\n}\r\n',
    ],
  ])('begin with %s', async (_, text) => {
    const { tree } = await parsed('main.tf', text);
    const [comment] = tree.comments;
    const statement = comment === undefined ? undefined : readIgnore(comment, tree.marker);
    expect(statement?.reason).toBe('later');
    expect(statement?.rules.map(({ start, end }) => text.slice(start, end))).toEqual(['aws-nlb-tls-without-alpn']);
  });

  it('are about all of a block or an object that they stand above', async () => {
    const text = 'module "a" {\n  x = {\n    b = 1\n  }\n  y = 1\n}\n';
    const { tree } = await parsed('main.tf', text);
    const begins = tree.statements.map(
      ({ start, end }) => `${text.slice(start).split('\n')[0] ?? ''}…${text.slice(end - 1, end)}`,
    );
    expect(begins).toEqual(['module "a" {…}', 'x = {…}', '{…}']);
  });
});

describe('half-typed text', () => {
  it.each([
    'resource "aws_lb_listener" "a" {\n  port =\n}\n',
    'resource "aws_lb_listener" "a" {\n  port = 443\n',
    'resource "aws_lb_listener" "a" {\n  name = "a\n}\n',
    'resource "aws_lb_listener" "a" {\n  port\n}\nresource "a" "b" {}\n',
    'a.b = 1\n',
    '\0',
  ])('%j is broken', async (text) => {
    const { tree } = await parsed('main.tf', text);
    expect(tree.broken).not.toEqual([]);
  });

  it.each(['', '\n', '# a', 'a = ""\n', 'a = <<E\nE\n', 'x {}\n', 'a = f()\n', '\ufeffa = 1\n'])(
    '%j is not',
    async (text) => {
      const { tree } = await parsed('main.tf', text);
      expect(tree.broken).toEqual([]);
    },
  );
});
