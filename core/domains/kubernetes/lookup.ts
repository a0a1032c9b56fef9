import type { FilePath } from '../../text/filePath.ts';
import { lazy } from '../../text/lazy.ts';
import type { Changes } from './changes.ts';
import type { ManifestFile } from './manifest.ts';
import type { KubernetesObject } from './objects.ts';
import { patchesIn, patchFilesIn, type PatchesSaying } from './patches.ts';
import { byPlace, isSame, placesAround, pushTo } from './places.ts';
import { Pods, type Selected, type Selecting, type Selector } from './pods.ts';
import type { WordIndex } from './podWords.ts';
import type { Shared } from './shared.ts';
import type { Manifest } from './tree.ts';

/** All objects of a folder. Documents are parsed when something of their kind is asked for. */
export interface KubernetesObjects {
  /** @param mentioning only of documents in which this word stands: most ConfigMaps have nothing to do with load balancers */
  ofKinds(kinds: readonly string[], mentioning?: string): readonly KubernetesObject[];
  /** Those that have a key. */
  having(keys: ObjectKeys, key: string): readonly KubernetesObject[];
  /**
   * The object of a kind, name and namespace that another one means: bases, overlays and other folders may have namesakes, of which the nearest
   * counts. `undefined`: there is none, or more than one is as near.
   */
  named(kind: string, name: string, from: Seeker): KubernetesObject | undefined;
  /** What makes the pods that a selector selects: the nearest, as with `named`. */
  workloadsOf(selector: Selector, from: Selecting): Selected;
  /** The Services with the same selector: the nearest. */
  servicesOn(selector: Selector, from: Selecting): Selected;
  /** The files that Kustomizations name as patches. */
  patchFiles(): readonly FilePath[];
  /** Which patches speak of something. */
  patchesSaying(word: string): PatchesSaying;
  /** What a file of the folder says; `undefined`: it is none of those that count here. */
  textOf(file: FilePath): string | undefined;
  /** Whether a word stands in any of the files. */
  isSaid(word: string): boolean;
  /** What the edges of many objects are made with. */
  shared<Value>(of: Shared<Value>, key: string, make: (objects: KubernetesObjects) => Value): Value;
}

/** What some objects are looked up by. */
export interface ObjectKeys {
  /** In words: what has the same is the same, together with the kinds. */
  readonly of: string;
  readonly kinds: readonly string[];
  /** As of `ofKinds`. */
  readonly mentioning?: string;
  readonly keysOf: (object: KubernetesObject) => Iterable<string | undefined>;
}

/** Who means an object. */
export interface Seeker {
  readonly file: FilePath;
  /** `undefined`: it does not say; then those of every namespace are meant. */
  readonly namespace: string | undefined;
}

/** What is taken over from one lookup to the next. */
export interface Answers {
  readonly lists: ReadonlyMap<string, List>;
  readonly keyed: ReadonlyMap<string, Keyed>;
  readonly names: ReadonlyMap<string, ByName>;
  readonly words: WordIndex | undefined;
  /** Stands for the lookup. */
  readonly token: object;
}

/** What is asked for by kinds, and what is found. */
interface Asked {
  readonly kinds: readonly string[];
  readonly mentioning: string | undefined;
}

interface List extends Asked {
  readonly objects: readonly KubernetesObject[];
}

interface Keyed extends Asked {
  readonly byKey: ReadonlyMap<string, readonly KubernetesObject[]>;
}

/** The objects of some files, and what the next lookup can take over. */
export interface Lookup {
  readonly objects: KubernetesObjects;
  /** To be asked once all is looked up: from then on nothing is taken over any more. */
  readonly answers: () => Answers;
}

/** @param earlier of files that have only these changes: lists that are still the same are the same array */
export function kubernetesObjects(
  files: ReadonlyMap<FilePath, ManifestFile>,
  changes: Changes,
  earlier?: Answers,
): Lookup {
  const byKind = lazy(() => {
    const found = new Map<string, Manifest[]>();
    for (const { manifests } of files.values())
      for (const manifest of manifests) pushTo(found, manifest.kind, manifest);
    return found;
  });
  const isStill = ([, { kinds, mentioning }]: readonly [string, Asked]): boolean => !changes.ofKinds(kinds, mentioning);
  // What one object asks, others of its kind ask, too.
  const lists = new Map<string, List>([...(earlier?.lists ?? [])].filter(isStill));
  const keyed = new Map<string, Keyed>([...(earlier?.keyed ?? [])].filter(isStill));
  const names = new Map<string, ByName>([...(earlier?.names ?? [])].filter(([kind]) => !changes.ofKinds([kind])));
  const said = new Map<string, boolean>();
  const saying = new Map<string, PatchesSaying>();
  const pods = new Pods(files, earlier?.words);
  const token = {};
  let before = earlier;
  const objects: KubernetesObjects = {
    ofKinds(kinds, mentioning) {
      const question = [mentioning ?? '', ...kinds].join('\0');
      const list = kept(lists, question, () => {
        const found: KubernetesObject[] = [];
        for (const kind of [...kinds, 'List'])
          for (const { text, objects: own } of byKind().get(kind) ?? [])
            if (text.includes(mentioning ?? '')) for (const it of own()) if (kinds.includes(it.kind)) found.push(it);
        const same = before?.lists.get(question);
        return same !== undefined && isSame(same.objects, found) ? same : { kinds, mentioning, objects: found };
      });
      return list.objects;
    },
    having({ of, kinds, mentioning, keysOf }, key) {
      const index = kept(keyed, [of, mentioning ?? '', ...kinds].join('\0'), () => {
        const byKey = new Map<string, KubernetesObject[]>();
        for (const object of objects.ofKinds(kinds, mentioning))
          for (const it of new Set(keysOf(object))) if (it !== undefined) pushTo(byKey, it, object);
        return { kinds, mentioning, byKey };
      });
      return index.byKey.get(key) ?? [];
    },
    named: (kind, name, from) => nearest(kept(names, kind, () => byName(objects.ofKinds([kind]))).get(name), from),
    workloadsOf: (selector, from) => pods.workloads(selector, from),
    servicesOn: (selector, from) => pods.services(selector, from),
    patchFiles: lazy(() => patchFilesIn(objects)),
    patchesSaying: (word) => kept(saying, word, () => patchesIn(objects, word)),
    textOf: (file) => files.get(file)?.text,
    isSaid: (word) => kept(said, word, () => [...files.values()].some(({ text }) => text.includes(word))),
    shared: (of, key, make) => of.of({ objects, now: token, before: before?.token, changes }, key, make),
  };
  return {
    objects,
    answers() {
      // Edges may hold on to the objects for long: they are not to hold on to all that was before.
      before = undefined;
      return { lists, keyed, names, words: pods.latestIndex(), token };
    },
  };
}

function kept<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = make()));
  return value;
}

/** Objects of one kind and name. */
interface Namesakes {
  /** Those in each file, and in each folder with all that is in it. */
  readonly places: () => ReadonlyMap<string, readonly KubernetesObject[]>;
}

type ByName = ReadonlyMap<string, Namesakes>;

function byName(objects: readonly KubernetesObject[]): ByName {
  const found = new Map<string, KubernetesObject[]>();
  for (const object of objects) if (object.name !== undefined) pushTo(found, object.name, object);
  return new Map(
    [...found].map(([name, same]) => [name, { places: lazy(() => byPlace(same, ({ source }) => source.file)) }]),
  );
}

/** Of namesakes the nearest: in the file itself, else in its folder or below, else in the next folder up. `undefined`: none, or several there. */
function nearest(namesakes: Namesakes | undefined, { file, namespace }: Seeker): KubernetesObject | undefined {
  if (namesakes === undefined) return undefined;
  const isMeant = (it: KubernetesObject): boolean =>
    namespace === undefined || it.namespace === undefined || it.namespace === namespace;
  for (const place of placesAround(file)) {
    const [first, second] = (namesakes.places().get(place) ?? []).filter(isMeant);
    if (first !== undefined) return second === undefined ? first : undefined;
  }
  return undefined;
}
