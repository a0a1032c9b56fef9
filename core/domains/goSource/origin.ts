import type { SyntaxNode } from '../syntaxTree.ts';
import { placeKey, type GoPlace } from './facts.ts';
import type { GoFile } from './source.ts';

/** Where the values of an expression are made. */
export interface Origins {
  /** Expressions that are followed no further: literals, calls of other packages' functions, `nil`, names that are declared without a value. */
  readonly places: readonly GoPlace[];
  /** Whether these are all of them; else something that is not known gives others. */
  readonly isComplete: boolean;
}

/** Nothing is known of them. */
export const UNKNOWN: Origins = { places: [], isComplete: false };

/** There are none. */
export const NOTHING: Origins = { places: [], isComplete: true };

/** Of more values nothing is concluded. */
const MOST = 32;

/** An expression that is followed no further. */
export function itself(node: SyntaxNode, file: GoFile): Origins {
  return { places: [{ file: file.path, node }], isComplete: true };
}

/** Several possibilities together. `nil` counts only where there is nothing else: it stands for "none" or comes with an error. */
export function merged(all: readonly Origins[]): Origins {
  const places = new Map<string, GoPlace>();
  for (const it of all) {
    for (const place of it.places) places.set(placeKey(place), place);
    if (places.size > MOST) return { places: [...places.values()].slice(0, MOST), isComplete: false };
  }
  const found = [...places.values()];
  const made = found.filter(({ node }) => node.type !== 'nil');
  return { places: made.length > 0 ? made : found, isComplete: all.every((it) => it.isComplete) };
}

/** Whether all that a value can be is made by literals in this package. */
export function isOfLiterals({ places, isComplete }: Origins): boolean {
  return isComplete && places.length > 0 && places.every(({ node }) => node.type === 'composite_literal');
}
