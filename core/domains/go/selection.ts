import { compareGoVersions, goLineFits, GRPC_GO, parseGoVersion, type GoVersion } from '../../alpn/index.ts';
import { LineIndex } from '../../text/lineIndex.ts';
import type { Span } from '../../text/span.ts';
import type { ParsedFile } from '../domain.ts';
import type { GrpcGoSelection } from '../facts.ts';
import type { ModTree, ModWord, Replacement, Requirement } from './tree.ts';

/** What a go.work says about one of the modules that it uses. */
export interface WorkspaceUse {
  /** Its base name and place, for users: `go.work`, `../go.work`. */
  readonly name: string;
  /** Whether it replaces grpc-go itself, which wins over the go.mod files. */
  readonly replacesGrpc: boolean;
}

/** The selection, or why there is none although grpc-go is required. Neither: it is not required. */
export type SelectionResult =
  | { readonly kind: 'selected'; readonly selection: GrpcGoSelection }
  | { readonly kind: 'not-understood'; readonly because: string }
  | { readonly kind: 'absent' };

interface Candidate {
  readonly requirement: Requirement;
  readonly version: GoVersion;
}

type Decision = Pick<GrpcGoSelection, 'version' | 'because' | 'certainty'> & { readonly at: ModWord };

function candidatesOf(requirements: readonly Requirement[]): readonly Candidate[] {
  return requirements.flatMap((requirement) => {
    const version = parseGoVersion(requirement.version.value);
    return version === undefined ? [] : [{ requirement, version }];
  });
}

function highest(candidates: readonly Candidate[]): Candidate | undefined {
  let best: Candidate | undefined;
  for (const candidate of candidates) {
    if (best === undefined || compareGoVersions(candidate.version, best.version) > 0) best = candidate;
  }
  return best;
}

/** A replacement of exactly this version wins over one of all versions (go.dev/ref/mod, replace directive). */
function replacementOf(tree: ModTree, version: GoVersion): Replacement | undefined {
  const ofGrpc = tree.replacements.filter(({ from }) => from.path.value === GRPC_GO);
  return (
    ofGrpc.find(({ from }) => from.version?.value === version.text) ??
    ofGrpc.find(({ from }) => from.version === undefined)
  );
}

/**
 * Which grpc-go this go.mod selects: the highest version required, unless excluded or replaced in the same file. From Go 1.17 on a go.mod
 * lists every module of the build with its version (go.dev/ref/mod, graph pruning), so that only a go.work can raise it.
 */
export function selectGrpcGo(file: ParsedFile<ModTree>, workspace: WorkspaceUse | undefined): SelectionResult {
  const { tree, text } = file;
  const requirements = tree.requirements.filter(({ path }) => path.value === GRPC_GO);
  if (requirements.length === 0) return { kind: 'absent' };
  const index = new LineIndex(text);
  const lineOf = (span: Span): number => index.positionAt(span.start).line + 1;

  const candidates = candidatesOf(requirements);
  const excluded = new Set(
    tree.exclusions.filter(({ path }) => path.value === GRPC_GO).map(({ version }) => version.value),
  );
  const allowed = candidates.filter(({ version }) => !excluded.has(version.text));
  const best = highest(allowed) ?? highest(candidates);
  if (best === undefined) {
    const [first] = requirements;
    const written = first === undefined ? '' : `"${first.version.value}" in line ${lineOf(first.version)}`;
    return {
      kind: 'not-understood',
      because: `${written} is no exact version of ${GRPC_GO}; go resolves it when it runs`,
    };
  }

  const decision = decide(tree, best, {
    excluded,
    workspace,
    lineOf,
    complete: allowed.length === requirements.length,
  });
  if (decision === undefined) {
    return {
      kind: 'not-understood',
      because: `the version that replaces ${GRPC_GO} is no exact one; go resolves it when it runs`,
    };
  }
  const { requirement } = best;
  const at = { file: file.path, span: spanOf(decision.at) };
  const { version, because, certainty } = decision;
  const whole = { file: file.path, span: spanOf(requirement) };
  return {
    kind: 'selected',
    selection: { version, at, requirement: whole, indirect: requirement.indirect, because, certainty },
  };
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

interface Circumstances {
  readonly excluded: ReadonlySet<string>;
  readonly workspace: WorkspaceUse | undefined;
  readonly lineOf: (span: Span) => number;
  /** Whether every requirement of grpc-go is understood and not excluded. */
  readonly complete: boolean;
}

function decide(tree: ModTree, best: Candidate, circumstances: Circumstances): Decision | undefined {
  const { excluded, workspace, lineOf, complete } = circumstances;
  const { requirement, version } = best;
  const required = { version, at: requirement.version };
  if (excluded.has(version.text)) {
    const because = `go.mod line ${lineOf(requirement)} requires it, but it is excluded: go takes another one`;
    return { ...required, because, certainty: 'unknown' };
  }
  if (workspace?.replacesGrpc === true) {
    return { ...required, because: `go.mod requires it, but ${workspace.name} replaces it`, certainty: 'unknown' };
  }
  const settled = complete && workspace === undefined && tree.go !== undefined && goLineFits(tree.go.value, '1.17');
  const certainty = settled ? 'exact' : 'at-least';
  const replacement = replacementOf(tree, version);
  if (replacement === undefined) {
    return { ...required, because: `go.mod line ${lineOf(requirement)} requires it`, certainty };
  }
  const { from, to } = replacement;
  const line = lineOf(replacement);
  if (to.version === undefined || to.path.value !== GRPC_GO) {
    return {
      ...required,
      because: `go.mod line ${line} replaces it by ${to.path.value}, whose code is not known`,
      certainty: 'unknown',
    };
  }
  const replacedBy = parseGoVersion(to.version.value);
  if (replacedBy === undefined) return undefined;
  const because = `replaced in go.mod line ${line}`;
  // A replacement of all versions holds whatever the build would have selected.
  return { version: replacedBy, at: to.version, because, certainty: from.version === undefined ? 'exact' : certainty };
}
