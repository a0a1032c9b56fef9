import { containersDomain } from '../domains/containers/index.ts';
import type { Absence, Named } from '../domains/domain.ts';
import type { DomainFacts, GrpcServerSeen, Note, Placement } from '../domains/facts.ts';
import { goDomain } from '../domains/go/index.ts';
import { goSourceDomain } from '../domains/goSource/index.ts';
import { nginxDomain } from '../domains/nginx/index.ts';
import { makeProject, type Project } from '../project/project.ts';
import { baseName, filePath, folderOf, isInside, relativeTo, type FilePath } from '../text/filePath.ts';
import { discover, isNeverEntered, readIgnores, resolveGlob } from './discover.ts';
import { DomainFiles, type Surroundings } from './domainFiles.ts';
import type { FileContent, FileSource } from './fileSource.ts';
import { ignoredBy, type IgnoreFile } from './gitignore.ts';
import { CONFIGURATION_FILE, mergeOptions, type MergedOptions } from './options.ts';
import { NO_SETTINGS, type SettingsLayers } from './settings.ts';

/** One state of a workspace folder. A value: a change makes a new one. */
export interface Snapshot {
  readonly folder: FilePath;
  readonly project: Project;
  /** The text of every file that was taken in. */
  readonly texts: ReadonlyMap<FilePath, string>;
  /** Links to files; what one leads to is taken in under its own name. */
  readonly links: ReadonlyMap<FilePath, FilePath>;
  readonly notes: readonly Note[];
}

/** What happened to files since the last snapshot. */
export interface FileChanges {
  /** Files, or folders with all that is in them, whose content is another one, or which came or went. */
  readonly paths: readonly FilePath[];
  /** Whether something came or went: then globs and links may lead elsewhere. */
  readonly structure: boolean;
}

/** How a workspace is made. */
export interface WorkspaceOptions {
  readonly folder: FilePath;
  readonly source: FileSource;
  readonly settings?: SettingsLayers;
  /** Files that are looked at though .gitignore or `exclude` leave them out: the user has named them. */
  readonly named?: Iterable<FilePath>;
  /** The texts of the grpc-alpn.json files in the folders above: they count inside, too. */
  readonly above?: ReadonlyMap<FilePath, string>;
  /** The rules that grpc-alpn.json may name; left out: any. */
  readonly ruleIds?: readonly string[];
}

function isConfigurationFile(path: FilePath): boolean {
  return baseName(path) === CONFIGURATION_FILE;
}

/** Each round reads what the files of the one before include. Chains that are longer are cut anyway where configurations are put together. */
const MOST_ROUNDS = 120;

/** What the other rooms say to that of nginx. */
interface Told {
  readonly placements: readonly Placement[];
  readonly grpcServers: readonly GrpcServerSeen[];
}

const NOTHING_TOLD: Told = { placements: [], grpcServers: [] };

/** What of a domain's files does not depend on what their trees are. */
type AnyDomain = Pick<
  DomainFiles<unknown, DomainFacts>,
  'files' | 'candidate' | 'recognise' | 'remove' | 'putAll' | 'wants' | 'facts'
>;

/** So many files are read at one time. */
const AT_ONCE = 32;

/**
 * Reads one workspace folder and keeps it read: finds the files of all domains, and what they include, until nothing is missing.
 * Calls must not overlap: whoever owns it lets one end before the next.
 */
export class Workspace {
  readonly folder: FilePath;
  readonly #source: FileSource;
  #layers: SettingsLayers;
  readonly #nginx = new DomainFiles(nginxDomain);
  readonly #go = new DomainFiles(goDomain);
  /** The rooms that need no other one's facts. That of nginx is told what they know. */
  readonly #others = [this.#go, new DomainFiles(containersDomain), new DomainFiles(goSourceDomain)] as const;
  readonly #domains = [...this.#others, this.#nginx] as const;
  readonly #named: ReadonlySet<FilePath>;
  readonly #above: ReadonlyMap<FilePath, string>;
  readonly #ruleIds: readonly string[] | undefined;
  #configurationFiles: ReadonlyMap<FilePath, string>;
  #merged: MergedOptions;
  #found: ReadonlySet<FilePath> = new Set();
  #absent: ReadonlyMap<FilePath, Absence> = new Map();
  #globs: ReadonlyMap<string, readonly FilePath[]> = new Map();
  #names: ReadonlyMap<string, readonly Named[]> = new Map();
  #links: ReadonlyMap<FilePath, FilePath> = new Map();
  #told: Told = { placements: [], grpcServers: [] };
  /** Patterns that match more files than are read. */
  readonly #cutGlobs = new Set<string>();
  /** Files that some other file asked for. */
  #included: ReadonlySet<FilePath> = new Set();

  constructor(options: WorkspaceOptions) {
    this.folder = options.folder;
    this.#source = options.source;
    this.#layers = options.settings ?? NO_SETTINGS;
    this.#named = new Set(options.named);
    this.#above = options.above ?? new Map();
    this.#ruleIds = options.ruleIds;
    this.#configurationFiles = this.#above;
    this.#merged = mergeOptions(this.folder, this.#layers, this.#configurationFiles, this.#ruleIds);
  }

  /** Reads everything. Also the way to begin again after settings changed. */
  async open(settings: SettingsLayers = this.#layers): Promise<Snapshot> {
    this.#layers = settings;
    const { folder } = this;
    const source = this.#source;
    const isWanted = (path: FilePath): boolean => this.#isWanted(path);
    const { files, links } = await discover({ root: folder, folder, source, isWanted, ignores: [] });
    await this.#readConfigurationFiles(files.filter(isConfigurationFile));
    this.#links = links;
    this.#found = new Set([...this.#kept(files), ...[...this.#named].map((it) => this.#real(it))]);
    this.#absent = new Map();
    this.#globs = new Map();
    this.#names = new Map();
    for (const domain of this.#domains) domain.remove([...domain.files.keys()].filter((it) => !this.#found.has(it)));
    await this.#take([...this.#found]);
    return this.#settle();
  }

  /** Takes changes in. */
  async change(changes: FileChanges): Promise<Snapshot> {
    const touched = this.#known().filter((it) => changes.paths.some((path) => isInside(it, path)));
    if (changes.paths.some((it) => baseName(it) === CONFIGURATION_FILE || baseName(it) === '.gitignore'))
      return this.open();
    const created = changes.structure ? await this.#created(changes.paths) : [];
    if (created === 'links') return this.open();
    if (created.some((it) => isConfigurationFile(it)) || touched.some((it) => this.#configurationFiles.has(it)))
      return this.open();
    this.#found = new Set([...this.#found, ...created]);
    if (changes.structure) {
      this.#globs = new Map();
      this.#names = new Map();
      this.#absent = new Map();
    }
    await this.#take([...touched, ...created]);
    return this.#settle();
  }

  /** Whether a file's change can matter here: it is known, or its name may make it known. */
  concerns(path: FilePath): boolean {
    if (!isInside(path, this.folder)) return false;
    if (baseName(path) === CONFIGURATION_FILE || baseName(path) === '.gitignore') return true;
    if (this.#absent.has(path) || this.#links.has(path)) return true;
    return this.#domains.some((it) => it.files.has(path) || it.candidate(path));
  }

  /** Files that are here because another file asks for them. */
  get includedFiles(): ReadonlySet<FilePath> {
    return this.#included;
  }

  #known(): readonly FilePath[] {
    return [
      ...new Set([
        ...this.#found,
        ...this.#configurationFiles.keys(),
        ...this.#absent.keys(),
        ...this.#domains.flatMap((it) => [...it.files.keys()]),
      ]),
    ];
  }

  #isWanted(path: FilePath): boolean {
    return isConfigurationFile(path) || this.#domains.some((it) => it.candidate(path));
  }

  /** Without what `exclude` leaves out. */
  #kept(paths: readonly FilePath[]): readonly FilePath[] {
    const { excludes } = this.#merged.options;
    return paths.filter((it) => !excludes(it));
  }

  /** The file that a name stands for: of a link to a file of the workspace, that file. */
  #real(path: FilePath): FilePath {
    const target = this.#links.get(path);
    return target !== undefined && isInside(target, this.folder) ? target : path;
  }

  /** Candidates among what came: the files themselves, or what is in the folders. `links`: links came or went, which may be about any file. */
  async #created(paths: readonly FilePath[]): Promise<readonly FilePath[] | 'links'> {
    const inside = paths.filter((path) => isInside(path, this.folder) && !isNeverEntered(path, this.folder));
    if ([...this.#links.keys()].some((link) => inside.some((path) => isInside(link, path)))) return 'links';
    const source = this.#source;
    const found: FilePath[] = [];
    for (const folder of inside) {
      const ignores = await this.#ignoresAbove(folder);
      if (ignores === undefined) continue;
      const isWanted = (path: FilePath): boolean => this.#isWanted(path);
      const { files, links } = await discover({ root: this.folder, folder, source, isWanted, ignores });
      if (links.size > 0) return 'links';
      found.push(...files);
      if (!isWanted(folder)) continue;
      const entries = await source.entries(folderOf(folder));
      if (entries.some(({ name, leadsTo }) => name === baseName(folder) && leadsTo !== undefined)) return 'links';
      found.push(folder);
    }
    return this.#kept(found);
  }

  /** The .gitignore files from the workspace folder down to a path; `undefined`: they ignore it. */
  async #ignoresAbove(path: FilePath): Promise<readonly IgnoreFile[] | undefined> {
    const folders: FilePath[] = [];
    for (let folder = path; folder !== this.folder;) {
      folder = folderOf(folder);
      folders.unshift(folder);
    }
    const files: IgnoreFile[] = [];
    for (const folder of folders) {
      if (ignoredBy(files, folder, 'folder')) return undefined;
      files.push(await readIgnores(folder, this.#source));
    }
    return ignoredBy(files, path, 'file') || ignoredBy(files, path, 'folder') ? undefined : files;
  }

  async #readConfigurationFiles(paths: readonly FilePath[]): Promise<void> {
    const texts = new Map<FilePath, string>();
    for (const path of paths) {
      const content = await this.#source.read(path);
      if (content.kind === 'text') texts.set(path, content.text);
    }
    this.#configurationFiles = new Map([...this.#above, ...texts]);
    this.#merged = mergeOptions(this.folder, this.#layers, this.#configurationFiles, this.#ruleIds);
  }

  /**
   * Reads files and gives each to the domains that know it; files that are gone or no longer fit are let go. Of what no domain
   * wants, nothing is kept: a folder may have very many files of some kind.
   */
  async #take(paths: readonly FilePath[]): Promise<void> {
    const wanted = paths.filter((it) => baseName(it) !== CONFIGURATION_FILE);
    const taken = this.#domains.map((domain) => ({
      domain,
      texts: new Map<FilePath, string>(),
      gone: [] as FilePath[],
    }));
    const aliases = this.#aliases();
    const absent = new Map(this.#absent);
    for (let i = 0; i < wanted.length; i += AT_ONCE) {
      for (const [path, content] of await this.#readAll(wanted.slice(i, i + AT_ONCE))) {
        absent.delete(path);
        for (const { domain, texts, gone } of taken) {
          const names = [path, ...(aliases.get(path) ?? [])].filter((it) => domain.candidate(it));
          if (content.kind !== 'text') {
            gone.push(path);
            if (domain.files.has(path) || names.some((it) => domain.recognise(it, ''))) absent.set(path, content);
          } else if (this.#isTaken(domain, path, names, content.text)) texts.set(path, content.text);
          else gone.push(path);
        }
      }
    }
    for (const { domain, texts, gone } of taken) {
      domain.remove(gone);
      domain.putAll(texts);
    }
    this.#absent = sameValues(absent, this.#absent) ? this.#absent : absent;
  }

  /** @param names the file's own name and those of links to it, as far as they make it a candidate */
  #isTaken(domain: AnyDomain, path: FilePath, names: readonly FilePath[], text: string): boolean {
    if (this.#included.has(path) && domain.files.has(path)) return true;
    if (names.length === 0 && this.#named.has(path)) return domain.recognise(path, text);
    return names.some((it) => domain.recognise(it, text));
  }

  /** The links to each file of the workspace. */
  #aliases(): ReadonlyMap<FilePath, readonly FilePath[]> {
    const aliases = new Map<FilePath, FilePath[]>();
    for (const [link, target] of this.#links) aliases.set(target, [...(aliases.get(target) ?? []), link]);
    return aliases;
  }

  async #readAll(paths: readonly FilePath[]): Promise<ReadonlyMap<FilePath, FileContent>> {
    const contents = new Map<FilePath, FileContent>();
    for (let i = 0; i < paths.length; i += AT_ONCE) {
      const some = paths.slice(i, i + AT_ONCE);
      const read = await Promise.all(some.map((it) => this.#source.read(it)));
      some.forEach((path, j) => {
        const content = read[j];
        if (content !== undefined) contents.set(path, content);
      });
    }
    return contents;
  }

  /** Reads what is wanted until nothing new is, lets go what nobody wants any more, and makes the snapshot. */
  async #settle(): Promise<Snapshot> {
    let wanted: ReadonlyMap<AnyDomain, ReadonlySet<FilePath>> = new Map();
    for (let settled = false, round = 0; !settled && round < MOST_ROUNDS; round++) {
      const globs = new Map<string, readonly FilePath[]>();
      const names = new Map<string, readonly Named[]>();
      wanted = new Map(await this.#wantedBy({ globs, names }));
      settled = sameKeys(globs, this.#globs) && sameKeys(names, this.#names);
      if (!sameKeys(globs, this.#globs)) this.#globs = globs;
      if (!sameKeys(names, this.#names)) this.#names = names;
      for (const [domain, paths] of wanted) {
        const missing = [...paths].filter((it) => !domain.files.has(it) && !this.#absent.has(it));
        settled &&= missing.length === 0;
        if (missing.length > 0) await this.#takeIncluded(domain, missing);
      }
    }
    const included = new Set<FilePath>();
    for (const [domain, paths] of wanted) {
      domain.remove([...domain.files.keys()].filter((it) => !paths.has(it) && !this.#found.has(it)));
      for (const path of paths) included.add(path);
    }
    this.#included = included;
    return this.#snapshot();
  }

  /** The files that each domain wants. Answers to its questions for names are put into the maps. */
  async #wantedBy(answers: {
    readonly globs: Map<string, readonly FilePath[]>;
    readonly names: Map<string, readonly Named[]>;
  }): Promise<(readonly [AnyDomain, ReadonlySet<FilePath>])[]> {
    const { globs, names } = answers;
    const wanted: (readonly [AnyDomain, ReadonlySet<FilePath>])[] = [];
    for (const domain of this.#domains) {
      const paths = new Set<FilePath>();
      for (const request of domain.wants(this.#surroundingsOf(domain))) {
        switch (request.kind) {
          case 'file':
            if (isInside(request.path, this.folder)) paths.add(request.path);
            break;
          case 'glob': {
            const { pattern } = request;
            const matches = globs.get(pattern) ?? this.#globs.get(pattern) ?? filesOf(await this.#matchesOf(pattern));
            globs.set(pattern, matches);
            // The domain itself asks for what a link leads to.
            for (const path of matches) if (!this.#links.has(path)) paths.add(path);
            break;
          }
          case 'names': {
            const { pattern } = request;
            names.set(pattern, names.get(pattern) ?? this.#names.get(pattern) ?? (await this.#matchesOf(pattern)));
          }
        }
      }
      wanted.push([domain, paths]);
    }
    return wanted;
  }

  async #matchesOf(pattern: string): Promise<readonly Named[]> {
    const { matches, links, isCut } = await resolveGlob(pattern, this.#source);
    if (isCut) this.#cutGlobs.add(pattern);
    if ([...links.keys()].some((it) => !this.#links.has(it))) this.#links = new Map([...this.#links, ...links]);
    return matches;
  }

  /** Files that are asked for are the domain's, whatever their names and first lines are. */
  async #takeIncluded(domain: AnyDomain, paths: readonly FilePath[]): Promise<void> {
    const texts = new Map<FilePath, string>();
    const absent = new Map(this.#absent);
    for (const [path, content] of await this.#readAll(paths)) {
      if (content.kind === 'text') texts.set(path, content.text);
      else absent.set(path, content);
    }
    this.#absent = sameValues(absent, this.#absent) ? this.#absent : absent;
    domain.putAll(texts);
  }

  #surroundingsOf(domain: AnyDomain): Surroundings {
    return {
      folder: this.folder,
      globs: this.#globs,
      names: this.#names,
      absent: this.#absent,
      links: this.#links,
      ...(domain === this.#nginx ? this.#tell() : NOTHING_TOLD),
      options: this.#merged.options,
    };
  }

  /** What the other rooms say to that of nginx: the same lists as long as the same is said. */
  #tell(): Told {
    const facts = this.#others.map((it) => it.facts(this.#surroundingsOf(it)));
    const placements = facts.flatMap((it) => it.placements);
    const grpcServers = facts.flatMap((it) => it.grpcServers);
    this.#told = {
      placements: sameItems(placements, this.#told.placements) ? this.#told.placements : placements,
      grpcServers: sameItems(grpcServers, this.#told.grpcServers) ? this.#told.grpcServers : grpcServers,
    };
    return this.#told;
  }

  #snapshot(): Snapshot {
    const { folder } = this;
    const nginx = this.#nginx.facts(this.#surroundingsOf(this.#nginx));
    const others = this.#others.map((it) => it.facts(this.#surroundingsOf(it)));
    const notes = [...this.#merged.notes, ...[nginx, ...others].flatMap((it) => it.notes), ...this.#unreadNotes()];
    const project = makeProject({
      folder,
      options: this.#merged.options,
      nginxFiles: this.#nginx.files,
      goFiles: this.#go.files,
      configurations: nginx.configurations,
      listeners: nginx.listeners,
      modules: others.flatMap((it) => it.modules),
      grpcServers: this.#told.grpcServers,
      nginxVersions: nginx.nginxVersions,
      notes,
    });
    const texts = new Map<FilePath, string>();
    for (const { files } of this.#domains) for (const { path, text } of files.values()) texts.set(path, text);
    return { folder, project, texts, links: this.#links, notes };
  }

  /** Files that are named like configuration and could not be taken in. */
  #unreadNotes(): readonly Note[] {
    const cut = [...this.#cutGlobs]
      .filter((it) => this.#globs.has(it))
      .map((pattern): Note => ({
        kind: 'not-understood',
        file: this.folder,
        message: `has more files that ${relativeTo(this.folder, filePath(pattern))} matches than are read: the rest is left out`,
      }));
    const stated = new Set(this.#merged.options.nginx.configurations.map(({ main }) => main));
    const unread = [...this.#absent].flatMap(([file, absence]): readonly Note[] => {
      if (!this.#found.has(file) && !stated.has(file)) return [];
      switch (absence.kind) {
        case 'missing':
          return stated.has(file)
            ? [{ kind: 'missing', file, message: 'is stated as an nginx configuration and is not there' }]
            : [];
        case 'too-large':
          return [{ kind: 'too-large', file, message: `has ${absence.bytes} bytes: too large to be read` }];
        case 'not-text':
          return [{ kind: 'not-text', file, message: 'is no text: not read' }];
        case 'outside':
          return [{ kind: 'outside', file, message: 'is a link that leaves the workspace: not read' }];
        case 'unreadable':
          return [{ kind: 'unreadable', file, message: `could not be read: ${absence.because}` }];
      }
    });
    return [...unread, ...cut];
  }
}

function sameKeys(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  return a.size === b.size && [...a.keys()].every((it) => b.has(it));
}

function sameValues(a: ReadonlyMap<FilePath, Absence>, b: ReadonlyMap<FilePath, Absence>): boolean {
  return a.size === b.size && [...a].every(([path, absence]) => b.get(path)?.kind === absence.kind);
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((it, i) => it === b[i]);
}

function filesOf(matches: readonly Named[]): readonly FilePath[] {
  return matches.filter(({ kind }) => kind === 'file').map(({ path }) => path);
}
