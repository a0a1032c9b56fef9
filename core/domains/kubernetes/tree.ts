import type { Document } from 'yaml';
import type { FilePath } from '../../text/filePath.ts';
import type { Commented } from '../commented.ts';
import type { YamlReader } from '../yamlReader.ts';
import type { Declaration, KubernetesObject } from './objects.ts';

/** One file of this room. */
export interface KubernetesTree extends Commented {
  readonly manifests: readonly Manifest[];
}

/** One document of a file: as long as nobody asks for its objects, it is not parsed. */
export interface Manifest {
  readonly file: FilePath;
  /** The kind that its text names, as far as a look at its lines tells: of a list, that of the list. */
  readonly kind: string;
  readonly text: string;
  /** Where it begins in its file. */
  readonly start: number;
  /** What a comment in it states, or one that is about all of the file. */
  readonly stated: 'yes' | 'no' | undefined;
  readonly content: ManifestContent;
  /** What it declares; of a list its items. */
  readonly objects: () => readonly KubernetesObject[];
}

/** What the text of a document comes to, wherever it stands. */
export interface ManifestContent {
  /** `undefined`: it cannot be. */
  readonly parsed: () => ParsedManifest | undefined;
  /** Why it is not read, or not all of it, as a clause behind the name of its file. `undefined`: it is. */
  readonly unread: () => Unread | undefined;
  /** The words in it, as numbers that hardly two words have in common. */
  readonly words: () => Uint32Array;
}

/** Why something is not read. */
export interface Unread {
  readonly kind: 'too-large' | 'not-understood';
  readonly message: string;
}

/** A document, and what it declares. */
export interface ParsedManifest {
  readonly document: Document;
  readonly reader: YamlReader;
  readonly declarations: readonly Declaration[];
  /** Whether its lists hold more than is looked at. */
  readonly isCut: boolean;
}
