import type { Span } from '../../text/span.ts';

/** One token of a module file's line: a bare, quoted or raw-quoted word. The span includes quotes. */
export interface ModWord extends Span {
  /** Without quotes. */
  readonly value: string;
}

/** A path and, where one is written, a version. */
export interface ModulePathVersion {
  readonly path: ModWord;
  readonly version: ModWord | undefined;
}

/** One line of a `require`. The span runs from the path to the version, here and in the two below: never the verb, never the comment. */
export interface Requirement extends Span {
  readonly path: ModWord;
  readonly version: ModWord;
  /** Whether its comment says `// indirect`. */
  readonly indirect: boolean;
}

/** One line of a `replace`. */
export interface Replacement extends Span {
  readonly from: ModulePathVersion;
  /** Without a version it is a folder. */
  readonly to: ModulePathVersion;
}

/** One line of an `exclude`. */
export interface Exclusion extends Span {
  readonly path: ModWord;
  readonly version: ModWord;
}

/**
 * One line whose arguments are taken as they are: those of `module`, `go`, `toolchain`, `use`, `tool`, `godebug`, `retract`, `ignore`
 * and of verbs that are not known. The span includes the verb unless that stands before a block.
 */
export interface PlainLine extends Span {
  readonly verb: string;
  /** The brackets and the comma of `retract [v1, v2]` count as words. */
  readonly words: readonly ModWord[];
}

/** A comment from `//` to the end of its line, without the line break. */
export interface Comment extends Span {
  /** Without the `//`. */
  readonly value: string;
}

/** One go.mod or go.work. */
export interface ModTree {
  readonly module: ModWord | undefined;
  readonly go: ModWord | undefined;
  readonly toolchain: ModWord | undefined;
  readonly requirements: readonly Requirement[];
  readonly replacements: readonly Replacement[];
  readonly exclusions: readonly Exclusion[];
  /** `use` of go.work. */
  readonly uses: readonly ModWord[];
  /** In their order. */
  readonly lines: readonly PlainLine[];
  /** In their order. */
  readonly comments: readonly Comment[];
  /** Whether the text is a template (`${VAR}`, `{{ … }}`, `{% … %}`, `<% … %>`) of another program: no syntax problem is certain then. */
  readonly template: boolean;
}
