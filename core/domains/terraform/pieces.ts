import type { FilePath } from '../../text/filePath.ts';
import { SyntaxTree, type SyntaxNodes, type SyntaxParser } from '../syntaxTree.ts';
import { brokenIn } from './hcl.ts';

/** Shorter files are parsed whole, in UTF-16 code units: that takes a few milliseconds. */
const LONG = 16 * 1024;

/** Of so many long files the pieces are kept: those that are typed into. */
const KEPT = 8;

/** So many pieces may be one block with others in it. */
const MOST_WITHIN = 8;

/** Where a block begins that stands in no other one, as `terraform fmt` lays it out. */
const BEGINNING =
  /\n(?=(?:resource|data|module|variable|output|provider|locals|moved|removed|import|check|terraform)\b[^\n={}]{0,400}\{)/g;

/** A part of a text that is parsed by itself. */
interface Piece {
  /** Their text is left out. */
  readonly nodes: SyntaxNodes;
  readonly isBroken: boolean;
}

/** Nodes of a piece that stand beside each other, and the place of the piece in the text. */
interface Run {
  readonly nodes: SyntaxNodes;
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

const known = new WeakMap<SyntaxParser, Map<FilePath, ReadonlyMap<string, Piece>>>();

/**
 * The tree of a file. A long one is parsed block by block, so that a keystroke costs as much as the block that it is in: HCL's blocks do not depend on
 * what stands around them. The tree is that of the whole text where all of it fits the grammar; where a block is half typed, the others are as they are.
 * It depends on the text alone, whatever was parsed before.
 */
export function parseInPieces(text: string, path: FilePath, parser: SyntaxParser): SyntaxTree {
  if (text.length < LONG) return parser.parse(text);
  const files = known.get(parser) ?? new Map<FilePath, ReadonlyMap<string, Piece>>();
  known.set(parser, files);
  const before = files.get(path);
  const now = new Map<string, Piece>();
  const starts = [0, ...[...text.matchAll(BEGINNING)].slice(1).map(({ index }) => index + 1)];
  const ownOf = (first: number, last = first): string => text.slice(starts[first], starts[last + 1]);
  const pieceOf = (own: string): Piece => {
    const piece = now.get(own) ?? before?.get(own) ?? parsed(own, parser);
    now.set(own, piece);
    return piece;
  };
  // What seemed to be a block of its own may stand in another one: that begins in one piece that fits nothing, and ends in the next such piece.
  const lastOf = (first: number): number => {
    for (let last = first + 1; last < Math.min(starts.length, first + MOST_WITHIN); last++) {
      if (pieceOf(ownOf(last)).isBroken) return pieceOf(ownOf(first, last)).isBroken ? first : last;
    }
    return first;
  };
  const pieces: { readonly piece: Piece; readonly offset: number }[] = [];
  for (let i = 0; i < starts.length; i++) {
    const offset = starts[i] ?? 0;
    const own = ownOf(i);
    const piece = pieceOf(own);
    // It may stand in a heredoc or a comment that goes on, too.
    if (piece.isBroken && /<<|\/\*/.test(own)) {
      pieces.push({ piece: parsed(text.slice(offset), parser), offset });
      break;
    }
    const last = piece.isBroken ? lastOf(i) : i;
    pieces.push({ piece: last > i ? pieceOf(ownOf(i, last)) : piece, offset });
    i = last;
  }
  files.delete(path);
  files.set(path, now);
  for (const oldest of [...files.keys()].slice(0, -KEPT)) files.delete(oldest);
  return joined(text, pieces) ?? parser.parse(text);
}

function parsed(text: string, parser: SyntaxParser): Piece {
  const tree = parser.parse(text);
  return { nodes: { ...tree.nodes, text: '' }, isBroken: brokenIn(tree).length > 0 };
}

/** One tree of all pieces; `undefined`: none of them has a body. */
function joined(
  text: string,
  pieces: readonly { readonly piece: Piece; readonly offset: number }[],
): SyntaxTree | undefined {
  const [above, inside, below]: readonly [Run[], Run[], Run[]] = [[], [], []];
  let frame: { readonly nodes: SyntaxNodes; readonly body: number } | undefined;
  for (const [i, { piece, offset }] of pieces.entries()) {
    const { nodes } = piece;
    const end = nodes.types.length;
    const isFile = typeOf(nodes, 0) === 'config_file';
    const body = isFile ? childOf(nodes, 'body') : undefined;
    if (body === undefined) {
      inside.push({ nodes, from: isFile ? 1 : 0, to: end, offset });
      continue;
    }
    frame ??= { nodes, body };
    const behind = nodes.behind[body] ?? end;
    (i === 0 ? above : inside).push({ nodes, from: 1, to: body, offset });
    inside.push({ nodes, from: body + 1, to: behind, offset });
    (i === pieces.length - 1 ? below : inside).push({ nodes, from: behind, to: end, offset });
  }
  if (frame === undefined) return undefined;
  const joint = new Joint(
    frame.nodes,
    [...above, ...inside, ...below].reduce((sum, { from, to }) => sum + to - from, 2),
  );
  const root = joint.open(0, 0);
  for (const run of above) joint.add(run, root);
  const body = joint.open(frame.body, root);
  for (const run of inside) joint.add(run, body);
  joint.close(body, spanOf(inside));
  for (const run of below) joint.add(run, root);
  joint.close(root, [0, text.length]);
  return new SyntaxTree({ ...joint.nodes, text });
}

function typeOf({ types, typeNames }: SyntaxNodes, at: number): string | undefined {
  return typeNames[types[at] ?? 0];
}

function childOf(nodes: SyntaxNodes, type: string): number | undefined {
  const end = nodes.types.length;
  for (let at = 1; at < end; at = nodes.behind[at] ?? end) if (typeOf(nodes, at) === type) return at;
  return undefined;
}

/** From where the first node begins to where the last one ends that has no other one around it. */
function spanOf(runs: readonly Run[]): readonly [number, number] {
  const full = runs.filter(({ from, to }) => to > from);
  const [first, last] = [full[0], full.at(-1)];
  if (first === undefined || last === undefined) return [0, 0];
  let end = 0;
  for (let at = last.from; at < last.to; at = last.nodes.behind[at] ?? last.to) end = last.nodes.ends[at] ?? 0;
  return [(first.nodes.starts[first.from] ?? 0) + first.offset, end + last.offset];
}

/** The lists of a tree that is put together. */
class Joint {
  readonly nodes: SyntaxNodes;
  readonly #frame: SyntaxNodes;
  #count = 0;

  /** @param frame has the nodes around all others */
  constructor(frame: SyntaxNodes, count: number) {
    this.#frame = frame;
    this.nodes = {
      text: '',
      typeNames: frame.typeNames,
      fieldNames: frame.fieldNames,
      types: new Uint16Array(count),
      fields: new Uint8Array(count),
      starts: new Uint32Array(count),
      ends: new Uint32Array(count),
      behind: new Uint32Array(count),
      parents: new Uint32Array(count),
      named: new Uint8Array(count),
    };
  }

  /** Begins a node like one of the frame. */
  open(like: number, parent: number): number {
    const at = this.#count++;
    this.nodes.types[at] = this.#frame.types[like] ?? 0;
    this.nodes.fields[at] = this.#frame.fields[like] ?? 0;
    this.nodes.named[at] = this.#frame.named[like] ?? 0;
    this.nodes.parents[at] = parent;
    return at;
  }

  close(at: number, [start, end]: readonly [number, number]): void {
    this.nodes.starts[at] = start;
    this.nodes.ends[at] = end;
    this.nodes.behind[at] = this.#count;
  }

  add({ nodes, from, to, offset }: Run, parent: number): void {
    const own = this.nodes;
    const first = this.#count;
    own.types.set(nodes.types.subarray(from, to), first);
    own.fields.set(nodes.fields.subarray(from, to), first);
    own.named.set(nodes.named.subarray(from, to), first);
    for (let i = from, at = first; i < to; i++, at++) {
      const above = nodes.parents[i] ?? 0;
      own.starts[at] = (nodes.starts[i] ?? 0) + offset;
      own.ends[at] = (nodes.ends[i] ?? 0) + offset;
      own.behind[at] = (nodes.behind[i] ?? 0) - from + first;
      // A whole piece that fits nothing is its own parent.
      own.parents[at] = above < from || i === above ? parent : above - from + first;
    }
    this.#count += to - from;
  }
}
