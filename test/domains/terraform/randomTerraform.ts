import fc from 'fast-check';

/** One line, or a few that belong together, of a block or an object. */
type Piece = fc.Arbitrary<string>;

const space: Piece = fc.constantFrom(' ', ' ', ' ', '', '  ', '      ');
const comment: Piece = fc.constantFrom('', '', '', ' # a', '   // b = {', ' /* c */', '# d "x"');

const name = fc.constantFrom(
  'port',
  'ssl_policy',
  'load_balancer_arn',
  'tags',
  'x',
  'certificate_arn',
  'count',
  'a-b_c',
);

const scalar: Piece = fc.constantFrom(
  '443',
  '"443"',
  'aws_lb.main.arn',
  '"${var.a}-${lower("B")}"',
  'var.on ? "{" : "}"',
  'null',
  '[1, 2]',
  '{ a = 1, b = [] }',
  'merge({ a = "=" }, local.tags)',
  '"é # no comment"',
);

const long: Piece = fc.constantFrom(
  '{\n    a = 1 # x\n    long_name = {}\n  }',
  '[\n    "a",\n    # b\n  ]',
  '<<-EOT\n    alpn_policy = "None" # ${x}\n  EOT',
  '<<EOT\nprotocol = "TLS"\nEOT',
  'merge(\n    local.a,\n    { b = 1 },\n  )',
);

const attribute: Piece = fc
  .tuple(name, space, space, scalar, comment)
  .map(([key, before, behind, value, note]) => `  ${key}${before}=${behind}${value}${note}\n`);

const longAttribute: Piece = fc.tuple(name, space, long).map(([key, before, value]) => `  ${key}${before}= ${value}\n`);

const other: Piece = fc.constantFrom(
  '\n',
  '\n',
  '  # alpn_policy = "None"\n',
  '  /* a\n     b */\n',
  '  default_action {\n    type = "forward"\n  }\n',
  '  timeouts { create = "5m" }\n',
  '  default_action {}\n',
);

const pieces = fc.array(fc.oneof({ weight: 4, arbitrary: attribute }, longAttribute, other), { maxLength: 8 });

/** `alpn_policy` as it may stand there, or not at all. */
const policy: Piece = fc
  .tuple(
    fc.constantFrom('', '', '"None"', '"HTTP1Only"', 'null', '("None")', 'local.policy', '/* x */ "None"'),
    space,
    comment,
  )
  .map(([value, gap, note]) => (value === '' ? '' : `  alpn_policy${gap}= ${value}${note}\n`));

const protocol: Piece = fc.tuple(space, comment).map(([gap, note]) => `  protocol${gap}= "TLS"${note}\n`);

/** Names that are used twice make an attribute unknown, and a block no longer valid. */
function eachNameOnce(lines: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return lines.filter((line) => {
    const [, key] = /^ {2}([\w-]+) *=/.exec(line) ?? [];
    if (key === undefined) return true;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function block(opening: string): Piece {
  return fc
    .tuple(pieces, protocol, pieces, policy, pieces)
    .map(([a, b, c, d, e]) => `${opening}${eachNameOnce([...a, b, ...c, d, ...e]).join('')}}\n`);
}

const separator = fc.constantFrom('\n', ',\n', ', # c\n', ' // d\n');

const listenerObject: Piece = fc.oneof(
  fc.constantFrom(
    '{ port = 443, protocol = "TLS" }',
    '{ protocol : "TLS", port: 443, }',
    '{ "protocol" = "TLS" }',
    '{protocol="TLS",alpn_policy="None"}',
    '{ port = 443,\n      protocol = "TLS" }',
  ),
  fc
    .tuple(separator, separator, fc.constantFrom(' = ', '=', '     = ', ' : '), fc.boolean())
    .map(
      ([one, two, mark, isLong]) =>
        `{\n      port${mark}443${one}${isLong ? `      certificate_arn${mark}var.arn${one}` : ''}      protocol${mark}"TLS"${two}    }`,
    ),
);

const module: Piece = fc
  .tuple(
    fc.array(listenerObject, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('', ' # c'),
    fc.constantFrom(' ', '   '),
  )
  .map(
    ([objects, note, gap]) =>
      `module "nlb" {\n  source = "terraform-aws-modules/alb/aws"\n  load_balancer_type = "network"\n\n  listeners = {\n` +
      `${objects.map((it, i) => `    key${'_'.repeat(i)}${gap}= ${it}${note}\n`).join('')}  }\n}\n`,
  );

const locals: Piece = fc
  .tuple(pieces, space)
  .map(([others, gap]) => `locals {\n${eachNameOnce(others).join('')}  policy${gap}= "None" # once\n}\n`);

/** Files with listeners whose ALPN policy is missing, or is one without `h2`, in all kinds of layout. */
export const randomTerraform: fc.Arbitrary<string> = fc
  .tuple(block('resource "aws_lb_listener" "grpc" {\n'), module, locals, fc.boolean())
  .map(([listener, call, values, isWindows]) => {
    const text = `${values}\n${listener}\n${call}`;
    return isWindows ? text.replaceAll('\n', '\r\n') : text;
  });
