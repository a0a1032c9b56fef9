import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EdgeListener } from '../../../core/domains/edges.ts';
import type { SyntaxTree } from '../../../core/domains/syntaxTree.ts';
import { randomTerraform } from './randomTerraform.ts';
import { edgesIn, edited, parsed, shown } from './terraformFolder.ts';

/** All words and marks, without comments and white space; commas count as none, for the last one may be left out. */
function tokens({ nodes, text }: SyntaxTree): readonly string[] {
  const found: string[] = [];
  for (let i = 0; i < nodes.types.length; i++) {
    const type = nodes.typeNames[nodes.types[i] ?? 0];
    if (nodes.behind[i] === i + 1 && type !== 'comment' && type !== ',')
      found.push(text.slice(nodes.starts[i], nodes.ends[i]));
  }
  return found;
}

function comments({ nodes, text }: SyntaxTree): readonly string[] {
  return [...nodes.types.keys()].flatMap((i) =>
    nodes.typeNames[nodes.types[i] ?? 0] === 'comment' ? [text.slice(nodes.starts[i], nodes.ends[i]).trimEnd()] : [],
  );
}

/** What of the words is another, before and after. */
function difference(before: readonly string[], after: readonly string[]): readonly [string, string] {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return [before.slice(start, before.length - end).join(''), after.slice(start, after.length - end).join('')];
}

const withoutPolicy = (edges: readonly EdgeListener[], but: number): readonly string[] =>
  edges.map((edge, i) => (i === but ? shown({ ...edge, alpnPolicy: undefined }) : shown(edge)));

describe('the fix of a policy', () => {
  it('changes that one value, whatever the layout, and nothing when it is made again', async () => {
    await fc.assert(
      fc.asyncProperty(randomTerraform, async (text) => {
        const before = await parsed('main.tf', text);
        expect(before.tree.broken).toEqual([]);
        const edges = await edgesIn(text);
        expect(edges.length).toBeGreaterThan(0);
        for (const [i, { alpnPolicy }] of edges.entries()) {
          const edits = alpnPolicy?.set('HTTP2Preferred') ?? [];
          expect(edits).not.toEqual([]);
          const fixed = edited({ 'main.tf': text }, edits)['main.tf'] ?? '';
          const after = await parsed('main.tf', fixed);
          expect(after.tree.broken).toEqual([]);
          const [gone, come] = difference(tokens(before.tree.syntax), tokens(after.tree.syntax));
          expect(['', 'None', 'HTTP1Only', 'null']).toContain(gone);
          expect(come).toMatch(
            gone === '' ? /^"?(?:alpn_policy"?[=:]"HTTP2Preferred"?)"?$|^"alpn_policy"/ : /^"?HTTP2Preferred"?$/,
          );
          expect(comments(after.tree.syntax)).toEqual(comments(before.tree.syntax));
          expect(fixed.includes('\r\n') && /[^\r]\n/.test(fixed)).toBe(false);
          const again = await edgesIn(fixed);
          expect(again[i]?.alpnPolicy?.declared).toMatchObject({ kind: 'stated', value: 'HTTP2Preferred' });
          expect(again[i]?.alpnPolicy?.set('HTTP2Preferred')).toEqual([]);
          expect(withoutPolicy(again, i)).toEqual(withoutPolicy(edges, i));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('any text', () => {
  const CASES = path.join(import.meta.dirname, 'fixes');
  const whole = readdirSync(CASES).map((it) => readFileSync(path.join(CASES, it, 'before.tf'), 'utf8'));

  /** Reads, and tries all edits: those that there are leave a text that is none the less whole. */
  async function survives(text: string): Promise<void> {
    const { tree } = await parsed('main.tf', text);
    expect(tree.syntax.text).toBe(text);
    for (const { alpnPolicy, http2, targets } of await edgesIn(text)) {
      const versions = targets.map(({ version }) => version?.set('GRPC'));
      for (const edits of [alpnPolicy?.set('HTTP2Only'), http2?.set(true), http2?.set(false), ...versions]) {
        if (edits === undefined || edits.length === 0) continue;
        expect(tree.broken).toEqual([]);
        const after = await parsed('main.tf', edited({ 'main.tf': text }, edits)['main.tf'] ?? '');
        expect(after.tree.broken).toEqual([]);
      }
    }
  }

  it('beginnings and ends of whole ones', async () => {
    for (const text of whole) {
      for (let i = 0; i < text.length; i += 29) {
        await survives(text.slice(0, i));
        await survives(text.slice(i));
      }
    }
  });

  it('whole ones with something else in them', async () => {
    const marks = ['{', '}', '"', '\\', '${', '<<EOT', '#', '/*', '=', '\0', '\n', '\r', ',', '[', '🚦', '\ufeff'];
    for (const text of whole) {
      for (let i = 0; i < text.length; i += 67) {
        await survives(text.slice(0, i) + (marks[i % marks.length] ?? '') + text.slice(i));
      }
    }
  });

  it('random ones', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), survives), { numRuns: 100 });
  });
});
