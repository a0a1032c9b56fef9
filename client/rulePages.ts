/**
 * The pages of the rules, by their ids.
 * @param json what `scripts/build.mjs` puts into dist/rulePages.json
 */
export function rulePagesIn(json: string): ReadonlyMap<string, string> {
  const pages: unknown = JSON.parse(json);
  if (typeof pages !== 'object' || pages === null) return new Map();
  const all: [string, unknown][] = Object.entries(pages);
  return new Map(all.filter((it): it is [string, string] => typeof it[1] === 'string'));
}
