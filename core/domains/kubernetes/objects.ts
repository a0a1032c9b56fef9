import { isMap, isScalar, type Node, type YAMLMap } from 'yaml';
import type { FilePath } from '../../text/filePath.ts';
import type { Location } from '../../text/location.ts';
import type { Span } from '../../text/span.ts';
import { documentsOf, spanOf } from '../yamlFile.ts';
import { YamlReader, type Entry } from '../yamlReader.ts';
import type { Document } from 'yaml';
import { isKustomization } from './patches.ts';
import type { ParsedManifest } from './tree.ts';

/** A document of a file: its nodes' ranges count from its own start. */
export interface ManifestSource {
  readonly file: FilePath;
  readonly text: string;
  /** Where it begins in its file. */
  readonly start: number;
  /** What a comment in it states, or one that is about all of the file. */
  readonly stated: 'yes' | 'no' | undefined;
  readonly document: Document;
  readonly reader: YamlReader;
}

/** One object that a manifest declares. */
export interface KubernetesObject {
  readonly kind: string;
  readonly apiVersion: string;
  /** `undefined`: none, or no text. */
  readonly name: string | undefined;
  /** `undefined`: it does not say. */
  readonly namespace: string | undefined;
  readonly source: ManifestSource;
  readonly node: YAMLMap;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, Annotation>;
}

/** One entry of an object's annotations, or of a ConfigMap's data. */
export interface Annotation {
  /** As it is written, quotes left out; empty where there is nothing or something else than one value. */
  readonly value: string;
  readonly keyAt: Location;
  /** The value with its quotes; the key where there is none. */
  readonly at: Location;
}

/** So many objects of lists within lists are looked at. */
export const MOST_ITEMS = 5000;

/** Where a document declares one object. */
export interface Declaration {
  readonly node: YAMLMap;
  readonly kind: string;
  readonly apiVersion: string;
}

/** A document, and what it declares: one object, or those of its list. `undefined`: it cannot be read. */
export function parsedManifest(text: string, file: FilePath): ParsedManifest | undefined {
  // Where half a file is written, what stands behind a mistake may seem to be another document.
  const [document] = documentsOf(text);
  if (document === undefined) return undefined;
  const reader = new YamlReader(document);
  const declarations: Declaration[] = [];
  const pending: Node[] = reader.root === undefined ? [] : [reader.root];
  for (let at = 0; at < Math.min(pending.length, MOST_ITEMS); at++) {
    const node = pending[at];
    if (!isMap(node)) continue;
    const isOwn = at === 0 && isKustomization(file);
    const kind = reader.text(reader.at(node, 'kind')) ?? (isOwn ? 'Kustomization' : undefined);
    const apiVersion =
      reader.text(reader.at(node, 'apiVersion')) ?? (isOwn ? 'kustomize.config.k8s.io/v1beta1' : undefined);
    if (kind === undefined || apiVersion === undefined) continue;
    if (kind.endsWith('List')) {
      // A list that holds itself would fill all memory.
      for (const item of reader.items(reader.at(node, 'items'))) {
        if (pending.length > MOST_ITEMS) break;
        pending.push(item);
      }
    } else if (isKnown(kind, apiVersion)) declarations.push({ node, kind, apiVersion });
  }
  return { document, reader, declarations, isCut: pending.length > MOST_ITEMS };
}

/** The objects that a document declares, where it stands. */
export function objectsOf(source: ManifestSource, declarations: readonly Declaration[]): readonly KubernetesObject[] {
  return declarations.map(({ node, kind, apiVersion }) => objectOf(source, node, { kind, apiVersion }));
}

/** Groups of the kinds that others have, too: a Service of Knative, a Gateway of Istio, an Ingress of OpenShift. */
const GROUPS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Service', ['v1']],
  ['ConfigMap', ['v1']],
  ['Ingress', ['networking.k8s.io/', 'extensions/']],
  ['Gateway', ['gateway.networking.k8s.io/']],
]);

function isKnown(kind: string, apiVersion: string): boolean {
  return GROUPS.get(kind)?.some((it) => (it.endsWith('/') ? apiVersion.startsWith(it) : apiVersion === it)) ?? true;
}

function objectOf(
  source: ManifestSource,
  node: YAMLMap,
  { kind, apiVersion }: Pick<KubernetesObject, 'kind' | 'apiVersion'>,
): KubernetesObject {
  const { reader } = source;
  const metadata = reader.at(node, 'metadata');
  return {
    kind,
    apiVersion,
    name: reader.text(reader.at(metadata, 'name')),
    namespace: reader.text(reader.at(metadata, 'namespace')),
    source,
    node,
    labels: textsAt(source, reader.at(metadata, 'labels')),
    annotations: annotationsAt(source, reader.at(metadata, 'annotations')),
  };
}

function textsAt({ reader }: ManifestSource, node: Node | undefined): ReadonlyMap<string, string> {
  return new Map([...reader.values(node)].map(([key, value]) => [key, reader.text(value) ?? '']));
}

function annotationsAt(source: ManifestSource, node: Node | undefined): ReadonlyMap<string, Annotation> {
  return new Map([...source.reader.entries(node)].map(([key, entry]) => [key, annotationOf(source, entry)]));
}

function annotationOf(source: ManifestSource, { key, value }: Entry): Annotation {
  const keyAt = locationOf(source, key);
  const isWritten = value !== undefined && !(isScalar(value) && value.source === '');
  return { value: source.reader.text(value) ?? '', keyAt, at: isWritten ? locationOf(source, value) : keyAt };
}

/** The entries of a mapping whose values are texts, as a ConfigMap's data. */
export function entriesAt(object: KubernetesObject, ...path: readonly string[]): ReadonlyMap<string, Annotation> {
  return annotationsAt(object.source, nodeAt(object, ...path));
}

/** What stands behind keys within an object: `nodeAt(service, 'spec', 'ports')`. */
export function nodeAt(object: KubernetesObject, ...path: readonly string[]): Node | undefined {
  return nodeIn(object.source, object.node, ...path);
}

/** The same from a node of it on. */
export function nodeIn(
  { reader }: ManifestSource,
  node: Node | undefined,
  ...path: readonly string[]
): Node | undefined {
  return path.reduce<Node | undefined>((at, key) => reader.at(at, key), node);
}

/** What is written as one value behind keys within an object. */
export function textAt(object: KubernetesObject, ...path: readonly string[]): string | undefined {
  return object.source.reader.text(nodeAt(object, ...path));
}

/** The same from a node of it on. */
export function textIn(source: ManifestSource, node: Node | undefined, ...path: readonly string[]): string | undefined {
  return source.reader.text(nodeIn(source, node, ...path));
}

/** The items of a list behind keys within an object. */
export function itemsAt(object: KubernetesObject, ...path: readonly string[]): readonly Node[] {
  return object.source.reader.items(nodeAt(object, ...path));
}

/** Where a node stands in its file. */
export function locationOf({ file, start }: ManifestSource, node: Node): Location {
  const span = spanOf(node) ?? { start: 0, end: 0 };
  return { file, span: shifted(span, start) };
}

/** A span of a document as one of its file. */
export function shifted({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

/** Where an object is told of: its name, or, if it has none, its kind. */
export function nameLocation(object: KubernetesObject): Location {
  return locationOf(object.source, nodeAt(object, 'metadata', 'name') ?? nodeAt(object, 'kind') ?? object.node);
}

/** All of what declares it. */
export function declarationOf({ source, node }: KubernetesObject): Location {
  return locationOf(source, node);
}

/** `Service shop/orders`. */
export function wordsFor({ kind, namespace, name }: KubernetesObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name ?? '(without a name)'}`;
}
