import type { FileRequest, Named } from '../domains/domain.ts';
import { isInside, type FilePath } from '../text/filePath.ts';
import { resolveGlob } from './discover.ts';
import type { FileSource } from './fileSource.ts';
import type { AnyRoom } from './rooms.ts';
import { sameKeys } from './same.ts';

/** Answers to questions for names, by their patterns. */
interface Answers {
  readonly globs: ReadonlyMap<string, readonly FilePath[]>;
  readonly names: ReadonlyMap<string, readonly Named[]>;
}

/** What a room asked for, and the answers. They hold as long as nothing comes or goes. */
interface Asked extends Answers {
  readonly requests: readonly FileRequest[];
  readonly links: ReadonlyMap<FilePath, FilePath>;
  readonly paths: ReadonlySet<FilePath>;
}

/** What the rooms of a workspace folder ask for, and the answers, which stay the same maps as long as they say the same. */
export class Requests {
  readonly #folder: FilePath;
  readonly #source: FileSource;
  #answers: Answers = { globs: new Map(), names: new Map() };
  #links: ReadonlyMap<FilePath, FilePath> = new Map();
  #asked: ReadonlyMap<AnyRoom, Asked> = new Map();
  /** Patterns that match more files than are read. */
  #cut: ReadonlySet<string> = new Set();

  constructor(options: { readonly folder: FilePath; readonly source: FileSource }) {
    this.#folder = options.folder;
    this.#source = options.source;
  }

  get globs(): Answers['globs'] {
    return this.#answers.globs;
  }

  get names(): Answers['names'] {
    return this.#answers.names;
  }

  /** Links to files: those that were found, and those that patterns match. */
  get links(): ReadonlyMap<FilePath, FilePath> {
    return this.#links;
  }

  /** The links to each file of the workspace. */
  get aliases(): ReadonlyMap<FilePath, readonly FilePath[]> {
    const aliases = new Map<FilePath, FilePath[]>();
    for (const [link, target] of this.#links) aliases.set(target, [...(aliases.get(target) ?? []), link]);
    return aliases;
  }

  /** Patterns of those that are asked for which match more files than are read. */
  get cutGlobs(): readonly string[] {
    return [...this.#cut].filter((it) => this.globs.has(it));
  }

  /** Forgets all answers: something came or went. */
  forget(): void {
    this.#answers = { globs: new Map(), names: new Map() };
    this.#asked = new Map();
  }

  /** Begins anew with these links. */
  begin(links: ReadonlyMap<FilePath, FilePath>): void {
    this.forget();
    this.#links = links;
  }

  /** Begins with what others know. */
  adopt(other: Requests): void {
    this.#answers = other.#answers;
    this.#links = other.#links;
    this.#cut = other.#cut;
  }

  /** The files that each room asks for. */
  async wantedBy(
    rooms: readonly AnyRoom[],
    requestsOf: (room: AnyRoom) => readonly FileRequest[],
  ): Promise<ReadonlyMap<AnyRoom, ReadonlySet<FilePath>>> {
    const asked = new Map<AnyRoom, Asked>();
    for (const room of rooms) {
      const requests = requestsOf(room);
      const before = this.#asked.get(room);
      const isSame = before?.requests === requests && before.links === this.#links;
      asked.set(room, isSame ? before : await this.#answer(requests));
    }
    this.#asked = asked;
    const globs = new Map([...asked.values()].flatMap((it) => [...it.globs]));
    const names = new Map([...asked.values()].flatMap((it) => [...it.names]));
    this.#answers = {
      globs: sameKeys(globs, this.globs) ? this.globs : globs,
      names: sameKeys(names, this.names) ? this.names : names,
    };
    return new Map([...asked].map(([room, { paths }]) => [room, paths]));
  }

  async #answer(requests: readonly FileRequest[]): Promise<Asked> {
    const globs = new Map<string, readonly FilePath[]>();
    const names = new Map<string, readonly Named[]>();
    const paths = new Set<FilePath>();
    for (const request of requests) {
      switch (request.kind) {
        case 'file':
          if (isInside(request.path, this.#folder)) paths.add(request.path);
          break;
        case 'glob': {
          const { pattern } = request;
          const matches = globs.get(pattern) ?? this.globs.get(pattern) ?? filesOf(await this.#matchesOf(pattern));
          globs.set(pattern, matches);
          // The domain itself asks for what a link leads to.
          for (const path of matches) if (!this.#links.has(path)) paths.add(path);
          break;
        }
        case 'names': {
          const { pattern } = request;
          names.set(pattern, names.get(pattern) ?? this.names.get(pattern) ?? (await this.#matchesOf(pattern)));
        }
      }
    }
    return { globs, names, requests, links: this.#links, paths };
  }

  async #matchesOf(pattern: string): Promise<readonly Named[]> {
    const { matches, links, isCut } = await resolveGlob(pattern, this.#source);
    if (isCut) this.#cut = new Set([...this.#cut, pattern]);
    if ([...links.keys()].some((it) => !this.#links.has(it))) this.#links = new Map([...this.#links, ...links]);
    return matches;
  }
}

function filesOf(matches: readonly Named[]): readonly FilePath[] {
  return matches.filter(({ kind }) => kind === 'file').map(({ path }) => path);
}
