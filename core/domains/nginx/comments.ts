import type { DomainInput } from '../domain.ts';
import { lowerBound } from '../../text/span.ts';
import type { Placed } from './scope.ts';
import { isOurs } from './statement.ts';
import type { Comment, NginxTree } from './tree.ts';

/** What people wrote in a block and on the lines directly above it: neither what this product reads for itself nor directives that are switched off. */
export function commentsAt({ directive, file }: Placed, input: DomainInput<NginxTree>): readonly Comment[] {
  const parsed = input.files.get(file);
  if (parsed === undefined) return [];
  const { comments } = parsed.tree;
  let first = lowerBound(comments, directive.start);
  const inside = comments.slice(first, lowerBound(comments, directive.end));
  const above: Comment[] = [];
  for (let next = directive.start; first > 0; first--) {
    const comment = comments[first - 1];
    if (comment === undefined || /\S|\n[^\S\n]*\n/.test(parsed.text.slice(comment.end, next))) break;
    above.push(comment);
    next = comment.start;
  }
  return [...above, ...inside].filter((it) => !isOurs(it) && !isSwitchedOff(it));
}

/** `#proxy_pass grpc_backend;`: what was once or may be one day. */
function isSwitchedOff({ value }: Comment): boolean {
  return /[;{}]\s*$/.test(value);
}
