import type { GoVersion } from '../core/alpn/index.ts';
import { preUpgrade, type PreUpgrade } from '../core/features/preUpgrade/preUpgrade.ts';
import { preUpgradeReport } from '../core/features/preUpgrade/report.ts';
import { reportText } from '../core/features/report.ts';
import { rangesIn } from '../core/text/lineIndexes.ts';
import type { PositionRange } from '../core/text/lineIndex.ts';
import type { Location } from '../core/text/location.ts';
import { shownPath, type OpenedProject } from './projects.ts';

/** What a version would break in a project; of files that are not reported nothing is told. */
export interface UpgradeChecked {
  readonly found: PreUpgrade;
  readonly rangeOf: (at: Location) => PositionRange;
}

/** Looks at every hop of a project. */
export function checkUpgrade({ snapshot, only }: OpenedProject, version: GoVersion): UpgradeChecked {
  const found = preUpgrade(snapshot.project, { version });
  const isReported = ({ at }: { readonly at: Location }): boolean => only === undefined || only.has(at.file);
  return {
    found: { ...found, hops: found.hops.filter(isReported), unseen: found.unseen.filter(isReported) },
    rangeOf: rangesIn(snapshot.texts),
  };
}

/** The report of a project as text. */
export function upgradeText({ found, rangeOf }: UpgradeChecked, cwd: string): string {
  return reportText(preUpgradeReport(found), (at) => {
    const { start } = rangeOf(at);
    return { words: `${shownPath(at.file, cwd)}:${start.line + 1}:${start.character + 1}` };
  });
}

/** The same as data, for `check --format json`. */
export function upgradeJson({ found, rangeOf }: UpgradeChecked, cwd: string): unknown {
  const place = (at: Location): { readonly file: string; readonly range: PositionRange } => ({
    file: shownPath(at.file, cwd),
    range: rangeOf(at),
  });
  const { folder, version, modules, hops, unseen, optOuts } = found;
  return {
    folder: shownPath(folder, cwd),
    version: version.text,
    modules: modules.map(({ module: { file, path, grpc }, step, needs }) => ({
      file: shownPath(file, cwd),
      path: path ?? null,
      grpcGo: grpc?.version.text ?? null,
      certainty: grpc?.certainty ?? null,
      step,
      needsGo: needs?.go ?? null,
    })),
    hops: hops.map(({ at, what, fate, refusedBy, verdict, grpc, dialers }) => ({
      ...place(at),
      kind: what.kind,
      fate,
      refusedBy,
      error: verdict.error ?? null,
      cures: verdict.cures,
      grpc: grpc === undefined ? null : { evidence: grpc.grpc, because: grpc.because },
      dialedBy: dialers.map(place),
    })),
    unseen: unseen.map(({ at, target }) => ({ ...place(at), target: target ?? null })),
    optOuts: optOuts.map(({ at, from }) => ({ ...place(at), from })),
  };
}
