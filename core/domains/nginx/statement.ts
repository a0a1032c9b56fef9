import { parseNginxVersion, type NginxVersion } from '../nginxVersion.ts';
import { contains, lowerBound, type Span } from '../../text/span.ts';
import type { Comment, Directive, NginxTree } from './tree.ts';

/** What a comment `# grpc-alpn: …` states. A comment states one thing; what it does not understand, it does not state. */
export type Statement = GrpcStatement | VersionStatement;

/** A comment that says which nginx runs. Its span is the comment's. */
export interface VersionStatement extends Span {
  readonly kind: 'nginx';
  readonly version: NginxVersion;
}

/** A comment that says whether gRPC runs here. Its span is the comment's. */
export interface GrpcStatement extends Span {
  readonly kind: 'grpc';
  readonly grpc: 'yes' | 'no';
  /** Whether it stands in a `server` block of this file, and so is about that one only. */
  readonly inServer: boolean;
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

/** What a file states about gRPC. */
export interface GrpcStatements {
  /** In their order. */
  readonly all: readonly GrpcStatement[];
  /** The first one that is about no server in particular. */
  readonly general: GrpcStatement | undefined;
}

const grpcCache = new WeakMap<NginxTree, GrpcStatements>();

/** The statements of a file about gRPC. */
export function grpcStatementsOf(tree: NginxTree): GrpcStatements {
  let found = grpcCache.get(tree);
  if (found === undefined) {
    const all = statementsOf(tree).filter((it) => it.kind === 'grpc');
    found = { all, general: all.find(({ inServer }) => !inServer) };
    grpcCache.set(tree, found);
  }
  return found;
}

function readStatement(comment: Comment, tree: NginxTree): Statement[] {
  const [, key, value = ''] = STATEMENT.exec(comment.value) ?? [];
  const { start, end } = comment;
  if (key === 'grpc') {
    if (value !== 'yes' && value !== 'no') return [];
    return [{ kind: 'grpc', start, end, grpc: value, inServer: isInServer(comment, tree.directives) }];
  }
  const version = key === 'nginx' ? parseNginxVersion(value) : undefined;
  return version === undefined ? [] : [{ kind: 'nginx', start, end, version }];
}

const STATEMENT = /^\s*grpc-alpn:\s*(grpc|nginx)=(\S+)/;

/** Servers stand in the second or third block; deeper ones are no servers, and a hostile file has many. */
const DEEPEST = 100;

function isInServer(comment: Comment, directives: readonly Directive[]): boolean {
  let level = directives;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const around = level[lowerBound(level, comment.start) - 1];
    if (around?.block === undefined || !contains(around, comment)) return false;
    if (around.name.value === 'server') return true;
    level = around.block.children;
  }
  return false;
}
