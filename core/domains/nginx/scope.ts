import type { FilePath } from '../../text/filePath.ts';
import type { Location } from '../../text/location.ts';
import { isPlaceholder } from './template.ts';
import type { Directive, Openness, Word } from './tree.ts';

/** One file, included at one place. A file that is included twice has two of these. */
export interface Inclusion {
  readonly file: FilePath;
  /** Where tags of a template leave open what stands in this file; `undefined`: nowhere. */
  readonly openness: Openness | undefined;
  /** A block's directives of this file, with what their includes bring put in its place. `undefined`: they have no includes. */
  expand(directives: readonly Directive[]): readonly Segment[] | undefined;
}

/** A directive and the inclusion it came with. */
export interface Placed {
  readonly directive: Directive;
  readonly file: FilePath;
  readonly inclusion: Inclusion;
}

/** Directives of one inclusion in their order. */
export interface Segment {
  readonly inclusion: Inclusion;
  readonly directives: readonly Directive[];
  /** Set where a file is included that is not to be had: anything may stand here. */
  readonly isMissing?: true;
}

/**
 * One block as nginx sees it: with everything that its includes bring, and with the block around it. A file that is included
 * twice gives two scopes, each with its own surroundings. Scopes are made when they are asked for, anew each time.
 */
export class Scope {
  readonly parent: Scope | undefined;
  /** The block's directive. `undefined`: the configuration itself. */
  readonly of: Placed | undefined;
  readonly #inclusion: Inclusion;
  readonly #directives: readonly Directive[];
  /** `undefined`: the directives as they are. */
  readonly #segments: readonly Segment[] | undefined;
  #index: ReadonlyMap<string, readonly Placed[]> | undefined;
  /** Whether any file of the configuration is a template, or is missing: else nothing is open. */
  readonly #mayBeOpen: boolean;
  #isOpen: boolean | undefined;

  /** @param options.mayBeOpen of the outermost scope: whether any file of the configuration is a template, or is missing */
  constructor(options: {
    readonly mayBeOpen?: boolean;
    readonly parent: Scope | undefined;
    readonly of: Placed | undefined;
    readonly inclusion: Inclusion;
    readonly directives: readonly Directive[];
  }) {
    const { inclusion, directives } = options;
    this.parent = options.parent;
    this.of = options.of;
    this.#inclusion = inclusion;
    this.#directives = directives;
    this.#segments = inclusion.expand(directives);
    this.#mayBeOpen = options.parent === undefined ? options.mayBeOpen === true : options.parent.#mayBeOpen;
  }

  /** Whether anything in this configuration can be open or uncertain: a quick look, where there are thousands of blocks. */
  get mayBeOpen(): boolean {
    return this.#mayBeOpen;
  }

  /**
   * Whether a template, or a file that is included and not there, may put any directive into this block, or into one around it: then
   * nothing follows from what is not there.
   * A block that a condition leaves out or repeats is not open by that: if it is there, it is as it is written.
   */
  get isOpen(): boolean {
    if (!this.#mayBeOpen) return false;
    this.#isOpen ??= this.parent?.isOpen === true || this.#isOpenItself();
    return this.#isOpen;
  }

  #isOpenItself(): boolean {
    const { of } = this;
    // What a main file lacks at its outermost level are modules and settings of the process.
    if (this.parent !== undefined && this.segments.some(({ isMissing }) => isMissing === true)) return true;
    if ((of?.inclusion ?? this.#inclusion).openness?.blocks.has(of?.directive.block) === true) return true;
    // What is included here stands in this block, but for the file of the block itself.
    return this.segments.some(
      ({ inclusion }) => inclusion !== of?.inclusion && inclusion.openness?.blocks.has(undefined) === true,
    );
  }

  /** Whether a template decides what counts here for a directive: it may put it there, leave it out or repeat it, or fill in one of its words. */
  isUncertain(name: string): boolean {
    return this.#mayBeOpen && (this.isOpen || this.#nearest(name).some((it) => isOptional(it) || hasPlaceholder(it)));
  }

  /** Whether a template decides if there is a directive of that name here. */
  isOptional(name: string): boolean {
    return this.#mayBeOpen && (this.isOpen || this.#nearest(name).some(isOptional));
  }

  /** The directives of a name in the innermost block that has any. */
  #nearest(name: string): readonly Placed[] {
    const own = this.all(name);
    return own.length > 0 || this.parent === undefined ? own : this.parent.#nearest(name);
  }

  /** The directives of this block, by the inclusions that bring them. */
  get segments(): readonly Segment[] {
    return this.#segments ?? [{ inclusion: this.#inclusion, directives: this.#directives }];
  }

  /** All directives of this name in this very block. */
  all(name: string): readonly Placed[] {
    if (this.#segments === undefined && this.#directives.length <= SMALL)
      return scan(this.#inclusion, this.#directives, name);
    this.#index ??= indexed(this.segments);
    return this.#index.get(name) ?? NONE;
  }

  /** The last directive of this name in this very block. nginx refuses most that are there twice. */
  own(name: string): Placed | undefined {
    const directives = this.#directives;
    if (this.#segments !== undefined || directives.length > SMALL) return this.all(name).at(-1);
    for (let i = directives.length - 1; i >= 0; i--) {
      const directive = directives[i];
      if (directive?.name.value === name) return placedIn(this.#inclusion, directive);
    }
    return undefined;
  }

  /** The last directive of this name that is written in this block itself: what an include brings may count elsewhere, too. */
  written(name: string): Placed | undefined {
    return this.all(name).findLast(({ inclusion }) => inclusion === this.of?.inclusion);
  }

  /** The directive of this name that counts here: the inner block's replaces the outer one's. */
  effective(name: string): Placed | undefined {
    return this.own(name) ?? this.parent?.effective(name);
  }

  /** The blocks of this name in this block. */
  blocks(name: string): readonly Scope[] {
    let scopes: Scope[] | undefined;
    for (const of of this.all(name)) {
      const { block } = of.directive;
      if (block === undefined) continue;
      const scope = new Scope({ parent: this, of, inclusion: of.inclusion, directives: block.children });
      scopes = append(scopes, scope);
    }
    return scopes ?? NONE;
  }
}

/** Whether a template decides if a directive is there, or which words it has. */
export function isOptional({ directive, inclusion }: Placed): boolean {
  return inclusion.openness?.uncertain.has(directive) === true;
}

/** Whether a template fills in a word of a directive. */
function hasPlaceholder({ directive }: Placed): boolean {
  return directive.args.some(({ value }) => isPlaceholder(value));
}

const NONE: readonly never[] = [];

/** Blocks up to this size are looked through at each question: for most servers that is cheaper than an index. */
const SMALL = 24;

function scan(inclusion: Inclusion, directives: readonly Directive[], name: string): readonly Placed[] {
  let found: Placed[] | undefined;
  for (const directive of directives) {
    if (directive.name.value === name) found = append(found, placedIn(inclusion, directive));
  }
  return found ?? NONE;
}

function placedIn(inclusion: Inclusion, directive: Directive): Placed {
  return { directive, file: inclusion.file, inclusion };
}

function indexed(segments: readonly Segment[]): ReadonlyMap<string, readonly Placed[]> {
  const result = new Map<string, Placed[]>();
  for (const { inclusion, directives } of segments) {
    for (const directive of directives) {
      const placed = placedIn(inclusion, directive);
      const same = result.get(directive.name.value);
      if (same === undefined) result.set(directive.name.value, [placed]);
      else same.push(placed);
    }
  }
  return result;
}

/** Adds to a list that is made with its first element: most lists here have no other one, and one that grows has room for many. */
export function append<Item>(list: Item[] | undefined, item: Item): Item[] {
  if (list === undefined) return [item];
  list.push(item);
  return list;
}

/** The first argument of a directive as nginx sees it. */
export function firstValue(placed: Placed | undefined): string | undefined {
  return placed?.directive.args[0]?.value;
}

/** The arguments of a directive as nginx sees them. */
export function values(placed: Placed | undefined): readonly string[] {
  return placed === undefined ? NONE : placed.directive.args.map((word) => word.value);
}

/** Whether a flag directive is on; the words are not case-sensitive (ngx_conf_set_flag_slot). */
export function isOn(placed: Placed | undefined): boolean {
  return firstValue(placed)?.toLowerCase() === 'on';
}

/** Where a directive stands, from its name to the end of its last word: without `;` and without its block. */
export function headOf(placed: Placed): Location {
  const { directive, file } = placed;
  const last: Word = directive.args.at(-1) ?? directive.name;
  return { file, span: { start: directive.start, end: last.end } };
}
