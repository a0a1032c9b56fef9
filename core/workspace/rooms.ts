import { cloudFormationDomain } from '../domains/cloudformation/index.ts';
import type { Commented } from '../domains/commented.ts';
import { containersDomain } from '../domains/containers/index.ts';
import type { Domain, ParsedFile } from '../domains/domain.ts';
import { envDomain } from '../domains/env/index.ts';
import type { EnvFacts } from '../domains/env/facts.ts';
import type { DomainFacts, GrpcServerSeen, Note, Placement } from '../domains/facts.ts';
import { modFilesOf } from '../domains/go/files.ts';
import { goDomain } from '../domains/go/index.ts';
import type { GoSourceFacts } from '../domains/goSource/facts.ts';
import { goSourceDomain } from '../domains/goSource/index.ts';
import { kubernetesDomain } from '../domains/kubernetes/index.ts';
import { nginxDomain, type NginxFacts } from '../domains/nginx/index.ts';
import type { Grammars } from '../domains/syntaxTree.ts';
import { terraformDomain } from '../domains/terraform/index.ts';
import type { ProjectOptions } from '../project/options.ts';
import { EdgesKept } from '../project/edges.ts';
import { makeProject, type Project, type ProjectInput } from '../project/project.ts';
import type { FilePath } from '../text/filePath.ts';
import { Backlog } from './backlog.ts';
import type { RoomBehind } from './backlogs.ts';
import { DomainFiles, type Surroundings } from './domainFiles.ts';
import type { FileContent } from './fileSource.ts';
import { sameItems } from './same.ts';

/** What of a domain's files does not depend on what their trees are. */
export type AnyRoom = Pick<
  DomainFiles<unknown, DomainFacts>,
  'files' | 'units' | 'begins' | 'candidate' | 'recognise' | 'remove' | 'putAll' | 'wants' | 'facts'
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

/** What the rooms say of their files as they are. */
export interface RoomFacts {
  readonly nginx: NginxFacts;
  readonly goSource: GoSourceFacts;
  readonly env: EnvFacts;
  readonly grpcServers: readonly GrpcServerSeen[];
  /** Of every room, that of nginx first. */
  readonly all: readonly DomainFacts[];
}

/** The files of all domains in one workspace folder, and what is made of all of them together. */
export class Rooms {
  readonly nginx: FilesOf<typeof nginxDomain>;
  readonly goSource: FilesOf<typeof goSourceDomain>;
  readonly all: readonly AnyRoom[];
  readonly #go: FilesOf<typeof goDomain>;
  readonly #containers: FilesOf<typeof containersDomain>;
  readonly #env: FilesOf<typeof envDomain>;
  /** What declares load balancers and gateways. */
  readonly #declaring: Declaring;
  readonly #edges = new EdgesKept();
  /** What the other rooms say to that of nginx. */
  #told = NOTHING_TOLD;

  /** @param like others that are known */
  constructor(grammars: Grammars, like?: Rooms) {
    this.nginx = like === undefined ? new DomainFiles(nginxDomain, grammars) : like.nginx.copy();
    this.goSource = like === undefined ? new DomainFiles(goSourceDomain, grammars) : like.goSource.copy();
    this.#go = like === undefined ? new DomainFiles(goDomain, grammars) : like.#go.copy();
    this.#containers = like === undefined ? new DomainFiles(containersDomain, grammars) : like.#containers.copy();
    this.#env = like === undefined ? new DomainFiles(envDomain, grammars) : like.#env.copy();
    this.#declaring = like === undefined ? newDeclaring(grammars) : copyOf(like.#declaring);
    this.all = [this.#go, this.#containers, this.#env, ...roomsOf(this.#declaring), this.goSource, this.nginx];
  }

  /** The texts of all files. */
  get texts(): ReadonlyMap<FilePath, string> {
    const texts = new Map<FilePath, string>();
    for (const { files } of this.all) for (const { path, text } of files.values()) texts.set(path, text);
    return texts;
  }

  /** Those that are read behind everything else, in the order in which they are. */
  behind(options: {
    readonly read: (path: FilePath) => Promise<FileContent>;
    readonly around: () => Around;
  }): readonly RoomBehind[] {
    const { read } = options;
    const surroundings = (): Surroundings => alone(options.around());
    const behind = <Tree, Facts extends DomainFacts>(
      what: string,
      room: DomainFiles<Tree, Facts>,
    ): readonly RoomBehind[] => {
      const { units } = room;
      if (units === undefined) return [];
      return [{ room, what, backlog: new Backlog({ domain: room, units, read, surroundings }) }];
    };
    const { terraform, cloudFormation, kubernetes } = this.#declaring;
    return [
      ...behind('Terraform configuration', terraform),
      ...behind('CloudFormation configuration', cloudFormation),
      ...behind('Kubernetes configuration', kubernetes),
      ...behind('Go source', this.goSource),
    ];
  }

  surroundingsOf(room: AnyRoom, around: Around): Surroundings {
    return room === this.nginx ? surroundings(around, this.#tell(this.#factsOfOthers(around))) : alone(around);
  }

  facts(around: Around): RoomFacts {
    const others = this.#factsOfOthers(around);
    const told = this.#tell(others);
    const nginx = this.nginx.facts(surroundings(around, told));
    const { goSource, env, all } = others;
    return { nginx, goSource, env, grpcServers: told.grpcServers, all: [nginx, ...all] };
  }

  /** All that a project depends on: where none of it is another, the project is the same. */
  state(facts: RoomFacts, around: Around): readonly unknown[] {
    return [...facts.all, ...this.all.map(({ files }) => files), around.options];
  }

  project(
    facts: RoomFacts,
    around: Around & { readonly options: ProjectOptions; readonly notes: readonly Note[] },
  ): Project {
    const { nginx, goSource, env, grpcServers, all } = facts;
    const input: ProjectInput = {
      folder: around.folder,
      options: around.options,
      nginxFiles: this.nginx.files,
      goFiles: modFilesOf(this.#go.files),
      goSourceFiles: this.goSource.files,
      configurations: nginx.configurations,
      listeners: nginx.listeners,
      modules: all.flatMap((it) => it.modules),
      grpcServers,
      goSource,
      envFiles: this.#env.files,
      optOuts: all.flatMap((it) => it.optOuts),
      declarationFiles: new Map(roomsOf(this.#declaring).flatMap((it) => [...it.files])),
      edges: all.flatMap((it) => it.edges),
      stopgaps: env.stopgaps,
      nginxVersions: nginx.nginxVersions,
      notes: around.notes,
    };
    return makeProject(input, this.#edges);
  }

  #factsOfOthers(around: Around): Pick<RoomFacts, 'goSource' | 'env' | 'all'> {
    const seen = alone(around);
    const [goSource, env] = [this.goSource.facts(seen), this.#env.facts(seen)];
    const declared = roomsOf(this.#declaring).map((it) => it.facts(seen));
    return { goSource, env, all: [this.#go.facts(seen), this.#containers.facts(seen), env, ...declared, goSource] };
  }

  /** What the other rooms say to that of nginx: the same lists as long as the same is said. */
  #tell({ all }: Pick<RoomFacts, 'all'>): Told {
    const placements = all.flatMap((it) => it.placements);
    const grpcServers = all.flatMap((it) => it.grpcServers);
    this.#told = {
      placements: sameItems(placements, this.#told.placements) ? this.#told.placements : placements,
      grpcServers: sameServers(grpcServers, this.#told.grpcServers) ? this.#told.grpcServers : grpcServers,
    };
    return this.#told;
  }
}

/** The rooms of what declares load balancers and gateways. */
interface Declaring {
  readonly terraform: FilesOf<typeof terraformDomain>;
  readonly cloudFormation: FilesOf<typeof cloudFormationDomain>;
  readonly kubernetes: FilesOf<typeof kubernetesDomain>;
}

function newDeclaring(grammars: Grammars): Declaring {
  return {
    terraform: new DomainFiles(terraformDomain, grammars),
    cloudFormation: new DomainFiles(cloudFormationDomain, grammars),
    kubernetes: new DomainFiles(kubernetesDomain, grammars),
  };
}

function copyOf({ terraform, cloudFormation, kubernetes }: Declaring): Declaring {
  return { terraform: terraform.copy(), cloudFormation: cloudFormation.copy(), kubernetes: kubernetes.copy() };
}

/** A room whose files can have comments that silence findings. */
interface CommentedRoom extends AnyRoom {
  readonly files: ReadonlyMap<FilePath, ParsedFile<Commented>>;
}

function roomsOf({ terraform, cloudFormation, kubernetes }: Declaring): readonly CommentedRoom[] {
  return [terraform, cloudFormation, kubernetes];
}

function alone(around: Around): Surroundings {
  return surroundings(around, NOTHING_TOLD);
}

/** Property by property: it is made for every room in every round, and two spread objects in one literal cost ten times as much. */
function surroundings(around: Around, { placements, grpcServers }: Told): Surroundings {
  const { folder, globs, names, absent, links, options } = around;
  return { folder, globs, names, absent, links, placements, grpcServers, options };
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
