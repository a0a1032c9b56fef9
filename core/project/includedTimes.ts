import type { Configuration } from '../domains/nginx/index.ts';
import type { FilePath } from '../text/filePath.ts';
import type { Project } from './project.ts';

const counted = new WeakMap<Project, ReadonlyMap<FilePath, number>>();

/** In how many places the configurations of a project read a file: what is changed in it counts in each of them. */
export function includedTimes(project: Project, file: FilePath): number {
  let counts = counted.get(project);
  if (counts === undefined) {
    const sums = new Map<FilePath, number>();
    for (const { configuration } of project.configurations) {
      for (const [path, times] of timesIn(configuration, project)) sums.set(path, (sums.get(path) ?? 0) + times);
    }
    counts = sums;
    counted.set(project, counts);
  }
  return counts.get(file) ?? 0;
}

/** Files that include each other multiply: more than this is told as this. */
const MOST = 1000;

/** How often each file of a configuration is read: once for each place that includes it, times how often the file of that place is. */
function timesIn(configuration: Configuration, project: Project): ReadonlyMap<FilePath, number> {
  const includers = new Map<FilePath, FilePath[]>();
  for (const file of configuration.files) {
    for (const include of project.nginxFiles.get(file)?.tree.includes ?? []) {
      for (const target of configuration.targetsOf(include)) {
        const known = includers.get(target);
        if (known === undefined) includers.set(target, [file]);
        else known.push(file);
      }
    }
  }
  const times = new Map<FilePath, number>([[configuration.main, 1]]);
  // The files stand in the order in which they are come to; one that an earlier one's inclusion brings again settles in a later round.
  for (let changed = true, round = 0; changed && round < LONGEST_CHAIN; round++) {
    changed = false;
    for (const file of configuration.files) {
      if (file === configuration.main) continue;
      const sum = (includers.get(file) ?? []).reduce((count, from) => count + (times.get(from) ?? 0), 0);
      const settled = Math.min(sum, MOST);
      changed ||= settled !== times.get(file);
      times.set(file, settled);
    }
  }
  return times;
}

/** Chains of includes that are longer settle early: the count is then too small, but not 1. */
const LONGEST_CHAIN = 100;
