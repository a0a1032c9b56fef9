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
import { mustNotOpenBlock, mustOpenBlock, type Head } from './frame.ts';
import { FrameStack, type Imbalance } from './frameStack.ts';
import { indentAt, indentOfLine } from './indent.ts';
import { Lexer, TOKEN, type LexerOutput } from './lexer.ts';
import { closeOfLua, endOfOpenLua } from './luaBlock.ts';
import { missingSemicolon, says } from './messages.ts';
import { OpennessReader } from './openness.ts';
import { startsHere, type Ending } from './split.ts';
import { isPlaceholder, isPlaceholderName } from './template.ts';
import type { Block, Comment, Directive, Openness, Word } from './tree.ts';

/** One reading of a text. */
export interface Reading {
  readonly directives: readonly Directive[];
  readonly includes: readonly Directive[];
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
  readonly imbalance: Imbalance;
  readonly openness: Openness | undefined;
  /** How many code units were looked at. */
  readonly steps: number;
}

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

const NO_WORDS: readonly Word[] = [];

/** How a directive ends: as it is written, or without the `{` or `;` that it should have. */
type End = Ending | 'implied' | 'missing';

class Builder {
  readonly #text: string;
  readonly #lexer: Lexer;
  readonly #comments: Comment[] = [];
  readonly #includes: Directive[] = [];
  readonly #problems: SyntaxProblem[] = [];
  /** Certain only if the file holds directives, not the lines of a map that includes it. */
  readonly #atRoot: SyntaxProblem[] = [];
  readonly #frames: FrameStack;
  /** The tags of a template that are no words, as the lexer finds them. */
  readonly #tags: Span[] = [];
  #tagsSeen = 0;
  /** Whether a tag stands between the words of the directive that is being read. */
  #isTagged = false;
  /** `undefined`: the text is no template. */
  readonly #openness: OpennessReader | undefined;
  /** The words of the directive that is being read are the first `#count` ones. */
  readonly #words: Word[] = [];
  #count = 0;
  /** The words, by index, that are the first ones of their lines, but for the first word of all. */
  #breaks: number[] = [];
  #firstLineStart = 0;
  /** Whether nginx takes the words for the same directives, or refuses them. */
  #isCertain = true;
  #surplus = 0;
  /** Lua that nothing closes is searched to the end of the text: that often, and no more. */
  #luaSteps: number;
  #extraSteps = 0;

  constructor(
    text: string,
    options: { readonly start: number; readonly template: boolean; readonly repair: Imbalance },
  ) {
    this.#text = text;
    this.#openness = options.template ? new OpennessReader() : undefined;
    const { repair } = options;
    this.#frames = new FrameStack(text, { repair, problems: this.#problems, openness: this.#openness });
    this.#luaSteps = text.length * 4;
    const output: LexerOutput = { comments: this.#comments, problems: this.#problems, tags: this.#tags };
    this.#lexer = new Lexer(text, { start: options.start, template: options.template, output });
  }

  read(): Reading {
    const lexer = this.#lexer;
    for (;;) {
      const token = lexer.next();
      if (this.#tagsSeen < this.#tags.length) this.#takeTags();
      if (token === TOKEN.word) this.#word();
      else if (token === TOKEN.semicolon) this.#semicolon({ start: lexer.start, end: lexer.end });
      else if (token === TOKEN.open) this.#open({ start: lexer.start, end: lexer.end });
      else if (token === TOKEN.close) this.#close({ start: lexer.start, end: lexer.end });
      else break;
    }
    if (this.#count > 0) this.#finish('end', undefined);
    const open = this.#frames.depth;
    while (this.#frames.depth > 0) this.#frames.close(undefined);
    const { children } = this.#frames.root;
    const holdsDirectives = children.some(({ block }) => block !== undefined);
    const problems = holdsDirectives ? [...this.#problems, ...this.#atRoot] : this.#problems;
    return {
      directives: children,
      includes: this.#includes,
      comments: this.#comments,
      problems,
      imbalance: { open, surplus: this.#surplus },
      openness: this.#openness?.result(this.#frames.root),
      steps: lexer.steps + this.#extraSteps,
    };
  }

  /** Tags between directives say what becomes of these, tags between words that nobody knows what the directive is. */
  #takeTags(): void {
    for (; this.#tagsSeen < this.#tags.length; this.#tagsSeen++) {
      const tag = this.#tags[this.#tagsSeen];
      if (this.#count > 0) this.#isTagged = true;
      else if (tag !== undefined) this.#openness?.tag(this.#text.slice(tag.start, tag.end), this.#frames.top);
    }
  }

  #word(): void {
    const lexer = this.#lexer;
    let word = lexer.word;
    if (this.#count === 0) this.#firstLineStart = lexer.lineStart;
    else if (lexer.afterLineBreak) this.#breaks.push(this.#count);
    if (this.#frames.mayClose > 0) {
      // `listen 80}` at a line's end: nginx takes the brace for a part of the word, but nobody means that.
      const braces = closingBraces(this.#text, word);
      if (braces > 0) {
        this.#frames.found(braces);
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
    this.#frames.openNothing(span);
  }

  #close(span: Span): void {
    if (this.#count > 0) this.#finish('close', undefined);
    if (this.#frames.closeAt(span)) return;
    this.#surplus++;
    this.#problem(span, `This "}" closes nothing. ${says('unexpected "}"')}`);
  }

  /** The words so far are complete, or what follows cannot belong to them. `span`: of the `;` or the `{`. */
  #finish(ending: Ending, span: Span | undefined): void {
    const count = this.#count;
    this.#count = 0;
    this.#isCertain = true;
    const from = this.#breaks.length === 0 ? 0 : this.#split(ending, count);
    this.#emitAll(from, count, ending, span, undefined);
    this.#isTagged = false;
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
      const split = startsHere({ first, word, ending, count: count - from - 1, isDeeper, frame: this.#frames.top });
      if (split === undefined) continue;
      if (!split.opens && split.because === undefined) this.#isCertain = false;
      const because = this.#isCertain ? split.because : undefined;
      this.#emitAll(from, at, split.opens ? 'implied' : 'missing', undefined, because);
      from = at;
      indent = own;
    }
    return from;
  }

  /** Adds the directive of some words, and the blocks before it whose `{` is missing on the same line. */
  #emitAll(from: number, to: number, ending: End, span: Span | undefined, because: string | undefined): void {
    let start = from;
    while (this.#lacksBrace(start, to)) {
      this.#emit(start, start + 1, 'implied', undefined, undefined);
      start++;
    }
    this.#emit(start, to, ending, span, because);
  }

  /** Adds the directive of some words. `because`: nginx's words for the `;` that is missing, if it is and nginx refuses that. */
  #emit(from: number, to: number, ending: End, span: Span | undefined, because: string | undefined): void {
    const name = this.#words[from];
    if (name === undefined) return;
    const knowledge = knowledgeOf(name.value);
    const args = to === from + 1 ? NO_WORDS : this.#words.slice(from + 1, to);
    const last = args.at(-1) ?? name;
    const frames = this.#frames;
    if (frames.mayClose > 0) frames.makeRoom(name, { knowledge, opens: ending === 'open' || ending === 'implied' });
    const top = frames.top;
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
      const needsBlock = knowledge !== undefined && !top.isForeign && mustOpenBlock(knowledge, top);
      this.#problem(last, missingSemicolon(needsBlock, says(words)));
    }
    const end = span?.end ?? last.end;
    const directive: Directive = {
      start: name.start,
      end,
      name,
      args,
      hasSemicolon: span !== undefined,
      block: undefined,
    };
    top.children.push(directive);
    if (name.value === 'include') this.#includes.push(directive);
    if (this.#openness !== undefined) this.#addTo(this.#openness, directive);
  }

  #addTo(openness: OpennessReader, directive: Directive): void {
    const { top } = this.#frames;
    openness.add(directive, top, this.#isTagged);
    // Directives of a name that a template makes, and files that one knows nothing of, may bring any directive.
    const { name, args } = directive;
    if (isPlaceholderName(name.value)) top.isOpen = true;
    if (name.value !== 'include') return;
    if (this.#isTagged || top.conditions > 0 || args.some(({ value }) => isPlaceholder(value))) top.isOpen = true;
  }

  /** Whether the second word is the first one of the block that the first word should open: `server listen 80;`. */
  #lacksBrace(from: number, to: number): boolean {
    const name = this.#words[from];
    const second = this.#words[from + 1];
    const { top } = this.#frames;
    if (to - from < 2 || name === undefined || second === undefined || second.quote !== undefined) return false;
    const knowledge = top.isForeign || top.body === 'entries' ? undefined : knowledgeOf(name.value);
    if (knowledge === undefined || !mustOpenBlock(knowledge, top) || !refusesMore(name.value, to - from - 1))
      return false;
    const inner = knowledgeOf(second.value);
    return inner !== undefined && ((contextInside(name.value, top.inside) ?? 0) & inner.contexts) !== 0;
  }

  /** Reports a block where none can be, and none where one must be. */
  #check(name: Word, knowledge: DirectiveKnowledge, ending: string, span: Span | undefined): void {
    if ((ending === 'semicolon' || ending === 'implied') && mustOpenBlock(knowledge, this.#frames.top)) {
      const problem = {
        span: name,
        message: `"${name.value}" needs a block, "{ … }". ${says(`directive "${name.value}" has no opening "{"`)}`,
      };
      (this.#frames.depth === 0 ? this.#atRoot : this.#problems).push(problem);
    } else if (ending === 'open' && span !== undefined && mustNotOpenBlock(knowledge, this.#frames.top)) {
      this.#problem(
        span,
        `"${name.value}" has no block: a ";" is missing. ${says(`directive "${name.value}" is not terminated by ";"`)}`,
      );
    }
  }

  #openBlock(head: Head, open: Span): void {
    const { name } = head;
    const top = this.#frames.top;
    if (top.body === 'entries' && top.head !== undefined) {
      this.#problem(open, `No block can stand in "${top.head.name.value}". ${says('unexpected "{"')}`);
    }
    if (holdsLua(name.value)) {
      this.#luaBlock(head, open);
      return;
    }
    const inside = top.isForeign ? undefined : contextInside(name.value, top.inside);
    const body = holdsEntries(name.value) && !top.isForeign ? 'entries' : 'directives';
    const indent = this.#frames.isRepairing ? indentAt(this.#text, name.start) : undefined;
    this.#frames.push({
      head,
      open,
      body,
      children: [],
      inside: inside ?? 0,
      isForeign: inside === undefined && body === 'directives',
      indent,
      isTagged: this.#isTagged,
      conditions: 0,
      isOpen: false,
    });
    if (this.#openness !== undefined && isPlaceholderName(name.value)) top.isOpen = true;
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
      hasOpen: open.end > open.start,
      hasClose: end.close !== undefined,
      body: 'lua',
      children: [],
    };
    this.#frames.top.children.push({ start: name.start, end: end.end, name, args, hasSemicolon: false, block });
    this.#lexer.moveTo(end.end);
  }

  #problem(span: Span, message: string): void {
    this.#problems.push({ span: { start: span.start, end: span.end }, message });
  }
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
