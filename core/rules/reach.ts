import { includedTimes } from '../project/includedTimes.ts';
import type { Project } from '../project/project.ts';
import type { FilePath } from '../text/filePath.ts';
import { isInside, relativeTo } from '../text/filePath.ts';
import type { Fix } from './rule.ts';

/**
 * The fixes that may be offered: none that edits outside the workspace folder. One that edits a file which is included in several
 * places says so, and is not safe: what is right for the place that is reported need not be for the others.
 */
export function fixesInReach(project: Project, fixes: readonly Fix[]): readonly Fix[] {
  return fixes
    .filter(({ edits }) => edits.every(({ file }) => isInside(file, project.folder)))
    .map((fix) => {
      const shared = fix.edits.map(({ file }) => ({ file, times: includedTimes(project, file) }));
      const widest = shared.reduce(wider, { file: undefined, times: 1 });
      return widest.file === undefined
        ? fix
        : {
            ...fix,
            title: `${fix.title} in ${relativeTo(project.folder, widest.file)}, which is included in ${widest.times} places`,
            safety: 'unsafe',
          };
    });
}

interface Shared {
  readonly file: FilePath | undefined;
  readonly times: number;
}

function wider(a: Shared, b: Shared): Shared {
  return b.times > a.times ? b : a;
}
