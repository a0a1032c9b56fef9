import { parseNginxVersion, type NginxVersion } from '../nginxVersion.ts';
import { lowerBound, type Span } from '../../text/span.ts';
import { blocksAround } from './enclosing.ts';
import type { Comment, Directive, NginxTree } from './tree.ts';

/** What a comment `# grpc-alpn: …` states. A comment states one thing; what it does not understand, it does not state. */
export type Statement = GrpcStatement | VersionStatement | ContextStatement;

/** A comment that says which nginx runs. Its span is the comment's. */
export interface VersionStatement extends Span {
  readonly kind: 'nginx';
  readonly version: NginxVersion;
}

/** A comment that says whether gRPC runs here. Its span is the comment's. */
export interface GrpcStatement extends Span {
  readonly kind: 'grpc';
  readonly grpc: 'yes' | 'no';
  /** The innermost block that it is about: `location`, `if`, `server`, `stream` or `http`. `undefined`: the whole file. */
  readonly within: Directive | undefined;
}

/** A comment that says which block includes this file, where no main file tells. Its span is the comment's. */
export interface ContextStatement extends Span {
  readonly kind: 'context';
  readonly module: 'http' | 'stream';
}

/** Comments of this product begin so: they state something, or suppress a finding, and are never evidence. */
export function isOurs(comment: Comment): boolean {
  return /^\s*grpc-alpn\b/.test(comment.value);
}

const cache = new WeakMap<NginxTree, readonly Statement[]>();

/** The statements of a file, in their order. */
export function statementsOf(tree: NginxTree): readonly Statement[] {
  let found = cache.get(tree);
  if (found === undefined) {
    found = tree.comments.flatMap((comment) => readStatement(comment, tree));
    cache.set(tree, found);
  }
  return found;
}

/** The statements about gRPC by the block that they are about, each list in order. */
type ByBlock = ReadonlyMap<Directive | undefined, readonly GrpcStatement[]>;

const grpcCache = new WeakMap<NginxTree, ByBlock>();

function byBlock(tree: NginxTree): ByBlock {
  let found = grpcCache.get(tree);
  if (found === undefined) {
    const some = new Map<Directive | undefined, GrpcStatement[]>();
    for (const statement of statementsOf(tree)) {
      if (statement.kind !== 'grpc') continue;
      const same = some.get(statement.within);
      if (same === undefined) some.set(statement.within, [statement]);
      else same.push(statement);
    }
    found = some;
    grpcCache.set(tree, found);
  }
  return found;
}

/**
 * The statement about gRPC that counts for a block of a file: that of the innermost block around it that has one; of several in one block the
 * last one before it, else the first. `block`: `undefined` for the file itself.
 */
export function grpcStatementFor(tree: NginxTree, block: Directive | undefined): GrpcStatement | undefined {
  const statements = byBlock(tree);
  if (statements.size === 0) return undefined;
  const around = block === undefined ? [undefined] : [undefined, ...blocksAround(tree, block), block];
  for (const it of around.reverse()) {
    const some = statements.get(it);
    if (some !== undefined) return some[lowerBound(some, block?.start ?? 0) - 1] ?? some[0];
  }
  return undefined;
}

function readStatement(comment: Comment, tree: NginxTree): Statement[] {
  const [, key, value = ''] = STATEMENT.exec(comment.value) ?? [];
  const { start, end } = comment;
  if (key === 'grpc') {
    if (value !== 'yes' && value !== 'no') return [];
    return [{ kind: 'grpc', start, end, grpc: value, within: aboutIn(comment, tree) }];
  }
  if (key === 'context')
    return value === 'http' || value === 'stream' ? [{ kind: 'context', start, end, module: value }] : [];
  const version = key === 'nginx' ? parseNginxVersion(value) : undefined;
  return version === undefined ? [] : [{ kind: 'nginx', start, end, version }];
}

const STATEMENT = /^\s*grpc-alpn:\s*(grpc|nginx|context)=(\S+)/;

/** Blocks that a statement can be about; in any other one it is about what stands around that. */
const ABOUT: ReadonlySet<string> = new Set(['http', 'stream', 'server', 'location', 'if']);

function aboutIn(comment: Comment, tree: NginxTree): Directive | undefined {
  return blocksAround(tree, comment).findLast(({ name }) => ABOUT.has(name.value));
}
