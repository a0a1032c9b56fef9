import type { GoVersion } from '../../alpn/index.ts';
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
  readonly kind: 'mod';
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

/** A line of a go.sum or go.work.sum that holds the hash of a version's code, not only of its go.mod. */
export interface CodeHash {
  readonly path: string;
  readonly version: GoVersion;
  /** Path and version. */
  readonly span: Span;
  /** One-based. */
  readonly line: number;
}

/** What a go.sum or go.work.sum says about grpc-go. */
export interface SumTree {
  readonly kind: 'sum';
  /** In their order. */
  readonly hashes: readonly CodeHash[];
}

/** A module of a vendor/modules.txt, in one version or, where only its replacement is told, in none. */
export interface VendoredModule {
  readonly path: string;
  readonly version: string | undefined;
  /** Whether a go.mod requires this version (`## explicit`). */
  readonly explicit: boolean;
  /** Whether packages of it are in the vendor folder: then it is the selected version. */
  readonly used: boolean;
  /** Path and version that replace it, as written; `undefined`: nothing does. */
  readonly replacement: { readonly path: string; readonly version: string | undefined } | undefined;
  /** What stands behind the `#` of its first line. */
  readonly span: Span;
  /** One-based. */
  readonly line: number;
}

/** A vendor/modules.txt. */
export interface VendorTree {
  readonly kind: 'vendor';
  /** Whether `go work vendor` wrote it. */
  readonly workspace: boolean;
  /** By path and version, with a blank between them. */
  readonly modules: ReadonlyMap<string, VendoredModule>;
}

/** The version.go of a folder with grpc-go's code. */
export interface VersionTree {
  readonly kind: 'version';
  /** What stands in the quotes of `const Version = "1.68.0"`; `undefined`: there is no such line. */
  readonly version: ModWord | undefined;
}

/** All files that this room reads. */
export type GoTree = ModTree | SumTree | VendorTree | VersionTree;
