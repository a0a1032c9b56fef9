import { lowerBound, type Span } from '../../text/span.ts';
import type { Directive, NginxTree } from './tree.ts';

/** The part of a directive before its block: from its name to its `;` or `{`, or to its last word where neither is there. */
export function headOf(directive: Directive): Span {
  return { start: directive.start, end: directive.block?.start ?? directive.end };
}

/** The innermost directive that starts before an offset and has not ended there. */
export function directiveAround(tree: NginxTree, offset: number): Directive | undefined {
  let found: Directive | undefined;
  for (let level = tree.directives; ;) {
    const last = level[lowerBound(level, offset) - 1];
    if (last === undefined || last.end <= offset) return found;
    found = last;
    if (last.block === undefined || offset < last.block.start) return found;
    level = last.block.children;
  }
}

/** The last directive that starts in a span, at whatever depth. */
export function lastStartingIn(tree: NginxTree, span: Span): Directive | undefined {
  let found: Directive | undefined;
  for (let level = tree.directives; ;) {
    const last = level[lowerBound(level, span.end) - 1];
    if (last === undefined) return found;
    if (last.start >= span.start) found = last;
    if (last.block === undefined || last.block.start >= span.end) return found;
    level = last.block.children;
  }
}
