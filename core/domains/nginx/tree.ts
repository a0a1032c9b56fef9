import type { Span } from '../../text/span.ts';

/** One token of nginx's grammar: a bare or quoted word. The span includes quotes. */
export interface Word extends Span {
  /** What nginx sees: without quotes, backslashes decoded (ngx_conf_file.c, ngx_conf_read_token). */
  readonly value: string;
  readonly quote: '"' | "'" | undefined;
}

/** One directive. Its span runs from its name to its `;` or `}`, or to the end of its last word where neither is there. */
export interface Directive extends Span {
  readonly name: Word;
  readonly args: readonly Word[];
  /** Whether it ends with `;`, which is then its last character. */
  readonly hasSemicolon: boolean;
  readonly block: Block | undefined;
}

/** The part between braces. Its span includes both. */
export interface Block extends Span {
  /** Whether its `{` is there, which is then its first character. */
  readonly hasOpen: boolean;
  /** Whether its `}` is there, which is then its last character. */
  readonly hasClose: boolean;
  /** `directives`; `entries`: the lines of map, geo, types and the like, which are no directives; `lua`: raw source, no children. */
  readonly body: 'directives' | 'entries' | 'lua';
  readonly children: readonly Directive[];
}

/** A comment from `#` to the end of its line, both without the line break. */
export interface Comment extends Span {
  /** Without the `#`. */
  readonly value: string;
}

/** Where tags of a template leave open what nginx gets to see. */
export interface Openness {
  /** Blocks in which a tag may print any directive; `undefined` is the file outside of all blocks. */
  readonly blocks: ReadonlySet<Block | undefined>;
  /** Directives that stand in a condition or a loop, or have a tag between their words. */
  readonly uncertain: ReadonlySet<Directive>;
}

/** One nginx configuration file. */
export interface NginxTree {
  readonly directives: readonly Directive[];
  /** The `include` directives of all blocks, in their order. */
  readonly includes: readonly Directive[];
  /** In their order. */
  readonly comments: readonly Comment[];
  /** Whether the text is a template (`${VAR}`, `{{ … }}`, `{% … %}`, `<% … %>`) of another program: no syntax problem is certain then. */
  readonly template: boolean;
  /** `undefined`: nothing is left open but words (`isPlaceholder`). */
  readonly openness: Openness | undefined;
}
