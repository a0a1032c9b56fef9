import type { Domain, DomainInput, ParsedFile } from '../domains/domain.ts';
import type { DomainFacts } from '../domains/facts.ts';
import type { FilePath } from '../text/filePath.ts';

/** The files of one domain in one workspace folder, and what was made of them. Files that stay the same keep their trees. */
export class DomainFiles<Tree, Facts extends DomainFacts> {
  readonly #domain: Domain<Tree, Facts>;
  #files: ReadonlyMap<FilePath, ParsedFile<Tree>> = new Map();
  #facts: { readonly key: readonly unknown[]; readonly value: Facts } | undefined;

  constructor(domain: Domain<Tree, Facts>) {
    this.#domain = domain;
  }

  get files(): ReadonlyMap<FilePath, ParsedFile<Tree>> {
    return this.#files;
  }

  candidate(path: FilePath): boolean {
    return this.#domain.candidate(path);
  }

  recognise(path: FilePath, text: string): boolean {
    return this.#domain.recognise(path, text);
  }

  remove(paths: Iterable<FilePath>): void {
    const gone = [...paths].filter((it) => this.#files.has(it));
    if (gone.length === 0) return;
    const left = new Map(this.#files);
    for (const path of gone) left.delete(path);
    this.#files = left;
  }

  /** Takes in the texts of files; those whose text is the one that is known keep their trees. */
  putAll(texts: ReadonlyMap<FilePath, string>): void {
    let files: Map<FilePath, ParsedFile<Tree>> | undefined;
    for (const [path, text] of texts) {
      if (this.#files.get(path)?.text === text) continue;
      files ??= new Map(this.#files);
      files.set(path, { path, text, ...this.#domain.parse(text, path) });
    }
    this.#files = files ?? this.#files;
  }

  wants(surroundings: Surroundings): ReturnType<Domain<Tree>['wants']> {
    return this.#domain.wants({ ...surroundings, files: this.#files });
  }

  /** The facts; made anew only where files or surroundings are others than before. */
  facts(surroundings: Surroundings): Facts {
    const { globs, names, absent, links, placements, grpcServers, options } = surroundings;
    const key = [this.#files, globs, names, absent, links, placements, grpcServers, options];
    const before = this.#facts;
    if (before !== undefined && key.every((it, i) => it === before.key[i])) return before.value;
    const value = this.#domain.read({ ...surroundings, files: this.#files });
    this.#facts = { key, value };
    return value;
  }
}

/** What a domain sees beside its files. */
export type Surroundings = Omit<DomainInput<never>, 'files'>;
