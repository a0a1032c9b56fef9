import type { GradedFinding } from '../core/analyze.ts';
import { findingsAbout } from '../core/features/cures.ts';
import { isFailing, relatedWords } from '../core/features/observedWords.ts';
import { sightingsAt, type Sighting, type SightingAt } from '../core/features/observed.ts';
import type { Related } from '../core/rules/rule.ts';
import type { FilePath } from '../core/text/filePath.ts';
import type { Folder } from './folder.ts';
import { textToken } from './textToken.ts';

/** The listeners of so many targets are kept; the oldest go first. */
const MOST_TARGETS = 200;

/** A listener that a probe has come to, and the text of its file at that time. */
interface Kept {
  readonly sighting: Sighting;
  readonly folder: Folder;
  readonly file: FilePath;
  readonly start: number;
  readonly text: string;
}

/**
 * What probes saw at the listeners of the workspace, in memory only: until the text of a listener's file becomes another one, its folder is
 * closed, or the target is probed again.
 */
export class Observations {
  /** By target and server name, in the order of the probes. */
  #kept = new Map<string, readonly Kept[]>();

  /**
   * Takes in what was seen. What leads to no listener of these folders is forgotten.
   * @param then tokens of the texts when the probe began, by file: what has become another text since is not what was probed; `undefined` =
   *   nothing is known of it
   */
  add(sightings: readonly Sighting[], folders: readonly Folder[], then?: ReadonlyMap<FilePath, string>): void {
    const isAsThen = ({ file, text }: Kept): boolean => then === undefined || then.get(file) === textToken(text);
    for (const sighting of sightings) {
      const { target, sni } = sighting.observed;
      const key = JSON.stringify([target, sni]);
      this.#kept.delete(key);
      const places = folders.flatMap((folder) => placesIn(folder, sighting)).filter(isAsThen);
      if (places.length > 0) this.#kept.set(key, places);
    }
    for (const key of [...this.#kept.keys()].slice(0, -MOST_TARGETS)) this.#kept.delete(key);
  }

  /** The text of a file has become another one. */
  forgetFile(path: FilePath): void {
    this.#keepOnly(({ file }) => file !== path);
  }

  forgetFolder(gone: Folder): void {
    this.#keepOnly(({ folder }) => folder !== gone);
  }

  /** Lets go of what was seen at files that are not as they were then. */
  follow(folder: Folder): void {
    const texts = folder.checked?.snapshot.texts;
    if (texts === undefined) return;
    this.#keepOnly((it) => it.folder !== folder || texts.get(it.file) === it.text);
  }

  /**
   * What was seen at the listeners of a folder, the latest first.
   * @param file left out: of all files
   */
  in(folder: Folder, file?: FilePath): readonly SightingAt[] {
    const project = folder.checked?.snapshot.project;
    if (project === undefined) return [];
    return [...this.#kept.values()].reverse().flatMap((places) => {
      const own = places.filter((it) => it.folder === folder && (file === undefined || it.file === file));
      const [first] = own;
      if (first === undefined) return [];
      const isKept = ({ at }: SightingAt): boolean =>
        own.some((it) => it.file === at.file && it.start === at.span.start);
      return sightingsAt(project, first.sighting).filter(isKept);
    });
  }

  /** What is told beside findings: what failed at their listeners. */
  related(folder: Folder): ReadonlyMap<GradedFinding, readonly Related[]> {
    const found = new Map<GradedFinding, readonly Related[]>();
    const { checked } = folder;
    if (checked === undefined || this.#kept.size === 0) return found;
    const told = { now: new Date() };
    for (const seen of this.in(folder)) {
      const { sighting, answerer, at } = seen;
      if (!isFailing(sighting.observed)) continue;
      const related = { at, message: relatedWords(seen, told) };
      for (const finding of findingsAbout(checked.snapshot.project, answerer, checked.analysis.findings))
        found.set(finding, [...(found.get(finding) ?? []), related]);
    }
    return found;
  }

  #keepOnly(isKept: (kept: Kept) => boolean): void {
    for (const [key, places] of this.#kept) {
      const left = places.filter(isKept);
      if (left.length === 0) this.#kept.delete(key);
      else if (left.length < places.length) this.#kept.set(key, left);
    }
  }
}

function placesIn(folder: Folder, sighting: Sighting): readonly Kept[] {
  const { checked } = folder;
  if (checked === undefined) return [];
  const { project, texts } = checked.snapshot;
  return sightingsAt(project, sighting).flatMap(({ at: { file, span } }) => {
    const text = texts.get(file);
    return text === undefined ? [] : { sighting, folder, file, start: span.start, text };
  });
}
