import type { FilePath } from '../../text/filePath.ts';
import { lazy } from '../../text/lazy.ts';
import type { ParsedFile } from '../domain.ts';
import { isTooDeepYaml } from '../nesting.ts';
import { LONGEST } from './manifests.ts';
import { MOST_ITEMS, objectsOf, parsedManifest } from './objects.ts';
import type { KubernetesTree, Manifest, ManifestContent, Unread } from './tree.ts';
import { wordsIn } from './words.ts';

/** A document of a file; nothing of it is parsed. */
export function manifestOf(own: Pick<Manifest, 'file' | 'kind' | 'text' | 'start' | 'stated'>): Manifest {
  return placed(own, contentOf(own));
}

/** A document with another one's content: its text is the same. What was parsed of that is not parsed again. */
function placed(
  { file, kind, text, start, stated }: Omit<Manifest, 'content' | 'objects'>,
  content: ManifestContent,
): Manifest {
  const objects = lazy(() => {
    const parsed = content.parsed();
    return parsed === undefined ? [] : objectsOf({ file, text, start, stated, ...parsed }, parsed.declarations);
  });
  return { file, kind, text, start, stated, content, objects };
}

function contentOf({ file, kind, text }: Pick<Manifest, 'file' | 'kind' | 'text'>): ManifestContent {
  const refused = lazy(() => refusal(text));
  const parsed = lazy(() => (refused() === undefined ? parsedManifest(text, file) : undefined));
  return {
    parsed,
    // Only a list has to be parsed to be known.
    unread: () => refused() ?? (kind === 'List' && parsed()?.isCut === true ? CUT : undefined),
    words: lazy(() => wordsIn(refused() === undefined ? text : '')),
  };
}

function refusal(text: string): Unread | undefined {
  if (text.length > LONGEST)
    return {
      kind: 'too-large',
      message: `has a manifest of ${text.length} characters, which is too large: it is not read`,
    };
  return isTooDeepYaml(text)
    ? { kind: 'not-understood', message: 'has a manifest that is nested too deeply: it is not read' }
    : undefined;
}

const CUT: Unread = {
  kind: 'too-large',
  message: `has a list of more than ${MOST_ITEMS.toLocaleString('en')} objects: the rest of it is not read`,
};

/** A file of the room, with its manifests. */
export interface ManifestFile {
  readonly path: FilePath;
  readonly text: string;
  readonly tree: KubernetesTree;
  readonly manifests: readonly Manifest[];
  /** What is not read, or not all of it: each once. */
  readonly unread: () => readonly Unread[];
}

/** Files with their manifests: what is as it was at an earlier time is the same. */
export function manifestFiles(
  files: Iterable<ParsedFile<KubernetesTree>>,
  earlier: ReadonlyMap<FilePath, ManifestFile>,
): ReadonlyMap<FilePath, ManifestFile> {
  const found = new Map<FilePath, ManifestFile>();
  for (const { path, text, tree } of files) {
    const before = earlier.get(path);
    if (before?.tree === tree) found.set(path, before);
    else {
      const manifests = before === undefined ? tree.manifests : takenOver(tree.manifests, before.manifests);
      found.set(path, { path, text, tree, manifests, unread: lazy(() => unreadIn(manifests)) });
    }
  }
  return found;
}

function unreadIn(manifests: readonly Manifest[]): readonly Unread[] {
  const all = manifests.flatMap(({ content }) => content.unread() ?? []);
  return [...new Map(all.map((it) => [it.message, it])).values()];
}

/** The manifests of a file: those of an earlier text that are the same now stay as they are, and moved ones keep what was parsed of them. */
function takenOver(manifests: readonly Manifest[], earlier: readonly Manifest[]): readonly Manifest[] {
  const byText = new Map<string, Manifest[]>();
  for (const it of earlier) {
    const same = byText.get(it.text);
    if (same === undefined) byText.set(it.text, [it]);
    else same.push(it);
  }
  return manifests.map((manifest) => {
    const same = byText.get(manifest.text)?.filter(({ kind }) => kind === manifest.kind) ?? [];
    const [first] = same;
    if (first === undefined) return manifest;
    return (
      same.find(({ start, stated }) => start === manifest.start && stated === manifest.stated) ??
      placed(manifest, first.content)
    );
  });
}
