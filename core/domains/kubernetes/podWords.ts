import type { FilePath } from '../../text/filePath.ts';
import type { ManifestFile } from './manifest.ts';
import { pushTo } from './places.ts';
import type { Manifest } from './tree.ts';

const KINDS: ReadonlySet<string> = new Set([
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Rollout', 'Job', 'CronJob', 'Pod', 'Service', 'List'],
]);

/** Whether a document declares what makes pods or selects them, or a list of anything. */
export function hasLabels({ kind }: Manifest): boolean {
  return KINDS.has(kind);
}

/** So many files may have changed before all words are looked through again. */
const MOST_CHANGES = 16;

/** Workloads and Services by the words in them, as numbers; behind `undefined` all. */
export type Words = ReadonlyMap<number | undefined, readonly Manifest[]>;

const known = new WeakMap<ManifestFile, Words>();

/** Those of one file. */
export function wordsOfFile(file: ManifestFile): Words {
  const words = known.get(file) ?? wordsOf([file]);
  known.set(file, words);
  return words;
}

/** In which workloads and Services of a folder the words stand, as numbers; behind `undefined` all. Never changed: what changed in the folder stands beside it. */
export class WordIndex {
  readonly #words: Words;
  /** What `words` was made of. */
  readonly #made: ReadonlyMap<FilePath, ManifestFile>;
  readonly #files: ReadonlyMap<FilePath, ManifestFile>;
  /** The files that are others now, or gone. */
  readonly #gone: ReadonlySet<FilePath>;
  readonly #added: readonly ManifestFile[];
  #order: ReadonlyMap<FilePath, number> | undefined;

  private constructor(
    base: { readonly words: Words; readonly made: ReadonlyMap<FilePath, ManifestFile> },
    files: ReadonlyMap<FilePath, ManifestFile>,
    changes: { readonly gone: ReadonlySet<FilePath>; readonly added: readonly ManifestFile[] },
  ) {
    this.#words = base.words;
    this.#made = base.made;
    this.#files = files;
    this.#gone = changes.gone;
    this.#added = changes.added;
  }

  /** Of these files. */
  static of(files: ReadonlyMap<FilePath, ManifestFile>): WordIndex {
    return new WordIndex({ words: wordsOf(files.values()), made: files }, files, { gone: new Set(), added: [] });
  }

  /** The same of other files, most of which are the same. */
  now(files: ReadonlyMap<FilePath, ManifestFile>): WordIndex {
    if (files === this.#files) return this;
    const gone = new Set<FilePath>();
    const added: ManifestFile[] = [];
    for (const [path, file] of this.#made) if (files.get(path) !== file) gone.add(path);
    for (const [path, file] of files) if (this.#made.get(path) !== file) added.push(file);
    if (gone.size + added.length > MOST_CHANGES) return WordIndex.of(files);
    return new WordIndex({ words: this.#words, made: this.#made }, files, { gone, added });
  }

  /** The workloads and Services that have a word, in the order of the files. */
  having(word: number | undefined): readonly Manifest[] {
    const old = this.#words.get(word) ?? [];
    if (this.#made === this.#files) return old;
    const found = [
      ...old.filter(({ file }) => !this.#gone.has(file)),
      ...this.#added.flatMap((it) => wordsOfFile(it).get(word) ?? []),
    ];
    const order = (this.#order ??= new Map([...this.#files.keys()].map((path, i) => [path, i])));
    return found.sort((a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.start - b.start);
  }
}

function wordsOf(files: Iterable<ManifestFile>): Words {
  const found = new Map<number | undefined, Manifest[]>();
  for (const { manifests } of files) {
    for (const manifest of manifests) {
      if (!hasLabels(manifest)) continue;
      pushTo(found, undefined, manifest);
      for (const word of manifest.content.words()) pushTo(found, word, manifest);
    }
  }
  return found;
}
