import { containersDomain } from '../domains/containers/index.ts';
import type { Domain } from '../domains/domain.ts';
import { envDomain } from '../domains/env/index.ts';
import type { DomainFacts, GrpcServerSeen, Note, Placement } from '../domains/facts.ts';
import { modFilesOf } from '../domains/go/files.ts';
import { goDomain } from '../domains/go/index.ts';
import { goSourceDomain } from '../domains/goSource/index.ts';
import { nginxDomain } from '../domains/nginx/index.ts';
import type { Grammars } from '../domains/syntaxTree.ts';
import type { ProjectOptions } from '../project/options.ts';
import { makeProject, type Project } from '../project/project.ts';
import type { FilePath } from '../text/filePath.ts';
import { DomainFiles, type Surroundings } from './domainFiles.ts';
import { sameItems } from './same.ts';

/** What of a domain's files does not depend on what their trees are. */
export type AnyRoom = Pick<
  DomainFiles<unknown, DomainFacts>,
  'files' | 'units' | 'candidate' | 'recognise' | 'remove' | 'putAll' | 'wants' | 'facts'
>;

type FilesOf<Room> = Room extends Domain<infer Tree, infer Facts> ? DomainFiles<Tree, Facts> : never;

/** What is the same for all rooms. */
export type Around = Omit<Surroundings, keyof Told>;

/** What the other rooms say to that of nginx. */
interface Told {
  readonly placements: readonly Placement[];
  readonly grpcServers: readonly GrpcServerSeen[];
}

const NOTHING_TOLD: Told = { placements: [], grpcServers: [] };

/** The files of all domains in one workspace folder, and what is made of all of them together. */
export class Rooms {
  readonly nginx: FilesOf<typeof nginxDomain>;
  readonly goSource: FilesOf<typeof goSourceDomain>;
  readonly all: readonly AnyRoom[];
  readonly #go: FilesOf<typeof goDomain>;
  readonly #containers: FilesOf<typeof containersDomain>;
  readonly #env: FilesOf<typeof envDomain>;
  /** The rooms that need no other one's facts. That of nginx is told what they know. */
  readonly #others: readonly AnyRoom[];
  #told = NOTHING_TOLD;

  /** @param like others that are known */
  constructor(grammars: Grammars, like?: Rooms) {
    this.nginx = like === undefined ? new DomainFiles(nginxDomain, grammars) : like.nginx.copy();
    this.goSource = like === undefined ? new DomainFiles(goSourceDomain, grammars) : like.goSource.copy();
    this.#go = like === undefined ? new DomainFiles(goDomain, grammars) : like.#go.copy();
    this.#containers = like === undefined ? new DomainFiles(containersDomain, grammars) : like.#containers.copy();
    this.#env = like === undefined ? new DomainFiles(envDomain, grammars) : like.#env.copy();
    this.#others = [this.#go, this.#containers, this.#env, this.goSource];
    this.all = [...this.#others, this.nginx];
  }

  /** The texts of all files. */
  get texts(): ReadonlyMap<FilePath, string> {
    const texts = new Map<FilePath, string>();
    for (const { files } of this.all) for (const { path, text } of files.values()) texts.set(path, text);
    return texts;
  }

  surroundingsOf(room: AnyRoom, around: Around): Surroundings {
    return { ...around, ...(room === this.nginx ? this.#tell(around) : NOTHING_TOLD) };
  }

  /** All that a project depends on: where none of it is another, the project is the same. */
  state(around: Around): readonly unknown[] {
    return [...this.#facts(around), ...this.all.map(({ files }) => files), around.options];
  }

  /** What the rooms have to note. */
  notes(around: Around): readonly Note[] {
    return this.#facts(around).flatMap((it) => it.notes);
  }

  project(around: Around & { readonly options: ProjectOptions }, notes: readonly Note[]): Project {
    const nginx = this.nginx.facts(this.surroundingsOf(this.nginx, around));
    const facts = this.#facts(around);
    return makeProject({
      folder: around.folder,
      options: around.options,
      nginxFiles: this.nginx.files,
      goFiles: modFilesOf(this.#go.files),
      goSourceFiles: this.goSource.files,
      configurations: nginx.configurations,
      listeners: nginx.listeners,
      modules: facts.flatMap((it) => it.modules),
      grpcServers: this.#told.grpcServers,
      goSource: this.goSource.facts(this.surroundingsOf(this.goSource, around)),
      envFiles: this.#env.files,
      optOuts: facts.flatMap((it) => it.optOuts),
      stopgaps: this.#env.facts(this.surroundingsOf(this.#env, around)).stopgaps,
      nginxVersions: nginx.nginxVersions,
      notes,
    });
  }

  #facts(around: Around): readonly DomainFacts[] {
    return [this.nginx, ...this.#others].map((it) => it.facts(this.surroundingsOf(it, around)));
  }

  /** What the other rooms say to that of nginx: the same lists as long as the same is said. */
  #tell(around: Around): Told {
    const facts = this.#others.map((it) => it.facts(this.surroundingsOf(it, around)));
    const placements = facts.flatMap((it) => it.placements);
    const grpcServers = facts.flatMap((it) => it.grpcServers);
    this.#told = {
      placements: sameItems(placements, this.#told.placements) ? this.#told.placements : placements,
      grpcServers: sameServers(grpcServers, this.#told.grpcServers) ? this.#told.grpcServers : grpcServers,
    };
    return this.#told;
  }
}

/** A package of Go that was read again says most things as before. */
function sameServers(a: readonly GrpcServerSeen[], b: readonly GrpcServerSeen[]): boolean {
  const same = (one: GrpcServerSeen, other: GrpcServerSeen | undefined): boolean =>
    other !== undefined &&
    one.at.file === other.at.file &&
    one.at.span.start === other.at.span.start &&
    one.at.span.end === other.at.span.end &&
    one.port === other.port &&
    one.from === other.from;
  return a.length === b.length && a.every((it, i) => it === b[i] || same(it, b[i]));
}
