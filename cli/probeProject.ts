import { contextOf } from '../core/features/context.ts';
import { compare } from '../core/observation/compare.ts';
import type { Comparison, WorkspaceContext } from '../core/observation/types.ts';
import { rangesIn } from '../core/text/lineIndexes.ts';
import type { Location } from '../core/text/location.ts';
import { observedOf, type TargetReport } from '../probe/index.ts';
import { openProjects, shownPath } from './projects.ts';
import type { PlaceInFile } from './renderMap.ts';
import type { Terminal } from './terminal.ts';

/** What the files of a project say of a target, and how that fits what was seen. */
export interface Predicted {
  readonly context: WorkspaceContext<PlaceInFile>;
  readonly comparisons: readonly Comparison<PlaceInFile>[];
}

/** Tells it of a target that was probed; `started` is that of the report. */
export type Predict = (target: TargetReport, started: string) => Predicted;

/** Reads a project, all of it: nothing is read later. */
export async function readProject(
  folder: string,
  terminal: Terminal,
): Promise<
  { readonly kind: 'read'; readonly predict: Predict } | { readonly kind: 'refused'; readonly problem: string }
> {
  terminal.progress('Reading …');
  const opened = await openProjects([folder], terminal.cwd, {});
  terminal.progress('');
  if (opened.kind === 'refused') return { kind: 'refused', problem: `--project: ${opened.problem}` };
  const [project] = opened.projects;
  if (project === undefined) return { kind: 'refused', problem: `--project: ${folder} is no project` };
  const { snapshot } = project;
  const rangeOf = rangesIn(snapshot.texts);
  const placed = placing((at: Location) => ({ file: shownPath(at.file, terminal.cwd), range: rangeOf(at) }));
  return {
    kind: 'read',
    predict: (report, started) => {
      const { target, sni } = report;
      const context = placed(contextOf(snapshot.project, { target, sni }));
      const [observed] = observedOf({ started, targets: [report] });
      return { context, comparisons: observed === undefined ? [] : compare(context, observed) };
    },
  };
}

function placing<From, To>(place: (at: From) => To): (context: WorkspaceContext<From>) => WorkspaceContext<To> {
  const moved = <Item extends { readonly at: From }>({
    at,
    ...rest
  }: Item): Omit<Item, 'at'> & { readonly at: To } => ({
    ...rest,
    at: place(at),
  });
  return ({ predictions, modules }) => ({
    predictions: predictions.map(({ cures, ...prediction }) => ({ ...moved(prediction), cures: cures.map(moved) })),
    modules: modules.map(moved),
  });
}
