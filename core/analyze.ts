import { suppressionOf } from './analyze/suppress.ts';
import type { GrpcEvidenceLevel } from './domains/facts.ts';
import type { Severity } from './project/options.ts';
import type { Project } from './project/project.ts';
import { rules as allRules } from './rules/index.ts';
import { fixesInReach } from './rules/reach.ts';
import type { AnyRule, Finding, FindingKind } from './rules/rule.ts';
import type { FilePath } from './text/filePath.ts';

/** A finding as users see it: with its rule and its severity. */
export interface GradedFinding extends Finding {
  readonly rule: string;
  readonly severity: Severity;
}

/** What came of running the rules. */
export interface Analysis {
  /** By file, then by place. */
  readonly findings: readonly GradedFinding[];
  /** Rules that threw: their other findings are missing. */
  readonly failures: readonly { readonly rule: string; readonly error: unknown }[];
}

/**
 * Runs the rules on a project, grades what they find, and leaves out what comments silence. A rule that throws silences no other.
 * A comment is of use where its rule found something, be it shown or not: what users set must not decide which comments they need.
 */
export function analyze(project: Project, rules: readonly AnyRule[] = allRules): Analysis {
  const found = new Map<string, GradedFinding>();
  const failures: { rule: string; error: unknown }[] = [];
  const usesGrpcGo = project.modules.some(({ grpc }) => grpc !== undefined);
  const ids = rules.map(({ id }) => id);
  const about = rules.filter((it) => 'checkIgnores' in it);
  const aboutIgnoring: ReadonlySet<string> = new Set(about.map(({ id }) => id));
  const suppression = suppressionOf(project, { all: ids, fileOnly: aboutIgnoring });
  const refused = new Set<FilePath>();

  const take = (rule: string, check: () => Iterable<Finding>): void => {
    try {
      for (const finding of check()) {
        const silenced = suppression.silences(rule, finding.at);
        if (finding.kind === 'will-not-start' && !silenced) refused.add(finding.at.file);
        const severity = silenced ? undefined : gradeOf(finding, { project, rule, usesGrpcGo });
        if (severity === undefined) continue;
        // A comment is about its file, however often that is included.
        const fixes = finding.kind === 'ignoring' ? finding.fixes : fixesInReach(project, finding.fixes);
        keepStronger(found, { ...finding, fixes, rule, severity });
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
  return { findings: [...found.values()].sort(byPlace), failures };
}

const STRENGTH: Readonly<Record<Severity, number>> = { error: 3, warning: 2, information: 1, hint: 0 };

/** A port range, or a file that two configurations include, has the same said of one place several times: it is told once. */
function keepStronger(found: Map<string, GradedFinding>, finding: GradedFinding): void {
  const { rule, at, message, severity } = finding;
  const key = `${rule} ${at.file} ${at.span.start} ${at.span.end} ${message}`;
  const before = found.get(key);
  if (before === undefined || STRENGTH[before.severity] < STRENGTH[severity]) found.set(key, finding);
}

function byPlace(a: GradedFinding, b: GradedFinding): number {
  if (a.at.file !== b.at.file) return a.at.file < b.at.file ? -1 : 1;
  return (
    a.at.span.start - b.at.span.start ||
    a.at.span.end - b.at.span.end ||
    (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0)
  );
}

/** `undefined`: not shown. */
function gradeOf(
  finding: Finding,
  context: { readonly project: Project; readonly rule: string; readonly usesGrpcGo: boolean },
): Severity | undefined {
  const { project, rule, usesGrpcGo } = context;
  const { file } = finding.at;
  if (project.options.excludes(file)) return undefined;
  const level = project.options.levelOf(rule, file);
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
