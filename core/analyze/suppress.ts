import { ignoresOf } from '../project/ignores.ts';
import type { Project } from '../project/project.ts';
import type { IgnoreUse } from '../rules/rule.ts';
import type { FilePath } from '../text/filePath.ts';
import type { Location } from '../text/location.ts';
import { lowerBound, type Span } from '../text/span.ts';

/** What the comments of a project silence, and which of them have been of use so far. */
export interface Suppression {
  /** Whether a finding is silenced; the comments that do it are of use from now on. */
  silences(rule: string, at: Location): boolean;
  /** Counts the comments that name a rule as of use: what it would have found is not known. */
  excuseRule(rule: string): void;
  /** Counts the comments of a file as of use: it cannot be read as it is meant. */
  excuseFile(file: FilePath): void;
  uses(): readonly IgnoreUse[];
}

interface Use extends IgnoreUse {
  readonly used: Set<string>;
}

/** Where one comment silences one rule, and the furthest end of this and all that start before it. */
interface Entry extends Span {
  readonly use: Use;
  readonly furthest: number;
}

/** The comments of one file that silence one rule. */
interface Silencers {
  readonly wholeFile: Use[];
  /** In the order of their starts. */
  entries: Entry[];
}

/**
 * Collects the comments of a project.
 * @param rules.fileOnly those that only a comment about a whole file silences
 */
export function suppressionOf(
  project: Project,
  rules: { readonly all: readonly string[]; readonly fileOnly: ReadonlySet<string> },
): Suppression {
  const ruleIds = new Set(rules.all);
  const uses = ignoresOf(project).map((ignore): Use => ({ ignore, used: new Set() }));
  const byFile = new Map<FilePath, Map<string, Silencers>>();
  for (const use of uses) {
    const { file, covers } = use.ignore;
    let byRule = byFile.get(file);
    if (byRule === undefined) byFile.set(file, (byRule = new Map<string, Silencers>()));
    for (const { id } of use.ignore.rules) {
      if (covers !== undefined && rules.fileOnly.has(id)) continue;
      const silencers = byRule.get(id) ?? { wholeFile: [], entries: [] };
      byRule.set(id, silencers);
      if (covers === undefined) silencers.wholeFile.push(use);
      else silencers.entries.push({ start: covers.start, end: covers.end, use, furthest: covers.end });
    }
  }
  for (const byRule of byFile.values())
    for (const silencers of byRule.values()) silencers.entries = ordered(silencers.entries);

  return {
    silences(rule, { file, span }) {
      const silencers = byFile.get(file)?.get(rule);
      if (silencers === undefined) return false;
      const silencing = [...silencers.wholeFile, ...covering(silencers.entries, span.start)];
      for (const { used } of silencing) used.add(rule);
      return silencing.length > 0;
    },
    excuseRule(rule) {
      for (const { ignore, used } of uses) if (ignore.rules.some(({ id }) => id === rule)) used.add(rule);
    },
    excuseFile(file) {
      for (const { ignore, used } of uses)
        if (ignore.file === file) for (const { id } of ignore.rules) if (ruleIds.has(id)) used.add(id);
    },
    uses: () => uses,
  };
}

function ordered(entries: readonly Entry[]): Entry[] {
  let furthest = 0;
  return entries
    .toSorted((a, b) => a.start - b.start)
    .map((entry) => ({ ...entry, furthest: (furthest = Math.max(furthest, entry.end)) }));
}

function covering(entries: readonly Entry[], offset: number): readonly Use[] {
  const found: Use[] = [];
  for (let i = lowerBound(entries, offset + 1) - 1; i >= 0; i--) {
    const entry = entries[i];
    if (entry === undefined || entry.furthest <= offset) break;
    if (entry.end > offset) found.push(entry.use);
  }
  return found;
}
