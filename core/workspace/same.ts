import type { Absence } from '../domains/domain.ts';
import type { FilePath } from '../text/filePath.ts';

/** Whether two maps have the same keys. */
export function sameKeys(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  return a.size === b.size && [...a.keys()].every((it) => b.has(it));
}

/** Whether two lists hold the same things in the same order. */
export function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((it, i) => it === b[i]);
}

/** Whether the same files are absent for reasons of the same kinds. */
export function sameAbsences(a: ReadonlyMap<FilePath, Absence>, b: ReadonlyMap<FilePath, Absence>): boolean {
  return a.size === b.size && [...a].every(([path, absence]) => b.get(path)?.kind === absence.kind);
}
