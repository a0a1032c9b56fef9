import { compareGoVersions, GRPC_GO, parseGoVersion } from '../../alpn/index.ts';
import type { GrpcGoSelection } from '../facts.ts';
import { replacedVersions } from './build.ts';
import { replacedCode, type Code } from './code.ts';
import type { GoInput, ModFile } from './files.ts';
import { placeOf, placesFor } from './places.ts';
import { pathOf, type BuildFacts, type Candidate, type Context, type Possible } from './candidate.ts';
import { possibleIn } from './possible.ts';
import { ownLines } from './required.ts';

/** The selection, or why there is none although grpc-go is required. Neither: nothing says that it is built. */
export type SelectionResult =
  | { readonly kind: 'selected'; readonly selection: GrpcGoSelection }
  | { readonly kind: 'not-understood'; readonly because: string }
  | { readonly kind: 'absent' };

/**
 * Which grpc-go one build selects for one of its main modules. What is claimed holds for every build that needs no change of go.mod and
 * go.sum: the go command refuses one where a requirement in go.mod is not the selected version (cmd/go/internal/modload: updateRoots in
 * buildlist.go), and one whose code has no hash in go.sum.
 */
export function selectGrpcGo(input: GoInput, module: ModFile, facts: BuildFacts): SelectionResult {
  if (module.tree.module?.value === GRPC_GO) return { kind: 'absent' };
  const own = ownLines(facts.build, module);
  const context: Context = { input, module, places: placesFor(input.folder, module.path), own, ...facts };
  const [line] = own.all;
  if (line !== undefined && own.highest === undefined) {
    const written = `"${line.version.value}" in ${context.places.line(module, line.version)}`;
    return notUnderstood(`${written} is no exact version of ${GRPC_GO}`);
  }
  const possible = possibleIn(context);
  if (possible === undefined) return { kind: 'absent' };
  if (possible.kind === 'possible') return decide(context, possible);
  const { version, file, requirement } = possible.required;
  const at = placeOf(file, requirement.version);
  return selected(context, {
    ...{ version, at, decidedAt: at, editable: { kind: 'requirement', at }, because: possible.because },
    ...{ certainty: 'unknown', usage: own.all.length > 0 ? 'required' : 'possible' },
  });
}

function notUnderstood(what: string): SelectionResult {
  return { kind: 'not-understood', because: `${what}; go resolves it when it runs` };
}

/** The code of every version that may be selected; what is claimed is the oldest of it. */
function decide(context: Context, possible: Possible): SelectionResult {
  const { candidates, usage } = possible;
  const outcomes = outcomesOf(context, possible);
  const [first] = candidates;
  const unknown = outcomes.find(({ version }) => version === undefined);
  if (first === undefined) return { kind: 'absent' };
  if (unknown !== undefined) {
    if (unknown.isInexact) return notUnderstood(`the version that replaces ${GRPC_GO} is no exact one`);
    return selected(context, { ...unknown, version: first.version, certainty: 'unknown', usage });
  }
  let lowest: Candidate | undefined;
  let same = true;
  for (const { version, ...code } of outcomes) {
    if (version === undefined) continue;
    same &&= !code.open && (lowest === undefined || compareGoVersions(version, lowest.version) === 0);
    if (lowest === undefined || compareGoVersions(version, lowest.version) < 0) lowest = { ...code, version };
  }
  if (lowest === undefined) return { kind: 'absent' };
  return selected(context, { ...lowest, certainty: same ? 'exact' : 'at-least', usage });
}

function outcomesOf(context: Context, { candidates, open }: Possible): readonly Code[] {
  const { input, build, places, vendored } = context;
  const options = { places, vendored: typeof vendored === 'object' };
  const outcomes = candidates.map((it): Code => replacedCode(input, build, { ...options, version: it.version }) ?? it);
  const [floor] = candidates;
  if (!open || floor === undefined) return outcomes;
  for (const text of replacedVersions(build)) {
    const version = parseGoVersion(text);
    if (version === undefined || compareGoVersions(version, floor.version) <= 0) continue;
    const code = replacedCode(input, build, { ...options, version });
    if (code !== undefined) outcomes.push(code);
  }
  outcomes.push(replacedCode(input, build, { ...options, version: undefined }) ?? { ...floor, open: true });
  return outcomes;
}

function selected(
  { module, own, vendored }: Context,
  decision: Omit<GrpcGoSelection, 'requirement' | 'indirect'>,
): SelectionResult {
  const { version, at, decidedAt, editable, because, certainty, usage } = decision;
  const { highest } = own;
  const stale =
    vendored === 'inconsistent'
      ? '; vendor/modules.txt does not fit go.mod, and go does not build before they agree'
      : '';
  return {
    kind: 'selected',
    selection: {
      ...{ version, at, decidedAt, editable, certainty, usage },
      requirement: highest === undefined ? pathOf(module) : placeOf(module, highest.requirement),
      indirect: highest?.requirement.indirect ?? true,
      because: `${because}${stale}`,
    },
  };
}
