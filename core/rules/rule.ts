import type { GrpcEvidence } from '../domains/facts.ts';
import type { Ignore } from '../project/ignores.ts';
import type { Severity } from '../project/options.ts';
import type { Project } from '../project/project.ts';
import type { Location } from '../text/location.ts';
import type { TextEdit } from '../text/textEdit.ts';

/** What is said of a thing, which decides how severe it is (design: severity by kind and evidence). */
export type FindingKind =
  /** Worked with grpc-go before 1.67.0. */
  | 'broke-at-1.67'
  | 'never-worked'
  /** The program that reads the file refuses it. */
  | 'will-not-start'
  | 'no-effect'
  /** Works, and will not for long. */
  | 'opt-out'
  /** About a comment that silences findings. */
  | 'ignoring'
  /** About a requirement in go.mod: the rule says how severe. */
  | { readonly requirement: Severity };

/** Another place that belongs to a finding. */
export interface Related {
  readonly at: Location;
  readonly message: string;
}

/** A change that removes a finding. */
export interface Fix {
  /** An imperative. */
  readonly title: string;
  /** `safe`: no gRPC client gets worse, and the version in force accepts it. Only the single safe fix of a finding is applied unasked. */
  readonly safety: 'safe' | 'unsafe';
  readonly edits: readonly TextEdit[];
}

/** Text for the clipboard that belongs to a finding: a command that the user runs. */
export interface Copy {
  readonly title: string;
  readonly text: string;
}

/** What a rule has found. */
export interface Finding {
  readonly kind: FindingKind;
  readonly at: Location;
  /** What breaks, for whom, with which error text, since which version. */
  readonly message: string;
  /** `undefined`: the finding does not depend on whether gRPC runs there. */
  readonly evidence: GrpcEvidence | undefined;
  /** Whether the grpc-go on the side that refuses is known not to: the finding is a step less severe. */
  readonly softened: boolean;
  readonly related: readonly Related[];
  /** Where making them takes time, they are made when somebody first asks: after a keystroke nobody does. The same ones whenever that is. */
  readonly fixes: readonly Fix[];
  readonly copies: readonly Copy[];
}

/** One kind of mistake. Pure: a project in, findings out. */
export interface Rule {
  /** Names the mistake; the key of settings, of its page and of its tests. */
  readonly id: string;
  /** The mistake in one sentence, for lists. */
  readonly summary: string;
  check(project: Project): Iterable<Finding>;
}

/** A comment that silences findings, and which of the rules that it names it has silenced. */
export interface IgnoreUse {
  readonly ignore: Ignore;
  readonly used: ReadonlySet<string>;
}

/** What came of all comments that silence findings. */
export interface IgnoreUses {
  readonly uses: readonly IgnoreUse[];
  /** The ids of all rules. */
  readonly ids: readonly string[];
  /** Those of them that are about these comments: only `ignore-file` silences them, or one comment would call for the next. */
  readonly aboutIgnoring: ReadonlySet<string>;
}

/** A rule about the comments that silence findings: it runs after the others, whose findings tell which comment is of use. Pure as they are. */
export interface IgnoreRule {
  readonly id: string;
  readonly summary: string;
  checkIgnores(ignores: IgnoreUses): Iterable<Finding>;
}

/** A rule of either kind. */
export type AnyRule = Rule | IgnoreRule;
