import type { FilePath } from '../../text/filePath.ts';
import { lazy } from '../../text/lazy.ts';
import type { ManifestFile } from './manifest.ts';
import { pushTo } from './places.ts';
import { hasLabels } from './podWords.ts';
import type { Manifest } from './tree.ts';

/** Which answers may be others than at an earlier time: `false` only where they are the same. */
export interface Changes {
  /** To `ofKinds`, and to what comes of that. */
  readonly ofKinds: (kinds: readonly string[], mentioning?: string) => boolean;
  readonly named: (kind: string, name: string) => boolean;
  /** To what is selected by labels whose values are these words, among others. */
  readonly selected: (words: readonly number[]) => boolean;
  readonly isSaid: (word: string) => boolean;
}

type Files = ReadonlyMap<FilePath, ManifestFile>;

const ALL: Changes = { ofKinds: () => true, named: () => true, selected: () => true, isSaid: () => true };

/** What is another one in these files, or gone from them. */
export function changesOf(files: Files, earlier: Files | undefined): Changes {
  if (earlier === undefined || !isInOrder(files, earlier)) return ALL;
  const [manifests, texts]: [Manifest[], string[]] = [[], []];
  const add = (file: ManifestFile, other: ManifestFile | undefined): void => {
    if (file === other) return;
    const same = new Set(other?.manifests);
    manifests.push(...file.manifests.filter((it) => !same.has(it)));
    texts.push(file.text);
  };
  for (const [path, file] of files) add(file, earlier.get(path));
  for (const [path, file] of earlier) add(file, files.get(path));
  return changesIn(manifests, texts);
}

/** Whether the files of both follow each other as they did: of several objects the first one may count. */
function isInOrder(files: Files, earlier: Files): boolean {
  const before = [...earlier.keys()].filter((it) => files.has(it));
  let at = 0;
  for (const path of files.keys()) if (earlier.has(path) && before[at++] !== path) return false;
  return true;
}

function changesIn(manifests: readonly Manifest[], texts: readonly string[]): Changes {
  const byKind = new Map<string, Manifest[]>();
  for (const it of manifests) pushTo(byKind, it.kind, it);
  const having = (kind: string): readonly Manifest[] => byKind.get(kind) ?? [];
  const words = lazy(() => new Set(manifests.filter(hasLabels).flatMap((it) => [...it.content.words()])));
  const hasSelectable = manifests.some(hasLabels);
  const names = new Map<string, ReadonlySet<string | undefined>>();
  const namesOf = (kind: string): ReadonlySet<string | undefined> => {
    const objects = [...having(kind), ...having('List')].flatMap((it) => it.objects());
    return new Set(objects.filter((it) => it.kind === kind).map((it) => it.name));
  };
  return {
    ofKinds: (kinds, mentioning = '') =>
      [...kinds, 'List'].some((kind) => having(kind).some(({ text }) => text.includes(mentioning))),
    named(kind, name) {
      const known = names.get(kind) ?? namesOf(kind);
      names.set(kind, known);
      return known.has(name);
    },
    selected: (sought) => hasSelectable && sought.every((it) => words().has(it)),
    isSaid: (word) => texts.some((it) => it.includes(word)),
  };
}
