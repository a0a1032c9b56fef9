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

/** One line of a `require`. */
export interface Requirement extends Span {
  readonly path: ModWord;
  readonly version: ModWord;
  /** Whether its comment says `// indirect`. */
  readonly indirect: boolean;
}

/** One line of a `replace`. */
export interface Replacement extends Span {
  readonly from: ModulePathVersion;
  readonly to: ModulePathVersion;
}

/** One line of an `exclude`. */
export interface Exclusion extends Span {
  readonly path: ModWord;
  readonly version: ModWord;
}

/** One directive whose arguments are taken as they are: `go`, `toolchain`, `module`, `use`, `tool`, `godebug`, `retract`, `ignore`. */
export interface PlainLine extends Span {
  readonly verb: string;
  readonly words: readonly ModWord[];
}

/** One go.mod or go.work. */
export interface ModTree {
  readonly module: ModWord | undefined;
  readonly go: ModWord | undefined;
  readonly requirements: readonly Requirement[];
  readonly replacements: readonly Replacement[];
  readonly exclusions: readonly Exclusion[];
  /** `use` of go.work. */
  readonly uses: readonly ModWord[];
  readonly lines: readonly PlainLine[];
}
