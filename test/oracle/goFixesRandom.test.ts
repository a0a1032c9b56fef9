import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SyntaxNode, SyntaxTree } from '../../core/domains/syntaxTree.ts';
import { withAlignedComments, type Change } from '../../core/rules/goLayout.ts';
import { addElement, addField, removeField } from '../../core/rules/goLiteral.ts';
import { applyEdits } from '../../core/text/textEdit.ts';
import { grammars } from '../support/grammars.ts';
import { formatted, unformatted } from './gofmt.ts';
import { randomList, randomLiteral } from './goLiteralsRandom.ts';

const parser = await grammars.load('go');

/** Texts of each kind: ten times as many with `npm run oracle -- --long`. gofmt reads them all at once. */
const TEXTS = process.env['GRPC_ALPN_ORACLE_LONG'] === undefined ? 600 : 6000;

/** Another seed tries others: GRPC_ALPN_SEED=2. The same one tries the same. */
const SEED = Number(process.env['GRPC_ALPN_SEED'] ?? 1);

/** Of a hundred texts, so many may be left as they are: what is written in a way of its own gets no fix. */
const MOST_UNCHANGED = { added: 10, removed: 85 };

/** Texts that gofmt leaves as they are; some it changes once more when it sees them again. */
async function stable(texts: readonly string[]): Promise<readonly string[]> {
  const once = await formatted(texts);
  const twice = await formatted(once);
  return twice.filter((text, i) => text === once[i]);
}

type Changing = (tree: SyntaxTree) => readonly Change[] | undefined;

async function expectFormatted(random: fc.Arbitrary<string>, change: Changing, unchanged: number): Promise<void> {
  const before = await stable(fc.sample(random, { numRuns: TEXTS, seed: SEED }));
  const after = before.flatMap((text) => {
    const tree = parser.parse(text);
    const changes = change(tree);
    return changes === undefined ? [] : [applyEdits(text, withAlignedComments(tree, changes))];
  });
  expect(await unformatted(Object.fromEntries(after.map((text, i) => [`${i}.go`, text])))).toBe('');
  expect(after.length / before.length).toBeGreaterThan(1 - unchanged / 100);
}

function literalIn(tree: SyntaxTree, type: string): SyntaxNode | undefined {
  return [...tree.ofTypes('composite_literal')].find((it) => it.child('type')?.text === type);
}

describe('in texts that gofmt would leave as they are, it would do so with', () => {
  it('a field that is added to a literal', async () => {
    await expectFormatted(
      randomLiteral(),
      (tree) => {
        const literal = literalIn(tree, 'tls.Config');
        return literal && addField(literal, 'NextProtos', '[]string{"h2"}');
      },
      MOST_UNCHANGED.added,
    );
  });

  it.each(['front', 'end'] as const)('a value that is added at the %s of a list', async (where) => {
    await expectFormatted(
      randomList(),
      (tree) => {
        const list = literalIn(tree, '[]string');
        return list && addElement(list, '"h2"', where);
      },
      MOST_UNCHANGED.added,
    );
  });

  it.each([0, 1, 2])('a literal without its field number %i', async (number) => {
    await expectFormatted(
      randomLiteral(),
      (tree) => {
        const elements = literalIn(tree, 'tls.Config')?.child('body')?.parts ?? [];
        const element = elements[number % Math.max(1, elements.length)];
        return element === undefined ? [] : removeField(element);
      },
      MOST_UNCHANGED.removed,
    );
  });
});
