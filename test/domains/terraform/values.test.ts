import { describe, expect, it } from 'vitest';
import { edgesOf, shown } from './terraformFolder.ts';

/** What `alpn_policy` comes to where it is this expression: its value, `absent`, or why it is not known. */
async function valueOf(expression: string, others: Readonly<Record<string, string>> = {}): Promise<string> {
  const listener = `resource "aws_lb_listener" "a" {\n  protocol    = "TLS"\n  alpn_policy = ${expression}\n}\n`;
  const edges = await edgesOf({ 'app/listener.tf': listener, ...others });
  const declared = edges[0]?.alpnPolicy?.declared;
  if (declared?.kind === 'stated') return declared.value;
  return declared?.kind === 'unknown' ? `unknown: ${declared.because}` : (declared?.kind ?? 'no listener');
}

describe('expressions', () => {
  it.each([
    ['"HTTP2Only"', 'HTTP2Only'],
    ['("HTTP2Only")', 'HTTP2Only'],
    ['null', 'absent'],
    [String.raw`"HTTP\u0032Only"`, 'HTTP2Only'],
    [String.raw`"a\tb\\\"c$` + '${d}"', 'a\tb\\"c${d}'],
    ['<<EOT\nHTTP2Only\nEOT', 'HTTP2Only\n'],
    ['<<-EOT\n    HTTP2Only\n      x\n  EOT', 'HTTP2Only\n  x\n'],
    ['"HTTP${1 + 1}Only"', 'HTTP2Only'],
    ['"${"HTTP2Only"}"', 'HTTP2Only'],
    ['true ? "HTTP2Only" : "None"', 'HTTP2Only'],
    ['!(1 == 2) && true ? "HTTP2Only" : "None"', 'HTTP2Only'],
    ['var.unknown ? "None" : "None"', 'None'],
    ['{ a = "HTTP2Only" }.a', 'HTTP2Only'],
    ['{ "a" : "HTTP2Only" }["a"]', 'HTTP2Only'],
    ['["None", "HTTP2Only"][1]', 'HTTP2Only'],
    ['[{ a = "HTTP2Only" }].*.a[0]', 'HTTP2Only'],
    ['lookup({ a = "HTTP2Only" }, "b", "None")', 'None'],
    ['merge({ a = "HTTP2Only" }, { a = "None" }).a', 'None'],
    ['concat(["HTTP2Only"], ["None"])[0]', 'HTTP2Only'],
    ['coalesce(null, "", "HTTP2Only")', 'HTTP2Only'],
    ['try("HTTP2Only", "None")', 'HTTP2Only'],
    ['format("HTTP%dOnly", 2)', 'HTTP2Only'],
    ['join("", ["HTTP2", "Only"])', 'HTTP2Only'],
    ['one(["HTTP2Only"])', 'HTTP2Only'],
    ['element(["None", "HTTP2Only"], 3)', 'HTTP2Only'],
    ['tostring("HTTP2Only")', 'HTTP2Only'],
    ['aws_lb_listener.b.alpn_policy', 'HTTP2Only'],
  ])('%s', async (expression, expected) => {
    const other = { 'app/b.tf': 'resource "aws_lb_listener" "b" {\n  alpn_policy = "HTTP2Only"\n}\n' };
    expect(await valueOf(expression, other)).toBe(expected);
  });

  it.each([
    ['each.value', 'unknown: it differs between the instances of for_each'],
    ['count.index', 'unknown: it differs between the instances of count'],
    ['terraform.workspace', 'unknown: it depends on where Terraform runs'],
    ['data.aws_ssm_parameter.policy.value', 'unknown: nothing here declares data.aws_ssm_parameter.policy'],
    ['module.x.policy', 'unknown: nothing here declares module.x'],
    ['local.missing', 'unknown: nothing here declares local.missing'],
    ['var.missing', 'unknown: nothing here declares var.missing'],
    ['var.missing ? "None" : null', 'unknown: a condition decides that is not known'],
    ['"HTTP${var.missing}Only"', 'unknown: nothing here declares var.missing'],
    ['"HTTP${["2"]}Only"', 'unknown: a part of the text is not known'],
    ['[for x in ["None"] : x][0]', 'unknown: an expression decides that is not evaluated here'],
    ['"%{ if true }None%{ endif }"', 'unknown: an expression decides that is not evaluated here'],
    ['file("policy")', 'unknown: an expression decides that is not evaluated here'],
    ['constructor.x', 'unknown: nothing here declares constructor.x'],
    ['["None"]', 'unknown: alpn_policy is no plain value'],
    ['true', 'unknown: alpn_policy has a value that is none of its values'],
  ])('%s', async (expression, expected) => {
    expect(await valueOf(expression)).toBe(expected);
  });
});

describe('names', () => {
  it('local values, in any file of the folder', async () => {
    const locals = 'locals {\n  a = local.b\n  b = { c = "HTTP2Only" }\n}\n';
    expect(await valueOf('local.a.c', { 'app/locals.tf': locals })).toBe('HTTP2Only');
    expect(await valueOf('local.a.c', { 'locals.tf': locals })).toBe('unknown: nothing here declares local.a');
  });

  it('circles end', async () => {
    const locals = 'locals {\n  a = local.b\n  b = "${local.a}x"\n}\n';
    expect(await valueOf('local.a', { 'app/locals.tf': locals })).toBe('unknown: local.a refers to itself');
    const twice = 'locals {\n  a = "None"\n}\nlocals {\n  a = "HTTP2Only"\n}\n';
    expect(await valueOf('local.a', { 'app/locals.tf': twice })).toBe('unknown: nothing here declares local.a');
  });

  const variable = (rest: string): string => `variable "policy" {\n${rest}\n}\n`;

  it.each([
    ['its default', variable('default = "None"'), {}, 'None'],
    ['no default', variable('type = string'), {}, 'unknown: nothing here gives var.policy a value'],
    ['null by default', variable('default = null'), {}, 'unknown: who uses this module decides var.policy'],
    ['terraform.tfvars', variable('default = "None"'), { 'app/terraform.tfvars': 'policy = "HTTP2Only"' }, 'HTTP2Only'],
    [
      'a file of another folder',
      variable('default = "None"'),
      { 'lib/terraform.tfvars': 'policy = "HTTP2Only"' },
      'None',
    ],
    [
      'what is read later counts more',
      variable(''),
      {
        'app/b.auto.tfvars': 'policy = "HTTP2Only"',
        'app/a.auto.tfvars': 'policy = "None"',
        'app/terraform.tfvars': 'policy = "HTTP1Only"',
      },
      'HTTP2Only',
    ],
    [
      'a file that may be named says something else',
      variable('default = "None"'),
      { 'app/production.tfvars': 'policy = "HTTP2Only"' },
      'unknown: files of values give var.policy different values',
    ],
    [
      'in a folder below, too',
      variable('default = "None"'),
      { 'app/env/production.tfvars': 'policy = "HTTP2Only"' },
      'unknown: files of values give var.policy different values',
    ],
    ['one that says the same', variable('default = "None"'), { 'app/production.tfvars': 'policy = "None"' }, 'None'],
    [
      'a call gives it',
      variable('default = "None"'),
      { 'main.tf': 'module "app" {\n  source = "./app"\n  policy = "HTTP2Only"\n}\n' },
      'unknown: who calls this module decides var.policy',
    ],
    [
      'a call does not give it',
      variable('default = "None"'),
      { 'main.tf': 'module "app" {\n  source = "./app/"\n}\n' },
      'None',
    ],
    [
      'a call leaves it at null',
      variable('default = null'),
      { 'main.tf': 'module "app" {\n  source = "./app"\n}\n' },
      'absent',
    ],
    ['null in terraform.tfvars', variable(''), { 'app/terraform.tfvars': 'policy = null' }, 'absent'],
    [
      'null in terraform.tfvars, which stands for the default',
      variable('default = "None"\nnullable = false'),
      { 'app/terraform.tfvars': 'policy = null' },
      'unknown: who uses this module decides var.policy',
    ],
    [
      'a file of values in JSON',
      variable('default = "None"'),
      { 'app/prod.auto.tfvars.json': '{ "policy": "HTTP2Only" }' },
      'unknown: a file that is not evaluated gives var.policy a value',
    ],
    [
      'a file of values in JSON for another variable',
      variable('default = "None"'),
      { 'app/terraform.tfvars.json': '{ "other": "HTTP2Only" }' },
      'None',
    ],
    [
      'a file that overrides it',
      variable('default = "None"'),
      { 'app/x_override.tf': variable('default = "HTTP2Only"') },
      'unknown: nothing here declares var.policy',
    ],
    [
      'files that may be named agree',
      variable(''),
      { 'app/a.tfvars': 'policy = "None"', 'app/b.tfvars': 'policy = "None"' },
      'None',
    ],
    [
      'files that may be named disagree',
      variable(''),
      { 'app/a.tfvars': 'policy = "None"', 'app/b.tfvars': 'policy = "HTTP2Only"' },
      'unknown: files of values give var.policy different values',
    ],
    [
      'another module is called',
      variable('default = "None"'),
      { 'main.tf': 'module "app" {\n  source = "./other"\n  policy = "HTTP2Only"\n}\n' },
      'None',
    ],
    [
      'files of values name nothing',
      variable(''),
      { 'app/terraform.tfvars': 'policy = local.x' },
      'unknown: local cannot be used there',
    ],
  ])('a variable: %s', async (_, declaration, others, expected) => {
    expect(await valueOf('var.policy', { 'app/variables.tf': declaration, ...others })).toBe(expected);
  });

  it('a default is told apart from what is certain', async () => {
    const declares = async (others: Readonly<Record<string, string>>): Promise<unknown> => {
      const listener =
        'resource "aws_lb_listener" "a" {\n  protocol    = "TLS"\n  alpn_policy = upper(var.policy) == "NONE" ? "None" : var.policy\n}\n';
      const texts = { 'main.tf': `${listener}${variable('default = "none"')}`, ...others };
      return (await edgesOf(texts))[0]?.alpnPolicy?.declared;
    };
    expect(await declares({})).toMatchObject({ kind: 'stated', value: 'None', isDefault: true });
    expect(await declares({ 'terraform.tfvars': 'policy = "none"' })).not.toHaveProperty('isDefault');
  });

  it.each([
    ['port = "443"', 443],
    ['port = tonumber("443")', 443],
    ['port = tostring(443)', 443],
    ['port = 440 + 3', 443],
    ['port = "https"', undefined],
    ['port = 70000', undefined],
    ['port = each.value', undefined],
  ])('numbers are converted: %s', async (port, expected) => {
    const [edge] = await edgesOf({ 'main.tf': `resource "aws_lb_listener" "a" {\n  protocol = "TLS"\n  ${port}\n}\n` });
    expect(edge?.port).toBe(expected);
  });

  it.each([
    ['"false"', 'stated'],
    ['tobool("false")', 'stated'],
    ['!true', 'stated'],
    ['"off"', 'unknown'],
    ['0', 'unknown'],
    ['var.missing', 'unknown'],
    ['null', 'absent'],
  ])('truth values are converted: %s', async (expression, expected) => {
    const text = `resource "aws_lb" "m" {\n  enable_http2 = ${expression}\n}\nresource "aws_lb_listener" "a" {\n  load_balancer_arn = aws_lb.m.arn\n  protocol = "HTTPS"\n}\n`;
    const [edge] = await edgesOf({ 'main.tf': text });
    expect(edge?.http2?.declared.kind).toBe(expected);
  });

  it.each(['[alpn_policy]', '["alpn_policy"]', '[port, alpn_policy]'])(
    'what Terraform leaves as it finds it is not known: %s',
    async (ignored) => {
      const text = `resource "aws_lb_listener" "a" {\n  protocol = "TLS"\n  alpn_policy = "None"\n  lifecycle {\n    ignore_changes = ${ignored}\n  }\n}\n`;
      expect((await edgesOf({ 'main.tf': text }))[0]?.alpnPolicy?.declared.kind).toBe('unknown');
      const other = text.replace(ignored, '[tags, "port"]');
      expect((await edgesOf({ 'main.tf': other }))[0]?.alpnPolicy?.declared.kind).toBe('stated');
    },
  );

  it.each(['[protocol]', 'all'])('a protocol that Terraform leaves as it finds it: %s', async (ignored) => {
    const text = `resource "aws_lb" "a" {\n  load_balancer_type = "network"\n}\nresource "aws_lb_listener" "a" {\n  load_balancer_arn = aws_lb.a.arn\n  protocol = "TLS"\n  port = 443\n  lifecycle {\n    ignore_changes = ${ignored}\n  }\n}\n`;
    expect((await edgesOf({ 'main.tf': text })).map(shown)).toEqual(['aws-nlb aws_lb_listener.a ?:443 ? | unknown']);
    const other = text.replace(ignored, '[tags]');
    expect((await edgesOf({ 'main.tf': other }))[0]?.tls).toBe('terminated');
  });

  it('a default that is nested without end is not followed', async () => {
    const deep = variable(`default = ${'('.repeat(900)}"None"${')'.repeat(900)}`);
    expect(await valueOf('var.policy', { 'app/variables.tf': deep })).toContain('unknown');
    const lists = variable(`default = ${'['.repeat(900)}"None"${']'.repeat(900)}`);
    expect(await valueOf('var.policy', { 'app/variables.tf': lists })).toContain('unknown');
  });

  it('an object whose type has defaults of its own', async () => {
    const declaration =
      'variable "listeners" {\n  type = map(object({ protocol = string, alpn_policy = optional(string, "HTTP2Only") }))\n' +
      '  default = { a = { protocol = "TLS" } }\n}\n' +
      'module "lb" {\n  source = "terraform-aws-modules/alb/aws"\n  load_balancer_type = "network"\n  listeners = var.listeners\n}\n';
    const edges = await edgesOf({ 'main.tf': declaration });
    expect(edges.map(({ alpnPolicy }) => alpnPolicy?.declared.kind)).toEqual(['unknown']);
    expect(edges[0]?.alpnPolicy?.set('HTTP2Only')).toBeUndefined();
  });

  it('what grows without end is not followed', async () => {
    const doubling = (make: (name: string) => string): string =>
      `locals {\n  a0 = ${make('"x"')}\n${Array.from({ length: 60 }, (_, i) => `  a${i + 1} = ${make(`local.a${i}`)}\n`).join('')}}\n`;
    const others = (text: string): Readonly<Record<string, string>> => ({ 'app/locals.tf': text });
    expect(await valueOf('local.a60', others(doubling((it) => `"\${${it}}\${${it}}"`)))).toContain('unknown');
    expect(await valueOf('local.a60', others(doubling((it) => `concat([${it}], [${it}])`)))).toContain('unknown');
    expect(await valueOf('local.a60[*][*][*]', others(doubling((it) => `[${it}, ${it}]`)))).toContain('unknown');
    const long = `locals {\n  a0 = "None"\n${Array.from({ length: 5000 }, (_, i) => `  a${i + 1} = local.a${i}\n`).join('')}}\n`;
    expect(await valueOf('local.a5000', others(long))).toContain('unknown');
    expect(await valueOf(`${'('.repeat(900)}"None"${')'.repeat(900)}`)).toContain('unknown');
    expect(await valueOf(`${'1 + '.repeat(5000)}1`)).toContain('unknown');
  });
});
