import type { Frame } from './frame.ts';
import { tagEffect } from './template.ts';
import type { Block, Directive, Openness } from './tree.ts';

/** Finds out, while a template is read, where its tags leave open what nginx gets to see. */
export class OpennessReader {
  readonly #blocks = new Set<Block | undefined>();
  readonly #uncertain = new Set<Directive>();

  /** Takes in a tag that stands between directives of a block. */
  tag(text: string, frame: Frame): void {
    switch (tagEffect(text)) {
      case 'prints':
        frame.isOpen = true;
        break;
      case 'begins':
        frame.conditions++;
        break;
      case 'ends':
        // Conditions that begin outside of a block and end in it decide where blocks end: nothing is known then.
        if (frame.conditions-- === 0) this.#blocks.add(undefined);
        break;
      case 'nothing':
        break;
    }
  }

  /** Takes in a directive that is complete. @param isTagged whether a tag stands between its words */
  add(directive: Directive, frame: Frame, isTagged: boolean): void {
    if (isTagged || frame.conditions > 0) this.#uncertain.add(directive);
  }

  /** Takes in that a block is complete. @param around the frame that it stands in */
  close(frame: Frame, block: Block | undefined, around: Frame): void {
    if (frame.conditions !== 0) this.#blocks.add(undefined);
    if (!frame.isOpen) return;
    if (block === undefined) around.isOpen = true;
    else this.#blocks.add(block);
  }

  /** What was found. `undefined`: everything is as it is written. */
  result(root: Frame): Openness | undefined {
    if (root.isOpen || root.conditions !== 0) this.#blocks.add(undefined);
    const blocks = this.#blocks;
    const uncertain = this.#uncertain;
    return blocks.size + uncertain.size === 0 ? undefined : { blocks, uncertain };
  }
}
