import { startOfLine } from '../../text/lines.ts';
import type { DomainOptions } from '../domain.ts';
import type { EdgeClues } from '../edgeEvidence.ts';
import type { SyntaxNode } from '../syntaxTree.ts';
import type { TerraformTree } from './tree.ts';
import type { Placed } from './values.ts';

type Stated = NonNullable<EdgeClues['stated']>;

/** `# grpc-alpn: grpc=yes`. */
const STATEMENT = /^\s*grpc-alpn:\s*grpc=(yes|no)(?!\S)/;

/** The root of a file: what is about it is about all that stands there. */
const OF_FILE = 0;

/** What stands in a file, by the number of the block or object that it is about. */
const cache = new WeakMap<TerraformTree, ReadonlyMap<number, Stated>>();

/** What the user states of something: a comment in it, or around it, or of its file; else a statement of grpc-alpn.json. */
export function statedOf(place: Placed, options: DomainOptions): Stated | undefined {
  const { file } = place;
  const stated = statedIn(place) ?? statementsOf(file.tree).get(OF_FILE);
  if (stated !== undefined) return stated;
  const byFile = options.grpcOf(file.path);
  return byFile === undefined ? undefined : { grpc: byFile.grpc, because: `a statement in ${byFile.from}` };
}

/** What a comment in something, or around it, states of it. */
export function statedIn({ file, node }: Placed): Stated | undefined {
  const statements = statementsOf(file.tree);
  if (statements.size === 0) return undefined;
  for (let it: SyntaxNode | undefined = node; it !== undefined && it.number !== OF_FILE; it = it.parent) {
    const stated = statements.get(it.number);
    if (stated !== undefined) return stated;
  }
  return undefined;
}

function statementsOf(tree: TerraformTree): ReadonlyMap<number, Stated> {
  const known = cache.get(tree);
  if (known !== undefined) return known;
  const found = new Map<number, Stated>();
  cache.set(tree, found);
  if (!tree.comments.some(({ value }) => STATEMENT.test(value))) return found;
  const { text } = tree.syntax;
  const childrenOf = children();
  let [line, counted, count] = [1, 0, 0];
  for (const comment of tree.syntax.ofTypes('comment')) {
    const value = comment.text.replace(/^(?:#|\/\/)/, '');
    const [, grpc] = STATEMENT.exec(value) ?? [];
    if (grpc !== 'yes' && grpc !== 'no') continue;
    if (++count > MOST) break;
    for (
      let feed = text.indexOf('\n', counted);
      feed >= 0 && feed < comment.start;
      feed = text.indexOf('\n', counted)
    ) {
      line++;
      counted = feed + 1;
    }
    const about = aroundOf(comment, tree, childrenOf);
    // Of several for a file the first counts, of several for a block the last, as in CloudFormation's templates.
    if (about !== OF_FILE || !found.has(about))
      found.set(about, { grpc, because: `a comment in line ${line} that says so` });
  }
  return found;
}

/** More statements than this in a file nobody writes: the rest of them does not count. */
const MOST = 1000;

/** A comment deeper than this, or with more others between it and what it is about, is not looked at further. */
const FURTHEST = 100;

/** Comments that are longer between a comment and what it is about are not looked at, in UTF-16 code units. */
const LONGEST = 10_000;

/** The children of nodes, looked up once for all comments among them. */
type ChildrenOf = (node: SyntaxNode) => readonly SyntaxNode[];

function children(): ChildrenOf {
  const known = new Map<number, readonly SyntaxNode[]>();
  return (node) => {
    const before = known.get(node.number) ?? node.children;
    known.set(node.number, before);
    return before;
  };
}

/** The number of the first of some that stand one behind the other that begins behind an offset. */
function firstBehind<Item>(items: readonly Item[], offset: number, startOf: (item: Item) => number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && startOf(item) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What a comment is about: what it stands right above or behind the last line of, else the block or object that it stands in. */
function aroundOf(comment: SyntaxNode, { blocks, syntax: { text } }: TerraformTree, childrenOf: ChildrenOf): number {
  let depth = 0;
  for (let it = comment.parent; it !== undefined && depth < FURTHEST; it = it.parent, depth++) {
    const about = besideIn(it, comment, childrenOf);
    if (about !== undefined) return about.number;
    if (it.type === 'block' || it.type === 'object') return it.number;
  }
  const at = firstBehind(blocks, comment.start, ({ node }) => node.start);
  const before = blocks[at - 1];
  if (before !== undefined && before.node.end > startOfLine(text, comment.start)) return before.node.number;
  const below = blocks[at];
  // What holds no load balancer is at the beginning of the file by chance.
  return below !== undefined && HOLDING.has(below.type) && isRightAbove(comment, below.node)
    ? below.node.number
    : OF_FILE;
}

/** The types of blocks that a statement may be about. */
const HOLDING: ReadonlySet<string> = new Set(['resource', 'module']);

/** One of several listeners or target groups that stand in one block or object: the one that a comment among them is about. */
function besideIn(holder: SyntaxNode, comment: SyntaxNode, childrenOf: ChildrenOf): SyntaxNode | undefined {
  const { text } = comment.tree;
  const all = childrenOf(holder);
  const at = firstBehind(all, comment.start, ({ start }) => start);
  const before = all.slice(Math.max(0, at - FURTHEST), at).findLast((it) => it.end <= comment.start && it.isNamed);
  if (before !== undefined && !text.slice(before.end, comment.start).includes('\n')) return oneOfSeveral(before);
  const next = all
    .slice(at, at + FURTHEST)
    .find((it) => it.start >= comment.end && it.isNamed && it.type !== 'comment');
  // A comment in front of all else stands in front of the body, not in it.
  const below = next?.type === 'body' ? next.children[0] : next;
  return below !== undefined && isRightAbove(comment, below) ? oneOfSeveral(below) : undefined;
}

/** An item of a list, an entry of an object, or a listener of a classic load balancer; `undefined`: it is a part of what it stands in. */
function oneOfSeveral(node: SyntaxNode): SyntaxNode | undefined {
  switch (node.type) {
    case 'block':
      return node.children[0]?.text === 'listener' ? node : undefined;
    case 'expression':
      return objectIn(node);
    case 'object_elem': {
      const [key, value] = [node.child('key'), node.child('val')];
      return key === undefined || PARTS.has(key.text.replaceAll('"', '')) ? undefined : value && objectIn(value);
    }
    default:
      return undefined;
  }
}

/** What a listener or a target group has, as an object, in the inputs of terraform-aws-modules/alb. */
const PARTS: ReadonlySet<string> = new Set(
  'forward weighted_forward redirect fixed_response authenticate_cognito authenticate_oidc rules stickiness health_check tags'.split(
    ' ',
  ),
);

function objectIn(expression: SyntaxNode): SyntaxNode | undefined {
  const [value] = expression.parts;
  const [object] = value?.type === 'collection_value' ? value.parts : [];
  return object?.type === 'object' ? object : undefined;
}

/** Whether nothing but other comments stands between a comment and what begins on a line below. */
function isRightAbove({ end, tree: { text } }: SyntaxNode, below: SyntaxNode): boolean {
  if (below.start - end > LONGEST) return false;
  const [first, ...others] = text.slice(end, below.start).split('\n');
  const last = others.pop();
  return first?.trim() === '' && last?.trim() === '' && others.every((line) => /^[ \t]{0,999}(?:#|\/\/)/.test(line));
}
