import type { Span } from '../../text/span.ts';
import type { Parse, SyntaxProblem } from '../domain.ts';
import { readEntry, VERBS, type Directive, type Entry } from './directives.ts';
import { scan, type Line, type ScanOutput, type Token } from './scan.ts';
import { startsStatement } from './recovery.ts';
import type { Comment, Exclusion, ModTree, ModWord, PlainLine, Replacement, Requirement } from './tree.ts';

/** A `verb (` whose `)` has not come yet. */
interface OpenBlock {
  readonly verb: string;
  readonly open: Token;
  /** Whether go takes a block behind this verb. Lines of other blocks mean nothing. */
  readonly known: boolean;
}

/** Verbs of which a file has one at most. */
const ONCE: ReadonlySet<string> = new Set(['module', 'go', 'toolchain']);

/** No more problems than these are told of one file: a file of another kind has one on each line. */
const MOST_PROBLEMS = 100;

const TEMPLATE = /\{\{|\{%|<%|\$\{/;

class Builder {
  readonly requirements: Requirement[] = [];
  readonly replacements: Replacement[] = [];
  readonly exclusions: Exclusion[] = [];
  readonly uses: ModWord[] = [];
  readonly lines: PlainLine[] = [];
  readonly problems: SyntaxProblem[] = [];
  /** The arguments of the verbs that stand once. */
  readonly once = new Map<string, ModWord>();
  block: OpenBlock | undefined;
  /** Blocks that were ended for want of a `)` that may still come. */
  owed = 0;

  report(problem: SyntaxProblem): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(problem);
  }

  problem({ start, end }: Span, message: string): void {
    this.report({ span: { start, end }, message });
  }

  add(directive: Directive): void {
    switch (directive.kind) {
      case 'requirement':
        this.requirements.push(directive.requirement);
        return;
      case 'exclusion':
        this.exclusions.push(directive.exclusion);
        return;
      case 'replacement':
        this.replacements.push(directive.replacement);
        return;
      case 'plain':
        this.addPlain(directive.line);
        return;
    }
  }

  addPlain(line: PlainLine): void {
    const [word] = line.words;
    if (word !== undefined && ONCE.has(line.verb)) {
      if (this.once.has(line.verb)) {
        this.problem(line, `${line.verb} stands here a second time; go takes one`);
        return;
      }
      this.once.set(line.verb, word);
    }
    if (word !== undefined && line.verb === 'use') this.uses.push(word);
    this.lines.push(line);
  }
}

function readLine(builder: Builder, entry: Entry): void {
  const { directive, problem } = readEntry(entry);
  if (problem !== undefined) builder.report(problem);
  if (directive !== undefined) builder.add(directive);
}

function commentOf(text: string, line: Line): string | undefined {
  return line.comment === undefined ? undefined : text.slice(line.comment.start, line.comment.end);
}

/** A line below the verb of an open block. */
function blockLine(builder: Builder, block: OpenBlock, line: Line, comment: string | undefined): void {
  if (line.first.text === ')') {
    builder.block = undefined;
    const extra = line.tokens[1];
    if (extra !== undefined && !line.broken) builder.problem(extra, 'a line break must follow the ) that ends a block');
    return;
  }
  if (line.broken || !block.known) return;
  readLine(builder, { verb: block.verb, args: line.tokens, comment, start: line.start, end: line.end });
}

function openBlock(builder: Builder, line: Line, header: readonly Token[], open: Token): void {
  const [first, ...more] = header;
  const verb = first?.text ?? '';
  const rule = VERBS.get(verb);
  const known = more.length === 0 && rule?.block === true;
  if (!line.broken && rule !== undefined && !known)
    builder.problem(line, `no block can stand behind "${verb}" like this`);
  builder.block = { verb, open, known };
}

/** A line outside of blocks. */
function statement(builder: Builder, line: Line, comment: string | undefined): void {
  const { first, tokens, last } = line;
  const second = tokens[1];
  if (first.text === ')' && builder.owed > 0 && second === undefined) {
    builder.owed--;
    return;
  }
  if (second !== undefined && last.text === '(') {
    openBlock(builder, line, tokens.slice(0, -1), last);
    return;
  }
  if (first.kind === 'punctuation') {
    if (!line.broken) builder.problem(first, `no line can start with ${first.text} here`);
    return;
  }
  if (second?.text === '(' && VERBS.get(first.text)?.block === true) {
    sameLineBlock(builder, line, { verb: first.text, open: second, inner: tokens.slice(2), comment });
    return;
  }
  if (line.broken) return;
  readLine(builder, { verb: first.text, args: tokens.slice(1), comment, start: line.start, end: line.end });
}

interface SameLineBlock {
  readonly verb: string;
  readonly open: Token;
  readonly inner: readonly Token[];
  readonly comment: string | undefined;
}

/** `require ( example.com/a v1.0.0`, which go refuses, with or without a `)` at its end; `require ()`, which it takes. */
function sameLineBlock(builder: Builder, line: Line, { verb, open, inner, comment }: SameLineBlock): void {
  const closed = inner.at(-1)?.text === ')';
  const args = closed ? inner.slice(0, -1) : inner;
  const [first] = args;
  if (!closed) builder.block = { verb, open, known: true };
  if (line.broken || first === undefined) return;
  builder.problem(open, 'a line break must follow the ( that starts a block');
  const { directive } = readEntry({ verb, args, comment, start: first.start, end: line.end });
  if (directive !== undefined) builder.add(directive);
}

/** Reads a go.mod or a go.work: the grammar is the same (golang.org/x/mod/modfile, read.go). Verbs that are not known are no problem. */
export function parse(text: string): Parse<ModTree> {
  const builder = new Builder();
  const comments: Comment[] = [];
  const output: ScanOutput = {
    problem: (problem) => builder.report(problem),
    comment: ({ start, end }) => comments.push({ start, end, value: text.slice(start + 2, end) }),
  };
  for (const line of scan(text, output)) {
    const comment = commentOf(text, line);
    if (builder.block !== undefined && startsStatement(line, builder.block.verb)) {
      unclosed(builder, builder.block);
      builder.owed++;
    }
    if (builder.block === undefined) statement(builder, line, comment);
    else blockLine(builder, builder.block, line, comment);
  }
  if (builder.block !== undefined) unclosed(builder, builder.block);
  const template = TEMPLATE.test(text);
  const { requirements, replacements, exclusions, uses, once } = builder;
  // A block that is not closed is told of where it starts.
  const problems = builder.problems.toSorted((a, b) => a.span.start - b.span.start);
  const [module, go, toolchain] = [once.get('module'), once.get('go'), once.get('toolchain')];
  return {
    tree: {
      kind: 'mod',
      module,
      go,
      toolchain,
      requirements,
      replacements,
      exclusions,
      uses,
      lines: builder.lines,
      comments,
      template,
    },
    problems: template ? [] : problems,
  };
}

function unclosed(builder: Builder, block: OpenBlock): void {
  builder.problem(block.open, `the block of "${block.verb}" is not closed; add a line with )`);
  builder.block = undefined;
}
