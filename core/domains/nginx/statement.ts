import { parseNginxVersion, type NginxVersion } from '../nginxVersion.ts';
import { contains } from '../../text/span.ts';
import type { Comment, Directive, NginxTree } from './tree.ts';

/** What a comment `# grpc-alpn: …` states. A comment states one thing; what it does not understand, it does not state. */
export type Statement =
  | { readonly kind: 'grpc'; readonly grpc: 'yes' | 'no'; readonly comment: Comment; readonly inServer: boolean }
  | { readonly kind: 'nginx'; readonly version: NginxVersion; readonly comment: Comment };

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

function readStatement(comment: Comment, tree: NginxTree): Statement[] {
  const [, key, value = ''] = /^\s*grpc-alpn:\s*(grpc|nginx)=(\S+)/.exec(comment.value) ?? [];
  if (key === 'grpc')
    return value === 'yes' || value === 'no'
      ? [{ kind: 'grpc', grpc: value, comment, inServer: isInServer(comment, tree.directives) }]
      : [];
  if (key !== 'nginx') return [];
  const version = parseNginxVersion(value);
  return version === undefined ? [] : [{ kind: 'nginx', version, comment }];
}

function isInServer(comment: Comment, directives: readonly Directive[]): boolean {
  for (let level = directives; ;) {
    const around = level.find((it) => contains(it, comment));
    if (around?.block === undefined) return false;
    if (around.name.value === 'server') return true;
    level = around.block.children;
  }
}
