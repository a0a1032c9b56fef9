import { beforeAll, describe, expect, it } from 'vitest';
import { parseInPieces } from '../../../core/domains/terraform/pieces.ts';
import type { SyntaxNode, SyntaxParser } from '../../../core/domains/syntaxTree.ts';
import { filePath } from '../../../core/text/filePath.ts';
import { grammars } from '../../support/grammars.ts';

const PATH = filePath('/ws/main.tf');

let parser: SyntaxParser;
beforeAll(async () => {
  parser = await grammars.load('hcl');
});

/** Counts what is parsed, in UTF-16 code units. */
function counting(): { readonly parser: SyntaxParser; readonly count: () => number } {
  let count = 0;
  const counted: SyntaxParser = {
    parse: (text) => {
      count += text.length;
      return parser.parse(text);
    },
  };
  return { parser: counted, count: () => count };
}

function block(i: number, inside = ''): string {
  return `resource "aws_lb_listener" "l${i}" {\n  port = ${i}\n  tags = { a = "b" }\n${inside}\n  default_action {\n    type = "forward"\n  }\n}\n\n# of ${i}\n`;
}

const BLOCKS = Array.from({ length: 300 }, (_, i) => block(i));

function shown(node: SyntaxNode): readonly unknown[] {
  return [node.type, node.field, node.isNamed, node.start, node.end, node.parent?.number, node.children.map(shown)];
}

describe('a long file', () => {
  it.each([
    ['blocks', BLOCKS.join('\n')],
    ['a head and an end', `# head\n\n/* more */\n${BLOCKS.join('')}\nlocals {\n}\n# end\n# more\n\n`],
    ['Windows line breaks', BLOCKS.join('').replaceAll('\n', '\r\n')],
    [
      'blocks that are no blocks, in a heredoc',
      `${BLOCKS.join('')}${block(1, `  a = <<EOF\n${block(2)}\nEOF\n`)}${BLOCKS.join('')}`,
    ],
    ['blocks that are no blocks, in a comment', `${BLOCKS.join('')}/*\n${block(2)}*/\n${BLOCKS.join('')}`],
    ['attributes between blocks', `${BLOCKS.join('')}a = 1\n${BLOCKS.join('')}b = 2\n`],
    [
      'blocks in a block, each at the beginning of its line',
      `${BLOCKS.join('')}check "health" {\ndata "http" "a" {\n  url = "x"\n}\ndata "http" "b" {\n  url = "y"\n}\nassert {\n  condition = true\n}\n}\n${BLOCKS.join('')}`,
    ],
    ['no blocks', 'a = "some text"\n'.repeat(2000)],
  ])('has the tree of its whole text: %s', (_, text) => {
    const tree = parseInPieces(text, PATH, parser);
    expect(tree.text).toBe(text);
    expect(shown(tree.root)).toEqual(shown(parser.parse(text).root));
  });

  it.each([
    ['an open string', '  a = "\n'],
    ['an open object', '  a = {\n'],
    ['an open heredoc', '  a = <<EOF\n'],
    ['an attribute without value', '  a =\n'],
    ['a brace too many', '}}\n'],
  ])('what does not fit is where it is: %s', (_, inside) => {
    const text = [...BLOCKS.slice(0, 100), block(100, inside), ...BLOCKS.slice(101)].join('');
    const { root } = parseInPieces(text, PATH, parser);
    const named = [...root.ofTypes('block')].filter(({ text: own }) => own.startsWith('resource'));
    const whole = named.filter(({ text: own }) => BLOCKS.some((it) => it.startsWith(own)));
    expect(whole.length).toBeGreaterThanOrEqual(100);
    for (const node of root.ofTypes('identifier')) expect(node.text).toMatch(/^\w*$/);
    for (const it of named) expect(it.parent?.type).toBe('body');
  });

  it('is the same whatever was parsed before', () => {
    const texts = ['', '  a = "\n', '  a = {', '  a = {}\n', '}', '/*'].map((inside) =>
      [...BLOCKS.slice(0, 150), block(150, inside), ...BLOCKS.slice(150)].join(''),
    );
    for (const text of [...texts, ...texts.toReversed()]) {
      const fresh = parseInPieces(text, PATH, counting().parser);
      expect(shown(parseInPieces(text, PATH, parser).root)).toEqual(shown(fresh.root));
    }
  });

  it('costs one block at a keystroke', () => {
    const counted = counting();
    parseInPieces(BLOCKS.join(''), PATH, counted.parser);
    const first = counted.count();
    for (const inside of ['  a', '  a =', '  a = "', '  a = "b', '  a = "b"']) {
      parseInPieces([...BLOCKS.slice(0, 150), block(150, inside), ...BLOCKS.slice(151)].join(''), PATH, counted.parser);
    }
    expect(counted.count() - first).toBeLessThan(5 * (block(150).length + 20));
  });
});
