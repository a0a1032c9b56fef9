import type { FilePath } from '../../text/filePath.ts';
import type { FileComment } from '../commented.ts';
import type { Parse } from '../domain.ts';
import type { SyntaxNode, SyntaxParser } from '../syntaxTree.ts';
import { blocksIn, brokenIn } from './hcl.ts';
import { parseInPieces } from './pieces.ts';
import { isElsewhere, isValues } from './recognise.ts';
import { refusalOf } from './refusal.ts';
import type { TerraformTree } from './tree.ts';

/** Parses a file with the grammar of HCL. */
export function parse(text: string, path: FilePath, parser?: SyntaxParser): Parse<TerraformTree> {
  if (parser === undefined) throw new Error(`${path} is parsed with the grammar of HCL`);
  const isRead = !isElsewhere(path);
  const refusal = isRead ? refusalOf(text) : undefined;
  const syntax = parseInPieces(isRead && refusal === undefined ? text : '', path, parser);
  const body = syntax.root.children.find(({ type }) => type === 'body');
  const tree: TerraformTree = {
    syntax,
    isValues: isValues(path),
    refusal,
    blocks: blocksIn(body),
    broken: brokenIn(syntax),
    comments: [...syntax.ofTypes('comment')].flatMap(commentOf),
    marker: '#',
    statements: [...syntax.ofTypes('block', 'attribute', 'object')].filter(isLong),
  };
  return { tree, problems: [] };
}

/** Comments of one line; `//` begins them as `#` does. */
function commentOf({ start, text }: SyntaxNode): readonly FileComment[] {
  const marker = text.startsWith('#') ? 1 : text.startsWith('//') ? 2 : undefined;
  if (marker === undefined) return [];
  const own = text.endsWith('\r') ? text.slice(0, -1) : text;
  return [{ start, end: start + own.length, value: own.slice(marker) }];
}

function isLong({ start, end, tree }: SyntaxNode): boolean {
  const feed = tree.text.indexOf('\n', start);
  return feed >= 0 && feed < end;
}
