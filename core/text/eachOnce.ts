/** The first of those that have one key, in their order. */
export function eachOnce<Item>(items: Iterable<Item>, keyOf: (item: Item) => string): readonly Item[] {
  const found = new Map<string, Item>();
  for (const item of items) {
    const key = keyOf(item);
    if (!found.has(key)) found.set(key, item);
  }
  return [...found.values()];
}
