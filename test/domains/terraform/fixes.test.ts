import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Attribute, EdgeListener } from '../../../core/domains/edges.ts';
import type { TextEdit } from '../../../core/text/textEdit.ts';
import { edgesIn, edgesOf, edited } from './terraformFolder.ts';

const CASES = path.join(import.meta.dirname, 'fixes');

/** Each attribute of the edges, with the edits that give it the value that gRPC needs; none where it has it. */
function fixesOf(edges: readonly EdgeListener[]): readonly (readonly TextEdit[])[] {
  const some = edges.flatMap(({ alpnPolicy, http2, targets, product }) => [
    alpnPolicy?.set('HTTP2Preferred'),
    ...(http2?.declared.kind === 'stated' ? [http2.set(true)] : []),
    ...(product === 'aws-alb' ? targets.map(({ version }) => version?.set('GRPC')) : []),
  ]);
  return some.flatMap((it) => (it === undefined || it.length === 0 ? [] : [it]));
}

describe('fixes, as files', () => {
  it.each(readdirSync(CASES))('%s', async (name) => {
    const before = readFileSync(path.join(CASES, name, 'before.tf'), 'utf8');
    const after = readFileSync(path.join(CASES, name, 'after.tf'), 'utf8');
    let text = before;
    for (let round = 0; round < 10; round++) {
      const [first] = fixesOf(await edgesIn(text));
      if (first === undefined) break;
      text = edited({ 'main.tf': text }, first)['main.tf'] ?? '';
    }
    expect(text).toBe(after);
    expect(fixesOf(await edgesIn(after))).toEqual([]);
  });
});

describe('no fix', () => {
  const policies = async (
    texts: Readonly<Record<string, string>>,
  ): Promise<readonly (Attribute<string> | undefined)[]> => (await edgesOf(texts)).map(({ alpnPolicy }) => alpnPolicy);

  it.each([
    [
      'a local value that others use, too',
      'locals {\n  policy = "None"\n}\noutput "policy" {\n  value = local.policy\n}\n',
      'local.policy',
    ],
    ['a branch of a condition', 'variable "new" {\n  default = false\n}\n', 'var.new ? "HTTP2Only" : "None"'],
    ['what a template fills in', 'locals {\n  number = 1\n}\n', '"HTTP${local.number}Only"'],
    ['what a function gives', '', 'title("none")'],
    ['what differs between instances', '', 'each.value'],
    ['a resource that says it', 'resource "null" "n" {\n  policy = "None"\n}\n', 'null.n.policy'],
  ])('%s', async (_, before, expression) => {
    const text = `${before}resource "aws_lb_listener" "grpc" {\n  protocol    = "TLS"\n  alpn_policy = ${expression}\n}\n`;
    const [policy] = await policies({ 'main.tf': text });
    expect(policy?.set('HTTP2Preferred')).toBeUndefined();
  });

  it('half-typed text', async () => {
    const text = 'resource "aws_lb_listener" "grpc" {\n  protocol = "TLS"\n}\nresource "aws_lb" "x" {\n  name =\n}\n';
    const [policy] = await policies({ 'main.tf': text });
    expect(policy?.declared.kind).toBe('absent');
    expect(policy?.set('HTTP2Preferred')).toBeUndefined();
  });

  it('releases of the module that do not know the policy', async () => {
    const text = (version: string): string =>
      `module "nlb" {\n  source = "terraform-aws-modules/alb/aws"\n  version = "${version}"\n  load_balancer_type = "network"\n` +
      '  https_listeners = [{ port = 443, protocol = "TLS" }]\n}\n';
    const fixes = async (version: string): Promise<boolean> =>
      (await policies({ 'main.tf': text(version) }))[0]?.set('HTTP2Only') !== undefined;
    expect(await fixes('~> 5.0')).toBe(false);
    expect(await fixes('6.1.0')).toBe(false);
    expect(await fixes('~> 6.0')).toBe(true);
    expect(await fixes('>= 5.0')).toBe(true);
    expect(await fixes('8.7.0')).toBe(true);
  });

  it('the value stands in a file of values: there it is changed', async () => {
    const texts = {
      'main.tf':
        'variable "policy" {}\nresource "aws_lb_listener" "a" {\n  protocol = "TLS"\n  alpn_policy = var.policy\n}\n',
      'terraform.tfvars': 'policy = "None"\n',
    };
    const [policy] = await policies(texts);
    const edits = policy?.set('HTTP2Only') ?? [];
    expect(edited(texts, edits)).toEqual({ ...texts, 'terraform.tfvars': 'policy = "HTTP2Only"\n' });
  });
});
