import type { Absence } from '../domains/domain.ts';
import type { Note } from '../domains/facts.ts';
import type { Grammars } from '../domains/syntaxTree.ts';
import type { ProjectOptions } from '../project/options.ts';
import type { Project } from '../project/project.ts';
import { baseName, folderOf, isInside, type FilePath } from '../text/filePath.ts';
import { arrivalsAmong } from './arrivals.ts';
import type { BacklogProgress } from './backlog.ts';
import { Backlogs, type LookedInto, type Sorted } from './backlogs.ts';
import { discover } from './discover.ts';
import type { FileSource } from './fileSource.ts';
import { CONFIGURATION_FILE, mergeOptions, type MergedOptions } from './options.ts';
import { readAll, type Part } from './readAll.ts';
import { Requests } from './requests.ts';
import { Rooms, type AnyRoom, type Around } from './rooms.ts';
import { sameAbsences, sameItems } from './same.ts';
import { NO_SETTINGS, type SettingsLayers } from './settings.ts';
import { unreadNotes } from './unreadNotes.ts';

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
  /** The grammars of the rooms that need one. */
  readonly grammars: Grammars;
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

/** So many steps of what is read behind everything else are made at once: in most folders that is all of it. */
const STEPS_AT_ONCE = 48;

/**
 * Reads one workspace folder and keeps it read: finds the files of all domains, and what they include, until nothing is missing. Where very
 * many files of Go, Terraform or manifests stand in it, they are left for `readMore`, and snapshots know nothing of them until the last one is read.
 * Calls must not overlap: whoever owns it lets one end before the next.
 */
export class Workspace {
  readonly folder: FilePath;
  readonly #options: WorkspaceOptions;
  readonly #source: FileSource;
  #layers: SettingsLayers;
  readonly #rooms: Rooms;
  /** What is read behind everything else: what there may be very much of. */
  readonly #backlogs: Backlogs;
  readonly #named: ReadonlySet<FilePath>;
  readonly #above: ReadonlyMap<FilePath, string>;
  readonly #ruleIds: readonly string[] | undefined;
  #configurationFiles: ReadonlyMap<FilePath, string>;
  #merged: MergedOptions;
  #found: ReadonlySet<FilePath> = new Set();
  #absent: ReadonlyMap<FilePath, Absence> = new Map();
  readonly #requests: Requests;
  /** Files that some other file asked for. */
  #included: ReadonlySet<FilePath> = new Set();
  #snapshot: { readonly key: readonly unknown[]; readonly value: Snapshot } | undefined;

  /** @param known the files of another one of the same folder */
  constructor(options: WorkspaceOptions, known?: Rooms) {
    this.#options = options;
    this.folder = options.folder;
    this.#source = options.source;
    this.#rooms = new Rooms(options.grammars, known);
    this.#requests = new Requests(options);
    this.#backlogs = new Backlogs(
      this.#rooms.behind({ read: (path) => this.#source.read(path), around: () => this.#around }),
    );
    this.#layers = options.settings ?? NO_SETTINGS;
    this.#named = new Set(options.named);
    this.#above = options.above ?? new Map();
    this.#ruleIds = options.ruleIds;
    this.#configurationFiles = this.#above;
    this.#merged = mergeOptions(this.folder, this.#layers, this.#configurationFiles, this.#ruleIds);
  }

  /** Begins with what another workspace of the same folder knows, and reads what changes from another source. */
  over(source: FileSource): Workspace {
    const other = new Workspace({ ...this.#options, source }, this.#rooms);
    other.#layers = this.#layers;
    other.#configurationFiles = this.#configurationFiles;
    other.#merged = this.#merged;
    other.#found = this.#found;
    other.#absent = this.#absent;
    other.#included = this.#included;
    other.#requests.adopt(this.#requests);
    other.#backlogs.adopt(this.#backlogs);
    return other;
  }

  /** How far reading is that goes on behind the last snapshot; `undefined`: everything is in it. */
  get behind(): BacklogProgress | undefined {
    return this.#backlogs.progress;
  }

  /** Reads a little more of what is behind. The snapshot with all files of a room, once they are read. */
  async readMore(): Promise<Snapshot | undefined> {
    return (await this.#backlogs.step()) ? this.#settle() : undefined;
  }

  /** Reads all that is behind. */
  async readAll(): Promise<Snapshot> {
    while (this.behind !== undefined) await this.#backlogs.step();
    return this.#settle();
  }

  /** Reads everything, but for what is behind. Also the way to begin again after settings changed. */
  async open(settings: SettingsLayers = this.#layers): Promise<Snapshot> {
    this.#layers = settings;
    const { folder } = this;
    const source = this.#source;
    const isWanted = (path: FilePath): boolean => this.#isWanted(path);
    const { files, links } = await discover({ root: folder, folder, source, isWanted, ignores: [] });
    await this.#readConfigurationFiles(files.filter(isConfigurationFile));
    this.#requests.begin(links);
    this.#found = new Set([...this.#kept(files), ...[...this.#named].map((it) => this.#real(it))]);
    this.#absent = new Map();
    for (const domain of this.#rooms.all) domain.remove([...domain.files.keys()].filter((it) => !this.#found.has(it)));
    const found = [...this.#found];
    this.#backlogs.begin(found, await this.#take(found));
    await this.#catchUp();
    return this.#settle();
  }

  /** Takes changes in. */
  async change(changes: FileChanges): Promise<Snapshot> {
    const touched = this.#knownIn(changes.paths);
    if (changes.paths.some((it) => baseName(it) === CONFIGURATION_FILE || baseName(it) === '.gitignore'))
      return this.open();
    const arrived = changes.structure ? await this.#arrivals(changes.paths) : [];
    if (arrived === 'links') return this.open();
    const created = this.#kept(arrived);
    if (created.some((it) => isConfigurationFile(it)) || touched.some((it) => this.#configurationFiles.has(it)))
      return this.open();
    if (created.some((it) => !this.#found.has(it))) this.#found = new Set([...this.#found, ...created]);
    if (changes.structure) {
      this.#requests.forget();
      this.#absent = new Map();
    }
    const changed = [...new Set([...touched, ...created])];
    const sorted = await this.#take(changed);
    const wasBehind = this.behind !== undefined;
    await this.#backlogs.change(changed, sorted);
    if (!wasBehind) await this.#catchUp();
    return this.#settle();
  }

  /** Whether a file's change can matter here: it is known, or its name may make it known. */
  concerns(path: FilePath): boolean {
    if (!isInside(path, this.folder)) return false;
    if (baseName(path) === CONFIGURATION_FILE || baseName(path) === '.gitignore') return true;
    if (this.#absent.has(path) || this.#requests.links.has(path)) return true;
    return this.#rooms.all.some((it) => it.files.has(path) || it.candidate(path));
  }

  /** Files that are here because another file asks for them. */
  get includedFiles(): ReadonlySet<FilePath> {
    return this.#included;
  }

  /** Where little is behind, that is all of it. */
  async #catchUp(): Promise<void> {
    for (let i = 0; i < STEPS_AT_ONCE && this.behind !== undefined; i++) await this.#backlogs.step();
  }

  /** The files that are known among these, or in these folders. */
  #knownIn(paths: readonly FilePath[]): readonly FilePath[] {
    const isKnown = (path: FilePath): boolean =>
      this.#found.has(path) ||
      this.#configurationFiles.has(path) ||
      this.#absent.has(path) ||
      this.#rooms.all.some((it) => it.files.has(path));
    // What is a file is no folder: mostly it is one that is typed into.
    if (paths.every(isKnown)) return paths;
    const wanted = new Set(paths);
    const isIn = (path: FilePath): boolean => {
      for (let at = path; ; at = folderOf(at)) {
        if (wanted.has(at)) return true;
        if (at.length <= this.folder.length) return false;
      }
    };
    const known = new Set<FilePath>();
    const sources = [
      this.#found,
      this.#configurationFiles.keys(),
      this.#absent.keys(),
      ...this.#rooms.all.map((it) => it.files.keys()),
    ];
    for (const source of sources) for (const path of source) if (isIn(path)) known.add(path);
    return [...known];
  }

  /** How much of a file is read before what is behind; `undefined`: nothing. @param names its own and those of links to it */
  #readAtOnce(path: FilePath, names: readonly FilePath[]): Part | undefined {
    if (!this.#backlogs.candidate(path) || this.#absent.has(path)) return 'all';
    const isMore = this.#rooms.all.some(
      (it) => it.units === undefined && (it.files.has(path) || names.some((name) => it.candidate(name))),
    );
    return isMore ? 'all' : this.#backlogs.looksInto(path);
  }

  #isWanted(path: FilePath): boolean {
    return isConfigurationFile(path) || this.#rooms.all.some((it) => it.candidate(path));
  }

  /** Without what `exclude` leaves out. */
  #kept(paths: readonly FilePath[]): readonly FilePath[] {
    const { excludes } = this.#merged.options;
    return paths.filter((it) => !excludes(it));
  }

  /** The file that a name stands for: of a link to a file of the workspace, that file. */
  #real(path: FilePath): FilePath {
    const target = this.#requests.links.get(path);
    return target !== undefined && isInside(target, this.folder) ? target : path;
  }

  #arrivals(paths: readonly FilePath[]): ReturnType<typeof arrivalsAmong> {
    const isWanted = (path: FilePath): boolean => this.#isWanted(path);
    return arrivalsAmong({ paths, folder: this.folder, source: this.#source, links: this.#requests.links, isWanted });
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
   * wants, nothing is kept: a folder may have very many files of some kind. What is read behind them is only looked into.
   */
  async #take(paths: readonly FilePath[]): Promise<Sorted> {
    const readAtOnce = this.#rooms.all.filter(({ units }) => units === undefined);
    const taken = readAtOnce.map((domain) => ({
      domain,
      texts: new Map<FilePath, string>(),
      gone: [] as FilePath[],
    }));
    const { aliases } = this.#requests;
    const namesOf = (path: FilePath): readonly FilePath[] => [path, ...(aliases.get(path) ?? [])];
    const parts = new Map<FilePath, Part>();
    for (const path of paths) {
      const part = isConfigurationFile(path) ? undefined : this.#readAtOnce(path, namesOf(path));
      if (part !== undefined) parts.set(path, part);
    }
    const sorted = new Map<FilePath, LookedInto>();
    const absent = new Map(this.#absent);
    for await (const [path, content] of readAll(this.#source, parts)) {
      absent.delete(path);
      sorted.set(path, this.#backlogs.sort(path, content));
      if (parts.get(path) === 'beginning') continue;
      for (const { domain, texts, gone } of taken) {
        const names = namesOf(path).filter((it) => domain.candidate(it));
        if (content.kind !== 'text') {
          gone.push(path);
          if (domain.files.has(path) || names.some((it) => domain.recognise(it, ''))) absent.set(path, content);
        } else if (this.#isTaken(domain, path, names, content.text)) texts.set(path, content.text);
        else gone.push(path);
      }
    }
    for (const { domain, texts, gone } of taken) {
      domain.remove(gone);
      domain.putAll(texts);
    }
    this.#absent = sameAbsences(absent, this.#absent) ? this.#absent : absent;
    return sorted;
  }

  /** @param names the file's own name and those of links to it, as far as they make it a candidate */
  #isTaken(domain: AnyRoom, path: FilePath, names: readonly FilePath[], text: string): boolean {
    if (this.#included.has(path) && domain.files.has(path)) return true;
    if (names.length === 0 && this.#named.has(path)) return domain.recognise(path, text);
    return names.some((it) => domain.recognise(it, text));
  }

  /** Reads what is wanted until nothing new is, lets go what nobody wants any more, and makes the snapshot. */
  async #settle(): Promise<Snapshot> {
    let wanted: ReadonlyMap<AnyRoom, ReadonlySet<FilePath>> = new Map();
    for (let settled = false, round = 0; !settled && round < MOST_ROUNDS; round++) {
      const { globs, names } = this.#requests;
      wanted = await this.#requests.wantedBy(this.#rooms.all, (it) =>
        it.wants(this.#rooms.surroundingsOf(it, this.#around)),
      );
      settled = globs === this.#requests.globs && names === this.#requests.names;
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
    return this.#makeSnapshot();
  }

  /** Files that are asked for are the domain's, whatever their names and first lines are. */
  async #takeIncluded(domain: AnyRoom, paths: readonly FilePath[]): Promise<void> {
    const texts = new Map<FilePath, string>();
    const absent = new Map(this.#absent);
    for await (const [path, content] of readAll(this.#source, new Map(paths.map((it) => [it, 'all'])))) {
      if (content.kind === 'text') texts.set(path, content.text);
      else absent.set(path, content);
    }
    this.#absent = sameAbsences(absent, this.#absent) ? this.#absent : absent;
    domain.putAll(texts);
  }

  get #around(): Around & { readonly options: ProjectOptions } {
    return {
      folder: this.folder,
      globs: this.#requests.globs,
      names: this.#requests.names,
      absent: this.#absent,
      links: this.#requests.links,
      options: this.#merged.options,
    };
  }

  /** The same one as long as nothing in it is another. */
  #makeSnapshot(): Snapshot {
    const { folder } = this;
    const around = this.#around;
    const { failures, absent } = this.#backlogs;
    const of = [this.#merged, around.links, around.absent, around.globs, failures, absent];
    const facts = this.#rooms.facts(around);
    const key = [...this.#rooms.state(facts, around), ...of];
    if (this.#snapshot === undefined || !sameItems(key, this.#snapshot.key)) {
      const notes = [...this.#merged.notes, ...facts.all.flatMap((it) => it.notes), ...this.#unreadNotes()];
      const project = this.#rooms.project(facts, { ...around, notes });
      const value = { folder, project, texts: this.#rooms.texts, links: around.links, notes };
      this.#snapshot = { key, value };
    }
    return this.#snapshot.value;
  }

  /** Files that are named like configuration and could not be taken in. */
  #unreadNotes(): readonly Note[] {
    const stated = new Set(this.#merged.options.nginx.configurations.map(({ main }) => main));
    return unreadNotes({
      folder: this.folder,
      absent: [...this.#absent, ...this.#backlogs.absent],
      isMeant: (file) => this.#found.has(file) || stated.has(file),
      stated,
      cutGlobs: this.#requests.cutGlobs,
      failures: this.#backlogs.failures,
    });
  }
}
