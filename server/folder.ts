import { analyze, type Analysis, type RuleFailure } from '../core/analyze.ts';
import type { FixState } from '../core/features/fixAll.ts';
import type { AnyRule } from '../core/rules/rule.ts';
import { baseName, isInside, type FilePath } from '../core/text/filePath.ts';
import { withTexts } from '../core/workspace/changedTexts.ts';
import type { FileSource } from '../core/workspace/fileSource.ts';
import { isNeverEntered } from '../core/workspace/discover.ts';
import { CONFIGURATION_FILE } from '../core/workspace/options.ts';
import { NO_SETTINGS, type SettingsLayers } from '../core/workspace/settings.ts';
import type { BacklogProgress } from '../core/workspace/backlog.ts';
import { Workspace, type Snapshot } from '../core/workspace/workspace.ts';
import { configurationFilesAbove } from '../disk/configurationFilesAbove.ts';
import { diskFileSource } from '../disk/diskFileSource.ts';
import { diskGrammars } from '../disk/grammars.ts';
import type { OpenDocuments } from './documents.ts';
import { describeError, type Log } from './log.ts';
import { loneFileSource, overlay } from './overlay.ts';
import { LineIndexes } from './places.ts';
import { UpdateQueue, type Urgency } from './queue.ts';
import type { FolderSettings } from './settings.ts';

/** One checked state of a folder. A value, but for the line indexes, which are made when asked for. */
export interface Checked {
  readonly snapshot: Snapshot;
  readonly analysis: Analysis;
  readonly lines: LineIndexes;
}

/** What a folder needs from the server around it. */
export interface FolderSurroundings {
  readonly documents: OpenDocuments;
  readonly rules: readonly AnyRule[];
  readonly log: Log;
  /** In milliseconds. */
  readonly debounce: number;
  /** Asks the client; does not reject. */
  readonly settingsOf: (folder: Folder) => Promise<FolderSettings>;
  /** Called when a folder begins to be read as a whole, and whenever it has been checked. */
  readonly onUpdate: (folder: Folder) => void;
  /** Called when more has been read of what is behind. */
  readonly onProgress: () => void;
}

/** What is to be taken in. */
interface Change {
  readonly everything: boolean;
  readonly paths: ReadonlySet<FilePath>;
  readonly structure: boolean;
}

/** Read once for all folders. */
const GRAMMARS = diskGrammars();

/** A workspace folder, or the folder of one file that was opened without any, kept read and checked. */
export class Folder {
  readonly uri: string;
  readonly path: FilePath;
  /** The one file that counts; `undefined`: all of them. */
  readonly main: FilePath | undefined;
  readonly #surroundings: FolderSurroundings;
  readonly #source: FileSource;
  readonly #queue: UpdateQueue<Change>;
  readonly #lines = new LineIndexes();
  #workspace: Workspace;
  /** What the workspace was made with, to make another one like it. */
  #made: { readonly above: ReadonlyMap<FilePath, string>; readonly layers: SettingsLayers } = {
    above: new Map(),
    layers: NO_SETTINGS,
  };
  #checked: Checked | undefined;
  #problems: readonly string[] = [];
  #failures: readonly string[] = [];
  #hasCodeLenses = false;
  #isReading = false;
  #isClosed = false;

  constructor(
    options: { readonly uri: string; readonly path: FilePath; readonly main?: FilePath },
    surroundings: FolderSurroundings,
  ) {
    this.uri = options.uri;
    this.path = options.path;
    this.main = options.main;
    this.#surroundings = surroundings;
    this.#source = overlay({ folder: this.path, disk: diskFileSource(this.path), documents: surroundings.documents });
    this.#workspace = this.#newWorkspace(this.#source, new Map());
    this.#queue = new UpdateQueue({
      merge,
      run: (change) => this.#update(() => this.#read(change)),
      leftOver: { isThere: () => this.behind !== undefined, step: () => this.#update(() => this.#readMore()) },
      debounce: surroundings.debounce,
    });
  }

  /** `undefined`: not checked yet, or it could not be. */
  get checked(): Checked | undefined {
    return this.#checked;
  }

  /** What was wrong with the settings. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** What is missing because of a mistake in this program. */
  get failures(): readonly string[] {
    return this.#failures;
  }

  /** Whether code lenses are to be shown in it. */
  get hasCodeLenses(): boolean {
    return this.#hasCodeLenses;
  }

  /** Whether it is being read as a whole. */
  get isReading(): boolean {
    return this.#isReading;
  }

  /** How far reading is that goes on behind what is checked; `undefined`: everything is read. */
  get behind(): BacklogProgress | undefined {
    return this.#isClosed ? undefined : this.#workspace.behind;
  }

  /** Files that are here because another file includes them. */
  get includedFiles(): ReadonlySet<FilePath> {
    return this.#workspace.includedFiles;
  }

  /** The file as it is now: the open document or what is on the disk. */
  async currentText(path: FilePath): Promise<string | undefined> {
    const content = await this.#source.read(path);
    return content.kind === 'text' ? content.text : undefined;
  }

  /** What would be found with these texts in the place of what the files hold; nothing of it is kept. */
  async checkWith(texts: ReadonlyMap<FilePath, string>): Promise<FixState> {
    // What is read must not be in the middle of a change.
    await this.#queue.settled();
    const source = withTexts(this.#source, { texts });
    const { above, layers } = this.#made;
    const snapshot =
      this.main === undefined
        ? await this.#workspace.over(source).change({ paths: [...texts.keys()], structure: false })
        : await this.#newWorkspace(source, above).open(layers);
    return { findings: this.#analyze(snapshot).findings, texts: snapshot.texts };
  }

  /** Reads everything anew: at the beginning and when settings are other ones. */
  reload(): void {
    this.#queue.add({ everything: true, paths: new Set(), structure: true }, 'now');
  }

  /** Takes in that the text of a file is another one. */
  changeText(path: FilePath, urgency: Urgency): void {
    if (!isInside(path, this.path) || !this.#concerns(path)) return;
    this.#queue.add(this.#change([path], false), urgency);
  }

  /** Takes in what happened on the disk: files or folders came, went or were written. */
  changeFiles(paths: readonly FilePath[], structure: boolean): void {
    const inside = paths.filter(
      (it) => isInside(it, this.path) && (this.#concerns(it) || (structure && !isNeverEntered(it, this.path))),
    );
    if (inside.length > 0) this.#queue.add(this.#change(inside, structure), 'now');
  }

  /** Resolves when all changes are taken in. */
  settled(): Promise<void> {
    return this.#queue.settled();
  }

  close(): void {
    this.#isClosed = true;
    this.#checked = undefined;
    this.#queue.close();
  }

  #concerns(path: FilePath): boolean {
    return path === this.main || this.#workspace.concerns(path);
  }

  #change(paths: readonly FilePath[], structure: boolean): Change {
    const { main } = this;
    if (main === undefined) return { everything: false, paths: new Set(paths), structure };
    // Of what comes and goes beside a file that is checked alone, only that counts which it includes.
    const texts = this.#checked?.snapshot.texts;
    const known = paths.filter((it) => it === main || texts?.has(it) === true);
    return {
      everything: paths.some((it) => baseName(it) === CONFIGURATION_FILE),
      paths: new Set([...known, main]),
      structure,
    };
  }

  /** @param read gives `undefined` where nothing is to be checked yet */
  async #update(read: () => Promise<Snapshot | undefined>): Promise<void> {
    try {
      const snapshot = await read();
      if (this.#isClosed || snapshot === undefined) return;
      this.#check(snapshot);
    } catch (error) {
      // What is known may be half of it: the next change begins again.
      this.#checked = undefined;
      this.#workspace = this.#newWorkspace(this.#source, this.#made.above);
      this.#failures = ['the folder could not be checked'];
      this.#surroundings.log.error(`${this.uri}: ${describeError(error)}`, this.uri);
    }
    this.#isReading = false;
    this.#tell();
  }

  #check(snapshot: Snapshot): void {
    if (snapshot === this.#checked?.snapshot) return;
    const analysis = this.#analyze(snapshot);
    this.#lines.keepOnly(snapshot);
    this.#checked = { snapshot, analysis, lines: this.#lines };
    this.#failures = analysis.failures.map(({ rule }) => `rule ${rule} failed`);
    for (const failure of analysis.failures) this.#logFailure(failure);
  }

  #analyze({ project }: Snapshot): Analysis {
    return analyze(project, this.#surroundings.rules, (failure) => this.#logFailure(failure));
  }

  #logFailure({ rule, error }: RuleFailure): void {
    this.#surroundings.log.error(`rule ${rule}: ${describeError(error)}`, `rule ${rule}`);
  }

  async #readMore(): Promise<Snapshot | undefined> {
    const snapshot = await this.#workspace.readMore();
    if (snapshot === undefined && !this.#isClosed) this.#surroundings.onProgress();
    return snapshot;
  }

  #tell(): void {
    if (this.#isClosed) return;
    try {
      this.#surroundings.onUpdate(this);
    } catch (error) {
      // What is found in one folder must not end the work for the others.
      this.#surroundings.log.error(
        `${this.uri} was checked and not shown: ${describeError(error)}`,
        `${this.uri} shown`,
      );
    }
  }

  async #read({ everything, paths, structure }: Change): Promise<Snapshot> {
    if (!everything && this.#checked !== undefined) return this.#workspace.change({ paths: [...paths], structure });
    this.#isReading = true;
    this.#tell();
    const { layers, codeLens, problems } = await this.#surroundings.settingsOf(this);
    this.#problems = problems;
    this.#hasCodeLenses = codeLens;
    const above = this.main === undefined ? await configurationFilesAbove(this.path) : new Map<FilePath, string>();
    this.#made = { above, layers };
    this.#workspace = this.#newWorkspace(this.#source, above);
    return this.#workspace.open(layers);
  }

  /** @param above the texts of the grpc-alpn.json files above the folder */
  #newWorkspace(files: FileSource, above: ReadonlyMap<FilePath, string>): Workspace {
    const { path, main } = this;
    const source = main === undefined ? files : loneFileSource(main, files);
    const ruleIds = this.#surroundings.rules.map(({ id }) => id);
    return new Workspace({ folder: path, source, grammars: GRAMMARS, above, ruleIds });
  }
}

function merge(earlier: Change, later: Change): Change {
  return {
    everything: earlier.everything || later.everything,
    paths: new Set([...earlier.paths, ...later.paths]),
    structure: earlier.structure || later.structure,
  };
}
