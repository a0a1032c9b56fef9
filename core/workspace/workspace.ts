import type { Absence } from '../domains/domain.ts';
import type { Note } from '../domains/facts.ts';
import { goDomain } from '../domains/go/index.ts';
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
}

function isConfigurationFile(path: FilePath): boolean {
  return baseName(path) === CONFIGURATION_FILE;
}

/** Each round reads what the files of the one before include. Chains that are longer are cut anyway where configurations are put together. */
const MOST_ROUNDS = 120;

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
  readonly #domains = [this.#nginx, this.#go] as const;
  readonly #named: ReadonlySet<FilePath>;
  readonly #above: ReadonlyMap<FilePath, string>;
  #configurationFiles: ReadonlyMap<FilePath, string>;
  #merged: MergedOptions;
  #found: ReadonlySet<FilePath> = new Set();
  #absent: ReadonlyMap<FilePath, Absence> = new Map();
  #globs: ReadonlyMap<string, readonly FilePath[]> = new Map();
  /** Patterns that match more files than are read. */
  readonly #cutGlobs = new Set<string>();
  /** Files that only an include brought here. */
  #included: ReadonlySet<FilePath> = new Set();

  constructor(options: WorkspaceOptions) {
    this.folder = options.folder;
    this.#source = options.source;
    this.#layers = options.settings ?? NO_SETTINGS;
    this.#named = new Set(options.named);
    this.#above = options.above ?? new Map();
    this.#configurationFiles = this.#above;
    this.#merged = mergeOptions(this.folder, this.#layers, this.#configurationFiles);
  }

  /** Reads everything. Also the way to begin again after settings changed. */
  async open(settings: SettingsLayers = this.#layers): Promise<Snapshot> {
    this.#layers = settings;
    const { folder } = this;
    const all = await discover({ folder, source: this.#source, isWanted: (path) => this.#isWanted(path), ignores: [] });
    await this.#readConfigurationFiles(all.filter(isConfigurationFile));
    const found = this.#kept(all);
    this.#found = new Set([...found, ...this.#named]);
    this.#absent = new Map();
    this.#globs = new Map();
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
    if (created.some((it) => isConfigurationFile(it)) || touched.some((it) => this.#configurationFiles.has(it)))
      return this.open();
    this.#found = new Set([...this.#found, ...created]);
    if (changes.structure) {
      this.#globs = new Map();
      this.#absent = new Map();
    }
    await this.#take([...touched, ...created]);
    return this.#settle();
  }

  /** Whether a file's change can matter here: it is known, or its name may make it known. */
  concerns(path: FilePath): boolean {
    if (!isInside(path, this.folder)) return false;
    if (baseName(path) === CONFIGURATION_FILE || baseName(path) === '.gitignore') return true;
    return this.#absent.has(path) || this.#domains.some((it) => it.files.has(path) || it.candidate(path));
  }

  /** Files that are here because another file includes them. */
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

  /** Candidates among what came: the files themselves, or what is in the folders. */
  async #created(paths: readonly FilePath[]): Promise<readonly FilePath[]> {
    const inside = paths.filter((path) => isInside(path, this.folder) && !isNeverEntered(path, this.folder));
    const found = await Promise.all(
      inside.map(async (folder) => {
        const ignores = await this.#ignoresAbove(folder);
        if (ignores === undefined) return [];
        const below = await discover({
          folder,
          source: this.#source,
          isWanted: (path) => this.#isWanted(path),
          ignores,
        });
        return this.#isWanted(folder) ? [folder, ...below] : below;
      }),
    );
    return this.#kept(found.flat());
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
    this.#merged = mergeOptions(this.folder, this.#layers, this.#configurationFiles);
  }

  /** Reads files and gives each to the domain that knows it; files that are gone or no longer fit are let go. */
  async #take(paths: readonly FilePath[]): Promise<void> {
    const contents = await this.#readAll(paths.filter((it) => baseName(it) !== CONFIGURATION_FILE));
    const absent = new Map(this.#absent);
    for (const domain of this.#domains) {
      const texts = new Map<FilePath, string>();
      const gone: FilePath[] = [];
      for (const [path, content] of contents) {
        if (content.kind !== 'text') {
          gone.push(path);
          if (domain.files.has(path) || domain.recognise(path, '')) absent.set(path, content);
          continue;
        }
        absent.delete(path);
        if (this.#included.has(path) && domain.files.has(path)) texts.set(path, content.text);
        else if ((this.#named.has(path) || domain.candidate(path)) && domain.recognise(path, content.text))
          texts.set(path, content.text);
        else gone.push(path);
      }
      domain.remove(gone);
      if (texts.size > 0) domain.putAll(texts);
    }
    this.#absent = absent;
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
    let wanted = new Set<FilePath>();
    for (let settled = false, round = 0; !settled && round < MOST_ROUNDS; round++) {
      wanted = new Set();
      const globs = new Map<string, readonly FilePath[]>();
      for (const request of this.#nginx.wants(this.#surroundings())) {
        if (request.kind === 'file') wanted.add(request.path);
        else {
          const matches = globs.get(request.pattern) ?? (await this.#matchesOf(request.pattern));
          globs.set(request.pattern, matches);
          for (const path of matches) wanted.add(path);
        }
      }
      const missing = [...wanted].filter(
        (it) => !this.#nginx.files.has(it) && !this.#absent.has(it) && isInside(it, this.folder),
      );
      settled = missing.length === 0 && sameKeys(globs, this.#globs);
      if (!settled) this.#globs = globs;
      if (missing.length > 0) await this.#takeIncluded(missing);
    }
    const loose = [...this.#nginx.files.keys()].filter((it) => !wanted.has(it) && !this.#found.has(it));
    this.#nginx.remove(loose);
    this.#included = wanted;
    return this.#snapshot();
  }

  async #matchesOf(pattern: string): Promise<readonly FilePath[]> {
    const known = this.#globs.get(pattern);
    if (known !== undefined) return known;
    const { files, isCut } = await resolveGlob(pattern, this.#source);
    if (isCut) this.#cutGlobs.add(pattern);
    return files;
  }

  /** Files that are included are nginx configuration, whatever their names and first lines are. */
  async #takeIncluded(paths: readonly FilePath[]): Promise<void> {
    const texts = new Map<FilePath, string>();
    const absent = new Map(this.#absent);
    for (const [path, content] of await this.#readAll(paths)) {
      if (content.kind === 'text') texts.set(path, content.text);
      else absent.set(path, content);
    }
    this.#absent = absent;
    this.#nginx.putAll(texts);
  }

  #surroundings(): Surroundings {
    return { folder: this.folder, globs: this.#globs, absent: this.#absent, options: this.#merged.options };
  }

  #snapshot(): Snapshot {
    const { folder } = this;
    const surroundings = this.#surroundings();
    const [nginx, go] = [this.#nginx.facts(surroundings), this.#go.facts(surroundings)];
    const notes = [...this.#merged.notes, ...nginx.notes, ...go.notes, ...this.#unreadNotes()];
    const project = makeProject({
      folder,
      options: this.#merged.options,
      nginxFiles: this.#nginx.files,
      goFiles: this.#go.files,
      listeners: nginx.listeners,
      modules: go.modules,
      nginxVersions: nginx.nginxVersions,
      notes,
    });
    const texts = new Map<FilePath, string>();
    for (const { files } of this.#domains) for (const { path, text } of files.values()) texts.set(path, text);
    return { folder, project, texts, notes };
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
