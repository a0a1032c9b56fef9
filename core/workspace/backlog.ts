import type { Absence, ParsedFile, Units } from '../domains/domain.ts';
import type { DomainFacts } from '../domains/facts.ts';
import type { FilePath } from '../text/filePath.ts';
import type { DomainFiles, Surroundings } from './domainFiles.ts';
import type { FileContent } from './fileSource.ts';

/** So many files are read at one time. */
const AT_ONCE = 32;

/** So much text is parsed in one step, in UTF-16 code units: some milliseconds. */
const PARSED_AT_ONCE = 24 * 1024;

/** So many changed files are taken in one by one; of more, their units are read. */
const FEW = 8;

/** How far it is, in files. */
export interface BacklogProgress {
  readonly done: number;
  readonly all: number;
}

/** Work that is done in steps: one ends where it yields. */
type Steps<Result> = AsyncGenerator<undefined, Result>;

/** What a unit was read as. */
interface ReadUnit<Tree> {
  /** None where no file of it is recognised. */
  readonly files: ReadonlyMap<FilePath, ParsedFile<Tree>>;
  /** Files that should be among them. */
  readonly absent: ReadonlyMap<FilePath, Absence>;
}

/** What one passes on to another that reads the same files. */
export interface BacklogState {
  /** The candidates of each unit. */
  readonly members: ReadonlyMap<string, ReadonlySet<FilePath>>;
  readonly absent: ReadonlyMap<string, ReadonlyMap<FilePath, Absence>>;
  readonly failure: string | undefined;
}

type Files<Tree> = Map<FilePath, ParsedFile<Tree>>;

/**
 * Reads the files of a domain whose files belong to units (`Domain.units`), unit by unit and in small steps. What is read is put aside until
 * nothing is missing, and taken in all at once. Calls must not overlap.
 */
export class Backlog<Tree, Facts extends DomainFacts> {
  readonly #domain: DomainFiles<Tree, Facts>;
  readonly #units: Units;
  readonly #read: (path: FilePath) => Promise<FileContent>;
  readonly #surroundings: () => Surroundings;
  /** The candidates of each unit. */
  #members = new Map<string, Set<FilePath>>();
  #pending = new Set<string>();
  /** Files that are there and are no candidates any more. */
  #released = new Set<FilePath>();
  /** The contents of files that were read by somebody who looked into them, until they are taken in. */
  #looked = new Map<FilePath, FileContent>();
  /** What the files of the domain are to be; `undefined`: what they are. */
  #next: Files<Tree> | undefined;
  #absent: ReadonlyMap<string, ReadUnit<Tree>['absent']> = new Map();
  #absentFiles: readonly (readonly [FilePath, Absence])[] = [];
  #work: Steps<undefined> | undefined;
  #parsed = 0;
  #done = 0;
  #all = 0;
  #failure: string | undefined;

  constructor(options: {
    readonly domain: DomainFiles<Tree, Facts>;
    readonly units: Units;
    readonly read: (path: FilePath) => Promise<FileContent>;
    readonly surroundings: () => Surroundings;
  }) {
    this.#domain = options.domain;
    this.#units = options.units;
    this.#read = options.read;
    this.#surroundings = options.surroundings;
  }

  /** `undefined`: all is read and taken in. */
  get progress(): BacklogProgress | undefined {
    return this.#next && { done: this.#done, all: this.#all };
  }

  /** Files that are missing from units which count; the same list as long as it says the same. */
  get absent(): readonly (readonly [FilePath, Absence])[] {
    return this.#absentFiles;
  }

  /** Why nothing of the domain can be read, as a clause; `undefined`: it can. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Whether it was told of a file that is there. */
  has(path: FilePath): boolean {
    return this.#members.get(this.#units.of(path))?.has(path) === true;
  }

  get state(): BacklogState {
    return { members: this.#members, absent: this.#absent, failure: this.#failure };
  }

  /**
   * Reads everything anew. What is known stays until that is done.
   * @param candidates each with its content, where that has just been read
   */
  begin(candidates: ReadonlyMap<FilePath, FileContent | undefined>): void {
    this.#members = new Map();
    this.#pending = new Set();
    this.#released = new Set();
    this.#looked = new Map();
    this.#setAbsent(new Map());
    this.#work = undefined;
    this.#next = new Map();
    [this.#done, this.#all] = [0, 0];
    for (const [path, content] of candidates) this.#add(path, content);
    for (const unit of this.#members.keys()) this.#queue(unit);
    if (this.#pending.size === 0) this.#end(new Map());
  }

  /**
   * Takes in that candidates came, went or were written: a few at once, as long as nothing else is to be done.
   * @param candidates each with its content, where that has just been read
   * @param released those of them that are no candidates any more
   */
  async change(
    candidates: ReadonlyMap<FilePath, FileContent | undefined>,
    released: ReadonlySet<FilePath>,
  ): Promise<void> {
    for (const [path, content] of candidates) {
      this.#add(path, content);
      if (released.has(path)) this.#released.add(path);
      else this.#released.delete(path);
    }
    for (const path of candidates.keys()) {
      // What is taken in while a unit waits to be read would be gone when that has been read.
      if (candidates.size <= FEW && this.#next === undefined) await this.#takeIn(path);
      else this.#queue(this.#units.of(path));
    }
  }

  /** Does a little of what is to be done; `true`: there is more. The last step takes everything in. */
  async step(): Promise<boolean> {
    const next = this.#next;
    if (next === undefined) return false;
    this.#work ??= this.#readAll(next);
    try {
      const { done } = await this.#work.next();
      if (done !== true) return true;
      this.#end(next);
    } catch (error) {
      this.#fail(error);
    }
    return false;
  }

  /** Begins with what another one of the same domain knows. */
  adopt({ members, absent, failure }: BacklogState): void {
    this.#members = new Map([...members].map(([unit, paths]) => [unit, new Set(paths)]));
    this.#setAbsent(absent);
    this.#failure = failure;
  }

  #add(path: FilePath, content: FileContent | undefined): void {
    const unit = this.#units.of(path);
    const members = this.#members.get(unit) ?? new Set();
    this.#members.set(unit, members.add(path));
    if (content === undefined) this.#looked.delete(path);
    else this.#looked.set(path, content);
  }

  #queue(unit: string): void {
    this.#next ??= new Map(this.#domain.files);
    if (this.#pending.has(unit)) return;
    this.#pending.add(unit);
    this.#all += this.#members.get(unit)?.size ?? 0;
  }

  #end(files: Files<Tree>): void {
    this.#domain.become(files);
    this.#next = undefined;
    this.#work = undefined;
    this.#looked = new Map();
    [this.#done, this.#all] = [0, 0];
  }

  /** Without its grammar nothing of the domain can be read. */
  #fail(error: unknown): void {
    this.#failure = error instanceof Error ? error.message : String(error);
    this.#pending = new Set();
    this.#setAbsent(new Map());
    this.#end(new Map());
  }

  /** One file that changed: the others of its unit are what they were. */
  async #takeIn(path: FilePath): Promise<void> {
    const unit = this.#units.of(path);
    const contents = new Map<FilePath, FileContent>(this.#absent.get(unit));
    for (const member of this.#members.get(unit) ?? []) {
      const text = this.#domain.files.get(member)?.text;
      if (text !== undefined) contents.set(member, { kind: 'text', text });
    }
    const content = await this.#readOne(path);
    this.#forgetMissing(new Map([[path, content]]));
    if (contents.size === 0) {
      if (content.kind === 'text' && this.#domain.recognise(path, content.text)) this.#queue(unit);
      return;
    }
    try {
      const files = new Map(this.#domain.files);
      contents.set(path, content);
      this.#put(unit, contents.keys(), await resultOf(this.#parse(contents)), files);
      this.#domain.become(files);
    } catch (error) {
      this.#fail(error);
    }
  }

  #readOne(path: FilePath): FileContent | Promise<FileContent> {
    if (this.#released.has(path)) return { kind: 'missing' };
    const content = this.#looked.get(path);
    this.#looked.delete(path);
    return content ?? this.#read(path);
  }

  /** Files that are gone are candidates no more; one of which somebody said meanwhile that it came is looked for again. */
  #forgetMissing(contents: ReadonlyMap<FilePath, FileContent>): void {
    for (const [path, { kind }] of contents) {
      const unit = this.#units.of(path);
      if (kind === 'missing' && !this.#pending.has(unit)) this.#members.get(unit)?.delete(path);
    }
  }

  async *#readAll(next: Files<Tree>): Steps<undefined> {
    for (;;) {
      let some = this.#readSome();
      while (some !== undefined) {
        const read = await some;
        for (const contents of read.values()) this.#forgetMissing(contents);
        // The next ones are read while these are parsed.
        some = this.#readSome();
        yield* this.#takeUnits(read, next);
      }
      yield* this.#domain.prepare(next, this.#surroundings());
      // Something may have changed meanwhile.
      if (this.#pending.size === 0) return undefined;
    }
  }

  /** Reads some of the pending units; `undefined`: there are none. Who is told of a change meanwhile lets them be read again. */
  #readSome(): Promise<ReadonlyMap<string, ReadonlyMap<FilePath, FileContent>>> | undefined {
    const units = this.#some();
    return units.size === 0 ? undefined : this.#contentsOf(units);
  }

  async #contentsOf(
    units: ReadonlyMap<string, readonly FilePath[]>,
  ): Promise<ReadonlyMap<string, ReadonlyMap<FilePath, FileContent>>> {
    const contents = new Map<string, Map<FilePath, FileContent>>();
    for (const unit of units.keys()) contents.set(unit, new Map());
    const paths = [...units].flatMap(([unit, members]) => members.map((path) => [unit, path] as const));
    for (let i = 0; i < paths.length; i += AT_ONCE) {
      const few = paths.slice(i, i + AT_ONCE);
      const read = await Promise.all(few.map(async (it) => [...it, await this.#readOne(it[1])] as const));
      for (const [unit, path, content] of read) contents.get(unit)?.set(path, content);
    }
    return contents;
  }

  /** Some of the pending units: as many as have the files that are read at one time, but one of them at least. */
  #some(): ReadonlyMap<string, readonly FilePath[]> {
    const some = new Map<string, readonly FilePath[]>();
    let count = 0;
    for (const unit of this.#pending) {
      const members = [...(this.#members.get(unit) ?? [])];
      if (count > 0 && count + members.length > AT_ONCE) break;
      this.#pending.delete(unit);
      some.set(unit, members);
      count += members.length;
    }
    return some;
  }

  async *#takeUnits(
    units: ReadonlyMap<string, ReadonlyMap<FilePath, FileContent>>,
    next: Files<Tree>,
  ): Steps<undefined> {
    for (const contents of units.values()) this.#done += contents.size;
    yield;
    for (const [unit, own] of units) this.#put(unit, own.keys(), yield* this.#parse(own), next);
    return undefined;
  }

  async *#parse(contents: ReadonlyMap<FilePath, FileContent>): Steps<ReadUnit<Tree>> {
    const files: Files<Tree> = new Map();
    const absent = new Map<FilePath, Absence>();
    const recognised = new Map<FilePath, string>();
    for (const [path, it] of contents)
      if (it.kind === 'text' && this.#domain.recognise(path, it.text)) recognised.set(path, it.text);
    if (recognised.size === 0) return { files, absent };
    const beside = [...recognised.values()];
    await this.#domain.ready();
    for (const [path, content] of contents) {
      if (content.kind !== 'text') {
        if (content.kind !== 'missing') absent.set(path, content);
        continue;
      }
      const { text } = content;
      if (!recognised.has(path) && !this.#units.joins(path, text, beside)) continue;
      try {
        files.set(path, this.#domain.parsed(path, text));
      } catch {
        // A parser that is not ours has ended on this text: the other files are none the worse.
        absent.set(path, { kind: 'unreadable', because: 'its parser failed' });
      }
      this.#parsed += text.length;
      if (this.#parsed < PARSED_AT_ONCE) continue;
      this.#parsed = 0;
      yield;
    }
    return { files, absent };
  }

  /** Puts a unit among the files of the domain, as these of its files were read. */
  #put(unit: string, read: Iterable<FilePath>, { files, absent }: ReadUnit<Tree>, among: Files<Tree>): void {
    for (const path of read) {
      const file = files.get(path);
      if (file === undefined) among.delete(path);
      else among.set(path, file);
    }
    if (absent.size > 0 || this.#absent.has(unit)) this.#setAbsent(new Map([...this.#absent, [unit, absent]]));
  }

  #setAbsent(absent: ReadonlyMap<string, ReadUnit<Tree>['absent']>): void {
    this.#absent = new Map([...absent].filter(([, files]) => files.size > 0));
    this.#absentFiles = [...this.#absent.values()].flatMap((it) => [...it]);
  }
}

async function resultOf<Result>(work: Steps<Result>): Promise<Result> {
  for (;;) {
    const { done, value } = await work.next();
    if (done === true) return value;
  }
}
