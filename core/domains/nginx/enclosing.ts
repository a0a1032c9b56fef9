import { contains, lowerBound, type Span } from '../../text/span.ts';
import type { Directive, NginxTree } from './tree.ts';

/** Deeper blocks are not looked into: nobody writes them. */
const DEEPEST = 100;

/** The blocks of a file around a place, the outermost first. */
export function blocksAround({ directives }: NginxTree, place: Span): readonly Directive[] {
  const blocks: Directive[] = [];
  let level = directives;
  while (blocks.length < DEEPEST) {
    const around = level[lowerBound(level, place.start + 1) - 1];
    if (around?.block === undefined || around.start === place.start || !contains(around, place)) return blocks;
    blocks.push(around);
    level = around.block.children;
  }
  return blocks;
}
