import { baseName, filePath, folderOf, isInside, relativeTo, type FilePath } from '../../text/filePath.ts';
import type { Named, ParsedFile } from '../domain.ts';
import { targetFolder, type Placed, type Sources } from './sources.ts';
import type { Copy, DockerfileTree, Stage } from './tree.ts';
import { expand } from './variables.ts';

/** The image at the bottom of a stage. */
export interface BaseImage {
  /** `undefined`: not known. */
  readonly reference: string | undefined;
  /** What says so: `FROM nginx:1.27.3 in line 1 of deploy/Dockerfile`. */
  readonly words: string;
}

/** How a Dockerfile is built. */
interface Building {
  readonly file: ParsedFile<unknown>;
  readonly tree: DockerfileTree;
  /** The workspace folder. */
  readonly folder: FilePath;
  readonly sources: Sources;
  /** What stands above the defaults of its `ARG`s. */
  readonly args: ReadonlyMap<string, string>;
  /** The build context; `undefined`: nothing says. */
  readonly context: FilePath | undefined;
}

/** A stage that is made from one that is made from another, so many times: nobody goes further. */
const DEEPEST = 20;

/** So many folders above a Dockerfile may be what it is built in. */
const MOST_CONTEXTS = 8;

/** The stages of one Dockerfile, as they are built. */
export class Stages {
  readonly #building: Building;
  readonly #context: FilePath;
  /** What was worked out already, and how deep in the recursion: what a lower depth found is at least as much. */
  readonly #known = new Map<number, { readonly depth: number; readonly placed: readonly Placed[] }>();

  constructor(building: Building) {
    this.#building = building;
    this.#context = building.context ?? this.#guessContext();
  }

  /** The stages that no other one begins with. */
  get leaves(): readonly number[] {
    const { stages } = this.#building.tree;
    const inner = new Set(stages.map((stage, i) => this.#before(i, stage.image)));
    return stages.flatMap((_, i) => (inner.has(i) ? [] : [i]));
  }

  /** A stage by its name or number; the last one where none is named. */
  indexOf(name: string | undefined): number | undefined {
    const { stages } = this.#building.tree;
    return this.#before(stages.length, name ?? String(stages.length - 1));
  }

  /** The image that a stage begins with, through the stages that it is made from. */
  imageOf(index: number, depth = 0): BaseImage {
    const { file, folder } = this.#building;
    const stage = this.#building.tree.stages[index];
    const image = stage && this.#expandedImage(stage);
    const base = image === undefined ? undefined : this.#before(index, image);
    if (base !== undefined && depth < DEEPEST) return this.imageOf(base, depth + 1);
    const words = `FROM ${image ?? ''} in line ${stage?.line ?? 0} of ${relativeTo(folder, file.path)}`;
    return { reference: image, words };
  }

  /** What is put into a stage, its base included. */
  placedIn(index: number, depth = 0): readonly Placed[] {
    const stage = this.#building.tree.stages[index];
    if (stage === undefined || depth > DEEPEST) return [];
    const known = this.#known.get(index);
    if (known !== undefined && known.depth <= depth) return known.placed;
    const placed = this.#placedIn(stage, index, depth);
    this.#known.set(index, { depth, placed });
    return placed;
  }

  #placedIn(stage: Stage, index: number, depth: number): readonly Placed[] {
    const { file, folder } = this.#building;
    const base = this.#before(index, stage.image);
    const placed: Placed[] = base === undefined ? [] : [...this.placedIn(base, depth + 1)];
    const variables = new Map<string, string | undefined>();
    const valueOf = (name: string): string | undefined => variables.get(name);
    let workdir = '/';
    for (const step of stage.steps) {
      switch (step.kind) {
        case 'arg':
          variables.set(step.name, this.#argument(step.name, step.value));
          break;
        case 'env':
          variables.set(step.name, step.value === undefined ? undefined : expand(step.value, valueOf));
          break;
        case 'workdir':
          workdir = absolute(expand(step.path, valueOf) ?? workdir, workdir);
          break;
        case 'copy': {
          const target = expand(step.target, valueOf);
          const sources = step.sources.map((it) => expand(it, valueOf));
          if (target === undefined || !sources.every((it) => it !== undefined)) break;
          const from = `${step.keyword} in line ${step.line} of ${relativeTo(folder, file.path)}`;
          const into = { target: absolute(target, workdir), isFolder: targetFolder(sources, target) };
          for (const source of sources) placed.push(...this.#copied(step, source, { ...into, from, index, depth }));
        }
      }
    }
    return placed;
  }

  #copied(
    copy: Copy,
    source: string,
    to: {
      readonly target: string;
      readonly isFolder: boolean;
      readonly from: string;
      readonly index: number;
      readonly depth: number;
    },
  ): readonly Placed[] {
    const { target, isFolder, from, index, depth } = to;
    const put = (what: Named | undefined, name: string): Placed => ({
      what,
      target: what?.kind !== 'folder' && isFolder ? filePath(`${target}/${name}`) : target,
      from,
    });
    const wanted = filePath(`/${source}`);
    const found = isElsewhere(source) ? [] : this.#sourcesOf(copy, wanted, { index, depth });
    if (found.length === 0) return [put(undefined, baseName(wanted))];
    return found.map((it) => put(it, copy.from === undefined ? baseName(it.path) : baseName(wanted)));
  }

  #sourcesOf(copy: Copy, wanted: FilePath, at: { readonly index: number; readonly depth: number }): readonly Named[] {
    if (copy.from === undefined) return this.#building.sources.find(`.${wanted}`, this.#context, { glob: true });
    const stage = this.#before(at.index, copy.from);
    // What another stage has at that place, it may have from the workspace.
    return stage === undefined
      ? []
      : this.placedIn(stage, at.depth + 1)
          .flatMap((it) => this.#standsAt(it, wanted))
          .slice(-1);
  }

  /** What of the workspace stands at a place where something was put. */
  #standsAt({ what, target }: Placed, wanted: FilePath): readonly Named[] {
    const at = filePath(target);
    if (what === undefined || !isInside(wanted, at)) return [];
    const name = filePath(`${what.path}/${wanted.slice(at.length)}`);
    return this.#building.sources.find(name, what.path, { glob: false });
  }

  /** The stage in front of another one that a `FROM` or `--from` names. */
  #before(index: number, name: string): number | undefined {
    const { stages } = this.#building.tree;
    const wanted = name.toLowerCase();
    const byName = stages.slice(0, index).findLastIndex((it) => it.name === wanted);
    if (byName >= 0) return byName;
    const number = /^\d{1,4}$/.test(wanted) ? Number(wanted) : -1;
    return number >= 0 && number < index ? number : undefined;
  }

  #expandedImage({ image }: Stage): string | undefined {
    const { args } = this.#building.tree;
    const valueOf = (name: string): string | undefined => {
      if (!args.has(name)) return undefined;
      const value = this.#building.args.get(name) ?? args.get(name);
      return value === undefined ? undefined : expand(value, (it) => (it === name ? undefined : args.get(it)));
    };
    return expand(image, valueOf) ?? withRegistry(image, valueOf);
  }

  #argument(name: string, value: string | undefined): string | undefined {
    const { args, tree } = this.#building;
    return args.get(name) ?? value ?? tree.args.get(name);
  }

  /** The folder, the Dockerfile's own first and then those above it, in which most of the sources are. */
  #guessContext(): FilePath {
    const { file, folder, sources, tree } = this.#building;
    const names = tree.stages.flatMap(({ steps }) =>
      steps.flatMap((step) => (step.kind === 'copy' && step.from === undefined ? step.sources : [])),
    );
    let best = { context: folderOf(file.path), count: -1 };
    for (let context = best.context, i = 0; i < MOST_CONTEXTS && isInside(context, folder); i++) {
      const count = names.filter(
        (it) => !it.includes('$') && sources.find(`.${filePath(`/${it}`)}`, context, { glob: true }).length > 0,
      ).length;
      if (count > best.count) best = { context, count };
      if (context === folderOf(context)) break;
      context = folderOf(context);
    }
    return best.context;
  }
}

/** An image whose registry is a variable without a value (`${PROXY}/nginx:1.27.3`): what is known of it. */
function withRegistry(image: string, valueOf: (name: string) => string | undefined): string | undefined {
  const [, registry, rest] = /^(\$\{?[A-Za-z_][A-Za-z0-9_]{0,100}\}?)\/(.{1,300})$/.exec(image) ?? [];
  const name = rest === undefined ? undefined : expand(rest, valueOf);
  return registry === undefined || name === undefined ? undefined : `${registry}/${name}`;
}

/** Whether what is copied stands in the Dockerfile itself or on another machine. */
function isElsewhere(source: string): boolean {
  return source.startsWith('<<') || source.includes('://');
}

function absolute(target: string, workdir: string): string {
  return filePath(target.startsWith('/') ? target : `${workdir}/${target}`);
}
