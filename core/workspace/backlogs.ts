import type { Absence } from '../domains/domain.ts';
import type { DomainFacts } from '../domains/facts.ts';
import type { FilePath } from '../text/filePath.ts';
import type { Backlog, BacklogProgress } from './backlog.ts';
import type { FileContent } from './fileSource.ts';
import type { AnyRoom } from './rooms.ts';
import { sameItems } from './same.ts';

/** A room that is read behind everything else. */
export interface RoomBehind {
  readonly room: AnyRoom;
  /** What it reads, as a note says that it is not read: `Go source`. */
  readonly what: string;
  readonly backlog: Pick<
    Backlog<unknown, DomainFacts>,
    'progress' | 'absent' | 'failure' | 'state' | 'has' | 'begin' | 'change' | 'step' | 'adopt'
  >;
}

/** So many files are read so soon that a snapshot without them, and checking that, would cost more than waiting. */
const FEW = 450;

/** What somebody saw who looked into a file. */
export interface LookedInto {
  /** Those that it is for. */
  readonly rooms: readonly AnyRoom[];
  /** `undefined`: not all of it was read, or it is for none. */
  readonly content: FileContent | undefined;
}

/** Files that somebody has looked into. */
export type Sorted = ReadonlyMap<FilePath, LookedInto>;

/**
 * All rooms that are read behind everything else, one after the other. Of rooms whose files can be told by how they begin (`Domain.begins`),
 * only those files are read that somebody has looked into and sorted out for them.
 */
export class Backlogs {
  readonly #all: readonly RoomBehind[];
  #absent: readonly (readonly [FilePath, Absence])[] = [];
  #failures: readonly string[] = [];

  constructor(rooms: readonly RoomBehind[]) {
    this.#all = rooms;
  }

  /** `undefined`: all is read and taken in. */
  get progress(): BacklogProgress | undefined {
    const all = this.#all.flatMap(({ backlog }) => backlog.progress ?? []);
    if (all.length === 0) return undefined;
    return { done: sum(all.map((it) => it.done)), all: sum(all.map((it) => it.all)) };
  }

  /** Files that are missing from units which count; the same list as long as it says the same. */
  get absent(): readonly (readonly [FilePath, Absence])[] {
    const absent = this.#all.flatMap(({ backlog }) => backlog.absent);
    return (this.#absent = sameItems(absent, this.#absent) ? this.#absent : absent);
  }

  /** What cannot be read at all, as clauses that say why; the same list as long as it says the same. */
  get failures(): readonly string[] {
    const failures = this.#all.flatMap(({ what, backlog: { failure } }) =>
      failure === undefined ? [] : [`${what}, which is not read: ${failure}`],
    );
    return (this.#failures = sameItems(failures, this.#failures) ? this.#failures : failures);
  }

  /** How much of a file is to be looked into before it is known for which room it is: nothing, where its name tells, or no room here wants it. */
  looksInto(path: FilePath): 'beginning' | undefined {
    return this.#all.some(({ room }) => room.begins !== undefined && room.candidate(path)) ? 'beginning' : undefined;
  }

  /** Whether a file is a candidate of some room here. */
  candidate(path: FilePath): boolean {
    return this.#all.some(({ room }) => room.candidate(path));
  }

  /** The rooms that a file is for, of those that can tell by its text or its beginning. What it was for before does not count. */
  sort(path: FilePath, content: FileContent): LookedInto {
    const rooms = this.#all.flatMap(({ room }) =>
      room.begins !== undefined && room.candidate(path) && isFor(room, path, content) ? [room] : [],
    );
    const isWhole = content.kind === 'text' && content.isCut !== true;
    return { rooms, content: rooms.length > 0 && isWhole ? content : undefined };
  }

  /** Reads everything anew. What is known stays until that is done. */
  begin(paths: readonly FilePath[], sorted: Sorted): void {
    for (const it of this.#all) it.backlog.begin(contentsOf(filesOf(it, paths, sorted), sorted));
  }

  /** Takes in that files came, went or were written: a few at once, as long as nothing else is to be done. */
  async change(paths: readonly FilePath[], sorted: Sorted): Promise<void> {
    for (const it of this.#all) {
      const files = new Set(filesOf(it, paths, sorted));
      const released = new Set(paths.filter((path) => !files.has(path) && it.backlog.has(path)));
      await it.backlog.change(contentsOf([...files, ...released], sorted), released);
    }
  }

  /** Does a little of what is to be done; `true`: a room was read to its end, and taken in, and the next one will take a while. */
  async step(): Promise<boolean> {
    const next = this.#all.find(({ backlog }) => backlog.progress !== undefined);
    if (next === undefined || (await next.backlog.step())) return false;
    const rest = this.#all.find(({ backlog }) => backlog.progress !== undefined)?.backlog.progress;
    return rest === undefined || rest.all - rest.done > FEW;
  }

  /** Begins with what others know. */
  adopt(others: Backlogs): void {
    for (const [i, { backlog }] of this.#all.entries()) {
      const other = others.#all[i];
      if (other !== undefined) backlog.adopt(other.backlog.state);
    }
  }
}

function isFor(room: AnyRoom, path: FilePath, content: FileContent): boolean {
  if (content.kind !== 'text') return false;
  const { text, isCut } = content;
  return isCut === true ? room.begins?.(path, text) !== false : room.recognise(path, text);
}

function filesOf({ room }: RoomBehind, paths: readonly FilePath[], sorted: Sorted): readonly FilePath[] {
  if (room.begins === undefined) return paths.filter((it) => room.candidate(it));
  return paths.filter((it) => sorted.get(it)?.rooms.includes(room) === true);
}

/** Files with their contents, as far as these were read by somebody who looked into them. */
function contentsOf(paths: readonly FilePath[], sorted: Sorted): ReadonlyMap<FilePath, FileContent | undefined> {
  return new Map(paths.map((it) => [it, sorted.get(it)?.content]));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, it) => all + it, 0);
}
