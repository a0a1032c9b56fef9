import { baseName, folderOf, resolvePath, type FilePath } from '../../text/filePath.ts';
import type { KubernetesObjects } from './lookup.ts';
import { itemsAt, textIn, type KubernetesObject } from './objects.ts';

/** Whether a file is the configuration of kustomize by its name: such a one need not say its kind. */
export function isKustomization(file: FilePath): boolean {
  return /^kustomization\.ya?ml$/.test(baseName(file));
}

const KINDS = ['Kustomization', 'Component'] as const;

/** What speaks of something. */
export interface PatchesSaying {
  /** Whether a Kustomization itself does. */
  readonly isInline: boolean;
  /** The patch files that do. */
  readonly files: readonly FilePath[];
}

/**
 * Whether a Kustomization of the folder, or a patch file that one names, speaks of something: which objects its patches change is not looked for.
 * @param except the file that asks: what it says of itself is no patch of it
 */
export function isPatched(objects: KubernetesObjects, word: string, except: FilePath): boolean {
  const { isInline, files } = objects.patchesSaying(word);
  return isInline || files.some((it) => it !== except);
}

/** Of which patches that is true. */
export function patchesIn(objects: KubernetesObjects, word: string): PatchesSaying {
  return {
    isInline: kustomizations(objects, word).some((by) => says(by.source.text, word)),
    files: objects.patchFiles().filter((file) => says(objects.textOf(file) ?? '', word)),
  };
}

/** The Kustomizations of a folder in which a word stands. */
export function kustomizations(objects: KubernetesObjects, word: string): readonly KubernetesObject[] {
  return objects.ofKinds(KINDS, word);
}

/** Whether a word stands in a text outside of the comments that take whole lines. */
function says(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    const before = text.slice(text.lastIndexOf('\n', at) + 1, at);
    if (!before.trimStart().startsWith('#')) return true;
  }
  return false;
}

/** The files that Kustomizations name as patches. */
export function patchFilesIn(objects: KubernetesObjects): readonly FilePath[] {
  return [...new Set(kustomizations(objects, 'patch').flatMap(patchesNamedBy))];
}

/** By `path` of an item, or, of `patchesStrategicMerge`, by the item. */
function patchesNamedBy(by: KubernetesObject): readonly FilePath[] {
  const { source } = by;
  const folder = folderOf(source.file);
  return ['patches', 'patchesJson6902', 'patchesStrategicMerge'].flatMap((field) =>
    itemsAt(by, field).flatMap((item) => {
      const name = source.reader.text(item) ?? textIn(source, item, 'path');
      return name === undefined || name.includes('\n') ? [] : [resolvePath(folder, name)];
    }),
  );
}
