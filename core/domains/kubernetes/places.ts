import type { FilePath } from '../../text/filePath.ts';

/** A file, its folder, and the folders around that. */
export function placesAround(file: FilePath): readonly string[] {
  const places: string[] = [file];
  for (let slash = file.lastIndexOf('/'); slash >= 0; slash = file.lastIndexOf('/', slash - 1)) {
    places.push(file.slice(0, slash));
    if (slash === 0) break;
  }
  return places;
}

/** Things by the files that they stand in, and by all folders around those. */
export function byPlace<Item>(
  items: Iterable<Item>,
  fileOf: (item: Item) => FilePath,
): ReadonlyMap<string, readonly Item[]> {
  const found = new Map<string, Item[]>();
  for (const item of items) for (const place of placesAround(fileOf(item))) pushTo(found, place, item);
  return found;
}

/** Adds to one of several lists. */
export function pushTo<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const same = lists.get(key);
  if (same === undefined) lists.set(key, [item]);
  else same.push(item);
}

/** Whether two lists hold the same things in the same order. */
export function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a === b || (a.length === b.length && a.every((it, i) => it === b[i]));
}
