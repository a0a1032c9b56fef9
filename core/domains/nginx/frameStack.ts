import type { Span } from '../../text/span.ts';
import type { SyntaxProblem } from '../domain.ts';
import type { DirectiveKnowledge } from './directives.ts';
import { hosts, rootFrame, type Frame } from './frame.ts';
import { indentAt } from './indent.ts';
import { says } from './messages.ts';
import type { OpennessReader } from './openness.ts';
import type { Block, Directive, Word } from './tree.ts';

/** How many braces do not fit: known after a first reading, put right in a second one. */
export interface Imbalance {
  /** Blocks that nothing closes. */
  readonly open: number;
  /** `}` that close nothing. */
  readonly surplus: number;
}

/** What is missing further out than this is not found. */
const FARTHEST = 8;

/** The blocks that are being read, the file itself below them. Closes those that lack their `}`, as many as it may. */
export class FrameStack {
  readonly root: Frame = rootFrame();
  top: Frame = this.root;
  readonly #text: string;
  readonly #frames: Frame[] = [this.root];
  readonly #problems: SyntaxProblem[];
  readonly #openness: OpennessReader | undefined;
  #mayClose: number;
  #mayDrop: number;

  /** @param options.openness `undefined`: the text is no template */
  constructor(
    text: string,
    options: {
      readonly repair: Imbalance;
      readonly problems: SyntaxProblem[];
      readonly openness: OpennessReader | undefined;
    },
  ) {
    this.#text = text;
    this.#openness = options.openness;
    this.#problems = options.problems;
    this.#mayClose = options.repair.open;
    this.#mayDrop = options.repair.surplus;
  }

  /** How many blocks are open. */
  get depth(): number {
    return this.#frames.length - 1;
  }

  /** How many `}` are still missing. */
  get mayClose(): number {
    return this.#mayClose;
  }

  /** Whether braces are missing or left over, so that indentation is looked at. */
  get isRepairing(): boolean {
    return this.#mayClose > 0 || this.#mayDrop > 0;
  }

  /** Some of the missing `}` were found inside of a word. */
  found(braces: number): void {
    this.#mayClose = Math.max(0, this.#mayClose - braces);
  }

  push(frame: Frame): void {
    this.#frames.push(frame);
    this.top = frame;
  }

  /** A `{` that belongs to no directive. What follows stands in the block around; where no `}` is missing, it has its own. */
  openNothing(open: Span): void {
    if (this.#mayClose > 0) {
      this.#mayClose--;
      return;
    }
    const { body, children, inside, isForeign } = this.top;
    this.push({
      head: undefined,
      open,
      body,
      children,
      inside,
      isForeign,
      indent: undefined,
      isTagged: false,
      conditions: 0,
      isOpen: false,
    });
  }

  /** Closes the last block. `undefined`: without a `}`. */
  close(close: Span | undefined): void {
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    this.top = this.#frames.at(-1) ?? this.root;
    const { head, open, body, children } = frame;
    if (close === undefined) {
      const message = `This block is not closed. ${says('unexpected end of file, expecting "}"')}`;
      this.#problems.push({ span: open, message });
    }
    if (head === undefined) {
      this.#openness?.close(frame, undefined, this.top);
      return;
    }
    const { name, args } = head;
    const end = close?.end ?? children.at(-1)?.end ?? open.end;
    // A copy has no room for more, which a list that has grown has.
    const block: Block = {
      start: open.start,
      end,
      hasOpen: open.end > open.start,
      hasClose: close !== undefined,
      body,
      children: children.slice(),
    };
    const directive: Directive = { start: name.start, end, name, args, hasSemicolon: false, block };
    this.top.children.push(directive);
    this.#openness?.close(frame, block, this.top);
    this.#openness?.add(directive, this.top, frame.isTagged);
  }

  /** Closes the block that a `}` belongs to. Returns whether there is one. */
  closeAt(close: Span): boolean {
    const indent = this.isRepairing ? indentAt(this.#text, close.start) : undefined;
    if (indent !== undefined) this.#closeDeeper(indent);
    if (this.depth === 0 || (indent !== undefined && this.#isDeeper(indent))) {
      this.#mayDrop = Math.max(0, this.#mayDrop - 1);
      return false;
    }
    this.close(close);
    return true;
  }

  /** A `}` below the header of an outer block closes that one: those inside of it lack theirs. */
  #closeDeeper(indent: string): void {
    for (let depth = 0; depth <= this.#mayClose && depth < FARTHEST; depth++) {
      const frame = this.#frames[this.#frames.length - 1 - depth];
      if (frame?.indent === undefined || !frame.indent.startsWith(indent)) return;
      if (frame.indent !== indent) continue;
      this.#closeMissing(depth);
      return;
    }
  }

  /** Whether a `}` to the right of the last block's header is one of those left over. */
  #isDeeper(indent: string): boolean {
    const header = this.top.indent;
    return this.#mayDrop > 0 && header !== undefined && indent !== header && indent.startsWith(header);
  }

  /** Closes blocks that lack their `}`, as far as the directive that comes now tells. */
  makeRoom(name: Word, next: { readonly knowledge: DirectiveKnowledge | undefined; readonly opens: boolean }): void {
    const { knowledge, opens } = next;
    this.#closeBeside(name, knowledge);
    if (knowledge === undefined || (this.top.body === 'entries' && !opens)) return;
    for (let depth = 0; depth <= this.#mayClose && depth < FARTHEST; depth++) {
      const frame = this.#frames[this.#frames.length - 1 - depth];
      if (frame === undefined || frame.isForeign) return;
      if (!hosts(frame, knowledge)) continue;
      this.#closeMissing(depth);
      return;
    }
  }

  /** What stands below the header of a block, or to the left of it, stands behind that block. */
  #closeBeside(name: Word, knowledge: DirectiveKnowledge | undefined): void {
    const indent = indentAt(this.#text, name.start);
    while (indent !== undefined && this.#mayClose > 0) {
      const header = this.top.indent;
      const outer = this.#frames.at(-2);
      if (header === undefined || header === '' || !header.startsWith(indent) || outer === undefined) return;
      if (knowledge !== undefined && !hosts(outer, knowledge) && hosts(this.top, knowledge)) return;
      this.#closeMissing(1);
    }
  }

  #closeMissing(count: number): void {
    for (let i = 0; i < count; i++) this.close(undefined);
    this.#mayClose -= count;
  }
}
