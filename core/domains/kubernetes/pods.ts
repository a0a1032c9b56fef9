import type { Node } from 'yaml';
import type { FilePath } from '../../text/filePath.ts';
import { lazy } from '../../text/lazy.ts';
import type { ManifestFile } from './manifest.ts';
import { nodeAt, type KubernetesObject } from './objects.ts';
import { byPlace, placesAround, pushTo } from './places.ts';
import { WordIndex, wordsOfFile, type Words } from './podWords.ts';
import type { Manifest } from './tree.ts';
import { wordNumber } from './words.ts';

/** The labels that a Service selects pods by. */
export type Selector = readonly (readonly [key: string, value: string])[];

/** What is found by labels. */
export interface Selected {
  readonly objects: readonly KubernetesObject[];
  /** Whether there are more. */
  readonly isCut: boolean;
}

/** Who looks for them. */
export interface Selecting {
  readonly file: FilePath;
  /** `undefined`: any. */
  readonly namespace: string | undefined;
  /** Objects of this name are not meant. */
  readonly except?: string | undefined;
}

/** So many objects that one selector is about are looked at: more than any Service has that a person wrote. */
export const MOST_SELECTED = 50;

const NONE: Selected = { objects: [], isCut: false };
const NO_WORDS: Words = new Map();

/** The words among the values of a selector: all of them stand in the documents that it selects. */
export function selectorWords(selector: Selector): readonly number[] {
  return selector.map(([, value]) => wordNumber(value)).filter((it) => it !== undefined);
}

const TEMPLATES: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Rollout', 'Job'].map(
    (kind) => [kind, ['spec', 'template']] as const,
  ),
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
  ['Pod', []],
]);

/** What stands behind keys in the pod that a workload makes. */
export function inPod(object: KubernetesObject, ...path: readonly string[]): Node | undefined {
  return nodeAt(object, ...(TEMPLATES.get(object.kind) ?? []), ...path);
}

/** What is looked for. */
interface Sought {
  readonly id: string;
  readonly isOf: (kind: string) => boolean;
  /** Where its labels stand. */
  readonly labels: (object: KubernetesObject) => Node | undefined;
  /** Whether it may have no others. */
  readonly isWhole: boolean;
  /** Whether those of the file itself are enough. */
  readonly isByFile: boolean;
}

/** What makes the pods. */
const WORKLOADS: Sought = {
  id: 'workloads',
  isOf: (kind) => TEMPLATES.has(kind),
  labels: (object) => inPod(object, 'metadata', 'labels'),
  isWhole: false,
  isByFile: true,
};

/** What has the same selector. */
const SERVICES: Sought = {
  id: 'services',
  isOf: (kind) => kind === 'Service',
  labels: (object) => nodeAt(object, 'spec', 'selector'),
  isWhole: true,
  isByFile: false,
};

/** Says what is selected: of several overlays the nearest, in the file itself, else in its folder or below, else in the next folder up. */
export class Pods {
  readonly #files: ReadonlyMap<FilePath, ManifestFile>;
  /** The words of all files, or of those before; brought up to these when something is not found in its own file. */
  #index: WordIndex | undefined;
  readonly #around = new Map<number | undefined, Around>();
  readonly #known = new Map<string, Selected>();

  constructor(files: ReadonlyMap<FilePath, ManifestFile>, earlier: WordIndex | undefined) {
    this.#files = files;
    this.#index = earlier;
  }

  /** The last index that was made of words; `undefined`: none was needed so far. */
  latestIndex(): WordIndex | undefined {
    return this.#index;
  }

  /** What makes the pods that a selector selects. */
  workloads(selector: Selector, from: Selecting): Selected {
    return this.#select(WORKLOADS, selector, from);
  }

  /** The Services with the same selector, of the folder or below, else of the next folder up. */
  services(selector: Selector, from: Selecting): Selected {
    return this.#select(SERVICES, selector, from);
  }

  #select(sought: Sought, selector: Selector, from: Selecting): Selected {
    if (selector.length === 0) return NONE;
    // What is selected has the selector's values in its text: most documents need not be parsed for it.
    const words = selectorWords(selector);
    if (sought.isByFile) {
      const own = this.#wordsOf(from.file);
      const inFile = this.#found(
        sought,
        from.file,
        rarest(words, (it) => own.get(it) ?? []),
        selector,
        from,
      );
      if (inFile.objects.length > 0) return inFile;
    }
    const all = rarest(words, (it) => this.#manifestsAround(it));
    if (all.manifests.length === 0) return NONE;
    for (const place of placesAround(from.file).slice(1)) {
      const found = this.#found(sought, place, all.places().get(place) ?? [], selector, from);
      if (found.objects.length > 0) return found;
    }
    return NONE;
  }

  #found(
    sought: Sought,
    place: string,
    manifests: Manifests,
    selector: Selector,
    { namespace, except }: Selecting,
  ): Selected {
    if (manifests.length === 0) return NONE;
    const key = JSON.stringify([sought.id, place, namespace ?? null, except ?? null, selector]);
    let found = this.#known.get(key);
    if (found === undefined) {
      const isMeant = (it: KubernetesObject): boolean =>
        (except === undefined || it.name !== except) &&
        (namespace === undefined || it.namespace === undefined || it.namespace === namespace);
      this.#known.set(key, (found = selectedIn(sought, manifests, selector, isMeant)));
    }
    return found;
  }

  #wordsOf(file: FilePath): Words {
    const own = this.#files.get(file);
    return own === undefined ? NO_WORDS : wordsOfFile(own);
  }

  #manifestsAround(word: number | undefined): Around {
    const known = this.#around.get(word);
    if (known !== undefined) return known;
    this.#index = (this.#index ?? WordIndex.of(this.#files)).now(this.#files);
    const manifests = this.#index.having(word);
    const found = { manifests, length: manifests.length, places: lazy(() => byPlace(manifests, ({ file }) => file)) };
    this.#around.set(word, found);
    return found;
  }
}

type Manifests = readonly Manifest[];

/** The manifests in which a word stands. */
interface Around {
  readonly manifests: Manifests;
  readonly length: number;
  readonly places: () => ReadonlyMap<string, Manifests>;
}

/** Of the words of a selector that which the fewest have; without words what all have. */
function rarest<Found extends { readonly length: number }>(
  words: readonly number[],
  having: (word: number | undefined) => Found,
): Found {
  const [first, ...others] = words;
  return others.map(having).reduce((a, b) => (b.length < a.length ? b : a), having(first));
}

function selectedIn(
  sought: Sought,
  manifests: Manifests,
  selector: Selector,
  isMeant: (object: KubernetesObject) => boolean,
): Selected {
  const objects: KubernetesObject[] = [];
  for (const manifest of manifests) {
    if (manifest.kind !== 'List' && !sought.isOf(manifest.kind)) continue;
    for (const object of candidatesIn(sought, manifest, selector)) {
      if (!isMeant(object)) continue;
      if (objects.length === MOST_SELECTED) return { objects, isCut: true };
      objects.push(object);
    }
  }
  return objects.length === 0 ? NONE : { objects, isCut: false };
}

interface Labelled {
  readonly object: KubernetesObject;
  readonly labels: ReadonlyMap<string, string | undefined>;
}

type ByPair = ReadonlyMap<string, readonly Labelled[]>;

/** What is sought, of each document by its labels, `key=value`. */
const known = new Map<Sought, WeakMap<Manifest, ByPair>>([
  [WORKLOADS, new WeakMap()],
  [SERVICES, new WeakMap()],
]);

function* candidatesIn(sought: Sought, manifest: Manifest, selector: Selector): Iterable<KubernetesObject> {
  const byPair = known.get(sought)?.get(manifest) ?? labelledIn(sought, manifest);
  known.get(sought)?.set(manifest, byPair);
  const lists = selector.map(([key, value]) => byPair.get(`${key}=${value}`) ?? []);
  for (const { object, labels } of lists.reduce((a, b) => (b.length < a.length ? b : a))) {
    if (sought.isWhole && labels.size !== selector.length) continue;
    if (selector.every(([key, value]) => labels.get(key) === value)) yield object;
  }
}

function labelledIn(sought: Sought, manifest: Manifest): ByPair {
  const found = new Map<string, Labelled[]>();
  for (const object of manifest.objects()) {
    if (!sought.isOf(object.kind)) continue;
    const { reader } = object.source;
    const values = reader.values(sought.labels(object));
    const labels = new Map([...values].map(([key, node]) => [key, reader.text(node)]));
    for (const [key, value] of labels) if (value !== undefined) pushTo(found, `${key}=${value}`, { object, labels });
  }
  return found;
}
