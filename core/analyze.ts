import { suppressionOf } from './analyze/suppress.ts';
import type { GrpcEvidenceLevel } from './domains/facts.ts';
import type { RuleLevel, Severity } from './project/options.ts';
import type { Project } from './project/project.ts';
import { rules as allRules } from './rules/index.ts';
import { withLateFixes } from './rules/lateFixes.ts';
import { fixesInReach } from './rules/reach.ts';
import type { AnyRule, Finding, FindingKind } from './rules/rule.ts';
import type { FilePath } from './text/filePath.ts';

/** A finding as users see it: with its rule and its severity. */
export interface GradedFinding extends Finding {
  readonly rule: string;
  readonly severity: Severity;
}

/** A rule that threw. */
export interface RuleFailure {
  readonly rule: string;
  readonly error: unknown;
}

/** What came of running the rules. */
export interface Analysis {
  /** By file, then by place. */
  readonly findings: readonly GradedFinding[];
  /** Their other findings are missing. */
  readonly failures: readonly RuleFailure[];
}

/**
 * Runs the rules on a project, grades what they find, and leaves out what comments silence. A rule that throws silences no other.
 * A comment is of use where its rule found something, be it shown or not: what users set must not decide which comments they need.
 * @param onLateFailure is told of a rule that throws when somebody asks for the fixes of a finding, which has none then. Left out: who asks, is
 */
export function analyze(
  project: Project,
  rules: readonly AnyRule[] = allRules,
  onLateFailure: (failure: RuleFailure) => void = rethrow,
): Analysis {
  const found = new StrongestFindings();
  const failures: RuleFailure[] = [];
  const usesGrpcGo = project.modules.some(({ grpc }) => grpc !== undefined);
  const ids = rules.map(({ id }) => id);
  const about = rules.filter((it) => 'checkIgnores' in it);
  const aboutIgnoring: ReadonlySet<string> = new Set(about.map(({ id }) => id));
  const suppression = suppressionOf(project, { all: ids, fileOnly: aboutIgnoring });
  const refused = new Set<FilePath>();

  const take = (rule: string, check: () => Iterable<Finding>): void => {
    const levels = levelsOf(project, rule);
    try {
      for (const finding of check()) {
        const silenced = suppression.silences(rule, finding.at);
        if (finding.kind === 'will-not-start' && !silenced) refused.add(finding.at.file);
        const severity = silenced ? undefined : gradeOf(finding, levels(finding.at.file), usesGrpcGo);
        if (severity !== undefined) found.add(graded(finding, { project, rule, severity, onLateFailure }));
      }
    } catch (error) {
      failures.push({ rule, error });
      suppression.excuseRule(rule);
    }
  };
  for (const rule of rules) if ('check' in rule) take(rule.id, () => rule.check(project));
  // What else would be found in a file that is half typed is not known, and a fix on saving must not take its comments away.
  for (const file of refused) suppression.excuseFile(file);
  for (const rule of about) take(rule.id, () => rule.checkIgnores({ uses: suppression.uses(), ids, aboutIgnoring }));
  return { findings: found.all().sort(byPlace), failures };
}

const STRENGTH: Readonly<Record<Severity, number>> = { error: 3, warning: 2, information: 1, hint: 0 };

/** A port range, or a file that two configurations include, has the same said of one place several times: it is told once. */
class StrongestFindings {
  readonly #byPlace = new Map<FilePath, Map<number, GradedFinding[]>>();

  add(finding: GradedFinding): void {
    const { file, span } = finding.at;
    let ofFile = this.#byPlace.get(file);
    if (ofFile === undefined) this.#byPlace.set(file, (ofFile = new Map<number, GradedFinding[]>()));
    const here = ofFile.get(span.start);
    if (here === undefined) {
      ofFile.set(span.start, [finding]);
      return;
    }
    const same = here.findIndex((it) => isSame(it, finding));
    const before = here[same];
    if (before === undefined) here.push(finding);
    else if (STRENGTH[before.severity] < STRENGTH[finding.severity]) here[same] = finding;
  }

  all(): GradedFinding[] {
    return [...this.#byPlace.values()].flatMap((ofFile) => [...ofFile.values()].flat());
  }
}

/** Of two that start at one place. */
function isSame(a: GradedFinding, b: GradedFinding): boolean {
  return a.rule === b.rule && a.at.span.end === b.at.span.end && a.message === b.message;
}

function rethrow({ error }: RuleFailure): never {
  throw error;
}

/** Property by property: to spread it would make its fixes. */
function graded(
  finding: Finding,
  context: {
    readonly project: Project;
    readonly rule: string;
    readonly severity: Severity;
    readonly onLateFailure: (failure: RuleFailure) => void;
  },
): GradedFinding {
  const { kind, at, message, evidence, softened, related, copies } = finding;
  const { project, rule, severity, onLateFailure } = context;
  return withLateFixes({ kind, at, message, evidence, softened, related, copies, rule, severity }, () => {
    try {
      // A comment is about its file, however often that is included.
      return kind === 'ignoring' ? finding.fixes : fixesInReach(project, finding.fixes);
    } catch (error) {
      onLateFailure({ rule, error });
      return [];
    }
  });
}

function byPlace(a: GradedFinding, b: GradedFinding): number {
  if (a.at.file !== b.at.file) return a.at.file < b.at.file ? -1 : 1;
  return (
    a.at.span.start - b.at.span.start ||
    a.at.span.end - b.at.span.end ||
    (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0)
  );
}

/** What users set for a rule in a file, asked once for each file: a file that is left out has it off. */
function levelsOf({ options }: Project, rule: string): (file: FilePath) => RuleLevel | undefined {
  const known = new Map<FilePath, RuleLevel | undefined>();
  return (file) => {
    if (!known.has(file)) known.set(file, options.excludes(file) ? 'off' : options.levelOf(rule, file));
    return known.get(file);
  };
}

/** `undefined`: not shown. */
function gradeOf(finding: Finding, level: RuleLevel | undefined, usesGrpcGo: boolean): Severity | undefined {
  if (level === 'off') return undefined;
  const own = ownGrade(finding.kind, finding.evidence?.grpc ?? 'yes', usesGrpcGo);
  if (own === undefined) return undefined;
  return level ?? (finding.softened ? stepDown(own) : own);
}

type Row = Readonly<Record<GrpcEvidenceLevel, Severity | undefined>>;

/** Design: severity by what is said and by how sure it is that gRPC runs there. `undefined`: not shown. */
function ownGrade(kind: FindingKind, grpc: GrpcEvidenceLevel, usesGrpcGo: boolean): Severity | undefined {
  if (typeof kind === 'object') return kind.requirement;
  const rows: Readonly<Record<typeof kind, Row>> = {
    'broke-at-1.67': {
      yes: 'error',
      likely: 'warning',
      unknown: usesGrpcGo ? 'information' : undefined,
      no: undefined,
    },
    'never-worked': { yes: 'error', likely: 'warning', unknown: undefined, no: undefined },
    'will-not-start': { yes: 'error', likely: 'error', unknown: 'error', no: 'error' },
    'no-effect': { yes: 'warning', likely: 'warning', unknown: 'information', no: undefined },
    'opt-out': { yes: 'warning', likely: 'warning', unknown: 'information', no: undefined },
    ignoring: { yes: 'information', likely: 'information', unknown: 'information', no: 'information' },
  };
  return rows[kind][grpc];
}

function stepDown(severity: Severity): Severity {
  switch (severity) {
    case 'error':
      return 'warning';
    case 'warning':
      return 'information';
    case 'information':
    case 'hint':
      return 'hint';
  }
}
