import { isMap, isScalar, type Node } from 'yaml';
import type { Attribute, Declared } from '../edges.ts';
import type { Location } from '../../text/location.ts';
import type { TextEdit } from '../../text/textEdit.ts';
import { setYamlEntry, setYamlValue, type YamlEdit } from '../yamlEdits.ts';
import type { KubernetesObjects } from './lookup.ts';
import {
  locationOf,
  nameLocation,
  nodeAt,
  shifted,
  type Annotation,
  type KubernetesObject,
  type ManifestSource,
} from './objects.ts';
import { isPatched } from './patches.ts';

/** What an annotation says, and how to change it. Told of where it stands, else at `lacking`: the name of what lacks it, if that is not given. */
export function annotationAttribute(
  object: KubernetesObject,
  name: string,
  { lacking = nameLocation(object) }: { readonly lacking?: Location } = {},
): Attribute<string> {
  const annotation = object.annotations.get(name);
  return {
    name,
    declared:
      annotation === undefined
        ? lackingIn(object.source, [nodeAt(object, 'metadata'), nodeAt(object, 'metadata', 'annotations')])
        : declaredBy(annotation),
    at: annotation?.at ?? lacking,
    set: (value) => setAnnotation(object, name, value),
  };
}

/**
 * The same where a patch may have a say: any of kustomize's that speaks of the annotation, or an overlay that gives it to an object of this kind
 * and name, and else only parts of that.
 * @param whole the field of `spec` that no patch has
 */
export function patchedAttribute(
  object: KubernetesObject,
  attribute: Attribute<string>,
  { whole, objects }: { readonly whole: string; readonly objects: KubernetesObjects },
): Attribute<string> {
  const { kind, name, source } = object;
  if (attribute.declared.kind === 'unknown') return attribute;
  // In the paths of JSON patches the slash of the name is written as `~1`.
  if (isPatched(objects, attribute.name.slice(attribute.name.indexOf('/') + 1), source.file))
    return { ...attribute, declared: { kind: 'unknown', because: 'a patch of kustomize speaks of it' } };
  const isOverlaid =
    name !== undefined &&
    objects
      .having({ of: 'names', kinds: [kind], mentioning: attribute.name, keysOf: (it) => [it.name] }, name)
      .some((it) => it.annotations.has(attribute.name) && nodeAt(it, 'spec', whole) === undefined);
  return isOverlaid
    ? { ...attribute, declared: { kind: 'unknown', because: 'a patch of this name has it' } }
    : attribute;
}

/** What is written, unless another tool is to fill it in. */
function declaredBy({ value, at }: Pick<Annotation, 'value' | 'at'>): Declared<string> {
  return isFilledIn(value)
    ? { kind: 'unknown', because: 'another tool fills in its value' }
    : { kind: 'stated', value, at };
}

/** That something is not in mappings: unless they may have more entries than are read. */
export function lackingIn(
  { document, reader }: Pick<ManifestSource, 'document' | 'reader'>,
  maps: readonly (Node | undefined)[],
): { readonly kind: 'absent' } | { readonly kind: 'unknown'; readonly because: string } {
  // What stands behind a mistake may be read as something else.
  if (document.errors.length > 0) return { kind: 'unknown', because: 'there is a mistake in its manifest' };
  const isOpen = maps.some(
    (map) =>
      reader.mergesUnknown(map) ||
      (isMap(map) && map.tag !== undefined) ||
      [...reader.entries(map).keys()].some((key) => isFilledIn(key)),
  );
  return isOpen ? { kind: 'unknown', because: 'another tool fills in what is beside it' } : { kind: 'absent' };
}

/**
 * Whether a part of a value is left to another tool: `${NAME}` of envsubst and Flux, `$(NAME)` of kustomize, `<% … %>` of templates, `<NAME>`,
 * `@NAME@`, `%NAME%` of people.
 */
export function isFilledIn(value: string): boolean {
  return /\$[{(\w]|\{\{|<%|<[\w .-]{1,100}>|@[\w.-]{1,100}@|%[A-Z_]{1,100}%/.test(value);
}

/** The edits that give an object an annotation, be there others or none. */
export function setAnnotation(object: KubernetesObject, name: string, value: string): readonly TextEdit[] | undefined {
  const annotations = nodeAt(object, 'metadata', 'annotations');
  const isEmpty = annotations === undefined || (isScalar(annotations) && annotations.value === null);
  return isEmpty
    ? setEntry(object.source, nodeAt(object, 'metadata'), 'annotations', { key: name, value })
    : setEntry(object.source, annotations, name, value);
}

/** The edits that give a mapping an entry. */
export function setEntry(
  { text, document, file, start }: ManifestSource,
  map: Node | undefined,
  key: string,
  value: string | { readonly key: string; readonly value: string },
): readonly TextEdit[] | undefined {
  return isMap(map) ? edits(setYamlEntry({ text, document, map, key, value }), { file, start }) : undefined;
}

/** The edits that give a scalar another value. */
export function setScalar(
  { text, document, file, start }: ManifestSource,
  scalar: Node | undefined,
  value: string,
): readonly TextEdit[] | undefined {
  return isScalar(scalar) ? edits(setYamlValue({ text, document, scalar, value }), { file, start }) : undefined;
}

function edits(
  found: readonly YamlEdit[] | undefined,
  { file, start }: Pick<ManifestSource, 'file' | 'start'>,
): readonly TextEdit[] | undefined {
  return found?.map(({ span, newText }) => ({ file, span: shifted(span, start), newText }));
}

/** What stands behind a key of a mapping of an object that is no annotation. */
export function fieldAttribute(
  object: KubernetesObject,
  map: Node | undefined,
  { key, lacking }: { readonly key: string; readonly lacking: Location },
): Attribute<string> {
  const { source } = object;
  const value = source.reader.at(map, key);
  const text = source.reader.text(value);
  const at = value === undefined ? lacking : locationOf(source, value);
  return {
    name: key,
    declared: text === undefined ? lackingIn(source, [map]) : declaredBy({ value: text, at }),
    at,
    set: (it) => setEntry(source, map, key, it),
  };
}
