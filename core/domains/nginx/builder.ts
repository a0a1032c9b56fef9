import type { Span } from '../../text/span.ts';
import type { SyntaxProblem } from '../domain.ts';
import {
  contextInside,
  holdsEntries,
  holdsLua,
  knowledgeOf,
  refusesMore,
  type DirectiveKnowledge,
} from './directives.ts';
import { mustNotOpenBlock, mustOpenBlock, rootFrame, type Frame, type Head } from './frame.ts';
import { indentAt, indentOfLine } from './indent.ts';
import { Lexer, TOKEN, type LexerOutput } from './lexer.ts';
import { closeOfLua, endOfOpenLua } from './luaBlock.ts';
import { missingSemicolon, says } from './messages.ts';
import { startsHere, type Ending } from './split.ts';
import type { Block, Comment, Directive, Word } from './tree.ts';

/** How many braces do not fit: known after a first reading, put right in a second one. */
export interface Imbalance {
  /** Blocks that nothing closes. */
  readonly open: number;
  /** `}` that close nothing. */
  readonly surplus: number;
}

/** One reading of a text. */
export interface Reading {
  readonly directives: readonly Directive[];
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
  readonly imbalance: Imbalance;
  /** How many code units were looked at. */
  readonly steps: number;
}

/** What the second reading looks for further out than this is not found. */
const FARTHEST = 8;

/**
 * Reads a text once. Blocks stand on a stack of frames, never on that of calls. `repair` says how many braces may be added and left out:
 * none in the first reading, so that what is well formed is read as nginx does.
 */
export function read(
  text: string,
  options: { readonly start: number; readonly template: boolean; readonly repair: Imbalance },
): Reading {
  return new Builder(text, options).read();
}

class Builder {
  readonly #text: string;
  readonly #lexer: Lexer;
  readonly #comments: Comment[] = [];
  readonly #problems: SyntaxProblem[] = [];
  /** Certain only if the file holds directives, not the lines of a map that includes it. */
  readonly #atRoot: SyntaxProblem[] = [];
  readonly #root: Frame = rootFrame();
  readonly #frames: Frame[] = [this.#root];
  #top: Frame = this.#root;
  /** The words of the directive that is being read are the first `#count` ones. */
  readonly #words: Word[] = [];
  #count = 0;
  /** The words, by index, that are the first ones of their lines, but for the first word of all. */
  #breaks: number[] = [];
  #firstLineStart = 0;
  /** Whether nginx takes the words for the same directives, or refuses them. */
  #isCertain = true;
  #mayClose: number;
  #mayDrop: number;
  #surplus = 0;
  #opened = 0;
  /** Lua that nothing closes is searched to the end of the text: that often, and no more. */
  #luaSteps: number;
  #extraSteps = 0;

  constructor(
    text: string,
    options: { readonly start: number; readonly template: boolean; readonly repair: Imbalance },
  ) {
    this.#text = text;
    this.#mayClose = options.repair.open;
    this.#mayDrop = options.repair.surplus;
    this.#luaSteps = text.length * 4;
    const output: LexerOutput = { comments: this.#comments, problems: this.#problems };
    this.#lexer = new Lexer(text, { start: options.start, template: options.template, output });
  }

  read(): Reading {
    const lexer = this.#lexer;
    for (;;) {
      const token = lexer.next();
      if (token === TOKEN.word) this.#word();
      else if (token === TOKEN.semicolon) this.#semicolon({ start: lexer.start, end: lexer.end });
      else if (token === TOKEN.open) this.#open({ start: lexer.start, end: lexer.end });
      else if (token === TOKEN.close) this.#close({ start: lexer.start, end: lexer.end });
      else break;
    }
    if (this.#count > 0) this.#finish('end', undefined);
    const open = this.#frames.length - 1;
    while (this.#frames.length > 1) this.#closeFrame(undefined);
    const holdsDirectives = this.#root.children.some(({ block }) => block !== undefined);
    const problems = holdsDirectives ? [...this.#problems, ...this.#atRoot] : this.#problems;
    return {
      directives: this.#root.children,
      comments: this.#comments,
      problems,
      imbalance: { open, surplus: this.#surplus },
      steps: lexer.steps + this.#extraSteps,
    };
  }

  #word(): void {
    const lexer = this.#lexer;
    let word = lexer.word;
    if (this.#count === 0) this.#firstLineStart = lexer.lineStart;
    else if (lexer.afterLineBreak) this.#breaks.push(this.#count);
    if (this.#mayClose > 0) {
      // `listen 80}` at a line's end: nginx takes the brace for a part of the word, but nobody means that.
      const braces = closingBraces(this.#text, word);
      if (braces > 0) {
        this.#mayClose = Math.max(0, this.#mayClose - braces);
        word = { ...word, end: word.end - braces, value: word.value.slice(0, -braces) };
        lexer.moveTo(word.end);
      }
    }
    this.#words[this.#count++] = word;
  }

  #semicolon(span: Span): void {
    if (this.#count === 0) this.#problem(span, `This ";" ends nothing. ${says('unexpected ";"')}`);
    else this.#finish('semicolon', span);
  }

  #open(span: Span): void {
    if (this.#count > 0) {
      this.#finish('open', span);
      return;
    }
    this.#problem(span, `This "{" belongs to no directive. ${says('unexpected "{"')}`);
    // Its `}` must not close another block; what is between belongs to the block around.
    // In the second reading it is left out; in the first one its `}` must not close another block.
    if (this.#mayClose > 0) {
      this.#mayClose--;
      return;
    }
    const { body, children, inside, isForeign } = this.#top;
    this.#push({ head: undefined, open: span, body, children, inside, isForeign, indent: undefined });
  }

  #close(span: Span): void {
    if (this.#count > 0) this.#finish('close', undefined);
    const indent = this.#mayClose > 0 || this.#mayDrop > 0 ? indentAt(this.#text, span.start) : undefined;
    if (indent !== undefined && this.#mayClose > 0) this.#closeDeeper(indent);
    const header = this.#top.indent;
    const isSurplus =
      this.#frames.length === 1 ||
      (this.#mayDrop > 0 &&
        indent !== undefined &&
        header !== undefined &&
        indent !== header &&
        indent.startsWith(header));
    if (!isSurplus) {
      this.#closeFrame(span);
      return;
    }
    this.#surplus++;
    if (this.#mayDrop > 0) this.#mayDrop--;
    this.#problem(span, `This "}" closes nothing. ${says('unexpected "}"')}`);
  }

  /** A `}` that stands below the header of an outer block closes that one: those inside of it lack theirs. */
  #closeDeeper(indent: string): void {
    const frames = this.#frames;
    for (let depth = 0; depth <= this.#mayClose && depth < FARTHEST; depth++) {
      const frame = frames[frames.length - 1 - depth];
      if (frame?.indent === undefined || !frame.indent.startsWith(indent)) return;
      if (frame.indent !== indent) continue;
      for (let i = 0; i < depth; i++) this.#closeMissing();
      return;
    }
  }

  #closeMissing(): void {
    this.#mayClose--;
    this.#closeFrame(undefined);
  }

  /** The words so far are complete, or what follows cannot belong to them. `span`: of the `;` or the `{`. */
  #finish(ending: Ending, span: Span | undefined): void {
    const count = this.#count;
    this.#count = 0;
    this.#isCertain = true;
    const from = this.#breaks.length === 0 ? 0 : this.#split(ending, count);
    this.#emit(from, count, ending, span, undefined);
  }

  /** Emits the directives at whose ends a `;` or `{` is missing. Returns where the last one starts. */
  #split(ending: Ending, count: number): number {
    const breaks = this.#breaks;
    this.#breaks = [];
    let from = 0;
    let indent = indentOfLine(this.#text, this.#firstLineStart);
    for (const at of breaks) {
      const first = this.#words[from];
      const word = this.#words[at];
      if (first === undefined || word === undefined) continue;
      const own = indentAt(this.#text, word.start) ?? '';
      const isDeeper = own !== indent && own.startsWith(indent);
      const split = startsHere({ first, word, ending, count: count - from - 1, isDeeper, frame: this.#top });
      if (split === undefined) continue;
      if (!split.opens && split.because === undefined) this.#isCertain = false;
      this.#emit(from, at, split.opens ? 'implied' : 'missing', undefined, this.#isCertain ? split.because : undefined);
      from = at;
      indent = own;
    }
    return from;
  }

  /** Adds the directive of some words. `because`: nginx's words for the `;` that is missing, if it is and nginx refuses that. */
  #emit(
    from: number,
    to: number,
    ending: Ending | 'implied' | 'missing',
    span: Span | undefined,
    because: string | undefined,
  ): void {
    const name = this.#words[from];
    if (name === undefined) return;
    const knowledge = knowledgeOf(name.value);
    if (knowledge !== undefined && knowledge.blocks !== 0 && this.#lacksBrace(from, to, knowledge)) {
      this.#emit(from, from + 1, 'implied', undefined, undefined);
      this.#emit(from + 1, to, ending, span, because);
      return;
    }
    const args = this.#words.slice(from + 1, to);
    const last = args.at(-1) ?? name;
    if (this.#mayClose > 0) this.#makeRoom(name, knowledge, ending === 'open' || ending === 'implied');
    const top = this.#top;
    if (knowledge !== undefined && !top.isForeign && top.body === 'directives') {
      if (this.#isCertain) this.#check(name, knowledge, ending, span);
      const narrower = top.inside & knowledge.contexts;
      if (narrower !== 0) top.inside = narrower;
    }
    if (ending === 'open' || ending === 'implied') {
      this.#openBlock({ name, args }, span ?? { start: last.end, end: last.end });
      return;
    }
    const words =
      ending === 'close'
        ? 'unexpected "}"'
        : ending === 'end'
          ? 'unexpected end of file, expecting ";" or "}"'
          : because;
    if (words !== undefined) {
      const needsBlock = ending !== 'missing' && knowledge !== undefined && mustOpenBlock(knowledge, top);
      this.#problem(last, missingSemicolon(needsBlock, says(words)));
    }
    top.children.push({ start: name.start, end: span?.end ?? last.end, name, args, semicolon: span, block: undefined });
  }

  /** Whether the second word is the first one of the block that the first word should open: `server listen 80;`. */
  #lacksBrace(from: number, to: number, knowledge: DirectiveKnowledge): boolean {
    const [name, second] = [this.#words[from], this.#words[from + 1]];
    if (name === undefined || second === undefined || to - from < 2 || second.quote !== undefined) return false;
    if (this.#top.isForeign || this.#top.body === 'entries' || !mustOpenBlock(knowledge, this.#top)) return false;
    if (!refusesMore(name.value, to - from - 1)) return false;
    return ((contextInside(name.value, this.#top.inside) ?? 0) & (knowledgeOf(second.value)?.contexts ?? 0)) !== 0;
  }

  /** Reports a block where none can be, and none where one must be. */
  #check(name: Word, knowledge: DirectiveKnowledge, ending: string, span: Span | undefined): void {
    if ((ending === 'semicolon' || ending === 'implied') && mustOpenBlock(knowledge, this.#top)) {
      const problem = {
        span: name,
        message: `"${name.value}" needs a block, "{ … }". ${says(`directive "${name.value}" has no opening "{"`)}`,
      };
      (this.#top === this.#root ? this.#atRoot : this.#problems).push(problem);
    } else if (ending === 'open' && span !== undefined && mustNotOpenBlock(knowledge, this.#top)) {
      this.#problem(
        span,
        `"${name.value}" has no block: a ";" is missing. ${says(`directive "${name.value}" is not terminated by ";"`)}`,
      );
    }
  }

  /** Closes blocks that lack their `}`, as far as the directive that comes now tells. */
  #makeRoom(name: Word, knowledge: DirectiveKnowledge | undefined, opens: boolean): void {
    const indent = indentAt(this.#text, name.start);
    // What stands below the header of a block, or left of it, stands behind that block.
    while (indent !== undefined && this.#mayClose > 0 && this.#frames.length > 1) {
      const header = this.#top.indent;
      const outer = this.#frames.at(-2);
      if (header === undefined || header === '' || !header.startsWith(indent) || outer === undefined) break;
      if (knowledge !== undefined && !hosts(outer, knowledge) && hosts(this.#top, knowledge)) break;
      this.#closeMissing();
    }
    if (knowledge === undefined) return;
    if (this.#top.body === 'entries' && !opens) return;
    for (let depth = 0; depth <= this.#mayClose && depth < FARTHEST; depth++) {
      const frame = this.#frames[this.#frames.length - 1 - depth];
      if (frame === undefined || frame.isForeign) return;
      if (!hosts(frame, knowledge)) continue;
      for (let i = 0; i < depth; i++) this.#closeMissing();
      return;
    }
  }

  #openBlock(head: Head, open: Span): void {
    const { name } = head;
    const top = this.#top;
    if (top.body === 'entries' && top.head !== undefined) {
      this.#problem(open, `No block can stand in "${top.head.name.value}". ${says('unexpected "{"')}`);
    }
    if (holdsLua(name.value)) {
      this.#luaBlock(head, open);
      return;
    }
    const inside = top.isForeign ? undefined : contextInside(name.value, top.inside);
    const body = holdsEntries(name.value) && !top.isForeign ? 'entries' : 'directives';
    const indent = this.#mayClose > 0 || this.#mayDrop > 0 ? indentAt(this.#text, name.start) : undefined;
    this.#push({
      head,
      open,
      body,
      children: [],
      inside: inside ?? 0,
      isForeign: inside === undefined && body === 'directives',
      indent,
    });
  }

  #luaBlock({ name, args }: Head, open: Span): void {
    const from = open.end;
    const close = this.#luaSteps > 0 ? closeOfLua(this.#text, from) : undefined;
    const end = close === undefined ? endOfOpenLua(this.#text, from) : { close, end: close + 1 };
    if (close === undefined) {
      if (this.#luaSteps > 0) this.#extraSteps += this.#text.length - from;
      this.#luaSteps -= this.#text.length - from;
      this.#problem(
        open,
        `This block of Lua is not closed. ${says('unexpected end of file, expecting terminating characters for lua code block')}`,
      );
    }
    this.#extraSteps += end.end - from;
    const block: Block = {
      start: open.start,
      end: end.end,
      open,
      close: end.close === undefined ? undefined : { start: end.close, end: end.close + 1 },
      body: 'lua',
      children: [],
    };
    this.#top.children.push({ start: name.start, end: end.end, name, args, semicolon: undefined, block });
    this.#lexer.moveTo(end.end);
  }

  #push(frame: Frame): void {
    this.#frames.push(frame);
    this.#top = frame;
  }

  #closeFrame(close: Span | undefined): void {
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    this.#top = this.#frames.at(-1) ?? this.#root;
    if (close === undefined)
      this.#problem(frame.open, `This block is not closed. ${says('unexpected end of file, expecting "}"')}`);
    if (frame.head === undefined) return;
    const { name, args } = frame.head;
    const { open, body, children } = frame;
    const end = close?.end ?? children.at(-1)?.end ?? open.end;
    const block: Block = { start: open.start, end, open, close, body, children };
    this.#top.children.push({ start: name.start, end, name, args, semicolon: undefined, block });
  }

  #problem(span: Span, message: string): void {
    this.#problems.push({ span: { start: span.start, end: span.end }, message });
  }
}

function hosts(frame: Frame, knowledge: DirectiveKnowledge): boolean {
  return frame.isForeign || (frame.body === 'directives' && (frame.inside & knowledge.contexts) !== 0);
}

/** How many `}` end a bare word at its line's end. */
function closingBraces(text: string, word: Word): number {
  if (word.quote !== undefined || !word.value.endsWith('}') || word.value.includes('{')) return 0;
  const follower = text.charAt(word.end);
  if (follower !== '' && follower !== '\n' && follower !== '\r') return 0;
  let count = 0;
  while (count < word.value.length - 1 && text.charAt(word.end - 1 - count) === '}') count++;
  return count;
}
