import type { Span } from '../../text/span.ts';
import { ANYWHERE, type ContextMask, type DirectiveKnowledge } from './directives.ts';
import type { Block, Directive, Word } from './tree.ts';

/** A directive's name and arguments. */
export interface Head {
  readonly name: Word;
  readonly args: readonly Word[];
}

/** A block that is being read. */
export interface Frame {
  /** `undefined`: the file itself, or a `{` that belongs to no directive. */
  readonly head: Head | undefined;
  readonly open: Span;
  readonly body: Block['body'];
  readonly children: Directive[];
  /** The contexts that it may be, fewer with every directive that is found in it. */
  inside: ContextMask;
  /** Whether it is a block of another module, or in one: what can stand in it is not known. */
  readonly isForeign: boolean;
  /** The blanks in front of its header; `undefined`: not wanted, or the header is not the first of its line. */
  readonly indent: string | undefined;
  /** In a template: how many conditions and loops have begun in it and not ended. */
  conditions: number;
  /** In a template: whether a tag stands between the words of its header. */
  readonly isTagged: boolean;
  /** In a template: whether a tag in it may print directives. */
  isOpen: boolean;
}

/** The file itself. It may be a part of any block that includes it. */
export function rootFrame(): Frame {
  return {
    head: undefined,
    open: { start: 0, end: 0 },
    body: 'directives',
    children: [],
    inside: ANYWHERE,
    isForeign: false,
    indent: undefined,
    isTagged: false,
    conditions: 0,
    isOpen: false,
  };
}

/** Whether nginx refuses the directive in this block unless it opens a block itself. */
export function mustOpenBlock({ contexts, blocks }: DirectiveKnowledge, { inside }: Frame): boolean {
  return (contexts & inside) !== 0 && (contexts & inside & ~blocks) === 0;
}

/** Whether nginx refuses the directive in this block if it opens a block. */
export function mustNotOpenBlock({ contexts, blocks }: DirectiveKnowledge, { inside }: Frame): boolean {
  return blocks === 0 || ((contexts & inside) !== 0 && (blocks & inside) === 0);
}

/** Whether the directive can stand in this block. */
export function hosts(frame: Frame, { contexts }: DirectiveKnowledge): boolean {
  return frame.isForeign || (frame.body === 'directives' && (frame.inside & contexts) !== 0);
}
