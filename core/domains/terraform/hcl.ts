import type { SyntaxNode, SyntaxTree } from '../syntaxTree.ts';
import type { Block, TerraformTree } from './tree.ts';

/** An attribute of a block: `port = 443`. */
export interface BlockAttribute {
  readonly name: string;
  readonly node: SyntaxNode;
  readonly expression: SyntaxNode;
}

/** The blocks that stand directly in a body. */
export function blocksIn(body: SyntaxNode | undefined): readonly Block[] {
  return (body?.children ?? []).flatMap((it) => (it.type === 'block' ? [blockOf(it)] : []));
}

/** What stands between the braces of a block; `undefined`: nothing. */
export function bodyOf(block: Block): SyntaxNode | undefined {
  return block.node.children.find(({ type }) => type === 'body');
}

/** The attributes that stand directly in a body. */
export function attributesIn(body: SyntaxNode | undefined): readonly BlockAttribute[] {
  return (body?.children ?? []).flatMap((node) => {
    if (node.type !== 'attribute') return [];
    const name = node.children.find(({ type }) => type === 'identifier');
    const expression = node.children.find(({ type }) => type === 'expression');
    return name === undefined || expression === undefined ? [] : [{ name: name.text, node, expression }];
  });
}

/** The last label of a block where it has one, else the word that it begins with. */
export function nameNodeOf({ node }: Block): SyntaxNode {
  const heads = node.children.filter(({ type }) => type === 'string_lit' || type === 'identifier');
  return heads.at(-1) ?? node;
}

/** Nodes that may be empty without anything missing. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['config_file', 'body', 'template_literal']);

/** Numbers of the nodes that do not fit the grammar, or are missing, in their order. */
export function brokenIn({ nodes }: SyntaxTree): readonly number[] {
  const { types, typeNames, starts, ends } = nodes;
  const found: number[] = [];
  for (let i = 0; i < types.length; i++) {
    const type = typeNames[types[i] ?? 0] ?? '';
    if (type === 'ERROR' || (starts[i] === ends[i] && !MAY_BE_EMPTY.has(type))) found.push(i);
  }
  return found;
}

/** Whether something in a node does not fit the grammar: it is half typed. */
export function isBroken({ broken }: TerraformTree, node: SyntaxNode): boolean {
  const end = node.tree.nodes.behind[node.number] ?? 0;
  let [low, high] = [0, broken.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((broken[middle] ?? end) < node.number) low = middle + 1;
    else high = middle;
  }
  return (broken[low] ?? end) < end;
}

function blockOf(node: SyntaxNode): Block {
  const [type, ...labels] = node.children.flatMap((it) =>
    it.type === 'identifier' ? [it.text] : it.type === 'string_lit' ? [it.text.slice(1, -1)] : [],
  );
  return { type: type ?? '', labels, node };
}
