import type { Domain, DomainInput, FileRequest, ParsedFile, Units } from '../domains/domain.ts';
import type { DomainFacts } from '../domains/facts.ts';
import type { Grammars, SyntaxParser } from '../domains/syntaxTree.ts';
import type { FilePath } from '../text/filePath.ts';
import { sameItems } from './same.ts';

/** The files of one domain in one workspace folder, and what was made of them. Files that stay the same keep their trees. */
export class DomainFiles<Tree, Facts extends DomainFacts> {
  readonly #domain: Domain<Tree, Facts>;
  #files: ReadonlyMap<FilePath, ParsedFile<Tree>> = new Map();
  readonly #grammars: Grammars;
  #parser: SyntaxParser | undefined;
  #facts: { readonly key: readonly unknown[]; readonly value: Facts } | undefined;
  #wanted: { readonly key: readonly unknown[]; readonly value: readonly FileRequest[] } | undefined;

  constructor(domain: Domain<Tree, Facts>, grammars: Grammars) {
    this.#domain = domain;
    this.#grammars = grammars;
  }

  get files(): ReadonlyMap<FilePath, ParsedFile<Tree>> {
    return this.#files;
  }

  /** How its files belong together; `undefined`: each stands for itself. */
  get units(): Units | undefined {
    return this.#domain.units;
  }

  /** Whether a candidate may be one of its files by how it begins; `undefined`: that does not tell. */
  get begins(): Domain<Tree, Facts>['begins'] {
    return this.#domain.begins;
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

  /** Loads what its parser needs; rejects where that is not to be had. */
  async ready(): Promise<void> {
    const { grammar } = this.#domain;
    if (grammar !== undefined) this.#parser ??= await this.#grammars.load(grammar);
  }

  /** A file as its text makes it: the one that is known, where the text is the same. */
  parsed(path: FilePath, text: string): ParsedFile<Tree> {
    const known = this.#files.get(path);
    return known?.text === text ? known : { path, text, ...this.#domain.parse(text, path, this.#parser) };
  }

  /** Takes in the texts of files; those whose text is the one that is known keep their trees. */
  putAll(texts: ReadonlyMap<FilePath, string>): void {
    let files: Map<FilePath, ParsedFile<Tree>> | undefined;
    for (const [path, text] of texts) {
      const file = this.parsed(path, text);
      if (file !== this.#files.get(path)) (files ??= new Map(this.#files)).set(path, file);
    }
    this.#files = files ?? this.#files;
  }

  /** From now on these are its files. */
  become(files: ReadonlyMap<FilePath, ParsedFile<Tree>>): void {
    const isSame = files.size === this.#files.size && [...files].every(([path, it]) => this.#files.get(path) === it);
    if (!isSame) this.#files = files;
  }

  /** Another one that begins with what this one knows. */
  copy(): DomainFiles<Tree, Facts> {
    const copy = new DomainFiles(this.#domain, this.#grammars);
    copy.#files = this.#files;
    copy.#parser = this.#parser;
    copy.#facts = this.#facts;
    copy.#wanted = this.#wanted;
    return copy;
  }

  /** What it wants; the same list as long as files and surroundings are the same. */
  wants(surroundings: Surroundings): readonly FileRequest[] {
    const key = keyOf(this.#files, surroundings);
    if (this.#wanted === undefined || !sameItems(key, this.#wanted.key)) {
      this.#wanted = { key, value: [...this.#domain.wants({ ...surroundings, files: this.#files })] };
    }
    return this.#wanted.value;
  }

  /** Does what its facts would take if its files were these, part by part. */
  prepare(files: ReadonlyMap<FilePath, ParsedFile<Tree>>, surroundings: Surroundings): Iterable<undefined> {
    return this.#domain.prepare?.({ ...surroundings, files }) ?? [];
  }

  /** The facts; made anew only where files or surroundings are others than before. */
  facts(surroundings: Surroundings): Facts {
    const key = keyOf(this.#files, surroundings);
    if (this.#facts === undefined || !sameItems(key, this.#facts.key)) {
      this.#facts = { key, value: this.#domain.read({ ...surroundings, files: this.#files }) };
    }
    return this.#facts.value;
  }
}

/** All that can make a difference. */
function keyOf(files: unknown, surroundings: Surroundings): readonly unknown[] {
  const { globs, names, absent, links, placements, grpcServers, options } = surroundings;
  return [files, globs, names, absent, links, placements, grpcServers, options];
}

/** What a domain sees beside its files. */
export type Surroundings = Omit<DomainInput<never>, 'files'>;
